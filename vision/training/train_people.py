"""Trains the people model on HIT-UAV's training split and writes it as ONNX.

    python -m vision.training.train_people HIT-UAV/normal_json vision/models/people.onnx --minutes 60

Wants PyTorch, onnx and OpenCV (`pip install torch onnx`), two cores and an hour. Whole flights are held out to settle
the threshold; the validation and test splits are not read. A heat map of centres trained with the focal loss of Zhou et
al., "Objects as Points" (2019); depthwise separable blocks as in MobileNet (Howard et al., 2017).
"""

from __future__ import annotations

import argparse
import math
import multiprocessing
import time
from collections.abc import Callable
from concurrent.futures import ProcessPoolExecutor
from dataclasses import replace
from pathlib import Path
from typing import Any

import cv2
import numpy as np
import torch  # type: ignore[import-not-found]
import torch.distributed as ranks  # type: ignore[import-not-found]
from torch import nn
from torch.nn import functional  # type: ignore[import-not-found]

from vision import people_net
from vision.training.people_network import Net, as_input, loss_of
from vision.training.people_samples import CELL_PX, DONT_CARE, PERSON, Labelled, Sampler, read

HELD_OUT = ("day 20210116", "night 20210118")
BATCH = 16
"""Crops a step and process."""
FASTEST, GOING_ON = 3e-3, 1.5e-3
"""Peak learning rate of a first round, and of one that goes on from weights."""
LIKELY_UNLABELLED = 0.8
"""Heat where nobody is labelled: rather one who was left out (crowds are) than a mistake to be taught."""
MOST_INTEREST = 6
MISTAKES_COUNT = 3
"""A mistake is looked at this much more often than what was only bright."""
WARMING_STEPS = 150
SAVED_EVERY_S = 480
KEEP = 0.998
"""Of the running mean of weights, a step."""


def heat_of(net: nn.Module, pixels: Any) -> Any:
    """The heat map of a whole picture."""
    with torch.no_grad():
        out = net(as_input(pixels[None].astype(np.float32) / 255))
    return torch.sigmoid(functional.pixel_shuffle(out[:, :4], 2))[0, 0].numpy()


def score(heats: list[Any], pictures: list[Labelled], threshold: float) -> tuple[float, float]:
    """F1 and false alarms a picture; centre in box, other boxes ignored."""
    hits = false = people = 0
    for heat, picture in zip(heats, pictures, strict=True):
        peaks = np.argwhere((heat == cv2.dilate(heat, np.ones((3, 3), np.uint8))) & (heat > threshold))
        boxes = [box for box in picture.boxes if box[0] == PERSON]
        others = [box for box in picture.boxes if box[0] != PERSON]
        taken: set[int] = set()
        for row, column in sorted(map(tuple, peaks), key=lambda at: -heat[at]):
            x, y = column * CELL_PX + 1.5, row * CELL_PX + 1.5
            inside = [at for at, box in enumerate(boxes) if _holds(box, x, y)]
            free = [at for at in inside if at not in taken]
            if free:
                taken.add(free[0])
            elif inside or not any(_holds(box, x, y) for box in others):
                false += 1
        hits, people = hits + len(taken), people + len(boxes)
    return 2 * hits / max(1, hits + false + people), false / max(1, len(pictures))


def _holds(box: Any, x: float, y: float) -> bool:
    _, left, top, width, height = box
    return bool(left <= x <= left + width and top <= y <= top + height)


