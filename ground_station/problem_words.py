"""What planning finds wrong, in a person's words."""

from __future__ import annotations

from ground_station.messages import words
from missions.errors import PlanningError
from missions.plan import Problem


def said(problem: Problem | PlanningError, language: str) -> str:
    """A planning problem in the caller's language, with what lies behind it; English where no words are known."""
    details = dict(problem.details)
    if isinstance(problem, PlanningError) and problem.reason is not None:
        details["reason"] = said(problem.reason, language)
    known = words(language).find(f"problem-{problem.code.replace('_', '-')}", **details)
    return known or (problem.message if isinstance(problem, Problem) else str(problem))
