"""What all commands of `varde template` share: options, words, the store, questions and passwords."""

from __future__ import annotations

import json
import os
import sys
from collections.abc import Callable
from functools import wraps
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, ParamSpec

import typer

from ground_station.errors import BadInput

if TYPE_CHECKING:
    from missions.exchange.store import Store

DataOption = Annotated[Path, typer.Option("--data", help="The station's folder.", envvar="VARDE_DATA")]
JsonOption = Annotated[bool, typer.Option("--json", help="One JSON document on stdout, nothing else there.")]
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
