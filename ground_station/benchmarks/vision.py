"""`varde bench vision`: the whole search of a frame against one memcpy, threshold and labelling of the same frame."""

from __future__ import annotations

import statistics
import time
from collections.abc import Callable
from typing import Any

import cv2
import numpy as np
from numpy.typing import NDArray

from vision.detect import look
from vision.frames import Frame, Unit

ROUNDS = 60


def scene(kind: str, height_px: int, width_px: int) -> NDArray[np.uint16]:
    """A frame in hundredths of a kelvin: cool ground with noise, and what `kind` says."""
    rng = np.random.default_rng(7)
    ground = cv2.GaussianBlur(rng.normal(0, 900, (height_px, width_px)).astype(np.float32), (0, 0), 20)
    frame = 28100 + ground + rng.normal(0, 8, ground.shape)
    if kind == "checkerboard":
        frame[(np.add.outer(np.arange(height_px), np.arange(width_px)) % 2) == 0] += 20000
    elif kind == "salt":
        frame[rng.random(ground.shape) < 0.01] += 20000
    else:
        for _ in range(int(kind.split(maxsplit=1)[0])):
            x, y = rng.integers(6, width_px - 6), rng.integers(6, height_px - 6)
            frame[y - 2 : y + 3, x - 2 : x + 3] += rng.uniform(8000, 30000)
    return np.asarray(np.clip(frame, 0, 65535), np.uint16)


def bench() -> dict[str, Any]:
    """Searching a frame against its floor, for ordinary and for the worst frames."""
    cv2.setNumThreads(1)
    rows: list[dict[str, Any]] = []
    for height_px, width_px in ((512, 640), (1024, 1280)):
        for kind in ("0 hotspots", "10 hotspots", "200 hotspots", "checkerboard", "salt"):
            pixels = scene(kind, height_px, width_px)
            frame = Frame(pixels=pixels, unit=Unit.CENTIKELVIN, source="bench")
            floor_ms, ours_ms = timed(lambda: floor(pixels), lambda: look(frame, metres_per_pixel=0.08))  # noqa: B023
            rows.append(
                {
                    "frame": f"{width_px}x{height_px} {kind}",
                    "floor_ms": round(floor_ms, 3),
                    "ours_ms": round(ours_ms, 3),
                    "ratio": round(ours_ms / floor_ms, 2),
                }
            )
    ordinary = next(row for row in rows if row["frame"] == "640x512 10 hotspots")
    median = statistics.median(row["ours_ms"] for row in rows[:5])
    return {
        "ratio_to_floor": ordinary["ratio"],
        "worst_frame_ratio": round(max(row["ours_ms"] for row in rows[:5]) / median, 2),
        "rows": rows,
    }


def floor(pixels: NDArray[np.uint16]) -> None:
    """The least anything could do: copy the frame, threshold it, label what is above."""
    copy = pixels.copy()
    _, mask = cv2.threshold(copy, 35315, 255, cv2.THRESH_BINARY)
    cv2.connectedComponents(mask.astype(np.uint8), ltype=cv2.CV_32S)


def timed(*calls: Callable[[], object]) -> list[float]:
    """Median milliseconds of each call, taken in turns so that noise hits all alike."""
    taken: list[list[float]] = [[] for _ in calls]
    for _ in range(ROUNDS):
        for times, call in zip(taken, calls, strict=True):
            began = time.perf_counter()
            call()
            times.append((time.perf_counter() - began) * 1000)
    return [statistics.median(times) for times in taken]
