"""Templates, plans, and the ground they are made on."""

from __future__ import annotations

from fastapi import FastAPI, Request, Response

from ground_station.api.features import GeometryFault, geometry_fault
from ground_station.api.gate import session_of
from ground_station.api.parts import Parts
from ground_station.api.problems import Problem, language_of
from ground_station.api.wire import PlanRequest, PlanView, TemplateView, TerrainTiles
from ground_station.incident.desk import IncidentIsClosed
from ground_station.incident.records import GeoJson

DEEPEST_ZOOM = 17
TILE_AGE_S = 3600
DRAWN = frozenset({"Polygon", "MultiPolygon", "LineString", "Point", "MultiPoint"})
"""What patterns are drawn as; which of them a template takes, its planning says."""
MOST_FEATURES = 500


def add_plan_routes(app: FastAPI, parts: Parts) -> None:
    """The routes of this page."""
    station = parts.station

    @app.get("/api/v1/templates", name="templates", tags=["plans"])
    async def templates(request: Request) -> list[TemplateView]:
        """Every template that can be planned with."""
        return station.templates(language_of(request))

    @app.post("/api/v1/plans", name="make_plan", status_code=201, tags=["plans"])
    async def make_plan(request: Request, response: Response, wanted: PlanRequest) -> PlanView:
        """Bind a template to what was drawn. A plan that must not be flown is answered with 422 and has no id."""
        fault = drawing_fault(wanted.area)
        if fault is not None:
            raise Problem(422, fault.said, field="area")
        if wanted.fence is not None and wanted.fence_margin_m is not None:
            raise Problem(422, "plan-two-fences", field="fence_margin_m")
        fault = None if wanted.fence is None else geometry_fault(wanted.fence)
        if wanted.fence is not None and (fault is not None or wanted.fence["type"] != "Polygon"):
            raise Problem(422, "area-polygon" if fault is None else fault.said, field="fence")
        actor = session_of(request).user.name
        view = await station.plan(_incident_for(parts, wanted), wanted, actor, language_of(request))
        if view.id is None:
            response.status_code = 422
        return view

    @app.get("/api/v1/plans/{plan_id}", name="plan", tags=["plans"])
    async def plan(request: Request, plan_id: str) -> PlanView:
        """A plan made earlier."""
        return station.plan_view(plan_id, language_of(request))

    @app.get("/api/v1/plans/{plan_id}/parts/{part}.plan", name="plan_file", tags=["plans"], response_model=None)
    async def plan_file(plan_id: str, part: int) -> Response:
        """What one aircraft flies, with its fence and rally points, for QGroundControl."""
        headers = {"Content-Disposition": f'attachment; filename="{plan_id}-{part}.plan"'}
        return Response(station.plan_file(plan_id, part), media_type="application/json", headers=headers)

    @app.get("/api/v1/terrain.json", name="terrain", tags=["terrain"])
    async def terrain() -> TerrainTiles:
        """Where the elevation tiles are and what they cover."""
        bounds = station.terrain_bounds()
        if bounds is None:
            raise Problem(404, "no-terrain")
        tiles = ["/api/v1/terrain/{z}/{x}/{y}.png"]
        return TerrainTiles(tiles=tiles, bounds=bounds, minzoom=0, maxzoom=DEEPEST_ZOOM)

    @app.get("/api/v1/terrain/{zoom}/{x}/{y}.png", name="terrain_tile", tags=["terrain"], response_model=None)
    async def terrain_tile(zoom: int, x: int, y: int) -> Response:
        """Heights as a 256x256 PNG in Terrarium encoding."""
        if not (0 <= zoom <= DEEPEST_ZOOM and 0 <= x < 2**zoom and 0 <= y < 2**zoom):
            raise Problem(404, "no-tile", zoom=zoom, x=x, y=y)
        tile = station.terrain_tile(zoom, x, y)
        if tile is None:
            raise Problem(404, "no-tile", zoom=zoom, x=x, y=y)
        kept = {"Cache-Control": f"private, max-age={TILE_AGE_S}"}
        return Response(tile, media_type="image/png", headers=kept)


def drawing_fault(drawn: GeoJson) -> GeometryFault | None:
    """Why something drawn, bare or as features, cannot be planned on; None when each of its geometries is whole."""
    features = drawn.get("features") if drawn.get("type") == "FeatureCollection" else [drawn]
    if not isinstance(features, list) or not 1 <= len(features) <= MOST_FEATURES:
        return GeometryFault(field="features", said="area-drawing")
    for feature in features:
        is_feature = isinstance(feature, dict) and feature.get("type") == "Feature"
        geometry = feature.get("geometry") if is_feature else feature
        if not isinstance(geometry, dict) or geometry.get("type") not in DRAWN:
            return GeometryFault(field="type", said="area-drawing")
        fault = geometry_fault(geometry)
        if fault is not None:
            return fault
    return None


def _incident_for(parts: Parts, wanted: PlanRequest) -> str:
    if wanted.incident is not None:
        if parts.incidents.get(wanted.incident).picture.incident.status == "closed":
            raise IncidentIsClosed(wanted.incident)
        return wanted.incident
    newest = parts.incidents.newest_open()
    if newest is None:
        raise Problem(409, "no-open-incident", field="incident")
    return newest.id
