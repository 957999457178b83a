"""The colour picture beside the thermal one: the same world, but smoke and night hide it."""

from __future__ import annotations

import asyncio
import math
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import replace

import av
import cv2
import numpy as np
import pytest

from firmware_sim import scenario
from firmware_sim.camera.lens import Lens
from firmware_sim.camera.server import CameraServer, listen
from firmware_sim.camera.stream_format import Unit
from firmware_sim.camera.thermal_camera import ThermalCamera
from firmware_sim.camera.video import ColourMaker, VideoWatch
from firmware_sim.camera.visible_camera import HEIGHT_PX, WIDTH_PX, VisibleCamera, lens_spec
from firmware_sim.mavlink.camera_description import CameraDescription
from firmware_sim.mavlink.camera_messages import stream_information
from firmware_sim.truth import TrueCameraPose
from firmware_sim.world.sight import Eye
from firmware_sim.world.visible_scene import VisibleScene
from firmware_sim.world.world import Kind, World

UP_M = 40.0
LIT_S, SMOKY_S = 100.0, 700.0
STRAIGHT_DOWN = np.array([[0.0, -1.0, 0.0], [1.0, 0.0, 0.0], [0.0, 0.0, 1.0]])
THERMAL_FLAG = 2


def over(world: World, north_m: float, east_m: float, time_s: float) -> TrueCameraPose:
    """A look straight down."""
    return TrueCameraPose(
        system_id=1,
        boot_s=time_s,
        north_m=north_m,
        east_m=east_m,
        up_m=float(world.height_m(north_m, east_m)) + UP_M,
        ned_from_camera=STRAIGHT_DOWN,
        velocity_ned_ms=(0.0, 0.0, 0.0),
        angular_rate_rads=np.zeros(3),
    )


@pytest.fixture(scope="module")
def smoky() -> World:
    """A fire that is lit at `LIT_S`, and a person whom the wind blows its smoke over."""
    plain = scenario.load("flat-calm")
    [person], [fire] = plain.people, plain.fires
    near = replace(fire, north_m=person.north_m + 20.0, east_m=person.east_m, from_s=LIT_S, smoke_gs=20.0)
    placed = {thing.kind: thing for thing in World(replace(plain, fires=(near,)), seed=1).placed}
    there, here = placed[Kind.FIRE], placed[Kind.PERSON]
    from_deg = math.degrees(math.atan2(there.east_m - here.east_m, there.north_m - here.north_m)) % 360
    air = replace(plain.air, wind_from_deg=from_deg, wind_speed_ms=6.0)
    return World(replace(plain, fires=(near,), air=air), seed=1)


@pytest.fixture(scope="module")
def night() -> World:
    plain = scenario.load("flat-calm")
    [fire] = plain.fires
    return World(replace(plain, light="night", fires=(replace(fire, temperature_celsius=800.0),)), seed=1)


def contrast(picture: np.ndarray) -> float:
    """How sharply something stands out in the middle, whatever lies softly over it."""
    rows, columns = picture.shape[0] // 2, picture.shape[1] // 2
    middle = np.ascontiguousarray(picture[rows - 30 : rows + 30, columns - 30 : columns + 30], np.float32)
    return float(np.percentile(np.abs(middle - cv2.GaussianBlur(middle, (0, 0), 10.0)), 99))


def test_smoke_hides_a_person_from_the_eye_and_hardly_from_the_thermal_camera(smoky):
    [person] = smoky.of_kind(Kind.PERSON)
    clear, veiled = (over(smoky, person.north_m, person.east_m, time_s) for time_s in (LIT_S - 1.0, SMOKY_S))

    eye = VisibleScene(smoky, Lens(lens_spec(smoky.scenario.camera)))
    looks = (eye.luminance(Eye(pose.position, pose.neu_from_camera), pose.time_s) for pose in (clear, veiled))
    seen, hidden = (contrast(picture[..., 1]) for picture in looks)
    camera = ThermalCamera(smoky, 1)
    warm, still_warm = (contrast(camera.scene(pose)) for pose in (clear, veiled))

    assert hidden < 0.25 * seen
    assert still_warm > 0.75 * warm


