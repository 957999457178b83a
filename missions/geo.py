"""Places on the earth and the local frame around one of them."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

import numpy as np
import pyproj
from numpy.typing import ArrayLike, NDArray

Array = NDArray[np.float64]


@dataclass(frozen=True, slots=True, kw_only=True)
class GeoPoint:
    """A place in WGS 84."""

    latitude_deg: float
    longitude_deg: float


@dataclass(frozen=True, kw_only=True)
class LocalFrame:
    """North and east in metres around `origin` (azimuthal equidistant on the WGS 84 ellipsoid).

    Exact in distance and bearing from the origin; within 10 km the distortion is below a centimetre per kilometre.
    """

    origin: GeoPoint

    @cached_property
    def _projection(self) -> pyproj.Proj:
        return pyproj.Proj(proj="aeqd", lat_0=self.origin.latitude_deg, lon_0=self.origin.longitude_deg, ellps="WGS84")

    def to_local(self, latitude_deg: ArrayLike, longitude_deg: ArrayLike) -> tuple[Array, Array]:
        """North and east (m) of places given in degrees."""
        east, north = self._projection(np.asarray(longitude_deg, np.float64), np.asarray(latitude_deg, np.float64))
        return np.asarray(north, np.float64), np.asarray(east, np.float64)

    def to_geographic(self, north_m: ArrayLike, east_m: ArrayLike) -> tuple[Array, Array]:
        """Latitude and longitude (degrees) of local places."""
        longitude, latitude = self._projection(
            np.asarray(east_m, np.float64), np.asarray(north_m, np.float64), inverse=True
        )
        return np.asarray(latitude, np.float64), np.asarray(longitude, np.float64)


@dataclass(frozen=True, kw_only=True)
class MapProjection:
    """A map's own coordinates (any reference system that PROJ knows), from degrees in WGS 84 and back."""

    definition: str
    """WKT, PROJ string or `EPSG:n`."""

    @cached_property
    def _crs(self) -> pyproj.CRS:
        return pyproj.CRS.from_user_input(self.definition)

    @cached_property
    def _transformer(self) -> pyproj.Transformer:
        return pyproj.Transformer.from_crs("EPSG:4326", self._crs.to_2d(), always_xy=True)

    @property
    def has_ellipsoidal_heights(self) -> bool:
        """Whether its third axis counts from the ellipsoid and not from the sea."""
        return self._crs.is_geographic and len(self._crs.axis_info) == 3

    @property
    def is_geographic(self) -> bool:
        """Whether its coordinates are degrees."""
        return bool(self._crs.is_geographic)

    def from_degrees(self, latitude_deg: ArrayLike, longitude_deg: ArrayLike) -> tuple[Array, Array]:
        """Map x and y of places given in degrees; infinite where the map does not reach."""
        x, y = self._transformer.transform(np.asarray(longitude_deg, np.float64), np.asarray(latitude_deg, np.float64))
        return np.asarray(x, np.float64), np.asarray(y, np.float64)

    def to_degrees(self, x: ArrayLike, y: ArrayLike) -> tuple[Array, Array]:
        """Latitude and longitude (degrees) of places given in map coordinates."""
        longitude, latitude = self._transformer.transform(
            np.asarray(x, np.float64), np.asarray(y, np.float64), direction="INVERSE"
        )
        return np.asarray(latitude, np.float64), np.asarray(longitude, np.float64)
