"""`varde incident`: look at incidents in the journal, without a running station."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from ground_station.errors import GroundStationError
from ground_station.terminal import DEFAULT_DATA, DataOption, JsonOption, answer, say

app = typer.Typer(help="Look at incidents in the journal.", no_args_is_help=True)


@app.command("list")
def incident_list(data: DataOption = DEFAULT_DATA, as_json: JsonOption = False) -> None:
    """List incidents. Example: varde incident list"""
    from ground_station.commands import incidents_in

    incidents = [incident.model_dump(mode="json") for incident in incidents_in(data).list()]
    if as_json:
        answer(incidents)
        return
    for incident in incidents:
        typer.echo(f"{incident['id']}  {incident['opened_at'][:16]}  {incident['status']:6}  {incident['title']}")


@app.command("show")
def incident_show(incident_id: str, data: DataOption = DEFAULT_DATA) -> None:
    """Print an incident's picture as JSON. Example: varde incident show ID"""
    from ground_station.commands import incident_in

    answer(incident_in(data, incident_id).picture.model_dump(mode="json"))


@app.command("export")
def incident_export(
    incident_id: str,
    out: Annotated[Path, typer.Option(help="FILE.geojson")],
    format_: Annotated[str, typer.Option("--format", help="geojson")] = "geojson",
    data: DataOption = DEFAULT_DATA,
) -> None:
    """Write an incident's findings to a file. Example: varde incident export ID --out findings.geojson"""
    from ground_station.commands import export_incident

    export_incident(data, incident_id, format_, out)
    say(f"{out}: written")


@app.command("verify")
def incident_verify(incident_id: str, data: DataOption = DEFAULT_DATA) -> None:
    """Check the hash chain of an incident's journal. Example: varde incident verify ID"""
    from ground_station.commands import incident_in

    incident = incident_in(data, incident_id)
    broken = incident.verify()
    if broken is not None:
        raise GroundStationError(f"{incident_id}: {broken}", "the journal was changed after it was written")
    typer.echo(f"{incident_id}: {incident.seq} events, the chain is whole")
