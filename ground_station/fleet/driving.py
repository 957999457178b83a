"""Exchanges and procedures with one aircraft, driven over the station's links."""

from __future__ import annotations

import asyncio
from contextlib import suppress

from ground_station.fleet.orders import Order
from ground_station.fleet.procedures import Say, Situation, Until, carry_out
from ground_station.fleet.vehicle import Vehicle
from ground_station.link.exchange import Exchange
from ground_station.link.outcomes import Answer, Outcome
from ground_station.link.session import Session
from ground_station.link.standstill import grace_of


async def converse(session: Session, vehicle: Vehicle, exchange: Exchange) -> tuple[str, ...]:
    """Run `exchange`; its reasons, with what the aircraft said where it ended badly."""
    situation = Situation(vehicle.state)
    vehicle.situations.append(situation)
    try:
        await session.run_exchange(vehicle.state.system_id, exchange)
    finally:
        vehicle.situations.remove(situation)
    if exchange.outcome is Outcome.ACCEPTED:
        return exchange.reasons
    return tuple(dict.fromkeys((*exchange.reasons, *situation.reasons())))


async def carry_out_order(session: Session, vehicle: Vehicle, order: Order) -> Answer:
    """Do step by step what `order` takes, until its effect is seen, refused, or not coming."""
    system_id = vehicle.state.system_id
    situation = Situation(vehicle.state)
    vehicle.situations.append(situation)
    procedure = carry_out(order, situation)
    came_true = False
    try:
        step = next(procedure)
        while True:
            match step:
                case Until():
                    came_true = await _wait(session, vehicle, step)
                case Say(message):
                    session.send(system_id, message)
                case _:
                    await session.run_exchange(system_id, step)
            step = procedure.send(came_true)
    except StopIteration as end:
        answer: Answer = end.value
        return answer
    finally:
        procedure.close()
        vehicle.situations.remove(situation)


async def _wait(session: Session, vehicle: Vehicle, until: Until) -> bool:
    """Whether the condition comes true; time in which this station stood still itself is waited once more."""
    clock = asyncio.get_running_loop().time
    news = asyncio.Event()
    vehicle.watchers.append(news.set)
    ends_s, is_spared = clock() + until.within_s, False
    try:
        while not until.condition():
            news.clear()
            with suppress(TimeoutError):
                async with asyncio.timeout_at(ends_s):
                    await news.wait()
            if clock() < ends_s:
                continue
            session.catch_up()
            grace_s = 0.0 if is_spared else grace_of(clock() - ends_s)
            if not grace_s:
                break
            ends_s, is_spared = clock() + grace_s, True
    finally:
        vehicle.watchers.remove(news.set)
    return until.condition()
