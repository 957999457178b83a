"""What a TIFF says of its numbers: the step of FLIR's linear cores, GDAL's unit of a band, and known cameras.

FLIR writes `TlinearGain` (kelvin for each step; 0 where the numbers are counts) into its XMP, GDAL a band's unit, scale
and offset into tag 42112. MicaSense's Altum writes hundredths of a kelvin into the file of its LWIR band (its maker's
word), and into its other files light.
"""

from __future__ import annotations

import json
import re
from dataclasses import dataclass
from typing import Any

from vision.meaning import SCALES, BadUnit, Meaning, meaning

XMP, DESCRIPTION, MAKE, MODEL, GDAL_METADATA, GDAL_NODATA = 700, 270, 271, 272, 42112, 42113
FLIR_NAMESPACE = b"http://ns.flir.com/xmp/1.0/"
GAIN = re.compile(rb"""\bTlinearGain\s*(?:=\s*["']|>)\s*([0-9.eE+-]+)""")
LARGEST_GAIN_K = 0.5
"""Steps are 0.01, 0.04, 0.1 or 0.4 K; a larger number is no step (others write 1 for "yes")."""
BAND = re.compile(rb"""\bBandName\s*(?:=\s*["']|>)\s*(?:<rdf:Seq>\s*<rdf:li>\s*)?([\w ]+)""")
THERMAL_BANDS = ("LWIR", "MWIR", "TIR", "THERMAL", "IR")
ITEM = re.compile(r"""<Item\b([^>]*)>([^<]*)</Item>""")
ROLE = re.compile(r"""\brole\s*=\s*["'](unittype|scale|offset)["']""", re.IGNORECASE)
GDAL_UNITS = {
    **dict.fromkeys(("k", "kelvin", "degree_kelvin"), "K"),
    **dict.fromkeys(("c", "°c", "degc", "deg c", "celsius", "degrees celsius", "degree_celsius"), "C"),
    **dict.fromkeys(("f", "°f", "degf", "deg f", "fahrenheit", "degrees fahrenheit"), "F"),
}
CENTIKELVIN_CAMERAS = (("micasense", "altum"),)
"""Make and how the model begins."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Words:
    """What the tags of one page say."""

    meaning: Meaning | None = None
    """None: they say nothing of the unit."""
    band: str | None = None
    """The part of the spectrum, where it is told."""
    nodata: float | None = None
    """The number that stands where nothing was measured, as around a mosaic."""

    @property
    def is_of_light(self) -> bool:
        """Whether they say that this is another band than heat."""
        return self.band is not None and self.band.upper() not in THERMAL_BANDS


def words(tags: dict[int, Any]) -> Words:
    """What the tags say, by tag number."""
    xmp = tags.get(XMP)
    xmp = xmp if isinstance(xmp, bytes) else b""
    found = BAND.search(xmp)
    band = found[1].decode("ascii", "replace").strip() if found else None
    nodata = _number(tags.get(GDAL_NODATA))
    for told in (_gain(xmp), _described(tags.get(DESCRIPTION)), _gdal(tags.get(GDAL_METADATA)), _camera(tags, band)):
        if told is not None:
            return Words(meaning=told, band=band, nodata=nodata)
    return Words(band=band, nodata=nodata)


def _number(text: Any) -> float | None:
    try:
        return float(str(text).strip("\0 "))
    except ValueError:
        return None


def _gain(xmp: bytes) -> Meaning | None:
    found = GAIN.search(xmp) if FLIR_NAMESPACE in xmp else None
    try:
        gain_k = float(found[1]) if found else -1.0
    except ValueError:
        return None
    if gain_k == 0.0:
        return Meaning(kelvin_per_step=None)
    return Meaning(kelvin_per_step=gain_k) if 0.0 < gain_k <= LARGEST_GAIN_K else None


def _described(description: Any) -> Meaning | None:
    """The `unit` of a description in JSON: `varde` and scripts on tifffile write such."""
    try:
        told = json.loads(str(description)) if description else None
        return meaning(told["unit"]) if isinstance(told, dict) and isinstance(told.get("unit"), str) else None
    except (ValueError, BadUnit):
        return None


def _gdal(metadata: Any) -> Meaning | None:
    roles: dict[str, str] = {}
    for attributes, text in ITEM.findall(str(metadata or "")):
        role = ROLE.search(attributes)
        if role:
            roles.setdefault(role[1].lower(), text.strip())
    degree = GDAL_UNITS.get(roles.get("unittype", "").lower())
    if degree is None:
        return None
    try:
        scale, offset = float(roles.get("scale", "1")), float(roles.get("offset", "0"))
    except ValueError:
        return None
    kelvin, zero = SCALES[degree]
    return Meaning(kelvin_per_step=scale * kelvin, zero_kelvin=offset * kelvin + zero) if scale else None


def _camera(tags: dict[int, Any], band: str | None) -> Meaning | None:
    make, model = (str(tags.get(tag, "")).strip().lower() for tag in (MAKE, MODEL))
    is_known = any(make == maker and model.startswith(begin) for maker, begin in CENTIKELVIN_CAMERAS)
    return Meaning(kelvin_per_step=0.01) if is_known and band is not None and band.upper() == "LWIR" else None
