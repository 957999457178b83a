"""Every message that crosses the edge to people and programs: the one source of the TypeScript types.

Times are RFC 3339 UTC, positions WGS 84 degrees, GeoJSON order, heights metres, temperatures °C, angles degrees.
The nouns and the events come from `incident`; here are the live state, the live socket and HTTP.
"""

from __future__ import annotations

from datetime import datetime
from typing import Annotated, Any, Literal

from pydantic import BaseModel, ConfigDict, Field

from ground_station.api.guest_wire import GuestPass
from ground_station.incident.events import Event
from ground_station.incident.picture import Picture
from ground_station.incident.records import FindingKind, GeoJson, Message, PlanSummary

# --- State: newest wins per key, chosen when the frame is built ------------------------------------------------------


class AlertNow(Message):
    """A rule that an aircraft breaks now."""

    rule: str
    severity: Literal["critical", "warning"]
    since: datetime
    announced: int
    """Grows every quarter of a minute while a critical alert is not acknowledged: the time for a sound."""
    acknowledged_by: str | None = None


class Encounter(Message):
    """How near a manned aircraft comes to one of ours, if both fly on as they do."""

    vehicle_id: int
    in_s: float
    """From now until they are closest over ground."""
    horizontal_m: float
    vertical_m: float | None


class VehicleState(Message):
    """One aircraft now. Key `vehicle/<id>`."""

    # Aircraft say "unknown" as NaN; it leaves as null.
    model_config = ConfigDict(allow_inf_nan=True)

    key: str
    at: datetime
    """When the aircraft's newest message came."""
    kind: Literal["vehicle"] = "vehicle"
    id: int
    letter: str
    """A, B, C ...: what people call it."""
    link: Literal["live", "stale", "lost"]
    mode: str
    """Plain name of the flight mode: hold, takeoff, mission, return, land, position, manual, offboard ..."""
    is_armed: bool
    is_in_air: bool
    is_failsafe: bool
    is_ready_to_arm: bool
    latitude_deg: float | None
    longitude_deg: float | None
    altitude_amsl_m: float | None
    height_above_home_m: float | None
    height_agl_m: float | None
    heading_deg: float | None
    ground_speed_ms: float | None
    climb_ms: float | None
    battery_fraction: float | None
    battery_v: float | None
    satellites: int | None
    gnss_fix: int | None
    home: tuple[float, float, float] | None
    """Longitude, latitude, altitude above sea level."""
    mission_seq: int | None
    mission_total: int | None
    mission_checksum: str | None
    plan_id: str | None
    autopilot: str
    warnings: list[str] = []
    """Rules that it breaks now; the words are `alert-<rule>`."""
    alerts: list[AlertNow] = []
    """The same rules with what is known of each."""
    pilot: str | None = None
    """Who is in command; None: nobody, and the first order takes it."""
    next_pilot: str | None = None
    """Who has asked for it, or will have it."""
    control_passes_at: datetime | None = None
    """When it passes to `next_pilot` by itself."""
    is_take_over: bool = False
    """Whether it passes because the incident commander has said so, and cannot be refused."""
    fence: Literal["none", "kept", "refused", "unknown"] = "unknown"
    """Whether the aircraft keeps the fence that this station sent it."""


class TrafficState(Message):
    """A manned aircraft that is heard by ADS-B. Key `traffic/<address>`; gone from sight when it is not heard."""

    key: str
    at: datetime
    kind: Literal["traffic"] = "traffic"
    address: str
    """ICAO, six hex digits."""
    callsign: str
    latitude_deg: float
    longitude_deg: float
    altitude_amsl_m: float | None
    ground_speed_ms: float | None
    heading_deg: float | None
    climb_ms: float | None
    is_near: bool
    """Whether an alert of any aircraft may be about it."""
    closest: Encounter | None = None
    """With whichever of our aircraft in the air it comes closest to."""


class Clearance(Message):
    """One aircraft that is brought out of the way."""

    vehicle_id: int
    how: Literal["layer", "land", "return", "leave", "disarm"]
    height_above_home_m: float | None
    status: Literal["ordered", "on_its_way", "clear", "unanswered", "refused"]
    promised_s: float
    """From the button until it is clear, once it hears us."""
    took_s: float | None
    is_late: bool
    reasons: list[str]


