"""From thermal frames to findings: one task per camera, newest frame only.

The pixels are searched in a worker thread; everything that changes the incident happens in the event loop.
"""

from __future__ import annotations

import asyncio
import math
import time
from collections.abc import AsyncIterator, Callable
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from functools import partial
from typing import Any

import numpy as np
import structlog

from ground_station.api.station import ThermalPicture
from ground_station.api.wire import CameraState, SeenInFrame
from ground_station.config import CameraSettings
from ground_station.fleet.fleet import Fleet
from ground_station.fleet.poses import AircraftPose, PoseGap
from ground_station.incident.desk import OpenIncident
from ground_station.incident.events import Event, FindingFound, FindingMerged, FindingUpdated
from ground_station.incident.finding_desk import FindingDesk, Found, Joined, Updated
from ground_station.incident.finding_desk import Outcome as FindingOutcome
from ground_station.incident.seen_area import SeenGround, Window
from ground_station.incident.sightings import PassCounter, Sighting, camera_pose, sightings_in, told_pose
from missions.geo import LocalFrame
from vision.calibrate import rotation
from vision.detect import LookSettings, look
from vision.detections import Detections
from vision.footprint import footprint
from vision.frames import Frame
from vision.geolocate import CameraPose, PoseSigmas, Terrain
from vision.hotspots import PRESETS
from vision.picture import Picture, picture
from vision.scale import ground_scale
from vision.seen import Glimpse, glimpse
from vision.sources.live import live_frames

log = structlog.get_logger()

Outline = tuple[tuple[float, float], ...]
"""North and east (m) of the corners on the ground."""

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


@dataclass
class CameraCounts:
    """How a camera has done so far."""

    frames: int = 0
    frames_without_pose: int = 0
    passes: PassCounter = field(default_factory=PassCounter)
    exposed_boot_s: float | None = None
    """Of the last frame."""
    glimpsed_s: float = -math.inf
    """Exposure of the frame that was last asked which ground it shows."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Placing:
    """Where the camera of a frame was, and over what ground."""

    pose: CameraPose
    ground: Ground
    pass_id: int
    seen: SeenGround | None
    """Where to mark what the frame shows; None: not this time."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Looked:
    """What the worker thread made of a frame."""

    detections: Detections
    drawn: Picture
    outline: Outline | None = None
    glimpsed: tuple[Window, Glimpse] | None = None
    placed: tuple[Sighting | None, ...] = ()
    """One for each detection, where the camera's pose is known."""


