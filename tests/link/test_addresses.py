"""Vehicle addresses: what is meant, and what is wrong with what is not."""

from __future__ import annotations

import pytest

from ground_station.errors import BadInput
from ground_station.link.addresses import Transport, parse_address


@pytest.mark.parametrize(
    ("url", "transport", "host", "port"),
    [
        ("udpin://0.0.0.0:14550", Transport.UDP_IN, "0.0.0.0", 14550),
        ("udpin://:14550", Transport.UDP_IN, "0.0.0.0", 14550),
        ("udpout://10.0.0.7:14550", Transport.UDP_OUT, "10.0.0.7", 14550),
        ("tcpin://[::1]:5760", Transport.TCP_IN, "::1", 5760),
        ("tcpout://drone.local:5760", Transport.TCP_OUT, "drone.local", 5760),
        ("serial:///dev/ttyACM0:115200", Transport.SERIAL, "/dev/ttyACM0", 115200),
        ("serial:///dev/ttyUSB1", Transport.SERIAL, "/dev/ttyUSB1", 57600),
    ],
)
def test_addresses_are_read_as_mavsdk_writes_them(url, transport, host, port):
    address = parse_address(url)

    assert (address.transport, address.host, address.port) == (transport, host, port)


@pytest.mark.parametrize(
    "url",
    [
        "",
        "14550",
        "udp://:14550",
        "udpin://0.0.0.0",
        "udpin://0.0.0.0:99999",
        "udpout://:14550",
        "tcpout://h:0",
        "serial://tty",
    ],
)
def test_what_is_no_address_is_refused_with_its_name_and_a_remedy(url):
    with pytest.raises(BadInput) as refusal:
        parse_address(url)

    assert str(refusal.value).startswith(url)
    assert refusal.value.remedy
