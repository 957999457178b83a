"""The people model against labelled pictures from the air, and what it costs a frame."""

from __future__ import annotations

import json
import os
import statistics
import time
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import cv2
import numpy as np

from vision import people_net
from vision.detections import Detection
from vision.frames import Frame, Unit

ROUNDS = 40
Box = Sequence[float]
"""x, y, width, height in pixels."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Score:
    """How found people agree with the boxes that somebody drew."""

    pictures: int = 0
    hits: int = 0
    missed: int = 0
    false_alarms: int = 0

    def __add__(self, other: Score) -> Score:
        return Score(
            pictures=self.pictures + other.pictures,
            hits=self.hits + other.hits,
            missed=self.missed + other.missed,
            false_alarms=self.false_alarms + other.false_alarms,
        )

    def row(self) -> dict[str, Any]:
        """Precision, recall, F1 and false alarms a picture."""
        return {
            "count": self.pictures,
            "precision": round(self.hits / max(1, self.hits + self.false_alarms), 3),
            "recall": round(self.hits / max(1, self.hits + self.missed), 3),
            "f1": round(2 * self.hits / max(1, 2 * self.hits + self.false_alarms + self.missed), 3),
            "false_alarms_a_frame": round(self.false_alarms / max(1, self.pictures), 2),
        }


def compared(found: Iterable[Detection], people: Sequence[Box], ignored: Sequence[Box]) -> Score:
    """One picture: each person counts once, by a centre in the box; a second centre in it is a false alarm."""
    taken: set[int] = set()
    false_alarms = 0
    for item in found:
        inside = [at for at, box in enumerate(people) if _holds(box, item)]
        free = [at for at in inside if at not in taken]
        if free:
            taken.add(min(free, key=lambda at: _away(people[at], item)))
        elif inside or not any(_holds(box, item) for box in ignored):
            false_alarms += 1
    return Score(pictures=1, hits=len(taken), missed=len(people) - len(taken), false_alarms=false_alarms)


def scored(folder: Path, every: int = 1) -> dict[str, Score]:
    """Scores by night and day over HIT-UAV pictures with a `truth.json`; boxes of other things are ignored."""
    scores = {"night": Score(), "day": Score()}
    for picture in json.loads((folder / "truth.json").read_text())[::every]:
        pixels = np.asarray(cv2.imread(str(folder / picture["file"]), cv2.IMREAD_GRAYSCALE))
        found = people_net.candidates(Frame(pixels=pixels, unit=Unit.AGC8, source=picture["file"]))
        boxes = [(box["cls"] == "Person", box["bbox_xywh"]) for box in picture["objects"]]
        people, others = ([box for is_person, box in boxes if is_person is wanted] for wanted in (True, False))
        scores["night" if picture["night"] else "day"] += compared(found, people, others)
    return scores


def bench(folder: Path | None = None) -> dict[str, Any]:
    """The core's time a frame, and the scores where labelled pictures lie in `folder`, or VARDE_SHARED names them."""
    rows = [{"frame": "640x512 8 bits, 10 bodies", "ours_ms": round(_core_ms(), 2)}]
    shared = os.environ.get("VARDE_SHARED")
    folder = folder or (Path(shared) / "data" / "people" if shared else None)
    if folder is not None and (folder / "truth.json").exists():
        scores = scored(folder)
        for name, score in {"all": scores["night"] + scores["day"], **scores}.items():
            rows.append({"pictures": f"HIT-UAV validation, {name}", **score.row()})
    return {"ms_a_frame": rows[0]["ours_ms"], "rows": rows}


def _core_ms() -> float:
    """Median milliseconds of one core's own time: what else the machine does meanwhile counts little."""
    cv2.setNumThreads(1)
    frame = Frame(pixels=_crowd(), unit=Unit.AGC8, source="bench")
    people_net.candidates(frame)
    taken = []
    for _ in range(ROUNDS):
        began = time.thread_time()
        people_net.candidates(frame)
        taken.append((time.thread_time() - began) * 1000)
    return statistics.median(taken)


def _crowd() -> Any:
    """A night's picture with ten warm bodies on cool ground."""
    rng = np.random.default_rng(7)
    rows, columns = np.mgrid[0:512, 0:640]
    grey = 90 + cv2.GaussianBlur(rng.normal(0, 200, (512, 640)), (0, 0), 20) + rng.normal(0, 3, (512, 640))
    for x, y in zip(rng.uniform(30, 610, 10), rng.uniform(30, 480, 10), strict=True):
        grey += 140 * np.exp(-((columns - x) ** 2 / 18 + (rows - y) ** 2 / 40))
    return np.clip(grey, 0, 255).astype(np.uint8)


def _holds(box: Box, item: Detection) -> bool:
    left, top, width, height = box
    return left <= item.x_px <= left + width and top <= item.y_px <= top + height


def _away(box: Box, item: Detection) -> float:
    left, top, width, height = box
    return float(np.hypot(left + width / 2 - item.x_px, top + height / 2 - item.y_px))
