"""The station's templates and catalogues on behalf of people at the console: looked at, taken, adapted."""

from __future__ import annotations

import asyncio
import hashlib
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Literal, TypeVar

from ground_station.api.station import BadTemplate
from ground_station.api.template_desk import BadCatalogue, BadOwnValue
from ground_station.api.template_views import (
    AdaptRequest,
    CatalogueRequest,
    ChangeView,
    KnownCatalogueView,
    OffersView,
    OfferView,
    ShelfTemplate,
    ShelfView,
    TakeRequest,
    WithdrawnView,
)
from ground_station.incident.events import PlanMade
from ground_station.incident.journal import Journal
from ground_station.messages import words
from ground_station.planning import kinds_drawn
from ground_station.problem_words import said
from ground_station.template_values import own_values
from ground_station.template_words import difference_lines, override_lines
from missions.catalogue import Template, shipped_templates
from missions.errors import PlanningError
from missions.exchange.client import Offer, OpenCatalogue, open_catalogue
from missions.exchange.clock import utc_now
from missions.exchange.overrides import CHANGEABLE, layered
from missions.exchange.package import Package
from missions.exchange.store import Installed, KnownCatalogue, Store, Withdrawn
from missions.exchange.trial import refuse_failed_cases
from missions.exchange.versions import version_order

Result = TypeVar("Result")


@dataclass(frozen=True, slots=True, kw_only=True)
class Kept:
    """A template as its publisher made it, and how the station came by it."""

    id: str
    theirs: Template | None
    """None: what was kept of it is damaged."""
    entry: Installed | None = None
    """None: it came with Varde."""
    derived_from: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Use:
    """How often this station has planned with a template."""

    plans: int = 0
    last_at: datetime | None = None


