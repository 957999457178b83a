"""Puts the built console into the wheel: builds it when it is missing."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path
from typing import Any

from hatchling.builders.hooks.plugin.interface import BuildHookInterface


class BuildConsole(BuildHookInterface):  # type: ignore[type-arg]
    """Called by hatchling before each build."""

    PLUGIN_NAME = "custom"

    def initialize(self, version: str, build_data: dict[str, Any]) -> None:
        """Leave editable installs alone: `make setup` builds the console after them."""
        root = Path(self.root)
        if version == "editable" or (root / "ground_station" / "static" / "index.html").exists():
            return
        done = subprocess.run([sys.executable, root / "web" / "build.py"], check=False)
        if done.returncode != 0:
            raise RuntimeError("the wheel needs the console: run `make setup` first, or mend what is said above")
