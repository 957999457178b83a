"""From thermal frames to findings: one task per camera, newest frame only.

The pixels are searched in a process of the camera's own (`camera_process`), or, where the settings say so, in a thread
of this one; everything that changes the incident happens in the event loop.
"""

from __future__ import annotations

import asyncio
import math
import time
from collections.abc import AsyncIterator, Callable
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from typing import Any

import numpy as np
import structlog

from ground_station.api.station import ThermalPicture
from ground_station.api.wire import CameraState, SeenInFrame
from ground_station.camera_process import CameraProcess, Search
from ground_station.config import CameraSettings
from ground_station.fleet.fleet import Fleet
from ground_station.fleet.poses import AircraftPose, PoseGap
from ground_station.incident.desk import OpenIncident
from ground_station.incident.events import Event, FindingFound, FindingMerged, FindingUpdated
from ground_station.incident.finding_desk import FindingDesk, Found, Joined, Updated, finding_id
from ground_station.incident.finding_desk import Outcome as FindingOutcome
from ground_station.incident.finding_pictures import FindingPicture, FindingPictures
from ground_station.incident.seen_area import SeenGround
from ground_station.incident.sightings import PassCounter, camera_pose, told_pose
from ground_station.search import (
    Aim,
    Land,
    Looked,
    Outline,
    Repeats,
    SearchSettings,
    Shot,
    search,
    without_looks,
)
from missions.geo import LocalFrame
from vision.calibrate import rotation
from vision.crop import crop
from vision.dead_pixels import DeadPixels
from vision.detect import LookSettings
from vision.frames import Frame
from vision.geolocate import CameraPose, PoseSigmas
from vision.hotspots import PRESETS
from vision.sources.live import live_frames
from vision.walk import Terrain

log = structlog.get_logger()

POSE_WAIT_S = 0.2
"""How long a frame waits for the messages that bracket its exposure."""
POSE_POLL_S = 0.005
GLIMPSE_EVERY_S = 0.4
"""How often a camera's frame is asked which ground it shows: in so long an aircraft flies a fraction of its view."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Ground:
    """The elevation model around the incident, as the hot path wants it."""

    frame: LocalFrame
    terrain: Terrain
    """Height above sea level at north, east of `frame`."""
    cell_m: float


@dataclass
class Work:
    """What the eyes write to: one incident's findings and seen ground."""

    incident: OpenIncident
    ground: Ground | None
    desk: FindingDesk
    seen: SeenGround | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Seen:
    """The newest frame of a camera that was searched, and what was found in it."""

    shot: Shot
    looked: Looked
    found: tuple[int | None, ...]
    """Numbers of the findings, one for each detection that was placed."""
    at: datetime


@dataclass
class CameraCounts:
    """How a camera has done so far."""

    frames: int = 0
    frames_without_pose: int = 0
    passes: PassCounter = field(default_factory=PassCounter)
    frozen: int = 0
    """Frames that were the one before once more."""
    bad: int = 0
    """Frames that could not be searched."""
    unreadable: int = 0
    """Pictures that could not be read."""
    last: Seen | None = None
    glimpsed_s: float = -math.inf
    """Exposure of the frame that was last asked which ground it shows."""