class AirState(Message):
    """Whether the air is being cleared. Key `air`."""

    key: Literal["air"] = "air"
    at: datetime
    kind: Literal["air"] = "air"
    is_clearing: bool
    """From the button until somebody says that the air is free; meanwhile nobody takes off or flies on."""
    by: str | None
    why: str | None
    since: datetime | None
    vehicles: list[Clearance]


class SeenInFrame(Message):
    """One detection in the newest picture of an aircraft."""

    kind: FindingKind
    box_px: tuple[int, int, int, int]
    peak_celsius: float | None
    is_saturated: bool = False
    """At least so hot: the camera cannot tell more."""
    finding_number: int | None


class CameraState(Message):
    """What an aircraft's camera sees now. Key `camera/<id>`."""

    key: str
    at: datetime
    """When the newest frame was exposed."""
    kind: Literal["camera"] = "camera"
    vehicle_id: int
    frame: int
    width_px: int
    height_px: int
    footprint: GeoJson | None
    """Polygon on the ground, or None when the pose is not known."""
    min_celsius: float | None
    max_celsius: float | None
    detections: list[SeenInFrame]
    has_temperatures: bool = True
    """False: greys or counts; what is marked is hot beside its surroundings, nobody knows how hot."""
    is_frozen: bool = False
    """The camera sends the same picture again: its shutter is closed, or it hangs. `at` is that picture's."""
    is_coarse: bool = False
    """So much is hot that not all of it is listed, or only in rough outlines."""
    frames_total: int
    frames_without_pose: int
    frames_frozen: int = 0
    frames_bad: int = 0
    """Could not be read or searched."""


class SeenState(Message):
    """How much of the search area was really imaged. Key `seen`."""

    key: Literal["seen"] = "seen"
    at: datetime
    kind: Literal["seen"] = "seen"
    fraction: float | None
    """Of the planned area, 0 to 1; None without a plan."""
    version: int
    """Grows with each change; fetch `GET /incidents/{id}/seen` when it does."""


class CrewState(Message):
    """Who may be given the command of an aircraft. Key `crew`."""

    key: str = "crew"
    at: datetime
    kind: Literal["crew"] = "crew"
    pilots: list[str]
    """User names, in alphabetical order."""


State = Annotated[
    VehicleState | CameraState | SeenState | TrafficState | AirState | CrewState, Field(discriminator="kind")
]


# --- The live socket --------------------------------------------------------------------------------------------------


class Hello(Message):
    """The client's first word."""

    kind: Literal["hello"] = "hello"
    epoch: str | None
    seq: int | None
    profile: Literal["auto", "low"] = "auto"


class Ack(Message):
    """The client has drawn frame `n`; at most two frames are unacknowledged."""

    kind: Literal["ack"] = "ack"
    n: int
    shown_ms: float
    """From receiving the frame to having drawn it, milliseconds."""


ClientMessage = Annotated[Hello | Ack, Field(discriminator="kind")]


class Resume(Message):
    """All events after `from` up to `to` follow in frames."""

    model_config = ConfigDict(populate_by_name=True)
    kind: Literal["resume"] = "resume"
    epoch: str
    from_: int = Field(alias="from")
    to: int


class Snapshot(Message):
    """The whole picture: the client's epoch or sequence was unknown."""

    kind: Literal["snapshot"] = "snapshot"
    epoch: str
    seq: int
    picture: Picture


class Pending(Message):
    """What did not fit into this frame."""

    events: int
    state: int


class LiveFrame(Message):
    """Events in order, and the newest state per key."""

    kind: Literal["frame"] = "frame"
    n: int
    at: datetime
    events: list[Event]
    state: list[State]
    pending: Pending


ServerMessage = Annotated[Resume | Snapshot | LiveFrame, Field(discriminator="kind")]


# --- HTTP -------------------------------------------------------------------------------------------------------------


class LiveTicket(Message):
    """A single-use ticket for one live socket."""

    ticket: str
    expires_at: datetime


class SignIn(Message):
    """Name and password for a session."""

    name: str = Field(min_length=1, max_length=100)
    password: str = Field(min_length=1, max_length=1000)


