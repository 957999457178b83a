"""The templates that can be planned with: read, checked against the schema, found by name."""

from __future__ import annotations

import hashlib
import json
import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import cache
from importlib.resources import files
from pathlib import Path
from typing import Any

import jsonschema
import rfc8785
import yaml

from missions.camera_footprint import Sensor
from missions.endurance import Aircraft
from missions.errors import ParameterError, TemplateError

Value = float | str | bool
LANGUAGES = ("nb", "nn", "en")
_LOADER = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
"""libyaml's where it is there: ten times as fast."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Parameter:
    """One value that whoever plans may set."""

    name: str
    kind: str
    """`number` or `boolean`."""
    unit: str
    default: Value
    minimum: float
    maximum: float
    title: Mapping[str, str]

    def parsed(self, value: object) -> Value:
        """`value`, as typed by a person or sent as JSON, in this parameter's type. Raises ParameterError."""
        return self._flag(value) if self.kind == "boolean" else self._number(value)

    def _flag(self, value: object) -> bool:
        words = {"true": True, "yes": True, "1": True, "false": False, "no": False, "0": False}
        flag = value if isinstance(value, bool) else words.get(str(value).strip().lower())
        if flag is None:
            raise ParameterError(
                "parameter_type",
                f"{self.name} is {value!r}, not true or false.",
                remedy=f"Write {self.name}=true or {self.name}=false.",
                details={"name": self.name, "value": str(value)},
            )
        return flag

    def _number(self, value: object) -> float:
        try:
            number = math.nan if isinstance(value, bool) else float(str(value))
        except ValueError:
            number = math.nan
        if not math.isfinite(number):
            raise ParameterError(
                "parameter_type",
                f"{self.name} is {value!r}, not a number.",
                remedy=f"Give a number from {self.minimum:g} to {self.maximum:g}{self._unit}.",
                details={"name": self.name, "value": str(value)},
            )
        if not self.minimum <= number <= self.maximum:
            raise ParameterError(
                "parameter_limits",
                f"{self.name} is {number:g}{self._unit}, outside {self.minimum:g} to {self.maximum:g}{self._unit}.",
                remedy="Choose a value inside the limits, or a template that allows more.",
                details={
                    "name": self.name,
                    "value": number,
                    "minimum": self.minimum,
                    "maximum": self.maximum,
                    "unit": self._unit.strip(),
                },
            )
        return number

    @property
    def _unit(self) -> str:
        return "" if self.unit in {"none", "fraction"} else f" {self.unit}"


@dataclass(frozen=True, slots=True, kw_only=True)
class Safety:
    """The template's limits."""

    max_height_agl_m: float
    min_height_agl_m: float
    take_off_height_m: float
    battery_reserve_fraction: float
    separation_m: float
    max_distance_m: float
    keep_out_m: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Template:
    """How one kind of task is flown, bound to no place."""

    id: str
    version: str
    title: Mapping[str, str]
    description: Mapping[str, str]
    pattern: str
    parameters: tuple[Parameter, ...]
    sensor: Sensor
    aircraft: Aircraft
    safety: Safety
    maturity: str
    content: Mapping[str, Any] = field(repr=False)
    """All of it as read, for whoever needs the checklist, the change log or the cases."""

    @property
    def sha256(self) -> str:
        """Hash of the content in canonical JSON (RFC 8785): the same however the file is laid out."""
        return hashlib.sha256(rfc8785.dumps(dict(self.content))).hexdigest()

    @property
    def name(self) -> str:
        """The last part of the id."""
        return self.id.rpartition("/")[2]

    def bound(self, values: Mapping[str, object]) -> dict[str, Value]:
        """Every parameter with its value: those given, checked, and the defaults. Raises ParameterError."""
        known = {parameter.name: parameter for parameter in self.parameters}
        for name in values:
            if name not in known:
                raise ParameterError(
                    "parameter_unknown",
                    f"{self.id} has no parameter {name}.",
                    remedy=f"It has {', '.join(known)}.",
                    details={"name": name, "known": ", ".join(known)},
                )
        return {
            name: parameter.parsed(values[name]) if name in values else parameter.default
            for name, parameter in known.items()
        }


