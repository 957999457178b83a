"""The `varde` command.

Exit status: 0 done; 1 failed while running; 2 wrong usage or unreadable input; 3 refused for safety.
"""

from __future__ import annotations

import asyncio
import json
import subprocess
import sys
from importlib.metadata import version
from pathlib import Path
from typing import Annotated

import structlog
import typer
from typer._click.exceptions import UsageError

from ground_station import access_cli, incident_cli, template_cli
from ground_station.config import DEFAULT_PORT, load_settings
from ground_station.errors import GroundStationError, RefusedForSafety
from ground_station.terminal import DEFAULT_DATA, DataOption, JsonOption, answer, language, say

app = typer.Typer(
    name="varde",
    help="Mission support for fire-and-rescue drones.",
    no_args_is_help=True,
    pretty_exceptions_enable=False,
    context_settings={"help_option_names": ["-h", "--help"]},
)
terrain_app = typer.Typer(help="Elevation models.", no_args_is_help=True)
app.add_typer(incident_cli.app, name="incident")
app.add_typer(template_cli.app, name="template")
app.add_typer(terrain_app, name="terrain")
app.add_typer(access_cli.user_app, name="user")
app.add_typer(access_cli.key_app, name="key")

TerrainOption = Annotated[
    list[Path] | None, typer.Option("--terrain", help="Elevation model (GeoTIFF or .hgt); repeatable.")
]


@app.callback(invoke_without_command=True)
def top(
    context: typer.Context,
    show_version: Annotated[bool, typer.Option("--version", help="Print the version and stop.")] = False,
) -> None:
    """Mission support for fire-and-rescue drones."""
    if show_version:
        typer.echo(version("varde"))
        raise typer.Exit


@app.command()
def demo(
    scenario: Annotated[str, typer.Option(help="Which incident to simulate.")] = "hillside",
    drones: Annotated[int, typer.Option(min=1, max=8, help="How many aircraft.")] = 2,
    port: Annotated[int, typer.Option(help="Of the console.")] = DEFAULT_PORT,
    seed: Annotated[int, typer.Option(help="Of everything random.")] = 1,
    speed: Annotated[float, typer.Option(min=0.1, max=20, help="Times real time.")] = 1.0,
    duration: Annotated[float | None, typer.Option(min=1, help="Seconds until it ends by itself.")] = None,
    headless: Annotated[bool, typer.Option(help="Open no browser.")] = False,
    data: Annotated[Path | None, typer.Option(help="Keep the incident here.")] = None,
    as_json: JsonOption = False,
) -> None:
    """Simulator, station, an incident and a planned thermal search in one go, offline.

    Example: varde demo --headless --duration 120 --json
    """
    from ground_station.demo import DemoOptions, run_demo

    options = DemoOptions(
        scenario=scenario, drones=drones, port=port, seed=seed, speed=speed, duration_s=duration,
        headless=headless, data=data,
    )  # fmt: skip
    summary = asyncio.run(run_demo(options, say))
    if as_json:
        answer(summary)
    elif summary:
        say(json.dumps(summary, ensure_ascii=False))


@app.command()
def serve(
    config: Annotated[Path | None, typer.Option(help="varde.toml")] = None,
    vehicle: Annotated[
        list[str] | None, typer.Option(help="Where aircraft are heard, e.g. udpin://0.0.0.0:14550.")
    ] = None,
    camera: Annotated[list[str] | None, typer.Option(help="Address of a thermal stream; repeatable.")] = None,
    host: Annotated[str | None, typer.Option(help="Address the console listens on.")] = None,
    port: Annotated[int | None, typer.Option(help="Port the console listens on.")] = None,
    data: Annotated[Path | None, typer.Option(help="Folder of the journal and elevation models.")] = None,
    terrain: TerrainOption = None,
) -> None:
    """Run the station.

    Example: varde serve --vehicle udpin://0.0.0.0:14550 --host 0.0.0.0 --data /var/lib/varde
    """
    settings = load_settings(
        config, vehicle=vehicle or None, camera=camera or None, host=host, port=port, data=data,
        terrain=tuple(terrain) if terrain else None,
    )  # fmt: skip
    # Loading the station takes seconds: a wrong setting is said before.
    from ground_station.app import serve_forever

    asyncio.run(serve_forever(settings, say))


