"""One search pattern per file, one signature: `pattern(area, search, heading_rad) -> list[Cell]`."""
