"""The wire messages as one JSON Schema document: `python -m ground_station.api.schema` prints it."""

from __future__ import annotations

import json
import sys
from typing import Any

from pydantic import BaseModel, TypeAdapter
from pydantic.json_schema import JsonSchemaMode

from ground_station.api import guest_wire, maps, search_wire, template_views, wire
from ground_station.incident import cooling, events, picture, records

UNIONS: dict[str, Any] = {
    "Event": events.Event,
    "State": wire.State,
    "ClientMessage": wire.ClientMessage,
    "ServerMessage": wire.ServerMessage,
}
"""The closed unions, which pydantic leaves nameless."""

FROM_CLIENT = {
    "Ack", "AdaptRequest", "CatalogueRequest", "ClientMessage", "Command", "ControlRequest", "FailsafesRequest",
    "GuestLinkRequest", "GuestToken", "Hello", "IncidentRequest", "MarkRequest", "MissionUpload", "PlanRequest",
    "ResumeRequest", "Review", "SearchRequest", "SearchTasksRequest", "SignIn", "TakeRequest",
    "ThermalAck", "Tick", "TicksRequest", "UserRequest", "Why", "WindRequest",
}  # fmt: skip

REF = "#/$defs/{model}"


def wire_models() -> list[type[BaseModel]]:
    """Every message class of the incident's nouns, its events and the wire, by name."""
    found = {
        model.__name__: model
        for module in (records, events, picture, cooling, wire, guest_wire, template_views, maps, search_wire)
        for model in vars(module).values()
        if isinstance(model, type) and issubclass(model, BaseModel)
    }
    for base in ("BaseModel", "Message", "EventBase"):
        found.pop(base, None)
    return [found[name] for name in sorted(found)]


def wire_schema(ref_template: str = REF) -> dict[str, Any]:
    """One JSON Schema 2020-12 document with every message in `$defs`, each as its sender must write it."""
    inputs = [(model.__name__, _mode(model.__name__), TypeAdapter(model)) for model in wire_models()]
    inputs += [(name, _mode(name), TypeAdapter(union)) for name, union in UNIONS.items()]
    schemas, definitions = TypeAdapter.json_schemas(inputs, ref_template=ref_template)
    unions = {name: dict(schemas[name, _mode(name)]) for name in UNIONS}
    models = {name: _finished(body, unions, ref_template) for name, body in definitions["$defs"].items()}
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "title": "Varde wire messages",
        "$defs": dict(sorted((models | {name: body | {"title": name} for name, body in unions.items()}).items())),
    }


def _mode(name: str) -> JsonSchemaMode:
    """What the client writes may leave defaults out; what the station writes never does."""
    return "validation" if name in FROM_CLIENT else "serialization"


def _finished(node: Any, unions: dict[str, dict[str, Any]], ref_template: str) -> Any:
    """`node` with written-out unions replaced by their names and the fixed words (`kind`, `type`) required."""
    if isinstance(node, list):
        return [_finished(item, unions, ref_template) for item in node]
    if not isinstance(node, dict):
        return node
    for name, union in unions.items():
        if node.get("oneOf") == union["oneOf"]:
            return {"$ref": ref_template.format(model=name)}
    done = {key: _finished(value, unions, ref_template) for key, value in node.items()}
    properties = done.get("properties")
    if isinstance(properties, dict):
        fixed = {name for name, body in properties.items() if isinstance(body, dict) and "const" in body}
        done["required"] = [name for name in properties if name in fixed | set(done.get("required", []))]
    return done


def main() -> None:
    """Print the document."""
    json.dump(wire_schema(), sys.stdout, indent=2, ensure_ascii=False, sort_keys=True)
    sys.stdout.write("\n")


if __name__ == "__main__":
    main()
