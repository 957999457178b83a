"""Trains the trees that look again at what the net took for people, and writes them as arrays.

    python -m vision.training.train_people_trees HIT-UAV/normal_json vision/models/people_trees.npz

Wants scikit-learn and the net (`people.onnx`), and some minutes. Reads the training split only, and leaves out the
flights that the net has never seen either. Prints what the trees are worth on those, and on pictures left out in turn.
"""

from __future__ import annotations

import argparse
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import cv2
import numpy as np
from numpy.typing import NDArray
from sklearn.ensemble import HistGradientBoostingClassifier  # type: ignore[import-not-found]

from vision import people_net, people_trees
from vision.training.people_samples import PERSON, Labelled, read
from vision.training.train_people import HELD_OUT

FOLDS = 4
LEAST_HEAT = 0.2
"""Lower than what is asked of the net in flight: more to learn from."""
PERSON_HERE, NOBODY, IGNORED = 1, 0, -1
Floats = NDArray[np.float32]


@dataclass(frozen=True, slots=True, kw_only=True)
class Candidates:
    """Every peak of the net in many pictures."""

    told: Floats
    label: NDArray[np.int8]
    picture: NDArray[np.intp]
    """Which picture each is of."""
    people: NDArray[np.intp]
    """By picture: how many are labelled in it."""
    is_held_out: NDArray[np.bool_]
    """By picture."""


def candidates(pictures: list[Labelled]) -> Candidates:
    """What the net takes for people, with what it really is."""
    told, label, picture = [], [], []
    least = people_net.NetSettings(least_heat=LEAST_HEAT)
    for number, each in enumerate(pictures):
        said = people_net.answer(each.pixels)
        bodies = people_net.people_in(said, least)
        if len(bodies):
            told.append(people_trees.features(each.pixels, people_net.heat_map(said), bodies))
            label.append(labels(bodies, each.boxes))
            picture.append(np.full(len(bodies), number))
    return Candidates(
        told=np.concatenate(told),
        label=np.concatenate(label),
        picture=np.concatenate(picture),
        people=np.array([int((each.boxes[:, 0] == PERSON).sum()) for each in pictures]),
        is_held_out=np.array([each.flight in HELD_OUT for each in pictures]),
    )


def labels(bodies: Floats, boxes: Floats) -> NDArray[np.int8]:
    """For each body, hottest first: the first in a person's box is that person, one in another box is ignored."""
    taken: set[int] = set()
    said = []
    for _, x, y, *_ in bodies:
        left, top, width, height = boxes[:, 1:].T
        inside = np.flatnonzero((left <= x) & (x <= left + width) & (top <= y) & (y <= top + height))
        people = [int(at) for at in inside if boxes[at, 0] == PERSON]
        free = [at for at in people if at not in taken]
        if free:
            middle = boxes[free, 1:3] + boxes[free, 3:5] / 2
            taken.add(free[int(np.argmin(np.hypot(*(middle - (x, y)).T)))])
        said.append(PERSON_HERE if free else NOBODY if people or not len(inside) else IGNORED)
    return np.array(said, np.int8)


def fitted(found: Candidates, chosen: NDArray[np.bool_]) -> Any:
    """Trees that learned from the chosen candidates. Their size was settled on what is left out here."""
    trees = HistGradientBoostingClassifier(
        max_iter=120, learning_rate=0.08, max_leaf_nodes=16, min_samples_leaf=40,
        l2_regularization=3.0, max_features=0.4, random_state=0,
    )  # fmt: skip
    return trees.fit(found.told[chosen], found.label[chosen])


def arrays(trees: Any) -> dict[str, Any]:
    """The trees for `people_trees.chances`: nodes that lead nowhere lead to themselves."""
    nodes = [rounds[0].nodes for rounds in trees._predictors]
    most = max(len(each) for each in nodes)
    feature = np.zeros((len(nodes), most), np.int16)
    threshold = np.zeros((len(nodes), most), np.float32)
    children = np.zeros((len(nodes), most, 2), np.int16)
    value = np.zeros((len(nodes), most), np.float32)
    for number, each in enumerate(nodes):
        own, leaf = np.arange(len(each)), each["is_leaf"].astype(bool)
        feature[number, own] = np.where(leaf, 0, each["feature_idx"])
        threshold[number, own] = np.where(leaf, 0, each["num_threshold"])
        children[number, own, 0] = np.where(leaf, own, each["left"])
        children[number, own, 1] = np.where(leaf, own, each["right"])
        value[number, own] = np.where(leaf, each["value"], 0)
    return {
        "feature": feature, "threshold": threshold, "children": children, "value": value,
        "bias": np.float32(trees._baseline_prediction.ravel()[0]),
        "depth": np.int16(max(int(each["depth"].max()) for each in nodes)),
    }  # fmt: skip


def worth(found: Candidates, chance: Floats, pictures: NDArray[np.bool_]) -> str:
    """F1, false alarms a picture, and the share that are people of those a little above, by least chance."""
    here = pictures[found.picture]
    words = []
    for least in np.arange(0.2, 0.75, 0.05):
        said = here & (chance >= least)
        hits, false = int((said & (found.label == 1)).sum()), int((said & (found.label == 0)).sum())
        band = said & (chance < least + 0.1)
        people = int((band & (found.label == 1)).sum()) / max(1, int((band & (found.label >= 0)).sum()))
        f1 = 2 * hits / max(1, hits + false + int(found.people[pictures].sum()))
        words.append(f"{least:.2f}: F1 {f1:.3f} fa {false / pictures.sum():.2f} of band {people:.2f}")
    return "\n  ".join(words)


def main() -> None:
    """Reads the pictures, judges by what is left out, fits, writes."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("folder", type=Path, help="normal_json of HIT-UAV")
    parser.add_argument("target", type=Path, help="the .npz to write")
    asked = parser.parse_args()
    cv2.setNumThreads(1)
    found = candidates(read(asked.folder, "train"))
    known = ~found.is_held_out
    usable = (found.label != IGNORED) & known[found.picture]
    fold = np.random.default_rng(0).permutation(len(known)) % FOLDS
    left_out = np.zeros(len(found.label), np.float32)
    for number in range(FOLDS):
        apart = fold[found.picture] == number
        left_out[apart] = fitted(found, usable & ~apart).predict_proba(found.told[apart])[:, 1]
    print(f"pictures left out in turn\n  {worth(found, left_out, known)}")  # noqa: T201
    trees = fitted(found, usable)
    chance = trees.predict_proba(found.told)[:, 1]
    print(f"flights held out\n  {worth(found, chance, found.is_held_out)}")  # noqa: T201
    np.savez_compressed(asked.target, **arrays(trees))


if __name__ == "__main__":
    main()
