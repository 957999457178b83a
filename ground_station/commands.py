"""What the shorter `varde` commands do: files in, files and documents out."""

from __future__ import annotations

import json
import math
import shutil
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from ground_station.errors import BadInput, GroundStationError

# A command loads what it needs and no more: the whole station takes seconds to load on a small machine.
if TYPE_CHECKING:
    import httpx

    from ground_station.config import WeatherSettings
    from ground_station.incident.desk import Incidents, OpenIncident
    from ground_station.incident.journal import Journal
    from ground_station.search_wish import SearchWish
    from missions.catalogue import Value
    from missions.flight_time import Wind
    from missions.geo import GeoPoint
    from missions.plan import Problem
    from missions.terrain import Terrain

    AskWind = Callable[[Mapping[str, Any], Mapping[str, Value], Terrain | None], Wind]

# --- plan -------------------------------------------------------------------------------------------------------------


def plan_files(
    template: str,
    *,
    area: Path | None,
    out: Path,
    assignments: Sequence[str],
    vehicles: int,
    home: str | None,
    terrain_files: Sequence[Path],
    wind: Wind | AskWind | None,
    language: str,
    templates: Path = Path("varde-data/templates"),
    format_: str | None = None,
    airspace: Sequence[Path] = (),
    permitted: Sequence[str] = (),
    obstacles: Sequence[Path] = (),
    search: SearchWish | None = None,
    floor_amsl_m: float | None = None,
) -> tuple[dict[str, Any], list[Problem]]:
    """Bind a template to an area; the document of `varde plan --json` and the problems. Files only when flyable.

    Without an area `search` says where one is to be chosen. Raises `BadInput` for what cannot be planned with at all.
    """
    from ground_station.terrain_files import open_terrain_files
    from missions import formats
    from missions.airspace.reading import read_airspace_file
    from missions.airspace.trespass import next_day, with_airspace
    from missions.document import plan_document
    from missions.errors import PlanningError
    from missions.exchange.store import Store
    from missions.formats.drawings import read_drawing_file
    from missions.obstacles import read_obstacle_file
    from missions.plan import Plan
    from missions.planner import make_plan

    homes = [point(home, "--home")] if home else None
    try:
        chosen = Store(templates).choose(template)
        parameters = dict(assignment(each) for each in assignments)
        volumes = [volume for path in airspace for volume in read_airspace_file(path)]
        standing = [obstacle for path in obstacles for obstacle in read_obstacle_file(path)]
        terrain = open_terrain_files(terrain_files)
        formats.writer(out, format_)

        def made(drawn: dict[str, Any]) -> Plan:
            return make_plan(
                chosen,
                drawn,
                parameters=parameters,
                vehicles=vehicles,
                homes=homes,
                terrain=terrain,
                wind=wind(drawn, chosen.bound(parameters), terrain) if callable(wind) else wind,
                obstacles=standing,
                floor_amsl_m=floor_amsl_m,
            )

        found: dict[str, Any] | None = None
        if area is not None:
            plan = made(read_drawing_file(area))
        else:
            from ground_station.search_wish import SearchWish, chosen_areas

            wish = search or SearchWish()
            homes = homes or ([wish.last_seen] if wish.last_seen else None)
            tasks, found = chosen_areas(wish, chosen, parameters, made)
            plan = made(tasks[0].area)
        plan = with_airspace(
            plan, volumes, ground=terrain.height_m if terrain else None, when=next_day(), permitted=permitted
        )
        if plan.is_flyable:
            formats.write_plan(plan, out, format_)
    except PlanningError as error:
        from ground_station.problem_words import said

        raise BadInput(said(error, language)) from error
    return plan_document(plan) | ({} if found is None else {"search": found}), list(plan.problems)


def airspace_files(data: Path) -> list[Path]:
    """The airspace that a station keeps: every file in its `airspace` folder."""
    return sorted(path for path in (data / "airspace").glob("*") if path.is_file() and not path.name.startswith("."))


def obstacle_files(data: Path) -> list[Path]:
    """The obstacles that a station keeps: every file in its `obstacles` folder."""
    return sorted(path for path in (data / "obstacles").glob("*") if path.is_file() and not path.name.startswith("."))


