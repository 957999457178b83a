"""What the exchange of templates refuses."""

from __future__ import annotations

from missions.errors import PlanningError


class ExchangeError(PlanningError):
    """A package, a catalogue, a key or a local change that cannot be used."""


class PackageError(ExchangeError):
    """A package that is broken, too large or not what its name says."""


class CatalogueError(ExchangeError):
    """A catalogue that cannot be reached or must not be trusted."""


class KeyFileError(ExchangeError):
    """A key that cannot be read, or may not sign this."""


class StoreError(ExchangeError):
    """A template that the station keeps cannot be used, or cannot be changed like that."""