def train(rank: int, count: int, pictures: list[Labelled], target: Path, seconds: float, start: Path | None) -> None:
    """One of `count` processes that step together until the time is over; the first writes checkpoints."""
    torch.set_num_threads(1)
    cv2.setNumThreads(1)
    if count > 1:
        ranks.init_process_group("gloo", init_method=f"file://{target.absolute()}.meet", rank=rank, world_size=count)
    torch.manual_seed(1)
    net = Net().to(memory_format=torch.channels_last)
    if start:
        net.load_state_dict(torch.load(start, weights_only=True))
    fastest = GOING_ON if start else FASTEST
    held_out = [picture for picture in pictures if picture.flight in HELD_OUT]
    sampler = Sampler(
        [picture for picture in pictures if picture.flight not in HELD_OUT], seed=rank + (count if start else 0)
    )
    optimizer = torch.optim.AdamW(net.parameters(), lr=fastest, weight_decay=1e-4)
    mean = {name: value.clone() for name, value in net.state_dict().items()}
    began, saved_s, losses, step = time.monotonic(), 0.0, [], 0
    while (done := _share_done((time.monotonic() - began) / seconds, count)) < 1:
        cosine = 0.5 + 0.5 * math.cos(math.pi * done)
        for group in optimizer.param_groups:
            group["lr"] = fastest * min(1.0, (step + 1) / WARMING_STEPS) * max(cosine, 0.002)
        losses.append(_step(net, optimizer, sampler, count))
        step += 1
        _average(mean, net, min(KEEP, step / (step + 20)))
        if rank == 0 and time.monotonic() - began - saved_s > SAVED_EVERY_S:
            saved_s = time.monotonic() - began
            torch.save(mean, target.with_suffix(".pt"))
            print(f"{saved_s:.0f} s, step {step}, loss {np.mean(losses):.3f}, {_said(mean, held_out)}", flush=True)  # noqa: T201
            losses.clear()
    if rank == 0:
        torch.save(mean, target.with_suffix(".pt"))
        print(f"step {step}, {_said(mean, held_out)}", flush=True)  # noqa: T201


def _share_done(done: float, count: int) -> float:
    """How much of the time is over, by the first process's clock."""
    told = torch.tensor([done])
    if count > 1:
        ranks.broadcast(told, 0)
    return float(told[0])


def _step(net: Any, optimizer: Any, sampler: Sampler, count: int) -> float:
    """One step on one batch; its loss."""
    grey, *wanted = sampler.batch(BATCH)
    loss = loss_of(net(as_input(grey)), *map(torch.from_numpy, wanted))
    optimizer.zero_grad()
    loss.backward()
    if count > 1:
        _share(net, count)
    nn.utils.clip_grad_norm_(net.parameters(), 5.0)
    optimizer.step()
    return float(loss.detach())


def _average(mean: dict[str, Any], net: Any, keep: float) -> None:
    """Moves the running mean of weights a little towards the net's."""
    for name, value in net.state_dict().items():
        mean[name] = mean[name] * keep + value * (1 - keep) if value.dtype.is_floating_point else value.clone()


def _share(net: nn.Module, count: int) -> None:
    """The mean of all processes' gradients."""
    gradients = [parameter.grad for parameter in net.parameters() if parameter.grad is not None]
    flat = torch.cat([gradient.reshape(-1) for gradient in gradients])
    ranks.all_reduce(flat)
    at = 0
    for gradient in gradients:
        gradient.copy_(flat[at : at + gradient.numel()].view_as(gradient) / count)
        at += gradient.numel()


def _said(mean: dict[str, Any], held_out: list[Labelled]) -> str:
    net = Net()
    net.load_state_dict(mean)
    net.eval()
    words = []
    for is_day in (False, True):
        chosen = [picture for picture in held_out if picture.is_day == is_day][::2]
        heats = [heat_of(net, picture.pixels) for picture in chosen]
        scores = [(*score(heats, chosen, threshold), threshold) for threshold in (0.25, 0.35, 0.45)]
        words.append(
            f"{'day' if is_day else 'night'} " + " ".join(f"{t}: F1 {f1:.3f} fa {fa:.2f}" for f1, fa, t in scores)
        )
    return "; ".join(words)


