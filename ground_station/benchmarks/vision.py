"""`varde bench vision`: the search of a frame, background and placing included, against the least one could do."""

from __future__ import annotations

import statistics
import time
from collections.abc import Callable
from functools import partial
from typing import Any

import cv2
import numpy as np
from numpy.typing import NDArray

from ground_station.benchmarks import placing
from missions.terrain import LocalTerrain
from vision.attitude import ned_from_camera
from vision.camera import Camera
from vision.detect import look
from vision.frames import Frame, Unit
from vision.geolocate import CameraPose, PoseSigmas, locate_many
from vision.scale import ground_scale

ROUNDS = 60
KINDS = ("0 hotspots", "10 hotspots", "200 hotspots", "checkerboard", "salt", "all hot")
HOT = 35315
"""80 °C in hundredths of a kelvin."""


def scene(kind: str, height_px: int, width_px: int) -> NDArray[np.uint16]:
    """A frame in hundredths of a kelvin: cool ground with noise, and what `kind` says."""
    rng = np.random.default_rng(7)
    ground = cv2.GaussianBlur(rng.normal(0, 900, (height_px, width_px)).astype(np.float32), (0, 0), 20)
    frame = 28100 + ground + rng.normal(0, 8, ground.shape)
    if kind == "checkerboard":
        frame[(np.add.outer(np.arange(height_px), np.arange(width_px)) % 2) == 0] += 20000
    elif kind == "salt":
        frame[rng.random(ground.shape) < 0.01] += 20000
    elif kind == "all hot":
        frame += 20000
    else:
        for _ in range(int(kind.split(maxsplit=1)[0])):
            x, y = rng.integers(6, width_px - 6), rng.integers(6, height_px - 6)
            frame[y - 2 : y + 3, x - 2 : x + 3] += rng.uniform(8000, 30000)
    return np.asarray(np.clip(frame, 0, 65535), np.uint16)


def bench() -> dict[str, Any]:
    """Searching and placing in a frame against its floor, for ordinary and for the worst frames; medians of one run.

    And how far clicks on surveyed points are placed from them, where VARDE_SHARED names the photographs.
    """
    cv2.setNumThreads(1)
    rows = [measured(kind, height_px, width_px) for height_px, width_px in ((512, 640), (1024, 1280)) for kind in KINDS]
    ordinary = next(row for row in rows if row["frame"] == "640x512 10 hotspots")
    worst = {}
    for size in ("640x512", "1280x1024"):
        ours = [row["ours_ms"] for row in rows if row["frame"].startswith(size)]
        worst[size] = round(max(ours) / statistics.median(ours), 2)
    return {
        "ratio_to_floor": ordinary["ratio"],
        "worst_frame_ratio": max(worst.values()),
        "peers": {"compare + connectedComponentsWithStats + per-blob max": ordinary["peer_ratio"]},
        "placing": placing.bench(),
        "rows": rows,
    }


def measured(kind: str, height_px: int, width_px: int) -> dict[str, Any]:
    """One frame's costs: the floor, the usual blobs without background or place, our search, and search with places."""
    pixels = scene(kind, height_px, width_px)
    frame = Frame(pixels=pixels, unit=Unit.CENTIKELVIN, source="bench", camera=_camera(height_px, width_px))
    hillside, pose = _hillside(), _pose()
    floor_ms, peer_ms, search_ms, ours_ms = timed(
        lambda: floor(pixels),
        lambda: usual(pixels),
        lambda: look(frame, metres_per_pixel=0.08),
        lambda: hot_path(frame, pose, hillside),
    )
    return {
        "frame": f"{width_px}x{height_px} {kind}",
        "floor_ms": round(floor_ms, 3),
        "search_ms": round(search_ms, 3),
        "ours_ms": round(ours_ms, 3),
        "search_ratio": round(search_ms / floor_ms, 2),
        "ratio": round(ours_ms / floor_ms, 2),
        "peer_ratio": round(peer_ms / floor_ms, 2),
    }


def hot_path(frame: Frame, pose: CameraPose, terrain: LocalTerrain) -> int:
    """What the station does with each frame: the search, the scale if it is needed, places with covariances."""
    assert frame.camera is not None
    scale = partial(ground_scale, frame.camera, pose, terrain, terrain.cell_m)
    found = look(frame, metres_per_pixel=scale).items
    at = [(item.x_px, item.y_px) for item in found] + [place for item in found for place in item.spots_px]
    return len(locate_many(at, frame.camera, pose, PoseSigmas(), terrain, terrain.cell_m))


def floor(pixels: NDArray[np.uint16]) -> None:
    """The least anything could do: copy the frame, threshold it, label what is above."""
    copy = pixels.copy()
    _, mask = cv2.threshold(copy, HOT, 255, cv2.THRESH_BINARY)
    cv2.connectedComponents(mask.astype(np.uint8), ltype=cv2.CV_32S)


def usual(pixels: NDArray[np.uint16]) -> list[int]:
    """The usual way: OpenCV's labels with its statistics, and each blob's peak from its box."""
    mask = cv2.compare(pixels, HOT, cv2.CMP_GT)  # type: ignore[call-overload]
    count, labels, stats, _ = cv2.connectedComponentsWithStats(mask, connectivity=8, ltype=cv2.CV_32S)
    peaks = []
    for label in range(1, min(count, 257)):
        x, y, width, height, _ = stats[label].tolist()
        box = np.s_[y : y + height, x : x + width]
        peaks.append(int(pixels[box][labels[box] == label].max()))
    return peaks


def timed(*calls: Callable[[], object]) -> list[float]:
    """Median milliseconds of one core for each call, taken in turns so that noise hits all alike.

    Of the processor's time, not the wall's: on a shared machine a long call is interrupted more often than a short one.
    """
    taken: list[list[float]] = [[] for _ in calls]
    for _ in range(ROUNDS):
        for times, call in zip(taken, calls, strict=True):
            began = time.thread_time()
            call()
            times.append((time.thread_time() - began) * 1000)
    return [statistics.median(times) for times in taken]


def _camera(height_px: int, width_px: int) -> Camera:
    focal_px = 1.2 * width_px
    return Camera(
        width_px=width_px,
        height_px=height_px,
        fx_px=focal_px,
        fy_px=focal_px,
        cx_px=(width_px - 1) / 2,
        cy_px=(height_px - 1) / 2,
        distortion=(-0.12, 0.05, 0.0008, -0.0005, -0.01),
    )


def _pose() -> CameraPose:
    return CameraPose(
        north_m=0.0,
        east_m=0.0,
        down_m=-80.0,
        ned_from_camera=ned_from_camera(0.3, np.radians(-55.0), 0.0),
        velocity_ned_ms=(5.0, 1.0, 0.0),
        angular_rate_rads=0.05,
    )


def _hillside() -> LocalTerrain:
    """Rolling ground in cells of 5 m."""
    north, east = np.meshgrid(np.arange(-200, 201) * 5.0, np.arange(-200, 201) * 5.0, indexing="ij")
    heights = 8 * np.sin(north / 60) * np.cos(east / 75) + 0.1 * north
    return LocalTerrain(grid=heights.astype(np.float32), south_m=-1000.0, west_m=-1000.0, cell_m=5.0)
