import os
from pathlib import Path

import numpy as np
import pytest

from missions.catalogue import find_template
from missions.geo import GeoPoint, LocalFrame
from missions.terrain import LevelGround, Terrain

ROOT = Path(__file__).parents[2]


def material(*parts: str) -> Path:
    """A file of the shared real data, or skip."""
    path = Path(os.environ.get("VARDE_SHARED", ROOT.parent / "shared")).joinpath("data", *parts)
    if not path.exists():
        pytest.skip(f"shared material is missing: {'/'.join(parts)} (set VARDE_SHARED)")
    return path


@pytest.fixture
def shared():
    return material


@pytest.fixture
def davos_file():
    return material("terrain", "davos_srtm30_utm32.tif")


@pytest.fixture
def finse_file():
    return material("terrain", "finse_norway_aster_100m_utm32.tif")


@pytest.fixture
def level():
    return Terrain([LevelGround(amsl_m=100.0)])


@pytest.fixture
def search():
    return find_template("thermal-area-search")


class Drawing:
    """Draws areas in metres (east, north) around a place."""

    def polygon(self, *rings, at=(60.0, 5.0)):
        frame = LocalFrame(origin=GeoPoint(latitude_deg=at[0], longitude_deg=at[1]))
        closed = []
        for ring in rings:
            east, north = np.array(ring, float).T
            latitude, longitude = frame.to_geographic(north, east)
            points = [[float(x), float(y)] for x, y in zip(longitude, latitude, strict=True)]
            closed.append([*points, points[0]])
        return {"type": "Polygon", "coordinates": closed}

    def square(self, side_m, at=(60.0, 5.0)):
        half = side_m / 2
        return self.polygon([(-half, -half), (half, -half), (half, half), (-half, half)], at=at)


@pytest.fixture(scope="session")
def draw():
    return Drawing()