def search_wish(
    last_seen: str | None,
    category: str,
    ground: str,
    drift: str | None,
    probability: Path | None,
    seen: Path | None,
    minutes: float,
    tasks: int,
) -> SearchWish:
    """What the options say of a missing person. Raises `BadInput`."""
    from ground_station.search_wish import SearchWish

    drifted: tuple[float, float, float] | None = None
    if drift is not None:
        towards, _, rest = drift.partition(",")
        (speed_ms, hours), (towards_deg, _) = pair(rest, "--drift"), pair(f"{towards},0", "--drift")
        if not (0 <= speed_ms <= 10 and 0 < hours <= 240):
            raise BadInput(f"--drift {drift}: no such drift", "give TOWARDS_DEG,SPEED_MS,HOURS, e.g. 40,0.3,2")
        drifted = (towards_deg, speed_ms, hours)
    return SearchWish(
        last_seen=None if last_seen is None else point(last_seen, "--last-seen"),
        category=category,
        ground=ground,
        drift=drifted,
        drawn_file=probability,
        seen_file=seen,
        minutes=minutes,
        tasks=tasks,
    )


def wind_wish(text: str | None, weather: WeatherSettings, data: Path, language: str) -> Wind | AskWind | None:
    """--wind: by hand, or `met` for what MET Norway forecasts where the plan is flown."""
    if text != "met":
        return wind_from(text) if text else None

    def ask(drawn: Mapping[str, Any], values: Mapping[str, Value], terrain: Terrain | None) -> Wind:
        from datetime import UTC, datetime

        from ground_station.messages import words
        from ground_station.weather.for_plan import forecast_wind
        from ground_station.weather.forecast import WeatherError

        height_m, now = float(values.get("height_agl_m", 60.0)), datetime.now(UTC)
        try:
            return forecast_wind(drawn, height_m, settings=weather, cache=data / "weather", terrain=terrain, now=now)
        except WeatherError as error:
            raise BadInput(words(language).format(f"weather-{error.code}", **error.details)) from error

    return ask


def read_json(path: Path, option: str) -> Any:
    """The document in a file. Raises `BadInput` naming the option and the place."""
    try:
        return json.loads(path.read_text("utf-8"))
    except OSError as error:
        raise BadInput(f"{option} {path}: {error.strerror}", "name a file that exists and may be read") from error
    except (UnicodeDecodeError, json.JSONDecodeError) as error:
        raise BadInput(f"{option} {path}: not JSON ({error})", "give a GeoJSON or JSON file") from error


def assignment(text: str) -> tuple[str, float | str | bool]:
    """NAME=VALUE as given to --set."""
    name, sign, value = text.partition("=")
    if not sign or not name:
        raise BadInput(f"--set {text}: no value", "write NAME=VALUE, e.g. height_agl_m=60")
    if value.lower() in ("true", "false"):
        return name, value.lower() == "true"
    try:
        return name, float(value)
    except ValueError:
        return name, value


def pair(text: str, option: str) -> tuple[float, float]:
    """Two numbers with a comma between them."""
    try:
        first, second = (float(part) for part in text.split(","))
    except ValueError as error:
        raise BadInput(f"{option}: {text!r} is not two numbers", "write them with a comma between") from error
    if not (math.isfinite(first) and math.isfinite(second)):
        raise BadInput(f"{option}: {text!r} is not finite", "give plain numbers")
    return first, second


def wind_from(text: str) -> Wind:
    """FROM_DEG,SPEED_MS."""
    from missions.flight_time import Wind

    from_deg, speed_ms = pair(text, "--wind FROM_DEG,SPEED_MS")
    if not 0 <= speed_ms <= 50:
        raise BadInput(f"--wind: {speed_ms} m/s is no wind to fly in", "give metres a second, 0 to 50")
    return Wind(from_deg=from_deg, speed_ms=speed_ms)


def point(text: str, option: str) -> GeoPoint:
    """LAT,LON in degrees."""
    from missions.geo import GeoPoint

    latitude, longitude = pair(text, f"{option} LAT,LON")
    if not (-90 <= latitude <= 90 and -180 <= longitude <= 180):
        raise BadInput(f"{option}: {text} is not on the earth", "latitude first, then longitude, in degrees")
    return GeoPoint(latitude_deg=latitude, longitude_deg=longitude)


def write_text(path: Path, text: str) -> None:
    """Write a result. Raises `BadInput` naming the place."""
    try:
        path.write_text(text, "utf-8")
    except OSError as error:
        raise BadInput(f"{path}: {error.strerror}", "name a place that may be written to") from error


# --- incidents, terrain, users ----------------------------------------------------------------------------------------


def journal_in(data: Path) -> Journal:
    """The journal of a data folder. Raises `BadInput` where there is none."""
    from ground_station.database import FILE_NAME, open_database
    from ground_station.incident.journal import Journal

    path = data / FILE_NAME
    if not path.is_file():
        raise BadInput(f"{data}: no journal there", "give --data the station's data folder")
    return Journal(open_database(path))


