"""What each aircraft is doing."""
