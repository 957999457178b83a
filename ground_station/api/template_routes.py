"""The templates that the station keeps, and the catalogues that it may take others from."""

from __future__ import annotations

from fastapi import FastAPI, Query, Request

from ground_station.api.parts import Parts
from ground_station.api.problems import language_of
from ground_station.api.template_views import (
    TEMPLATE_ID,
    AdaptRequest,
    CatalogueRequest,
    ChangeView,
    OffersView,
    ShelfTemplate,
    ShelfView,
    TakeRequest,
)


def add_template_routes(app: FastAPI, parts: Parts) -> None:
    """The routes of this page."""
    desk = parts.station.catalogue

    @app.get("/api/v1/shelf", name="shelf", tags=["templates"])
    async def shelf(request: Request) -> ShelfView:
        """Every template that the station keeps, withdrawn ones and broken ones too."""
        return await desk.shelf(language_of(request))

    @app.post("/api/v1/shelf/values", name="adapt_template", tags=["templates"])
    async def adapt(request: Request, wanted: AdaptRequest) -> ShelfTemplate:
        """Set values of the station's own: they stay when the template is updated, and never loosen a safety limit."""
        return await desk.adapt(wanted, language_of(request))

    @app.post("/api/v1/catalogues", name="trust_catalogue", tags=["templates"])
    async def trust(request: Request, wanted: CatalogueRequest) -> OffersView:
        """Check a catalogue and remember it: its fingerprint comes from its keeper, on another way."""
        return await desk.trust(wanted, language_of(request))

    @app.get("/api/v1/catalogues/{fingerprint}", name="catalogue", tags=["templates"])
    async def offers(request: Request, fingerprint: str) -> OffersView:
        """What a trusted catalogue has now."""
        return await desk.offers(fingerprint, language_of(request))

    @app.get("/api/v1/catalogues/{fingerprint}/change", name="template_change", tags=["templates"])
    async def change(
        request: Request, fingerprint: str, template: str = Query(pattern=TEMPLATE_ID, max_length=200)
    ) -> ChangeView:
        """What would change if a catalogue's newest version of a template were taken."""
        return await desk.change(fingerprint, template, language_of(request))

    @app.post("/api/v1/catalogues/{fingerprint}/templates", name="take_template", tags=["templates"])
    async def take(request: Request, fingerprint: str, wanted: TakeRequest) -> ShelfTemplate:
        """Take a version into use whose change was read."""
        return await desk.take(fingerprint, wanted, language_of(request))
