"""Ground from an elevation model in a file: GeoTIFF or whatever else GDAL reads, in any coordinate system."""

from __future__ import annotations

import functools

import numpy as np
import rasterio
from numpy.typing import NDArray
from rasterio.enums import Resampling
from rasterio.errors import RasterioIOError
from rasterio.warp import reproject, transform_bounds

from firmware_sim.local_frame import LocalFrame
from firmware_sim.world.terrain import Terrain

CELL_M = 1.0


@functools.lru_cache(maxsize=2)
def read_terrain(path: str, origin: tuple[float, float], half_size_m: float) -> Terrain:
    """The ground within `half_size_m` of `origin` (latitude, longitude) in its local frame, on a grid of one metre.

    Raises:
        ValueError: the file cannot be read, has no coordinate system, or does not know all of that ground.
    """
    frame = LocalFrame(*origin)
    nodes = 2 * round(half_size_m / CELL_M) + 1
    # Pixels are centred on the nodes.
    edge_m = half_size_m + CELL_M / 2
    target = rasterio.Affine(CELL_M, 0.0, -edge_m, 0.0, -CELL_M, edge_m)
    heights: NDArray[np.float32] = np.full((nodes, nodes), np.nan, np.float32)
    try:
        with rasterio.open(path) as file:
            if file.crs is None:
                raise ValueError(f"terrain.file: {path} has no coordinate system: write one with gdal_edit -a_srs")
            covers = transform_bounds(file.crs, "EPSG:4326", *file.bounds)
            reproject(
                rasterio.band(file, 1),
                heights,
                src_nodata=file.nodata,
                dst_transform=target,
                dst_crs=frame.crs,
                dst_nodata=np.nan,
                resampling=Resampling.cubic,
            )
    except RasterioIOError as error:
        raise ValueError(f"terrain.file: {path} cannot be read: {error}") from error
    unknown = float(np.mean(~np.isfinite(heights)))
    if unknown > 0:
        west, south, east, north = covers
        raise ValueError(
            f"terrain.file: {path} knows nothing of {max(100 * unknown, 0.1):.1f} % of the ground within"
            f" {half_size_m:g} m of the origin: it covers latitude {south:.4f} to {north:.4f} and longitude {west:.4f}"
            f" to {east:.4f}, perhaps with holes; move the origin, make terrain.half_size_m smaller, or fill the holes"
        )
    return Terrain(np.ascontiguousarray(heights[::-1]), CELL_M)
