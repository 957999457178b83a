"""`varde template publish`, `sign`, `withdraw`, `renew`, and what the keeper of a catalogue does."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from ground_station.template_shell import YesOption, confirm, in_words, spoken_error, tell
from ground_station.terminal import language, password, say

if TYPE_CHECKING:
    from missions.exchange.catalogue_folder import CatalogueFolder
    from missions.exchange.drafts import Drafted
    from missions.exchange.signatures import CryptoSigner

app = typer.Typer()
catalogue_app = typer.Typer(help="Keep a catalogue that others take templates from.", no_args_is_help=True)
key_app = typer.Typer(help="Keys that sign templates.", no_args_is_help=True)

PASSWORD_VARIABLE = "VARDE_KEY_PASSWORD"

CatalogueOption = Annotated[Path, typer.Option("--catalogue", help="Folder of the catalogue.")]
KeyOption = Annotated[Path, typer.Option("--key", help="Private key; its password is asked, or VARDE_KEY_PASSWORD.")]

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
    from missions.exchange.clock import utc_now
    from missions.exchange.drafts import draft_package
    from missions.exchange.package import read_package_file
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
    from missions.exchange.clock import utc_now
    from missions.exchange.drafts import draft_withdrawal

    folder = catalogue_in(catalogue)
    tell_progress(draft_withdrawal(folder, template_id, version, reason, replaced_by, signer(key), utc_now()))


@app.command("renew")
@in_words
def renew(namespace: str, catalogue: CatalogueOption, key: KeyOption, yes: YesOption = False) -> None:
    """Draft that all you have published holds for another year, or under other keys; the second signature as ever.

    Example: varde template renew no.voss.brann --catalogue ../catalogue --key kari.key
    """
    from missions.exchange.clock import utc_now
    from missions.exchange.drafts import draft_renewal

    folder = catalogue_in(catalogue)
    show_all(folder, namespace)
    confirm("exchange-sign-confirm", yes)
    tell_progress(draft_renewal(folder, namespace, signer(key), utc_now()))


def show_all(folder: CatalogueFolder, namespace: str) -> None:
    """Everything that a namespace has published."""
    from missions.exchange.drafts import path_parts, withdrawal

    published = folder.targets(namespace)
    listed = {} if published is None else published.signed.targets
    for path, target in sorted(listed.items()):
        template_id, version = path_parts(path)
        if gone := withdrawal(target):
            tell("exchange-withdrawn", name=template_id, version=version, reason=gone["reason"])
        else:
            tell("exchange-holds", name=template_id, version=version, sha256=target.hashes["sha256"])


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


# --- catalogues and keys ----------------------------------------------------------------------------------------------


@key_app.command("new")
@in_words
def key_new(name: str, out: Annotated[Path, typer.Option(help="Folder.")] = Path()) -> None:
    """Make a key of your own; its password is asked for, or read from VARDE_KEY_PASSWORD.

    Example: varde template key new kari
    """
    from missions.exchange.keys import create_key

    private, public = create_key(out, name, password(envvar=PASSWORD_VARIABLE, confirms=True))
    tell("exchange-key-made", private=str(private), public=str(public))


@catalogue_app.command("new")
@in_words
def catalogue_new(
    folder: Path,
    key: Annotated[list[Path], typer.Option(help="The keeper's; further ones guard the root, two of which must sign.")],
) -> None:
    """Make an empty catalogue. Example: varde template catalogue new catalogue --key keeper.key"""
    from missions.exchange.catalogue_folder import CatalogueFolder
    from missions.exchange.clock import utc_now
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
    from missions.exchange.clock import utc_now
    from missions.exchange.keeper import admit
    from missions.exchange.keys import load_publics

    admit(catalogue_in(folder), namespace, load_publics(signer_keys), signer(key), utc_now())
    tell("exchange-admitted", name=namespace, count=len(signer_keys))


@catalogue_app.command("keys")
@in_words
def catalogue_keys(
    folder: Path,
    key: Annotated[list[Path], typer.Option(help="The keeper's from now on; further ones guard the root.")],
    former: Annotated[list[Path], typer.Option(help="Present keys that guard the root: two, where there are several.")],
) -> None:
    """Change the keeper's keys, or renew the root with the same ones. Stations follow by themselves.

    Example: varde template catalogue keys catalogue --key new.key --former keeper.key
    """
    from missions.exchange.clock import utc_now
    from missions.exchange.keeper import change_keys

    until = change_keys(
        catalogue_in(folder), [signer(each) for each in key], [signer(each) for each in former], utc_now()
    )
    tell("exchange-root-until", until=until.date().isoformat())


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
    from missions.exchange.clock import utc_now
    from missions.exchange.keeper import refresh

    done = refresh(catalogue_in(folder), signer(key), utc_now(), days)
    for namespace in done.published:
        tell("exchange-published", name=namespace)
    for namespace, error in done.waiting:
        tell("exchange-waiting", name=namespace, reason=spoken_error(error))
    tell("exchange-vouched", until=done.expires_at.date().isoformat())
    tell("exchange-root-until", until=done.root_expires_at.date().isoformat())


def catalogue_in(path: Path) -> CatalogueFolder:
    """The catalogue in a folder."""
    from missions.exchange.keeper import read_folder

    return read_folder(path)


def signer(path: Path) -> CryptoSigner:
    """What signs with a key file."""
    from missions.exchange.keys import load_signer

    return load_signer(path, password(envvar=PASSWORD_VARIABLE, of=path.name))
