"""PX4's side of the mission protocol: upload, download and clearing of missions, fences and rally points."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from enum import IntEnum

from firmware_sim.aircraft.plans import (
    CAPACITY,
    DO_COMMANDS,
    FENCE_COMMANDS,
    GLOBAL_FRAMES,
    MISSION_FRAME,
    NAV_COMMANDS,
    RALLY_POINT,
    RELATIVE_FRAMES,
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
POSITIONAL_ROI = 3
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
    count: int
    sequence: int = 0
    items: list[Item] = field(default_factory=list)
    heard_s: float = 0.0
    asked_s: float = 0.0


@dataclass(slots=True)
class MissionServer:
    """The mission protocol on one link.

    `say(severity, text)` speaks to people, `installed(plan_type)` tells the navigator of a new plan, and
    `select(sequence)` makes an item the current one (False when there is none such).
    """

    plans: Plans
    link: Link
    say: Callable[[int, str], None]
    installed: Callable[[PlanType], None]
    select: Callable[[int], bool]
    _transfer: _Transfer | None = None
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
        self.link.send(kind(*transfer.partner, transfer.sequence, int(transfer.plan_type)))
        transfer.asked_s = now_s

    def _count(self, message: Message, now_s: float) -> None:
        partner = (message.get_srcSystem(), message.get_srcComponent())
        busy = self.plans.uploading is not None and self.plans.uploading is not self
        transfer = self._transfer
        if busy or (transfer is not None and transfer.partner != partner):
            self._acknowledge(partner, Result.ERROR, message.mission_type)
            return
        if message.mission_type not in CAPACITY or message.count > CAPACITY[PlanType(message.mission_type)]:
            self._acknowledge(partner, Result.NO_SPACE, message.mission_type)
            return
        plan_type = PlanType(message.mission_type)
        if message.count == 0:
            self._end()
            self._install(plan_type, ())
            self._acknowledge(partner, Result.ACCEPTED, plan_type)
            return
        self._transfer = _Transfer(
            upload=True, partner=partner, plan_type=plan_type, count=message.count, heard_s=now_s
        )
        self.plans.uploading = self
        self._ask(now_s)

    def _item(self, message: Message, now_s: float) -> None:
        partner = (message.get_srcSystem(), message.get_srcComponent())
        transfer = self._transfer
        if transfer is None or not transfer.upload:
            self._stray_item(message, partner)
            return
        if transfer.partner != partner:
            self.say(CRITICAL, "REJ. MIS ITEM: partner id mismatch\t")
            return
        transfer.heard_s = now_s
        if message.seq != transfer.sequence:
            return
        self._asks_float = message.get_type() == "MISSION_ITEM"
        item = _item_from(message)
        result = refusal(transfer.plan_type, item)
        if result is not Result.ACCEPTED:
            self._end()
            self._acknowledge(partner, result, int(transfer.plan_type))
            if result is not Result.ERROR:
                self.say(CRITICAL, "IGN MISSION_ITEM: Invalid item\t")
            return
        transfer.items.append(item)
        transfer.sequence += 1
        if transfer.sequence < transfer.count:
            self._ask(now_s)
        else:
            self._complete(transfer)

    def _complete(self, transfer: _Transfer) -> None:
        self._end()
        self._last_upload = (transfer.partner, transfer.plan_type, transfer.count)
        self._install(transfer.plan_type, tuple(transfer.items))
        plan_id = self.plans.ids[transfer.plan_type]
        self._acknowledge(transfer.partner, Result.ACCEPTED, int(transfer.plan_type), plan_id)

    def _stray_item(self, message: Message, partner: tuple[int, int]) -> None:
        if self._last_upload == (partner, message.mission_type, message.seq + 1):
            # Its last acknowledgement was lost: give it again.
            plan_id = self.plans.ids[PlanType(message.mission_type)]
            self._acknowledge(partner, Result.ACCEPTED, message.mission_type, plan_id)
            return
        self._acknowledge(partner, Result.ERROR, message.mission_type)
        self.say(CRITICAL, "IGN MISSION_ITEM: No transfer\t")

    def _install(self, plan_type: PlanType, items: tuple[Item, ...]) -> None:
        plan_id = checksum(items)
        if plan_id == self.plans.ids[plan_type] and len(items) == len(self.plans.items[plan_type]):
            return
        self.plans.items[plan_type] = items
        self.plans.ids[plan_type] = plan_id
        self.installed(plan_type)

    def _request_list(self, message: Message, now_s: float) -> None:
        partner = (message.get_srcSystem(), message.get_srcComponent())
        transfer = self._transfer
        # The same station may begin its own download anew; anything else that is open is in the way.
        if transfer is not None and (transfer.upload or transfer.partner != partner):
            self.say(NOTICE, "Mission download request ignored, already active\t")
            return
        if message.mission_type not in CAPACITY:
            self._acknowledge(partner, Result.NO_SPACE, message.mission_type)
            return
        plan_type = PlanType(message.mission_type)
        items = self.plans.items[plan_type]
        count = dialect.MAVLink_mission_count_message(*partner, len(items), int(plan_type))
        self.link.send_extended(count, self.plans.ids[plan_type])
        if items:
            self._transfer = _Transfer(
                upload=False, partner=partner, plan_type=plan_type, count=len(items), heard_s=now_s
            )

    def _request(self, message: Message, now_s: float) -> None:
        partner = (message.get_srcSystem(), message.get_srcComponent())
        transfer = self._transfer
        if transfer is None or transfer.upload or transfer.partner != partner:
            return
        if message.seq not in (transfer.sequence, transfer.sequence - 1) or message.seq >= transfer.count:
            self._end()
            self._acknowledge(partner, Result.ERROR, int(transfer.plan_type))
            self.say(CRITICAL, "WPM: REJ. CMD: Req. WP was unexpected\t")
            return
        transfer.heard_s = now_s
        transfer.sequence = message.seq + 1
        item = self.plans.items[transfer.plan_type][message.seq]
        as_float = message.get_type() == "MISSION_REQUEST"
        self.link.send(_message_from(partner, message.seq, transfer.plan_type, item, as_float))

    def _acknowledged(self, message: Message, now_s: float) -> None:
        transfer = self._transfer
        partner = (message.get_srcSystem(), message.get_srcComponent())
        if transfer is None or transfer.partner != partner:
            return
        if message.type == Result.CANCELLED or not transfer.upload:
            self._end()

    def _clear(self, message: Message, now_s: float) -> None:
        partner = (message.get_srcSystem(), message.get_srcComponent())
        if self._transfer is not None and self._transfer.upload:
            self.say(CRITICAL, "WPM: IGN CLEAR CMD: Busy\t")
            return
        kinds = tuple(PlanType) if message.mission_type == EVERY_PLAN else (message.mission_type,)
        if any(kind not in CAPACITY for kind in kinds):
            self._acknowledge(partner, Result.ERROR, message.mission_type)
            return
        for kind in kinds:
            self._install(PlanType(kind), ())
        self._acknowledge(partner, Result.ACCEPTED, message.mission_type)

    def _set_current(self, message: Message, now_s: float) -> None:
        if self._transfer is not None and self._transfer.upload:
            self.say(CRITICAL, "WPM: IGN WP CURR CMD: Busy\t")
        elif not self.select(message.seq):
            self.say(CRITICAL, "WPM: WP CURR CMD: Not in list\t")


def refusal(plan_type: PlanType, item: Item) -> Result:
    """What the protocol finds wrong with one item; ACCEPTED when nothing."""
    placed = item.frame in GLOBAL_FRAMES or item.frame in RELATIVE_FRAMES
    if not placed and item.frame != MISSION_FRAME:
        return Result.UNSUPPORTED_FRAME
    is_waypoint = item.command == Nav.WAYPOINT
    if plan_type is PlanType.MISSION:
        return _mission_refusal(item, placed)
    if not placed:
        return Result.UNSUPPORTED
    if plan_type is PlanType.FENCE:
        if item.command in (Fence.INCLUSION_VERTEX, Fence.EXCLUSION_VERTEX) and item.params[0] < 3:
            return Result.ERROR
        return Result.ACCEPTED if item.command in FENCE_COMMANDS or is_waypoint else Result.UNSUPPORTED
    return Result.ACCEPTED if item.command == RALLY_POINT or is_waypoint else Result.UNSUPPORTED


def _mission_refusal(item: Item, placed: bool) -> Result:
    if placed and (item.command in FENCE_COMMANDS or item.command == RALLY_POINT):
        return Result.ERROR
    if item.command == Do.SET_ROI and item.params[0] != POSITIONAL_ROI:
        return Result.INVALID_PARAM1
    if item.command in DO_COMMANDS:
        return Result.ACCEPTED
    if item.command not in NAV_COMMANDS:
        return Result.UNSUPPORTED
    placeless = item.command in (Nav.RETURN, Nav.DELAY)
    return Result.ACCEPTED if placed or placeless else Result.UNSUPPORTED


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
