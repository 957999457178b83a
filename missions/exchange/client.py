"""Taking templates from a catalogue, over HTTP or from a folder, with python-tuf's client: nothing unverified is read.

Refused by it: changed files, too few signatures, an older state than one seen before (roll-back), a state that its
keeper vouches for no longer (freeze), and pieces of different states (mix and match).
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import TypeVar
from urllib.parse import quote, unquote, urlsplit

from tuf.api.exceptions import (
    BadVersionNumberError,
    DownloadError,
    DownloadHTTPError,
    DownloadLengthMismatchError,
    ExpiredMetadataError,
    LengthOrHashMismatchError,
    RepositoryError,
    UnsignedMetadataError,
)
from tuf.ngclient.urllib3_fetcher import Urllib3Fetcher

from missions.exchange.drafts import path_parts, withdrawal
from missions.exchange.errors import CatalogueError, ExchangeError, PackageError
from missions.exchange.keeper import fingerprint_of
from missions.exchange.package import Package, read_package
from missions.exchange.signatures import (
    FetcherInterface,
    Metadata,
    TargetFile,
    Targets,
    Timestamp,
    Updater,
    UpdaterConfig,
)
from missions.exchange.store import KnownCatalogue, Store, Withdrawn
from missions.exchange.versions import version_order

Result = TypeVar("Result")
LARGEST_ROOT_BYTES = 512_000
PIECE_BYTES = 65_536
REFUSALS: tuple[tuple[type[Exception], str, str, str], ...] = (
    (
        ExpiredMetadataError,
        "catalogue_expired",
        "its keeper vouches for it no longer",
        "Ask for a fresh copy. What is installed can be used on.",
    ),
    (
        BadVersionNumberError,
        "catalogue_rolled_back",
        "it is older than what this station has seen, or put together from different states",
        "Take the newer copy.",
    ),
    (
        LengthOrHashMismatchError,
        "catalogue_tampered",
        "a file is not what was signed",
        "Copy it again, and tell its keeper if it stays so.",
    ),
    (
        DownloadLengthMismatchError,
        "catalogue_tampered",
        "a file is longer than what was signed",
        "Copy it again, and tell its keeper if it stays so.",
    ),
    (
        UnsignedMetadataError,
        "catalogue_unsigned",
        "too few of those who may have signed it",
        "Ask its publisher for the missing signature.",
    ),
    (
        DownloadError,
        "catalogue_unreachable",
        "it cannot be read",
        "Check the address, the network or the stick.",
    ),
    (RepositoryError, "catalogue_broken", "it is not a catalogue", "Check the address."),
)
"""TUF's exceptions, the particular before the general: code, reason and remedy."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Offer:
    """A version of a template in a catalogue."""

    id: str
    version: str
    title: dict[str, str]
    maturity: str
    withdrawn: Withdrawn | None
    derived_from: str | None
    """The id of the template that it was made from, as its publisher says."""
    target: TargetFile


class FolderFetcher(FetcherInterface):
    """Reads a catalogue from a folder or a stick."""

    def _fetch(self, url: str) -> Iterator[bytes]:
        path = Path(unquote(urlsplit(url).path))
        if not path.is_file():
            raise DownloadHTTPError(f"{path} is not there", 404)
        return _pieces(path)


class OpenCatalogue:
    """A catalogue whose state has been verified."""

    def __init__(self, updater: Updater, metadata: Path, catalogue: KnownCatalogue) -> None:
        self.catalogue = catalogue
        self._updater, self._metadata = updater, metadata
        self.offers: list[Offer] = []
        self.refused: list[ExchangeError] = []
        """Namespaces of which nothing can be taken, and why."""

    def newest(self, template_id: str) -> Offer | None:
        """The highest version that may be chosen."""
        found = [offer for offer in self.offers if offer.id == template_id and offer.withdrawn is None]
        return max(found, key=lambda offer: version_order(offer.version), default=None)

    def template_ids(self) -> list[str]:
        """Every template in it."""
        return sorted({offer.id for offer in self.offers})

    def package(self, offer: Offer) -> Package:
        """Fetch and verify one package. Raises CatalogueError, PackageError."""
        name = f"{offer.id} {offer.version}"
        target = _guarded(name, lambda: self._updater.get_targetinfo(offer.target.path))
        if target is None:
            raise _refused("catalogue_broken", name, "it is not there", "Open the catalogue again.")
        file = _guarded(name, lambda: self._updater.download_target(target))
        package = read_package(Path(file).read_bytes(), name)
        Path(file).unlink()
        if package.path != target.path:
            raise PackageError(
                "package_misnamed",
                f"{target.path}: it is {package.path}.",
                remedy="Tell its publisher.",
                details={"name": target.path, "reason": package.path},
            )
        return package

    def read_offers(self, store: Store) -> None:
        """Verify every namespace's list, and note what was withdrawn."""
        top = Metadata[Targets].from_file(str(self._metadata / "targets.json")).signed
        roles = {} if top.delegations is None else top.delegations.roles or {}
        for namespace in sorted(roles):
            try:
                found = self._namespace(namespace)
            except ExchangeError as error:
                self.refused.append(error)
                continue
            self.offers += found
            gone = {(offer.id, offer.version): offer.withdrawn for offer in found if offer.withdrawn is not None}
            store.note_withdrawals(namespace, gone)

    def _namespace(self, namespace: str) -> list[Offer]:
        # Asking for any path of a namespace makes the client fetch and verify its list.
        try:
            self._updater.get_targetinfo(f"{namespace}/-/-")
        except RepositoryError as error:
            if "not part of snapshot" in str(error):
                return []  # Admitted, but it has published nothing yet.
            raise _translated(error, namespace) from error
        except DownloadError as error:
            raise _translated(error, namespace) from error
        listed = Metadata[Targets].from_file(str(self._metadata / f"{quote(namespace, '')}.json")).signed
        return [_offer(target) for path, target in listed.targets.items() if path.startswith(f"{namespace}/")]


