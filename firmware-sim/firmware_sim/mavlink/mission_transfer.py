"""PX4's side of the mission protocol: upload, download and clearing of missions, fences and rally points."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from enum import IntEnum

from firmware_sim.aircraft.plans import (
    CAPACITY,
    DO_COMMANDS,
    FENCE_COMMANDS,
    MISSION_FRAME,
    RALLY_POINT,
    Do,
    Fence,
    Item,
    Nav,
    PlanType,
    checksum,
)
from firmware_sim.mavlink.codec import Message, dialect
from firmware_sim.mavlink.link import Link

REQUEST_AGAIN_S = 0.25
GIVE_UP_S = 5.0
EVERY_PLAN = 255
FLOAT_FRAMES, INT_FRAMES = (0, 3), (5, 6)
CRITICAL, NOTICE = 2, 6


class Result(IntEnum):
    """MAV_MISSION_RESULT."""

    ACCEPTED = 0
    ERROR = 1
    UNSUPPORTED_FRAME = 2
    UNSUPPORTED = 3
    NO_SPACE = 4
    INVALID_PARAM1 = 6
    CANCELLED = 15


@dataclass(slots=True)
class Plans:
    """The plans on board, shared by all links."""

    items: dict[PlanType, tuple[Item, ...]] = field(default_factory=lambda: {kind: () for kind in PlanType})
    ids: dict[PlanType, int] = field(default_factory=lambda: dict.fromkeys(PlanType, 0))
    uploading: object | None = None
    """The link's server that receives a plan now: one upload at a time over all links."""


@dataclass(slots=True, kw_only=True)
class _Transfer:
    upload: bool
    partner: tuple[int, int]
    plan_type: PlanType
    named_type: int
    """The type as it was named: PX4 lists what it does not know as an empty plan."""
    count: int
    sequence: int = 0
    items: list[Item] = field(default_factory=list)
    begin_at: int | None = None
    """The item that is marked as the current one."""
    heard_s: float = 0.0
    asked_s: float = 0.0


