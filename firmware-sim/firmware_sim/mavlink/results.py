"""MAV_RESULT: how a command is answered."""

from enum import IntEnum


class Ack(IntEnum):
    """The results that PX4 and its components give."""

    ACCEPTED = 0
    TEMPORARILY_REJECTED = 1
    DENIED = 2
    UNSUPPORTED = 3
    FAILED = 4
    IN_PROGRESS = 5
    CANCELLED = 6
    UNSUPPORTED_FRAME = 9
