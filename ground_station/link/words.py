"""What an aircraft's numbers mean, in plain English."""

from __future__ import annotations

from ground_station.link.outcomes import Outcome

COMMAND_RESULTS: dict[int, tuple[Outcome, str]] = {
    0: (Outcome.ACCEPTED, ""),
    1: (Outcome.TEMPORARILY_REJECTED, "The aircraft cannot do this now."),
    2: (Outcome.DENIED, "The aircraft refuses this with these values."),
    3: (Outcome.UNSUPPORTED, "The aircraft does not know this command."),
    4: (Outcome.FAILED, "The aircraft tried and failed."),
    6: (Outcome.CANCELLED, "The aircraft was told to stop doing it."),
    7: (Outcome.UNSUPPORTED, "The aircraft wants this as COMMAND_LONG."),
    8: (Outcome.UNSUPPORTED, "The aircraft wants this as COMMAND_INT."),
    9: (Outcome.UNSUPPORTED, "The aircraft does not take positions in this frame."),
}
"""MAV_RESULT to outcome and words; 5 is IN_PROGRESS, which ends nothing."""

MISSION_RESULTS: dict[int, tuple[Outcome, str]] = {
    0: (Outcome.ACCEPTED, ""),
    1: (
        Outcome.FAILED,
        "the aircraft could not take it: another station may be sending a plan, or it does not belong in one",
    ),
    2: (Outcome.UNSUPPORTED, "the aircraft does not take heights in this frame"),
    3: (Outcome.UNSUPPORTED, "the aircraft does not know this command"),
    4: (Outcome.DENIED, "the plan has more items than the aircraft can hold"),
    5: (Outcome.DENIED, "a value is not valid"),
    6: (Outcome.DENIED, "its first parameter is not valid"),
    7: (Outcome.DENIED, "its second parameter is not valid"),
    8: (Outcome.DENIED, "its third parameter is not valid"),
    9: (Outcome.DENIED, "its fourth parameter is not valid"),
    10: (Outcome.DENIED, "its latitude (or x) is not valid"),
    11: (Outcome.DENIED, "its longitude (or y) is not valid"),
    12: (Outcome.DENIED, "its height is not valid"),
    13: (Outcome.FAILED, "it came out of order"),
    14: (Outcome.DENIED, "the aircraft refuses plans from this station now"),
    15: (Outcome.CANCELLED, "the aircraft broke the transfer off"),
}
"""MAV_MISSION_RESULT to outcome and words about one item."""


def command_result(result: int) -> tuple[Outcome, str]:
    """Outcome and words for a MAV_RESULT."""
    return COMMAND_RESULTS.get(result, (Outcome.FAILED, f"The aircraft answered with the unknown result {result}."))


def mission_result(result: int) -> tuple[Outcome, str]:
    """Outcome and words for a MAV_MISSION_RESULT."""
    return MISSION_RESULTS.get(result, (Outcome.FAILED, f"the aircraft answered with the unknown result {result}"))
