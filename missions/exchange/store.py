"""What a station keeps of others' templates: the packages, who vouched for them, what was withdrawn, its own changes.

templates/installed.json                         which version of what, from which catalogue
templates/withdrawn.json                         what its publisher has withdrawn, and why
templates/packages/<sha256>.vardepkg
templates/overrides/no.bergen.brann/mop-up.yaml  survive every update
templates/catalogues/<fingerprint>/              the last state of a catalogue that was verified
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

import yaml

from missions.catalogue import Template, find_template, read_template_file, shipped_templates
from missions.errors import PlanningError
from missions.exchange.errors import StoreError
from missions.exchange.overrides import Overrides, layered
from missions.exchange.package import ENDING, Package, read_package, read_package_file
from missions.exchange.whole_file import write_whole


@dataclass(frozen=True, slots=True, kw_only=True)
class Installed:
    """A template that was pulled."""

    id: str
    version: str
    sha256: str
    """Of the package."""
    catalogue: str
    """Fingerprint of the catalogue that it came from."""
    pulled_at: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Withdrawn:
    """Why a version must not be chosen any more."""

    reason: str
    at: str
    replaced_by: str


@dataclass(frozen=True, slots=True, kw_only=True)
class KnownCatalogue:
    """A catalogue that somebody has decided to trust."""

    fingerprint: str
    address: str
    """Where it was last found."""
    checked_at: str
    expires_at: str
    """Until when its keeper vouched for what was found."""

    def is_stale(self, now: datetime) -> bool:
        """Whether its keeper vouches for it no longer: what is installed is used on, nothing new is taken."""
        return datetime.fromisoformat(self.expires_at) <= now


class Store:
    """The templates in a station's data folder."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    def installed(self) -> dict[str, Installed]:
        """What was pulled, by template id. Raises StoreError."""
        rows = self._json("installed.json")
        try:
            return {name: Installed(**row) for name, row in rows.items()}
        except TypeError as error:
            raise _damaged("installed.json", str(error)) from error

    def withdrawn(self, template_id: str, version: str) -> Withdrawn | None:
        """Why this version must not be chosen, or None when it may. Raises StoreError."""
        row = self._json("withdrawn.json").get(f"{template_id} {version}")
        try:
            return None if row is None else Withdrawn(**row)
        except TypeError as error:
            raise _damaged("withdrawn.json", str(error)) from error

    def catalogues(self) -> list[KnownCatalogue]:
        """Every catalogue that is trusted. Raises StoreError."""
        names = sorted(self.folder.glob("catalogues/*/catalogue.json"))
        try:
            return [KnownCatalogue(**self._json(str(path.relative_to(self.folder)))) for path in names]
        except TypeError as error:
            raise _damaged("catalogue.json", str(error)) from error

    def package(self, entry: Installed) -> Package:
        """What was pulled, as it was. Raises StoreError where the file is not that any more."""
        try:
            data = self._package_file(entry.sha256).read_bytes()
        except OSError as error:
            raise _damaged(entry.id, str(error.strerror)) from error
        if hashlib.sha256(data).hexdigest() != entry.sha256:
            raise _damaged(entry.id, "its content is not what was verified")
        return read_package(data, entry.id)

    def templates(self) -> list[Template]:
        """The shipped and the pulled, withdrawn ones too, with the station's changes. Raises StoreError.

        One that cannot be used is left out (`broken` tells why), never replaced by the shipped one of its name.
        """
        return [found for _, found in sorted(self._found().items()) if isinstance(found, Template)]

    def broken(self) -> dict[str, PlanningError]:
        """Templates that cannot be used, by id, and why. Raises StoreError."""
        return {name: found for name, found in sorted(self._found().items()) if isinstance(found, PlanningError)}

    def _found(self) -> dict[str, Template | PlanningError]:
        shipped = {template.id: template for template in shipped_templates()}
        found: dict[str, Template | PlanningError] = {}
        for name, entry in (dict.fromkeys(shipped) | self.installed()).items():
            try:
                theirs = shipped[name] if entry is None else self.package(entry).template
                found[name] = layered(theirs, self.overrides(name), name)
            except PlanningError as error:
                found[name] = error
        return found

    def choosable(self) -> list[Template]:
        """Those that may be planned with now."""
        return [template for template in self.templates() if self.withdrawn(template.id, template.version) is None]

    def choose(self, name: str) -> Template:
        """The template to plan with, by id, last part, file or folder. Raises TemplateError, ExchangeError."""
        return read_any_file(Path(name)) if is_file_name(name) else self.named(name)

    def named(self, name: str) -> Template:
        """The template with this id or last part. Raises TemplateError, and StoreError when it was withdrawn."""
        for template_id, error in self.broken().items():
            if name in {template_id, template_id.rpartition("/")[2]}:
                raise error
        template = find_template(name, self.templates())
        withdrawn = self.withdrawn(template.id, template.version)
        if withdrawn is not None:
            instead = f" Use {withdrawn.replaced_by} instead." if withdrawn.replaced_by else ""
            raise StoreError(
                "store_withdrawn" if not withdrawn.replaced_by else "store_withdrawn_replaced",
                f"{template.id} {template.version} was withdrawn: {withdrawn.reason.rstrip('.')}.{instead}",
                remedy="Pull a newer version, or choose another template.",
                details={"name": template.id, "version": template.version, **asdict(withdrawn)},
            )
        return template

    def overrides(self, template_id: str) -> Overrides:
        """The station's own values for a template, by place. Raises StoreError."""
        path = self._override_file(template_id)
        try:
            values = yaml.safe_load(path.read_text("utf-8")) if path.is_file() else {}
        except (OSError, UnicodeDecodeError, yaml.YAMLError) as error:
            raise _damaged(path.name, " ".join(str(error).split())) from error
        if not isinstance(values, Mapping) or any(
            not isinstance(value, bool | int | float) for value in values.values()
        ):
            raise _damaged(path.name, "it is not a list of places with numbers")
        return {str(place): value for place, value in values.items()}

    def set_overrides(self, template_id: str, changed: Overrides, removed: Sequence[str] = ()) -> Overrides:
        """Keep values of one's own for a template that fit it; all of them. Raises StoreError, TemplateError."""
        shipped = {template.id: template for template in shipped_templates()}
        entry = self.installed().get(template_id)
        base = self.package(entry).template if entry else find_template(template_id, list(shipped.values()))
        kept = {**self.overrides(base.id), **changed}
        kept = {place: value for place, value in kept.items() if place not in removed}
        layered(base, kept, base.id)
        _write(self._override_file(base.id), yaml.safe_dump(dict(kept), sort_keys=True).encode() if kept else b"{}\n")
        return kept

    def install(self, package: Package, catalogue: str, now: datetime) -> Installed:
        """Keep a verified package as the station's version of its template."""
        data = package.packed()
        entry = Installed(
            id=package.template.id,
            version=package.template.version,
            sha256=hashlib.sha256(data).hexdigest(),
            catalogue=catalogue,
            pulled_at=now.isoformat(),
        )
        _write(self._package_file(entry.sha256), data)
        self._write_json("installed.json", self._json("installed.json") | {entry.id: asdict(entry)})
        return entry

    def note_withdrawals(self, namespace: str, found: Mapping[tuple[str, str], Withdrawn]) -> None:
        """Take over what a namespace's publishers say of their versions now."""
        others = {key: row for key, row in self._json("withdrawn.json").items() if not key.startswith(f"{namespace}/")}
        rows = {f"{template_id} {version}": asdict(row) for (template_id, version), row in found.items()}
        if others | rows != self._json("withdrawn.json"):
            self._write_json("withdrawn.json", others | rows)

    def catalogue_folder(self, fingerprint: str) -> Path:
        """Where the last verified state of a catalogue lies."""
        return self.folder / "catalogues" / fingerprint

    def note_catalogue(self, catalogue: KnownCatalogue) -> None:
        """Keep where a catalogue was found, and until when it is vouched for."""
        self._write_json(f"catalogues/{catalogue.fingerprint}/catalogue.json", asdict(catalogue))

    def _package_file(self, sha256: str) -> Path:
        return self.folder / "packages" / f"{sha256}.vardepkg"

    def _override_file(self, template_id: str) -> Path:
        return self.folder / "overrides" / f"{template_id}.yaml"

    def _json(self, name: str) -> dict[str, Any]:
        path = self.folder / name
        try:
            document = json.loads(path.read_text("utf-8")) if path.is_file() else {}
        except (OSError, ValueError) as error:
            raise _damaged(name, str(error)) from error
        if not isinstance(document, dict):
            raise _damaged(name, "it is not a JSON object")
        return document

    def _write_json(self, name: str, document: Mapping[str, Any]) -> None:
        _write(self.folder / name, (json.dumps(document, indent=1, sort_keys=True, ensure_ascii=False) + "\n").encode())


def is_file_name(name: str) -> bool:
    """Whether a person means a file or folder: by its ending, or by ./ before it.

    A folder that happens to be called like a template must not take the place of the one that was verified.
    """
    return name.startswith((".", "/", "~")) or Path(name).suffix in {".yaml", ".yml", ENDING}


def read_any_file(path: Path) -> Template:
    """The template in a YAML file, a package or a folder. Raises TemplateError, PackageError."""
    return read_template_file(path) if path.suffix in {".yaml", ".yml"} else read_package_file(path).template


def _write(path: Path, data: bytes) -> None:
    try:
        write_whole(path, data)
    except OSError as error:
        raise StoreError(
            "store_unwritable",
            f"{path} cannot be written ({error.strerror}).",
            remedy="Give --data a folder that may be written to.",
            details={"name": path.name, "reason": str(error.strerror)},
        ) from error


def _damaged(name: str, reason: str) -> StoreError:
    return StoreError(
        "store_damaged",
        f"What the station kept of {name} cannot be used: {reason}.",
        remedy="Pull it again, or remove the file.",
        details={"name": name, "reason": reason},
    )
