"""Signing keys and the signing clock on disk: files that only their owner may read."""

from __future__ import annotations

import os
import secrets
import stat
import sys
from pathlib import Path
from typing import Final

from ground_station.errors import BadInput
from ground_station.link.signing import KEY_BYTES, SignatureClock, SigningKey

OWNER_ONLY: Final = 0o600


class KeyFolder:
    """One file per link, `NAME.key`, hexadecimal, mode 0600; and `clock`, the signing time that is used up."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    def create(self, name: str) -> SigningKey:
        """Make a new random key.

        Raises:
            BadInput: there is one already: taking its place would lock out the aircraft that know it.
        """
        key = SigningKey(secrets.token_bytes(KEY_BYTES))
        self.add(name, key)
        return key

    def add(self, name: str, key: SigningKey) -> None:
        """Keep a key that is known already. Raises `BadInput` where there is one of that name."""
        self._folder.mkdir(parents=True, exist_ok=True, mode=0o700)
        path = self._path(name)
        try:
            file = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, OWNER_ONLY)
        except FileExistsError as error:
            raise BadInput(
                f"{path}: there is a key of that name", "Remove the file first if no aircraft uses it."
            ) from error
        with os.fdopen(file, "w") as open_file:
            open_file.write(key.reveal().hex() + "\n")

    def load(self, name: str) -> SigningKey | None:
        """The key of that name, or None.

        Raises:
            BadInput: others may read the file, or it holds no key.
        """
        path = self._path(name)
        try:
            mode = path.stat().st_mode
            spelled = path.read_text("ascii").strip()
        except FileNotFoundError:
            return None
        except (OSError, UnicodeDecodeError) as error:
            raise BadInput(f"{path}: cannot be read", "Give the station's user the right to read it.") from error
        if sys.platform != "win32" and mode & (stat.S_IRWXG | stat.S_IRWXO):
            raise BadInput(f"{path}: others than its owner may read it", f"chmod 600 {path}, and make a new key.")
        try:
            return SigningKey(bytes.fromhex(spelled))
        except ValueError:
            # Without the cause: it would show what the file holds.
            raise BadInput(f"{path}: holds no signing key", "It must be 64 hexadecimal digits.") from None

    def clock(self) -> SignatureClock:
        """The signing clock, going on where it was reserved to when the station last ran."""
        path = self._folder / "clock"
        try:
            begin = int(path.read_text("ascii"))
        except (OSError, ValueError):
            begin = 0

        def reserve(timestamp: int) -> None:
            self._folder.mkdir(parents=True, exist_ok=True, mode=0o700)
            beside = path.with_suffix(".part")
            beside.write_text(str(timestamp), "ascii")
            os.replace(beside, path)

        return SignatureClock(begin, reserve)

    def _path(self, name: str) -> Path:
        if not name or not all(letter.isalnum() or letter in "-_" for letter in name):
            raise BadInput(f"{name!r}: not a name for a key", "Use letters, digits, - and _.")
        return self._folder / f"{name}.key"
