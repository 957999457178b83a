"""Inputs that no program of ours wrote the reader for: sequences, USB cores, video with metadata."""

import asyncio
from contextlib import aclosing
from fractions import Fraction
from pathlib import Path

import av
import cv2
import numpy as np
import pytest

from vision.frames import Unit
from vision.meaning import meaning
from vision.opening import open_frames
from vision.sources.flir_rjpeg import open_frames as open_still
from vision.sources.jpeg_segments import segments
from vision.sources.live import live_frames, split
from vision.sources.y16 import frames_of, without_telemetry
from vision.unreadable import UnreadableInput


def flir_records(content: bytes) -> bytes:
    """The FFF that a FLIR JPEG carries in its APP1 segments, each of which begins with eight octets of its own."""
    return b"".join(payload[8:] for marker, payload in segments(content) if marker == 0xE1 and payload[:5] == b"FLIR\0")


@pytest.mark.parametrize("name", ["FLIR_AX8.jpg", "FLIR_E40.jpg"])
def test_a_flir_sequence_is_as_warm_as_the_stills_it_is_made_of(shared_data, tmp_path, name):
    still = shared_data / "thermal" / name
    record = flir_records(still.read_bytes())
    sequence = tmp_path / "a.seq"
    sequence.write_bytes(record * 3)

    frames = list(open_frames(str(sequence)))

    [expected] = open_still(str(still))
    assert [frame.index for frame in frames] == [0, 1, 2]
    for frame in frames:
        np.testing.assert_array_equal(frame.pixels, expected.pixels)


def test_a_broken_frame_of_a_sequence_is_passed_over_and_a_broken_file_refused(shared_data, tmp_path):
    record = flir_records((shared_data / "thermal" / "FLIR_AX8.jpg").read_bytes())
    (tmp_path / "cut.seq").write_bytes(record + record[:3000] + record)
    (tmp_path / "bad.seq").write_bytes(record[:3000])

    assert [frame.index for frame in open_frames(str(tmp_path / "cut.seq"))] == [0, 2]
    with pytest.raises(UnreadableInput, match="cannot be read"):
        list(open_frames(str(tmp_path / "bad.seq")))


@pytest.mark.parametrize("warmth", [28500, 8200])
def test_16_bit_video_is_counts_and_nothing_is_lost(tmp_path, warmth):
    pictures = np.random.default_rng(5).integers(warmth - 300, warmth + 300, (3, 48, 64)).astype("<u2")
    (tmp_path / "core.raw").write_bytes(pictures.tobytes())

    frames = list(
        frames_of(str(tmp_path / "core.raw"), "rawvideo", {"pixel_format": "gray16le", "video_size": "64x48"})
    )

    assert [(frame.unit, frame.is_unit_assumed) for frame in frames] == [(Unit.COUNTS, True)] * 3
    np.testing.assert_array_equal([frame.pixels for frame in frames], pictures)


def test_8_bit_video_is_not_taken_for_a_cores_numbers(tmp_path):
    (tmp_path / "core.raw").write_bytes(bytes(64 * 48))

    with pytest.raises(UnreadableInput, match="not 16-bit grey"):
        list(frames_of(str(tmp_path / "core.raw"), "rawvideo", {"pixel_format": "gray", "video_size": "64x48"}))


def test_a_camera_that_is_not_there_is_refused_with_what_to_check():
    with pytest.raises(UnreadableInput, match="plugged in"):
        list(open_frames("/dev/video99"))


def test_a_cores_lines_of_telemetry_are_no_picture():
    assert without_telemetry(np.zeros((514, 640), np.uint16)).shape == (512, 640)
    assert without_telemetry(np.zeros((512, 640), np.uint16)).shape == (512, 640)


@pytest.mark.parametrize("lines", [2, 3])
@pytest.mark.parametrize("is_at_head", [True, False])
def test_telemetry_is_cut_off_where_it_is(lines, is_at_head):
    rng = np.random.default_rng(8)
    picture = rng.integers(8000, 8100, (60, 80)).astype(np.uint16)
    telemetry = rng.integers(0, 65536, (lines, 80)).astype(np.uint16)
    whole = np.vstack([telemetry, picture] if is_at_head else [picture, telemetry])

    np.testing.assert_array_equal(without_telemetry(whole), picture)


