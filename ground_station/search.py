"""All that is arithmetic about one frame: detect, place, ask what ground it shows, draw it.

It touches nothing that others write, so that a process of its own can do it (`camera_worker`); what goes there and back
is here.
"""

from __future__ import annotations

import copy
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import partial

import numpy as np

from ground_station.incident.seen_area import SeenGround, Window
from ground_station.incident.sightings import Sighting, sightings_in
from vision.detect import LookSettings, look
from vision.detections import Detections
from vision.footprint import footprint
from vision.frames import Frame, GeoPose
from vision.geolocate import CameraPose, PoseSigmas
from vision.picture import Picture, picture
from vision.scale import ground_scale
from vision.seen import Glimpse, glimpse
from vision.walk import Terrain

Outline = tuple[tuple[float, float], ...]
"""North and east (m) of the corners on the ground."""


@dataclass(frozen=True, slots=True, kw_only=True)
class SearchSettings:
    """What is looked for in a camera's frames, and how well the camera's pose is known."""

    look: LookSettings
    sigmas: PoseSigmas
    dead_pixels: tuple[tuple[int, int], ...] = ()
    """Column and row of pixels that are known to be no measurements."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Shot:
    """What is told of a frame before it is searched."""

    index: int
    system_id: int | None
    exposed_boot_s: float | None
    exposed_unix_s: float | None
    pose: GeoPose | None
    width_px: int
    height_px: int
    is_frozen: bool
    """The camera has sent its last picture again: there is nothing new in it."""
    has_temperatures: bool
    bad: int = 0
    """Pictures of this camera so far that could not be read."""

    @classmethod
    def of(cls, frame: Frame, *, is_frozen: bool, bad: int = 0) -> Shot:
        """What is to be told of a frame."""
        height_px, width_px = frame.pixels.shape[:2]
        return cls(
            index=frame.index,
            system_id=frame.system_id,
            exposed_boot_s=frame.exposed_boot_s,
            exposed_unix_s=frame.exposed_unix_s,
            pose=frame.pose,
            width_px=width_px,
            height_px=height_px,
            is_frozen=is_frozen,
            has_temperatures=frame.unit.is_radiometric,
            bad=bad,
        )

    def at(self) -> datetime:
        """When it was exposed, or now where it does not say."""
        return datetime.fromtimestamp(self.exposed_unix_s, UTC) if self.exposed_unix_s else datetime.now(UTC)


@dataclass(frozen=True, slots=True, kw_only=True)
class Land:
    """The ground that frames are placed on; the same for many of them."""

    terrain: Terrain
    cell_m: float
    cells: SeenGround | None
    """Only the places of its cells are asked for."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Aim:
    """Where the camera of one frame was."""

    pose: CameraPose
    pass_id: int
    at: datetime
    asks_what_is_seen: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Looked:
    """What was made of a frame."""

    detections: Detections
    drawn: Picture
    outline: Outline | None = None
    glimpsed: tuple[Window, Glimpse] | None = None
    placed: tuple[Sighting | None, ...] = ()
    """One for each detection, where the camera's pose is known."""


def search(frame: Frame, settings: SearchSettings, land: Land | None, aim: Aim | None) -> Looked:
    """Detections of a frame, placed where it is known what ground lies before the camera."""
    if aim is None or land is None or frame.camera is None:
        return Looked(detections=look(frame, settings.look, None), drawn=picture(frame))
    assert frame.system_id is not None
    scale = partial(ground_scale, frame.camera, aim.pose, land.terrain, land.cell_m)
    detections = look(frame, settings.look, scale)
    shown = footprint(frame.camera, aim.pose, land.terrain, land.cell_m)
    placed = sightings_in(
        frame,
        detections.items,
        aim.pose,
        at=aim.at,
        vehicle_id=frame.system_id,
        pass_id=aim.pass_id,
        terrain=land.terrain,
        cell_m=land.cell_m,
        sigmas=settings.sigmas,
    )
    outline = None if shown is None else shown.outline
    glimpsed = None
    if aim.asks_what_is_seen and land.cells is not None and outline is not None:
        window = land.cells.near(outline)
        glimpsed = window, glimpse(frame.camera, aim.pose, land.terrain, window.north_m, window.east_m, land.cell_m)
    return Looked(detections=detections, drawn=picture(frame), outline=outline, glimpsed=glimpsed, placed=placed)


def without_looks(seen: SeenGround) -> SeenGround:
    """The places of a raster's cells without what has been seen in them: small enough to be sent."""
    cells = copy.copy(seen)
    cells.seen_at_s = cells.sample_m = cells.incidence_rad = np.empty((0, 0))
    return cells


class Repeats:
    """Tells the picture that a camera sends again, while its shutter is closed or because it hangs, from a new one."""

    def __init__(self) -> None:
        self._last: dict[int | None, Frame] = {}

    def is_frozen(self, frame: Frame) -> bool:
        """Whether the frame shows what the last one of its aircraft showed."""
        last = self._last.get(frame.system_id)
        self._last[frame.system_id] = frame
        if last is None:
            return False
        if frame.is_shutter_closed:
            return True
        if frame.exposed_boot_s is not None:
            return frame.exposed_boot_s == last.exposed_boot_s
        return _are_equal(frame, last)


def _are_equal(frame: Frame, last: Frame) -> bool:
    """Whether no pixel has changed: a live sensor's noise changes some even where nothing moves."""
    rows = frame.pixels.shape[0]
    first: Sequence[int] = range(0, rows, max(1, rows // 8))
    return (
        frame.pixels.shape == last.pixels.shape
        and np.array_equal(frame.pixels[first], last.pixels[first])
        and np.array_equal(frame.pixels, last.pixels)
    )
