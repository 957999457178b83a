"""The one table of who may do what. A route or message that is not in it is refused to everybody."""

from __future__ import annotations

from collections.abc import Collection
from enum import StrEnum


class Role(StrEnum):
    """What somebody is in the crew."""

    VIEWER = "viewer"
    """Sees everything, changes nothing."""
    COMMANDER = "commander"
    """Leads the incident: opens and closes it, judges findings, draws, plans."""
    PILOT = "pilot"
    """Flies: plans, uploads, commands aircraft."""
    ADMINISTRATOR = "administrator"
    """All of it, and the users."""


class Permission(StrEnum):
    """What a route or message needs."""

    PUBLIC = "public"
    """Nothing: no incident content behind it."""
    SEE = "see"
    """Look at incidents, aircraft, maps and plans."""
    JUDGE = "judge"
    """Review findings, draw on the map."""
    LEAD = "lead"
    """Open and close incidents."""
    PLAN = "plan"
    """Make plans."""
    FLY = "fly"
    """Upload missions and command aircraft."""
    DIRECT = "direct"
    """Say who is in command of an aircraft, clear the air."""
    ADMINISTER = "administer"
    """Users and their roles."""


GRANTS: dict[Role, frozenset[Permission]] = {
    Role.VIEWER: frozenset({Permission.SEE}),
    Role.COMMANDER: frozenset({Permission.SEE, Permission.JUDGE, Permission.LEAD, Permission.PLAN, Permission.DIRECT}),
    Role.PILOT: frozenset({Permission.SEE, Permission.PLAN, Permission.FLY, Permission.DIRECT}),
    Role.ADMINISTRATOR: frozenset(Permission) - {Permission.PUBLIC},
}

ROUTES: dict[str, Permission] = {
    "console": Permission.PUBLIC,
    "sign_in_with_link": Permission.PUBLIC,
    "health": Permission.PUBLIC,
    "metrics": Permission.PUBLIC,
    "openapi": Permission.PUBLIC,
    "sign_in": Permission.PUBLIC,
    "sign_out": Permission.SEE,
    "me": Permission.SEE,
    "incidents": Permission.SEE,
    "incident": Permission.SEE,
    "findings": Permission.SEE,
    "temperatures": Permission.SEE,
    "finding_picture": Permission.SEE,
    "marks": Permission.SEE,
    "layers": Permission.SEE,
    "layer": Permission.SEE,
    "journal": Permission.SEE,
    "seen": Permission.SEE,
    "export": Permission.SEE,
    "live_ticket": Permission.SEE,
    "live": Permission.SEE,
    "vehicles": Permission.SEE,
    "vehicle": Permission.SEE,
    "thermal_ticket": Permission.SEE,
    "thermal": Permission.SEE,
    "templates": Permission.SEE,
    "plan": Permission.SEE,
    "plan_file": Permission.SEE,
    "terrain": Permission.SEE,
    "terrain_tile": Permission.SEE,
    "review": Permission.JUDGE,
    "add_mark": Permission.JUDGE,
    "add_layer": Permission.JUDGE,
    "remove_layer": Permission.JUDGE,
    "write_log": Permission.DIRECT,
    "open_incident": Permission.LEAD,
    "close_incident": Permission.LEAD,
    "make_plan": Permission.PLAN,
    "read_drawing": Permission.PLAN,
    "shelf": Permission.SEE,
    "catalogue": Permission.PLAN,
    "template_change": Permission.PLAN,
    "trust_catalogue": Permission.ADMINISTER,
    "take_template": Permission.ADMINISTER,
    "adapt_template": Permission.ADMINISTER,
    "command": Permission.FLY,
    "upload_mission": Permission.FLY,
    "resume_plan": Permission.FLY,
    "preflight": Permission.SEE,
    "preflight_ticks": Permission.FLY,
    "preflight_failsafes": Permission.FLY,
    "control": Permission.DIRECT,
    "acknowledge_alert": Permission.DIRECT,
    "air": Permission.SEE,
    "clear_the_air": Permission.DIRECT,
    "free_the_air": Permission.DIRECT,
    "parameters": Permission.SEE,
    "parameter": Permission.SEE,
    "set_parameter": Permission.FLY,
    "logs": Permission.FLY,
    "log": Permission.FLY,
    "fence": Permission.SEE,
    "clear_fence": Permission.FLY,
    "rally": Permission.SEE,
    "clear_rally": Permission.FLY,
    "set_up_signing": Permission.ADMINISTER,
    "users": Permission.ADMINISTER,
    "add_user": Permission.ADMINISTER,
    "guest_links": Permission.LEAD,
    "make_guest_link": Permission.LEAD,
    "revoke_guest_link": Permission.LEAD,
    "open_guest_link": Permission.PUBLIC,
    "trails": Permission.SEE,
    "maps": Permission.SEE,
    "map_package": Permission.SEE,
    "search_choices": Permission.SEE,
    "search_map": Permission.SEE,
    "search_raster": Permission.SEE,
    "make_search_map": Permission.PLAN,
    "search_tasks": Permission.PLAN,
}
"""Route name -> what it needs."""


class Layer(StrEnum):
    """What a guest's link may show beside the incident's name."""

    FINDINGS = "findings"
    AIRCRAFT = "aircraft"
    """Where they are and have been, also manned ones."""
    PLANS = "plans"
    SEEN = "seen"
    MARKS = "marks"
    SEARCH = "search"
    """Where a missing person may be, and where they were last seen."""
    THERMAL = "thermal"
    LOG = "log"
    """With the names of who did what."""


GUEST_ROUTES: dict[str, Layer | None] = {
    "me": None,
    "sign_out": None,
    "incident": None,
    "live_ticket": None,
    "live": None,
    "terrain": None,
    "terrain_tile": None,
    "maps": None,
    "map_package": None,
    "findings": Layer.FINDINGS,
    "temperatures": Layer.FINDINGS,
    "layers": Layer.MARKS,
    "layer": Layer.MARKS,
    "finding_picture": Layer.THERMAL,
    "seen": Layer.SEEN,
    "search_map": Layer.SEARCH,
    "search_raster": Layer.SEARCH,
    "trails": Layer.AIRCRAFT,
    "thermal_ticket": Layer.THERMAL,
    "thermal": Layer.THERMAL,
}
"""Route that a guest may use -> the layer that the link must show (None: any). All others are refused."""

SOCKET_MESSAGES: dict[str, Permission] = {
    "live/hello": Permission.SEE,
    "live/ack": Permission.SEE,
    "thermal/ack": Permission.SEE,
}
"""Socket and message kind -> what it needs."""


def may(role: Role | None, needed: Permission | None) -> bool:
    """Whether somebody with `role` (None: a stranger) may do what needs `needed` (None: not in the table)."""
    if needed is None:
        return False
    if needed is Permission.PUBLIC:
        return True
    return role is not None and needed in GRANTS[role]


def guest_may(route: str, layers: Collection[Layer]) -> bool:
    """Whether a guest whose link shows `layers` may use a route; what is public is open to them too."""
    if ROUTES.get(route) is Permission.PUBLIC:
        return True
    needed = GUEST_ROUTES.get(route)
    return route in GUEST_ROUTES and (needed is None or needed in layers)


def roles_that_may(needed: Permission) -> list[Role]:
    """Who has it, for the sentence that refuses."""
    return [role for role in Role if needed in GRANTS[role]]
