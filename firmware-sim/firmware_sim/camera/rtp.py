"""H.264 in RTP packets (RFC 6184, non-interleaved), and the sender reports that tie them to the time of day."""

from __future__ import annotations

import base64
import struct
from dataclasses import dataclass

PAYLOAD_TYPE = 96
MOST_PAYLOAD = 1400
_FU_A = 28
_NTP_EPOCH_S = 2_208_988_800


@dataclass(slots=True, kw_only=True)
class RtpStream:
    """Numbers the packets of one receiver."""

    source: int
    sequence: int = 0
    packets: int = 0
    octets: int = 0

    def pack(self, units: list[bytes], at: int) -> list[bytes]:
        """The packets of one picture; `at` is on the 90 kHz clock."""
        payloads = [payload for unit in units for payload in _payloads(unit)]
        packets = []
        for index, payload in enumerate(payloads):
            marker = 0x80 if index == len(payloads) - 1 else 0
            head = struct.pack(
                ">BBHII", 0x80, marker | PAYLOAD_TYPE, self.sequence & 0xFFFF, at & 0xFFFFFFFF, self.source
            )
            self.sequence += 1
            self.packets += 1
            self.octets += len(payload)
            packets.append(head + payload)
        return packets

    def report(self, unix_s: float, at: int) -> bytes:
        """An RTCP sender report: this time of day is `at` on the 90 kHz clock (RFC 3550, section 6.4.1)."""
        seconds, part = divmod(unix_s + _NTP_EPOCH_S, 1.0)
        return struct.pack(
            ">BBHIIIIII",
            0x80,
            200,
            6,
            self.source,
            int(seconds) & 0xFFFFFFFF,
            int(part * 2**32),
            at & 0xFFFFFFFF,
            self.packets & 0xFFFFFFFF,
            self.octets & 0xFFFFFFFF,
        )


def _payloads(unit: bytes) -> list[bytes]:
    if len(unit) <= MOST_PAYLOAD:
        return [unit]
    indicator, kind = unit[0] & 0xE0 | _FU_A, unit[0] & 0x1F
    body = unit[1:]
    step = MOST_PAYLOAD - 2
    pieces = [body[start : start + step] for start in range(0, len(body), step)]
    last = len(pieces) - 1
    return [
        bytes([indicator, kind | (0x80 if index == 0 else 0) | (0x40 if index == last else 0)]) + piece
        for index, piece in enumerate(pieces)
    ]


def session_description(host: str, title: str, rate_hz: float, parameter_sets: list[bytes]) -> str:
    """The SDP (RFC 8866) of one H.264 video."""
    family = "IP6" if ":" in host else "IP4"
    sets = ",".join(base64.b64encode(unit).decode() for unit in parameter_sets)
    profile = next((unit[1:4].hex() for unit in parameter_sets if unit[0] & 0x1F == 7), "42e01f")
    lines = [
        "v=0",
        f"o=- 0 0 IN {family} {host}",
        f"s={title}",
        f"c=IN {family} {'::' if family == 'IP6' else '0.0.0.0'}",
        "t=0 0",
        "a=control:*",
        f"m=video 0 RTP/AVP {PAYLOAD_TYPE}",
        f"a=rtpmap:{PAYLOAD_TYPE} H264/90000",
        f"a=fmtp:{PAYLOAD_TYPE} packetization-mode=1;profile-level-id={profile};sprop-parameter-sets={sets}",
        f"a=framerate:{rate_hz:g}",
        "a=control:track1",
    ]
    return "\r\n".join(lines) + "\r\n"
