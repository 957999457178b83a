"""What an aircraft keeps when it restarts, beside its parameters and plans: its memory card."""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import partial

from firmware_sim.mavlink.component_metadata import FILES, FOLDER, packed_file
from firmware_sim.mavlink.file_tree import File, FileTree

LOG_ROOT = "log"


def _new_files() -> FileTree:
    tree = FileTree()
    # PX4 SITL's run directory has a link here, which a listing passes over.
    tree.make_directory("etc", hidden=True)
    tree.make_directory(FOLDER)
    tree.make_directory(LOG_ROOT)
    for name in FILES:
        tree.put(f"{FOLDER}/{name}", File(make=partial(packed_file, name)))
    return tree


@dataclass(slots=True, kw_only=True)
class Card:
    """Files, and the key for signing with the timestamp that it was given with."""

    files: FileTree = field(default_factory=_new_files)
    signing_key: bytes | None = None
    signing_timestamp: int = 0
