"""The crew's own layers over the map: brought in, shown to all, taken off."""

from __future__ import annotations

import asyncio
import hashlib
import json
from pathlib import PurePath

from fastapi import FastAPI, Query, Request, Response

from ground_station.api.gate import session_of
from ground_station.api.parts import Parts
from ground_station.api.problems import Problem
from ground_station.incident.desk import IncidentIsClosed, OpenIncident, utc_now
from ground_station.incident.events import LayerAdded, LayerRemoved
from ground_station.incident.layer_store import LayerStore
from ground_station.incident.own_layers import MOST_LAYERS, LayerFault, bounds_of, read_layer
from ground_station.incident.records import GeoJson, OwnLayer

LONGEST_NAME = 200
SHORT_ID = 16
GEOJSON = "application/geo+json"


def add_layer_routes(app: FastAPI, parts: Parts) -> None:
    """The routes of this page."""
    store = LayerStore(parts.incidents.journal.engine)

    @app.get("/api/v1/incidents/{incident_id}/layers", name="layers", tags=["incidents"])
    async def layers(incident_id: str) -> list[OwnLayer]:
        """What the crew has laid over the map."""
        return parts.incidents.get(incident_id).picture.layers

    @app.post("/api/v1/incidents/{incident_id}/layers", name="add_layer", status_code=201, tags=["incidents"])
    async def add_layer(
        request: Request, incident_id: str, name: str = Query(min_length=1, max_length=LONGEST_NAME)
    ) -> OwnLayer:
        """A GeoJSON, KML, KMZ or GPX file, which is the body. The same once more is not laid over itself."""
        incident = _changeable(parts, incident_id)
        data = await request.body()
        try:
            # A large file takes part of a second: aircraft and map must not wait for it.
            geojson, text = await asyncio.to_thread(_read, name, data)
        except LayerFault as fault:
            raise Problem(422, fault.sentence, field=fault.field, name=name, **fault.args_of_sentence) from fault
        digest = hashlib.sha256(text.encode()).hexdigest()
        known = next((layer for layer in incident.picture.layers if layer.sha256 == digest), None)
        if known is not None:
            return known
        if len(incident.picture.layers) >= MOST_LAYERS:
            raise Problem(409, "layer-many", field="layers", most=MOST_LAYERS)
        now, actor = utc_now(), session_of(request).user.name
        layer = OwnLayer(
            id=digest[:SHORT_ID],
            name=PurePath(name).stem,
            by=actor,
            at=now,
            features=len(geojson["features"]),
            bounds=bounds_of(geojson),
            sha256=digest,
        )
        # Its text first: what is told of must be there to be fetched.
        store.add(incident.id, layer.id, text)
        incident.record(LayerAdded(at=now, actor=actor, layer=layer))
        return layer

    @app.get("/api/v1/incidents/{incident_id}/layers/{layer_id}", name="layer", tags=["incidents"], response_model=None)
    async def layer(incident_id: str, layer_id: str) -> Response:
        """What a layer shows: a GeoJSON FeatureCollection; also of one that was taken off, for who looks back."""
        parts.incidents.get(incident_id)
        text = store.get(incident_id, layer_id)
        if text is None:
            raise Problem(404, "unknown-layer", field="layer_id", given=layer_id)
        return Response(text, media_type=GEOJSON)

    @app.delete("/api/v1/incidents/{incident_id}/layers/{layer_id}", name="remove_layer", tags=["incidents"])
    async def remove_layer(request: Request, incident_id: str, layer_id: str) -> list[OwnLayer]:
        """Take a layer off everybody's map; the journal goes on knowing it."""
        incident = _changeable(parts, incident_id)
        if not any(layer.id == layer_id for layer in incident.picture.layers):
            raise Problem(404, "unknown-layer", field="layer_id", given=layer_id)
        incident.record(LayerRemoved(at=utc_now(), actor=session_of(request).user.name, layer_id=layer_id))
        return incident.picture.layers


def _read(name: str, data: bytes) -> tuple[GeoJson, str]:
    geojson = read_layer(name, data)
    return geojson, json.dumps(geojson, ensure_ascii=False, separators=(",", ":"))


def _changeable(parts: Parts, incident_id: str) -> OpenIncident:
    incident = parts.incidents.get(incident_id)
    if incident.picture.incident.status == "closed":
        raise IncidentIsClosed(incident_id)
    return incident