class SignedIn(Message):
    """A session; `token` is for scripts (`Authorization: Bearer`), browsers have it as a cookie."""

    token: str
    expires_at: datetime


class UserRequest(Message):
    """Add a user; without a password they come in by link only."""

    name: str = Field(min_length=1, max_length=100)
    role: Literal["viewer", "commander", "pilot", "administrator"]
    password: str | None = Field(default=None, min_length=10, max_length=1000)


class UserView(Message):
    """A user."""

    name: str
    role: Literal["viewer", "commander", "pilot", "administrator"]


class IncidentRequest(Message):
    """Open an incident."""

    title: str = Field(min_length=1, max_length=200)


class MarkRequest(Message):
    """Draw on the map."""

    kind: str = Field(min_length=1, max_length=40)
    text: str = Field(max_length=2000)
    geometry: GeoJson
    """GeoJSON Point, LineString or Polygon."""


class LogRequest(Message):
    """Write in the log."""

    text: str = Field(min_length=1, max_length=2000)


class JournalPage(Message):
    """Events after a sequence number, oldest first."""

    epoch: str
    events: list[Event]
    seq: int
    """The newest event of the incident; there is more when the last one here is older."""


class TerrainTiles(Message):
    """TileJSON for the station's own elevation model."""

    tilejson: Literal["3.0.0"] = "3.0.0"
    tiles: list[str]
    bounds: tuple[float, float, float, float]
    """West, south, east, north."""
    minzoom: int
    maxzoom: int
    encoding: Literal["terrarium"] = "terrarium"


class ThermalHeader(Message):
    """The JSON before the JPEG on the thermal socket: a 4-byte big-endian length, this, the picture."""

    vehicle_id: int
    frame: int
    at: datetime
    width_px: int
    height_px: int
    min_celsius: float | None
    max_celsius: float | None
    detections: list[SeenInFrame]
    has_temperatures: bool = True
    is_frozen: bool = False
    is_coarse: bool = False
    n: int
    """Acknowledge with `{"kind": "ack", "n": n}`; the next picture comes after that."""


class ThermalAck(Message):
    """The client has drawn thermal picture `n`."""

    kind: Literal["ack"] = "ack"
    n: int


class Review(Message):
    """A person's verdict on a finding."""

    verdict: Literal["confirmed", "dismissed", "assigned", "extinguished"]
    note: str | None = None
    assignee: str | None = Field(default=None, max_length=60, pattern=r"^\S(.*\S)?$")
    """To which crew or unit it is given; with the verdict `assigned`, and only then."""


CommandName = Literal[
    "arm", "disarm", "takeoff", "start_mission", "pause", "resume", "goto", "return", "land",
    "orbit", "look", "look_ahead", "speed",
]  # fmt: skip


class Command(Message):
    """What an aircraft shall do."""

    command: CommandName
    latitude_deg: float | None = Field(default=None, ge=-90, le=90)
    longitude_deg: float | None = Field(default=None, ge=-180, le=180)
    height_above_home_m: float | None = Field(default=None, ge=2, le=500)
    """For takeoff, goto and orbit."""
    radius_m: float | None = Field(default=None, ge=5, le=500)
    """For orbit."""
    speed_ms: float | None = Field(default=None, ge=0.5, le=25)
    """For speed: over ground."""
    why: str | None = Field(default=None, max_length=500)
    """For the journal."""
    override: str | None = Field(default=None, min_length=5, max_length=500)
    """Why to fly although checks before the flight say no; it is written into the journal with their names."""

    @property
    def place(self) -> tuple[float, float, float]:
        """Latitude, longitude (degrees) and height above home (m) of a goto; the route has seen that they are there."""
        assert self.latitude_deg is not None
        assert self.longitude_deg is not None
        assert self.height_above_home_m is not None
        return self.latitude_deg, self.longitude_deg, self.height_above_home_m


class CommandResult(Message):
    """The aircraft's answer."""

    outcome: Literal["accepted", "denied", "temporarily_rejected", "unsupported", "failed", "unanswered", "cancelled"]
    reasons: list[str]


class MissionUpload(Message):
    """Which plan to send; `part` is the aircraft's place in a plan for several (0 by default)."""

    plan: str
    part: int = 0


