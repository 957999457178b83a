import asyncio
import io
import json
from contextlib import aclosing, asynccontextmanager

import numpy as np
import pytest
import tifffile
from hypothesis import given
from hypothesis import strategies as st

from vision.frames import Unit
from vision.sources.varde_stream import MultipartReader, StreamCounts, live_frames
from vision.sources.varde_tiff import BadFrame, read_frame

CAMERA = {"width_px": 64, "height_px": 48, "fx_px": 70, "fy_px": 71, "cx_px": 32, "cy_px": 24, "distortion": [0.1] * 5}


def tiff(number: int, *, strips: int = 1, **changes) -> bytes:
    described = {
        "format": "varde-thermal/1", "system_id": 2, "frame": number, "unit": "centikelvin", "exposed_boot_s": 1.25,
        "exposed_unix_s": 1.7e9, "camera": CAMERA,
    } | changes  # fmt: skip
    pixels = (np.arange(48 * 64).reshape(48, 64) + 27000 + number).astype(np.uint16)
    body = io.BytesIO()
    tifffile.imwrite(body, pixels, description=json.dumps(described), metadata=None, rowsperstrip=48 // strips)
    return body.getvalue()


def part(body: bytes) -> bytes:
    return b"--cut\r\nContent-Type: image/tiff\r\nContent-Length: %d\r\n\r\n%s\r\n" % (len(body), body)


@pytest.mark.parametrize("strips", [1, 4])
def test_a_frame_is_what_an_independent_writer_wrote(strips):
    frame = read_frame(tiff(5, strips=strips), "here")

    np.testing.assert_array_equal(frame.pixels, np.arange(48 * 64).reshape(48, 64) + 27005)
    assert (frame.system_id, frame.index, frame.exposed_boot_s, frame.exposed_unix_s) == (2, 5, 1.25, 1.7e9)
    assert frame.camera is not None
    assert frame.camera.distortion == (0.1, 0.1, 0.1, 0.1, 0.1)


def test_counts_have_no_temperature_and_the_pixels_that_the_camera_knows_as_bad_are_out():
    body = tiff(1, unit="counts", bad_pixels={"replaced": [[1, 2]], "left": [[5, 3]]})

    frame = read_frame(body, "here")

    assert frame.unit is Unit.COUNTS and frame.valid is not None
    assert np.argwhere(~frame.valid).tolist() == [[3, 5]]


@pytest.mark.parametrize(
    "body",
    [
        b"",
        b"garbage",
        tiff(1)[:500],
        tiff(1, format="other"),
        tiff(1, unit="celsius"),
        tiff(1, bad_pixels={"left": [[64, 0]]}),
        tiff(1, bad_pixels={"left": [5]}),
        tiff(1, camera=None),
        tiff(1, camera=CAMERA | {"width_px": 63}),
        tiff(1, frame="x"),
        b"MM\0*" + tiff(1)[4:],
    ],
)
def test_what_is_no_frame_is_a_bad_frame(body):
    with pytest.raises(BadFrame):
        read_frame(body, "here")


@given(cut=st.integers(0, 7000), byte=st.binary(min_size=1, max_size=4), at=st.integers(0, 800))
def test_damaged_bytes_are_a_frame_or_a_bad_frame_and_nothing_else(cut, byte, at):
    whole = tiff(1)
    damaged = (whole[:at] + byte + whole[at + len(byte) :])[:cut]

    try:
        frame = read_frame(damaged, "here")
    except BadFrame:
        return

    assert frame.pixels.shape == (48, 64)


@given(st.lists(st.binary(min_size=1, max_size=300), max_size=6), st.integers(1, 97))
def test_parts_come_out_whole_however_the_bytes_are_cut(bodies, chunk):
    stream = b"".join(part(body) for body in bodies)
    reader = MultipartReader(b"cut")

    received = [body for at in range(0, len(stream), chunk) for body in reader.receive(stream[at : at + chunk])]

    assert received == bodies


def test_a_part_without_a_length_is_counted_and_the_next_is_read():
    reader = MultipartReader(b"cut")

    bodies = reader.receive(b"--cut\r\nContent-Type: image/tiff\r\n\r\nabc\r\n" + part(b"good"))

    assert bodies == [b"good"]
    assert reader.bad == 1


def test_an_endless_header_does_not_fill_the_memory():
    reader = MultipartReader(b"cut")

    for _ in range(100):
        assert reader.receive(b"--cut\r\n" + b"x" * 5000) == []

    assert len(reader._buffer) < 20_000


@asynccontextmanager
async def serving(*connections: list[bytes], pause_s: float = 0.0):
    """A real HTTP server on a free port that sends each list of chunks on one connection, then closes it."""
    waiting = list(connections)
    conversations = []

    async def answer(reader, writer):
        conversations.append(asyncio.current_task())
        try:
            await converse(reader, writer)
        except ConnectionError:
            pass
        finally:
            writer.close()

    async def converse(reader, writer):
        await reader.readuntil(b"\r\n\r\n")
        chunks = waiting.pop(0) if waiting else []
        if chunks:
            writer.write(b"HTTP/1.1 200 OK\r\nContent-Type: multipart/x-mixed-replace; boundary=cut\r\n\r\n")
        else:
            writer.write(b"HTTP/1.1 503 Busy\r\nContent-Length: 0\r\n\r\n")
        for chunk in chunks:
            writer.write(chunk)
            await writer.drain()
            await asyncio.sleep(pause_s)

    server = await asyncio.start_server(answer, "127.0.0.1", 0)
    try:
        yield f"http://127.0.0.1:{server.sockets[0].getsockname()[1]}/thermal"
    finally:
        server.close()
        await server.wait_closed()
        await asyncio.gather(*conversations)
        await asyncio.sleep(0)


async def take(address: str, count: int, counts: StreamCounts) -> list[int]:
    numbers = []
    async with aclosing(live_frames(address, counts)) as frames, asyncio.timeout(10):
        async for frame in frames:
            numbers.append(frame.index)
            if len(numbers) == count:
                break
    return numbers


async def test_frames_come_in_order_and_bad_ones_are_counted():
    counts = StreamCounts()
    chunks = [part(tiff(0)), part(b"rubbish"), part(tiff(1)), part(tiff(2))]

    async with serving(chunks, pause_s=0.02) as address:
        numbers = await take(address, 3, counts)

    assert numbers == [0, 1, 2]
    assert (counts.frames, counts.bad) == (3, 1)


async def test_it_comes_back_when_the_camera_closes_the_stream():
    counts = StreamCounts()

    async with serving([part(tiff(0))], [part(tiff(7))]) as address:
        numbers = await take(address, 2, counts)

    assert numbers == [0, 7]
    assert counts.connections == 2


async def test_it_comes_back_after_a_refusal():
    counts = StreamCounts()

    async with serving([], [part(tiff(7))]) as address:
        numbers = await take(address, 1, counts)

    assert numbers == [7]


async def test_a_slow_reader_gets_the_newest_frame_and_the_others_are_counted():
    counts = StreamCounts()

    async with (
        serving([part(tiff(n)) for n in range(6)], pause_s=0.02) as address,
        aclosing(live_frames(address, counts)) as frames,
        asyncio.timeout(10),
    ):
        first = await anext(frames)
        await asyncio.sleep(0.3)
        following = await anext(frames)

    assert first.index < following.index == 5
    assert counts.skipped == 4


async def test_nobody_at_the_address_is_not_an_error_but_a_wait():
    counts = StreamCounts()

    with pytest.raises(TimeoutError):
        async with asyncio.timeout(0.6):
            async for _ in live_frames("http://127.0.0.1:9/thermal", counts):
                raise AssertionError("nobody serves there")

    assert counts.last_problem
    assert not counts.is_connected
