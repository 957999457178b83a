"""What planning refuses to begin with, said so that a person can mend it.

PlanningError
├── AreaError        the drawn area cannot be used
├── TerrainError     an elevation model cannot be read
├── TemplateError    a template is unknown or breaks the schema
├── ParameterError   a value that the template does not allow
├── FormatError      a plan file that cannot be read or written
└── NotFlyable       a plan must not be flown, for the reason that its first error gives
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any


class PlanningError(Exception):
    """Base: `code` is stable, the message names the cause and `remedy` what to do about it.

    The words in other languages are `problem-<code with dashes>` in the Fluent files, with `details` as arguments.
    """

    def __init__(
        self,
        code: str,
        message: str,
        *,
        remedy: str,
        where: Mapping[str, Any] | None = None,
        details: Mapping[str, str | float] | None = None,
        reason: PlanningError | None = None,
    ) -> None:
        super().__init__(f"{message} {remedy}".rstrip())
        self.code = code
        self.message = message
        self.remedy = remedy
        self.where = dict(where) if where is not None else None
        """GeoJSON geometry of the place, or None."""
        self.details = dict(details or {})
        self.reason = reason
        """What lies behind it; its own words are `$reason` in the Fluent files."""


class AreaError(PlanningError):
    """The drawn area cannot be used."""


class TerrainError(PlanningError):
    """An elevation model cannot be read."""


class TemplateError(PlanningError):
    """A template is unknown or breaks the schema."""


class ParameterError(PlanningError):
    """A value that the template does not allow."""


class FormatError(PlanningError):
    """A plan file that cannot be read or written."""


class NotFlyable(PlanningError):
    """A plan that must not be flown; code, words and place are those of its first error."""
