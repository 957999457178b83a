"""Maps to lie under everything else: packages in the data folder, served in pieces, and services on the network."""

from __future__ import annotations

from fastapi import FastAPI, Response
from fastapi.responses import FileResponse

from ground_station.api.maps import MapShelf, MapSource
from ground_station.api.problems import Problem

PMTILES = "application/vnd.pmtiles"
A_DAY = {"Cache-Control": "private, max-age=86400"}


def add_map_routes(app: FastAPI, shelf: MapShelf) -> None:
    """The routes of this page."""

    @app.get("/api/v1/maps", name="maps", tags=["maps"])
    async def maps() -> list[MapSource]:
        """Every map that can be chosen."""
        return shelf.sources()

    @app.get("/api/v1/maps/{name}.pmtiles", name="map_package", tags=["maps"], response_model=None)
    async def map_package(name: str) -> Response:
        """A package; ask for the bytes that are needed (`Range`)."""
        path = shelf.package(name)
        if path is None:
            raise Problem(404, "unknown-map", field="name", given=name)
        # Compressed, a range would not be the bytes that were asked for.
        return FileResponse(path, media_type=PMTILES, headers={**A_DAY, "Content-Encoding": "identity"})