def export(weights: Path, target: Path) -> None:
    """Writes checkpointed weights as ONNX for a frame of 640x512."""
    net = Net()
    net.load_state_dict(torch.load(weights, weights_only=True))
    net.eval()
    example = torch.zeros(1, CELL_PX**2, 128, 160)
    torch.onnx.export(
        net, (example,), str(target), opset_version=11, dynamo=False, input_names=["x"], output_names=["y"]
    )


def mistakes(pictures: list[Labelled], model: Path) -> list[Any]:
    """The places in each picture where a model is wrong."""
    cv2.setNumThreads(1)
    people_net.MODEL = model
    least = people_net.NetSettings(least_heat=0.4)
    return [_mistakes(people_net.people_in(people_net.answer(each.pixels), least), each.boxes) for each in pictures]


def with_mistakes(pictures: list[Labelled], mistaken: list[Any]) -> list[Labelled]:
    """The pictures with what was mistaken in them among their spots, and the more often taken the more there are."""
    return [
        replace(
            picture,
            spots=np.concatenate([picture.spots, *[here] * MISTAKES_COUNT]),
            interest=1 + min(MOST_INTEREST, len(here)) / 2,
        )
        for picture, here in zip(pictures, mistaken, strict=True)
    ]


def _apart(work: Callable[..., Any], *given: Any) -> Any:
    """What `work` answers in a process of its own: whoever has computed with threads cannot be forked for training."""
    with ProcessPoolExecutor(1, multiprocessing.get_context("fork")) as pool:
        return pool.submit(work, *given).result()


def _mistakes(bodies: Any, boxes: Any) -> Any:
    """Centres of bodies where nobody is, and of people who were missed."""
    heat, x, y = bodies[:, 0, None], bodies[:, 1, None], bodies[:, 2, None]
    _, left, top, width, height = boxes.T if len(boxes) else np.zeros((5, 0), np.float32)
    inside = (x >= left - 4) & (x <= left + width + 4) & (y >= top - 4) & (y <= top + height + 4)
    is_person = boxes[:, 0] == PERSON
    spared = (boxes[:, 0] == DONT_CARE) | is_person
    false = ~(inside & spared).any(axis=1) & (heat[:, 0] < LIKELY_UNLABELLED)
    missed = is_person & ~(inside & (heat > 0.5)).any(axis=0)
    return np.r_[bodies[false, 1:3], boxes[missed, 1:3] + boxes[missed, 3:5] / 2].astype(np.float32)


def main() -> None:
    """Reads the pictures, trains, exports."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("folder", type=Path, help="normal_json of HIT-UAV")
    parser.add_argument("target", type=Path, help="the .onnx to write")
    parser.add_argument("--minutes", type=float, default=60)
    parser.add_argument("--start", type=Path, help="weights (.pt) to go on from")
    parser.add_argument("--rounds", type=int, default=3, help="mistakes are collected between them")
    parser.add_argument(
        "--hold-out-none", action="store_true", help="learn from all flights: nothing is left to judge by"
    )
    parser.add_argument("--processes", type=int, default=2)
    asked = parser.parse_args()
    pictures = read(asked.folder, "train")
    if asked.hold_out_none:
        pictures = [replace(picture, flight="") for picture in pictures]
    start = asked.start
    for _ in range(asked.rounds):
        given = pictures
        if start:
            _apart(export, start, asked.target)
            given = with_mistakes(pictures, _apart(mistakes, pictures, asked.target))
        _run_all(asked, given, asked.minutes * 60 / asked.rounds, start)
        start = asked.target.with_suffix(".pt")
    _apart(export, start, asked.target)


def _run_all(asked: Any, pictures: list[Labelled], seconds: float, start: Path | None) -> None:
    Path(f"{asked.target.absolute()}.meet").unlink(missing_ok=True)
    torch.multiprocessing.start_processes(
        train,
        (asked.processes, pictures, asked.target, seconds, start),
        nprocs=asked.processes,
        start_method="fork",
    )


if __name__ == "__main__":
    main()