class Shelf:
    """Reads disks, memory sticks and networks in threads of their own; one change at a time."""

    def __init__(self, folder: Path, journal: Journal) -> None:
        self._store = Store(folder)
        self._journal = journal
        self._one_at_a_time = asyncio.Lock()

    async def shelf(self, language: str) -> ShelfView:
        """Every template that the station keeps, and the catalogues that it trusts. Raises BadTemplate."""
        uses = self._uses()
        return await self._done(BadTemplate, language, lambda: self._shelf(uses, language))

    async def adapt(self, wanted: AdaptRequest, language: str) -> ShelfTemplate:
        """Set values of the station's own. Raises BadTemplate, BadOwnValue."""
        uses = self._uses()

        def adapt() -> ShelfTemplate:
            kept = self._kept(wanted.template, language)
            unknown = [place for place in wanted.values if CHANGEABLE.fullmatch(place) is None]
            if unknown:
                raise BadOwnValue(words(language).format("own-value-place", place=unknown[0]))
            changed = {place: value for place, value in wanted.values.items() if value is not None}
            removed = [place for place, value in wanted.values.items() if value is None]
            self._store.set_overrides(kept.id, changed, removed)
            return self._card(kept, uses, [], language)

        return await self._done(BadOwnValue, language, adapt)

    async def trust(self, wanted: CatalogueRequest, language: str) -> OffersView:
        """Check the catalogue at an address, and remember it. Raises BadCatalogue."""

        def trust() -> OffersView:
            return self._offers(open_catalogue(wanted.address, self._store, wanted.fingerprint, utc_now()), language)

        return await self._done(BadCatalogue, language, trust)

    async def offers(self, fingerprint: str, language: str) -> OffersView:
        """What a trusted catalogue has now. Raises BadCatalogue."""
        return await self._done(
            BadCatalogue, language, lambda: self._offers(self._open(fingerprint, language), language)
        )

    async def change(self, fingerprint: str, template_id: str, language: str) -> ChangeView:
        """What would change if the newest version of a template were taken. Raises BadCatalogue."""

        def change() -> ChangeView:
            offer, package = self._newest(fingerprint, template_id, language)
            before = self._all_kept().get(template_id)
            overrides = self._store.overrides(template_id)
            layered(package.template, overrides, template_id)
            theirs = None if before is None else before.theirs
            return ChangeView(
                id=offer.id,
                version=offer.version,
                kept=None if theirs is None else theirs.version,
                lines=[] if theirs is None else difference_lines(theirs.content, package.template.content, language),
                own=override_lines(package.template, overrides, language),
                sha256=_sha256(package),
            )

        return await self._done(BadCatalogue, language, change)

    async def take(self, fingerprint: str, wanted: TakeRequest, language: str) -> ShelfTemplate:
        """Take into use what was read about. Raises BadCatalogue."""
        uses = self._uses()

        def take() -> ShelfTemplate:
            offer, package = self._newest(fingerprint, wanted.template, language)
            if (offer.version, _sha256(package)) != (wanted.version, wanted.sha256):
                raise BadCatalogue(words(language).format("shelf-other-version", name=offer.id, version=offer.version))
            refuse_failed_cases(package.template)
            layered(package.template, self._store.overrides(offer.id), offer.id)
            self._store.install(package, fingerprint, utc_now())
            return self._card(self._kept(offer.id, language), uses, [], language)

        return await self._done(BadCatalogue, language, take)

    async def _done(self, refusal: type[ValueError], language: str, step: Callable[[], Result]) -> Result:
        async with self._one_at_a_time:
            with _in_words(refusal, language):
                return await asyncio.to_thread(step)

    # --- what is kept ---

    def _shelf(self, uses: Mapping[str, Use], language: str) -> ShelfView:
        kept = self._all_kept()
        return ShelfView(
            templates=[self._card(each, uses, _made_from(name, kept), language) for name, each in sorted(kept.items())],
            catalogues=[_catalogue_view(each) for each in self._store.catalogues()],
        )

    def _all_kept(self) -> dict[str, Kept]:
        found = {template.id: Kept(id=template.id, theirs=template) for template in shipped_templates()}
        for name, entry in self._store.installed().items():
            try:
                package = self._store.package(entry)
            except PlanningError:
                found[name] = Kept(id=name, theirs=None, entry=entry)
            else:
                origin = package.derived_from
                found[name] = Kept(
                    id=name,
                    theirs=package.template,
                    entry=entry,
                    derived_from=origin["id"] if origin else None,
                )
        return found

    def _kept(self, template_id: str, language: str) -> Kept:
        kept = self._all_kept().get(template_id)
        if kept is None:
            raise BadTemplate(words(language).format("shelf-unknown", name=template_id))
        return kept

    def _card(self, kept: Kept, uses: Mapping[str, Use], used_by: Sequence[str], language: str) -> ShelfTemplate:
        theirs, entry, use = kept.theirs, kept.entry, uses.get(kept.id, Use())
        version = entry.version if entry is not None else theirs.version if theirs is not None else ""
        addresses = {each.fingerprint: each.address for each in self._store.catalogues()}
        return ShelfTemplate(
            id=kept.id,
            version=version,
            title=kept.id if theirs is None else _spoken(theirs.title, language),
            description="" if theirs is None else _spoken(theirs.description, language),
            pattern="" if theirs is None else theirs.pattern,
            draws=[] if theirs is None else kinds_drawn(theirs),
            maturity="" if theirs is None else theirs.maturity,
            maintainer="" if theirs is None else theirs.content["maintainer"],
            source="shipped" if entry is None else "pulled",
            pulled_at=None if entry is None else datetime.fromisoformat(entry.pulled_at),
            catalogue=None if entry is None else addresses.get(entry.catalogue, entry.catalogue),
            withdrawn=_withdrawn_view(self._store.withdrawn(kept.id, version)),
            trouble=self._trouble(kept, language),
            values=[] if theirs is None else own_values(theirs, self._store.overrides(kept.id), language),
            derived_from=kept.derived_from,
            used_by=list(used_by),
            plans=use.plans,
            last_planned_at=use.last_at,
        )

    def _trouble(self, kept: Kept, language: str) -> str | None:
        try:
            theirs = self._store.package(kept.entry).template if kept.entry is not None else kept.theirs
            if theirs is not None:
                layered(theirs, self._store.overrides(kept.id), kept.id)
        except PlanningError as error:
            return _sentence(error, language)
        return None

    def _uses(self) -> dict[str, Use]:
        """From the journal, which lives in the event loop's thread."""
        found: dict[str, Use] = {}
        for _, event in self._journal.events_of_types(["plan_made"]):
            if isinstance(event, PlanMade):
                before = found.get(event.plan.template, Use())
                last_at = event.at if before.last_at is None else max(before.last_at, event.at)
                found[event.plan.template] = Use(plans=before.plans + 1, last_at=last_at)
        return found

    # --- what is offered ---

    def _open(self, fingerprint: str, language: str) -> OpenCatalogue:
        known = [each for each in self._store.catalogues() if each.fingerprint == fingerprint]
        if not known:
            raise BadCatalogue(words(language).format("shelf-catalogue-unknown"))
        return open_catalogue(known[0].address, self._store, fingerprint, utc_now())

    def _newest(self, fingerprint: str, template_id: str, language: str) -> tuple[Offer, Package]:
        opened = self._open(fingerprint, language)
        offer = opened.newest(template_id)
        if offer is None:
            known = template_id in opened.template_ids()
            sentence = "exchange-none-left" if known else "exchange-no-such"
            raise BadCatalogue(words(language).format(sentence, name=template_id))
        return offer, opened.package(offer)

    def _offers(self, opened: OpenCatalogue, language: str) -> OffersView:
        kept = self._all_kept()
        return OffersView(
            catalogue=_catalogue_view(opened.catalogue),
            offers=[_offer_view(opened, name, kept.get(name), language) for name in opened.template_ids()],
            refused=[_sentence(error, language) for error in opened.refused],
        )


