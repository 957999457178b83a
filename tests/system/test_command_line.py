import json
import socket
from pathlib import Path

import pytest
import rasterio

SQUARE = {
    "type": "Polygon",
    "coordinates": [[[5.3468, 60.4045], [5.3488, 60.4045], [5.3488, 60.4056], [5.3468, 60.4056], [5.3468, 60.4045]]],
}
BOW_TIE = {
    "type": "Polygon",
    "coordinates": [[[5.3468, 60.4045], [5.3488, 60.4056], [5.3488, 60.4045], [5.3468, 60.4056], [5.3468, 60.4045]]],
}


@pytest.fixture
def area(tmp_path: Path) -> Path:
    path = tmp_path / "area.geojson"
    path.write_text(json.dumps(SQUARE))
    return path


def one_line(text: str) -> bool:
    return len(text.strip().splitlines()) == 1


def test_a_plan_is_written_for_qgroundcontrol_with_heights_from_the_terrain(varde, area, hillside, tmp_path):
    dem, _ = hillside

    done = varde("plan", "thermal-area-search", "--area", area, "--terrain", dem, "--out", "search.plan", "--json")

    assert done.status == 0, done.error
    document = json.loads(done.out)
    plan = json.loads((tmp_path / "search.plan").read_text())
    assert plan["fileType"] == "Plan"
    assert document["covered_fraction"] > 0.99
    with rasterio.open(dem) as model:
        low, high = float(model.read(1).min()), float(model.read(1).max())
    heights = [item["params"][6] for item in plan["mission"]["items"] if item["command"] == 16]
    assert low + 40 < min(heights) < max(heights) < high + 120


def test_without_terrain_the_plan_is_refused_for_safety_and_no_file_is_written(varde_here, area, tmp_path):
    done = varde_here("plan", "thermal-area-search", "--area", area, "--out", "search.plan")

    assert done.status == 3
    assert "elevation model" in done.error
    assert not (tmp_path / "search.plan").exists()


def test_an_unknown_template_is_refused_in_one_line_that_lists_the_known(varde_here, area):
    done = varde_here("plan", "no-such-template", "--area", area, "--out", "x.plan")

    assert done.status == 2
    assert one_line(done.error)
    assert "no-such-template" in done.error
    assert "thermal-area-search" in done.error


def test_an_area_that_crosses_itself_is_refused_in_one_line(varde_here, hillside, tmp_path):
    crossed = tmp_path / "bow-tie.geojson"
    crossed.write_text(json.dumps(BOW_TIE))

    done = varde_here("plan", "thermal-area-search", "--area", crossed, "--terrain", hillside[0], "--out", "x.plan")

    assert done.status == 2
    assert one_line(done.error)
    assert "cross" in done.error.lower()


def test_the_refusal_comes_in_the_callers_language(varde_here, hillside, tmp_path):
    crossed = tmp_path / "bow-tie.geojson"
    crossed.write_text(json.dumps(BOW_TIE))
    command = ("plan", "thermal-area-search", "--area", crossed, "--terrain", hillside[0], "--out", "x.plan")

    said = {language: varde_here(*command, VARDE_LANGUAGE=language).error for language in ("nb", "nn", "en")}

    assert len(set(said.values())) == 3
    assert "krysser" in said["nb"]
    assert "kryssar" in said["nn"]


def test_an_unreadable_image_is_named_and_the_others_still_run(varde, shared, tmp_path):
    (tmp_path / "broken.jpg").write_bytes(b"not an image")
    good = shared / "data" / "thermal"

    done = varde("detect", "broken.jpg", good / "FLIR_T640.jpg", "--out", "found.geojson")

    assert done.status == 1
    assert "broken.jpg" in done.error
    found = json.loads((tmp_path / "found.geojson").read_text())
    assert {feature["properties"]["source"] for feature in found["features"]} <= {str(good / "FLIR_T640.jpg")}


