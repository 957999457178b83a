"""What a municipality does to publish: one person drafts and signs, another reads and signs the same."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from tuf.api.exceptions import LengthOrHashMismatchError

from missions.exchange.catalogue_folder import HASHES, CatalogueFolder
from missions.exchange.difference import needs_major
from missions.exchange.errors import CatalogueError, KeyFileError, PackageError
from missions.exchange.package import Package, package_path, read_package
from missions.exchange.signatures import Metadata, Signer, TargetFile, Targets
from missions.exchange.versions import version_order

LASTS = timedelta(days=365)
"""A year: whoever publishes looks at their templates at least so often."""
PATH = re.compile(r"(?P<id>[a-z0-9]+(?:\.[a-z0-9-]+)+/[a-z0-9-]+)/(?P<version>[0-9][0-9A-Za-z.-]*)\.vardepkg")


@dataclass(frozen=True, slots=True, kw_only=True)
class Drafted:
    """How far a draft has come."""

    namespace: str
    signatures: int
    needed: int

    @property
    def is_ready(self) -> bool:
        """Whether enough people have signed."""
        return self.signatures >= self.needed


def draft_package(folder: CatalogueFolder, package: Package, key: Signer, now: datetime) -> Drafted:
    """Add a package to its namespace's draft and sign that. Raises ExchangeError."""
    newest = newest_published(folder, package.template.id)
    if newest is not None:
        _refuse_bad_version(package, newest)
    data = package.packed()
    target = TargetFile.from_data(package.path, data, HASHES)
    target.unrecognized_fields["custom"] = {
        "title": dict(package.template.title),
        "maturity": package.template.maturity,
        "template_sha256": package.template.sha256,
        "derived_from": package.derived_from["id"] if package.derived_from else None,
    }
    drafted = _amend(folder, package.namespace, key, now, {package.path: target})
    folder.write_target(target, data)
    return drafted


def draft_withdrawal(
    folder: CatalogueFolder, template_id: str, version: str, reason: str, replaced_by: str, key: Signer, now: datetime
) -> Drafted:
    """Draft that a version must not be chosen any more, and sign that. Raises ExchangeError."""
    namespace = template_id.partition("/")[0]
    path = package_path(template_id, version)
    published = folder.targets(namespace)
    if published is None or path not in published.signed.targets:
        raise _refused("package_unknown", template_id, f"{version} is not published", "See `varde template list`.")
    target = published.signed.targets[path]
    withdrawn = {"reason": reason, "at": now.isoformat(), "replaced_by": replaced_by}
    target.unrecognized_fields["custom"] = {**(target.custom or {}), "withdrawn": withdrawn}
    return _amend(folder, namespace, key, now, {path: target})


def sign_draft(folder: CatalogueFolder, namespace: str, key: Signer) -> Drafted:
    """Add another person's signature. Raises ExchangeError."""
    draft = folder.draft(namespace)
    if draft is None:
        raise _refused("catalogue_no_draft", namespace, "nothing is drafted", "Publish or withdraw something first.")
    _refuse_stranger(folder, namespace, key)
    draft.sign(key, append=True)
    folder.write_draft(namespace, draft)
    return _progress(folder, namespace, draft)


def draft_renewal(folder: CatalogueFolder, namespace: str, key: Signer, now: datetime) -> Drafted:
    """Draft that everything a namespace has published holds for another year, under its present keys, and sign that.

    Show `changed_targets` first: after a change of keys nobody vouches for what was published. Raises ExchangeError.
    """
    if folder.targets(namespace) is None:
        raise _refused("package_unknown", namespace, "nothing is published", "Publish something first.")
    return _amend(folder, namespace, key, now, {}, renews=True)


def published_targets(folder: CatalogueFolder, namespace: str) -> dict[str, TargetFile]:
    """What a namespace has published and its present people have signed; empty after a change of keys."""
    published = folder.targets(namespace)
    return dict(published.signed.targets) if published is not None and _is_signed(folder, namespace, published) else {}


def changed_targets(folder: CatalogueFolder, namespace: str) -> list[TargetFile]:
    """What a draft would publish or withdraw. Raises PackageError where nothing is drafted."""
    draft = folder.draft(namespace)
    if draft is None:
        raise _refused("catalogue_no_draft", namespace, "nothing is drafted", "Publish or withdraw something first.")
    before = published_targets(folder, namespace)
    return [target for path, target in draft.signed.targets.items() if before.get(path) != target]


def newest_published(folder: CatalogueFolder, template_id: str) -> Package | None:
    """The highest version that is published and not withdrawn. Raises PackageError where it was changed."""
    published = folder.targets(template_id.partition("/")[0])
    found = {} if published is None else published.signed.targets
    paths = [path for path in found if path.startswith(f"{template_id}/") and not is_withdrawn(found[path])]
    newest = max(paths, key=lambda path: version_order(path_parts(path)[1]), default=None)
    return None if newest is None else read_target(folder, found[newest])


