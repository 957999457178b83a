"""What an aircraft does on the ground: plans of every type, parameters, files, logs, reasons, a second station.

In this order, before `test_one_flight.py`, with the same aircraft.
"""

from __future__ import annotations

import asyncio
import json
import lzma
import math
from contextlib import suppress

import pytest

from ground_station.fleet.fleet import Fleet
from ground_station.fleet.orders import Arm, Disarm
from ground_station.link.component_metadata import MetadataExchange
from ground_station.link.event_metadata import read_event_book
from ground_station.link.ftp import FileExchange
from ground_station.link.message_intervals import IntervalExchange
from ground_station.link.mission_identity import VerifyExchange
from ground_station.link.mission_items import first_difference, plan_checksum
from ground_station.link.mission_transfer import FENCE, MISSION, RALLY, MissionItem
from ground_station.link.outcomes import Outcome
from ground_station.link.parameter_list import ListExchange
from ground_station.link.parameters import Parameter, ParameterType

pytestmark = [pytest.mark.asyncio(loop_scope="session"), pytest.mark.slow]

FAR_NORTH = 0.02
LARGEST_LOG_BYTES = 5_000_000
EVENTS = 4
"""COMP_METADATA_TYPE_EVENTS."""


def item(flight, *, command, north=0.0, east=0.0, frame=3, params=(0.0, 0.0, 0.0, math.nan), height_m=20.0):
    return MissionItem.from_degrees(
        command=command,
        frame=frame,
        params=params,
        latitude_deg=flight.state.home.latitude_deg + north,
        longitude_deg=flight.state.home.longitude_deg + east,
        altitude_m=height_m,
    )


def route(flight, count):
    return [
        item(flight, command=22),
        *(item(flight, command=16, north=1e-5 * seq, east=2e-5 * (seq % 7)) for seq in range(1, count)),
    ]


def square(flight, *, north=0.0):
    corners = ((-1, -1), (-1, 1), (1, 1), (1, -1))
    return [
        item(flight, command=5001, frame=0, params=(4.0, 0.0, 0.0, 0.0), north=north + 1e-3 * up, east=2e-3 * right)
        for up, right in corners
    ]


async def test_a_long_plan_is_whole_by_its_checksum_and_reads_back_the_same(flight):
    items = route(flight, 120)

    answer = await flight.fleet.upload_mission(flight.system_id, items)
    read, back = await flight.fleet.download_mission(flight.system_id)

    assert answer.outcome is Outcome.ACCEPTED, answer.reasons
    assert answer.checksum == read.checksum == plan_checksum(items)
    assert first_difference(items, back) is None


async def test_it_names_the_plan_on_board_without_a_transfer(flight):
    same = VerifyExchange(flight.system_id, plan_checksum(route(flight, 120)))
    other = VerifyExchange(flight.system_id, 0x1234)

    await flight.converse(same)
    await flight.converse(other)

    assert (same.outcome, other.outcome) == (Outcome.ACCEPTED, Outcome.DENIED)


async def test_a_fence_around_it_is_enforced(flight):
    answer = await flight.fleet.upload_fence(flight.system_id, square(flight))
    _, back = await flight.fleet.download_mission(flight.system_id, FENCE)

    assert answer.outcome is Outcome.ACCEPTED, answer.reasons
    assert [point.command for point in back] == [5001] * 4


async def test_a_fence_elsewhere_is_held_and_not_enforced_and_it_says_so(flight):
    answer = await flight.fleet.upload_fence(flight.system_id, square(flight, north=FAR_NORTH))
    cleared = await flight.fleet.clear_plan(flight.system_id, FENCE)

    assert answer.outcome is Outcome.FAILED
    assert "NOT enforced" in answer.reasons[0]
    assert cleared.outcome is Outcome.ACCEPTED


async def test_more_fence_points_than_it_holds_are_refused(flight):
    corners = [
        item(
            flight,
            command=5001,
            frame=0,
            params=(65.0, 0.0, 0.0, 0.0),
            north=1e-3 * math.cos(at),
            east=1e-3 * math.sin(at),
        )
        for at in (math.tau * number / 65 for number in range(65))
    ]

    answer = await flight.fleet.upload_fence(flight.system_id, corners)

    assert answer.outcome is not Outcome.ACCEPTED
    assert answer.reasons


async def test_rally_points_read_back_and_are_cleared(flight):
    points = [item(flight, command=5100, params=(0.0,) * 4, north=3e-4 * number) for number in (1, 2, 3)]

    answer = await flight.fleet.upload_rally(flight.system_id, points)
    _, back = await flight.fleet.download_mission(flight.system_id, RALLY)
    cleared = await flight.fleet.clear_plan(flight.system_id, RALLY)
    _, left = await flight.fleet.download_mission(flight.system_id, RALLY)

    assert answer.outcome is Outcome.ACCEPTED, answer.reasons
    assert [(point.x, point.y) for point in back] == [(point.x, point.y) for point in points]
    assert (cleared.outcome, left) == (Outcome.ACCEPTED, ())