@pytest.mark.parametrize("kind", ["gray16le", "gray12le"])
def test_film_of_more_than_8_bits_keeps_its_counts(tmp_path, kind):
    pictures = np.random.default_rng(9).integers(2800, 3000, (3, 48, 64)).astype(np.uint16)
    with av.open(str(tmp_path / "a.mkv"), "w") as container:
        stream = container.add_stream("ffv1", rate=10)
        stream.width, stream.height, stream.pix_fmt = 64, 48, kind
        for picture in pictures:
            container.mux(stream.encode(av.VideoFrame.from_ndarray(picture, format=kind)))
        container.mux(stream.encode())

    frames = list(open_frames(str(tmp_path / "a.mkv")))

    assert [(frame.unit, frame.is_unit_assumed) for frame in frames] == [(Unit.COUNTS, True)] * 3
    np.testing.assert_array_equal([frame.pixels for frame in frames], pictures)


@pytest.fixture
def transport_stream(tmp_path: Path, datalink) -> Path:
    """Ten pictures with a packet each."""
    return filmed(tmp_path / "flight.ts", datalink, packets=10)


def filmed(path: Path, datalink, packets: int, *more: tuple[int, bytes]) -> Path:
    """Ten pictures, brighter and brighter, the first with a packet each; the camera turns by a degree. By FFmpeg."""
    with av.open(str(path), "w", format="mpegts") as container:
        video = container.add_stream("libx264", rate=10, options={"tune": "zerolatency", "bf": "0"})
        video.width, video.height, video.pix_fmt = 160, 128, "yuv420p"
        metadata = container.add_data_stream("klv")
        metadata.time_base = Fraction(1, 90_000)
        for index in range(10):
            if index < packets:
                packet = av.Packet(datalink(float(index), -45.0, 0.0, 1_780_000_000.0 + index / 10, *more))
                packet.stream, packet.time_base = metadata, Fraction(1, 90_000)
                packet.pts = packet.dts = index * 9000
                container.mux(packet)
            grey = np.full((128, 160), 20 * index + 30, np.uint8)
            for encoded in video.encode(av.VideoFrame.from_ndarray(grey, format="gray")):
                container.mux(encoded)
        container.mux(video.encode())
    return path


def test_each_picture_of_a_transport_stream_has_its_own_packets_pose_and_camera(transport_stream):
    frames = list(open_frames(str(transport_stream)))

    assert len(frames) == 10
    for index, frame in enumerate(frames):
        assert frame.unit is Unit.AGC8 and frame.pose is not None and frame.camera is not None
        assert float(frame.pixels.mean()) == pytest.approx(20 * index + 30, abs=6)
        north, east, _ = frame.pose.ned_from_camera @ [0.0, 0.0, 1.0]
        assert np.degrees(np.arctan2(east, north)) == pytest.approx(index, abs=0.01)
        assert frame.exposed_unix_s == pytest.approx(1_780_000_000.0 + index / 10, abs=1e-3)
        assert frame.camera.fx_px == pytest.approx(80.0 / np.tan(np.radians(22.5)), rel=1e-3)


def test_the_leap_seconds_that_a_stream_tells_are_in_the_times_of_its_pictures(tmp_path, datalink):
    told = filmed(tmp_path / "leap.ts", datalink, 10, (136, (-27).to_bytes(1, "big", signed=True)))

    times = [frame.exposed_unix_s for frame in open_frames(str(told))]

    assert times == pytest.approx([1_780_000_000.0 - 27.0 + index / 10 for index in range(10)], abs=1e-3)


def test_a_stream_with_time_codes_before_its_packets_keeps_its_poses(transport_stream):
    plain = transport_stream.read_bytes()
    coded = transport_stream.with_suffix(".m2ts")
    coded.write_bytes(b"".join(bytes(4) + plain[at : at + 188] for at in range(0, len(plain), 188)))

    frames = list(open_frames(str(coded)))

    assert len(frames) == 10 and all(frame.pose is not None for frame in frames)


@pytest.mark.parametrize(
    ("hangs_from", "turns_deg", "texture", "repeats"),
    [
        (3, 2.0, 60, [False] * 6 + [True] * 6),  # It hangs; 4.7 degrees make a tenth of the width.
        (99, 2.0, 60, [False] * 12),  # It lives.
        (0, 0.0, 60, [False] * 12),  # It hovers, or hangs: nobody can say.
        (0, 2.0, 3, [False] * 12),  # Fog.
    ],
)
def test_a_picture_that_stays_while_its_camera_turns_is_an_old_one(
    tmp_path, datalink, hangs_from, turns_deg, texture, repeats
):
    rng = np.random.default_rng(6)
    path = tmp_path / "hanging.ts"
    with av.open(str(path), "w", format="mpegts") as container:
        video = container.add_stream("libx264", rate=10, options={"tune": "zerolatency", "bf": "0"})
        video.width, video.height, video.pix_fmt, video.codec_context.gop_size = 160, 128, "yuv420p", 4
        metadata = container.add_data_stream("klv")
        metadata.time_base = Fraction(1, 90_000)
        for index in range(12):
            if index <= hangs_from:
                ground = cv2.resize(rng.normal(120, texture, (8, 10)).clip(0, 255).astype(np.uint8), (160, 128))
            packet = av.Packet(datalink(turns_deg * index, -30.0, unix_s=1.78e9 + index / 10))
            packet.stream, packet.time_base, packet.pts = metadata, Fraction(1, 90_000), index * 9000
            packet.dts = packet.pts
            container.mux(packet)
            for encoded in video.encode(av.VideoFrame.from_ndarray(ground, format="gray")):
                container.mux(encoded)
        container.mux(video.encode())

    frames = list(open_frames(str(path)))

    assert [frame.is_shutter_closed for frame in frames] == repeats


