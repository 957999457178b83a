"""How far from where they were last seen missing people have been found, by who they are.

Distances within which 25, 50, 75 and 95 % were found, in a temperate climate: R. J. Koester, Lost Person Behavior (dbS
Productions 2008), from the International Search and Rescue Incident Database. The book itself was not at hand: the
figures are quoted from public programs. Three, independent of each other, agree on hikers; most other rows stand in
one of them only. For dementia the UK
Missing Person Behaviour Study (misper.uk, 279 cases) gives 0.3, 1.2 and about 4 km for 20, 50 and 75 %.
"""

from __future__ import annotations

from collections.abc import Iterable

from missions.errors import ParameterError

CHANCES = (0.25, 0.5, 0.75, 0.95)
GROUNDS = ("mountain", "flat")
FOUND_WITHIN_KM: dict[str, dict[str, tuple[float, float, float, float]]] = {
    "hiker": {"mountain": (1.1, 3.1, 5.8, 18.3), "flat": (0.6, 1.8, 3.2, 9.9)},
    "hunter": {"mountain": (1.0, 2.1, 4.8, 17.2), "flat": (0.6, 1.6, 3.1, 13.7)},
    "dementia": {"mountain": (0.3, 0.8, 1.9, 8.3), "flat": (0.3, 1.0, 2.4, 12.8)},
    "despondent": {"mountain": (0.3, 1.1, 3.2, 21.6), "flat": (0.3, 0.8, 2.3, 17.3)},
    "child-1-3": {"mountain": (0.2, 0.3, 0.6, 4.5), "flat": (0.2, 0.3, 1.0, 3.2)},
    "child-4-6": {"mountain": (0.2, 0.8, 1.5, 3.7), "flat": (0.2, 0.6, 1.5, 6.6)},
    "child-7-9": {"mountain": (0.8, 1.6, 3.2, 11.3), "flat": (0.2, 0.8, 2.0, 8.0)},
    "child-10-12": {"mountain": (0.8, 1.6, 3.2, 9.0), "flat": (0.4, 1.6, 4.8, 10.0)},
    "skier": {"mountain": (1.6, 3.5, 6.4, 19.6)},
    "angler": {"mountain": (0.3, 1.5, 5.5, 9.9), "flat": (0.8, 1.6, 3.9, 14.9)},
}


def found_within_m(category: str, ground: str) -> tuple[float, ...]:
    """Distances (m) for CHANCES. Raises ParameterError where nothing is known."""
    known = FOUND_WITHIN_KM.get(category)
    if known is None:
        raise _unknown("category", category, FOUND_WITHIN_KM)
    if ground not in known:
        raise _unknown("ground", ground, known)
    return tuple(1000.0 * distance for distance in known[ground])


def _unknown(name: str, value: str, known: Iterable[str]) -> ParameterError:
    listed = ", ".join(known)
    return ParameterError(
        "lost_person_unknown",
        f"Nothing is known of the {name} {value}.",
        remedy=f"Choose among {listed}.",
        details={"name": name, "value": value, "known": listed},
    )
