"""What the crew is working on: events, picture, findings, seen ground."""
