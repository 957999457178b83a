"""What an aircraft does over MAVLink, as a list: a new service is one new file and one row in `services_of`."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, Protocol

from firmware_sim.aircraft.mission_result import NEVER
from firmware_sim.aircraft.parameters import ParameterServer
from firmware_sim.mavlink.codec import AUTOPILOT, Message, dialect
from firmware_sim.mavlink.flight_logs import MESSAGES as LOG_MESSAGES
from firmware_sim.mavlink.gimbal_protocol import GimbalControl
from firmware_sim.mavlink.link import Link
from firmware_sim.mavlink.link_status import LinkStatus
from firmware_sim.mavlink.mission_transfer import MissionServer
from firmware_sim.mavlink.navigator_commands import NavigatorCommands
from firmware_sim.mavlink.onboard_files import file_services
from firmware_sim.mavlink.parameter_reports import ParameterReports
from firmware_sim.mavlink.signing import SigningSetup
from firmware_sim.mavlink.steering import Steering
from firmware_sim.mavlink.traffic import TrafficReceiver

if TYPE_CHECKING:
    from firmware_sim.aircraft.vehicle import Vehicle

MISSION_MESSAGES = frozenset(
    {
        "MISSION_COUNT",
        "MISSION_ITEM",
        "MISSION_ITEM_INT",
        "MISSION_REQUEST",
        "MISSION_REQUEST_INT",
        "MISSION_REQUEST_LIST",
        "MISSION_ACK",
        "MISSION_CLEAR_ALL",
        "MISSION_SET_CURRENT",
    }
)
PARAMETER_MESSAGES = frozenset({"PARAM_REQUEST_LIST", "PARAM_REQUEST_READ", "PARAM_SET"})
MISSION_COMPONENTS = (0, 1, 190)
FOR_EVERYBODY = frozenset({"TIMESYNC", "COMMAND_LONG", "COMMAND_INT", *LOG_MESSAGES})
"""Messages that PX4 looks at whoever they are addressed to."""
REACHED_REPEATS = 10
REACHED_AFTER_S = 0.03
"""Of two items reached at nearly the same time only the later is told: it has overwritten the first."""


class Service(Protocol):
    """One thing an aircraft does over MAVLink, on all of its links."""

    def receive(self, link: Link, message: Message, now_s: float) -> bool:
        """Take one message that came on `link` for this aircraft; False leaves it to the next service."""

    def tick(self, link: Link, now_s: float) -> None:
        """Send what is due on `link`; called for each link in each step."""


def services_of(vehicle: Vehicle) -> list[Service]:
    """The services of one aircraft: who is asked first, and who speaks first."""
    return [
        LinkStatus(vehicle.links, vehicle.telemetry),
        StationWatch(vehicle),
        Streams(vehicle),
        Missions(vehicle),
        ParameterTransfers(vehicle),
        ParameterReports(vehicle),
        Announcements(vehicle),
        Steering(vehicle),
        NavigatorCommands(vehicle),
        CommandAnswers(vehicle),
        Camera(vehicle),
        *([GimbalControl(vehicle)] if vehicle.gimbal_fitted else []),
        ClockAnswers(),
        ReachedItems(vehicle),
        TrafficReceiver(vehicle, vehicle.traffic),
        vehicle.radio_status,
        *file_services(vehicle),
        SigningSetup(vehicle),
    ]


def speakers_of(services: Sequence[Service]) -> list[Callable[[Link, float], None]]:
    """The ticks of those that ever speak of themselves: the others only answer."""
    return [service.tick for service in services if not isinstance(service, ONLY_ANSWER)]


def is_for(message: Message, system_id: int) -> bool:
    """Whether a message is for the aircraft with that system id."""
    return message.get_type() in FOR_EVERYBODY or getattr(message, "target_system", 0) in (0, system_id)


class StationWatch:
    """Notices that a ground station is there."""

    def __init__(self, vehicle: Vehicle) -> None:
        self._pilot = vehicle.autopilot

    def receive(self, link: Link, message: Message, now_s: float) -> bool:
        """HEARTBEAT."""
        if message.get_type() != "HEARTBEAT":
            return False
        if message.type == dialect.MAV_TYPE_GCS:
            link.station_heard_s = now_s
            self._pilot.failsafes.heard_station()
        return True

    def tick(self, link: Link, now_s: float) -> None:
        """Nothing: silence is judged by the failsafes."""


class Streams:
    """Telemetry at steady rates."""

    def __init__(self, vehicle: Vehicle) -> None:
        self._telemetry = vehicle.telemetry

    def receive(self, link: Link, message: Message, now_s: float) -> bool:
        """Nothing: rates are set by commands."""
        return False

    def tick(self, link: Link, now_s: float) -> None:
        """Send the messages that are due."""
        self._telemetry.tick(link)


class Missions:
    """Missions, fences and rally points, one server on each link."""

    def __init__(self, vehicle: Vehicle) -> None:
        pilot = vehicle.autopilot
        self._system_id = vehicle.system_id
        self._servers = {
            name: MissionServer(
                vehicle.plans,
                link,
                pilot.say,
                pilot.plan_check.plan_installed,
                pilot.select_item,
                lambda: pilot.mission.current,
            )
            for name, link in vehicle.links.items()
        }

    def receive(self, link: Link, message: Message, now_s: float) -> bool:
        """MISSION_*, not for every system at once."""
        if message.get_type() not in MISSION_MESSAGES:
            return False
        if message.target_system == self._system_id and message.target_component in MISSION_COMPONENTS:
            self._servers[link.name].receive(message, now_s)
        return True

    def tick(self, link: Link, now_s: float) -> None:
        """Ask again, or give up."""
        self._servers[link.name].tick(now_s)


class ParameterTransfers:
    """Parameters, one server on each link."""

    def __init__(self, vehicle: Vehicle) -> None:
        self._system_id = vehicle.system_id
        self._servers = {name: ParameterServer(vehicle.parameters, link) for name, link in vehicle.links.items()}
        self._ticked_s = dict.fromkeys(vehicle.links, 0.0)

    def receive(self, link: Link, message: Message, now_s: float) -> bool:
        """PARAM_*, not for every system at once; a changed value is told once more, on every link."""
        if message.get_type() not in PARAMETER_MESSAGES:
            return False
        if message.target_system == self._system_id and message.target_component in (0, AUTOPILOT):
            changed = self._servers[link.name].receive(message)
            if changed is not None:
                for server in self._servers.values():
                    server.announce(changed)
        return True

    def tick(self, link: Link, now_s: float) -> None:
        """Send some more of a list."""
        self._servers[link.name].tick(now_s - self._ticked_s[link.name])
        self._ticked_s[link.name] = now_s


class Announcements:
    """Texts and events, and events told again."""

    def __init__(self, vehicle: Vehicle) -> None:
        self._pilot = vehicle.autopilot

    def receive(self, link: Link, message: Message, now_s: float) -> bool:
        """REQUEST_EVENT."""
        if message.get_type() != "REQUEST_EVENT":
            return False
        link.answer_event_request(message, self._pilot.events)
        return True

    def tick(self, link: Link, now_s: float) -> None:
        """Tell what is new."""
        link.send_texts(self._pilot.texts, now_s)
        link.send_events(self._pilot.events, now_s)


class CommandAnswers:
    """Commands from outside, and the autopilot's own to its components."""

    def __init__(self, vehicle: Vehicle) -> None:
        self._commands = vehicle.commands
        self._own_commands = vehicle.own_commands

    def receive(self, link: Link, message: Message, now_s: float) -> bool:
        """COMMAND_LONG, COMMAND_INT and SET_MODE."""
        kind = message.get_type()
        if kind in ("COMMAND_LONG", "COMMAND_INT"):
            self._commands.receive(link, message)
        elif kind == "SET_MODE":
            self._commands.set_mode(link, message)
        else:
            return False
        return True

    def tick(self, link: Link, now_s: float) -> None:
        """Send the autopilot's own commands."""
        self._commands.tick(now_s)
        self._own_commands.tick(link, now_s)


