"""One file per kind of camera source."""
