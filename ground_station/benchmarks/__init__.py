"""Measurements beside a floor or a peer in the same run: machines are noisy, so only ratios mean something.

One module per bench; each gives the figures that are watched and the `rows` behind them.
"""

from __future__ import annotations

from importlib import import_module
from typing import Any, Final

from ground_station.errors import BadInput

BENCHMARKS: Final = {"vision": "vision", "live": "live", "link": "link", "plan": "planning", "people": "people"}
"""Each with the module here whose `bench` measures. Loaded when asked for: each needs much that others do not."""


def run_benchmarks(name: str) -> dict[str, Any]:
    """The tables asked for by name, or all. Raises `BadInput`."""
    if name != "all" and name not in BENCHMARKS:
        raise BadInput(f"no benchmark is called {name}", f"choose one of {', '.join(BENCHMARKS)}, all")
    names = tuple(BENCHMARKS) if name == "all" else (name,)
    return {each: import_module(f"{__name__}.{BENCHMARKS[each]}").bench() for each in names}
