"""A template is tried before it is given away and before it is taken: its own cases, planned here."""

from __future__ import annotations

from missions.cases import failed_cases
from missions.catalogue import Template
from missions.exchange.errors import PackageError


def refuse_failed_cases(template: Template) -> None:
    """Raise PackageError with the first case that does not come out as the template promises."""
    failures = failed_cases(template)
    if failures:
        raise PackageError(
            "package_case_failed",
            f"{template.id} {template.version} does not keep what it promises: {failures[0]}.",
            remedy="Repair the template or its case.",
            details={"name": f"{template.id} {template.version}", "reason": failures[0]},
        )
