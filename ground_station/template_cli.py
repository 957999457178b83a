"""`varde template`: see templates, give them values of the station's own, take others'.

Heavy imports stay in the functions: `varde --help` and a station that exchanges nothing do not wait for them.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from ground_station import template_publishing
from ground_station.template_shell import YesOption, confirm, in_words, spoken_error, store_in, tell
from ground_station.terminal import DEFAULT_DATA, DataOption, JsonOption, answer, language, say

if TYPE_CHECKING:
    from missions.catalogue import Template
    from missions.exchange.client import Offer, OpenCatalogue
    from missions.exchange.store import Store

app = typer.Typer(help="Mission templates: make, publish and take them.", no_args_is_help=True)

# --- looking ----------------------------------------------------------------------------------------------------------


@app.command("list")
@in_words
def list_templates(data: DataOption = DEFAULT_DATA, as_json: JsonOption = False) -> None:
    """List templates. Example: varde template list"""
    from ground_station.planning import template_view
    from ground_station.template_words import stale_lines
    from missions.exchange.clock import utc_now

    store = store_in(data)
    rows = []
    for template in store.templates():
        gone = store.withdrawn(template.id, template.version)
        own = {"own_values": dict(store.overrides(template.id)), "withdrawn": gone.reason if gone else None}
        rows.append(template_view(template, language()).model_dump() | own)
    for line in stale_lines(store.catalogues(), utc_now(), language()):
        say(line)
    for error in store.broken().values():
        tell("exchange-refused", reason=spoken_error(error))
    if as_json:
        answer(rows)
        return
    for row in rows:
        typer.echo(f"{row['id']}  {row['version']}  {row['title']}")
        if row["own_values"]:
            tell("exchange-own-kept", name=row["id"], count=len(row["own_values"]))
        if row["withdrawn"]:
            tell("exchange-withdrawn", name=row["id"], version=row["version"], reason=row["withdrawn"])


@app.command("show")
@in_words
def show_template(name: str, data: DataOption = DEFAULT_DATA) -> None:
    """Print a template as JSON, with the station's own values. Example: varde template show thermal-area-search"""
    answer(dict(any_template(name, store_in(data)).content))


@app.command("diff")
@in_words
def diff_templates(before: str, after: str, data: DataOption = DEFAULT_DATA) -> None:
    """Say what differs between two templates: names, files or folders. Example: varde template diff mop-up ./mop-up"""
    from ground_station.template_words import difference_lines

    store = store_in(data)
    older, newer = any_template(before, store), any_template(after, store)
    for line in difference_lines(older.content, newer.content, language()):
        typer.echo(line)


@app.command("validate")
@in_words
def validate(files: list[Path]) -> None:
    """Check template files, folders and packages, their own cases too. Example: varde template validate my-template"""
    from missions.cases import failed_cases
    from missions.errors import PlanningError
    from missions.exchange.store import read_any_file

    wrong = []
    for path in files:
        try:
            template = read_any_file(path)
        except PlanningError as error:
            wrong.append(spoken_error(error))
        else:
            wrong += [f"{path.name}: {failure}" for failure in failed_cases(template)]
    for line in wrong:
        say(line)
    if wrong:
        raise typer.Exit(2)
    tell("exchange-valid", count=len(files))


def any_template(name: str, store: Store) -> Template:
    """A template by name, or from a file or folder; withdrawn ones too, since it is only looked at."""
    from missions.catalogue import find_template
    from missions.exchange.store import is_file_name, read_any_file

    return read_any_file(Path(name)) if is_file_name(name) else find_template(name, store.templates())


# --- one's own --------------------------------------------------------------------------------------------------------


@app.command("new")
@in_words
def new_template(
    template_id: Annotated[str, typer.Argument(help="Your namespace and a name: no.voss.brann/mop-up.")],
    origin: Annotated[str, typer.Option("--from", help="The template to begin with.")] = "thermal-area-search",
    out: Annotated[Path | None, typer.Option(help="Folder; without: the template's name.")] = None,
    data: DataOption = DEFAULT_DATA,
) -> None:
    """Begin a template of your own from another one.

    Example: varde template new no.voss.brann/mop-up --from no.bergen.brann/mop-up
    """
    from missions.exchange.clock import utc_now
    from missions.exchange.scaffold import write_template_folder

    folder = out or Path(template_id.rpartition("/")[2])
    write_template_folder(template_id, store_in(data).choose(origin), folder, utc_now().date())
    tell("exchange-made", name=str(folder))


@app.command("set")
@in_words
def set_values(
    name: Annotated[str, typer.Argument(help="Id of the template.")],
    values: Annotated[list[str], typer.Argument(help="PLACE=VALUE, e.g. safety/max_height_agl_m=100")],
    data: DataOption = DEFAULT_DATA,
) -> None:
    """Give a template values of the station's own; they stay when the template is updated.

    Example: varde template set no.bergen.brann/mop-up safety/max_height_agl_m=100
    """
    from missions.exchange.overrides import parsed_override

    store = store_in(data)
    template = any_template(name, store)
    kept = store.set_overrides(template.id, dict(parsed_override(value) for value in values))
    tell("exchange-own-kept", name=template.id, count=len(kept))


