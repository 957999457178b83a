import json
import time

import pytest


@pytest.mark.slow
@pytest.mark.timeout(420)
def test_the_demo_finds_every_fire_and_person_and_nothing_else(varde):
    began = time.monotonic()

    # The search itself takes two minutes and a quarter; here it shares two cores with other tests.
    done = varde("demo", "--headless", "--duration", 150, "--json", timeout=340)

    assert done.status == 0, done.error
    summary = json.loads(done.out)
    assert summary["matched"] == summary["sources_in_world"] + summary["people_in_world"], summary
    assert summary["false_findings"] == 0, summary
    assert summary["median_error_m"] < 5.0
    assert summary["seen_fraction"] > 0.95
    assert summary["frames"] > 300
    assert time.monotonic() - began >= 150