def incidents_in(data: Path) -> Incidents:
    """The incidents of a data folder."""
    from ground_station.incident.desk import Incidents

    return Incidents(journal_in(data))


def incident_in(data: Path, incident_id: str) -> OpenIncident:
    """One incident. Raises `BadInput`."""
    from ground_station.incident.desk import UnknownIncident

    try:
        return incidents_in(data).get(incident_id)
    except UnknownIncident as error:
        raise BadInput(f"{incident_id}: no such incident", "see `varde incident list`") from error


def add_user(data: Path, name: str, role: str, password: str) -> None:
    """Let somebody sign in. Raises `BadInput`."""
    from ground_station.access.permissions import Role
    from ground_station.access.users import Access
    from ground_station.database import FILE_NAME, open_database

    try:
        wanted = Role(role)
    except ValueError as error:
        known = ", ".join(each.value for each in Role)
        raise BadInput(f"--role {role}: no such role", f"the roles are {known}") from error
    data.mkdir(parents=True, exist_ok=True)
    engine = open_database(data / FILE_NAME)
    try:
        Access(engine).create_user(name, wanted, password)
    finally:
        engine.dispose()


def add_terrain(files: Sequence[Path], data: Path) -> list[Path]:
    """Keep elevation models for the station, each tried first. Raises `BadInput`."""
    from ground_station.terrain_files import open_terrain_files

    open_terrain_files(files)
    folder = data / "terrain"
    folder.mkdir(parents=True, exist_ok=True)
    return [Path(shutil.copy2(path, folder / path.name)) for path in files]


def export_incident(data: Path, incident_id: str, format_: str, out: Path) -> None:
    """Write an incident's findings to a file. Raises `BadInput`."""
    from ground_station.api.features import finding_features

    if format_ != "geojson":
        raise BadInput(f"--format {format_}: not known", "this version writes geojson")
    write_text(out, json.dumps(finding_features(incident_in(data, incident_id).picture.findings), ensure_ascii=False))


# --- signing keys -----------------------------------------------------------------------------------------------------


def new_key(data: Path, url: str) -> str:
    """Make a key for a vehicle address; its fingerprint. Raises `BadInput` for what is no address, or has a key."""
    from ground_station.keys import fingerprint, key_name, keys_in
    from ground_station.link.addresses import parse_address

    parse_address(url)
    try:
        return fingerprint(keys_in(data).create(key_name(url)))
    except OSError as error:
        raise BadInput(f"{data}: {error.strerror}", "give --data a folder that may be written to") from error


def key_fingerprint(data: Path, url: str) -> str:
    """The fingerprint of an address's key. Raises `BadInput` where there is none."""
    from ground_station.keys import fingerprint, key_name, keys_in

    key = keys_in(data).load(key_name(url))
    if key is None:
        raise BadInput(f"{url}: no key in {data}", f"make one: varde key new {url}")
    return fingerprint(key)


def install_key(station: str, vehicle: int, name: str, password: str, why: str, *, ends: bool) -> None:
    """Ask a running station to give an aircraft its link's key.

    Raises `BadInput` where the station refuses, `GroundStationError` where the aircraft did not take it.
    """
    import httpx

    wanted = {"action": "remove" if ends else "install", "why": why}
    try:
        with httpx.Client(base_url=station, timeout=30.0, headers={"Accept-Language": "en"}) as client:
            signed_in = client.post("/api/v1/session", json={"name": name, "password": password})
            token = _answered(signed_in)["token"]
            bearer = {"Authorization": f"Bearer {token}"}
            # By the token alone: a cookie would ask for the origin of a browser.
            client.cookies.clear()
            result = _answered(client.post(f"/api/v1/vehicles/{vehicle}/signing", json=wanted, headers=bearer))
    except (httpx.HTTPError, httpx.InvalidURL) as error:
        raise BadInput(f"{station}: no station answers ({error})", "start it, or give --station its address") from error
    if result["outcome"] != "accepted":
        reasons = " ".join(result["reasons"]).rstrip(".")
        raise GroundStationError(f"aircraft {vehicle}: {result['outcome']}. {reasons}", "see docs/howto/signing.md")


def _answered(answer: httpx.Response) -> dict[str, Any]:
    """The document of an answer. Raises `BadInput` with the station's own words."""
    document: dict[str, Any] = answer.json()
    if answer.is_success:
        return document
    said = document.get("detail") or document.get("title") or f"status {answer.status_code}"
    raise BadInput(str(said).rstrip("."), str(document.get("remedy") or ""))
