"""What planning finds wrong, in a person's words."""

from __future__ import annotations

from ground_station.messages import words
from missions.errors import PlanningError
from missions.plan import Problem


def said(problem: Problem | PlanningError, language: str) -> str:
    """A planning problem in the caller's language; English where no words are known for it."""
    known = words(language).find(f"problem-{problem.code.replace('_', '-')}", **problem.details)
    return known or (problem.message if isinstance(problem, Problem) else str(problem))
