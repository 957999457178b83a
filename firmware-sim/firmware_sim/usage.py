"""What a person may have asked for wrongly."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from firmware_sim.scenario import Scenario


class UsageError(Exception):
    """What the person asked for cannot be done as asked."""


def named_scenario(name: str) -> Scenario:
    """The scenario of a name or a file.

    Raises:
        UsageError: there is none, or it is wrong.
    """
    from firmware_sim import scenario

    try:
        return scenario.load(name)
    except (ValueError, OSError) as error:
        raise UsageError(f"scenario {name!r}: {error}") from error
