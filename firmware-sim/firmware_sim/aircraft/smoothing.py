"""One axis of a trajectory that reaches a wished velocity in the shortest time within jerk and acceleration.

Three stretches, of constant jerk, none, and constant jerk the other way, as PX4's `VelocitySmoothing` plans them
(https://docs.px4.io/main/en/config_mc/mc_jerk_limited_type_trajectory.html). Written from the equations of motion:
with a(0) = a, the area under the acceleration must be the wanted change of velocity.
"""

from __future__ import annotations

import math
from dataclasses import dataclass

SMALL = 1e-7


@dataclass(slots=True)
class AxisSmoothing:
    """Position, velocity and acceleration of the trajectory on one axis, and the plan for its next moments."""

    x: float = 0.0
    v: float = 0.0
    a: float = 0.0
    most_v: float = 1.0
    most_a: float = 1.0
    jerk: float = 1.0
    direction: float = 0.0
    rising_s: float = 0.0
    steady_s: float = 0.0
    falling_s: float = 0.0
    wished_v: float = 0.0

    def reset(self, x: float, v: float, a: float) -> None:
        """Go on from another state, without a plan."""
        self.x, self.v, self.a = x, v, a
        self.rising_s = self.steady_s = self.falling_s = 0.0

    @property
    def total_s(self) -> float:
        """How long the plan lasts."""
        return self.rising_s + self.steady_s + self.falling_s

    def advance(self, dt_s: float) -> None:
        """Move along the plan; past its end with steady velocity."""
        left_s = dt_s
        jerk = self.direction * self.jerk
        for stretch_s, stretch_jerk in ((self.rising_s, jerk), (self.steady_s, 0.0), (self.falling_s, -jerk)):
            t = stretch_s if stretch_s < left_s else left_s
            if t > 0.0:
                self.x += t * (self.v + t * (0.5 * self.a + stretch_jerk * t / 6.0))
                self.v += t * (self.a + 0.5 * stretch_jerk * t)
                self.a += stretch_jerk * t
                left_s -= t
                if left_s <= 0.0:
                    return
        self.a = 0.0
        self.x += self.v * left_s

    def aim(self, v: float) -> None:
        """Plan from here to the velocity `v`, as soon as may be."""
        self.wished_v = v = min(max(v, -self.most_v), self.most_v)
        # The velocity it would come to by giving up its acceleration at once says which way to push.
        coasting_v = self.v + 0.5 * self.a * abs(self.a) / self.jerk
        push = v - coasting_v
        self.direction = math.copysign(1.0, push) if push != 0.0 else (math.copysign(1.0, self.a) if self.a else 0.0)
        if self.direction == 0.0:
            self.rising_s = self.steady_s = self.falling_s = 0.0
            return
        jerk, change = self.direction * self.jerk, v - self.v
        square = 2.0 * self.a * self.a + 4.0 * jerk * change
        self._rise(self._root(0.5 * math.sqrt(square), jerk, math.inf) if square >= 0.0 else 0.0, jerk)
        peak = self.a + jerk * self.rising_s
        if abs(peak) <= SMALL:
            self.steady_s = 0.0
            return
        rise, fall = self.rising_s, self.falling_s
        covered = self.a * rise + 0.5 * jerk * rise * rise + peak * fall - 0.5 * jerk * fall * fall
        self.steady_s = max((change - covered) / peak, 0.0)

    def stretch_to(self, total_s: float) -> None:
        """Reach the same velocity in `total_s`, more gently, so that the axes end together."""
        if self.direction == 0.0:
            return
        jerk, change = self.direction * self.jerk, self.wished_v - self.v
        square = (total_s * jerk) ** 2 + 2.0 * total_s * self.a * jerk - self.a * self.a - 4.0 * jerk * change
        rise = 0.0
        if square >= 0.0:
            middle, half = 0.5 * (total_s - self.a / jerk), 0.5 * math.sqrt(square) / abs(jerk)
            for candidate in (middle - half, middle + half) if jerk > 0.0 else (middle + half, middle - half):
                first = max(candidate, 0.0)
                last = first + self.a / jerk
                if last >= 0.0 and first + last <= total_s:
                    rise = first
                    break
        self._rise(rise, jerk)
        self.steady_s = max(total_s - self.rising_s - self.falling_s, 0.0)

    def _root(self, half: float, jerk: float, longest_s: float) -> float:
        for first in ((half - self.a) / jerk, (-half - self.a) / jerk):
            if first >= 0.0 and first + self.a / jerk >= 0.0 and first <= longest_s:
                return first
        return 0.0

    def _rise(self, first_s: float, jerk: float) -> None:
        """Push for `first_s`, or until the acceleration's limit; then let go as long as that takes."""
        peak = self.a + jerk * first_s
        if abs(peak) > self.most_a:
            first_s = (math.copysign(self.most_a, peak) - self.a) / jerk
        self.rising_s = max(first_s, 0.0)
        self.falling_s = max(self.a / jerk + self.rising_s, 0.0)


def end_together(axes: tuple[AxisSmoothing, ...]) -> None:
    """Stretch the shorter plans to the longest one."""
    longest_s = max(axis.total_s for axis in axes)
    if longest_s <= SMALL:
        return
    for axis in axes:
        if axis.total_s < longest_s:
            axis.stretch_to(longest_s)
