"""What every command of `varde` shares: its options, the caller's language, and where words and results go."""

from __future__ import annotations

import json
import os
from pathlib import Path
from typing import Annotated, Any

import typer

DataOption = Annotated[
    Path, typer.Option("--data", help="Folder of the journal, templates and elevation models.", envvar="VARDE_DATA")
]
JsonOption = Annotated[bool, typer.Option("--json", help="One JSON document on stdout, nothing else there.")]
DEFAULT_DATA = Path("varde-data")


def language() -> str:
    """The caller's: VARDE_LANGUAGE, then the locale, then English."""
    for name in ("VARDE_LANGUAGE", "LC_ALL", "LC_MESSAGES", "LANG"):
        code = os.environ.get(name, "")[:2].lower()
        if code in {"nb", "nn", "en", "no"}:
            return "nb" if code == "no" else code
    return "en"


def say(text: str) -> None:
    """Tell a person, on stderr: stdout is for results."""
    typer.echo(text, err=True)


def answer(document: Any) -> None:
    """Print one JSON document on stdout."""
    typer.echo(json.dumps(document, ensure_ascii=False, indent=2))


def password(*, envvar: str, confirms: bool = False, of: str = "") -> str:
    """What the environment holds, or what the person types unseen."""
    known = os.environ.get(envvar)
    return known or str(
        typer.prompt(f"Password {of}".rstrip(), hide_input=True, confirmation_prompt=confirms, err=True)
    )
