"""Asks api.met.no for the forecast, as its terms of service want it.

Who asks is named in the User-Agent; places have four decimals; nothing is asked again before `Expires`, and then with
`If-Modified-Since`; 429 and 403 are obeyed; 203 (the product is about to change) is used and told.
"""

from __future__ import annotations

import json
import logging
import math
import os
import tempfile
from dataclasses import asdict, dataclass, replace
from datetime import UTC, datetime, timedelta
from email.utils import parsedate_to_datetime
from importlib.metadata import version
from pathlib import Path

import httpx

from ground_station.weather.forecast import Forecast, WeatherError, read_forecast

ADDRESS = "https://api.met.no/weatherapi/locationforecast/2.0/complete"
WAIT_S = 10.0
LARGEST_BYTES = 4 * 1024 * 1024
OLDEST = timedelta(hours=6)
"""A kept forecast that is older than this is not used, however little else there is."""
ASK_AGAIN = timedelta(minutes=10)
"""Where the answer does not say until when it holds, and after being told to ask less."""

log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True, kw_only=True)
class _Kept:
    """An answer on disk."""

    body: str
    expires: str
    last_modified: str
    fetched: str

    @property
    def expires_at(self) -> datetime:
        return datetime.fromisoformat(self.expires)

    @property
    def fetched_at(self) -> datetime:
        return datetime.fromisoformat(self.fetched)


class MetNorway:
    """The forecast service, with a cache in a folder."""

    def __init__(self, contact: str, cache: Path, address: str = ADDRESS) -> None:
        """`contact`: who asks, a mail address or a web page; without one nothing is asked."""
        self._contact, self._cache, self._address = contact.strip(), cache, address

    def forecast(self, latitude_deg: float, longitude_deg: float, altitude_m: float, now: datetime) -> Forecast:
        """The forecast for a place, asked for only when the kept one has run out. Raises WeatherError.

        `altitude_m` of the ground above the sea; NaN: the service's own.
        """
        place = {"lat": _four_decimals(latitude_deg), "lon": _four_decimals(longitude_deg)}
        if math.isfinite(altitude_m):
            place["altitude"] = f"{altitude_m:.0f}"
        file = self._cache / f"{'_'.join(place.values())}.json"
        kept = _read(file)
        if kept is not None and now < kept.expires_at:
            return read_forecast(kept.body.encode())
        try:
            fresh = self._asked(place, kept, now)
        except WeatherError:
            if kept is None or now - kept.fetched_at > OLDEST:
                raise
            log.warning("the forecast could not be renewed; the one of %s is used", kept.fetched)
            return read_forecast(kept.body.encode())
        found = read_forecast(fresh.body.encode())
        _write(file, fresh)
        return found

    def _asked(self, place: dict[str, str], kept: _Kept | None, now: datetime) -> _Kept:
        if not self._contact:
            raise WeatherError("no-contact")
        headers = {"User-Agent": f"Varde/{version('varde')} {self._contact}"}
        if kept is not None and kept.last_modified:
            headers["If-Modified-Since"] = kept.last_modified
        try:
            answer = httpx.get(self._address, params=place, headers=headers, timeout=WAIT_S)
        except (httpx.HTTPError, httpx.InvalidURL) as error:
            raise WeatherError("unreachable", reason=f"{type(error).__name__}: {error}") from error
        return _judged(answer, kept, now)


def _judged(answer: httpx.Response, kept: _Kept | None, now: datetime) -> _Kept:
    """What is kept after an answer. Raises WeatherError."""
    until = _http_time(answer.headers.get("Expires")) or now + ASK_AGAIN
    expires = max(until, now + timedelta(seconds=1)).isoformat()
    match answer.status_code:
        case 304 if kept is not None:
            return replace(kept, expires=expires, fetched=now.isoformat())
        case 429 if kept is not None:
            return replace(kept, expires=(now + ASK_AGAIN).isoformat())
        case 200 | 203:
            if answer.status_code == 203:
                log.warning("MET Norway answers 203: this version of the forecast will be changed or taken away")
            if len(answer.content) > LARGEST_BYTES:
                raise WeatherError("unreadable", reason=f"{len(answer.content)} bytes")
            modified = answer.headers.get("Last-Modified", "")
            return _Kept(body=answer.text, expires=expires, last_modified=modified, fetched=now.isoformat())
        case status:
            raise WeatherError("refused" if status in {401, 403} else "unreachable", reason=f"HTTP {status}")


def _four_decimals(degrees: float) -> str:
    if not math.isfinite(degrees):
        raise WeatherError("unreachable", reason="no place")
    return f"{degrees:.4f}"


def _http_time(text: str | None) -> datetime | None:
    try:
        found = parsedate_to_datetime(text or "")
    except ValueError:
        return None
    return found if found.tzinfo is not None else found.replace(tzinfo=UTC)


def _read(file: Path) -> _Kept | None:
    """A kept answer; a file that cannot be used counts as none."""
    try:
        kept = _Kept(**json.loads(file.read_text("utf-8")))
        return kept if kept.expires_at.tzinfo and kept.fetched_at.tzinfo else None
    except (OSError, ValueError, TypeError):
        return None


def _write(file: Path, kept: _Kept) -> None:
    """Keep an answer; a full disk costs only the cache."""
    try:
        file.parent.mkdir(parents=True, exist_ok=True)
        with tempfile.NamedTemporaryFile("w", dir=file.parent, delete=False, encoding="utf-8") as part:
            json.dump(asdict(kept), part)
        os.replace(part.name, file)
    except OSError as error:
        log.warning("the forecast cannot be kept: %s", error.strerror)
