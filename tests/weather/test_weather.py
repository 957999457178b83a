import json
import threading
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from importlib.resources import files
from urllib.parse import parse_qs, urlsplit

import pytest
from fluent.runtime import FluentBundle, FluentResource

from ground_station.config import WeatherSettings
from ground_station.weather.for_plan import forecast_wind
from ground_station.weather.forecast import WeatherError, read_forecast, wind_at
from ground_station.weather.met_norway import MetNorway

NOW = datetime(2026, 11, 23, 12, 0, tzinfo=UTC)
BERGEN = (60.391234567, 5.32201, 12.4)
WHO = "brann@example.no"


def body(*winds, begins=NOW, units="m/s"):
    rows = [
        {
            "time": (begins + timedelta(hours=number)).isoformat().replace("+00:00", "Z"),
            "data": {"instant": {"details": {"wind_speed": speed, "wind_from_direction": 200.0 + number}}},
        }
        for number, speed in enumerate(winds or (3.0, 7.0, 5.0, 2.0))
    ]
    meta = {"updated_at": "2026-11-23T11:20:00Z", "units": {"wind_speed": units, "wind_from_direction": "degrees"}}
    return json.dumps({"type": "Feature", "properties": {"meta": meta, "timeseries": rows}}).encode()


class Met:
    """A forecast service on the loopback that answers as it is told, and remembers what it was asked."""

    def __init__(self):
        self.asked, self.answers = [], []
        met = self

        class Handler(BaseHTTPRequestHandler):
            def do_GET(self):
                met.asked.append((parse_qs(urlsplit(self.path).query), dict(self.headers)))
                status, content, headers = met.answers.pop(0)
                self.send_response(status)
                for name, value in {"Content-Length": str(len(content)), **headers}.items():
                    self.send_header(name, value)
                self.end_headers()
                self.wfile.write(content)

            def log_message(self, *_):
                pass

        self.server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.thread = threading.Thread(target=self.server.serve_forever, args=(0.02,), daemon=True)
        self.thread.start()
        self.address = f"http://127.0.0.1:{self.server.server_address[1]}/complete"

    def answer(self, status=200, content=None, lasts_s=1800, **headers):
        expires = {"Expires": format_datetime(NOW + timedelta(seconds=lasts_s), usegmt=True)} if lasts_s else {}
        self.answers.append((status, body() if content is None else content, expires | headers))


@pytest.fixture
def met():
    service = Met()
    yield service
    service.server.shutdown()
    service.server.server_close()
    service.thread.join()


@pytest.fixture
def client(met, tmp_path):
    return MetNorway(WHO, tmp_path / "weather", met.address)


def test_the_question_says_who_asks_and_gives_the_place_in_four_decimals(met, client):
    met.answer()

    client.forecast(*BERGEN, NOW)

    [(query, headers)] = met.asked
    assert query == {"lat": ["60.3912"], "lon": ["5.3220"], "altitude": ["12"]}
    assert headers["User-Agent"].startswith("Varde/")
    assert WHO in headers["User-Agent"]


def test_nothing_is_asked_again_before_the_answer_has_run_out(met, client, tmp_path):
    met.answer(**{"Last-Modified": "Mon, 23 Nov 2026 11:20:00 GMT"})
    client.forecast(*BERGEN, NOW)

    again = MetNorway(WHO, tmp_path / "weather", met.address).forecast(*BERGEN, NOW + timedelta(minutes=29))

    assert len(met.asked) == 1
    assert again.hours[1].wind_ms == 7.0


def test_then_it_asks_whether_anything_has_changed_and_keeps_what_has_not(met, client):
    met.answer(**{"Last-Modified": "Mon, 23 Nov 2026 11:20:00 GMT"})
    met.answer(304, b"", lasts_s=7200)
    client.forecast(*BERGEN, NOW)

    kept = client.forecast(*BERGEN, NOW + timedelta(minutes=31))
    client.forecast(*BERGEN, NOW + timedelta(minutes=119))

    assert [headers.get("If-Modified-Since") for _, headers in met.asked] == [None, "Mon, 23 Nov 2026 11:20:00 GMT"]
    assert kept.hours[1].wind_ms == 7.0


def test_a_203_is_used_and_told(met, client, caplog):
    met.answer(203)

    forecast = client.forecast(*BERGEN, NOW)

    assert forecast.hours[0].wind_ms == 3.0
    assert "203" in caplog.text


