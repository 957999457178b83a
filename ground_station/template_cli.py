"""`varde template`: see templates, make one's own, publish them with two signatures, take others'.

Heavy imports stay in the functions: `varde --help` and a station that exchanges nothing do not wait for them.
"""

from __future__ import annotations

import json
import os
import sys
from collections.abc import Callable
from functools import partial, wraps
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, ParamSpec

import typer

from ground_station.errors import BadInput

if TYPE_CHECKING:
    from missions.catalogue import Template
    from missions.exchange.catalogue_folder import CatalogueFolder
    from missions.exchange.client import Offer, OpenCatalogue
    from missions.exchange.drafts import Drafted
    from missions.exchange.signatures import CryptoSigner
    from missions.exchange.store import Store

app = typer.Typer(help="Mission templates: make, publish and take them.", no_args_is_help=True)
catalogue_app = typer.Typer(help="Keep a catalogue that others take templates from.", no_args_is_help=True)
key_app = typer.Typer(help="Keys that sign templates.", no_args_is_help=True)
app.add_typer(catalogue_app, name="catalogue")
app.add_typer(key_app, name="key")

DataOption = Annotated[Path, typer.Option("--data", help="The station's folder.", envvar="VARDE_DATA")]
JsonOption = Annotated[bool, typer.Option("--json", help="One JSON document on stdout, nothing else there.")]
CatalogueOption = Annotated[Path, typer.Option("--catalogue", help="Folder of the catalogue.")]
KeyOption = Annotated[Path, typer.Option("--key", help="Private key; its password is asked, or VARDE_KEY_PASSWORD.")]
YesOption = Annotated[bool, typer.Option("--yes", help="Ask nothing: the differences were read.")]
DEFAULT_DATA = Path("varde-data")

Arguments = ParamSpec("Arguments")


def in_words(command: Callable[Arguments, None]) -> Callable[Arguments, None]:
    """Turn what the exchange refuses into one line in the caller's language."""

    @wraps(command)
    def told(*args: Arguments.args, **kwargs: Arguments.kwargs) -> None:
        from missions.errors import PlanningError

        try:
            command(*args, **kwargs)
        except PlanningError as error:
            raise BadInput(spoken_error(error)) from error

    return told


def spoken_error(error: Exception) -> str:
    """A refusal in the caller's language."""
    from ground_station.problem_words import said
    from missions.errors import PlanningError

    return said(error, language()) if isinstance(error, PlanningError) else str(error)


def language() -> str:
    """The caller's: VARDE_LANGUAGE, then the locale, then English."""
    for name in ("VARDE_LANGUAGE", "LC_ALL", "LC_MESSAGES", "LANG"):
        code = os.environ.get(name, "")[:2].lower()
        if code in {"nb", "nn", "en", "no"}:
            return "nb" if code == "no" else code
    return "en"


def tell(message_id: str, **args: Any) -> None:
    """Say a sentence, on stderr: stdout is for results."""
    from ground_station.messages import words

    say(words(language()).format(message_id, **args))


def say(text: str) -> None:
    """Tell a person, on stderr."""
    typer.echo(text, err=True)


def answer(document: Any) -> None:
    """Print one JSON document on stdout."""
    typer.echo(json.dumps(document, ensure_ascii=False, indent=2))


def store_in(data: Path) -> Store:
    """The templates that a station keeps."""
    from missions.exchange.store import Store

    return Store(data / "templates")


# --- looking ----------------------------------------------------------------------------------------------------------


@app.command("list")
@in_words
def list_templates(data: DataOption = DEFAULT_DATA, as_json: JsonOption = False) -> None:
    """List templates. Example: varde template list"""
    from ground_station.planning import template_view
    from ground_station.template_words import stale_lines
    from missions.exchange.store import utc_now

    store = store_in(data)
    rows = []
    for template in store.templates():
        gone = store.withdrawn(template.id, template.version)
        own = {"own_values": dict(store.overrides(template.id)), "withdrawn": gone.reason if gone else None}
        rows.append(template_view(template, language()).model_dump() | own)
    for line in stale_lines(store.catalogues(), utc_now(), language()):
        say(line)
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
    from missions.exchange.scaffold import write_template_folder
    from missions.exchange.store import utc_now

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


# --- publishing -------------------------------------------------------------------------------------------------------


@app.command("publish")
@in_words
def publish(
    folder: Annotated[Path, typer.Argument(help="Folder of the template, or its package.")],
    catalogue: CatalogueOption,
    key: KeyOption,
) -> None:
    """Draft a version for a catalogue and give the first of the two signatures.

    Example: varde template publish mop-up --catalogue ../catalogue --key kari.key
    """
    from missions.exchange.drafts import draft_package
    from missions.exchange.package import read_package_file
    from missions.exchange.store import utc_now
    from missions.exchange.trial import refuse_failed_cases

    package = read_package_file(folder)
    refuse_failed_cases(package.template)
    tell_progress(draft_package(catalogue_in(catalogue), package, signer(key), utc_now()))


@app.command("sign")
@in_words
def sign(
    namespace: str,
    catalogue: CatalogueOption,
    key: KeyOption,
    yes: YesOption = False,
) -> None:
    """Read what a colleague has drafted, and give the second signature.

    Example: varde template sign no.voss.brann --catalogue ../catalogue --key ola.key
    """
    from missions.exchange.drafts import sign_draft

    folder = catalogue_in(catalogue)
    show_draft(folder, namespace)
    confirm("exchange-sign-confirm", yes)
    tell_progress(sign_draft(folder, namespace, signer(key)))


