"""Signing keys of the station's links: one per vehicle address, in `data/keys`, seen by nobody but as a fingerprint."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterator
from pathlib import Path

from ground_station.config import Settings
from ground_station.errors import BadInput
from ground_station.link.signing import LinkSigning, SigningKey
from ground_station.link.signing_keys import KeyFolder

LINK_IDS = 256
"""A signature names its link in one byte."""


def key_name(url: str) -> str:
    """The name of an address's key file."""
    return re.sub(r"[^0-9A-Za-z]+", "-", url).strip("-")


def keys_in(data: Path) -> KeyFolder:
    """The keys of a data folder."""
    return KeyFolder(data / "keys")


def fingerprint(key: SigningKey) -> str:
    """Eight bytes that tell keys apart and give nothing of them away."""
    digest = hashlib.sha256(b"varde key fingerprint" + key.reveal()).hexdigest()
    return ":".join(digest[at : at + 4] for at in range(0, 16, 4))


def fingerprints(settings: Settings) -> Iterator[tuple[str, str | None]]:
    """Each vehicle address with its key's fingerprint; None: it has no key. Raises `BadInput` for a bad key file."""
    folder = keys_in(settings.data)
    for url in settings.vehicle:
        key = folder.load(key_name(url))
        yield url, None if key is None else fingerprint(key)


def signing_of(settings: Settings) -> dict[str, LinkSigning]:
    """How each link is signed, by its URL. Raises `BadInput` where a key that is required is not there."""
    if settings.signing == "off":
        return {}
    folder = keys_in(settings.data)
    clock = folder.clock()
    signing: dict[str, LinkSigning] = {}
    for number, url in enumerate(settings.vehicle):
        key = folder.load(key_name(url))
        if key is None and settings.signing == "required":
            raise BadInput(
                f"signing is required and {url} has no key", f"make one: varde key new {url} --data {settings.data}"
            )
        if key is not None:
            is_required = settings.signing == "required"
            signing[url] = LinkSigning(key, clock, link_id=number % LINK_IDS, is_required=is_required)
    return signing