def read_template(text: str, source: str) -> Template:
    """Parse one template's YAML; `source` names it in errors. Raises TemplateError with the place and the cause."""
    try:
        content = yaml.load(text, Loader=_LOADER)
    except yaml.YAMLError as error:
        raise TemplateError(
            "template_unreadable",
            f"{source} is not YAML ({' '.join(str(error).split())}).",
            remedy="Repair the file.",
            details={"file": source},
        ) from error
    return template_from(content, source)


def template_from(content: Any, source: str) -> Template:
    """A template from what its YAML holds. Raises TemplateError with the place and the cause."""
    fault = jsonschema.exceptions.best_match(_validator().iter_errors(content))
    if fault is not None:
        place = "/".join(str(part) for part in fault.absolute_path) or "the top"
        raise TemplateError(
            "template_invalid",
            f"{source} breaks the template schema at {place}: {fault.message}.",
            remedy="Compare with missions/templates/schema.json.",
            details={"file": source, "place": place, "reason": fault.message},
        )
    return _template(content, source)


@cache
def _validator() -> Any:
    schema = json.loads((files("missions") / "templates" / "schema.json").read_text("utf-8"))
    return jsonschema.Draft202012Validator(schema)


def _template(content: Mapping[str, Any], source: str) -> Template:
    template = Template(
        id=content["id"],
        version=content["version"],
        title=content["title"],
        description=content["description"],
        pattern=content["pattern"],
        parameters=tuple(_parameter(name, row) for name, row in content["parameters"].items()),
        sensor=Sensor(**content["sensor"]),
        aircraft=Aircraft(**content.get("aircraft", {})),
        safety=Safety(**{name: float(value) for name, value in content["safety"].items()}),
        maturity=content["maturity"],
        content=content,
    )
    for parameter in template.parameters:
        try:
            parameter.parsed(parameter.default)
        except ParameterError as error:
            raise TemplateError(
                "template_invalid",
                f"{source}: the default of {error.message}",
                remedy="Change the default or the limits.",
                details={"file": source, "place": f"parameters/{parameter.name}", "reason": error.message},
            ) from error
    return template


def _parameter(name: str, row: Mapping[str, Any]) -> Parameter:
    is_number = row["type"] == "number"
    return Parameter(
        name=name,
        kind=row["type"],
        unit=row["unit"],
        default=float(row["default"]) if is_number else bool(row["default"]),
        minimum=float(row.get("minimum", -math.inf)),
        maximum=float(row.get("maximum", math.inf)),
        title=row["title"],
    )


@cache
def shipped_templates() -> tuple[Template, ...]:
    """The templates that come with Varde, by id."""
    folder = files("missions") / "templates"
    names = sorted(entry.name for entry in folder.iterdir() if entry.name.endswith(".yaml"))
    found = [read_template((folder / name).read_text("utf-8"), name) for name in names]
    return tuple(sorted(found, key=lambda template: template.id))


def read_template_file(path: Path) -> Template:
    """One template from disk. Raises TemplateError."""
    try:
        return read_template(path.read_text("utf-8"), path.name)
    except (OSError, UnicodeDecodeError) as error:
        raise TemplateError(
            "template_unreadable",
            f"{path} cannot be read ({error}).",
            remedy="Give a template file in UTF-8 YAML.",
            details={"file": path.name},
        ) from error


def find_template(name: str, among: Sequence[Template] | None = None) -> Template:
    """The template with this id, or whose id ends in this name. Raises TemplateError listing what is known."""
    templates = shipped_templates() if among is None else among
    found = [template for template in templates if name in {template.id, template.name}]
    if len(found) == 1:
        return found[0]
    known = ", ".join(sorted(template.name for template in templates))
    if found:
        known = ", ".join(template.id for template in found)
    raise TemplateError(
        "template_unknown" if not found else "template_ambiguous",
        f"There is no template {name}." if not found else f"Several templates are called {name}.",
        remedy=f"Known are {known}." if not found else f"Say which: {known}.",
        details={"name": name, "known": known},
    )
