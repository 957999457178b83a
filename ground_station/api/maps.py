"""Which maps the station has: `*.pmtiles` in `DATA/maps`, and the services that `DATA/maps/sources.json` names."""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Literal
from urllib.parse import urlsplit

from pydantic import Field, TypeAdapter, ValidationError

from ground_station.errors import BadInput
from ground_station.incident.records import Message

SOURCES_FILE = "sources.json"
NAME = re.compile(r"[\w][\w .-]{0,79}")


class MapService(Message):
    """One service on the network, as the station's keeper writes it down."""

    id: str = Field(pattern=r"^[a-z0-9][a-z0-9-]{0,39}$")
    title: str = Field(min_length=1, max_length=60)
    tiles: str = Field(pattern=r"^https://[A-Za-z0-9.-]+(:[0-9]+)?/[^\s]+$", max_length=500)
    """XYZ and WMTS with `{z}`, `{x}`, `{y}`; WMS with `{bbox-epsg-3857}`."""
    attribution: str = Field(min_length=1, max_length=200)
    """Whose map it is: it stands on the map."""
    minzoom: int = Field(default=0, ge=0, le=22)
    maxzoom: int = Field(default=18, ge=0, le=22)
    tile_size: Literal[256, 512] = 256


class MapSource(Message):
    """A map that can be chosen."""

    id: str
    title: str
    kind: Literal["package", "service"]
    url: str
    """The package, or the service's tiles."""
    attribution: str
    """Empty for a package: it says so itself."""
    minzoom: int
    maxzoom: int
    tile_size: int


_SERVICES: TypeAdapter[list[MapService]] = TypeAdapter(list[MapService])


class MapShelf:
    """The maps of one folder. Packages may be put there while the station runs; services are read once."""

    def __init__(self, folder: Path | None) -> None:
        self._folder = folder
        self._services = read_services(None if folder is None else folder / SOURCES_FILE)

    def sources(self) -> list[MapSource]:
        """Packages by name, then services in the order of the file."""
        packages = [] if self._folder is None else sorted(self._folder.glob("*.pmtiles"))
        return [
            *(_package(path) for path in packages if NAME.fullmatch(path.stem)),
            *(_service(service) for service in self._services),
        ]

    def package(self, name: str) -> Path | None:
        """The file of a package, or None where there is none of that name."""
        if self._folder is None or not NAME.fullmatch(name):
            return None
        path = self._folder / f"{name}.pmtiles"
        return path if path.is_file() else None

    def origins(self) -> list[str]:
        """The hosts that the console may fetch tiles from."""
        return sorted({"https://" + urlsplit(service.tiles).netloc for service in self._services})


def read_services(path: Path | None) -> list[MapService]:
    """The services in a file; none where there is no file. Raises `BadInput`."""
    if path is None or not path.is_file():
        return []
    try:
        services = _SERVICES.validate_python(json.loads(path.read_text(encoding="utf-8")))
    except (ValueError, ValidationError) as error:
        first = error.errors(include_url=False)[0] if isinstance(error, ValidationError) else None
        said = f"{'.'.join(map(str, first['loc']))}: {first['msg']}" if first else str(error)
        raise BadInput(
            f"{path} cannot be read: {said}", "mend the file, or take it away; see docs/howto/maps.md"
        ) from None
    return services


def _package(path: Path) -> MapSource:
    url = f"maps/{path.stem}.pmtiles"
    return MapSource(
        id=f"package-{path.stem}",
        title=path.stem,
        kind="package",
        url=url,
        attribution="",
        minzoom=0,
        maxzoom=22,
        tile_size=256,
    )


def _service(service: MapService) -> MapSource:
    return MapSource(
        id=service.id,
        title=service.title,
        kind="service",
        url=service.tiles,
        attribution=service.attribution,
        minzoom=service.minzoom,
        maxzoom=service.maxzoom,
        tile_size=service.tile_size,
    )