def read_target(folder: CatalogueFolder, target: TargetFile) -> Package:
    """The package of a target. Raises PackageError where it is missing or was changed."""
    try:
        data = folder.target(target).read_bytes()
        target.verify_length_and_hashes(data)
    except OSError as error:
        raise _refused("package_missing", target.path, str(error.strerror), "Copy the catalogue again.") from error
    except LengthOrHashMismatchError as error:
        raise _refused("package_tampered", target.path, "it was changed", "Ask for it again.") from error
    package = read_package(data, target.path)
    if package.path != target.path:
        raise _refused("package_misnamed", target.path, f"it is {package.path}", "Publish it under its own name.")
    return package


def refuse_bad_content(folder: CatalogueFolder, namespace: str, draft: Targets, published: Targets | None) -> None:
    """The keeper's look into a draft: whole packages, of this namespace, and nothing published was replaced.

    Raises ExchangeError.
    """
    before = {} if published is None else published.targets
    for path, target in before.items():
        if path not in draft.targets or draft.targets[path].hashes != target.hashes:
            raise _refused("package_replaced", path, "a published version was changed", "Give it another version.")
    for path, target in draft.targets.items():
        if not path.startswith(f"{namespace}/"):
            raise _refused("catalogue_namespace", path, f"it is outside {namespace}", "Use your own namespace.")
        read_target(folder, target)


def withdrawal(target: TargetFile) -> Mapping[str, str] | None:
    """Why a version must not be chosen: `reason`, `at`, `replaced_by`; None when it may."""
    found: Any = (target.custom or {}).get("withdrawn")
    if found is None:
        return None
    known = found if isinstance(found, Mapping) else {}
    return {name: str(known.get(name, "")) for name in ("reason", "at", "replaced_by")}


def is_withdrawn(target: TargetFile) -> bool:
    """Whether a version must not be chosen."""
    return withdrawal(target) is not None


def _amend(
    folder: CatalogueFolder,
    namespace: str,
    key: Signer,
    now: datetime,
    changed: Mapping[str, TargetFile],
    *,
    renews: bool = False,
) -> Drafted:
    """Change the draft. What others had signed was another text, so theirs go."""
    _refuse_stranger(folder, namespace, key)
    published, draft = folder.targets(namespace), folder.draft(namespace)
    if published is not None and not renews and not _is_signed(folder, namespace, published):
        raise CatalogueError(
            "catalogue_keys_changed",
            f"What {namespace} has published was not signed with its present keys.",
            remedy=f"Look at all of it and sign it again: varde template renew {namespace}.",
            details={"name": namespace},
        )
    version = (published.signed.version if published else 0) + 1
    begun = draft if draft is not None and draft.signed.version == version else published
    targets = {} if begun is None else dict(begun.signed.targets)
    metadata = Metadata(Targets(version=version, expires=now + LASTS, targets={**targets, **changed}))
    metadata.sign(key)
    folder.write_draft(namespace, metadata)
    return _progress(folder, namespace, metadata)


def _is_signed(folder: CatalogueFolder, namespace: str, metadata: Metadata[Targets]) -> bool:
    """Whether enough of a namespace's present people have signed this."""
    drafted = _progress(folder, namespace, metadata)
    return drafted.is_ready


def _progress(folder: CatalogueFolder, namespace: str, draft: Metadata[Targets]) -> Drafted:
    delegator = folder.targets()
    assert delegator is not None
    result = delegator.signed.get_verification_result(namespace, draft.signed_bytes, draft.signatures)
    return Drafted(namespace=namespace, signatures=len(result.signed), needed=result.threshold)


def _refuse_stranger(folder: CatalogueFolder, namespace: str, key: Signer) -> None:
    targets = folder.targets()
    delegations = None if targets is None else targets.signed.delegations
    role = (delegations.roles or {}).get(namespace) if delegations is not None else None
    if role is None:
        raise CatalogueError(
            "catalogue_namespace_unknown",
            f"The catalogue has no namespace {namespace}.",
            remedy="Ask its keeper to admit you: varde template catalogue admit.",
            details={"name": namespace},
        )
    if key.public_key.keyid not in role.keyids:
        raise KeyFileError(
            "key_not_of_namespace",
            f"This key may not sign for {namespace}.",
            remedy="Sign with a key that the catalogue's keeper has admitted for it.",
            details={"name": namespace},
        )


def _refuse_bad_version(package: Package, newest: Package) -> None:
    version, before = package.template.version, newest.template.version
    if version_order(version) <= version_order(before):
        raise _refused("package_not_newer", package.template.id, f"{before} is published", "Give a higher version.")
    if needs_major(newest.template.content, package.template.content):
        raise _refused(
            "package_needs_major",
            package.template.id,
            f"{version} makes aircraft or crew do something else than {before}",
            "Raise the version's first number, so that others see it.",
        )


def path_parts(path: str) -> tuple[str, str]:
    """Template id and version of a package's place in a catalogue. Raises PackageError."""
    found = PATH.fullmatch(path)
    if found is None:
        raise _refused("package_misnamed", path, "no package is called so", "Tell the catalogue's keeper.")
    return found["id"], found["version"]


def _refused(code: str, name: str, reason: str, remedy: str) -> PackageError:
    return PackageError(code, f"{name}: {reason}.", remedy=remedy, details={"name": name, "reason": reason})
