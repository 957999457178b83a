"""What ED-269 and its successor ED-318 say alike of a UAS geographical zone."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from missions.airspace.volume import Kind, Limit, Period, hours, limit, moment

RESTRICTIONS = {
    "PROHIBITED": Kind.FORBIDDEN,
    "REQ_AUTHORISATION": Kind.ASK,
    "REQ_AUTHORIZATION": Kind.ASK,
    "CONDITIONAL": Kind.CONDITIONS,
    "NO_RESTRICTION": Kind.INFORMATION,
}


def kind_of(restriction: object) -> Kind:
    """What a restriction means; one that is not known needs a permission."""
    return RESTRICTIONS.get(str(restriction or "").upper(), Kind.ASK)


def limit_of(row: Mapping[str, Any], height: str, reference: str, unit: str, without: Limit) -> Limit:
    """A limit by the names of its two members, or `without` where there is none."""
    value = row.get(height)
    return without if value is None else limit(value, unit, str(row.get(reference, "")))


def period_of(row: Mapping[str, Any]) -> Period:
    """When a zone counts; an end before its beginning is no limit, since nobody can tell which of the two is wrong."""
    begins, ends = moment(row.get("startDateTime")), moment(row.get("endDateTime"))
    if begins is not None and ends is not None and ends <= begins:
        return Period()
    return Period(begins=begins, ends=ends, hours=hours(row.get("schedule")))
