"""What lies on an aircraft, on behalf of people: read freely, changed by whoever is in command and journalled."""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from datetime import UTC, datetime
from pathlib import Path
from tempfile import TemporaryFile
from typing import Any, BinaryIO, Final, Literal

from ground_station.api.station import UnknownVehicle
from ground_station.api.wire import (
    AutopilotParameter,
    CommandResult,
    LogsView,
    LogView,
    ParameterRequest,
    ParametersView,
    SigningRequest,
    ZonesView,
)
from ground_station.fleet.fleet import Fleet
from ground_station.fleet.state import Answer, Outcome, VehicleState
from ground_station.flying.orders import planned_items
from ground_station.flying.reasons import all_said
from ground_station.flying.watch import Watch
from ground_station.incident.events import CommandIssued, Event, ParametersSet
from ground_station.link.exchange import Progress
from ground_station.link.logs import LogEntry
from ground_station.link.mission_protocol import FENCE, RALLY
from ground_station.link.parameters import Parameter, ParameterType
from ground_station.messages import words
from ground_station.safety.fence import Circle, Polygon, fence_of
from missions.plan import MissionItem

Zone = Literal["fence", "rally"]
TYPES: Final[dict[Zone, int]] = {"fence": FENCE, "rally": RALLY}


class Inside:
    """Parameters, logs, fences, rally points and keys of every aircraft."""

    def __init__(
        self,
        fleet: Fleet,
        watch: Watch,
        record: Callable[[Event], None],
        use: Callable[[int, str], None],
        folder: Path | None = None,
    ) -> None:
        """`use` is called before anything is changed and raises `ControlRefused`; logs pass through `folder`."""
        self._folder = folder
        self._fleet = fleet
        self._watch = watch
        self._record = record
        self._use = use
        self._logs: dict[int, tuple[LogEntry, ...]] = {}
        self._fetched: dict[tuple[int, int], float] = {}

    async def parameters(self, system_id: int, language: str) -> ParametersView:
        """Every parameter. Raises `UnknownVehicle`."""
        self._know(system_id)
        answer, found = await self._fleet.parameters(system_id)
        rows = sorted(found.parameters.values(), key=lambda each: each.name) if found else []
        return _parameters_view(answer, rows, language)

    async def parameter(self, system_id: int, name: str, language: str) -> ParametersView:
        """One parameter, asked for now."""
        self._know(system_id)
        answer, found = await self._fleet.read_parameter(system_id, name)
        return _parameters_view(answer, [found] if found else [], language)

    async def set_parameter(
        self, system_id: int, name: str, wanted: ParameterRequest, actor: str, language: str
    ) -> CommandResult:
        """Set a parameter, see that it took the value, journal it."""
        self._know(system_id)
        self._use(system_id, actor)
        answer, known = await self._fleet.read_parameter(system_id, name)
        if known is not None:
            answer = await self._set(system_id, known, wanted.value, language)
        self._record(
            ParametersSet(
                at=datetime.now(UTC),
                actor=actor,
                vehicle_id=system_id,
                values={name: wanted.value},
                outcome=answer.outcome.value,
                reasons=list(answer.reasons),
                why=wanted.why,
            )
        )
        return _result(answer, language)

    async def logs(self, system_id: int, language: str) -> LogsView:
        """The flight logs; while one is fetched, those that were listed before it."""
        self._know(system_id)
        if any(number == system_id for number, _ in self._fetched):
            answer, entries = Answer(Outcome.ACCEPTED), self._logs.get(system_id, ())
        else:
            answer, entries = await self._fleet.list_logs(system_id)
            self._logs[system_id] = entries
        views = [
            LogView(
                number=entry.number,
                size_bytes=entry.size_bytes,
                began_at=datetime.fromtimestamp(entry.began_unix_s, UTC) if entry.began_unix_s else None,
                fetched=self._fetched.get((system_id, entry.number)),
            )
            for entry in entries
        ]
        return LogsView(outcome=answer.outcome.value, reasons=all_said(answer.reasons, language), logs=views)

    async def fetch_log(self, system_id: int, number: int, language: str) -> tuple[BinaryIO | None, list[str]]:
        """One flight log, whole, in a file that is gone when it is closed; or None and why not."""
        state, said = self._know(system_id), words(language)
        if state.is_armed:
            return None, [said.format("log-not-armed")]
        if any(busy == system_id for busy, _ in self._fetched):
            return None, [said.format("log-one-at-a-time")]
        answer, entries = await self._fleet.list_logs(system_id)
        self._logs[system_id] = entries
        entry = next((each for each in entries if each.number == number), None)
        if entry is None:
            known = ", ".join(str(each.number) for each in entries) or "-"
            return None, [*all_said(answer.reasons, language), said.format("log-unknown", number=number, known=known)]
        file: BinaryIO = TemporaryFile(dir=self._folder)  # noqa: SIM115  whoever reads it closes it
        try:
            answer = await self._fetch_into(file, system_id, entry)
        except BaseException:
            file.close()
            raise
        if answer.outcome is not Outcome.ACCEPTED:
            file.close()
            return None, all_said(answer.reasons, language)
        file.seek(0)
        return file, []

    async def _fetch_into(self, file: BinaryIO, system_id: int, entry: LogEntry) -> Answer:
        def put(offset: int, piece: bytes) -> None:
            file.seek(offset)
            file.write(piece)

        def note(progress: Progress) -> None:
            self._fetched[place] = round(progress.fraction, 3)

        place = (system_id, entry.number)
        self._fetched[place] = 0.0
        try:
            answer, _ = await self._fleet.fetch_log(system_id, entry, note, put)
        finally:
            del self._fetched[place]
        return answer

    async def zones(self, system_id: int, zone: Zone, language: str) -> ZonesView:
        """The fence or rally points as they are on the aircraft."""
        self._know(system_id)
        answer, items = await self._fleet.download_mission(system_id, TYPES[zone])
        return ZonesView(
            outcome=answer.outcome.value,
            reasons=all_said(answer.reasons, language),
            checksum=f"{answer.checksum:08x}" if answer.checksum else None,
            features=zone_features(zone, planned_items(items)),
        )

    async def clear(self, system_id: int, zone: Zone, why: str | None, actor: str, language: str) -> CommandResult:
        """Take fence or rally points off the aircraft, and journal it."""
        self._know(system_id)
        self._use(system_id, actor)
        answer = await self._fleet.clear_plan(system_id, TYPES[zone])
        if zone == "fence" and answer.outcome is Outcome.ACCEPTED:
            board = self._watch.board(system_id)
            board.fence, board.is_fence_refused = None, False
        self._note(system_id, f"clear_{zone}", why, actor, answer)
        return _result(answer, language)

    async def set_up_signing(self, system_id: int, wanted: SigningRequest, actor: str, language: str) -> CommandResult:
        """Give an aircraft its link's key, or end its signing, and journal that without the key."""
        state = self._know(system_id)
        self._use(system_id, actor)
        if state.is_armed:
            answer = Answer(Outcome.DENIED, (words(language).format("signing-not-armed"),))
        else:
            answer = await self._fleet.set_up_signing(system_id, ends=wanted.action == "remove")
        self._note(system_id, f"{wanted.action}_signing_key", wanted.why, actor, answer)
        return _result(answer, language)

    async def _set(self, system_id: int, known: Parameter, value: float, language: str) -> Answer:
        if known.type is not ParameterType.REAL32:
            if value != round(value):
                return Answer(Outcome.DENIED, (words(language).format("parameter-whole", name=known.name),))
            value = round(value)
        return await self._fleet.set_parameter(system_id, Parameter(name=known.name, value=value, type=known.type))

    def _note(self, system_id: int, command: str, why: str | None, actor: str, answer: Answer) -> None:
        self._record(
            CommandIssued(
                at=datetime.now(UTC),
                actor=actor,
                vehicle_id=system_id,
                command=command,
                outcome=answer.outcome.value,
                reasons=list(answer.reasons),
                why=why,
            )
        )

    def _know(self, system_id: int) -> VehicleState:
        state = self._fleet.vehicles.get(system_id)
        if state is None:
            raise UnknownVehicle(system_id)
        return state


