"""A camera's own process: real ones, on a picture in a file that is read again and again."""

import asyncio
import io
import json
import os
import pickle
import queue
import signal
import subprocess
import sys
from datetime import UTC, datetime

import numpy as np
import pytest
import tifffile

from ground_station.camera_process import CameraProcess
from ground_station.camera_worker import LENGTH, Broken, Order, Setup, Worker, packed
from ground_station.search import Aim, Land, Looked, SearchSettings, Shot, search
from missions.terrain import LocalTerrain
from vision.attitude import ned_from_camera
from vision.detect import LookSettings
from vision.frames import Frame, Unit
from vision.geolocate import CameraPose, PoseSigmas
from vision.opening import open_frames

SETTINGS = SearchSettings(look=LookSettings(), sigmas=PoseSigmas())
AIM = Aim(
    pose=CameraPose(north_m=0.0, east_m=0.0, down_m=-60.0, ned_from_camera=ned_from_camera(0.0, -np.pi / 2, 0.0)),
    pass_id=1,
    at=datetime(2026, 6, 1, tzinfo=UTC),
    asks_what_is_seen=False,
)


@pytest.fixture
def fire(tmp_path):
    """The address of a picture of a fire."""
    celsius = np.random.default_rng(1).normal(8.0, 0.1, (128, 160))
    celsius[40:43, 100:103] = 250.0
    lens = {"width_px": 160, "height_px": 128, "fx_px": 200.0, "fy_px": 200.0, "cx_px": 79.5, "cy_px": 63.5}
    told = {"format": "varde-thermal/1", "system_id": 1, "frame": 7, "unit": "centikelvin", "exposed_boot_s": 10.0}
    path = tmp_path / "fire.tif"
    pixels = np.round((celsius + 273.15) * 100).astype(np.uint16)
    tifffile.imwrite(path, pixels, description=json.dumps({**told, "camera": lens}), metadata=None)
    return str(path)


async def test_a_killed_process_is_replaced_and_its_frames_go_on(fire):
    grid = np.zeros((3, 3), np.float32)
    land = Land(terrain=LocalTerrain(grid=grid, south_m=-500.0, west_m=-500.0, cell_m=500.0), cell_m=500.0, cells=None)
    camera = CameraProcess(fire, SETTINGS)
    came: asyncio.Queue[tuple[Shot, Looked, int]] = asyncio.Queue()

    async def on_shot(shot, searched):
        looked = await searched(land, AIM)
        came.put_nowait((shot, looked, camera.pid))

    working = asyncio.create_task(camera.run(on_shot))
    async with asyncio.timeout(60.0):
        shot, looked, first = await came.get()
        os.kill(first, signal.SIGKILL)
        while (after := await came.get())[2] == first:
            pass
    working.cancel()
    await asyncio.gather(working, return_exceptions=True)

    [frame] = open_frames(fire)
    here = search(frame, SETTINGS, land, AIM)
    assert (shot.index, shot.system_id, shot.is_frozen) == (7, 1, False)
    assert looked.detections == here.detections and len(here.detections.items) == 1
    assert looked.placed[0].north_m == here.placed[0].north_m and looked.drawn == here.drawn
    assert after[1].detections == here.detections
    assert camera.restarts == 1
    for pid in (first, after[2]):
        with pytest.raises(ProcessLookupError):
            os.kill(pid, 0)


def test_a_process_ends_when_its_station_is_gone(fire):
    started = [sys.executable, "-c", "from ground_station.camera_worker import main; main()"]
    with subprocess.Popen(started, stdin=subprocess.PIPE, stdout=subprocess.PIPE) as worker:
        worker.stdin.write(packed(Setup(address=fire, settings=SETTINGS)))
        worker.stdin.flush()
        head = worker.stdout.read(LENGTH.size)
        # A station that is killed says no goodbye: the pipe ends.
        worker.stdin.close()

        assert len(head) == LENGTH.size
        assert worker.wait(60.0) == 0


def test_a_frame_that_nobody_has_thought_of_is_told_and_left_out():
    orders: queue.SimpleQueue = queue.SimpleQueue()
    answers = io.BytesIO()
    worker = Worker(orders, answers)
    for frame in (Frame(pixels=np.zeros((4, 4, 3), np.uint16), unit=Unit.COUNTS, source="x"), grey(index=1)):
        orders.put(Order(aim=None))
        worker._frame(frame, SETTINGS, bad=0)

    answers.seek(0)
    messages = [pickle.loads(answers.read(*LENGTH.unpack(answers.read(LENGTH.size)))) for _ in range(4)]
    assert [type(each) for each in messages] == [Shot, Broken, Shot, Looked]
    assert "two dimensions" in messages[1].why


def grey(index):
    return Frame(pixels=np.full((64, 80), 90, np.uint8), unit=Unit.AGC8, source="x", index=index)