class Eyes:
    """Watches thermal streams and keeps the incident's findings."""

    def __init__(
        self,
        fleet: Fleet,
        work: Callable[[], Work],
        publish: Callable[[CameraState], None],
        settings: CameraSettings,
        pictures: FindingPictures | None = None,
    ) -> None:
        """`pictures` keeps the best picture of each finding."""
        self._kept = pictures
        self._fleet = fleet
        self._work = work
        self._publish = publish
        self._search_settings = SearchSettings(
            look=LookSettings(hotspots=PRESETS[settings.preset]),
            sigmas=PoseSigmas(),
            dead_pixels=settings.dead_pixels,
        )
        self._has_processes = settings.own_process
        self._mount_pitch_deg = settings.mount_pitch_deg
        self._time_offset_s = settings.time_offset_s
        self._boresight = rotation(np.radians(settings.boresight_deg))
        self._repeats = Repeats()
        self._dead: dict[int | None, DeadPixels] = {}
        self._laid: tuple[Ground, SeenGround | None, Land] | None = None
        self._counts: dict[int, CameraCounts] = {}
        self._pictures: dict[int, ThermalPicture] = {}
        self._picture_came = asyncio.Condition()

    async def watch(self, url: str) -> None:
        """Look at every frame that a stream has ready, for ever."""
        if self._has_processes:
            await CameraProcess(url, self._search_settings).run(self.take)
            return
        async for frame in live_frames(url):
            await self.look(frame)

    async def pictures(self, vehicle_id: int) -> AsyncIterator[ThermalPicture]:
        """Each newest picture of an aircraft as it comes; a slow reader misses some."""
        shown = -1
        while True:
            async with self._picture_came:
                while self._number(vehicle_id) <= shown:
                    await self._picture_came.wait()
                newest = self._pictures[vehicle_id]
            shown = newest.number
            yield newest

    def _number(self, vehicle_id: int) -> int:
        picture = self._pictures.get(vehicle_id)
        return -1 if picture is None else picture.number

    async def look(self, frame: Frame) -> None:
        """Search one frame in a thread of this process, place what is in it, and write down what is new."""

        dead = self._dead.setdefault(frame.system_id, DeadPixels(self._search_settings.dead_pixels))

        async def searched(land: Land | None, aim: Aim | None) -> Looked:
            return await asyncio.to_thread(search, dead.marked(frame), self._search_settings, land, aim)

        await self.take(Shot.of(frame, is_frozen=self._repeats.is_frozen(frame)), searched)

    async def take(self, shot: Shot, searched: Search) -> None:
        """Have the frame of a shot searched wherever it is, and write down what is new."""
        if shot.system_id is None:
            log.warning("a camera does not say whose it is: end its address in #vehicle=NUMBER")
            return
        counts = self._counts.setdefault(shot.system_id, CameraCounts())
        counts.frames += 1
        counts.unreadable = shot.bad
        if shot.is_frozen and counts.last is not None:
            # A closed shutter, or a camera that hangs: no second look, and no newer than it was.
            counts.frozen += 1
            self._show(counts.last, shot.system_id, counts, is_frozen=True)
        else:
            await self._look(shot, searched, counts)
        await self._announce()

    async def _look(self, shot: Shot, searched: Search, counts: CameraCounts) -> None:
        assert shot.system_id is not None
        work = self._work()
        ground = work.ground
        pose = await self._pose(shot, ground)
        at, seen = shot.at(), work.seen
        aim = None
        if pose is None or ground is None or work.ground is not ground:
            counts.frames_without_pose += 1
        else:
            aim = self._aim(shot, pose, seen is not None, counts)
        looked = await searched(self._land(work), aim)
        if looked is None:
            counts.bad += 1
            return
        if seen is not None and looked.glimpsed is not None:
            seen.look(*looked.glimpsed, at)
        if aim is not None and work.ground is not ground:
            # New ground was laid meanwhile: what was placed on the old one has another origin.
            looked = replace(looked, outline=None, placed=())
        outcomes, found = work.desk.look([each for each in looked.placed if each is not None])
        self.record(work, outcomes, at)
        counts.last = Seen(shot=shot, looked=looked, found=found, at=at)
        self._show(counts.last, shot.system_id, counts, is_frozen=False)
        await self._keep_best(work, counts.last, outcomes)

    async def _keep_best(self, work: Work, seen: Seen, outcomes: list[FindingOutcome]) -> None:
        """Cut out and keep the pictures of what no frame has shown better than this one."""
        if self._kept is None:
            return
        joined = {each.finding_id: each for each in outcomes if isinstance(each, Joined)}
        for each in joined.values():
            self._kept.join(work.incident.id, each.finding_id, each.into, keeps_gone=each.keeps_look)
        # Nothing is placed where the pose is not known.
        items = seen.looked.detections.items if seen.looked.placed else ()
        placed = [(look, item) for look, item in zip(seen.looked.placed, items, strict=True) if look is not None]
        for (look, item), number in zip(placed, seen.found, strict=True):
            into = number
            while into is not None and (merged := joined.get(finding_id(into))) is not None:
                into = int(merged.into[1:])
            if into is None or not work.desk.is_best(into, look):
                continue
            cut = await asyncio.to_thread(crop, seen.looked.drawn.jpeg, item.box_px)
            # Another camera may have come nearer in the meantime.
            if cut is not None and work.desk.is_best(into, look):
                self._kept.keep(work.incident.id, finding_id(into), FindingPicture(look.at, cut.jpeg))

    def _aim(self, shot: Shot, pose: CameraPose, is_seen_asked: bool, counts: CameraCounts) -> Aim:
        told_s = shot.exposed_boot_s if shot.exposed_boot_s is not None else shot.exposed_unix_s
        exposed_s = time.time() if told_s is None else told_s
        is_due = is_seen_asked and not 0.0 <= exposed_s - counts.glimpsed_s < GLIMPSE_EVERY_S
        if is_due:
            counts.glimpsed_s = exposed_s
        pass_id = counts.passes.at(exposed_s, pose)
        return Aim(pose=pose, pass_id=pass_id, at=shot.at(), asks_what_is_seen=is_due)

    def _land(self, work: Work) -> Land | None:
        """The ground to place on: the same object while the ground is the same, since another has to be sent."""
        if work.ground is None:
            return None
        if self._laid is None or self._laid[0] is not work.ground or self._laid[1] is not work.seen:
            cells = None if work.seen is None else without_looks(work.seen)
            land = Land(terrain=work.ground.terrain, cell_m=work.ground.cell_m, cells=cells)
            self._laid = work.ground, work.seen, land
        return self._laid[2]

    async def _pose(self, frame: Shot, ground: Ground | None) -> CameraPose | None:
        """The camera's pose at the exposure, as the frame has it or by the aircraft's messages, waited for shortly."""
        if frame.pose is not None and ground is not None:
            return self._sitting(told_pose(frame.pose, ground.frame))
        if frame.exposed_boot_s is None or ground is None or frame.system_id is None:
            return None
        give_up_s = time.monotonic() + POSE_WAIT_S
        while True:
            pose = self._fleet.pose_at(frame.system_id, frame.exposed_boot_s + self._time_offset_s)
            if isinstance(pose, AircraftPose):
                return self._sitting(camera_pose(pose, ground.frame, self._mount_pitch_deg))
            assert isinstance(pose, PoseGap)
            if not pose.may_come_yet or time.monotonic() > give_up_s:
                return None
            await asyncio.sleep(POSE_POLL_S)

    def _sitting(self, pose: CameraPose) -> CameraPose:
        """The pose of a camera that sits as it was calibrated."""
        return replace(pose, ned_from_camera=pose.ned_from_camera @ self._boresight)

    def settle(self) -> None:
        """Write the last word on findings that have passed out of view. Call once a second."""
        work = self._work()
        now = datetime.now(UTC)
        self.record(work, work.desk.settle(now), now)

    @staticmethod
    def record(work: Work, outcomes: list[FindingOutcome], at: datetime) -> None:
        """Journal what the finding desk says is new."""

        def event(outcome: FindingOutcome) -> Event:
            match outcome:
                case Found(finding):
                    return FindingFound(at=at, actor="station", finding=finding)
                case Updated(finding):
                    return FindingUpdated(at=at, actor="station", finding=finding)
                case Joined(finding_id, into):
                    return FindingMerged(at=at, actor="station", finding_id=finding_id, into=into)

        if outcomes:
            work.incident.record_all([event(outcome) for outcome in outcomes])

    def _show(self, seen: Seen, vehicle_id: int, counts: CameraCounts, *, is_frozen: bool) -> None:
        shot, drawn, detections = seen.shot, seen.looked.drawn, seen.looked.detections
        low, high = (None if end is None else round(end, 1) for end in (drawn.min_celsius, drawn.max_celsius))
        said: dict[str, Any] = {
            "vehicle_id": vehicle_id,
            "frame": shot.index,
            "at": seen.at,
            "width_px": shot.width_px,
            "height_px": shot.height_px,
            "min_celsius": low,
            "max_celsius": high,
            "detections": _in_frame(seen),
            "has_temperatures": shot.has_temperatures,
            "is_frozen": is_frozen,
            "is_coarse": detections.is_coarse or detections.is_capped,
        }
        state = CameraState(
            key=f"camera/{vehicle_id}",
            footprint=self._geojson(seen.looked.outline),
            frames_total=counts.frames,
            frames_without_pose=counts.frames_without_pose,
            frames_frozen=counts.frozen,
            frames_bad=counts.bad + counts.unreadable,
            **said,
        )
        self._publish(state)
        header = state.model_dump(mode="json", include=set(said))
        self._pictures[vehicle_id] = ThermalPicture(number=counts.frames, header=header, jpeg=drawn.jpeg)

    def _geojson(self, polygon: Outline | None) -> dict[str, Any] | None:
        ground = self._work().ground
        if polygon is None or ground is None:
            return None
        latitude, longitude = ground.frame.to_geographic([p[0] for p in polygon], [p[1] for p in polygon])
        ring = [[round(float(x), 6), round(float(y), 6)] for x, y in zip(longitude, latitude, strict=True)]
        return {"type": "Polygon", "coordinates": [[*ring, ring[0]]]}

    async def _announce(self) -> None:
        async with self._picture_came:
            self._picture_came.notify_all()


def _in_frame(seen: Seen) -> list[SeenInFrame]:
    """The detections of a frame with the numbers of their findings."""
    items = seen.looked.detections.items
    placed = seen.looked.placed or (None,) * len(items)
    number = iter(seen.found)
    numbers = [None if each is None else next(number) for each in placed]
    return [
        SeenInFrame(
            kind="person" if item.kind == "person" else "hotspot",
            box_px=item.box_px,
            peak_celsius=None if item.peak_celsius is None else round(item.peak_celsius, 1),
            is_saturated=item.is_saturated,
            finding_number=number,
        )
        for item, number in zip(items, numbers, strict=True)
    ]
