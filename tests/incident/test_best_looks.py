"""The look that shows a finding best, and its picture that outlives the station."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import numpy as np
import pytest

from ground_station.database import open_database
from ground_station.incident.finding_desk import FindingDesk, is_better, restore
from ground_station.incident.finding_pictures import FindingPicture, FindingPictures
from ground_station.incident.records import BestLook
from ground_station.incident.sightings import Sighting
from missions.geo import GeoPoint, LocalFrame
from vision.detections import Kind

NOON = datetime(2026, 6, 1, 12, 0, tzinfo=UTC)
FRAME = LocalFrame(origin=GeoPoint(latitude_deg=60.4, longitude_deg=5.32))


def look(second: float, range_m: float, *, is_whole: bool = True) -> Sighting:
    return Sighting(
        at=NOON + timedelta(seconds=second), vehicle_id=1, pass_id=1, frame=int(second * 9), kind=Kind.HOTSPOT,
        north_m=0.0, east_m=0.0, up_m=100.0, common=np.eye(2) * 4.0, independent=np.eye(2) * 0.25,
        peak_celsius=180.0, contrast=170.0, confidence=0.9, area_m2=0.5, is_saturated=False,
        range_m=range_m, is_whole=is_whole,
    )  # fmt: skip


def best(range_m: float, *, is_whole: bool = True) -> BestLook:
    return BestLook(at=NOON, vehicle_id=1, range_m=range_m, is_whole=is_whole)


def test_a_look_is_better_when_it_is_clearly_nearer_and_never_when_it_is_cut_off_where_a_whole_one_is_known():
    assert is_better(best(50.0), None)
    assert is_better(best(40.0), best(50.0))
    assert not is_better(best(49.0), best(50.0))
    assert not is_better(best(10.0, is_whole=False), best(50.0))
    assert is_better(best(90.0), best(50.0, is_whole=False))


def test_a_finding_tells_its_best_look_and_a_restarted_station_goes_on_from_it():
    desk = FindingDesk(FRAME, lambda _: None)
    ranges_m = [80.0, 60.0, 55.0, 40.0, 45.0, 60.0]
    told = [each for second, range_m in enumerate(ranges_m) for each in desk.look([look(second, range_m)])[0]]
    finding = [*told, *desk.settle(NOON + timedelta(seconds=30))][-1].finding

    again = restore([finding], FRAME, lambda _: finding)
    again.look([look(40, 39.0)])
    is_best_after = again.is_best(finding.number, look(3, 40.0))
    again.look([look(41, 20.0)])

    assert finding.best_look == BestLook(at=NOON + timedelta(seconds=3), vehicle_id=1, range_m=40.0)
    assert is_best_after
    assert again.is_best(finding.number, look(41, 20.0))


def test_a_picture_outlives_the_station_and_a_better_one_takes_its_place(tmp_path):
    first = FindingPictures(open_database(tmp_path / "varde.sqlite3"))
    first.keep("i", "f1", FindingPicture(NOON, b"far"))
    first.keep("i", "f1", FindingPicture(NOON + timedelta(seconds=5), b"near"))
    first.keep("another", "f1", FindingPicture(NOON, b"elsewhere"))

    again = FindingPictures(open_database(tmp_path / "varde.sqlite3"))

    assert again.get("i", "f1") == FindingPicture(NOON + timedelta(seconds=5), b"near")
    assert again.get("i", "f2") is None


@pytest.mark.parametrize(("keeps_gone", "kept"), [(True, b"of two"), (False, b"of one")])
def test_of_two_findings_that_are_one_the_better_picture_is_kept_and_no_other(tmp_path, keeps_gone, kept):
    pictures = FindingPictures(open_database(tmp_path / "varde.sqlite3"))
    pictures.keep("i", "f1", FindingPicture(NOON, b"of one"))
    pictures.keep("i", "f2", FindingPicture(NOON, b"of two"))

    pictures.join("i", "f2", "f1", keeps_gone=keeps_gone)

    assert pictures.get("i", "f1") == FindingPicture(NOON, kept)
    assert pictures.get("i", "f2") is None
