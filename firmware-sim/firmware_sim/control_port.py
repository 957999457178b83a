"""Faults by hand: one JSON object a line on a loopback TCP port, one answer a line.

`{"kind": "gnss_loss", "vehicle": 1, "for_s": 20}` breaks it now, `{"end": "gnss_loss"}` mends it, `{"kinds": true}`
lists what can break.
"""

from __future__ import annotations

import asyncio
import json
from typing import Any

from firmware_sim.faults import EFFECTS, FaultError, faults_of
from firmware_sim.simulation import Simulation

LONGEST_LINE = 4096


class ControlPort:
    """Use as `async with`; `port` is the one taken."""

    def __init__(self, simulation: Simulation, port: int) -> None:
        self._simulation = simulation
        self.port = port
        self._server: asyncio.Server | None = None

    async def __aenter__(self) -> ControlPort:
        self._server = await asyncio.start_server(self._serve, "127.0.0.1", self.port, limit=LONGEST_LINE)
        self.port = self._server.sockets[0].getsockname()[1]
        return self

    async def __aexit__(self, *exception: object) -> None:
        if self._server is not None:
            self._server.close()

    async def _serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        try:
            while line := await reader.readline():
                writer.write(json.dumps(self.answer(line)).encode() + b"\n")
                await writer.drain()
        except (ValueError, ConnectionError):
            # A line that is too long, or a partner that has gone: nothing more to say.
            return
        finally:
            writer.close()

    def answer(self, line: bytes | str) -> dict[str, Any]:
        """Do what one line says."""
        try:
            wish = json.loads(line)
        except ValueError as error:
            return {"ok": False, "error": f"not JSON: {error}; give one object a line"}
        if not isinstance(wish, dict):
            return {"ok": False, "error": 'give an object, for example {"kind": "gnss_loss"}'}
        if wish.get("kinds"):
            return {"ok": True, "kinds": sorted(EFFECTS)}
        timetable = self._simulation.timetable
        try:
            if "end" in wish:
                return {"ok": True, "ended": timetable.end(str(wish["end"]), wish.get("vehicle"))}
            [fault] = faults_of([{**wish, "at_s": self._simulation.now_s}], "line")
            timetable.add(fault)
        except FaultError as error:
            return {"ok": False, "error": str(error)}
        return {"ok": True, "at_s": round(self._simulation.now_s, 2)}
