"""One aircraft of the fleet: its state, its poses, what it says, and whether it is still heard."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import replace
from typing import Final

from ground_station.fleet.notices import ModeChanged, Notice, StatusText, VehicleHeard, VehicleSilent
from ground_station.fleet.poses import PoseHistory
from ground_station.fleet.procedures import Situation
from ground_station.fleet.reducer import HANDLERS, apply, is_from_aircraft
from ground_station.fleet.requests import COUNTED, Requests
from ground_station.fleet.state import Link, VehicleState, link_at
from ground_station.link.autopilots.registry import autopilot_named
from ground_station.link.event_feed import KINDS as EVENT_KINDS
from ground_station.link.event_feed import EventFeed
from ground_station.link.event_metadata import EventBook
from ground_station.link.messages import AUTOPILOT_COMPONENT, Message
from ground_station.link.prearm_texts import PrearmTexts
from ground_station.link.statustext import Text, TextAssembly

FROM_ANY_COMPONENT: Final = frozenset({"VIDEO_STREAM_INFORMATION", "CAMERA_INFORMATION"})
"""What cameras tell; everything else is believed of the autopilot only."""
POSE_KINDS: Final = frozenset(
    {"GLOBAL_POSITION_INT", "ATTITUDE", "ATTITUDE_QUATERNION", "GIMBAL_DEVICE_ATTITUDE_STATUS"}
)
KINDS: Final = POSE_KINDS | EVENT_KINDS | HANDLERS.keys() | {"STATUSTEXT"}
"""Everything that is looked at; half of what PX4 streams is not."""
FAST_KINDS: Final = frozenset({"ATTITUDE", "ATTITUDE_QUATERNION", "GLOBAL_POSITION_INT"})
SHOWN_EVERY_S: Final = 0.045
"""The state of fast messages is renewed at most about twenty times a second: people see no more."""


class Vehicle:
    """The moving parts around one aircraft's frozen state."""

    def __init__(self, system_id: int) -> None:
        self.state = VehicleState(system_id=system_id)
        self.poses = PoseHistory()
        self.situations: list[Situation] = []
        """What the orders under way see."""
        self.watchers: list[Callable[[], None]] = []
        """Who waits for a change of state or a text."""
        self.changed = False
        """Whether there is news since it was last told about."""
        self.requests = Requests(system_id)
        self.outgoing: list[Message] = []
        """What to send to it now; whoever sends it empties the list."""
        self._texts = TextAssembly()
        self._events = EventFeed(system_id)
        self._prearm = PrearmTexts()
        self._renewed_s: dict[str, float] = {}
        self._is_heard = False

    def receive(self, message: Message, now_s: float) -> list[Notice]:
        """Take a message of this aircraft; what others should be told at once."""
        kind = message.kind
        if kind == "STATUSTEXT":
            texts = self._texts.receive(message, now_s)
            self._take_blockers(texts, now_s)
            return self._said(texts)
        if kind in EVENT_KINDS:
            if message.source_component != AUTOPILOT_COMPONENT:
                return []
            return self._after_events(*self._events.receive(message, now_s))
        if kind in POSE_KINDS:
            self.poses.receive(message)
            if kind in COUNTED:
                self.requests.receive(message)
        elif kind == "HEARTBEAT":
            self.requests.receive(message)
        if message.source_component != AUTOPILOT_COMPONENT and kind not in FROM_ANY_COMPONENT:
            return []
        if kind in FAST_KINDS:
            if now_s - self._renewed_s.get(kind, -1.0) < SHOWN_EVERY_S:
                return []
            self._renewed_s[kind] = now_s
        before = self.state
        state = apply(before, message, now_s)
        if state is before:
            return []
        if kind == "HEARTBEAT":
            for situation in self.situations:
                situation.beats += 1
        self._renew(state)
        return self._news(before)

    def tick(self, now_s: float) -> list[Notice]:
        """What the passing of time tells: a silence, the rest of a text that does not come."""
        texts = self._texts.tick(now_s)
        self._take_blockers(texts, now_s)
        notices = self._said(texts)
        notices += self._after_events(*self._events.tick(now_s))
        if self._is_heard and link_at(self.state, now_s) is not Link.LIVE:
            self._is_heard = False
            self.changed = True
            notices.append(VehicleSilent(self.state.system_id))
        return notices

    def wishes(self, now_s: float) -> list[Message]:
        """What to ask of the aircraft now."""
        if not self._is_heard:
            return []
        outgoing = self.requests.tick(self.state, now_s)
        if self.requests.slow_streams != self.state.slow_streams:
            self._renew(replace(self.state, slow_streams=self.requests.slow_streams))
        return outgoing

    def teach(self, book: EventBook) -> None:
        """Know the words that the aircraft itself has for its events."""
        self._events.teach(book)

    def _take_blockers(self, texts: list[Text], now_s: float) -> None:
        """What an autopilot that has no events says against arming."""
        if not autopilot_named(self.state.autopilot).habits.tells_blockers_by_text:
            return
        for text in texts:
            self._prearm.receive(text.text, now_s)
        self._prearm.tick(now_s, is_ready=self.state.is_ready_to_arm)
        if self._prearm.blockers != self.state.arming_blockers:
            self._renew(replace(self.state, arming_blockers=self._prearm.blockers))

    def _after_events(self, texts: list[Text], outgoing: list[Message]) -> list[Notice]:
        self.outgoing += outgoing
        if self._events.blockers != self.state.arming_blockers and not self._prearm.blockers:
            remedies = {reason.text: reason.remedy for reason in self._events.reasons if reason.remedy}
            self._renew(replace(self.state, arming_blockers=self._events.blockers, arming_remedies=remedies))
        return self._said(texts)

    def _renew(self, state: VehicleState) -> None:
        self.state = state
        self.changed = True
        for situation in self.situations:
            situation.state = state
        self._wake()

    def _wake(self) -> None:
        for watcher in tuple(self.watchers):
            watcher()

    def _news(self, before: VehicleState) -> list[Notice]:
        now = self.state
        notices: list[Notice] = []
        if not self._is_heard:
            self._is_heard = True
            notices.append(VehicleHeard(now.system_id))
        if (before.mode, before.is_armed) != (now.mode, now.is_armed):
            notices.append(ModeChanged(now.system_id, now.mode, now.is_armed))
        return notices

    def _said(self, texts: list[Text]) -> list[Notice]:
        for situation in self.situations:
            situation.texts.extend(texts)
        if texts:
            self._wake()
        return [StatusText(self.state.system_id, text.severity, text.text) for text in texts]


class VehicleStates(Mapping[int, VehicleState]):
    """The newest states by system id, without copying them all for whoever asks for one."""

    def __init__(self, vehicles: Mapping[int, Vehicle]) -> None:
        self._vehicles = vehicles

    def __getitem__(self, system_id: int) -> VehicleState:
        return self._vehicles[system_id].state

    def __iter__(self) -> Iterator[int]:
        # A copy: an aircraft may be heard for the first time while somebody awaits in a loop over these.
        return iter(tuple(self._vehicles))

    def __len__(self) -> int:
        return len(self._vehicles)


def begins_vehicle(message: Message) -> bool:
    """Whether `message` shows a new aircraft: its autopilot's HEARTBEAT and nothing less."""
    return message.kind == "HEARTBEAT" and message.source_component == AUTOPILOT_COMPONENT and is_from_aircraft(message)