class Camera:
    """The camera component, when one is fitted; its commands come with the others."""

    def __init__(self, vehicle: Vehicle) -> None:
        self._camera = vehicle.camera
        if self._camera is not None:
            self._camera.vehicle = vehicle

    def receive(self, link: Link, message: Message, now_s: float) -> bool:
        """Nothing besides commands."""
        return False

    def tick(self, link: Link, now_s: float) -> None:
        """Send its heartbeat."""
        if self._camera is not None:
            self._camera.tick(link, now_s)


class ClockAnswers:
    """TIMESYNC and PING from others."""

    def receive(self, link: Link, message: Message, now_s: float) -> bool:
        """Answer a question; an answer needs none."""
        kind = message.get_type()
        if kind == "TIMESYNC":
            if message.tc1 == 0:
                link.send(dialect.MAVLink_timesync_message(round(now_s * 1e9), message.ts1))
        elif kind == "PING":
            if message.target_system == 0 and message.target_component == 0:
                sender = (message.get_srcSystem(), message.get_srcComponent())
                link.send(dialect.MAVLink_ping_message(message.time_usec, message.seq, *sender))
        else:
            return False
        return True

    def tick(self, link: Link, now_s: float) -> None:
        """Nothing: the aircraft's own questions are streams."""


ONLY_ANSWER = (StationWatch, Steering, ClockAnswers, SigningSetup)
"""Services whose tick does nothing."""


class ReachedItems:
    """MISSION_ITEM_REACHED at once, then ten times more, once a second."""

    def __init__(self, vehicle: Vehicle) -> None:
        self._result = vehicle.autopilot.mission_result
        self._seen = dict.fromkeys(vehicle.links, NEVER)
        self._left = dict.fromkeys(vehicle.links, 0)
        self._due_s = dict.fromkeys(vehicle.links, 0.0)

    def receive(self, link: Link, message: Message, now_s: float) -> bool:
        """Nothing."""
        return False

    def tick(self, link: Link, now_s: float) -> None:
        """Tell of the item reached last."""
        name, reached = link.name, self._result.told_reached
        if reached != self._seen[name]:
            self._seen[name], self._due_s[name] = reached, now_s + REACHED_AFTER_S
            self._left[name] = REACHED_REPEATS + 1 if reached != NEVER else 0
        if self._left[name] > 0 and now_s >= self._due_s[name]:
            self._left[name] -= 1
            self._due_s[name] = now_s + 1.0
            link.send(dialect.MAVLink_mission_item_reached_message(reached))