class ControlRequest(Message):
    """A wish about the command of an aircraft."""

    action: Literal["ask", "grant", "refuse", "withdraw", "release", "take_over"]
    to: str | None = None
    """To whom it is handed over (grant), or who takes over (take_over; the caller when left out)."""
    why: str | None = Field(default=None, max_length=500)
    """A take-over needs it."""


class ControlView(Message):
    """The command of an aircraft."""

    vehicle_id: int
    pilot: str | None
    next_pilot: str | None
    passes_at: datetime | None
    is_take_over: bool = False


class Why(Message):
    """A reason, for the journal."""

    reason: str = Field(min_length=1, max_length=500)


class CheckView(Message):
    """One check before the flight."""

    name: str
    status: Literal["ok", "warning", "blocking", "unknown"]
    title: str
    """What it says, in the caller's language."""
    remedy: str | None
    parameter: str | None = None
    """The autopilot's parameter that it is about."""
    value: float | None = None
    wanted: float | None = None
    can_be_set: bool = False
    """Whether `POST .../preflight/failsafes` mends it."""
    item: str | None = None
    """The item of the checklist that a person ticks."""
    is_ticked: bool | None = None


class PreflightView(Message):
    """Everything that is checked before a flight."""

    vehicle_id: int
    plan: str | None
    is_ready: bool
    """Nothing blocks."""
    checks: list[CheckView]


class Tick(Message):
    """One item of the checklist, looked at by a person."""

    item: str = Field(min_length=1, max_length=200)
    is_ticked: bool = True


class TicksRequest(Message):
    """Items of the checklist, looked at by a person."""

    plan: str | None = None
    ticks: list[Tick]


class FailsafesRequest(Message):
    """Set the failsafe parameters as they are wanted for this plan."""

    plan: str | None = None


class ResumeRequest(Message):
    """Go on with a plan where the seeing stopped."""

    plan: str
    part: int | None = None
    """The part of a plan for several; left out: that which `from` or this aircraft flew last."""
    from_: int | None = Field(default=None, alias="from")
    """The aircraft that flew before; left out: whichever flew this plan last."""
    model_config = ConfigDict(populate_by_name=True)


class ResumeResult(Message):
    """What of the plan is left, and whether it is on board."""

    outcome: Literal["accepted", "denied", "temporarily_rejected", "unsupported", "failed", "unanswered", "cancelled"]
    reasons: list[str]
    item: int
    """Of the whole plan: the leg on which it goes on."""
    along: float
    """How much of that leg is done, 0 to 1."""
    items: int
    """How many items the shortened plan has."""
    left_m: float
    """Still to be flown, from the entry on."""


DrawingKind = Literal["polygon", "line", "point", "points"]


class ParameterView(Message):
    """One value of a template that whoever plans may set."""

    name: str
    title: str
    """In the caller's language."""
    type: Literal["number", "boolean"]
    unit: str
    default: float | bool
    minimum: float | None
    maximum: float | None


class TemplateView(Message):
    """A template as people choose it, in their language."""

    id: str
    version: str
    title: str
    description: str
    pattern: str
    maturity: str
    parameters: list[ParameterView]
    checklist: list[str]
    sha256: str
    draws: list[DrawingKind] = ["polygon"]
    """What it can be drawn as, the most natural first."""
    maintainer: str = ""
    """Who answers for it."""


class WindRequest(Message):
    """The wind to plan with: as somebody states it, or as it is forecast where the plan is flown."""

    source: Literal["hand", "forecast"]
    from_deg: float | None = Field(default=None, ge=0, le=360)
    """Where it comes from; by hand only."""
    speed_ms: float | None = Field(default=None, ge=0, le=50)
    """By hand only."""


