"""The camera as other programs meet it: a process, a port, an HTTP client, a TIFF reader."""

from __future__ import annotations

import asyncio
import io
import json
import os
import signal
import socket
import subprocess
import sys
import threading
import time
import urllib.request
import warnings
from collections.abc import Callable, Iterator
from contextlib import suppress

import av
import httpx
import numpy as np
import pytest
import rasterio
import tifffile
from rasterio.errors import NotGeoreferencedWarning
from rasterio.io import MemoryFile

from firmware_sim.camera import stream_format
from firmware_sim.camera.process import CameraProcess
from firmware_sim.camera.server import CameraServer, NewestFrame, PortInUse, listen
from firmware_sim.camera.thermal_camera import ThermalCamera
from firmware_sim.camera.video import VideoWatch
from firmware_sim.scenario import Scenario
from firmware_sim.truth import TrueCameraPose
from firmware_sim.world.world import World

MakePose = Callable[..., TrueCameraPose]
UNIX_S = 1_780_000_000.25


@pytest.fixture(scope="module")
def camera() -> Iterator[CameraProcess]:
    process = CameraProcess("flat-calm", seed=4, system_id=3, port=0)
    process.start()
    yield process
    process.close()


def parts(response: httpx.Response) -> Iterator[tuple[dict[str, str], bytes]]:
    """Headers and body of each part of a multipart stream, by the rules of RFC 2046."""
    boundary = response.headers["content-type"].partition("boundary=")[2].encode()
    buffer = b""
    for chunk in response.iter_raw():
        buffer += chunk
        while b"\r\n\r\n" in buffer:
            head, _, rest = buffer.partition(b"\r\n\r\n")
            lines = head.split(b"\r\n")
            assert lines[0] == b"--" + boundary
            headers = {
                name.lower(): value.strip() for name, _, value in (line.decode().partition(":") for line in lines[1:])
            }
            length = int(headers["content-length"])
            if len(rest) < length + 2:
                break
            assert rest[length : length + 2] == b"\r\n"
            yield headers, rest[:length]
            buffer = rest[length + 2 :]


def test_any_http_client_and_tiff_reader_get_the_very_pixels(
    camera: CameraProcess, flat: Scenario, make_pose: MakePose
) -> None:
    # The same camera, in this process: its noise starts from the same seed.
    twin = ThermalCamera(World(flat, seed=4), system_id=3)
    pose = make_pose(10.0, 5.0, 110.0)
    assert camera.wait_until_ready(60)

    with httpx.stream("GET", camera.url, timeout=20) as response:
        assert camera.expose(pose, UNIX_S)
        headers, body = next(parts(response))

    expected = twin.expose(pose)
    with tifffile.TiffFile(io.BytesIO(body)) as file:
        by_tifffile = file.asarray()
        about = json.loads(file.pages[0].description)
        assert len(file.pages[0].dataoffsets) == 1
        assert file.pages[0].compression == 1
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", NotGeoreferencedWarning)
        with MemoryFile(body) as memory, memory.open() as file:
            by_gdal = file.read(1)
            gdal_description = file.tags()["TIFFTAG_IMAGEDESCRIPTION"]
    assert headers["content-type"] == "image/tiff"
    assert by_tifffile.dtype == np.uint16
    assert np.array_equal(by_tifffile, expected)
    assert np.array_equal(by_gdal, expected)
    assert json.loads(gdal_description) == about
    assert about == {
        "format": "varde-thermal/1",
        "system_id": 3,
        "frame": 0,
        "unit": "centikelvin",
        "exposed_boot_s": 12.5,
        "exposed_unix_s": UNIX_S,
        "camera": {
            "width_px": 640,
            "height_px": 512,
            "fx_px": pytest.approx(9100 / 12),
            "fy_px": pytest.approx(9100 / 12),
            "cx_px": 319.5,
            "cy_px": 255.5,
            "distortion": [-0.065, 0.021, 0.0004, -0.0003, 0.0],
        },
        "gain": "low",
        "saturated_px": 0,
        "shutter": False,
        "housing_celsius": pytest.approx(flat.air.temperature_celsius + 12 * (1 - np.exp(-12.5 / 600)), abs=0.01),
    }