@app.command(context_settings={"allow_extra_args": True, "ignore_unknown_options": True})
def sim(
    context: typer.Context,
    vehicles: Annotated[int, typer.Option(min=1, max=50, help="How many aircraft.")] = 1,
    scenario: Annotated[str | None, typer.Option(help="Name or .toml file; without: hillside, no wind.")] = None,
    home: Annotated[str | None, typer.Option(help="LAT,LON,ALT of the first aircraft.")] = None,
    speed: Annotated[float, typer.Option(min=0.1, max=20, help="Times real time.")] = 1.0,
    seed: Annotated[int, typer.Option(help="Of everything random.")] = 1,
) -> None:
    """Fly simulated aircraft with thermal cameras, on PX4 SITL's ports. Further options go to the simulator.

    Example: varde sim --vehicles 2 --scenario hillside
    """
    # The simulator is a program of its own: the station meets it only as MAVLink and camera frames.
    arguments = ["--vehicles", str(vehicles), "--speed", str(speed), "--seed", str(seed)]
    if scenario:
        arguments += ["--scenario", scenario]
    if home:
        arguments += ["--home", home]
    process = subprocess.run([sys.executable, "-m", "firmware_sim", "run", *arguments, *context.args], check=False)
    raise typer.Exit(max(0, process.returncode))


@app.command()
def plan(
    template: Annotated[str, typer.Argument(help="Id of a template or its last part, e.g. thermal-area-search.")],
    out: Annotated[Path, typer.Option(help="FILE.plan, .waypoints, .geojson, .kml, .kmz or .gpx")],
    area: Annotated[Path | None, typer.Option(help="What is drawn: .geojson, .kml, .kmz or .gpx")] = None,
    last_seen: Annotated[str | None, typer.Option(help="LAT,LON: choose the area round it")] = None,
    category: Annotated[str, typer.Option(help="Who is missing: hiker, dementia, child-4-6 ...")] = "hiker",
    ground: Annotated[str, typer.Option(help="mountain or flat")] = "mountain",
    drift: Annotated[str | None, typer.Option(help="TOWARDS_DEG,SPEED_MS,HOURS since last seen")] = None,
    probability: Annotated[Path | None, typer.Option(help="Polygons with weights, to choose the area from")] = None,
    seen: Annotated[Path | None, typer.Option(help="Ground seen before, as the station says it")] = None,
    minutes: Annotated[float, typer.Option(min=1.0, help="The chosen area's longest flight")] = 20.0,
    tasks: Annotated[int, typer.Option(min=1, max=10, help="How many areas to choose; the first is planned")] = 1,
    obstacles: Annotated[list[Path] | None, typer.Option(help="Masts and wires, GeoJSON; repeatable.")] = None,
    set_: Annotated[list[str] | None, typer.Option("--set", help="NAME=VALUE; repeatable.")] = None,
    vehicles: Annotated[int, typer.Option(min=1, max=20)] = 1,
    home: Annotated[str | None, typer.Option(help="LAT,LON")] = None,
    terrain: TerrainOption = None,
    floor: Annotated[
        float | None, typer.Option(help="Metres above the sea that no ground passes where no model knows it")
    ] = None,
    wind: Annotated[str | None, typer.Option(help="FROM_DEG,SPEED_MS, or met: as forecast there")] = None,
    format_: Annotated[str | None, typer.Option("--format", help="Instead of by the ending: dji for .kmz")] = None,
    airspace: Annotated[
        list[Path] | None, typer.Option(help="Zones: ED-269, ED-318, GeoJSON or OpenAir; repeatable.")
    ] = None,
    permitted: Annotated[
        list[str] | None, typer.Option(help="Zone that there is a permission for; repeatable.")
    ] = None,
    config: Annotated[Path | None, typer.Option(help="varde.toml")] = None,
    data: DataOption = DEFAULT_DATA,
    as_json: JsonOption = False,
) -> None:
    """Bind a template to an area and write the flight plan.

    Example: varde plan thermal-area-search --area area.geojson --terrain dtm.tif --out search.plan
    """
    from ground_station.commands import airspace_files, obstacle_files, plan_files, search_wish, wind_wish
    from ground_station.problem_words import said

    settings = load_settings(config, data=data)

    document, problems = plan_files(
        template, area=area, out=out, assignments=set_ or [], vehicles=vehicles, home=home,
        terrain_files=[*(terrain or []), *settings.terrain_files], language=language(),
        wind=wind_wish(wind, settings.weather, data, language()),
        templates=data / "templates", format_=format_, permitted=permitted or (),
        airspace=[*(airspace or ()), *airspace_files(data)],
        obstacles=[*(obstacles or ()), *obstacle_files(data)],
        search=search_wish(last_seen, category, ground, drift, probability, seen, minutes, tasks),
        floor_amsl_m=floor,
    )  # fmt: skip
    if as_json:
        answer(document)
    errors = [problem for problem in problems if problem.severity == "error"]
    for problem in problems:
        if not as_json or problem in errors:
            say(f"{problem.severity}: {said(problem, language())}")
    if errors:
        raise RefusedForSafety(f"the plan is refused: {len(errors)} problem(s)", "mend what is listed above")
    if not as_json:
        first = document["vehicles"][0]
        say(f"{out}: {len(document['vehicles'])} aircraft, {document['makespan_s']:.0f} s, {first['distance_m']:.0f} m")


