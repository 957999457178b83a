"""PX4's side of the mission protocol: upload, download and clearing of missions, fences and rally points."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field

from firmware_sim.aircraft.plans import CAPACITY, Item, PlanType, checksum
from firmware_sim.mavlink.codec import Message, dialect
from firmware_sim.mavlink.link import Link
from firmware_sim.mavlink.mission_items import Result, item_from, message_from, refusal

REQUEST_AGAIN_S = 0.25
GIVE_UP_S = 5.0
EVERY_PLAN = 255
CRITICAL, NOTICE = 2, 6


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
    of the item marked as current (None when none is), `select(sequence)` makes an item the current one (False when
    there is none such), and `current()` is its number.
    """

    plans: Plans
    link: Link
    say: Callable[[int, str], None]
    installed: Callable[[PlanType, int | None], None]
    select: Callable[[int], bool]
    current: Callable[[], int]
    _transfer: _Transfer | None = None
    _partner: tuple[int, int] = (0, 0)
    """With whom it had to do last."""
    _last_upload: tuple[tuple[int, int], PlanType, int] | None = None
    _named_type: int = 0
    """Of the newest plan that it had to do with, even if no transfer came of it."""
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
        self._partner, self._named_type = partner, message.mission_type
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
        item = item_from(message)
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
        if message.mission_type != self._named_type:
            self._acknowledge(partner, Result.ERROR, self._named_type)
            return
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
        self._partner, self._named_type = partner, message.mission_type
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
        current = int(message.seq == self.current())
        self.link.send(message_from(partner, message.seq, transfer.plan_type, item, current, self._asks_float))

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
        self._named_type = message.mission_type
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