def test_counts_and_temperatures_of_one_picture_agree(camera: CameraProcess, make_pose: MakePose) -> None:
    assert camera.wait_until_ready(60)
    assert camera.expose(make_pose(0.0, 0.0, 110.0), UNIX_S)
    assert camera.wait_until_ready(20)

    pictures, told = {}, {}
    for unit in ("centikelvin", "counts"):
        body = httpx.get(f"{camera.url}.tiff?unit={unit}", timeout=20).content
        with tifffile.TiffFile(io.BytesIO(body)) as file:
            pictures[unit], told[unit] = file.asarray(), json.loads(file.pages[0].description)

    planck = told["counts"]["calibration"]["planck"]
    kelvin = planck["B"] / np.log(planck["R"] / (pictures["counts"] - planck["O"]) + planck["F"])
    unclipped = pictures["centikelvin"] < 65535
    assert told["counts"]["frame"] == told["centikelvin"]["frame"]
    assert pictures["counts"].max() < 2**14
    assert np.abs(kelvin - pictures["centikelvin"] / 100)[unclipped].max() < (
        told["counts"]["calibration"]["formula_error_k"] + 0.01
    )


def test_a_player_gets_the_video_from_the_same_port(camera: CameraProcess, make_pose: MakePose) -> None:
    assert camera.wait_until_ready(60)
    stop = threading.Event()

    def fly() -> None:
        n = 0
        while not stop.wait(0.02):
            camera.expose(make_pose(n * 0.1, 0.0, 110.0), UNIX_S + n / 9)
            n += 1

    flight = threading.Thread(target=fly)
    flight.start()
    try:
        with av.open(camera.video_url, options={"rtsp_transport": "tcp"}, timeout=(30, 30)) as container:
            picture = next(container.decode(video=0)).to_ndarray(format="gray")
    finally:
        stop.set()
        flight.join()

    assert picture.shape == (512, 640)
    assert picture.std() > 5


def test_the_newest_picture_is_there_for_one_request(camera: CameraProcess, make_pose: MakePose) -> None:
    assert camera.wait_until_ready(60)
    assert camera.expose(make_pose(0.0, 0.0, 110.0), UNIX_S + 1)
    assert camera.wait_until_ready(20)

    with urllib.request.urlopen(camera.url + ".tiff", timeout=20) as response:
        body = response.read()

    with tifffile.TiffFile(io.BytesIO(body)) as file:
        assert file.asarray().shape == (512, 640)
        assert json.loads(file.pages[0].description)["frame"] == camera.frames - 1


def test_poses_that_come_too_fast_are_dropped_and_never_waited_for(camera: CameraProcess, make_pose: MakePose) -> None:
    assert camera.wait_until_ready(60)
    pose = make_pose(0.0, 0.0, 110.0)
    dropped, frames = camera.dropped, camera.frames

    taken = [camera.expose(pose, UNIX_S) for _ in range(200)]

    assert taken[0]
    assert camera.dropped - dropped == taken.count(False) > 0
    assert camera.wait_until_ready(20)
    assert camera.frames - frames == taken.count(True)


@pytest.mark.parametrize(
    ("request_line", "status"),
    [
        (b"GET /elsewhere HTTP/1.1", b"404"),
        (b"POST /thermal HTTP/1.1", b"405"),
        (b"nonsense", b"400"),
        (b"GET /" + b"x" * 20_000 + b" HTTP/1.1", b"400"),
    ],
)
def test_other_requests_are_refused(camera: CameraProcess, request_line: bytes, status: bytes) -> None:
    port = httpx.URL(camera.url).port

    with socket.create_connection(("127.0.0.1", port), timeout=10) as client:
        with suppress(ConnectionError):
            client.sendall(request_line + b"\r\nHost: x\r\n\r\n")
        answer = client.recv(1024)

    assert answer.split(b" ")[1] == status


def test_a_port_in_use_is_one_clear_error() -> None:
    with listen("127.0.0.1", 0) as other:
        port = other.getsockname()[1]
        camera = CameraProcess("flat-calm", seed=1, system_id=1, port=port)

        with pytest.raises(PortInUse, match=rf"camera port {port} on 127.0.0.1 is in use: end the program"):
            camera.start()

    assert not camera.is_alive


def test_an_unknown_scenario_is_refused_before_a_process_starts() -> None:
    camera = CameraProcess("nowhere", seed=1, system_id=1, port=0)

    with pytest.raises(ValueError, match="unknown scenario 'nowhere'"):
        camera.start()

    assert not camera.is_alive