def zone_features(zone: Zone, items: Sequence[MissionItem]) -> dict[str, Any]:
    """Fence or rally points as GeoJSON."""
    if zone == "rally":
        places = [[item.longitude_deg, item.latitude_deg, item.altitude_m] for item in items]
        features = [_feature("Point", place, {"kind": "rally"}) for place in places]
    else:
        features = [_fence_feature(part) for part in fence_of(items).parts]
    return {"type": "FeatureCollection", "features": features}


def _fence_feature(part: Circle | Polygon) -> dict[str, Any]:
    keeps = {"kind": "fence", "keeps": "in" if part.keeps_in else "out"}
    if isinstance(part, Circle):
        return _feature("Point", [part.centre[1], part.centre[0]], {**keeps, "radius_m": part.radius_m})
    ring = [[longitude, latitude] for latitude, longitude in part.corners]
    return _feature("Polygon", [[*ring, ring[0]]], keeps)


def _feature(kind: str, coordinates: list[Any], properties: dict[str, Any]) -> dict[str, Any]:
    return {"type": "Feature", "geometry": {"type": kind, "coordinates": coordinates}, "properties": properties}


def _parameters_view(answer: Answer, rows: Sequence[Parameter], language: str) -> ParametersView:
    return ParametersView(
        outcome=answer.outcome.value,
        reasons=all_said(answer.reasons, language),
        parameters=[
            AutopilotParameter(
                name=row.name,
                value=float(row.value) if math.isfinite(row.value) else None,
                is_whole=row.type is not ParameterType.REAL32,
            )
            for row in rows
        ],
    )


def _result(answer: Answer, language: str) -> CommandResult:
    return CommandResult(outcome=answer.outcome.value, reasons=all_said(answer.reasons, language))
