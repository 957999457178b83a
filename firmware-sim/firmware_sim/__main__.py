"""`python -m firmware_sim`: fly the simulated aircraft, and what belongs to a scenario."""

from __future__ import annotations

import sys
from collections.abc import Sequence

from firmware_sim import flying, scenario_commands
from firmware_sim.command_line import parser
from firmware_sim.faults import FaultError
from firmware_sim.udp_server import PortInUseError
from firmware_sim.usage import UsageError

DONE, WRONG_USAGE = 0, 2
ASKED = {"terrain": scenario_commands.terrain, "area": scenario_commands.area, "score": scenario_commands.scores}


def main(arguments: Sequence[str] | None = None) -> int:
    """Run one command; the exit status."""
    options = parser().parse_args(arguments)
    try:
        if options.command == "run":
            flying.run(options)
        elif answer := ASKED[options.command](options):
            print(answer)
    except (UsageError, PortInUseError, FaultError) as error:
        print(f"firmware_sim: {error}", file=sys.stderr)
        return WRONG_USAGE
    return DONE


if __name__ == "__main__":
    sys.exit(main())