async def test_all_parameters_come_once_and_then_are_known_by_their_hash(flight):
    first = ListExchange(flight.system_id)
    await flight.converse(first)
    again = ListExchange(flight.system_id, cached=first.found)
    await flight.converse(again)

    assert (first.outcome, first.is_from_cache) == (Outcome.ACCEPTED, False), first.reasons
    assert (again.outcome, again.is_from_cache) == (Outcome.ACCEPTED, True), again.reasons
    assert "COM_ARM_MIS_REQ" in first.found.parameters


async def test_a_parameter_is_set_and_set_back(flight):
    _, before = await flight.fleet.read_parameter(flight.system_id, "RTL_RETURN_ALT")
    wanted = Parameter(name="RTL_RETURN_ALT", value=before.value + 7.0, type=ParameterType.REAL32)

    answer = await flight.fleet.set_parameter(flight.system_id, wanted)
    _, told = await flight.fleet.read_parameter(flight.system_id, "RTL_RETURN_ALT")
    back = await flight.fleet.set_parameter(flight.system_id, before)

    assert (answer.outcome, back.outcome) == (Outcome.ACCEPTED, Outcome.ACCEPTED), answer.reasons
    assert told.value == pytest.approx(before.value + 7.0)


async def test_a_message_comes_as_often_as_it_is_asked_for(flight):
    exchange = IntervalExchange(flight.system_id, "ALTITUDE", 10.0)

    await flight.converse(exchange)
    back = IntervalExchange(flight.system_id, "ALTITUDE", 0.0)
    await flight.converse(back)

    assert exchange.outcome is Outcome.ACCEPTED, exchange.reasons
    assert exchange.seen_hz >= 8.0


async def test_a_file_comes_whole_by_mavlink_ftp(flight):
    exchange = FileExchange(flight.system_id, "etc/extras/parameters.json.xz")

    await flight.converse(exchange)

    assert exchange.outcome is Outcome.ACCEPTED, exchange.reasons
    assert exchange.is_proven
    assert json.loads(lzma.decompress(exchange.content))["parameters"]


async def test_its_metadata_has_words_for_its_events(flight):
    exchange = MetadataExchange(flight.system_id)

    await flight.converse(exchange)

    assert exchange.outcome is Outcome.ACCEPTED, exchange.reasons
    assert read_event_book(exchange.documents[EVENTS])


async def test_it_tells_why_it_will_not_arm(flight):
    await flight.fleet.clear_plan(flight.system_id, MISSION)
    _, before = await flight.fleet.read_parameter(flight.system_id, "COM_ARM_MIS_REQ")
    demanded = Parameter(name="COM_ARM_MIS_REQ", value=1, type=ParameterType.INT32)
    await flight.fleet.set_parameter(flight.system_id, demanded)
    await flight.until(lambda state: not state.is_ready_to_arm, 20.0)

    answer = await flight.fleet.command(flight.system_id, Arm())
    await flight.fleet.set_parameter(flight.system_id, before)
    await flight.until(lambda state: state.is_ready_to_arm, 20.0)

    assert answer.outcome is Outcome.TEMPORARILY_REJECTED
    assert any("mission" in reason.lower() or "plan" in reason.lower() for reason in answer.reasons), answer.reasons


async def small_log(flight):
    """The smallest log that does not take minutes, or None."""
    # Without any log PX4 is silent, as if it had no logging.
    _, entries = await flight.fleet.list_logs(flight.system_id)
    smallest = min(entries, key=lambda entry: entry.size_bytes, default=None)
    return smallest if smallest is not None and smallest.size_bytes < LARGEST_LOG_BYTES else None


async def test_a_flight_log_comes_whole(flight):
    entry = await small_log(flight)
    if entry is None:
        # PX4 logs from arming to disarming unless it was told otherwise.
        await flight.fleet.command(flight.system_id, Arm())
        await flight.fly_for(4.0)
        await flight.fleet.command(flight.system_id, Disarm())
        await flight.fly_for(3.0)
        entry = await small_log(flight)
    if entry is None:
        pytest.skip("it keeps no log, or only long ones (SDLOG_MODE)")

    answer, content = await flight.fleet.fetch_log(flight.system_id, entry)

    assert answer.outcome is Outcome.ACCEPTED, answer.reasons
    assert len(content) == entry.size_bytes
    assert content[:7] == b"ULog\x01\x12\x35"


async def test_a_second_station_sees_the_plan_and_its_change_is_seen(flight):
    if flight.second_url is None:
        pytest.skip("VARDE_VEHICLE_SECOND_URL names no second link")
    await flight.fleet.upload_mission(flight.system_id, route(flight, 5))
    second = Fleet([flight.second_url])
    await second.open()
    running = asyncio.create_task(second.run())
    try:
        async with asyncio.timeout(30.0):
            while not (flight.system_id in second.vehicles and second.vehicles[flight.system_id].mission_checksum):  # noqa: ASYNC110
                await asyncio.sleep(0.1)
        seen = second.vehicles[flight.system_id].mission_checksum

        answer = await second.upload_mission(flight.system_id, route(flight, 7))
        await flight.until(lambda state: state.mission_checksum == plan_checksum(route(flight, 7)), 10.0)
    finally:
        running.cancel()
        with suppress(asyncio.CancelledError):
            await running
        await second.close()

    assert seen == plan_checksum(route(flight, 5))
    assert answer.outcome is Outcome.ACCEPTED, answer.reasons