@app.command()
def detect(
    inputs: Annotated[list[str], typer.Argument(help="Radiometric JPEG, TIFF, PNG, video, RTSP address.")],
    out: Annotated[Path, typer.Option(help="FINDINGS.geojson")],
    camera: Annotated[
        Path | None, typer.Option(help="JSON with intrinsics and pose: docs/reference/locate.md.")
    ] = None,
    terrain: TerrainOption = None,
    annotate: Annotated[Path | None, typer.Option(help="Folder for pictures with the detections drawn in.")] = None,
    preset: Annotated[str, typer.Option(help="flame, smoulder or mop-up")] = "mop-up",
    unit: Annotated[
        str | None, typer.Option(help="What numbers mean whose file does not tell: centikelvin, 0.04K, 0.01C-100.")
    ] = None,
    as_json: JsonOption = False,
) -> None:
    """Find what is hot or human in images and video.

    Example: varde detect *.jpg --out findings.geojson --annotate pictures
    """
    from ground_station.stills import detect_files

    document, failures, notes = detect_files(
        inputs, out=out, annotate=annotate, preset=preset, camera=camera, terrain_files=terrain or [], unit=unit
    )
    for line in (*failures, *notes):
        say(line)
    if as_json:
        answer(document)
    else:
        count = len(document["features"])
        say(f"{out}: {count} detection(s) in {len(inputs) - len(failures)} input(s), {len(failures)} unreadable")
    if failures:
        raise typer.Exit(1)


@app.command()
def locate(
    clicks: Annotated[Path, typer.Argument(help="JSON list of clicks: pose, intrinsics, distortion, pixel.")],
    terrain: TerrainOption = None,
    as_json: JsonOption = False,
) -> None:
    """Say where pixels lie on the ground.

    Example: varde locate clicks.json --terrain dtm.tif --json
    """
    from ground_station.stills import locate_clicks

    places = locate_clicks(clicks, terrain or [])
    if as_json:
        answer(places)
        return
    for place in places:
        if "none" in place:
            typer.echo(f"no place: {place['none']}")
        else:
            typer.echo(f"{place['latitude_deg']:.6f} {place['longitude_deg']:.6f} ± {place['semi_major_m']:.1f} m")


