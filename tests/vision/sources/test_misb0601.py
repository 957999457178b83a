import itertools
import math

import klvdata
import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from vision.sources.misb0601 import UNIVERSAL_KEY, DatalinkReader, packets

STANDARD = {
    # Item: octets and value of the examples in MISB ST 0601.
    5: ("71c2", 159.974365),
    6: ("fd3d", -0.431531724),
    7: ("08b8", 3.405814),
    13: ("5595b66d", 60.17682297),
    14: ("5b5360c4", 128.42675904),
    15: ("c221", 14190.72),
    16: ("cd9c", 144.5713),
    17: ("d917", 152.6436),
    18: ("724a0a20", 160.719211),
    19: ("87f84b86", -168.792324),
    20: ("7dc58ccc", 176.865438),
}


@pytest.mark.parametrize(("item", "given"), STANDARD.items())
def test_the_standards_own_examples_are_read(local_set, item, given):
    octets, value = given

    [found] = packets(local_set((item, bytes.fromhex(octets))))

    assert found.values[item] == pytest.approx(value, abs=max(2e-6, 2e-5 * abs(value)))


def test_the_time_of_day_is_read_as_another_program_reads_it(local_set):
    whole = local_set((2, (1_780_000_000_250_000).to_bytes(8, "big")))

    [found] = packets(whole)

    [theirs] = klvdata.StreamParser(whole)
    assert found.unix_s == 1_780_000_000.25
    assert theirs.items[b"\x02"].value.value.timestamp() == pytest.approx(found.unix_s)


def test_out_of_range_is_not_a_number(local_set):
    [found] = packets(local_set((6, b"\x80\x00"), (7, b"\x08\xb8")))

    assert 6 not in found.values and 7 in found.values


@given(st.integers(0, 400), st.integers(1, 255))
def test_a_packet_with_a_wrong_octet_is_not_believed(datalink, at, changed):
    whole = bytearray(datalink())
    whole[at % len(whole)] ^= changed

    assert all(each.pose() is None or each.values == {} for each in packets(bytes(whole)))


@given(st.binary(max_size=200), st.integers(0, 80))
def test_whatever_comes_nothing_is_raised(datalink, noise, cut):
    whole = datalink(10.0, -45.0)

    assert len(list(packets(noise + whole + noise))) >= 1
    list(packets(whole[:cut] + noise))
    list(packets(UNIVERSAL_KEY + noise))
    reader = DatalinkReader()
    for piece in (noise, whole[:cut], noise, UNIVERSAL_KEY + noise, whole):
        told = reader.receive(piece)
    assert len(told) >= 1


@pytest.mark.parametrize(
    ("heading", "azimuth", "elevation", "ned"),
    [
        (0.0, 0.0, -90.0, (0.0, 0.0, 1.0)),
        (0.0, 90.0, 0.0, (0.0, 1.0, 0.0)),
        (90.0, 90.0, 0.0, (-1.0, 0.0, 0.0)),
        (180.0, 0.0, -45.0, (-math.sqrt(0.5), 0.0, math.sqrt(0.5))),
    ],
)
def test_the_axis_points_where_heading_azimuth_and_elevation_say(datalink, heading, azimuth, elevation, ned):
    [found] = packets(datalink(azimuth, elevation, heading))

    pose = found.pose()

    assert pose is not None
    np.testing.assert_allclose(pose.ned_from_camera @ [0, 0, 1], ned, atol=1e-4)
    assert (pose.latitude_deg, pose.longitude_deg) == pytest.approx((60.4, 5.32), abs=1e-6)
    assert pose.altitude_amsl_m == pytest.approx(250.0, abs=0.2)


def test_without_a_place_there_is_no_pose_and_without_fields_of_view_no_camera(local_set):
    [found] = packets(local_set((16, b"\x40\x00")))

    assert found.pose() is None
    assert found.camera(640, 512) is None


def test_the_camera_sees_as_wide_as_it_says(datalink):
    [found] = packets(datalink())

    camera = found.camera(640, 512)

    assert camera is not None
    edges = camera.rays([[-0.5, 255.5], [639.5, 255.5], [319.5, -0.5], [319.5, 511.5]])
    assert math.degrees(math.acos(edges[0] @ edges[1])) == pytest.approx(45.0, abs=0.01)
    assert math.degrees(math.acos(edges[2] @ edges[3])) == pytest.approx(37.0, abs=0.01)


