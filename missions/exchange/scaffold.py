"""The folder that a new template begins as: another's template under one's own name, and the assessments to write."""

from __future__ import annotations

import json
import re
from datetime import date
from pathlib import Path
from typing import Any

import yaml

from missions.catalogue import Template
from missions.exchange.errors import StoreError

ID = re.compile(r"[a-z0-9]+(\.[a-z0-9-]+)+/[a-z0-9]+(-[a-z0-9]+)*")
FIRST_VERSION = "1.0.0"
ASSESSMENTS = {
    "risk": (
        "Risk assessment",
        "What can go wrong with aircraft, crew, people on the ground and other air traffic; how likely and how bad it "
        "is; what is done about it.",
    ),
    "privacy": (
        "Privacy assessment",
        "Whom the cameras may see, what is kept and for how long, who may look at it, and on what legal ground.",
    ),
}


def write_template_folder(template_id: str, origin: Template, folder: Path, today: date) -> list[Path]:
    """Begin a template of one's own from another one; the files made. Raises StoreError when something is there."""
    if not ID.fullmatch(template_id):
        raise StoreError(
            "template_id_form",
            f"{template_id} is no id of a template.",
            remedy="Write your namespace and a name, like no.voss.brann/mop-up.",
            details={"name": template_id},
        )
    texts = {
        "template.yaml": _template_text(template_id, origin),
        "derived-from.json": json.dumps(
            {"id": origin.id, "version": origin.version, "sha256": origin.sha256}, indent=1, sort_keys=True
        )
        + "\n",
    }
    for name, (title, question) in ASSESSMENTS.items():
        texts[f"docs/{name}.md"] = (
            f"# {title}: {template_id}\n\n{question}\n\nTo be written. Begun {today.isoformat()}.\n"
        )
    if any((folder / name).exists() for name in texts):
        raise StoreError(
            "template_folder_exists",
            f"There is a template in {folder} already.",
            remedy="Choose another folder.",
            details={"name": folder.name},
        )
    return [_written(folder / name, text) for name, text in texts.items()]


def _template_text(template_id: str, origin: Template) -> str:
    content: dict[str, Any] = {
        **origin.content,
        "id": template_id,
        "version": FIRST_VERSION,
        "maturity": "draft",
        "maintainer": template_id.partition("/")[0],
        "changelog": [{"version": FIRST_VERSION, "text": f"From {origin.id} {origin.version}."}],
    }
    return yaml.safe_dump(content, allow_unicode=True, sort_keys=False, width=120)


def _written(path: Path, text: str) -> Path:
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, "utf-8")
    except OSError as error:
        raise StoreError(
            "store_unwritable",
            f"{path} cannot be written ({error.strerror}).",
            remedy="Give a folder that may be written to.",
            details={"name": path.name, "reason": str(error.strerror)},
        ) from error
    return path
