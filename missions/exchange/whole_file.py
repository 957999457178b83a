"""Writing a file all at once: who reads meanwhile, or after a power cut, finds the old one or the new one."""

from __future__ import annotations

import os
import tempfile
from pathlib import Path


def write_whole(path: Path, data: bytes, mode: int | None = None) -> None:
    """Write a file, with its folders; with a file mode where others are to read it. Raises OSError."""
    path.parent.mkdir(parents=True, exist_ok=True)
    with tempfile.NamedTemporaryFile(dir=path.parent, delete=False) as file:
        file.write(data)
    if mode is not None:
        os.chmod(file.name, mode)
    os.replace(file.name, path)
