"""Maps that lie under the picture: packages in pieces, services that were named, and no host beside them."""

from __future__ import annotations

import json

import httpx
import pytest
from fastapi import FastAPI
from starlette.middleware.gzip import GZipMiddleware

from ground_station.api import problems
from ground_station.api.app import security_headers
from ground_station.api.map_routes import add_map_routes
from ground_station.api.maps import MapShelf
from ground_station.errors import BadInput

TOPO = {
    "id": "topo",
    "title": "Topografisk",
    "tiles": "https://cache.kartverket.no/topo/{z}/{y}/{x}.png",
    "attribution": "© Kartverket",
}


@pytest.fixture
def folder(tmp_path):
    maps = tmp_path / "maps"
    maps.mkdir()
    (maps / "Fløyen.pmtiles").write_bytes(bytes(range(256)) * 40)
    (tmp_path / "secret.pmtiles").write_bytes(b"outside")
    return maps


def client(folder) -> httpx.AsyncClient:
    app = FastAPI()
    add_map_routes(app, MapShelf(folder))
    problems.install(app)
    app.add_middleware(GZipMiddleware, minimum_size=1_000)
    return httpx.AsyncClient(transport=httpx.ASGITransport(app), base_url="http://station")


async def test_of_a_package_only_the_bytes_that_are_asked_for_travel(folder):
    async with client(folder) as asking:
        answer = await asking.get("/api/v1/maps/Fløyen.pmtiles", headers={"Range": "bytes=5000-7999"})

    assert answer.status_code == 206
    assert answer.headers["content-range"] == "bytes 5000-7999/10240"
    assert answer.content == (bytes(range(256)) * 40)[5000:8000]


async def test_packages_and_services_are_listed_packages_first(folder):
    (folder / "sources.json").write_text(json.dumps([TOPO]), encoding="utf-8")

    async with client(folder) as asking:
        listed = (await asking.get("/api/v1/maps")).json()

    assert [(each["title"], each["kind"]) for each in listed] == [("Fløyen", "package"), ("Topografisk", "service")]
    assert listed[1]["attribution"] == "© Kartverket"


@pytest.mark.parametrize("name", ["..%2Fsecret", "../secret", "none", ".hidden", "a%00b"])
async def test_nothing_outside_the_folder_is_a_package(folder, name):
    async with client(folder) as asking:
        answer = await asking.get(f"/api/v1/maps/{name}.pmtiles")

    assert answer.status_code == 404


def test_the_page_may_fetch_from_the_named_hosts_and_no_others(folder):
    (folder / "sources.json").write_text(json.dumps([TOPO, TOPO | {"id": "again"}]), encoding="utf-8")

    policy = security_headers(MapShelf(folder).origins())["Content-Security-Policy"]

    assert "connect-src 'self' https://cache.kartverket.no;" in policy
    assert "connect-src 'self';" in security_headers([])["Content-Security-Policy"]


@pytest.mark.parametrize(
    ("mistake", "said"),
    [
        ({"tiles": "http://example.com/{z}/{x}/{y}.png"}, "tiles"),
        ({"tiles": "https://example.com/{z} 'unsafe-inline'"}, "tiles"),
        ({"tiles": "https://example.com;/{z}/{x}/{y}"}, "tiles"),
        ({"attribution": ""}, "attribution"),
        ({"id": "Topo Map"}, "id"),
    ],
)
def test_a_service_with_a_mistake_is_refused_with_its_field(folder, mistake, said):
    (folder / "sources.json").write_text(json.dumps([TOPO | mistake]), encoding="utf-8")

    with pytest.raises(BadInput, match=said):
        MapShelf(folder)