@app.command()
def calibrate(
    clicks: Annotated[Path, typer.Argument(help="JSON list of clicks on points whose place is known.")],
    as_json: JsonOption = False,
) -> None:
    """Say how a camera really sits, and how late its pictures are timed.

    Example: varde calibrate clicks.json
    """
    from ground_station.calibrating import calibrate_clicks

    found = calibrate_clicks(clicks)
    if as_json:
        answer(found)
        return
    for name, sigma, unit in (("boresight_deg", "sigma_boresight_deg", "°"), ("time_offset_s", "sigma_time_s", "s")):
        typer.echo(f"{name} = {found[name]}  # ± {found[sigma]} {unit}")
    typer.echo(f"# {found['points']} points, half of them within {found['median_px']} px")
    if not found["is_explained"]:
        say("the clicks are not explained by this: look for clicks on wrong points, and at the lens's numbers")
    for what in ("boresight", "time"):
        if not found[f"is_{what}_determined"]:
            say(f"these points do not tell the {what}: look from more headings, and at speed")


@app.command()
def replay(
    recording: Annotated[str, typer.Argument(help="FILE.tlog or the id of an incident.")],
    speed: Annotated[float, typer.Option(min=0.1, max=100, help="Times real time.")] = 1.0,
    port: Annotated[int, typer.Option(help="Of the console.")] = DEFAULT_PORT,
    headless: Annotated[bool, typer.Option(help="Open no browser.")] = False,
    terrain: TerrainOption = None,
    data: DataOption = DEFAULT_DATA,
    once: Annotated[bool, typer.Option(help="End when the recording ends.")] = False,
) -> None:
    """Show a recorded flight or an incident on the live map, like the day itself.

    Example: varde replay flight.tlog --speed 4
    """
    from ground_station.replay import run_replay

    settings = load_settings(port=port, data=data, terrain=tuple(terrain) if terrain else None)
    asyncio.run(run_replay(recording, settings, speed=speed, headless=headless, ends=once, say=say))


@app.command()
def doctor(as_json: JsonOption = False) -> None:
    """Say what is missing on this machine and how to mend it.

    Example: varde doctor
    """
    from ground_station.doctor import examine

    findings = examine()
    if as_json:
        answer([finding.document() for finding in findings])
    else:
        for finding in findings:
            typer.echo(finding.line())
    if any(finding.is_serious for finding in findings):
        raise typer.Exit(1)


@app.command()
def bench(
    name: Annotated[str, typer.Argument(help="vision, live, link, plan or all")] = "all",
    as_json: JsonOption = False,
) -> None:
    """Measure against a floor or a peer in the same run.

    Example: varde bench vision --json
    """
    from ground_station.benchmarks import run_benchmarks

    tables = run_benchmarks(name)
    if as_json:
        answer(tables)
        return
    for table_name, table in tables.items():
        typer.echo(table_name)
        for row in table["rows"]:
            typer.echo("  " + "  ".join(f"{key} {value}" for key, value in row.items()))


@terrain_app.command("add")
def terrain_add(files: list[Path], data: DataOption = DEFAULT_DATA) -> None:
    """Keep elevation models for the station. Example: varde terrain add dtm1.tif"""
    from ground_station.commands import add_terrain

    for kept in add_terrain(files, data):
        say(f"{kept}: kept")


def main() -> None:
    """Run the command line; every known failure is one line on stderr with its remedy."""
    # The log is for people: stdout is for results.
    structlog.configure(logger_factory=structlog.WriteLoggerFactory(sys.stderr))
    try:
        status = app(standalone_mode=False)
    except UsageError as error:
        where = error.ctx.command_path if error.ctx else "varde"
        message = error.format_message().rstrip(".")
        say(f"varde: {message}. See `{where} --help`.")
        raise SystemExit(2) from None
    except typer.Abort:
        raise SystemExit(130) from None
    except GroundStationError as error:
        say(f"varde: {error}" + (f". {error.remedy[0].upper()}{error.remedy[1:].rstrip('.')}." if error.remedy else ""))
        raise SystemExit(error.exit_status) from None
    except (KeyboardInterrupt, asyncio.CancelledError):
        raise SystemExit(130) from None
    except BrokenPipeError:
        raise SystemExit(1) from None
    raise SystemExit(status if isinstance(status, int) else 0)
