"""An aircraft has searched a hillside from above, then comes down beside it with its camera level, as PX4's do."""

from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Any

import numpy as np
import pytest

from ground_station.incident.findings import Book, observe
from ground_station.incident.sightings import GIMBAL_FROM_CAMERA, PassCounter, sightings_in
from vision.attitude import ned_from_body
from vision.camera import Camera
from vision.detections import Detection, Kind
from vision.ellipse import ellipse_95
from vision.frames import Frame, Unit
from vision.geolocate import CameraPose, PoseSigmas
from vision.walk import ground_hits

NOON = datetime(2026, 6, 1, 12, tzinfo=UTC)
CAMERA = Camera(width_px=640, height_px=512, fx_px=800.0, fy_px=800.0, cx_px=319.5, cy_px=255.5)
SIGMAS = PoseSigmas()
THINGS = 5


def hillside(north, east):
    n, e = np.asarray(north, float), np.asarray(east, float)
    return 0.22 * n + 4.0 * np.sin(n / 35.0) + 3.0 * np.cos(e / 28.0 + n / 50.0)


def scattered(rng: np.random.Generator) -> Any:
    places: list[Any] = []
    while len(places) < THINGS:
        place = rng.uniform([45.0, -45.0], [140.0, 45.0])
        if all(np.hypot(*(place - other)) > 12.0 for other in places):
            places.append(place)
    return np.array(places)


@dataclass
class Flight:
    """What a station knows of things on the hillside that err with one believed pose for the whole flight."""

    rng: np.random.Generator
    things: Any
    book: Book = field(default_factory=Book)
    passes: PassCounter = field(default_factory=PassCounter)
    frame: int = 0
    at_s: float = 0.0

    def __post_init__(self) -> None:
        self.shift = self.rng.normal(0.0, SIGMAS.horizontal_common_m, 2)
        self.raised_m = self.rng.normal(0.0, np.hypot(SIGMAS.vertical_common_m, SIGMAS.terrain_common_m))
        self.heading_rad = self.rng.normal(0.0, SIGMAS.heading_common_rad)
        self.tilt_rad = self.rng.normal(0.0, SIGMAS.tilt_common_rad, 2)

    def look(self, place, yaw_rad: float, pitch_rad: float, velocity, after_s: float) -> None:
        """Take a frame from `place` (north, east, up) and let the station place what is in it."""
        north, east, up = place
        origin = np.array([north, east, -up])
        true = ned_from_body(yaw_rad, pitch_rad, 0.0) @ GIMBAL_FROM_CAMERA
        tilt = self.tilt_rad + self.rng.normal(0.0, SIGMAS.tilt_independent_rad, 2)
        believed = ned_from_body(yaw_rad + self.heading_rad, pitch_rad + tilt[0], tilt[1]) @ GIMBAL_FROM_CAMERA
        pose = CameraPose(
            north_m=north + self.shift[0],
            east_m=east + self.shift[1],
            down_m=-up - self.raised_m,
            ned_from_camera=believed,
            velocity_ned_ms=velocity,
        )
        looks = sightings_in(
            Frame(
                pixels=np.zeros((1, 1), np.uint16),
                unit=Unit.CENTIKELVIN,
                camera=CAMERA,
                index=self.frame,
                source="hillside",
            ),
            tuple(self._detected(origin, true)),
            pose,
            at=NOON + timedelta(seconds=self.at_s),
            vehicle_id=1,
            pass_id=self.passes.at(self.at_s, pose),
            terrain=hillside,
            cell_m=2.0,
            sigmas=SIGMAS,
        )
        self.book, _, _ = observe(self.book, [look for look in looks if look is not None])
        self.frame += 1
        self.at_s += after_s

    def _detected(self, origin, ned_from_camera):
        ups = hillside(self.things[:, 0], self.things[:, 1])
        to_things = np.column_stack([self.things, -ups - 0.3]) - origin
        ranges = np.linalg.norm(to_things, axis=1)
        hits, _ = ground_hits(np.tile(origin, (THINGS, 1)), to_things / ranges[:, None], hillside, 0.5)
        pixels = CAMERA.project(to_things @ ned_from_camera) + self.rng.normal(0.0, 0.5, (THINGS, 2))
        for (x, y), hit, away in zip(pixels, hits, ranges, strict=True):
            if not hit < away - 1.5 and 5 < x < 634 and 5 < y < 506:
                yield Detection(
                    kind=Kind.HOTSPOT,
                    x_px=float(x),
                    y_px=float(y),
                    box_px=(int(x) - 2, int(y) - 2, 5, 5),
                    area_px=15,
                    peak_celsius=200.0,
                    background_celsius=10.0,
                    contrast=190.0,
                    confidence=0.9,
                    is_saturated=False,
                )

    def findings(self) -> dict[int, tuple[Any, float]]:
        """Place and larger half axis of the 95 % ellipse, by number."""
        believed = [track for track in self.book.tracks if track.number is not None]
        return {track.number: (track.estimate()[0], ellipse_95(track.estimate()[1])[0]) for track in believed}


@pytest.mark.parametrize("seed", [1, 3, 4, 8])
def test_coming_down_beside_a_searched_hillside_finds_nothing_twice_and_blurs_nothing(seed):
    rng = np.random.default_rng(seed)
    flight = Flight(rng, scattered(rng))
    for east, yaw_rad, norths in ((-22.0, 0.0, np.arange(30, 160, 6)), (22.0, np.pi, np.arange(160, 30, -6))):
        for north in norths:
            above = (float(north), east, float(hillside(north, east)) + 60.0)
            flight.look(above, yaw_rad, -np.pi / 2, (8.0 * np.cos(yaw_rad), 0.0, 0.0), 0.75)
    from_above = flight.findings()
    assert len(from_above) == THINGS

    for height_m in np.arange(60.0, 1.0, -0.5):
        flight.look((0.0, 0.0, float(hillside(0, 0)) + height_m), 0.0, 0.0, (0.0, 0.0, 1.5), 1 / 3)

    after = flight.findings()
    assert from_above.keys() == after.keys()
    for number, (place, reach_m) in from_above.items():
        assert after[number][1] <= 1.01 * reach_m
        assert np.hypot(*(after[number][0] - place)) < 0.5 * reach_m