@dataclass(slots=True)
class MissionServer:
    """The mission protocol on one link.

    `say(severity, text)` speaks to people, `installed(plan_type, begin_at)` tells the navigator of a new plan and
    of the item marked as current (None when none is), and `select(sequence)` makes an item the current one (False when
    there is none such).
    """

    plans: Plans
    link: Link
    say: Callable[[int, str], None]
    installed: Callable[[PlanType, int | None], None]
    select: Callable[[int], bool]
    _transfer: _Transfer | None = None
    _partner: tuple[int, int] = (0, 0)
    """With whom it had to do last."""
    _last_upload: tuple[tuple[int, int], PlanType, int] | None = None
    _asks_float: bool = False

    def receive(self, message: Message, now_s: float) -> None:
        """Answer one message of the mission protocol."""
        answers: dict[str, Callable[[Message, float], None]] = {
            "MISSION_COUNT": self._count,
            "MISSION_ITEM_INT": self._item,
            "MISSION_ITEM": self._item,
            "MISSION_REQUEST_LIST": self._request_list,
            "MISSION_REQUEST_INT": self._request,
            "MISSION_REQUEST": self._request,
            "MISSION_ACK": self._acknowledged,
            "MISSION_CLEAR_ALL": self._clear,
            "MISSION_SET_CURRENT": self._set_current,
        }
        answer = answers.get(message.get_type())
        if answer is not None:
            answer(message, now_s)

    def tick(self, now_s: float) -> None:
        """Ask again for a missing item; give up after five silent seconds, without a MISSION_ACK."""
        transfer = self._transfer
        if transfer is None:
            return
        if now_s - transfer.heard_s > GIVE_UP_S:
            self._end()
            self.say(CRITICAL, "Operation timeout\t")
        elif transfer.upload and now_s - transfer.asked_s > REQUEST_AGAIN_S:
            self._ask(now_s)

    def _end(self) -> None:
        self._transfer = None
        if self.plans.uploading is self:
            self.plans.uploading = None

    def _acknowledge(self, partner: tuple[int, int], result: Result, plan_type: int, plan_id: int = 0) -> None:
        self.link.send_extended(dialect.MAVLink_mission_ack_message(*partner, int(result), plan_type), plan_id)

    def _ask(self, now_s: float) -> None:
        transfer = self._transfer
        assert transfer is not None
        kind = (
            dialect.MAVLink_mission_request_message if self._asks_float else dialect.MAVLink_mission_request_int_message
        )
        self.link.send(kind(*transfer.partner, transfer.sequence, transfer.named_type))
        transfer.asked_s = now_s

    def _count(self, message: Message, now_s: float) -> None:
        partner = (message.get_srcSystem(), message.get_srcComponent())
        transfer = self._transfer
        if transfer is not None:
            self._count_again(transfer, message, partner, now_s)
            return
        if self.plans.uploading is not None:
            self._acknowledge(partner, Result.ERROR, message.mission_type)
            return
        self._partner = partner
        known = message.mission_type in CAPACITY
        if message.count > (CAPACITY[PlanType(message.mission_type)] if known else 0):
            self._acknowledge(partner, Result.NO_SPACE, message.mission_type)
            return
        if message.count == 0:
            if known:
                self._install(PlanType(message.mission_type), (), 0)
            self._acknowledge(partner, Result.ACCEPTED, message.mission_type)
            return
        plan_type = PlanType(message.mission_type)
        self._transfer = _Transfer(
            upload=True,
            partner=partner,
            plan_type=plan_type,
            named_type=int(plan_type),
            count=message.count,
            heard_s=now_s,
        )
        self.plans.uploading = self
        self._ask(now_s)

    def _count_again(self, transfer: _Transfer, message: Message, partner: tuple[int, int], now_s: float) -> None:
        """Something is open already: only an upload whose first item has not come is asked for once more."""
        if not transfer.upload:
            self.say(CRITICAL, "WPM: IGN MISSION_COUNT: Busy\t")
            self._acknowledge(partner, Result.ERROR, transfer.named_type)
            return
        transfer.heard_s = now_s
        if transfer.partner != partner:
            self._acknowledge(partner, Result.ERROR, transfer.named_type)
        elif transfer.sequence:
            self.say(CRITICAL, "WPM: REJ. CMD: Busy\t")
            self._acknowledge(partner, Result.ERROR, transfer.named_type)
        else:
            self._ask(now_s)

    def _item(self, message: Message, now_s: float) -> None:
        partner = (message.get_srcSystem(), message.get_srcComponent())
        transfer = self._transfer
        self._asks_float = message.get_type() == "MISSION_ITEM"
        if partner != self._partner:
            self.say(CRITICAL, "REJ. MIS ITEM: partner id mismatch\t")
            return
        if transfer is None:
            self._stray_item(message, partner)
            return
        if message.mission_type != transfer.named_type:
            self._acknowledge(partner, Result.ERROR, transfer.named_type)
            return
        if not transfer.upload:
            self.say(CRITICAL, "IGN MISSION_ITEM: Busy\t")
            self._acknowledge(partner, Result.ERROR, transfer.named_type)
            return
        transfer.heard_s = now_s
        if message.seq == transfer.sequence:
            self._take(transfer, message, now_s)

    def _take(self, transfer: _Transfer, message: Message, now_s: float) -> None:
        item = _item_from(message)
        result, is_told = refusal(transfer.plan_type, item, is_float=self._asks_float)
        if result is not Result.ACCEPTED:
            self._end()
            if is_told:
                self.say(CRITICAL, "IGN MISSION_ITEM: Invalid item\t")
            self._acknowledge(transfer.partner, result, transfer.named_type)
            return
        transfer.items.append(item)
        if message.current:
            transfer.begin_at = transfer.sequence
        transfer.sequence += 1
        if transfer.sequence < transfer.count:
            self._ask(now_s)
        else:
            self._complete(transfer)

    def _complete(self, transfer: _Transfer) -> None:
        self._end()
        self._last_upload = (transfer.partner, transfer.plan_type, transfer.count)
        self._install(transfer.plan_type, tuple(transfer.items), transfer.begin_at)
        plan_id = self.plans.ids[transfer.plan_type]
        self._acknowledge(transfer.partner, Result.ACCEPTED, int(transfer.plan_type), plan_id)

    def _stray_item(self, message: Message, partner: tuple[int, int]) -> None:
        if self._last_upload == (partner, message.mission_type, message.seq + 1):
            # Its last acknowledgement was lost: give it again.
            plan_id = self.plans.ids[PlanType(message.mission_type)]
            self._acknowledge(partner, Result.ACCEPTED, message.mission_type, plan_id)
            return
        self.say(CRITICAL, "IGN MISSION_ITEM: No transfer\t")
        self._acknowledge(partner, Result.ERROR, message.mission_type)

    def _install(self, plan_type: PlanType, items: tuple[Item, ...], begin_at: int | None) -> None:
        plan_id = checksum(items)
        if plan_id == self.plans.ids[plan_type] and len(items) == len(self.plans.items[plan_type]):
            return
        self.plans.items[plan_type] = items
        self.plans.ids[plan_type] = plan_id
        self.installed(plan_type, begin_at)

    def _request_list(self, message: Message, now_s: float) -> None:
        partner = (message.get_srcSystem(), message.get_srcComponent())
        transfer = self._transfer
        if transfer is not None and not transfer.upload and transfer.sequence == transfer.count:
            # All was given: a station that forgets to say that it has it is not in the way.
            transfer = None
        same = transfer is None or (transfer.partner, transfer.named_type) == (partner, message.mission_type)
        if not same or (transfer is not None and transfer.upload):
            self.say(NOTICE, "Mission download request ignored, already active\t")
            return
        self._partner = partner
        known = message.mission_type in CAPACITY
        plan_type = PlanType(message.mission_type) if known else PlanType.MISSION
        items, plan_id = (self.plans.items[plan_type], self.plans.ids[plan_type]) if known else ((), 0)
        self.link.send_extended(
            dialect.MAVLink_mission_count_message(*partner, len(items), message.mission_type), plan_id
        )
        self._transfer = _Transfer(
            upload=False,
            partner=partner,
            plan_type=plan_type,
            named_type=message.mission_type,
            count=len(items),
            heard_s=now_s,
        )

    def _request(self, message: Message, now_s: float) -> None:
        partner = (message.get_srcSystem(), message.get_srcComponent())
        transfer = self._transfer
        if partner != self._partner:
            self.say(CRITICAL, "WPM: REJ. CMD: partner id mismatch\t")
            return
        if transfer is None:
            return
        if transfer.upload:
            self.say(CRITICAL, "WPM: REJ. CMD: Busy\t")
            return
        if message.mission_type != transfer.named_type:
            return
        transfer.heard_s = now_s
        if message.seq not in (transfer.sequence, transfer.sequence - 1) or message.seq >= transfer.count:
            self._end()
            self._acknowledge(partner, Result.ERROR, transfer.named_type)
            self.say(CRITICAL, "WPM: REJ. CMD: Req. WP was unexpected\t")
            return
        transfer.sequence = message.seq + 1
        item = self.plans.items[transfer.plan_type][message.seq]
        self._asks_float = message.get_type() == "MISSION_REQUEST"
        self.link.send(_message_from(partner, message.seq, transfer.plan_type, item, self._asks_float))

    def _acknowledged(self, message: Message, now_s: float) -> None:
        transfer = self._transfer
        if (message.get_srcSystem(), message.get_srcComponent()) != self._partner:
            self.say(CRITICAL, "REJ. WP CMD: partner id mismatch\t")
        elif transfer is None:
            return
        elif not transfer.upload:
            if message.mission_type == transfer.named_type:
                self._end()
        elif message.type == Result.UNSUPPORTED:
            # The station cannot do the sort of item that it was asked for: ask for the other.
            self._asks_float = not self._asks_float
            self._ask(now_s)
        elif message.type == Result.CANCELLED:
            self._end()

    def _clear(self, message: Message, now_s: float) -> None:
        partner = (message.get_srcSystem(), message.get_srcComponent())
        if self._transfer is not None:
            self.say(CRITICAL, "WPM: IGN CLEAR CMD: Busy\t")
            return
        kinds = tuple(PlanType) if message.mission_type == EVERY_PLAN else (message.mission_type,)
        for kind in kinds:
            if kind in CAPACITY:
                self._install(PlanType(kind), (), 0)
        self._acknowledge(partner, Result.ACCEPTED, message.mission_type)

    def _set_current(self, message: Message, now_s: float) -> None:
        if self._transfer is not None:
            self.say(CRITICAL, "WPM: IGN WP CURR CMD: Busy\t")
        elif not self.select(message.seq):
            self.say(CRITICAL, "WPM: WP CURR CMD: Not in list\t")