def test_with_a_pose_and_terrain_detections_get_a_place_and_an_ellipse(varde_here, shared, hillside, tmp_path):
    camera = {"lat": 60.4052, "lon": 5.3475, "alt_amsl_m": 290, "yaw_true_deg": 0, "pitch_deg": -90, "roll_deg": 0}
    camera |= {"width": 640, "height": 480, "fx": 758, "fy": 758, "cx": 319.5, "cy": 239.5}
    (tmp_path / "camera.json").write_text(json.dumps(camera))
    image = shared / "data" / "thermal" / "FLIR_T640.jpg"

    done = varde_here(
        "detect", image, "--camera", "camera.json", "--terrain", hillside[0], "--out", "found.geojson", "--json"
    )

    assert done.status == 0, done.error
    for feature in json.loads(done.out)["features"]:
        longitude, latitude, _ = feature["geometry"]["coordinates"]
        assert abs(longitude - 5.3475) < 0.001
        assert abs(latitude - 60.4052) < 0.0005
        assert feature["properties"]["semi_major_m"] >= feature["properties"]["semi_minor_m"] > 0


def test_a_port_in_use_is_refused_in_one_line_that_names_it(varde):
    with socket.socket() as holder:
        holder.bind(("127.0.0.1", 0))
        holder.listen()
        port = holder.getsockname()[1]

        done = varde("serve", "--port", port, "--vehicle", "udpin://127.0.0.1:0")

    assert done.status == 2
    assert one_line(done.error)
    assert str(port) in done.error


def test_a_vehicle_address_in_use_is_refused_in_one_line_that_names_it(varde_here):
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as holder:
        holder.bind(("127.0.0.1", 0))
        port = holder.getsockname()[1]

        done = varde_here("serve", "--port", 0, "--vehicle", f"udpin://127.0.0.1:{port}")

    assert done.status == 2
    assert one_line(done.error)
    assert str(port) in done.error


def test_an_unknown_scenario_is_refused_in_one_line_that_lists_the_known(varde):
    done = varde("demo", "--scenario", "no-such-place", "--headless", "--duration", 5)

    assert done.status == 2
    assert one_line(done.error)
    assert "hillside" in done.error


def test_a_wrong_setting_is_refused_by_its_name(varde, tmp_path):
    (tmp_path / "varde.toml").write_text("prot = 8700\n")

    done = varde("serve", "--config", "varde.toml")

    assert done.status == 2
    assert "prot" in done.error


def test_the_doctor_says_what_is_missing_and_how_to_mend_it(varde):
    done = varde("doctor", "--json")

    examined = {each["what"]: each for each in json.loads(done.out)}
    assert examined["Python"]["state"] == "ok"
    assert examined["packages"]["state"] == "ok"
    assert examined["elevation model"]["state"] == "worth knowing"
    assert "varde terrain add" in examined["elevation model"]["remedy"]
    assert all(each["remedy"] for each in examined.values() if each["state"] != "ok")


def test_the_doctor_calls_a_broken_elevation_model_missing(varde_here, tmp_path):
    folder = tmp_path / "varde-data" / "terrain"
    folder.mkdir(parents=True)
    (folder / "broken.tif").write_bytes(b"II*\0 nothing more")

    done = varde_here("doctor")

    assert done.status == 1
    assert "broken.tif" in done.out


def test_users_are_added_only_with_a_known_role_and_a_long_password(varde_here):
    wrong_role = varde_here("user", "add", "kari", "--role", "boss", VARDE_PASSWORD="long enough to pass")
    short = varde_here("user", "add", "kari", "--role", "pilot", VARDE_PASSWORD="short")
    good = varde_here("user", "add", "kari", "--role", "pilot", VARDE_PASSWORD="long enough to pass")

    assert (wrong_role.status, short.status, good.status) == (2, 2, 0)
    assert "commander" in wrong_role.error


def test_every_command_shows_an_example(varde_here):
    for command in ("demo", "serve", "sim", "plan", "detect", "locate", "replay", "doctor", "bench"):
        done = varde_here(command, "--help", COLUMNS="200")

        assert done.status == 0
        assert "Example" in done.out, command


def test_wrong_usage_is_one_line_that_names_what_is_wrong(varde, varde_here):
    missing = varde_here("plan")
    unknown = varde_here("fly")
    out_of_range = varde("demo", "--drones", 99)

    assert [done.status for done in (missing, unknown, out_of_range)] == [2, 2, 2]
    assert all(one_line(done.error) for done in (missing, unknown, out_of_range))
    assert "--drones" in out_of_range.error
