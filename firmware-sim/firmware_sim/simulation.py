"""Several aircraft in one world, in simulated time and without sockets."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from firmware_sim.aircraft.dynamics import SIH_QUADROTOR, Airframe
from firmware_sim.aircraft.vehicle import Vehicle
from firmware_sim.aircraft.wind import Wind
from firmware_sim.faults import Fault, Timetable
from firmware_sim.local_frame import LocalFrame
from firmware_sim.mavlink.camera_protocol import CameraDescription
from firmware_sim.mavlink.radio import Radio
from firmware_sim.mavlink.streams import TWO_LINKS
from firmware_sim.mavlink.traffic import Traffic

STEP_S = 0.01
HOME_SPACING_M = 4.0
DEFAULT_START_UNIX_S = 1_780_000_000.0


class Simulation:
    """The same seed, the same calls: the same flight, to the last bit."""

    def __init__(
        self,
        *,
        origin: tuple[float, float],
        ground_height_m: Callable[[float, float], float],
        vehicles: int,
        seed: int = 0,
        homes: Sequence[tuple[float, float]] = ((0.0, 0.0),),
        wind: Wind | None = None,
        start_unix_s: float = DEFAULT_START_UNIX_S,
        cameras: Sequence[CameraDescription] = (),
        gimbal_fitted: bool = True,
        airframe: Airframe = SIH_QUADROTOR,
        faults: Sequence[Fault] = (),
        link_names: Sequence[str] = TWO_LINKS,
        traffic: Sequence[Traffic] = (),
        radio: Radio | None = None,
    ) -> None:
        """Put `vehicles` aircraft on the ground.

        Args:
            origin: latitude and longitude of the local frame's origin.
            ground_height_m: metres above sea level at metres north and east of the origin.
            homes: north and east of the origin, one each; aircraft without one stand beside the last.
            cameras: one for each aircraft that carries a camera, from the first.
            link_names: the MAVLink links of each aircraft; `streams.ALL_LINKS` for all that PX4 SITL has.
            traffic: manned aircraft that all of them hear.
            radio: a telemetry radio to the ground station, which PX4 SITL lacks.
        """
        self.frame = LocalFrame(*origin)
        self.now_s = 0.0
        self._lag_s = 0.0
        self.vehicles: list[Vehicle] = []
        for index in range(vehicles):
            north_m, east_m = homes[min(index, len(homes) - 1)]
            beside_m = HOME_SPACING_M * max(0, index - len(homes) + 1)
            self.vehicles.append(
                Vehicle(
                    system_id=index + 1,
                    frame=self.frame,
                    ground_height_m=ground_height_m,
                    home_ne_m=(north_m, east_m + beside_m),
                    heading_rad=0.0,
                    wind=wind if wind is not None else Wind(),
                    seed=seed,
                    start_unix_s=start_unix_s,
                    camera=cameras[index] if index < len(cameras) else None,
                    gimbal_fitted=gimbal_fitted,
                    airframe=airframe,
                    link_names=link_names,
                    traffic=traffic,
                    radio=radio,
                )
            )

        self.timetable = Timetable(self.vehicles)
        for fault in faults:
            self.timetable.add(fault)

    def advance(self, dt_s: float) -> None:
        """Fly for `dt_s`, in steps of ten milliseconds; what is left over is flown the next time."""
        self._lag_s += dt_s
        while self._lag_s >= STEP_S - 1e-9:
            self._lag_s -= STEP_S
            self.now_s += STEP_S
            self.timetable.step(self.now_s)
            for vehicle in self.vehicles:
                vehicle.step(STEP_S)