NOT_HERE = (*FENCE_COMMANDS, RALLY_POINT)
PLACED = frozenset({16, 17, 19, 21, 22, 31, 80, 84, 85, 195, 201, 212, 400, 4501, *NOT_HERE})
"""The commands that PX4 takes in a frame with a place."""
PLACELESS = frozenset(
    {
        *(20, 80, 93, 112, 114, 177, 178, 179, 187, 189, 196, 197, 200, 201, 203, 204, 205, 206, 211, 212, 214, 260),
        *(400, 530, 532, 534, 1000, 1001, 2000, 2001, 2003, 2500, 2501, 3000, 42600),
    }
)
"""Those that it takes without one."""
ROI_COMMANDS = (80, Do.SET_ROI)
PLACED_ROI, PLACELESS_ROI = (0, 3), (0, 1, 2)
"""MAV_ROI that a region of interest may have."""
LEAST_VERTICES = 2.5
"""PX4 rounds the number of corners, and wants three."""


def refusal(plan_type: PlanType, item: Item, *, is_float: bool = False) -> tuple[Result, bool]:
    """What the protocol finds wrong with one item, ACCEPTED when nothing; and whether a text says so."""
    placed = item.frame in FLOAT_FRAMES or (item.frame in INT_FRAMES and not is_float)
    if not placed and item.frame != MISSION_FRAME:
        return Result.UNSUPPORTED_FRAME, True
    if item.command not in (PLACED if placed else PLACELESS):
        return Result.UNSUPPORTED, True
    if item.command in ROI_COMMANDS and int(item.params[0]) not in (PLACED_ROI if placed else PLACELESS_ROI):
        return Result.INVALID_PARAM1, True
    if plan_type is PlanType.MISSION and item.command in NOT_HERE and item.command != Fence.RETURN_POINT:
        return Result.ERROR, False
    corner = item.command in (Fence.INCLUSION_VERTEX, Fence.EXCLUSION_VERTEX)
    if plan_type is PlanType.FENCE and corner and not item.params[0] >= LEAST_VERTICES:
        return Result.ERROR, False
    return Result.ACCEPTED, False


