"""Messages decoded per second of CPU time: this station's codec and pymavlink's, over the same bytes."""

from __future__ import annotations

import time
from collections.abc import Callable, Sequence
from typing import Any, Final

from pymavlink.dialects.v20 import all as dialect

from ground_station.link.codec import Decoder

LONG_ENOUGH_S: Final = 0.4
ROUNDS: Final = 3


def decoding_rows(datagrams: Sequence[bytes]) -> list[dict[str, Any]]:
    """Best of three, in turns: ours as the station uses it, ours with every field read, pymavlink."""
    ways: dict[str, Callable[[Sequence[bytes]], int]] = {
        "varde": decode_ours,
        "varde, every field read": decode_ours_in_full,
        "pymavlink": decode_pymavlink,
    }
    best = dict.fromkeys(ways, 0.0)
    for _ in range(ROUNDS):
        for name, way in ways.items():
            best[name] = max(best[name], per_cpu_second(way, datagrams))
    peer = best["pymavlink"]
    return [
        {"decoder": name, "messages_per_cpu_s": round(rate), "ratio_to_pymavlink": round(rate / peer, 2)}
        for name, rate in best.items()
    ]


def per_cpu_second(way: Callable[[Sequence[bytes]], int], datagrams: Sequence[bytes]) -> float:
    """How many messages one way decodes per second of this process's CPU time."""
    messages, began_s = 0, time.process_time()
    while (used_s := time.process_time() - began_s) < LONG_ENOUGH_S:
        messages += way(datagrams)
    return messages / used_s


def decode_ours(datagrams: Sequence[bytes]) -> int:
    """Framed and checked; fields are read when somebody asks."""
    decoder = Decoder()
    return sum(len(decoder.feed_datagram(datagram)) for datagram in datagrams)


def decode_ours_in_full(datagrams: Sequence[bytes]) -> int:
    """Every field of every message."""
    decoder, messages = Decoder(), 0
    for datagram in datagrams:
        for message in decoder.feed_datagram(datagram):
            messages += bool(message.fields)
    return messages


def decode_pymavlink(datagrams: Sequence[bytes]) -> int:
    """pymavlink's own way to take a datagram."""
    parser, messages = dialect.MAVLink(None), 0
    parser.robust_parsing = True
    for datagram in datagrams:
        messages += len(parser.parse_buffer(datagram) or ())
    return messages