@given(st.lists(st.integers(1, 150), max_size=4))
def test_a_packet_that_comes_in_pieces_is_read_when_its_last_is_there(datalink, cuts):
    whole = datalink(10.0, -45.0)
    edges = [0, *sorted({cut % len(whole) for cut in cuts if cut % len(whole) > 17}), len(whole)]
    reader = DatalinkReader()

    told = [reader.receive(whole[begin:end]) for begin, end in itertools.pairwise(edges)]

    assert [len(each) for each in told] == [0] * (len(edges) - 2) + [1]


def test_half_a_packet_does_not_spoil_the_next(datalink):
    whole = datalink(10.0, -45.0)
    reader = DatalinkReader()

    assert reader.receive(whole[:60]) == []
    assert len(reader.receive(whole)) == 1


def test_a_key_that_ffmpeg_has_taken_five_octets_from_is_known(datalink):
    [told] = DatalinkReader().receive(datalink(10.0, -45.0)[5:])

    assert told.pose() is not None


def test_a_checksum_of_the_items_alone_is_as_good(local_set):
    whole = local_set((13, bytes.fromhex("5595b66d")), (15, bytes.fromhex("c221")))
    body = whole[17:-2]
    padded = body + b"\0" * (len(body) % 2)
    total = sum(int.from_bytes(padded[at : at + 2], "big") for at in range(0, len(padded), 2)) & 0xFFFF

    [told] = packets(whole[:-2] + total.to_bytes(2, "big"))
    none = list(packets(whole[:-2] + ((total + 1) & 0xFFFF).to_bytes(2, "big")))

    assert told.values[13] == pytest.approx(60.17682297) and not none


def unsigned(unix_s: float, altitude: str = "c221") -> bytes:
    """A packet without a checksum."""
    body = bytes([2, 8]) + round(unix_s * 1e6).to_bytes(8, "big") + bytes([15, 2]) + bytes.fromhex(altitude)
    return UNIVERSAL_KEY + bytes([len(body)]) + body


def test_a_sender_that_never_writes_checksums_is_believed_after_its_third_packet():
    reader = DatalinkReader()

    told = [reader.receive(unsigned(second)) for second in range(5)]

    assert [len(each) for each in told] == [0, 0, 1, 1, 1]
    assert told[-1][0].values[15] == pytest.approx(14190.72, abs=0.2)


def test_a_packet_without_a_checksum_among_others_with_one_is_damaged(datalink):
    reader = DatalinkReader()

    told = [reader.receive(each) for each in (datalink(), *(unsigned(second) for second in range(5)), datalink())]

    assert [len(each) for each in told] == [1, 0, 0, 0, 0, 0, 1]


@pytest.mark.parametrize(("item", "marked"), [(13, "80000000"), (14, "80000000"), (19, "80000000")])
def test_a_place_or_angle_that_is_marked_as_none_gives_no_pose(datalink, local_set, item, marked):
    whole = datalink(10.0, -45.0)
    begin = whole.index(bytes([item, 4]), 17)
    items = whole[17:begin] + bytes([item, 4]) + bytes.fromhex(marked) + whole[begin + 6 : -4]

    [told] = packets(local_set(*split(items)))

    assert item not in told.values and told.pose() is None


def split(items: bytes) -> list[tuple[int, bytes]]:
    """Item and octets of each, keys and lengths in one octet."""
    found = []
    while items:
        found.append((items[0], items[2 : 2 + items[1]]))
        items = items[2 + items[1] :]
    return found


@pytest.mark.parametrize(("octets", "seconds"), [(b"\xe5", -27.0), (b"\xff\xe5", -27.0), (b"", 0.0)])
def test_leap_seconds_that_are_told_lead_to_utc(local_set, octets, seconds):
    [told] = packets(local_set((2, (1_780_000_000_000_000).to_bytes(8, "big")), (136, octets)))

    assert (told.unix_s, told.leap_s) == (1_780_000_000.0, seconds)
