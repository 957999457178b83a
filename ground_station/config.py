"""Settings: defaults, then `varde.toml`, then `VARDE_*` variables, then the command line."""

from __future__ import annotations