@app.command("unset")
@in_words
def unset_values(name: str, places: list[str], data: DataOption = DEFAULT_DATA) -> None:
    """Remove values of the station's own. Example: varde template unset mop-up safety/max_height_agl_m"""
    store = store_in(data)
    template_id = any_template_id(name, store)
    kept = store.set_overrides(template_id, {}, places)
    tell("exchange-own-kept", name=template_id, count=len(kept))


def any_template_id(name: str, store: Store) -> str:
    """The id behind a name, also where the station's own values do not fit the template any more."""
    from missions.catalogue import find_template, shipped_templates

    pulled = [store.package(entry).template for entry in store.installed().values()]
    known = {template.id: template for template in (*shipped_templates(), *pulled)}
    return find_template(name, list(known.values())).id


# --- taking -----------------------------------------------------------------------------------------------------------


@app.command("pull")
@in_words
def pull(
    address: Annotated[str, typer.Argument(help="Address or folder of the catalogue.")],
    names: Annotated[list[str] | None, typer.Argument(help="Ids of templates; without: all.")] = None,
    fingerprint: Annotated[str | None, typer.Option(help="Of the catalogue, as its keeper told it; once.")] = None,
    yes: YesOption = False,
    data: DataOption = DEFAULT_DATA,
) -> None:
    """Take templates from a catalogue, after showing what changes.

    Example: varde template pull https://maler.example.no --fingerprint 3f1c...
    """
    from missions.exchange.client import open_catalogue
    from missions.exchange.clock import utc_now

    store, now = store_in(data), utc_now()
    opened = open_catalogue(address, store, fingerprint, now)
    failed = bool(opened.refused)
    for refused in opened.refused:
        tell("exchange-refused", reason=spoken_error(refused))
    for template_id in names or opened.template_ids():
        failed |= not pull_one(opened, template_id, store, yes)
    if failed:
        raise typer.Exit(1)


def pull_one(opened: OpenCatalogue, template_id: str, store: Store, yes: bool) -> bool:
    """Take the newest version of one template; whether that is in use now."""
    from missions.errors import PlanningError
    from missions.exchange.clock import utc_now
    from missions.exchange.trial import refuse_failed_cases

    offer = opened.newest(template_id)
    if offer is None:
        known = template_id in opened.template_ids()
        tell("exchange-none-left" if known else "exchange-no-such", name=template_id)
        # A template that its publisher has withdrawn is no failure of who asks for all.
        return known
    entry = store.installed().get(template_id)
    if entry is not None and entry.version == offer.version:
        tell("exchange-current", name=template_id, version=offer.version)
        return True
    try:
        package = opened.package(offer)
        refuse_failed_cases(package.template)
        tell_change(offer, package.template, store)
    except PlanningError as error:
        tell("exchange-refused", reason=spoken_error(error))
        return False
    if entry is not None:
        confirm("exchange-confirm", yes)
    store.install(package, opened.catalogue.fingerprint, utc_now())
    tell("exchange-installed", name=template_id, version=offer.version)
    return True


def tell_change(offer: Offer, template: Template, store: Store) -> None:
    """What an update changes. Raises StoreError where the station's own values do not fit it."""
    from ground_station.template_words import difference_lines, override_lines
    from missions.exchange.overrides import layered

    entry, overrides = store.installed().get(offer.id), store.overrides(offer.id)
    if entry is None:
        tell("exchange-new", name=offer.id, version=offer.version)
    else:
        tell("exchange-update", name=offer.id, before=entry.version, after=offer.version)
        for line in difference_lines(store.package(entry).template.content, template.content, language()):
            say(f"  {line}")
    layered(template, overrides, offer.id)
    for line in override_lines(template, overrides, language()):
        say(f"  {line}")


@app.command("verify")
@in_words
def verify(
    address: Annotated[str | None, typer.Argument(help="A catalogue; without: what this station keeps.")] = None,
    fingerprint: Annotated[str | None, typer.Option(help="Of the catalogue, as its keeper told it.")] = None,
    data: DataOption = DEFAULT_DATA,
) -> None:
    """Check that every template is the one that was signed: in a catalogue, or as the station keeps it.

    Example: varde template verify /media/stick/catalogue
    """
    from ground_station.template_words import stale_lines
    from missions.exchange.client import open_catalogue
    from missions.exchange.clock import utc_now

    store, now = store_in(data), utc_now()
    if address is None:
        for line in stale_lines(store.catalogues(), now, language()):
            say(line)
        failed = [check(each.id, each.version, partial(store.package, each)) for each in store.installed().values()]
    else:
        opened = open_catalogue(address, store, fingerprint, now)
        for refused in opened.refused:
            tell("exchange-refused", reason=spoken_error(refused))
        failed = [check(each.id, each.version, partial(opened.package, each)) for each in opened.offers]
        failed += [True for _ in opened.refused]
    if any(failed):
        raise typer.Exit(1)


def check(name: str, version: str, read: Callable[[], object]) -> bool:
    """Say whether one package is what was signed; whether it is not."""
    from missions.errors import PlanningError

    try:
        read()
    except PlanningError as error:
        tell("exchange-refused", reason=spoken_error(error))
        return True
    tell("exchange-whole", name=name, version=version)
    return False


app.add_typer(template_publishing.app)
app.add_typer(template_publishing.catalogue_app, name="catalogue")
app.add_typer(template_publishing.key_app, name="key")