def _offer_view(opened: OpenCatalogue, template_id: str, kept: Kept | None, language: str) -> OfferView:
    every = [offer for offer in opened.offers if offer.id == template_id]
    shown = opened.newest(template_id) or max(every, key=lambda offer: version_order(offer.version))
    theirs = None if kept is None else kept.theirs
    before = None if theirs is None else theirs.version
    return OfferView(
        id=shown.id,
        version=shown.version,
        title=shown.title.get(language) or shown.title.get("nb") or shown.id,
        maturity=shown.maturity,
        status="withdrawn" if shown.withdrawn is not None else _against(before, shown.version),
        kept=before,
        used_by=sorted({offer.id for offer in opened.offers if offer.derived_from == template_id}),
        withdrawn=_withdrawn_view(shown.withdrawn),
    )


def _against(kept: str | None, offered: str) -> Literal["new", "update", "current", "older"]:
    if kept is None:
        return "new"
    ours, theirs = version_order(kept), version_order(offered)
    return "current" if ours == theirs else "update" if ours < theirs else "older"


def _made_from(template_id: str, kept: Mapping[str, Kept]) -> list[str]:
    return sorted(name for name, each in kept.items() if each.derived_from == template_id)


def _catalogue_view(known: KnownCatalogue) -> KnownCatalogueView:
    return KnownCatalogueView(
        fingerprint=known.fingerprint,
        address=known.address,
        checked_at=datetime.fromisoformat(known.checked_at),
        expires_at=datetime.fromisoformat(known.expires_at),
        is_stale=known.is_stale(utc_now()),
    )


def _withdrawn_view(gone: Withdrawn | None) -> WithdrawnView | None:
    return None if gone is None else WithdrawnView(reason=gone.reason, at=gone.at, replaced_by=gone.replaced_by)


def _spoken(texts: Mapping[str, str], language: str) -> str:
    return texts.get(language) or texts["nb"]


def _sha256(package: Package) -> str:
    return hashlib.sha256(package.packed()).hexdigest()


@contextmanager
def _in_words(refusal: type[ValueError], language: str) -> Iterator[None]:
    """What the exchange refuses, in the caller's language."""
    try:
        yield
    except PlanningError as error:
        raise refusal(_sentence(error, language)) from error


def _sentence(error: PlanningError, language: str) -> str:
    """As the console says it: without the commands that the same sentence names at a keyboard."""
    own = words(language).find(f"shelf-{error.code.replace('_', '-')}", **error.details)
    return own or said(error, language)
