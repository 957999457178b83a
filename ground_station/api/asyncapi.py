"""The live socket as an AsyncAPI 3 document: `python -m ground_station.api.asyncapi > docs/reference/asyncapi.json`."""

from __future__ import annotations

import json
import sys
from typing import Any

from ground_station.api.schema import wire_schema

SAID_BY_CLIENT = ("Hello", "Ack")
SAID_BY_STATION = ("Resume", "Snapshot", "LiveFrame")


def asyncapi_document() -> dict[str, Any]:
    """The document, from the same models as everything else."""
    names = (*SAID_BY_CLIENT, *SAID_BY_STATION)
    schemas = wire_schema(ref_template="#/components/schemas/{model}")["$defs"]
    return {
        "asyncapi": "3.0.0",
        "info": {
            "title": "Varde live socket",
            "version": "1",
            "description": "Events in order, every one, once; live state newest-wins. See live-socket.md.",
        },
        "defaultContentType": "application/json",
        "channels": {
            "live": {
                "address": "/api/v1/incidents/{incidentId}/live",
                "parameters": {"incidentId": {"description": "The incident's id."}},
                "messages": {name: {"$ref": f"#/components/messages/{name}"} for name in names},
                "bindings": {"ws": {"method": "GET", "headers": _protocol_header()}},
            }
        },
        "operations": {
            "listen": _operation(
                "receive", SAID_BY_CLIENT, "What the client says: hello first, then acknowledgements."
            ),
            "tell": _operation("send", SAID_BY_STATION, "What the station says: one answer to hello, then frames."),
        },
        "components": {
            "messages": {name: {"payload": {"$ref": f"#/components/schemas/{name}"}} for name in names},
            "schemas": {name: _discriminated(schemas[name]) for name in sorted(_needed(schemas, names))},
        },
    }


def _protocol_header() -> dict[str, Any]:
    protocol = {"type": "string", "pattern": r"^varde\.v1, ?ticket\..+$"}
    return {
        "type": "object",
        "required": ["Sec-WebSocket-Protocol"],
        "properties": {"Sec-WebSocket-Protocol": protocol},
    }


def _operation(action: str, names: tuple[str, ...], summary: str) -> dict[str, Any]:
    messages = [{"$ref": f"#/channels/live/messages/{name}"} for name in names]
    return {"action": action, "summary": summary, "channel": {"$ref": "#/channels/live"}, "messages": messages}


def _discriminated(schema: dict[str, Any]) -> dict[str, Any]:
    """AsyncAPI names only the property where OpenAPI has a mapping too."""
    if "discriminator" not in schema:
        return schema
    return schema | {"discriminator": schema["discriminator"]["propertyName"]}


def _needed(schemas: dict[str, Any], names: tuple[str, ...]) -> set[str]:
    """Those messages with all that they refer to."""
    needed: set[str] = set()
    waiting = list(names)
    while waiting:
        name = waiting.pop()
        if name in needed:
            continue
        needed.add(name)
        waiting += _references(schemas[name])
    return needed


def _references(node: Any) -> list[str]:
    if isinstance(node, dict):
        own = [node["$ref"].rsplit("/", 1)[-1]] if "$ref" in node else []
        return own + [name for value in node.values() for name in _references(value)]
    if isinstance(node, list):
        return [name for value in node for name in _references(value)]
    return []


def main() -> None:
    """Print the document."""
    json.dump(asyncapi_document(), sys.stdout, indent=2, ensure_ascii=False, sort_keys=True)
    sys.stdout.write("\n")


if __name__ == "__main__":
    main()
