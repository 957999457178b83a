"""Every template is planned over hills and at another place, and some are flown; the rest fly in `fly_simulated.py`."""

import importlib.util
import sys
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path

import numpy as np
import pytest
import shapely

from missions.cases import LEVEL, SOMEWHERE, drawn_at
from missions.catalogue import find_template, shipped_templates
from missions.flight_time import Wind
from missions.geo import GeoPoint, LocalFrame
from missions.plan import Severity
from missions.planner import make_plan
from missions.terrain import Terrain

NAV_WAYPOINT = 16
TEMPLATES = shipped_templates()
ONE_A_PATTERN = list({template.pattern: template for template in TEMPLATES}.values())
SOUTH = GeoPoint(latitude_deg=-41.3, longitude_deg=174.8)


@dataclass(frozen=True)
class Hills:
    """Long hills of 20 m above a slope, as an elevation model of 25 m cells would give them."""

    path: Path = Path("hills")
    cell_m: float = 25.0
    bounds: tuple[float, float, float, float] = (4.9, 59.9, 5.1, 60.1)

    def height_m(self, latitude_deg, longitude_deg, blur_m=0.0):
        north, east = LocalFrame(origin=SOMEWHERE).to_local(latitude_deg, longitude_deg)
        return 300.0 + 0.05 * north + 20.0 * np.sin(east / 130.0) * np.cos(north / 170.0)


HILLS = Terrain([Hills()])


def planned(template, at, terrain, case=0):
    return make_plan(
        template,
        drawn_at(at, template.content["cases"][case]),
        template.content["cases"][case].get("parameters", {}),
        vehicles=template.content["cases"][case].get("vehicles", 1),
        terrain=terrain,
        wind=Wind(from_deg=225.0, speed_ms=3.0),
    )


@pytest.mark.parametrize("template", TEMPLATES, ids=lambda template: template.name)
def test_over_hills_every_template_keeps_its_height_above_the_ground(template):
    plan = planned(template, SOMEWHERE, HILLS)

    assert [problem for problem in plan.problems if problem.severity is Severity.ERROR] == []
    # From the side a slope that falls away is seen less well.
    assert plan.covered_fraction >= 0.9
    for vehicle in plan.vehicles:
        rows = np.array(
            [(i.latitude_deg, i.longitude_deg, i.altitude_m) for i in vehicle.items if i.command == NAV_WAYPOINT]
        )
        line = np.concatenate([a + np.linspace(0, 1, 40)[:, None] * (b - a) for a, b in pairwise(rows)])
        clearance = line[:, 2] - HILLS.height_m(line[:, 0], line[:, 1])
        climbed_out = np.cumsum(clearance >= template.safety.min_height_agl_m) > 0
        assert clearance[climbed_out].min() >= template.safety.min_height_agl_m - 0.6
        assert clearance.min() >= template.safety.take_off_height_m - 0.6 or vehicle.min_height_agl_m < 15.0
        assert clearance.max() <= template.safety.max_height_agl_m + 0.6


@pytest.mark.parametrize("template", ONE_A_PATTERN, ids=lambda template: template.pattern)
def test_a_template_bound_to_the_other_end_of_the_earth_is_the_same_flight(template):
    here, there = planned(template, SOMEWHERE, LEVEL), planned(template, SOUTH, LEVEL)

    assert there.is_flyable
    assert there.makespan_s == pytest.approx(here.makespan_s, rel=0.03)
    assert len(there.vehicles[0].items) == pytest.approx(len(here.vehicles[0].items), abs=2)


@pytest.fixture(scope="module")
def flyer():
    path = Path(__file__).with_name("fly_simulated.py")
    spec = importlib.util.spec_from_file_location("fly_simulated", path)
    module = importlib.util.module_from_spec(spec)
    sys.modules[spec.name] = module
    spec.loader.exec_module(module)
    return module


@pytest.mark.parametrize(
    ("name", "parameters", "wind_ms"),
    [
        ("incident-overview", {"height_agl_m": 40, "radius_m": 40}, 0.0),
        ("overwatch", {"watch_min": 1, "height_agl_m": 40}, 6.0),
        ("mop-up-round", {"dwell_s": 3}, 6.0),
    ],
)
def test_the_simulator_flies_it_in_the_estimated_time_and_lands_at_home(flyer, name, parameters, wind_ms):
    template, wind = find_template(name), Wind(from_deg=225.0, speed_ms=wind_ms)
    drawn = drawn_at(SOMEWHERE, template.content["cases"][0])
    plan = make_plan(template, drawn, parameters, terrain=LEVEL, wind=wind)

    flown = flyer.fly(plan.vehicles[0], lambda north, east: 100.0, wind=wind, limit_s=400.0)

    assert flown.landed
    assert flown.took_s == pytest.approx(plan.vehicles[0].duration_s, rel=0.1)
    assert np.hypot(*flown.track[-1][:2]) < 6.0
    assert flown.left >= template.safety.battery_reserve_fraction
    assert 0.5 * plan.vehicles[0].energy_wh < flown.used_wh <= plan.vehicles[0].energy_wh


def test_flying_round_corners_the_turning_picture_still_shows_every_line_s_end(flyer):
    """By the simulator's own track, height and nose; its GNSS is 3 m off at last, which no corner does."""
    template, frame = find_template("thermal-area-search"), LocalFrame(origin=SOMEWHERE)
    area = shapely.box(-60, -55, 60, 55)
    latitude, longitude = frame.to_geographic(*np.array(area.exterior.coords)[:, ::-1].T)
    drawn = {"type": "Polygon", "coordinates": [np.column_stack([longitude, latitude]).tolist()]}
    latitude, longitude = frame.to_geographic(-150.0, -40.0)
    home = GeoPoint(latitude_deg=float(latitude), longitude_deg=float(longitude))
    [vehicle] = make_plan(template, drawn, homes=[home], terrain=LEVEL).vehicles
    rounded = [i for i in vehicle.items if i.command == NAV_WAYPOINT and i.params[1] > 7.0]

    flown = flyer.fly(vehicle, lambda north, east: 100.0, limit_s=400.0)

    assert len(rounded) >= 4 and flown.landed
    assert flown.took_s == pytest.approx(vehicle.duration_s, rel=0.1)
    assert flown.left >= template.safety.battery_reserve_fraction
    ahead, aside = template.sensor.footprint_length_m(1.0) / 2, template.sensor.footprint_width_m(1.0) / 2
    corners = np.array([(aside, ahead), (aside, -ahead), (-aside, -ahead), (-aside, ahead)])
    track = np.column_stack([flown.track, flown.noses_rad])
    seen = [
        shapely.Polygon(
            (up - 100.0) * corners @ [[np.cos(nose), -np.sin(nose)], [np.sin(nose), np.cos(nose)]]
            + [east - 40.0, north - 150.0]
        )
        for north, east, up, nose in track[::3]
        if up > 155.0
    ]
    surely = area.buffer(-3.0)
    assert shapely.union_all(seen).intersection(surely).area > 0.999 * surely.area