class PlanRequest(Message):
    """Bind a template to what was drawn."""

    template: str
    area: GeoJson
    """GeoJSON Polygon, LineString, Point or MultiPoint, as the template's pattern draws it. In a FeatureCollection
    further polygons may say `"role": "keep_out"` or `"allowed"`."""
    parameters: dict[str, float | str | bool] = {}
    vehicles: list[int] = []
    """Ids of the aircraft that shall fly it; empty: one, not yet chosen."""
    incident: str | None = None
    """Where the plan belongs; the newest open incident when left out."""
    fence: GeoJson | None = None
    """GeoJSON Polygon that the aircraft must not leave; without it one is drawn around the plan when it is sent."""
    fence_margin_m: float | None = Field(default=None, ge=5, le=1000)
    """Instead of `fence`: draw one so far around all that is drawn, flown and returned to."""
    rally: list[tuple[float, float]] = Field(default=[], max_length=10)
    """Longitude and latitude of places besides home to return to, where that is nearer."""
    wind: WindRequest | None = None
    """Left out: calm, or what the template itself states."""
    floor_amsl_m: float | None = Field(default=None, ge=-500, le=9000)
    """Where no elevation model knows the ground: a height above the sea that none there, nor the start, passes, as
    somebody states and answers for. Left out: unknown ground refuses the plan."""
    permitted: list[Annotated[str, Field(min_length=1, max_length=200)]] = Field(default=[], max_length=20)
    """Names or identifiers of airspace that somebody has a permission for."""


class WindView(Message):
    """The wind that a plan reckons with."""

    source: Literal["hand", "forecast", "template"]
    from_deg: float
    speed_ms: float
    """At the height that is flown."""
    gust_ms: float | None = None
    """Forecast 10 m above ground."""
    at: datetime | None = None
    """The hour that the forecast is for: the windiest of the next two."""
    issued_at: datetime | None = None
    """When the forecast was made."""


class ProblemView(Message):
    """One thing wrong with a plan."""

    code: str
    severity: Literal["error", "warning"]
    message: str
    """In the caller's language."""
    where: GeoJson | None
    airspace: str | None = None
    """The volume that it is about, where naming it among `permitted` would answer it."""


class PlanView(Message):
    """A plan with its figures. Refused (422) plans have no id, their summary an empty one."""

    id: str | None
    summary: PlanSummary | None
    problems: list[ProblemView]
    vehicles: list[dict[str, Any]]
    compute_s: float
    fence: GeoJson | None = None
    """The fence that goes with it, where somebody drew one."""
    rally: list[tuple[float, float]] = []
    """Longitude and latitude of its rally points."""
    wind: WindView | None = None
    """None: planned in calm air."""


class Me(Message):
    """Who is signed in."""

    name: str
    role: Literal["viewer", "commander", "pilot", "administrator"]
    station: str
    version: str
    incident: str | None
    """The incident to show first."""
    guest: GuestPass | None = None
    """By which link a guest is in; None: a user of the station."""


class FieldProblem(Message):
    """One field that is wrong."""

    field: str
    detail: str


class ProblemDocument(BaseModel):
    """RFC 9457."""

    type: str = "about:blank"
    title: str
    status: int
    detail: str
    field: str | None = None
    remedy: str | None = None
    errors: list[FieldProblem] = []
    """Every wrong field when there are several; `field` and `detail` are the first."""


class AutopilotParameter(Message):
    """One parameter of an autopilot."""

    name: str
    value: float | None
    """Null: not a number."""
    is_whole: bool
    """It takes whole numbers only."""


class ParametersView(Message):
    """What was read of an aircraft's parameters, and how that ended."""

    outcome: str
    reasons: list[str]
    parameters: list[AutopilotParameter]


class ParameterRequest(Message):
    """A new value for a parameter."""

    value: float = Field(allow_inf_nan=False)
    why: str | None = Field(default=None, max_length=500)
    """For the journal."""


class LogView(Message):
    """A flight log on an aircraft."""

    number: int
    size_bytes: int
    began_at: datetime | None
    """Null: the aircraft did not know the time."""
    fetched: float | None
    """While it is being fetched: how much of it, 0 to 1."""


class LogsView(Message):
    """The flight logs on an aircraft."""

    outcome: str
    reasons: list[str]
    logs: list[LogView]


class ZonesView(Message):
    """The fence or the rally points that are on an aircraft now, as read from it."""

    outcome: str
    reasons: list[str]
    checksum: str | None
    """The autopilot's own, eight hex digits, where it has one."""
    features: dict[str, Any]
    """A GeoJSON FeatureCollection: polygons and circles (a point with `radius_m`) that keep `in` or `out`."""


class SigningRequest(Message):
    """Give an aircraft the key of its link, or tell it to sign no longer."""

    action: Literal["install", "remove"]
    why: str = Field(min_length=1, max_length=500)
    """For the journal."""
