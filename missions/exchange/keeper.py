"""What the keeper of a catalogue does: make it, admit a municipality, publish what two people have signed.

The keeper decides who answers for a namespace, not what is in it: without two of a municipality's own signatures
nothing of its is published.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path

from tuf.api.exceptions import RepositoryError

from missions.exchange.catalogue_folder import CatalogueFolder
from missions.exchange.drafts import refuse_bad_content
from missions.exchange.errors import CatalogueError, ExchangeError
from missions.exchange.signatures import (
    DelegatedRole,
    Delegations,
    Key,
    Metadata,
    Root,
    Signer,
    Snapshot,
    Targets,
    Timestamp,
)

FEWEST_SIGNATURES = 2
"""Who wrote it, and who approved it."""
NAMESPACE = re.compile(r"[a-z0-9]+(\.[a-z0-9-]+)+")
LASTS = {"root": timedelta(days=730), "targets": timedelta(days=365)}
RENEWED_BEFORE = timedelta(days=120)
"""What has less time left than this is signed anew in the keeper's round."""
FRESH_DAYS = 30
"""How long a copy counts as current after the keeper has looked after it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Refreshed:
    """What the keeper's round has done."""

    published: tuple[str, ...]
    waiting: tuple[tuple[str, ExchangeError], ...]
    """Namespaces whose draft was not published, and why."""
    expires_at: datetime
    root_expires_at: datetime
    """When everything ends unless `change_keys` was called before."""


def fingerprint_of(first_root: bytes) -> str:
    """What people compare before they trust a catalogue: the SHA-256 of its first root."""
    return hashlib.sha256(first_root).hexdigest()


def create_catalogue(folder: CatalogueFolder, keys: Sequence[Signer], now: datetime, days: int = FRESH_DAYS) -> str:
    """Make an empty catalogue that these keys look after; its fingerprint. Raises CatalogueError.

    The first key signs the daily work; of several, two must sign a change of the root.
    """
    if folder.exists():
        raise _wrong("catalogue_exists", folder.path.name, "There is a catalogue already.", "Choose another folder.")
    daily = keys[0]
    root = Root(consistent_snapshot=True, expires=now + LASTS["root"])
    for key in keys:
        root.add_key(key.public_key, "root")
    for role in ("timestamp", "snapshot", "targets"):
        root.add_key(daily.public_key, role)
    root.roles["root"].threshold = min(len(keys), FEWEST_SIGNATURES)
    signed_root = Metadata(root)
    for key in keys:
        signed_root.sign(key, append=True)
    targets = Metadata(Targets(expires=now + LASTS["targets"]))
    targets.sign(daily)
    snapshot = Metadata(Snapshot(expires=now))
    snapshot.signed.meta["targets.json"] = folder.write("targets", targets)
    folder.write("root", signed_root)
    _seal(folder, snapshot, Metadata(Timestamp(expires=now)), daily, now, days)
    return fingerprint_of(folder.first_root())


def admit(folder: CatalogueFolder, namespace: str, signers: Sequence[Key], key: Signer, now: datetime) -> None:
    """Let a municipality publish below `namespace`, with two of these signers each time. Raises CatalogueError.

    For a namespace that is there, these are its signers from now on.
    """
    if not NAMESPACE.fullmatch(namespace):
        raise _wrong("catalogue_namespace_form", namespace, f"{namespace} is no namespace.", "Like no.bergen.brann.")
    if len({signer.keyid for signer in signers}) < FEWEST_SIGNATURES:
        raise _wrong(
            "catalogue_too_few_signers", namespace, "Two people must be able to sign.", "Give --signer twice or more."
        )
    targets = folder.targets()
    if targets is None:
        raise _wrong("catalogue_broken", folder.path.name, "The catalogue has no targets.", "Copy it again.")
    if targets.signed.delegations is None:
        targets.signed.delegations = Delegations(keys={}, roles={})
    roles = targets.signed.delegations.roles
    if roles is None:
        raise _wrong("catalogue_broken", folder.path.name, "The catalogue has no namespaces.", "Make another one.")
    roles[namespace] = DelegatedRole(namespace, [], FEWEST_SIGNATURES, terminating=True, paths=[f"{namespace}/*/*"])
    for signer in signers:
        targets.signed.add_key(signer, namespace)
    targets.signed.version += 1
    targets.signed.expires = now + LASTS["targets"]
    targets.sign(key)
    snapshot = folder.snapshot()
    snapshot.signed.meta["targets.json"] = folder.write("targets", targets)
    _seal(folder, snapshot, folder.timestamp(), key, now, FRESH_DAYS)