def open_catalogue(address: str, store: Store, fingerprint: str | None, now: datetime) -> OpenCatalogue:
    """Verify the state of the catalogue at an address or in a folder. Raises CatalogueError.

    Args:
        fingerprint: Given by the keeper on another way; needed until the catalogue has been trusted once.
    """
    base, fetcher = _reached(address)
    offered = _guarded(address, lambda: fetcher.download_bytes(f"{base}metadata/1.root.json", LARGEST_ROOT_BYTES))
    found = fingerprint_of(offered)
    _refuse_untrusted(address, found, fingerprint, {each.fingerprint for each in store.catalogues()})
    folder = store.catalogue_folder(found)
    metadata, targets = folder / "metadata", folder / "targets"
    for each in (metadata, targets):
        each.mkdir(parents=True, exist_ok=True)
    config = UpdaterConfig(max_delegations=1000)
    updater = _guarded(
        address,
        lambda: Updater(
            str(metadata), f"{base}metadata/", str(targets), f"{base}targets/", fetcher, config, bootstrap=offered
        ),
    )
    _guarded(address, updater.refresh)
    expires_at = Metadata[Timestamp].from_file(str(metadata / "timestamp.json")).signed.expires
    known = KnownCatalogue(
        fingerprint=found, address=address, checked_at=now.isoformat(), expires_at=expires_at.isoformat()
    )
    store.note_catalogue(known)
    opened = OpenCatalogue(updater, metadata, known)
    opened.read_offers(store)
    return opened


def _reached(address: str) -> tuple[str, FetcherInterface]:
    if urlsplit(address).scheme in {"http", "https"}:
        return address.rstrip("/") + "/", Urllib3Fetcher(app_user_agent="Varde")
    path = Path(unquote(urlsplit(address).path) if address.startswith("file:") else address).resolve()
    return path.as_uri().rstrip("/") + "/", FolderFetcher()


def _refuse_untrusted(address: str, found: str, given: str | None, known: set[str]) -> None:
    if given is not None and given.strip().lower() != found:
        raise CatalogueError(
            "catalogue_other_fingerprint",
            f"The catalogue at {address} has the fingerprint {found}, not the one given.",
            remedy="Do not use it. Ask its keeper.",
            details={"name": address, "fingerprint": found},
        )
    if given is None and found not in known:
        raise CatalogueError(
            "catalogue_untrusted",
            f"Nobody here has decided to trust the catalogue at {address} yet; its fingerprint is {found}.",
            remedy="Compare it with the one its keeper gave you, on the telephone say, and give it with --fingerprint.",
            details={"name": address, "fingerprint": found},
        )


def _offer(target: TargetFile) -> Offer:
    template_id, version = path_parts(target.path)
    custom = target.custom or {}
    gone = withdrawal(target)
    return Offer(
        id=template_id,
        version=version,
        title={str(language): str(text) for language, text in dict(custom.get("title", {})).items()},
        maturity=str(custom.get("maturity", "draft")),
        withdrawn=None if gone is None else Withdrawn(**gone),
        derived_from=None if custom.get("derived_from") is None else str(custom["derived_from"]),
        target=target,
    )


def _guarded(name: str, step: Callable[[], Result]) -> Result:
    try:
        return step()
    except (RepositoryError, DownloadError) as error:
        raise _translated(error, name) from error
    except OSError as error:
        raise _refused("catalogue_unreachable", name, str(error.strerror), "Check the disk.") from error


def _translated(error: Exception, name: str) -> CatalogueError:
    for kind, code, reason, remedy in REFUSALS:
        if isinstance(error, kind):
            return _refused(code, name, reason, remedy)
    return _refused("catalogue_broken", name, str(error), "Check the address.")


def _refused(code: str, name: str, reason: str, remedy: str) -> CatalogueError:
    return CatalogueError(code, f"{name}: {reason}.", remedy=remedy, details={"name": name, "reason": reason})


def _pieces(path: Path) -> Iterator[bytes]:
    with path.open("rb") as file:
        while piece := file.read(PIECE_BYTES):
            yield piece