@pytest.mark.parametrize(
    ("status", "code"), [(403, "refused"), (429, "unreachable"), (500, "unreachable"), (404, "unreachable")]
)
def test_a_refusal_without_a_kept_forecast_is_an_error(met, client, status, code):
    met.answer(status, b"no")

    with pytest.raises(WeatherError) as caught:
        client.forecast(*BERGEN, NOW)

    assert caught.value.code == code


@pytest.mark.parametrize("status", [429, 500])
def test_a_kept_forecast_is_used_on_for_six_hours_and_no_longer(met, client, status):
    met.answer()
    met.answer(status, b"", lasts_s=None)
    met.answer(500, b"", lasts_s=None)
    client.forecast(*BERGEN, NOW)

    assert client.forecast(*BERGEN, NOW + timedelta(hours=5)).hours[0].wind_ms == 3.0
    with pytest.raises(WeatherError):
        client.forecast(*BERGEN, NOW + timedelta(hours=7))


def test_one_who_is_told_to_ask_less_waits(met, client):
    met.answer()
    met.answer(429, b"", lasts_s=None)
    client.forecast(*BERGEN, NOW)

    client.forecast(*BERGEN, NOW + timedelta(minutes=31))
    client.forecast(*BERGEN, NOW + timedelta(minutes=40))

    assert len(met.asked) == 2


def test_without_a_contact_nothing_is_asked(met, tmp_path):
    with pytest.raises(WeatherError) as caught:
        MetNorway(" ", tmp_path, met.address).forecast(*BERGEN, NOW)

    assert caught.value.code == "no-contact"
    assert met.asked == []


def test_a_service_that_is_not_there_is_an_error_and_not_a_calm(tmp_path):
    with pytest.raises(WeatherError) as caught:
        MetNorway(WHO, tmp_path, "http://127.0.0.1:1/complete").forecast(*BERGEN, NOW)

    assert caught.value.code == "unreachable"


def test_a_damaged_cache_is_asked_for_again(met, client, tmp_path):
    met.answer()
    met.answer()
    client.forecast(*BERGEN, NOW)
    [file] = (tmp_path / "weather").iterdir()
    file.write_text("{")

    client.forecast(*BERGEN, NOW)

    assert len(met.asked) == 2


@pytest.mark.parametrize(
    "content",
    [b"", b"<html>", b"{}", body(units="knots"), body(float("nan")), json.dumps({"properties": {"meta": {}}}).encode()],
)
def test_what_is_no_forecast_is_refused(content):
    with pytest.raises(WeatherError) as caught:
        read_forecast(content)

    assert caught.value.code == "unreadable"


def test_the_windiest_hour_of_the_flight_counts_and_grows_with_height():
    forecast = read_forecast(body(3.0, 7.0, 5.0, 20.0, begins=NOW))

    hour = forecast.strongest(NOW + timedelta(minutes=10), NOW + timedelta(hours=2))

    assert (hour.wind_ms, hour.wind_from_deg) == (7.0, 201.0)
    assert wind_at(hour, 10).speed_ms == 7.0
    assert wind_at(hour, 100).speed_ms == pytest.approx(7.0 * 10 ** (1 / 7), abs=0.05)
    with pytest.raises(WeatherError) as caught:
        forecast.strongest(NOW + timedelta(hours=10), NOW + timedelta(hours=12))
    assert caught.value.code == "out-of-reach"


def test_a_plan_gets_the_wind_of_its_own_place(met, tmp_path):
    met.answer()
    square = [[5.0, 60.0], [5.02, 60.0], [5.02, 60.01], [5.0, 60.01], [5.0, 60.0]]
    drawn = {"type": "Feature", "properties": {}, "geometry": {"type": "Polygon", "coordinates": [square]}}
    settings = WeatherSettings(contact=WHO, address=met.address)

    wind = forecast_wind(drawn, 60.0, settings=settings, cache=tmp_path, terrain=None, now=NOW)

    assert met.asked[0][0]["lat"] == ["60.0050"]
    assert wind.from_deg == 201.0
    assert wind.speed_ms > 7.0


@pytest.mark.parametrize("language", ["nb", "nn", "en"])
def test_every_reason_has_its_sentence(language):
    bundle = FluentBundle([language])
    text = (files("ground_station") / "messages" / language / "weather.ftl").read_text("utf-8")
    bundle.add_resource(FluentResource(text))

    codes = ("no-contact", "unreachable", "refused", "unreadable", "out-of-reach")

    assert all(bundle.has_message(f"weather-{code}") for code in codes)