def test_a_camera_that_was_closed_takes_no_more_pictures(make_pose: MakePose) -> None:
    camera = CameraProcess("flat-calm", seed=1, system_id=1, port=0)
    camera.start()
    camera.close()

    taken = camera.expose(make_pose(0.0, 0.0, 100.0), UNIX_S)

    assert not taken
    assert not camera.is_alive


PARENT = """
import sys, time
from firmware_sim.camera.process import CameraProcess
if __name__ == "__main__":
    camera = CameraProcess("flat-calm", seed=1, system_id=1, port=0)
    camera.start()
    camera.wait_until_ready(60)
    sys.stdout.write(f"{camera._process.pid}\\n")
    sys.stdout.flush()
    time.sleep(60)
"""


def test_the_process_ends_when_its_parent_is_killed(tmp_path: os.PathLike[str]) -> None:
    script = f"{tmp_path}/parent.py"
    with open(script, "w", encoding="utf-8") as file:
        file.write(PARENT)
    with subprocess.Popen([sys.executable, script], stdout=subprocess.PIPE, text=True) as parent:
        assert parent.stdout is not None
        child = int(parent.stdout.readline())

        parent.send_signal(signal.SIGKILL)
        parent.wait()

    deadline = time.monotonic() + 20
    while time.monotonic() < deadline and is_running(child):
        time.sleep(0.05)
    assert not is_running(child)


def is_running(pid: int) -> bool:
    """Whether a process runs; one that ended and that nobody has asked for yet does not."""
    try:
        with open(f"/proc/{pid}/stat", encoding="ascii") as file:
            return file.read().rpartition(")")[2].split()[0] != "Z"
    except FileNotFoundError:
        return False


def picture(number: int) -> bytes:
    return stream_format.tiff(np.full((512, 640), number, np.uint16), {"frame": number})


async def test_a_slow_reader_misses_pictures_and_delays_nobody() -> None:
    newest = NewestFrame()
    listener = listen("127.0.0.1", 0)
    port = listener.getsockname()[1]
    server = CameraServer({stream_format.Unit.CENTIKELVIN: newest}, VideoWatch(), 9.0)
    serving = asyncio.create_task(server.serve(listener))
    slow = socket.create_connection(("127.0.0.1", port))
    slow.sendall(b"GET /thermal HTTP/1.1\r\n\r\n")
    slow.setblocking(False)
    reader, writer = await asyncio.open_connection("127.0.0.1", port, limit=1 << 21)
    writer.write(b"GET /thermal HTTP/1.1\r\n\r\n")
    await reader.readuntil(b"\r\n\r\n")

    seen = []
    for number in range(60):
        newest.publish(picture(number))
        await reader.readuntil(b"\r\n\r\n")
        seen.append(frame_number(await reader.readexactly(len(newest.body) + 2)))
    slow_frames = await read_frames(slow, until=59)

    writer.close()
    slow.close()
    serving.cancel()
    with suppress(asyncio.CancelledError):
        await serving
    assert seen == list(range(60))
    assert slow_frames[-1] == 59
    assert len(slow_frames) < 20


def frame_number(body: bytes) -> int:
    with tifffile.TiffFile(io.BytesIO(body)) as file:
        return int(json.loads(file.pages[0].description)["frame"])


async def read_frames(client: socket.socket, until: int) -> list[int]:
    """Numbers of the pictures that a reader gets once it reads."""
    loop = asyncio.get_running_loop()
    received = bytearray()
    marker = b'{"frame":%d}' % until
    while marker not in received:
        received += await asyncio.wait_for(loop.sock_recv(client, 1 << 20), 10)
    return [int(part.partition(b"}")[0]) for part in bytes(received).split(b'{"frame":')[1:]]


@pytest.mark.parametrize("shape", [(512, 640), (1, 1), (7, 33)])
def test_the_tiff_is_lossless_for_all_values(shape: tuple[int, int]) -> None:
    counts = np.random.default_rng(1).integers(0, 65536, shape, dtype=np.uint16)

    body = stream_format.tiff(counts, {"å": 'quote " and non-ascii ø'})

    with tifffile.TiffFile(io.BytesIO(body)) as file:
        assert np.array_equal(file.asarray(), counts)
        assert json.loads(file.pages[0].description) == {"å": 'quote " and non-ascii ø'}
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", NotGeoreferencedWarning)
        with rasterio.open(io.BytesIO(body)) as file:
            assert np.array_equal(file.read(1), counts)
