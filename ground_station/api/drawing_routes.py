"""What was drawn elsewhere, read for a plan."""

from __future__ import annotations

import asyncio

from fastapi import FastAPI, Query, Request

from ground_station.api.problems import Problem, language_of
from ground_station.api.template_views import DrawingView
from ground_station.problem_words import said
from missions.drawing import Drawing, read_drawing
from missions.errors import PlanningError
from missions.formats.drawings import drawing_in

LONGEST_NAME = 200


def add_drawing_routes(app: FastAPI) -> None:
    """The routes of this page."""

    @app.post("/api/v1/drawings", name="read_drawing", tags=["plans"])
    async def read(
        request: Request, name: str = Query(default="drawing.geojson", max_length=LONGEST_NAME)
    ) -> DrawingView:
        """A GeoJSON, KML, KMZ or GPX file, which is the body, as something that can be planned on. Nothing is kept."""
        data = await request.body()
        try:
            # A large file takes part of a second: aircraft and map must not wait for it.
            geojson, drawing = await asyncio.to_thread(_read, name, data)
        except PlanningError as error:
            raise Problem(422, "bad-drawing", field="name", given=said(error, language_of(request))) from error
        return _view(name, geojson, drawing)


def _read(name: str, data: bytes) -> tuple[dict[str, object], Drawing]:
    geojson = drawing_in(name, data)
    return geojson, read_drawing(geojson)


def _view(name: str, geojson: dict[str, object], drawing: Drawing) -> DrawingView:
    latitude, longitude = drawing.frame.to_geographic(drawing.points[:, 0], drawing.points[:, 1])
    return DrawingView.model_validate(
        {
            "name": name,
            "kind": drawing.kind,
            "geojson": geojson,
            "points": len(drawing.points),
            "bounds": [float(longitude.min()), float(latitude.min()), float(longitude.max()), float(latitude.max())],
            "keeps_out": not drawing.kept_out.is_empty or _has_holes(drawing),
        }
    )


def _has_holes(drawing: Drawing) -> bool:
    return drawing.polygon is not None and len(drawing.polygon.interiors) > 0
