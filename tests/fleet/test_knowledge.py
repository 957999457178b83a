"""What aircraft tell of themselves is fetched once, kept, and used."""

from __future__ import annotations

import json

import pytest

from ground_station.fleet.knowledge import Knowledge
from ground_station.fleet.vehicle import Vehicle
from ground_station.link.component_metadata import Document, FileMetadataStore, MetadataExchange
from ground_station.link.event_metadata import read_event_book
from ground_station.link.events import ARMING_REPORT_BEGINS, REPORT_ENDS
from ground_station.link.ftp import file_checksum
from ground_station.link.outcomes import Outcome
from ground_station.link.parameter_list import ListExchange, ParameterList
from ground_station.link.parameters import Parameter, ParameterType
from ground_station.link.requesting import RequestExchange

NUMBER = 0x01ABCDEF
BOOK = json.dumps(
    {
        "version": 1,
        "components": {
            "1": {
                "namespace": "px4",
                "event_groups": {
                    "arming_check": {
                        "events": {
                            str(NUMBER & 0xFFFFFF): {
                                "name": "check_winch",
                                "message": "Winch is not locked",
                                "description": "Close the hook.",
                                "arguments": [{"type": "uint8_t", "name": "a"}, {"type": "uint32_t", "name": "b"}],
                            }
                        }
                    }
                },
            }
        },
    }
).encode()


class Aircraft:
    """Answers exchanges as one autopilot with a serial number would, and counts what crosses the link."""

    def __init__(self, heard):
        self.values = {"GF_ACTION": 2, "RTL_RETURN_ALT": 30.0}
        self.hash = 5
        self.lists = self.files = 0
        self._heard = heard

    async def converse(self, system_id, exchange):
        match exchange:
            case RequestExchange():
                exchange.start(0.0)
                exchange.receive(self._heard("AUTOPILOT_VERSION", uid=77), 0.1)
            case ListExchange():
                if exchange._cached is not None and exchange._cached.hash == self.hash:
                    exchange.found, exchange.is_from_cache = exchange._cached, True
                else:
                    self.lists += 1
                    rows = {
                        name: Parameter(name=name, value=value, type=ParameterType.REAL32)
                        for name, value in self.values.items()
                    }
                    exchange.found = ParameterList(parameters=rows, hash=self.hash)
                exchange.outcome = Outcome.ACCEPTED
            case MetadataExchange():
                checksum = file_checksum(BOOK)
                kept = exchange._known.get(checksum)
                if kept is None:
                    self.files += 1
                    exchange.fetched[checksum] = BOOK
                exchange.documents[Document.EVENTS] = kept or BOOK
                exchange.outcome = Outcome.ACCEPTED


@pytest.fixture
def aircraft(heard):
    return Aircraft(heard)


async def test_parameters_cross_the_link_once_even_over_a_restart_until_they_change(aircraft, tmp_path):
    first = await Knowledge.in_folder(tmp_path).parameters(7, aircraft.converse, is_bytewise=True)
    restarted = Knowledge.in_folder(tmp_path)
    again = await restarted.parameters(7, aircraft.converse, is_bytewise=True)
    unchanged = aircraft.lists
    aircraft.values, aircraft.hash = {**aircraft.values, "GF_ACTION": 3}, 6
    changed = await restarted.parameters(7, aircraft.converse, is_bytewise=True)

    assert first[1].parameters == again[1].parameters
    assert unchanged == 1
    assert aircraft.lists == 2
    assert changed[1].parameters["GF_ACTION"].value == 3


async def test_metadata_is_fetched_once_for_a_firmware(aircraft, tmp_path):
    first = await Knowledge.in_folder(tmp_path).event_book(7, aircraft.converse)
    again = await Knowledge.in_folder(tmp_path).event_book(8, aircraft.converse)

    assert first.definition(NUMBER).message == again.definition(NUMBER).message == "Winch is not locked"
    assert aircraft.files == 1
    assert FileMetadataStore(tmp_path / "metadata").load(file_checksum(BOOK)) == BOOK


def test_a_reason_that_only_the_aircraft_knows_is_told_in_its_own_words_with_its_remedy(heard):
    vehicle = Vehicle(7)
    vehicle.teach(read_event_book(BOOK))
    hold = (1 << 4).to_bytes(4, "little")
    events = [
        (ARMING_REPORT_BEGINS, bytes(17)),
        (NUMBER, hold + b"\0"),
        (REPORT_ENDS, bytes(17)),
    ]

    for sequence, (number, arguments) in enumerate(events):
        event = heard(
            "EVENT", id=number, sequence=sequence, log_levels=0x33, arguments=list(arguments.ljust(40, b"\0"))
        )
        vehicle.receive(event, 1.0)
    for step in range(30):  # what happened before it was heard does not come
        vehicle.tick(1.0 + step * 0.1)

    assert vehicle.state.arming_blockers == ("Winch is not locked",)
    assert vehicle.state.arming_remedies == {"Winch is not locked": "Close the hook."}


def test_a_gap_in_the_events_is_asked_for(heard):
    vehicle = Vehicle(7)
    vehicle.receive(heard("EVENT", id=1, sequence=10, arguments=[0] * 40), 1.0)

    vehicle.receive(heard("EVENT", id=1, sequence=13, arguments=[0] * 40), 1.1)
    for step in range(20):
        vehicle.tick(1.1 + step * 0.1)

    assert {message.kind for message in vehicle.outgoing} == {"REQUEST_EVENT"}
