"""`varde user` and `varde key`: who may sign in, and the signing keys of links to aircraft."""

from __future__ import annotations

from typing import Annotated

import typer

from ground_station.config import DEFAULT_PORT
from ground_station.terminal import DEFAULT_DATA, DataOption, password, say

PASSWORD_VARIABLE = "VARDE_PASSWORD"

user_app = typer.Typer(help="Who may sign in.", no_args_is_help=True)
key_app = typer.Typer(help="Signing keys of links to aircraft.", no_args_is_help=True)


@user_app.command("add")
def user_add(
    name: str,
    role: Annotated[str, typer.Option(help="viewer, commander, pilot or administrator")],
    data: DataOption = DEFAULT_DATA,
) -> None:
    """Let somebody sign in; the password is asked for, or read from VARDE_PASSWORD.

    Example: varde user add kari --role commander
    """
    from ground_station.commands import add_user

    add_user(data, name, role, password(envvar=PASSWORD_VARIABLE, confirms=True))
    say(f"{name} may sign in as {role}")


@key_app.command("new")
def key_new(url: Annotated[str, typer.Argument(help="The vehicle address.")], data: DataOption = DEFAULT_DATA) -> None:
    """Make a random signing key for a link; a key that is there is never overwritten.

    Example: varde key new udpin://0.0.0.0:14550
    """
    from ground_station.commands import new_key

    say(f"{url}: key {new_key(data, url)} made. Give it to the aircraft with `varde key install`.")


@key_app.command("show-fingerprint")
def key_show_fingerprint(
    url: Annotated[str, typer.Argument(help="The vehicle address.")], data: DataOption = DEFAULT_DATA
) -> None:
    """Print what tells a link's key apart; the key itself is never shown.

    Example: varde key show-fingerprint udpin://0.0.0.0:14550
    """
    from ground_station.commands import key_fingerprint

    typer.echo(key_fingerprint(data, url))


@key_app.command("install")
def key_install(
    vehicle: Annotated[int, typer.Argument(help="Number of the aircraft.")],
    why: Annotated[str, typer.Option(help="For the journal.")],
    name: Annotated[str, typer.Option("--as", help="An administrator; the password is asked for.")],
    station: Annotated[str, typer.Option(help="Address of the running station.")] = f"http://127.0.0.1:{DEFAULT_PORT}",
    remove: Annotated[bool, typer.Option("--remove", help="Tell the aircraft to sign no longer.")] = False,
) -> None:
    """Have the running station send its link's key to an aircraft. The key crosses the link in the clear: use a wire.

    Example: varde key install 1 --as ola --why "new aircraft, on the USB cable"
    """
    from ground_station.commands import install_key

    install_key(station, vehicle, name, password(envvar=PASSWORD_VARIABLE), why, ends=remove)
    say(f"aircraft {vehicle}: {'signs no longer' if remove else 'signs with the key of its link'}")
