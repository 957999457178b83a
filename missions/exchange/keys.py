"""Keys that sign templates (Ed25519): the private one encrypted in a file of its owner's, the public one to hand on.

The private file is a line with a salt and an encrypted PKCS #8 PEM. The PEM's password is the person's, stretched with
Argon2id: PEM's own derivation is quick to guess against for who finds the file.
"""

from __future__ import annotations

import base64
import json
import os
import re
import secrets
from collections.abc import Sequence
from pathlib import Path

from argon2.low_level import Type, hash_secret_raw
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.serialization import (
    BestAvailableEncryption,
    Encoding,
    PrivateFormat,
    load_pem_private_key,
)

from missions.exchange.errors import KeyFileError
from missions.exchange.signatures import CryptoSigner, Key, SSlibKey

SHORTEST_PASSWORD = 12
NAME = re.compile(r"[a-z0-9][a-z0-9._-]{0,63}")
PRIVATE_ENDING, PUBLIC_ENDING = ".key", ".pub"
HEAD = b"varde-key-1 "


def create_key(folder: Path, name: str, password: str) -> tuple[Path, Path]:
    """Make a key: its private file (0600, encrypted) and its public one, never over another. Raises KeyFileError."""
    if not NAME.fullmatch(name):
        raise _wrong("key_name", name, "is no name for a key", "Small letters, digits, dots and dashes.")
    if len(password) < SHORTEST_PASSWORD:
        raise _wrong("key_password_short", name, "needs a longer password", f"At least {SHORTEST_PASSWORD} characters.")
    private, public = folder / f"{name}{PRIVATE_ENDING}", folder / f"{name}{PUBLIC_ENDING}"
    key = Ed25519PrivateKey.generate()
    salt = secrets.token_bytes(16)
    pem = key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, BestAvailableEncryption(_stretched(password, salt)))
    document = {"name": name, "keyid": CryptoSigner(key).public_key.keyid, **CryptoSigner(key).public_key.to_dict()}
    try:
        folder.mkdir(parents=True, exist_ok=True)
        _write_new(private, HEAD + base64.b64encode(salt) + b"\n" + pem, 0o600)
        _write_new(public, (json.dumps(document, indent=1, sort_keys=True) + "\n").encode(), 0o644)
    except FileExistsError as error:
        raise _wrong("key_exists", name, "is there already", "Choose another name or another folder.") from error
    except OSError as error:
        raise _wrong("key_unwritable", name, f"cannot be kept ({error.strerror})", "Choose another folder.") from error
    return private, public


def load_signer(path: Path, password: str) -> CryptoSigner:
    """What signs with a private key file. Raises KeyFileError."""
    try:
        head, _, pem = path.read_bytes().partition(b"\n")
        if not head.startswith(HEAD):
            raise _wrong("key_unreadable", path.name, "is no private key", "Give the .key file of a key.")
        salt = base64.b64decode(head.removeprefix(HEAD), validate=True)
        key = load_pem_private_key(pem, _stretched(password, salt))
    except OSError as error:
        raise _wrong("key_unreadable", path.name, f"cannot be read ({error.strerror})", "Name a key file.") from error
    except (ValueError, TypeError) as error:
        # What the library says may hold a piece of what was typed: the cause is told without it.
        raise _wrong("key_password", path.name, "does not open", "Give the password that it was made with.") from error
    if not isinstance(key, Ed25519PrivateKey):
        raise _wrong("key_unreadable", path.name, "is no Ed25519 key", "Make one: varde template key new.")
    return CryptoSigner(key)


def load_public(path: Path) -> Key:
    """A public key file. Raises KeyFileError."""
    try:
        document = json.loads(path.read_text("utf-8"))
        key = SSlibKey.from_dict(document["keyid"], {name: document[name] for name in ("keytype", "scheme", "keyval")})
    except OSError as error:
        raise _wrong("key_unreadable", path.name, f"cannot be read ({error.strerror})", "Name a .pub file.") from error
    except (ValueError, KeyError, TypeError) as error:
        raise _wrong("key_unreadable", path.name, "is no public key", "Give the .pub file of a key.") from error
    return key


def load_publics(paths: Sequence[Path]) -> list[Key]:
    """Several public key files, all different. Raises KeyFileError."""
    keys = [load_public(path) for path in paths]
    if len({key.keyid for key in keys}) < len(keys):
        names = ", ".join(path.name for path in paths)
        raise _wrong("key_twice", names, "are not all different", "Every person signs with a key of their own.")
    return keys


def _stretched(password: str, salt: bytes) -> bytes:
    # Time and memory as OWASP's password storage cheat sheet has them for Argon2id.
    raw = hash_secret_raw(
        password.encode(), salt, time_cost=2, memory_cost=19_456, parallelism=1, hash_len=32, type=Type.ID
    )
    return base64.b64encode(raw)


def _write_new(path: Path, data: bytes, mode: int) -> None:
    # Made with its rights, so that nobody can read it in between.
    with os.fdopen(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, mode), "wb") as file:
        file.write(data)


def _wrong(code: str, name: str, reason: str, remedy: str) -> KeyFileError:
    return KeyFileError(code, f"Key {name} {reason}.", remedy=remedy, details={"name": name, "reason": reason})
