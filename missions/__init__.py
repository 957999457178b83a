"""Places to plans: terrain, areas, patterns, checks, formats and templates. Flies nothing, opens no socket."""