class Eyes:
    """Watches thermal streams and keeps the incident's findings."""

    def __init__(
        self,
        fleet: Fleet,
        work: Callable[[], Work],
        publish: Callable[[CameraState], None],
        settings: CameraSettings,
    ) -> None:
        self._fleet = fleet
        self._work = work
        self._publish = publish
        self._look_settings = LookSettings(hotspots=PRESETS[settings.preset])
        self._mount_pitch_deg = settings.mount_pitch_deg
        self._time_offset_s = settings.time_offset_s
        self._boresight = rotation(np.radians(settings.boresight_deg))
        self._sigmas = PoseSigmas()
        self._counts: dict[int, CameraCounts] = {}
        self._pictures: dict[int, ThermalPicture] = {}
        self._picture_came = asyncio.Condition()

    async def watch(self, url: str) -> None:
        """Look at every frame that a stream has ready, for ever."""
        async for frame in live_frames(url):
            if frame.system_id is None:
                log.warning("a camera does not say whose it is: end its address in #vehicle=NUMBER", url=url)
                continue
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
        """Search one frame, place what is in it, and write down what is new."""
        assert frame.system_id is not None
        work = self._work()
        counts = self._counts.setdefault(frame.system_id, CameraCounts())
        counts.frames += 1
        pose = await self._pose(frame, work.ground)
        at = _exposed_at(frame)
        placing = None
        # While its shutter is closed a camera sends its last picture again: that is no second look.
        is_frozen = frame.exposed_boot_s is not None and frame.exposed_boot_s == counts.exposed_boot_s
        counts.exposed_boot_s = frame.exposed_boot_s
        if pose is None or work.ground is None:
            counts.frames_without_pose += 1
        elif not is_frozen:
            placing = self._placing(frame, pose, work.ground, work.seen, counts)
        looked = await asyncio.to_thread(self._search, frame, placing, at)
        if placing is not None and placing.seen is not None and looked.glimpsed is not None:
            placing.seen.look(*looked.glimpsed, at)
        if placing is not None and work.ground is not placing.ground:
            # New ground was laid meanwhile: what was placed on the old one has another origin.
            looked = replace(looked, outline=None, placed=())
        outcomes, found = work.desk.look([each for each in looked.placed if each is not None])
        self.record(work, outcomes, at)
        self._show(frame, looked, found, counts, at)
        await self._announce()

    @staticmethod
    def _placing(
        frame: Frame, pose: CameraPose, ground: Ground, seen: SeenGround | None, counts: CameraCounts
    ) -> Placing:
        told_s = frame.exposed_boot_s if frame.exposed_boot_s is not None else frame.exposed_unix_s
        exposed_s = time.time() if told_s is None else told_s
        is_due = not 0.0 <= exposed_s - counts.glimpsed_s < GLIMPSE_EVERY_S
        if is_due:
            counts.glimpsed_s = exposed_s
        pass_id = counts.passes.at(exposed_s, pose)
        return Placing(pose=pose, ground=ground, pass_id=pass_id, seen=seen if is_due else None)

    def _search(self, frame: Frame, placing: Placing | None, at: datetime) -> Looked:
        """All that is arithmetic. Runs beside the event loop and touches nothing that others write."""
        if placing is None or frame.camera is None:
            return Looked(detections=look(frame, self._look_settings, None), drawn=picture(frame))
        assert frame.system_id is not None
        ground, pose = placing.ground, placing.pose
        scale = partial(ground_scale, frame.camera, pose, ground.terrain, ground.cell_m)
        detections = look(frame, self._look_settings, scale)
        shown = footprint(frame.camera, pose, ground.terrain, ground.cell_m)
        placed = sightings_in(
            frame,
            detections.items,
            pose,
            at=at,
            vehicle_id=frame.system_id,
            pass_id=placing.pass_id,
            terrain=ground.terrain,
            cell_m=ground.cell_m,
            sigmas=self._sigmas,
        )
        outline = None if shown is None else shown.outline
        glimpsed = None
        if placing.seen is not None and outline is not None:
            window = placing.seen.near(outline)
            glimpsed = window, glimpse(frame.camera, pose, ground.terrain, window.north_m, window.east_m, ground.cell_m)
        return Looked(detections=detections, drawn=picture(frame), outline=outline, glimpsed=glimpsed, placed=placed)

    async def _pose(self, frame: Frame, ground: Ground | None) -> CameraPose | None:
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

    def _show(
        self,
        frame: Frame,
        looked: Looked,
        found: tuple[int | None, ...],
        counts: CameraCounts,
        at: datetime,
    ) -> None:
        assert frame.system_id is not None
        drawn, detections = looked.drawn, looked.detections
        placed = looked.placed or (None,) * len(detections.items)
        number = iter(found)
        numbers = [None if each is None else next(number) for each in placed]
        height_px, width_px = frame.pixels.shape[:2]
        seen = [
            SeenInFrame(
                kind="person" if item.kind == "person" else "hotspot",
                box_px=item.box_px,
                peak_celsius=None if item.peak_celsius is None else round(item.peak_celsius, 1),
                finding_number=number,
            )
            for item, number in zip(detections.items, numbers, strict=True)
        ]
        low, high = (None if end is None else round(end, 1) for end in (drawn.min_celsius, drawn.max_celsius))
        self._publish(
            CameraState(
                key=f"camera/{frame.system_id}",
                at=at,
                vehicle_id=frame.system_id,
                frame=frame.index,
                width_px=width_px,
                height_px=height_px,
                footprint=self._geojson(looked.outline),
                min_celsius=low,
                max_celsius=high,
                detections=seen,
                frames_total=counts.frames,
                frames_without_pose=counts.frames_without_pose,
            )
        )
        header: dict[str, Any] = {
            "vehicle_id": frame.system_id,
            "frame": frame.index,
            "at": at.isoformat(),
            "width_px": width_px,
            "height_px": height_px,
            "min_celsius": low,
            "max_celsius": high,
            "detections": [each.model_dump() for each in seen],
        }
        self._pictures[frame.system_id] = ThermalPicture(number=counts.frames, header=header, jpeg=drawn.jpeg)

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


def _exposed_at(frame: Frame) -> datetime:
    return datetime.fromtimestamp(frame.exposed_unix_s, UTC) if frame.exposed_unix_s else datetime.now(UTC)
