"""The video as players meet it: PyAV (FFmpeg) opens each form of it."""

from __future__ import annotations

import asyncio
import contextlib
import io
from collections.abc import AsyncIterator
from dataclasses import replace

import av
import httpx
import numpy as np
import pytest
from scipy import stats

from firmware_sim.belief import CameraBelief, ned_from_angles
from firmware_sim.camera import h264
from firmware_sim.camera.detector import Reading
from firmware_sim.camera.klv import Tag
from firmware_sim.camera.lens import Lens
from firmware_sim.camera.metadata import MetadataWriter
from firmware_sim.camera.server import CameraServer, listen
from firmware_sim.camera.stream_format import Unit
from firmware_sim.camera.video import Picture, VideoMaker, VideoWatch
from firmware_sim.world.terrain import RayCaster
from firmware_sim.world.world import World

klvdata = pytest.importorskip("klvdata", reason="klvdata, an independent parser of KLV, is not installed")

RATE_HZ = 9.0
UNIX_S = 1_780_000_000.25
BELIEF = CameraBelief(
    latitude_deg=60.4052,
    longitude_deg=5.3475,
    amsl_m=300.0,
    roll_rad=0.02,
    pitch_rad=-0.03,
    yaw_rad=1.2,
    ground_speed_ms=7.0,
    ned_from_view=ned_from_angles(0.0, -1.4, 1.2),
)


@pytest.fixture(scope="module")
def metadata(world: World) -> MetadataWriter:
    spec = world.scenario
    return MetadataWriter(Lens(spec.camera), spec.frame, RayCaster(world.terrain, 2500.0), 1, spec.title)


@pytest.fixture
def maker(metadata: MetadataWriter) -> VideoMaker:
    return VideoMaker(160, 128, RATE_HZ, metadata)


def film(maker: VideoMaker, reading: Reading, count: int, first: int = 0) -> list[Picture]:
    return [maker.picture(reading, BELIEF, UNIX_S + n / RATE_HZ, keyframe=False) for n in range(first, first + count)]


def test_the_decoded_picture_ranks_pixels_as_the_radiometric_one(maker: VideoMaker, ground_reading: Reading) -> None:
    stream = b"".join(h264.byte_stream(picture.units) for picture in film(maker, ground_reading, 10))

    with av.open(io.BytesIO(stream), format="h264") as container:
        pictures = [frame.to_ndarray(format="gray") for frame in container.decode(video=0)]

    assert len(pictures) == 10
    assert pictures[-1].shape == (128, 160)
    rank = stats.spearmanr(pictures[-1].ravel(), ground_reading.counts.ravel()).statistic
    assert rank > 0.97
    hottest = np.unravel_index(np.argmax(ground_reading.counts), ground_reading.counts.shape)
    assert pictures[-1][hottest] > 225


def test_every_picture_carries_its_time_of_day(maker: VideoMaker, ground_reading: Reading) -> None:
    stream = b"".join(h264.byte_stream(picture.units) for picture in film(maker, ground_reading, 3))

    with av.open(io.BytesIO(stream), format="h264") as container:
        told = [
            bytes(side)
            for frame in container.decode(video=0)
            for side in frame.side_data
            if side.type.name == "SEI_UNREGISTERED"
        ]

    stamps = [text[17:] for text in told if text.startswith(b"MISPmicrosectime")]
    assert [int.from_bytes(bytes(b for i, b in enumerate(stamp) if i % 3 != 2), "big") for stamp in stamps] == [
        round((UNIX_S + n / RATE_HZ) * 1e6) for n in range(3)
    ]


def test_keyframes_come_every_two_seconds_and_when_asked_for(maker: VideoMaker, ground_reading: Reading) -> None:
    before = film(maker, ground_reading, 20)

    asked = maker.picture(ground_reading, BELIEF, UNIX_S + 20 / RATE_HZ, keyframe=True)

    assert [picture.number for picture in before if picture.is_keyframe] == [1, 19]
    assert asked.is_keyframe
    assert any(unit[0] & 0x1F == 7 for unit in asked.units)


def test_the_transport_stream_has_video_and_metadata_at_the_same_times(
    maker: VideoMaker, ground_reading: Reading
) -> None:
    stream = b"".join(picture.transport for picture in film(maker, ground_reading, 9))

    with av.open(io.BytesIO(stream), format="mpegts") as container:
        packets = [(packet.stream.type, packet.pts, bytes(packet)) for packet in container.demux() if packet.size]
    told = [(at, body) for kind, at, body in packets if kind == "data"]
    seen = [at for kind, at, _ in packets if kind == "video"]

    assert len(stream) % 188 == 0
    assert all(stream[at] == 0x47 for at in range(0, len(stream), 188))
    assert [at - told[0][0] for at, _ in told] == [10_000 * n for n in range(9)]
    assert [at for at, _ in told] == seen
    # The registration that ST 1402 asks for: the metadata is KLV.
    assert b"KLVA" in stream
    [parsed] = list(klvdata.StreamParser(told[4][1]))
    items = {key[0]: item.value.value for key, item in parsed.items.items()}
    assert items[Tag.SENSOR_LATITUDE] == pytest.approx(BELIEF.latitude_deg, abs=5e-8)
    assert items[Tag.SENSOR_LONGITUDE] == pytest.approx(BELIEF.longitude_deg, abs=5e-8)
    assert items[Tag.TIME].timestamp() == pytest.approx(UNIX_S + 4 / RATE_HZ, abs=2e-6)


# --- over the network ---


