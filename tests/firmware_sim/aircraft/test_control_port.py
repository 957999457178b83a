"""Faults by hand, a line at a time."""

import asyncio
import json

import pytest

from firmware_sim.control_port import ControlPort


async def _ask(port: int, *lines: str) -> list[dict]:
    reader, writer = await asyncio.open_connection("127.0.0.1", port)
    answers = []
    for line in lines:
        writer.write(line.encode() + b"\n")
        answers.append(json.loads(await reader.readline()))
    writer.close()
    return answers


async def test_a_fault_begins_and_ends_by_hand(simulation):
    condition = simulation.vehicles[0].condition
    async with ControlPort(simulation, 0) as control:
        [begun] = await _ask(control.port, '{"kind": "gimbal_stuck", "vehicle": 1}')
        simulation.advance(0.02)
        during = condition.gimbal_stuck
        [ended] = await _ask(control.port, '{"end": "gimbal_stuck"}')

    assert (begun["ok"], during) == (True, True)
    assert (ended, condition.gimbal_stuck) == ({"ok": True, "ended": 1}, False)


@pytest.mark.parametrize(
    ("line", "reason"),
    [
        ("rust", "not JSON"),
        ("[]", "give an object"),
        ('{"kind": "rust"}', "line[0].kind"),
        ('{"kind": "motor", "fraction": 3}', "line[0].fraction"),
        ('{"kind": "motor", "vehicle": 9}', "no aircraft 9"),
    ],
)
def test_what_cannot_be_done_is_refused_with_the_reason(simulation, line, reason):
    answer = ControlPort(simulation, 0).answer(line)

    assert answer["ok"] is False
    assert reason in answer["error"]


def test_the_kinds_can_be_asked_for(simulation):
    assert "gnss_loss" in ControlPort(simulation, 0).answer('{"kinds": true}')["kinds"]