@app.command("withdraw")
@in_words
def withdraw(
    template_id: str,
    version: Annotated[str, typer.Option("--version", help="Which one.")],
    reason: Annotated[str, typer.Option(help="Why, as the crews shall read it.")],
    catalogue: CatalogueOption,
    key: KeyOption,
    replaced_by: Annotated[str, typer.Option(help="What to use instead.")] = "",
) -> None:
    """Draft that a version must not be chosen any more; the second signature as for publishing.

    Example: varde template withdraw no.voss.brann/mop-up --version 1.0.0 --reason "Too low over trees" ...
    """
    from missions.exchange.drafts import draft_withdrawal
    from missions.exchange.store import utc_now

    folder = catalogue_in(catalogue)
    tell_progress(draft_withdrawal(folder, template_id, version, reason, replaced_by, signer(key), utc_now()))


def show_draft(folder: CatalogueFolder, namespace: str) -> None:
    """What a draft changes, in words."""
    from ground_station.template_words import difference_lines
    from missions.exchange.drafts import changed_targets, newest_published, read_target, withdrawal

    for target in changed_targets(folder, namespace):
        package = read_target(folder, target)
        template = package.template
        if gone := withdrawal(target):
            tell("exchange-withdrawn", name=template.id, version=template.version, reason=gone["reason"])
            continue
        before = newest_published(folder, template.id)
        if before is None:
            tell("exchange-new", name=template.id, version=template.version)
            continue
        tell("exchange-update", name=template.id, before=before.template.version, after=template.version)
        for line in difference_lines(before.template.content, template.content, language()):
            say(f"  {line}")


def tell_progress(drafted: Drafted) -> None:
    """How many have signed, and what comes next."""
    tell("exchange-signed", name=drafted.namespace, count=drafted.signatures, needed=drafted.needed)
    tell("exchange-next-refresh" if drafted.is_ready else "exchange-next-sign", name=drafted.namespace)


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
    from missions.exchange.store import utc_now

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
    from missions.exchange.store import utc_now
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
    from missions.exchange.store import utc_now

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


# --- catalogues and keys ----------------------------------------------------------------------------------------------


@key_app.command("new")
@in_words
def key_new(name: str, out: Annotated[Path, typer.Option(help="Folder.")] = Path()) -> None:
    """Make a key of your own; its password is asked for, or read from VARDE_KEY_PASSWORD.

    Example: varde template key new kari
    """
    from missions.exchange.keys import create_key

    private, public = create_key(out, name, password(confirms=True))
    tell("exchange-key-made", private=str(private), public=str(public))


@catalogue_app.command("new")
@in_words
def catalogue_new(
    folder: Path,
    key: Annotated[list[Path], typer.Option(help="The keeper's; further ones guard the root, two of which must sign.")],
) -> None:
    """Make an empty catalogue. Example: varde template catalogue new catalogue --key keeper.key"""
    from missions.exchange.catalogue_folder import CatalogueFolder, utc_now
    from missions.exchange.keeper import create_catalogue

    fingerprint = create_catalogue(CatalogueFolder(folder), [signer(each) for each in key], utc_now())
    typer.echo(fingerprint)
    tell("exchange-fingerprint", fingerprint=fingerprint)


@catalogue_app.command("admit")
@in_words
def catalogue_admit(
    folder: Path,
    namespace: str,
    signer_keys: Annotated[list[Path], typer.Option("--signer", help="Public key of one who may sign; twice or more.")],
    key: KeyOption,
) -> None:
    """Let a municipality publish in its namespace, two signatures each time.

    Example: varde template catalogue admit catalogue no.voss.brann --signer kari.pub --signer ola.pub --key keeper.key
    """
    from missions.exchange.catalogue_folder import utc_now
    from missions.exchange.keeper import admit
    from missions.exchange.keys import load_publics

    admit(catalogue_in(folder), namespace, load_publics(signer_keys), signer(key), utc_now())
    tell("exchange-admitted", name=namespace, count=len(signer_keys))


@catalogue_app.command("refresh")
@in_words
def catalogue_refresh(
    folder: Path,
    key: KeyOption,
    days: Annotated[int, typer.Option(min=1, max=365, help="How long copies count as current.")] = 30,
) -> None:
    """Publish what two people have signed, and vouch for the catalogue for another while.

    Example: varde template catalogue refresh catalogue --key keeper.key
    """
    from missions.exchange.catalogue_folder import utc_now
    from missions.exchange.keeper import refresh

    done = refresh(catalogue_in(folder), signer(key), utc_now(), days)
    for namespace in done.published:
        tell("exchange-published", name=namespace)
    for namespace, error in done.waiting:
        tell("exchange-waiting", name=namespace, reason=spoken_error(error))
    tell("exchange-vouched", until=done.expires_at.date().isoformat())


def catalogue_in(path: Path) -> CatalogueFolder:
    """The catalogue in a folder."""
    from missions.exchange.keeper import read_folder

    return read_folder(path)


def signer(path: Path) -> CryptoSigner:
    """What signs with a key file."""
    from missions.exchange.keys import load_signer

    return load_signer(path, password(confirms=False, of=path.name))


def password(*, confirms: bool, of: str = "") -> str:
    """VARDE_KEY_PASSWORD, or what the person types unseen."""
    known = os.environ.get("VARDE_KEY_PASSWORD")
    return known or str(
        typer.prompt(f"Password {of}".rstrip(), hide_input=True, confirmation_prompt=confirms, err=True)
    )


def confirm(message_id: str, yes: bool) -> None:
    """Ask a person; without one at the keyboard, refuse. Raises BadInput."""
    from ground_station.messages import words

    if yes:
        return
    if not sys.stdin.isatty():
        raise BadInput(words(language()).format("exchange-not-confirmed"))
    if not typer.confirm(words(language()).format(message_id), err=True):
        raise typer.Exit(1)
