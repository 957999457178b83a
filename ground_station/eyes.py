"""From thermal frames to findings: one task per camera, newest frame only.

The pixels are searched in a worker thread; everything that changes the incident happens in the event loop.
"""

from __future__ import annotations

import asyncio
import time
from collections.abc import AsyncIterator, Callable
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any

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
from ground_station.incident.seen_area import SeenGround
from ground_station.incident.sightings import PassCounter, camera_pose, sightings_in
from missions.geo import LocalFrame
from vision.detect import LookSettings, look
from vision.detections import Detections
from vision.footprint import footprint
from vision.frames import Frame
from vision.geolocate import CameraPose, PoseSigmas, Terrain
from vision.hotspots import PRESETS
from vision.picture import Picture, picture
from vision.scale import ground_scale
from vision.sources.varde_stream import live_frames

log = structlog.get_logger()

Outline = tuple[tuple[float, float], ...]
"""North and east (m) of the corners on the ground."""

POSE_WAIT_S = 0.2
"""How long a frame waits for the messages that bracket its exposure."""
POSE_POLL_S = 0.005


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
        self._sigmas = PoseSigmas()
        self._counts: dict[int, CameraCounts] = {}
        self._pictures: dict[int, ThermalPicture] = {}
        self._picture_came = asyncio.Condition()

    async def watch(self, url: str) -> None:
        """Look at every frame that a stream has ready, for ever."""
        async for frame in live_frames(url):
            if frame.system_id is None:
                log.warning("frame without aircraft", url=url)
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
        detections, drawn = await asyncio.to_thread(self._search, frame, pose, work.ground)
        numbers: tuple[int | None, ...] = (None,) * len(detections.items)
        polygon = None
        at = _exposed_at(frame)
        if pose is None or work.ground is None:
            counts.frames_without_pose += 1
        else:
            polygon = self._see(work, frame, pose, at)
            numbers = self._find(work, frame, detections, pose, counts, at)
        self._show(frame, detections, numbers, polygon, drawn, counts, at)
        await self._announce()

    def _search(self, frame: Frame, pose: CameraPose | None, ground: Ground | None) -> tuple[Detections, Picture]:
        scale = None
        if frame.camera is not None and pose is not None and ground is not None:
            scale = ground_scale(frame.camera, pose, ground.terrain, ground.cell_m)
        return look(frame, self._look_settings, scale), picture(frame)

    async def _pose(self, frame: Frame, ground: Ground | None) -> CameraPose | None:
        """The camera's pose at the exposure; waits shortly for the messages after it."""
        if frame.exposed_boot_s is None or ground is None or frame.system_id is None:
            return None
        give_up_s = time.monotonic() + POSE_WAIT_S
        while True:
            pose = self._fleet.pose_at(frame.system_id, frame.exposed_boot_s)
            if isinstance(pose, AircraftPose):
                return camera_pose(pose, ground.frame, self._mount_pitch_deg)
            assert isinstance(pose, PoseGap)
            if not pose.may_come_yet or time.monotonic() > give_up_s:
                return None
            await asyncio.sleep(POSE_POLL_S)

    @staticmethod
    def _see(work: Work, frame: Frame, pose: CameraPose, at: datetime) -> Outline | None:
        assert work.ground is not None
        if frame.camera is None:
            return None
        shown = footprint(frame.camera, pose, work.ground.terrain, work.ground.cell_m)
        if shown is None:
            return None
        if work.seen is not None:
            work.seen.look(shown.outline, at)
        return shown.outline

    def _find(
        self,
        work: Work,
        frame: Frame,
        detections: Detections,
        pose: CameraPose,
        counts: CameraCounts,
        at: datetime,
    ) -> tuple[int | None, ...]:
        assert work.ground is not None and frame.exposed_boot_s is not None and frame.system_id is not None
        placed = sightings_in(
            frame,
            detections.items,
            pose,
            at=at,
            vehicle_id=frame.system_id,
            pass_id=counts.passes.at(frame.exposed_boot_s, pose),
            terrain=work.ground.terrain,
            cell_m=work.ground.cell_m,
            sigmas=self._sigmas,
        )
        outcomes, found = work.desk.look([each for each in placed if each is not None])
        self.record(work, outcomes, at)
        numbers = iter(found)
        return tuple(next(numbers) if each is not None else None for each in placed)

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
        detections: Detections,
        numbers: tuple[int | None, ...],
        polygon: Outline | None,
        drawn: Picture,
        counts: CameraCounts,
        at: datetime,
    ) -> None:
        assert frame.system_id is not None
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
                footprint=self._geojson(polygon),
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
