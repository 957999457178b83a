"""What all tests share: a browser, and an order in which two cores are never idle and the demo is left in peace."""

import os
import shutil
import subprocess
import sys
from collections.abc import AsyncIterator, Iterator
from pathlib import Path
from typing import Any

import pytest
import pytest_asyncio
import structlog
from hypothesis import settings
from playwright.async_api import Browser, async_playwright

# pymavlink settles its version at its first import, which may be any test's.
os.environ.setdefault("MAVLINK20", "1")

ROOT = Path(__file__).resolve().parents[1]
CHROMIUM_FLAGS = [
    "--use-angle=swiftshader",
    "--enable-unsafe-swiftshader",
    "--ignore-gpu-blocklist",
    # Pages are put together without the GPU's stand-in, and only where they changed: a third less CPU.
    "--disable-gpu-compositing",
    "--no-sandbox",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--autoplay-policy=user-gesture-required",
]
# How long an example takes says more about the machine than about the code: timing belongs to the benchmarks.
# The same examples at every run: what lands must not hang on luck. HYPOTHESIS_PROFILE=explore looks for new ones.
settings.register_profile("varde", deadline=None, derandomize=True)
settings.register_profile("explore", deadline=None, max_examples=1000)
settings.load_profile(os.environ.get("HYPOTHESIS_PROFILE", "varde"))

THAT_COMPUTE = (
    # The demo is the longest and computes all the time, then what else is long; short files fill the gaps at the end.
    "tests/system/test_demo.py",
    "tests/system/test_one_incident.py",
    "tests/system/test_station.py",
    "tests/browser/",
    "tests/system/",
    "tests/firmware_sim/",
)
THAT_WAIT = (
    # Aircraft that climb, links that are slow: hardly any CPU, and a worker of their own beside two that compute.
    "tests/conformance/",
    "tests/peers/",
    "tests/flying/test_two_aircraft_and_a_helicopter.py",
    "tests/system/test_lossy_link.py",
    "tests/system/test_replay.py",
    "tests/firmware_sim/aircraft/test_mavsdk.py",
    "tests/api/",
)
IN_THIS_ORDER = THAT_WAIT + THAT_COMPUTE
WITH_FOREIGN_CLIENTS = ("tests/peers/", "tests/browser/")
"""Where MAVSDK, MAVProxy or Chromium wait by their own clocks: one second try, said in the summary (docs/adr/0011)."""


@pytest.fixture(autouse=True)
def _log_as_at_the_start() -> Iterator[None]:
    """The command line sends the log to its own stderr, which in a test is a file that closes with it."""
    yield
    structlog.reset_defaults()


def place_in(parts: tuple[str, ...], path: str) -> int:
    return next((place for place, part in enumerate(parts) if part in path), len(parts))


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    items.sort(key=lambda item: place_in(IN_THIS_ORDER, item.path.as_posix()))
    for item in items:
        if any(part in item.path.as_posix() for part in WITH_FOREIGN_CLIENTS):
            item.add_marker(pytest.mark.flaky(reruns=1))


@pytest.hookimpl(optionalhook=True)
def pytest_xdist_make_scheduler(config: pytest.Config, log: Any) -> Any:
    """File by file, as `--dist loadfile` does it; the last of three workers begins with what only waits."""
    from xdist.scheduler import LoadFileScheduling

    class Lanes(LoadFileScheduling):
        def _assign_work_unit(self, node: Any) -> None:
            waits = len(self.nodes) > 2 and node is self.nodes[-1]
            own = [file for file in self.workqueue if (place_in(THAT_WAIT, file) < len(THAT_WAIT)) == waits]
            # With its own work done it takes the short files from the far end, not what is long.
            chosen = own[0] if own else next(reversed(self.workqueue)) if waits else next(iter(self.workqueue))
            self.workqueue.move_to_end(chosen, last=False)
            super()._assign_work_unit(node)

    return Lanes(config, log) if config.getoption("dist") == "loadfile" else None


@pytest.fixture(scope="session")
def chromium() -> str:
    """Where Chromium is; installed when this machine lets us."""
    for name in ("chromium", "chromium-browser", "google-chrome"):
        found = shutil.which(name)
        if found is not None:
            return found
    if os.geteuid() != 0 or shutil.which("apt-get") is None:
        pytest.skip("no Chromium in PATH and no right to install it: install the package chromium")
    done = subprocess.run(
        "apt-get update -qq && apt-get install -y -qq --no-install-recommends chromium",
        shell=True,
        capture_output=True,
        text=True,
        check=False,
    )
    found = shutil.which("chromium")
    if done.returncode != 0 or found is None:
        pytest.skip(f"Chromium could not be installed: {(done.stderr.strip().splitlines() or ['no reason given'])[-1]}")
    return found


@pytest.fixture(scope="session")
def console_is_built() -> None:
    done = subprocess.run([sys.executable, ROOT / "web" / "build.py"], capture_output=True, text=True, check=False)
    if done.returncode != 0 and "no Node" in done.stderr:
        pytest.skip(done.stderr.strip())
    assert done.returncode == 0, done.stdout + done.stderr


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def browser(chromium: str) -> AsyncIterator[Browser]:
    async with async_playwright() as playwright:
        browser = await playwright.chromium.launch(executable_path=chromium, args=CHROMIUM_FLAGS)
        yield browser
        await browser.close()
