"""A template with its risk and privacy assessments as one file, `.vardepkg`: the same bytes on every machine.

A ZIP without compression (what zlib makes differs between its versions), in the order of the names, every entry of
1980-01-01. A package that is not byte for byte what `packed` would write is refused, so nothing can hide in it.
"""

from __future__ import annotations

import hashlib
import io
import json
import re
import zipfile
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from missions.catalogue import Template, read_template
from missions.exchange.errors import PackageError

ENDING = ".vardepkg"
FORMAT = "varde-package/1"
LISTING, TEMPLATE = "package.json", "template.yaml"
REQUIRED = (TEMPLATE, "docs/risk.md", "docs/privacy.md")
ALLOWED = re.compile(r"template\.yaml|docs/[A-Za-z0-9][A-Za-z0-9._-]{0,79}\.md")
LARGEST_BYTES = 20 * 1024 * 1024
MOST_FILES = 100
NO_TIME = (1980, 1, 1, 0, 0, 0)


@dataclass(frozen=True, slots=True, kw_only=True)
class Package:
    """One version of a template, ready to travel."""

    template: Template
    files: Mapping[str, bytes] = field(repr=False)
    derived_from: Mapping[str, str] | None
    """`id`, `version` and `sha256` of the template that this one was made from."""

    @property
    def namespace(self) -> str:
        """Who answers for it."""
        return namespace_of(self.template.id)

    @property
    def path(self) -> str:
        """Where it lies in a catalogue."""
        return package_path(self.template.id, self.template.version)

    def packed(self) -> bytes:
        """The file. The same content gives the same bytes."""
        listing = {
            "format": FORMAT,
            "id": self.template.id,
            "version": self.template.version,
            "derived_from": dict(self.derived_from) if self.derived_from else None,
            "files": {name: hashlib.sha256(self.files[name]).hexdigest() for name in sorted(self.files)},
        }
        text = json.dumps(listing, indent=1, sort_keys=True, ensure_ascii=False) + "\n"
        return _zipped({LISTING: text.encode(), **self.files})


def namespace_of(template_id: str) -> str:
    """`no.bergen.brann` of `no.bergen.brann/mop-up`."""
    return template_id.partition("/")[0]


def package_path(template_id: str, version: str) -> str:
    """Where a version lies in a catalogue: `no.bergen.brann/mop-up/1.0.0.vardepkg`."""
    return f"{template_id}/{version}{ENDING}"


def package_of(files: Mapping[str, bytes], derived_from: Mapping[str, str] | None, source: str) -> Package:
    """A package of these files. Raises PackageError or TemplateError naming the file and what to do."""
    for name in files:
        if not ALLOWED.fullmatch(name):
            raise _wrong(source, name, "is not a file of a package", "A package has template.yaml and docs/*.md.")
    for name in REQUIRED:
        if name not in files:
            raise _wrong(source, name, "is missing", "Write it: `varde template new` makes one to begin with.")
    if len(files) > MOST_FILES or sum(map(len, files.values())) > LARGEST_BYTES:
        raise _wrong(source, "the whole", "is too large", f"At most {MOST_FILES} files and {LARGEST_BYTES} bytes.")
    texts = {name: _text(files[name], name, source) for name in files}
    template = read_template(texts[TEMPLATE], f"{source}: {TEMPLATE}")
    if template.version not in {entry["version"] for entry in template.content["changelog"]}:
        raise _wrong(source, "changelog", f"does not tell of {template.version}", "Write what changed, and for whom.")
    return Package(template=template, files=dict(files), derived_from=derived_from)


def read_package(data: bytes, source: str) -> Package:
    """The package in these bytes. Raises PackageError for anything that `packed` would not have written."""
    if len(data) > LARGEST_BYTES:
        raise _wrong(source, "the whole", "is too large", f"At most {LARGEST_BYTES} bytes.")
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            entries = archive.infolist()
            # Stored, not compressed: so no entry can grow beyond the file.
            if len(entries) > MOST_FILES + 1 or any(entry.compress_type != zipfile.ZIP_STORED for entry in entries):
                raise _wrong(source, "the archive", "is not stored as a package is", _ASK)
            files = {entry.filename: archive.read(entry) for entry in entries}
        listing = json.loads(files.pop(LISTING, b"null"))
    except (zipfile.BadZipFile, ValueError, OSError, RuntimeError, NotImplementedError, EOFError) as error:
        raise _wrong(source, "the archive", f"cannot be read ({error})", _ASK) from error
    package = package_of(files, _derived_from(listing, source), source)
    if package.packed() != data:
        raise _wrong(source, "the archive", "is not byte for byte what its content makes", _ASK)
    return package


def read_package_file(path: Path) -> Package:
    """A package from disk: a `.vardepkg`, or the folder that it is made from. Raises PackageError."""
    try:
        return package_in(path) if path.is_dir() else read_package(path.read_bytes(), path.name)
    except OSError as error:
        raise _wrong(path.name, "the file", f"cannot be read ({error.strerror})", "Name one that exists.") from error


def package_in(folder: Path) -> Package:
    """The package that a folder makes. Hidden files stay out. Raises PackageError."""
    found = [path for path in sorted(folder.rglob("*")) if path.is_file() and not _is_hidden(path, folder)]
    files = {path.relative_to(folder).as_posix(): path.read_bytes() for path in found if not path.is_symlink()}
    origin = files.pop("derived-from.json", b"null")
    try:
        derived_from = json.loads(origin)
    except ValueError as error:
        raise _wrong(folder.name, "derived-from.json", f"is not JSON ({error})", "Remove it, or repair it.") from error
    return package_of(files, _derived_from({"derived_from": derived_from}, folder.name), folder.name)


_ASK = "Ask for it again: it was changed on the way, or was not made by Varde."


def _is_hidden(path: Path, folder: Path) -> bool:
    return any(part.startswith(".") for part in path.relative_to(folder).parts)


def _derived_from(listing: Any, source: str) -> Mapping[str, str] | None:
    origin = listing.get("derived_from") if isinstance(listing, dict) else None
    if origin is None:
        return None
    if not isinstance(origin, dict) or set(origin) != {"id", "version", "sha256"}:
        raise _wrong(source, "derived_from", "does not name a template", "Give its id, version and sha256.")
    return {name: str(origin[name]) for name in sorted(origin)}


def _text(data: bytes, name: str, source: str) -> str:
    try:
        return data.decode("utf-8")
    except UnicodeDecodeError as error:
        raise _wrong(source, name, "is not text in UTF-8", "Save it as UTF-8.") from error


def _zipped(files: Mapping[str, bytes]) -> bytes:
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w", zipfile.ZIP_STORED) as archive:
        for name in sorted(files):
            entry = zipfile.ZipInfo(name, NO_TIME)
            entry.create_system = 3
            entry.external_attr = 0o100644 << 16
            archive.writestr(entry, files[name])
    return target.getvalue()


def _wrong(source: str, place: str, reason: str, remedy: str) -> PackageError:
    return PackageError(
        "package_invalid",
        f"{source}: {place} {reason}.",
        remedy=remedy,
        details={"file": source, "place": place, "reason": reason},
    )