def _item_from(message: Message) -> Item:
    is_float = message.get_type() == "MISSION_ITEM"
    scale = 1 if message.frame == MISSION_FRAME else 10_000_000
    return Item(
        frame=message.frame,
        command=message.command,
        autocontinue=message.autocontinue,
        params=(message.param1, message.param2, message.param3, message.param4),
        x=round(message.x * scale) if is_float else message.x,
        y=round(message.y * scale) if is_float else message.y,
        z=message.z,
        float_xy=(message.x, message.y) if is_float else None,
    )


STORED_PARAMS: dict[int, tuple[int, ...]] = {
    Nav.WAYPOINT: (0, 1, 3),
    Nav.LOITER_UNLIMITED: (2, 3),
    Nav.LOITER_TIME: (0, 1, 2),
    Nav.LAND: (0, 1, 3),
    Nav.TAKEOFF: (3,),
    Nav.LOITER_TO_ALTITUDE: (0, 1),
    Nav.RETURN: (),
}
"""Which parameters PX4 keeps of an item that moves the aircraft; the others come back as 0."""


def _message_from(partner: tuple[int, int], sequence: int, plan_type: PlanType, item: Item, as_float: bool) -> Message:
    """An item as PX4 gives it back: its frames and fields, not always the sender's."""
    frame, params, autocontinue = _given_back(plan_type, item)
    place: tuple[float, float] | tuple[int, int] = (item.x, item.y)
    kind = dialect.MAVLink_mission_item_int_message
    if as_float:
        frame = {5: 0, 6: 3}.get(frame, frame)
        kind = dialect.MAVLink_mission_item_message
        place = (item.x * 1e-7, item.y * 1e-7)
    current = int(sequence == 0)
    return kind(*partner, sequence, frame, item.command, current, autocontinue, *params, *place, item.z, int(plan_type))


def _given_back(plan_type: PlanType, item: Item) -> tuple[int, tuple[float, ...], int]:
    frame = {3: 6, 0: 5}.get(item.frame, item.frame)
    if plan_type is not PlanType.MISSION:
        # Whatever came, a fence is told above sea level and a rally point above home.
        frame = 5 if plan_type is PlanType.FENCE else 6
        kept = (0,) if item.command in FENCE_COMMANDS and item.command != Fence.RETURN_POINT else ()
        return frame, _kept(item, kept), 0 if plan_type is PlanType.FENCE else item.autocontinue
    if item.command in DO_COMMANDS:
        return MISSION_FRAME if not item.has_place else frame, item.params, item.autocontinue
    if item.command == Nav.RETURN:
        frame = MISSION_FRAME
    return frame, _kept(item, STORED_PARAMS.get(item.command, (0, 1, 2, 3))), item.autocontinue


def _kept(item: Item, indices: tuple[int, ...]) -> tuple[float, ...]:
    return tuple(value if index in indices else 0.0 for index, value in enumerate(item.params))
