"""What an aircraft tells of itself once and for all: the words of its events and its parameters, kept on disk.

Parameters are kept by the autopilot's serial number and believed while its own hash of them is the same; metadata is
kept by its checksum. So a radio carries each of them once.
"""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Iterator, Mapping
from pathlib import Path

import structlog

from ground_station.errors import BadInput
from ground_station.link.component_metadata import Document, FileMetadataStore, MetadataExchange, MetadataStore
from ground_station.link.event_metadata import EventBook, read_event_book
from ground_station.link.exchange import Exchange
from ground_station.link.identity import autopilot_uid
from ground_station.link.outcomes import Answer, Outcome
from ground_station.link.parameter_list import ListExchange, ParameterList
from ground_station.link.parameter_store import FileParameterStore, ParameterStore
from ground_station.link.requesting import RequestExchange

log = structlog.get_logger()
Converse = Callable[[int, Exchange], Awaitable[object]]
"""Runs an exchange with an aircraft until it is done."""


class _Kept(Mapping[int, bytes]):
    """A store of files as the mapping that `MetadataExchange` asks."""

    def __init__(self, store: MetadataStore) -> None:
        self._store = store

    def __getitem__(self, checksum: int) -> bytes:
        content = self._store.load(checksum)
        if content is None:
            raise KeyError(checksum)
        return content

    def __iter__(self) -> Iterator[int]:
        return iter(())

    def __len__(self) -> int:
        return 0

    def __bool__(self) -> bool:
        return True  # it is asked, although nobody counts what it holds


class Knowledge:
    """Reads parameters and metadata of aircraft, from the disk where they are known."""

    def __init__(self, parameters: ParameterStore, metadata: MetadataStore) -> None:
        self._parameters = parameters
        self._metadata = metadata
        self._uids: dict[int, str] = {}
        self._lists: dict[int, ParameterList] = {}
        self._turn = asyncio.Lock()
        """One aircraft's files at a time: the next of the same firmware then needs none."""

    @staticmethod
    def in_folder(data: Path) -> Knowledge:
        """Kept under the station's data folder."""
        return Knowledge(FileParameterStore(data / "parameters"), FileMetadataStore(data / "metadata"))

    def known_parameters(self, system_id: int) -> ParameterList | None:
        """The list as it was read last, without asking."""
        return self._lists.get(system_id)

    async def parameters(
        self, system_id: int, converse: Converse, *, is_bytewise: bool
    ) -> tuple[Answer, ParameterList | None]:
        """Every parameter of an aircraft; in a second where its hash says that nothing changed."""
        uid = await self._uid(system_id, converse)
        cached = self._lists.get(system_id) or (self._parameters.load(uid) if uid is not None else None)
        exchange = ListExchange(system_id, cached=cached, is_bytewise=is_bytewise)
        await converse(system_id, exchange)
        if exchange.found is not None:
            self._lists[system_id] = exchange.found
            if uid is not None and not exchange.is_from_cache:
                self._parameters.save(uid, exchange.found)
        return Answer(exchange.outcome or Outcome.FAILED, exchange.reasons), exchange.found

    async def event_book(self, system_id: int, converse: Converse) -> EventBook | None:
        """The aircraft's own words for its events, or None where it tells none."""
        async with self._turn:
            exchange = MetadataExchange(system_id, (Document.EVENTS,), known=_Kept(self._metadata))
            await converse(system_id, exchange)
            for checksum, content in exchange.fetched.items():
                self._metadata.save(checksum, content)
        document = exchange.documents.get(Document.EVENTS)
        if document is None:
            log.info("no metadata of events", vehicle=system_id, reasons=list(exchange.reasons))
            return None
        try:
            return read_event_book(document)
        except BadInput as problem:
            log.warning("metadata of events not understood", vehicle=system_id, reason=str(problem))
            return None

    async def _uid(self, system_id: int, converse: Converse) -> str | None:
        if system_id not in self._uids:
            exchange = RequestExchange(system_id, "AUTOPILOT_VERSION", attempts=2)
            await converse(system_id, exchange)
            uid = None if exchange.told is None else autopilot_uid(exchange.told)
            if uid is None:
                return None
            self._uids[system_id] = uid
        return self._uids[system_id]