def refresh(folder: CatalogueFolder, key: Signer, now: datetime, days: int = FRESH_DAYS) -> Refreshed:
    """Publish every draft that two people have signed, and vouch for the whole for another `days`."""
    _refuse_other_key(folder, key)
    snapshot = folder.snapshot()
    targets = folder.targets()
    if targets is not None and targets.signed.expires - now < RENEWED_BEFORE:
        targets.signed.version += 1
        targets.signed.expires = now + LASTS["targets"]
        targets.sign(key)
        snapshot.signed.meta["targets.json"] = folder.write("targets", targets)
    published, waiting = [], []
    for namespace in folder.drafts():
        try:
            draft = _checked_draft(folder, namespace, now)
        except ExchangeError as error:
            waiting.append((namespace, error))
            continue
        snapshot.signed.meta[f"{namespace}.json"] = folder.write(namespace, draft)
        published.append(namespace)
    expires_at = _seal(folder, snapshot, folder.timestamp(), key, now, days)
    for namespace in published:
        folder.drop_draft(namespace)
    root_until = folder.root().signed.expires
    return Refreshed(
        published=tuple(published), waiting=tuple(waiting), expires_at=expires_at, root_expires_at=root_until
    )


def change_keys(folder: CatalogueFolder, keys: Sequence[Signer], former: Sequence[Signer], now: datetime) -> datetime:
    """Let these keys look after the catalogue from now on, the first of them daily; until when. Raises CatalogueError.

    Enough of the former ones must sign too: stations follow from the root they trust to this one. The same keys again
    renew the root.
    """
    root = folder.root()
    before = root.signed
    former_ids = {key.public_key.keyid for key in former} & set(before.roles["root"].keyids)
    if len(former_ids) < before.roles["root"].threshold:
        raise _wrong(
            "catalogue_not_keeper",
            folder.path.name,
            "Too few of the present keys sign the change.",
            f"{before.roles['root'].threshold} of those that guard the root must: --former.",
        )
    new = Root(version=before.version + 1, consistent_snapshot=True, expires=now + LASTS["root"])
    for key in keys:
        new.add_key(key.public_key, "root")
    for role in ("timestamp", "snapshot", "targets"):
        new.add_key(keys[0].public_key, role)
    new.roles["root"].threshold = min(len({key.public_key.keyid for key in keys}), FEWEST_SIGNATURES)
    signed = Metadata(new)
    for key in (*keys, *former):
        signed.sign(key, append=True)
    targets, snapshot, timestamp = folder.targets(), folder.snapshot(), folder.timestamp()
    if targets is None:
        raise _wrong("catalogue_broken", folder.path.name, "The catalogue has no targets.", "Copy it again.")
    targets.signed.version += 1
    targets.signed.expires = now + LASTS["targets"]
    targets.sign(keys[0])
    folder.write("root", signed)
    snapshot.signed.meta["targets.json"] = folder.write("targets", targets)
    _seal(folder, snapshot, timestamp, keys[0], now, FRESH_DAYS)
    return new.expires


def read_folder(path: Path) -> CatalogueFolder:
    """The catalogue in a folder. Raises CatalogueError where there is none."""
    folder = CatalogueFolder(path)
    if not folder.exists():
        raise _wrong(
            "catalogue_missing",
            path.name,
            f"There is no catalogue in {path}.",
            "Make one: varde template catalogue new.",
        )
    return folder


def _checked_draft(folder: CatalogueFolder, namespace: str, now: datetime) -> Metadata[Targets]:
    """A draft that may be published. Raises ExchangeError."""
    draft, targets, published = folder.draft(namespace), folder.targets(), folder.targets(namespace)
    if draft is None or targets is None:
        raise _wrong("catalogue_broken", namespace, f"The draft of {namespace} is gone.", "Publish again.")
    try:
        targets.signed.verify_delegate(namespace, draft.signed_bytes, draft.signatures)
    except (RepositoryError, ValueError) as error:
        raise _wrong(
            "catalogue_unsigned",
            namespace,
            f"{namespace} has too few valid signatures.",
            f"{FEWEST_SIGNATURES} of its people must sign: varde template sign {namespace}.",
        ) from error
    if draft.signed.version != (published.signed.version if published else 0) + 1 or draft.signed.is_expired(now):
        raise _wrong(
            "catalogue_draft_outdated",
            namespace,
            f"The draft of {namespace} does not follow what is published.",
            "Make it again on a fresh copy of the catalogue.",
        )
    refuse_bad_content(folder, namespace, draft.signed, published.signed if published else None)
    return draft


def _refuse_other_key(folder: CatalogueFolder, key: Signer) -> None:
    if key.public_key.keyid not in folder.root().signed.roles["snapshot"].keyids:
        raise _wrong(
            "catalogue_not_keeper", folder.path.name, "This key does not look after the catalogue.", "Use the keeper's."
        )


def _seal(
    folder: CatalogueFolder,
    snapshot: Metadata[Snapshot],
    timestamp: Metadata[Timestamp],
    key: Signer,
    now: datetime,
    days: int,
) -> datetime:
    """Sign that this is the catalogue's state now; the timestamp last, since it makes the others count."""
    _refuse_other_key(folder, key)
    expires_at = now + timedelta(days=days)
    for metadata in (snapshot, timestamp):
        metadata.signed.version += 1
        metadata.signed.expires = expires_at
    snapshot.sign(key)
    timestamp.signed.snapshot_meta = folder.write("snapshot", snapshot)
    timestamp.sign(key)
    folder.write("timestamp", timestamp)
    return expires_at


def _wrong(code: str, name: str, message: str, remedy: str) -> CatalogueError:
    return CatalogueError(code, message, remedy=remedy, details={"name": name})
