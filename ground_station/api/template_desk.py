"""What the API needs of whoever looks after the templates."""

from __future__ import annotations

from typing import Protocol

from ground_station.api.template_views import (
    AdaptRequest,
    CatalogueRequest,
    ChangeView,
    OffersView,
    ShelfTemplate,
    ShelfView,
    TakeRequest,
)


class TemplateDesk(Protocol):
    """The station's templates and catalogues. All may raise `BadTemplate`, in the caller's language."""

    async def shelf(self, language: str) -> ShelfView:
        """Every template that the station keeps."""

    async def adapt(self, wanted: AdaptRequest, language: str) -> ShelfTemplate:
        """Set values of the station's own. Raises `BadOwnValue`."""

    async def trust(self, wanted: CatalogueRequest, language: str) -> OffersView:
        """Check a catalogue at an address and remember it. Raises `BadCatalogue`."""

    async def offers(self, fingerprint: str, language: str) -> OffersView:
        """What a catalogue has now that is trusted already. Raises `BadCatalogue`."""

    async def change(self, fingerprint: str, template_id: str, language: str) -> ChangeView:
        """What would change if its newest version of a template were taken. Raises `BadCatalogue`."""

    async def take(self, fingerprint: str, wanted: TakeRequest, language: str) -> ShelfTemplate:
        """Take that version into use. Raises `BadCatalogue`."""


class BadCatalogue(ValueError):
    """A catalogue, or something in it, that cannot be used; the text says why and what to do."""


class BadOwnValue(ValueError):
    """A value that the station may not set for itself; the text names it and says why."""