def test_night_is_dark_but_for_flames_and_what_they_light(night):
    [fire] = night.of_kind(Kind.FIRE)
    picture = VisibleCamera(night, 1).picture(over(night, fire.north_m, fire.east_m, 10.0)).astype(float)

    rows, columns = HEIGHT_PX // 2, WIDTH_PX // 2
    flames = picture[rows - 3 : rows + 4, columns - 3 : columns + 4].mean()
    red, _, blue = picture[rows - 45 : rows - 30, columns - 10 : columns + 10].mean(axis=(0, 1))
    far = picture[:20, :20].mean()
    assert far < 30
    assert flames > 200
    assert far + 10 < red < flames
    assert red > 1.5 * blue


def test_the_colour_stream_is_told_as_one_of_its_own_and_only_where_there_is_one():
    plain = CameraDescription(uri="http://x/thermal", video_uri="rtsp://x/video", transport_uri="http://x/video.ts")
    both = replace(plain, visible_uri="rtsp://x/visible")

    told = [stream_information(both, number, running=True) for number in (1, 2, 3, 4)]

    assert len(plain.streams) == 3
    assert [message.stream_id for message in told] == [1, 2, 3, 4]
    assert [bool(message.flags & THERMAL_FLAG) for message in told] == [True, False, False, False]
    visible = told[3]
    assert (visible.resolution_h, visible.resolution_v, visible.framerate, visible.hfov) == (640, 360, 5.0, 60)
    assert (told[0].resolution_h, told[0].resolution_v, told[0].framerate) == (640, 512, 9.0)
    assert visible.uri.rstrip("\0") == "rtsp://x/visible"


@pytest.fixture
def colours() -> np.ndarray:
    """Red on the left, green in the middle, blue on the right."""
    picture = np.zeros((HEIGHT_PX, WIDTH_PX, 3), np.uint8)
    for part, channel in zip(np.array_split(np.arange(WIDTH_PX), 3), range(3), strict=True):
        picture[:, part, channel] = 200
    return picture


def play(url: str, count: int) -> Iterator[np.ndarray]:
    with av.open(url, options={"rtsp_transport": "tcp"}, timeout=30) as container:
        for _, frame in zip(range(count), container.decode(video=0), strict=False):
            yield frame.to_ndarray(format="rgb24")


async def test_ffmpeg_plays_the_colour_video_at_its_own_path(colours):
    thermal, watch, maker = VideoWatch(), VideoWatch(), ColourMaker(WIDTH_PX, HEIGHT_PX, 5.0)
    listener = listen("127.0.0.1", 0)
    port = listener.getsockname()[1]
    newest = dict.fromkeys(Unit)
    serving = asyncio.create_task(CameraServer(newest, thermal, 9.0, (watch, 5.0)).serve(listener))

    async def film() -> None:
        unix_s = 1_780_000_000.0
        while True:
            if watch.watchers:
                wanted, watch.keyframe_wanted = watch.keyframe_wanted, False
                unix_s += 0.2
                watch.publish(maker.picture(colours, unix_s, keyframe=wanted))
            await asyncio.sleep(0.02)

    filming = asyncio.create_task(film())
    pictures = await asyncio.to_thread(lambda: list(play(f"rtsp://127.0.0.1:{port}/visible", 3)))
    for task in (filming, serving):
        task.cancel()
        with suppress(asyncio.CancelledError):
            await task

    assert thermal.watchers == 0
    third = WIDTH_PX // 6
    for k in range(3):
        middle = pictures[-1][HEIGHT_PX // 2, third * (2 * k + 1)]
        assert int(np.argmax(middle)) == k
        assert middle[k] == pytest.approx(200, abs=20)