def stamped(unix_us: int) -> bytes:
    """User data of H.264 with a time of day, by MISB ST 0604 and ITU-T H.264, D.1.7."""
    stamp = unix_us.to_bytes(8, "big")
    parts = b"\xff".join(stamp[at : at + 2] for at in (0, 2, 4, 6))
    payload = b"MISPmicrosectime" + b"\x1f" + parts
    sent, zeros = bytearray(), 0
    for octet in bytes([5, len(payload)]) + payload + b"\x80":
        if zeros >= 2 and octet <= 3:
            sent.append(3)
            zeros = 0
        sent.append(octet)
        zeros = zeros + 1 if octet == 0 else 0
    return b"\0\0\0\x01\x06" + bytes(sent)


def test_the_time_that_an_encoder_writes_into_its_pictures_is_theirs(tmp_path):
    encoder = av.CodecContext.create("libx264", "w")
    encoder.width, encoder.height, encoder.pix_fmt, encoder.time_base = 64, 48, "yuv420p", Fraction(1, 10)
    encoder.options = {"tune": "zerolatency", "bf": "0"}
    film = b""
    for index in range(3):
        picture = av.VideoFrame.from_ndarray(np.full((48, 64), 60 * index, np.uint8), format="gray")
        for packet in encoder.encode(picture):
            film += stamped(1_780_000_000_000_000 + 100_000 * index) + bytes(packet)
    (tmp_path / "film.h264").write_bytes(film + b"".join(bytes(packet) for packet in encoder.encode(None)))

    frames = list(open_frames(str(tmp_path / "film.h264")))

    assert [frame.exposed_unix_s for frame in frames] == pytest.approx([1.78e9, 1.78e9 + 0.1, 1.78e9 + 0.2], abs=1e-6)


def test_a_picture_without_a_packet_near_it_in_time_has_no_pose(tmp_path, datalink):
    frames = list(open_frames(str(filmed(tmp_path / "cut.ts", datalink, packets=3))))

    assert [frame.pose is not None for frame in frames] == [True] * 5 + [False] * 5


def test_an_address_may_name_the_aircraft_and_the_unit():
    assert split("rtsp://10.0.0.5/thermal#vehicle=3") == ("rtsp://10.0.0.5/thermal", 3, None)
    assert split("udp://239.1.1.1:5000") == ("udp://239.1.1.1:5000", None, None)
    assert split("/dev/video0#unit=0.04K&vehicle=2") == ("/dev/video0", 2, meaning("0.04K"))
    assert split("/dev/video0#unit=centikelvin") == ("/dev/video0", None, meaning("0.01K"))


@pytest.mark.parametrize("fragment", ["vehicle=0", "vehicle=256", "vehicle=x", "plane=3", "3", "unit=warm", "unit="])
def test_an_address_that_names_none_is_refused(fragment):
    with pytest.raises(ValueError, match=r"vehicle|bad query|unit"):
        split(f"rtsp://10.0.0.5/thermal#{fragment}")


async def test_a_live_cameras_numbers_mean_what_its_address_says(tmp_path):
    cv2.imwrite(str(tmp_path / "a.png"), np.full((40, 50), 7329, np.uint16))

    async with asyncio.timeout(60), aclosing(live_frames(f"{tmp_path}/a.png#unit=0.04K&vehicle=7")) as frames:
        frame = await anext(frames)

    assert (frame.system_id, frame.unit) == (7, Unit.CENTIKELVIN)
    assert frame.pixels[0, 0] == 29316


async def test_a_video_is_watched_for_ever_under_its_aircraft(transport_stream):
    async with asyncio.timeout(60):
        seen = []
        async for frame in live_frames(f"{transport_stream}#vehicle=7"):
            seen.append(frame)
            if len(seen) >= 3 and seen[-1].index < seen[-2].index:
                break

    assert all(frame.system_id == 7 and frame.pose is not None for frame in seen)
