"""The console's own unit tests and types, run by the Node that builds it."""

import subprocess
import sys
from pathlib import Path

import pytest

BUILD = Path(__file__).parents[2] / "web" / "build.py"


def run(script: str) -> None:
    done = subprocess.run([sys.executable, BUILD, script], capture_output=True, text=True, check=False)
    if "no Node" in done.stderr or "npm ci failed" in done.stderr:
        pytest.skip(done.stderr.strip().splitlines()[-1])
    assert done.returncode == 0, done.stdout + done.stderr


@pytest.mark.slow
@pytest.mark.parametrize("script", ["types", "test"])
def test_the_consoles_own_checks_pass(script):
    run(script)