@contextlib.asynccontextmanager
async def served(maker: VideoMaker, reading: Reading) -> AsyncIterator[tuple[int, VideoWatch]]:
    """A camera's port, with pictures made only while somebody watches, faster than in life."""
    watch = VideoWatch()
    listener = listen("127.0.0.1", 0)
    port = listener.getsockname()[1]

    async def render() -> None:
        n = 0
        while True:
            if watch.watchers:
                keyframe, watch.keyframe_wanted = watch.keyframe_wanted, False
                watch.publish(maker.picture(reading, BELIEF, UNIX_S + n / RATE_HZ, keyframe=keyframe))
            n += 1
            await asyncio.sleep(0.03)

    tasks = [asyncio.create_task(CameraServer({}, watch, RATE_HZ).serve(listener)), asyncio.create_task(render())]
    try:
        yield port, watch
    finally:
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)


def play(url: str, options: dict[str, str], count: int) -> list[np.ndarray]:
    with av.open(url, options=options, timeout=(20, 20)) as container:
        pictures = []
        for frame in container.decode(video=0):
            pictures.append(frame.to_ndarray(format="gray"))
            if len(pictures) == count:
                break
        return pictures


async def until_nobody_watches(watch: VideoWatch) -> None:
    async with asyncio.timeout(20):
        while watch.watchers:  # noqa: ASYNC110 - the watch has no event for it
            await asyncio.sleep(0.02)


@pytest.mark.parametrize("transport", ["tcp", "udp"])
async def test_ffmpeg_plays_the_video_over_rtsp(maker: VideoMaker, ground_reading: Reading, transport: str) -> None:
    async with served(maker, ground_reading) as (port, watch):
        pictures = await asyncio.to_thread(
            play, f"rtsp://127.0.0.1:{port}/video", {"rtsp_transport": transport}, count=8
        )
        await until_nobody_watches(watch)

    assert len(pictures) == 8
    rank = stats.spearmanr(pictures[-1].ravel(), ground_reading.counts.ravel()).statistic
    assert rank > 0.97


async def test_ffmpeg_plays_the_transport_stream_over_http(maker: VideoMaker, ground_reading: Reading) -> None:
    async with served(maker, ground_reading) as (port, watch):
        pictures = await asyncio.to_thread(
            play, f"http://127.0.0.1:{port}/video.ts", {"probesize": "100000", "analyzeduration": "500000"}, count=8
        )
        await until_nobody_watches(watch)

    assert stats.spearmanr(pictures[-1].ravel(), ground_reading.counts.ravel()).statistic > 0.97


async def rtsp(port: int, request: str) -> bytes:
    reader, writer = await asyncio.open_connection("127.0.0.1", port)
    writer.write(request.encode() + b"\r\nCSeq: 7\r\n\r\n")
    answer = await asyncio.wait_for(reader.readuntil(b"\r\n\r\n"), 10)
    writer.close()
    return answer


@pytest.mark.parametrize(
    ("request_line", "status"),
    [
        ("OPTIONS rtsp://x/video RTSP/1.0", b"200"),
        ("DESCRIBE rtsp://x/elsewhere RTSP/1.0", b"404"),
        ("RECORD rtsp://x/video RTSP/1.0", b"405"),
        ("PLAY rtsp://x/video RTSP/1.0", b"455"),
        ("SETUP rtsp://x/video/track1 RTSP/1.0\r\nTransport: RTP/AVP;multicast", b"461"),
        ("SETUP rtsp://x/video/track1 RTSP/1.0\r\nTransport: RTP/AVP;client_port=0-70000", b"461"),
    ],
)
async def test_other_rtsp_requests_are_answered_by_the_book(
    maker: VideoMaker, ground_reading: Reading, request_line: str, status: bytes
) -> None:
    async with served(maker, ground_reading) as (port, watch):
        answer = await rtsp(port, request_line)

    assert answer.startswith(b"RTSP/1.0 " + status)
    assert b"CSeq: 7" in answer
    assert watch.watchers == 0


async def test_an_unknown_unit_is_refused(maker: VideoMaker, ground_reading: Reading) -> None:
    async with served(maker, ground_reading) as (port, _), httpx.AsyncClient() as client:
        answer = await client.get(f"http://127.0.0.1:{port}/thermal?unit=fahrenheit")

    assert answer.status_code == 400
    assert all(unit.value in answer.text for unit in Unit)


async def test_a_watcher_that_was_slow_goes_on_with_a_keyframe(maker: VideoMaker, ground_reading: Reading) -> None:
    watch = VideoWatch()
    async with contextlib.aclosing(watch.pictures()) as pictures:
        first = asyncio.ensure_future(anext(pictures))
        await asyncio.sleep(0)
        for picture in film(maker, ground_reading, 1):
            watch.publish(picture)
        begun = await first
        watch.keyframe_wanted = False

        for picture in film(maker, ground_reading, 40, first=1):
            watch.publish(replace(picture, is_keyframe=picture.number == 36))
        behind = await anext(pictures)

    assert begun.is_keyframe
    assert watch.keyframe_wanted
    assert behind.number == 36


@pytest.mark.parametrize("size", [1, 1399, 1400, 1401, 5000])
def test_nal_units_survive_their_way_through_rtp(size: int) -> None:
    from firmware_sim.camera.rtp import RtpStream

    unit = bytes([0x65]) + bytes(range(1, 256)) * 20
    unit = unit[:size]

    packets = RtpStream(source=7).pack([unit], 1234)

    # RFC 6184, section 5.8: put fragments together again.
    payloads = [packet[12:] for packet in packets]
    if len(payloads) == 1:
        together = payloads[0]
    else:
        together = bytes([payloads[0][0] & 0xE0 | payloads[0][1] & 0x1F]) + b"".join(part[2:] for part in payloads)
    assert together == unit
    assert [bool(packet[1] & 0x80) for packet in packets] == [False] * (len(packets) - 1) + [True]
    assert max(map(len, packets)) <= 1412
