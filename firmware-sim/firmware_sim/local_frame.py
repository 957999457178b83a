"""The world's local frame: north and east of a scenario's origin, in metres."""

from __future__ import annotations

from typing import overload

import numpy as np
from numpy.typing import NDArray
from pyproj import CRS, Transformer

Array = NDArray[np.float64]


class LocalFrame:
    """An azimuthal equidistant projection about one point, on the WGS 84 ellipsoid."""

    def __init__(self, origin_latitude_deg: float, origin_longitude_deg: float) -> None:
        self.crs = CRS.from_proj4(
            f"+proj=aeqd +lat_0={origin_latitude_deg!r} +lon_0={origin_longitude_deg!r} +ellps=WGS84 +units=m"
        )
        self._local_from_wgs84 = Transformer.from_crs("EPSG:4326", self.crs, always_xy=True)

    @overload
    def local_from_wgs84(self, latitude_deg: float, longitude_deg: float) -> tuple[float, float]: ...
    @overload
    def local_from_wgs84(self, latitude_deg: Array, longitude_deg: Array) -> tuple[Array, Array]: ...
    def local_from_wgs84(
        self, latitude_deg: float | Array, longitude_deg: float | Array
    ) -> tuple[float | Array, float | Array]:
        """North and east of the origin."""
        east_m, north_m = self._local_from_wgs84.transform(longitude_deg, latitude_deg)
        return north_m, east_m

    def nearest_local(self, latitude_deg: float, longitude_deg: float) -> tuple[float, float]:
        """The same for a place that a stranger names: what lies beyond a pole is the pole, and so on."""
        return self.local_from_wgs84(max(-90.0, min(90.0, latitude_deg)), max(-180.0, min(180.0, longitude_deg)))

    @overload
    def wgs84_from_local(self, north_m: float, east_m: float) -> tuple[float, float]: ...
    @overload
    def wgs84_from_local(self, north_m: Array, east_m: Array) -> tuple[Array, Array]: ...
    def wgs84_from_local(self, north_m: float | Array, east_m: float | Array) -> tuple[float | Array, float | Array]:
        """Latitude and longitude in degrees."""
        longitude_deg, latitude_deg = self._local_from_wgs84.transform(east_m, north_m, direction="INVERSE")
        return latitude_deg, longitude_deg
