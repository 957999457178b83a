"""What PX4 answers to each command: done, refused, unknown, or not a word."""

from __future__ import annotations

from typing import TYPE_CHECKING

from firmware_sim.aircraft.voice import CRITICAL
from firmware_sim.mavlink.codec import CAMERA, Message, dialect
from firmware_sim.mavlink.command_frame import Params, Row, acknowledge, mistakes_its_place, params_of
from firmware_sim.mavlink.flight_commands import FlightCommands
from firmware_sim.mavlink.gimbal_protocol import GimbalControl
from firmware_sim.mavlink.ground_commands import GroundCommands
from firmware_sim.mavlink.link import Link
from firmware_sim.mavlink.message_commands import MessageCommands
from firmware_sim.mavlink.mode_commands import ModeCommands
from firmware_sim.mavlink.results import Ack

if TYPE_CHECKING:
    from firmware_sim.aircraft.vehicle import Vehicle

D = dialect
COMMAND_INT_FRAME = 5
"""This PX4 takes COMMAND_INT only in MAV_FRAME_GLOBAL_INT, whatever the command."""
FIGURE_EIGHT = 35
NO_FIGURE_EIGHT = "Figure 8 command only available for fixed wing and vtol vehicles."
SIMPLY_ACCEPTED = frozenset({187, 191, 401, 519, 2511})
"""Commands that PX4 accepts and that change nothing here."""
ROI_COMMANDS = frozenset({80, 195, 196, 197, 201})
UNOWNED = frozenset(
    {
        *(0, 1, 2, 93, 203, 204, 205, 206, 214, 220, 242, 243, 260, 311, 420, 500, 521, 530, 531, 532, 1000, 1001),
        *(2003, 3000, 30001, 30002, 42600),
    }
)
"""Commands that belong to a part this aircraft lacks: nobody answers."""
FIXED = {189: Ack.CANCELLED, 2600: Ack.FAILED}
CAMERA_COMMANDS = frozenset({521, 522, 525, 526, 527, 529, 530, 531, 532, 534, 2000, 2001, *range(2500, 2506)})
"""What a camera answers when it is asked of every component."""
ANY_COMPONENT = frozenset({D.MAV_CMD_REQUEST_PROTOCOL_VERSION, D.MAV_CMD_REQUEST_AUTOPILOT_CAPABILITIES})
"""What PX4 answers whichever component is asked."""


class Commands:
    """COMMAND_LONG, COMMAND_INT and SET_MODE of one aircraft."""

    def __init__(self, vehicle: Vehicle) -> None:
        self._vehicle = vehicle
        self._pilot = vehicle.autopilot
        self._modes = ModeCommands(self._pilot)
        self._parts = GroundCommands(vehicle)
        self._table: dict[int, Row] = {
            **self._modes.commands(),
            **FlightCommands(self._pilot).commands(),
            **self._parts.commands(),
            **MessageCommands(vehicle).commands(),
            FIGURE_EIGHT: self._figure_eight,
        }
        if vehicle.gimbal_fitted:
            self._table |= GimbalControl(vehicle).commands()

    def receive(self, link: Link, message: Message) -> None:
        """Answer a COMMAND_LONG or COMMAND_INT."""
        system, component = message.target_system, message.target_component
        params = params_of(message)
        camera = self._vehicle.camera
        is_for_us = system in (0, self._vehicle.system_id)
        for_everyone = component == 0 and message.command in CAMERA_COMMANDS
        if camera is not None and is_for_us and (component == CAMERA or for_everyone):
            camera.command(link, message, params, self._pilot.now_s)
            return
        fault = _fault(message)
        if fault is not None:
            # PX4 reads the parameters before it looks whom they are for.
            acknowledge(link, message, fault)
        elif is_for_us and (component in (0, 1) or message.command in ANY_COMPONENT):
            result = self._result(link, message, params)
            if result is not None:
                acknowledge(link, message, result)

    def tick(self, now_s: float) -> None:
        """Say that what took some time is done."""
        self._parts.tick(now_s)

    def set_mode(self, link: Link, message: Message) -> None:
        """SET_MODE: one acknowledgement, of DO_SET_MODE."""
        main, sub = message.custom_mode >> 16 & 0xFF, message.custom_mode >> 24
        result = self._modes.named_mode(message, message.base_mode, main, sub)
        acknowledge(link, message, result, command=D.MAV_CMD_DO_SET_MODE)

    def _result(self, link: Link, message: Message, params: Params) -> Ack | None:
        command = message.command
        row = self._table.get(command)
        if row is not None:
            return row(link, message, params)
        if command in FIXED:
            return FIXED[command]
        if command in ROI_COMMANDS or command in SIMPLY_ACCEPTED:
            return Ack.ACCEPTED
        return None if command in UNOWNED else Ack.UNSUPPORTED

    def _figure_eight(self, link: Link, message: Message, params: Params) -> None:
        self._pilot.say(CRITICAL, NO_FIGURE_EIGHT)


def _fault(message: Message) -> Ack | None:
    """Why PX4 cannot even read a command."""
    if mistakes_its_place(message):
        return Ack.DENIED
    if message.get_type() == "COMMAND_INT" and message.frame != COMMAND_INT_FRAME:
        return Ack.UNSUPPORTED_FRAME
    return None
