"""The ground and everything on it, as it truly is."""
