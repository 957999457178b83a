"""`varde bench link`: beside MAVSDK and plain pymavlink, against one simulator process, in one run.

Missions of three lengths to aircraft at three distances, messages decoded per CPU second, and the CPU that many
aircraft at PX4's default rates take.
"""

from __future__ import annotations

import asyncio
import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any, Final

from ground_station.benchmarks.decoding import decoding_rows
from ground_station.benchmarks.many_aircraft import SETTLE_S, WINDOW_S, frames_of, share_of_a_core
from ground_station.benchmarks.simulated import record_stream
from ground_station.benchmarks.uploading import mavsdk_modules, upload_rows

FLEETS: Final = (1, 10, 50)


def bench() -> dict[str, Any]:
    """The whole table. Raises `BadInput` where MAVSDK is not installed."""
    mavsdk_modules()
    stream = frames_of(record_stream(SETTLE_S + WINDOW_S + 3.0))
    decoding = decoding_rows([frame for _, frame in stream])
    shares = [share_of_a_core(stream, aircraft) for aircraft in FLEETS]
    shares.append(share_of_a_core(stream, FLEETS[-1], "station"))
    with words_to_stderr():
        uploads = asyncio.run(upload_rows())
    ratios = [row["ratio_to_mavsdk"] for row in uploads if row["ratio_to_mavsdk"] is not None]
    return {
        "worst_upload_ratio_to_mavsdk": max(ratios, default=None),
        "cpu_share_50_aircraft": shares[-2]["cpu_share"],
        "cpu_share_50_aircraft_whole_station": shares[-1]["cpu_share"],
        "rows": [*uploads, *decoding, *shares],
    }


@contextmanager
def words_to_stderr() -> Iterator[None]:
    """MAVSDK tells on standard output what it is doing; that is for the result."""
    sys.stdout.flush()
    kept = os.dup(1)
    os.dup2(2, 1)
    try:
        yield
    finally:
        os.dup2(kept, 1)
        os.close(kept)
