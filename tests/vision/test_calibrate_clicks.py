import json

import pytest

from ground_station.calibrating import calibrate_clicks
from ground_station.errors import BadInput


def rows(shared_data):
    """Clicks on surveyed points, told with their places: real photographs of a small aircraft."""
    truth = json.loads((shared_data / "geolocation" / "truth.json").read_text())
    places = {point["id"]: point for point in truth["gcps"]}
    return [
        {
            **row,
            "known_lat": places[row["gcp_consistent"]]["lat"],
            "known_lon": places[row["gcp_consistent"]]["lon"],
            "known_alt_amsl_m": places[row["gcp_consistent"]]["amsl_m"],
        }
        for row in truth["obs"]
        if row["gcp_consistent"]
    ]


def test_real_photographs_whose_clicks_it_cannot_explain_are_said_to_be_so(shared_data, tmp_path):
    """Their halves tell boresights a degree apart: clicks and points of that set were linked afterwards, by a shift."""
    path = tmp_path / "clicks.json"
    path.write_text(json.dumps(rows(shared_data)))

    found = calibrate_clicks(path)

    assert found["points"] == 97
    assert not found["is_explained"] and not found["is_time_determined"]


@pytest.mark.parametrize("field", ["lon", "known_lat", "known_alt_amsl_m", "yaw_true_deg"])
def test_a_click_without_a_field_is_refused_by_its_name(tmp_path, field):
    row = {
        "lat": 60.4, "lon": 5.3, "alt_amsl_m": 100, "yaw_true_deg": 0, "pitch_deg": -90, "roll_deg": 0, "width": 640,
        "height": 512, "fx": 770, "fy": 770, "cx": 320, "cy": 256, "u": 320, "v": 256,
        "known_lat": 60.4, "known_lon": 5.3, "known_alt_amsl_m": 20,
    }  # fmt: skip
    del row[field]
    (tmp_path / "clicks.json").write_text(json.dumps([row]))

    with pytest.raises(BadInput, match=f"{field}: missing"):
        calibrate_clicks(tmp_path / "clicks.json")
