"""One search pattern per file, one signature."""
