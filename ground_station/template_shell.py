"""What all commands of `varde template` share: words, the store and questions."""

from __future__ import annotations

import sys
from collections.abc import Callable
from functools import wraps
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, ParamSpec

import typer

from ground_station.errors import BadInput
from ground_station.terminal import language, say

if TYPE_CHECKING:
    from missions.exchange.store import Store

YesOption = Annotated[bool, typer.Option("--yes", help="Ask nothing: the differences were read.")]
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


def tell(message_id: str, **args: Any) -> None:
    """Say a sentence, on stderr: stdout is for results."""
    from ground_station.messages import words

    say(words(language()).format(message_id, **args))


def store_in(data: Path) -> Store:
    """The templates that a station keeps."""
    from missions.exchange.store import Store

    return Store(data / "templates")


def confirm(message_id: str, yes: bool) -> None:
    """Ask a person; without one at the keyboard, refuse. Raises BadInput."""
    from ground_station.messages import words

    if yes:
        return
    if not sys.stdin.isatty():
        raise BadInput(words(language()).format("exchange-not-confirmed"))
    if not typer.confirm(words(language()).format(message_id), err=True):
        raise typer.Exit(1)
