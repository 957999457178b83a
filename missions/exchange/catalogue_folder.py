"""A catalogue as files: a TUF repository (specification 1.0) in a folder, for any static host or a memory stick.

metadata/1.root.json, timestamp.json, 3.snapshot.json, 2.targets.json, 4.no.bergen.brann.json
targets/no.bergen.brann/mop-up/<sha256>.1.0.0.vardepkg
drafts/no.bergen.brann.json        what a municipality has begun to sign
"""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Any, cast
from urllib.parse import quote

from tuf.api.serialization import DeserializationError

from missions.exchange.errors import CatalogueError
from missions.exchange.signatures import Metadata, MetaFile, Root, Snapshot, TargetFile, Targets, Timestamp
from missions.exchange.whole_file import write_whole

HASHES = ["sha256"]


@dataclass(frozen=True, slots=True)
class CatalogueFolder:
    """Reads and writes one catalogue's files; checks no signature."""

    path: Path

    def exists(self) -> bool:
        """Whether a catalogue has been made here."""
        return self._metadata("timestamp.json").is_file()

    def root(self) -> Metadata[Root]:
        """The newest root. Raises CatalogueError."""
        versions = [int(path.name.partition(".")[0]) for path in self._metadata("").glob("*.root.json")]
        return cast(Metadata[Root], self._read(self._metadata(f"{max(versions, default=1)}.root.json")))

    def first_root(self) -> bytes:
        """The root that everybody who trusts this catalogue began with."""
        return self._bytes(self._metadata("1.root.json"))

    def timestamp(self) -> Metadata[Timestamp]:
        """Which snapshot counts."""
        return cast(Metadata[Timestamp], self._read(self._metadata("timestamp.json")))

    def snapshot(self) -> Metadata[Snapshot]:
        """Which versions of all other metadata count."""
        version = self.timestamp().signed.snapshot_meta.version
        return cast(Metadata[Snapshot], self._read(self._metadata(f"{version}.snapshot.json")))

    def targets(self, role: str = "targets") -> Metadata[Targets] | None:
        """The published targets metadata of a role, or None where it has published nothing."""
        meta = self.snapshot().signed.meta.get(f"{role}.json")
        if meta is None:
            return None
        return cast(Metadata[Targets], self._read(self._metadata(f"{meta.version}.{quote(role, '')}.json")))

    def draft(self, role: str) -> Metadata[Targets] | None:
        """What a namespace has begun to sign, or None."""
        path = self._draft(role)
        return cast(Metadata[Targets], self._read(path)) if path.is_file() else None

    def drafts(self) -> list[str]:
        """Namespaces with something begun."""
        return sorted(path.name.removesuffix(".json") for path in (self.path / "drafts").glob("*.json"))

    def write_draft(self, role: str, metadata: Metadata[Targets]) -> None:
        """Keep what was begun."""
        _write(self._draft(role), metadata.to_bytes())

    def drop_draft(self, role: str) -> None:
        """Forget what was begun."""
        self._draft(role).unlink(missing_ok=True)

    def write(self, role: str, metadata: Metadata[Any]) -> MetaFile:
        """Write a role's metadata under its version; what a snapshot or timestamp says of it."""
        data = metadata.to_bytes()
        name = "timestamp.json" if role == "timestamp" else f"{metadata.signed.version}.{quote(role, '')}.json"
        _write(self._metadata(name), data)
        return MetaFile.from_data(metadata.signed.version, data, HASHES)

    def write_target(self, target: TargetFile, data: bytes) -> None:
        """Put a package where TUF clients look for it."""
        _write(self.target(target), data)

    def target(self, target: TargetFile) -> Path:
        """Where a target's file lies."""
        folder, _, name = target.path.rpartition("/")
        return self.path / "targets" / folder / f"{target.hashes['sha256']}.{name}"

    def _metadata(self, name: str) -> Path:
        return self.path / "metadata" / name

    def _draft(self, role: str) -> Path:
        return self.path / "drafts" / f"{quote(role, '')}.json"

    def _read(self, path: Path) -> Metadata[Any]:
        try:
            return Metadata.from_bytes(self._bytes(path))
        except DeserializationError as error:
            raise _broken(path, "is not TUF metadata") from error

    def _bytes(self, path: Path) -> bytes:
        try:
            return path.read_bytes()
        except OSError as error:
            raise _broken(path, f"cannot be read ({error.strerror})") from error


def _write(path: Path, data: bytes) -> None:
    try:
        write_whole(path, data, mode=0o644)
    except OSError as error:
        raise CatalogueError(
            "catalogue_unwritable",
            f"{path} cannot be written ({error.strerror}).",
            remedy="Give a folder that may be written to.",
            details={"file": path.name, "reason": str(error.strerror)},
        ) from error


def _broken(path: Path, reason: str) -> CatalogueError:
    return CatalogueError(
        "catalogue_broken",
        f"{path} {reason}.",
        remedy="Name the folder of a catalogue, or copy it again.",
        details={"file": path.name, "reason": reason},
    )
