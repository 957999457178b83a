import importlib.util
from pathlib import Path
from types import ModuleType

import pytest

from ground_station.api.schema import wire_schema

WEB = Path(__file__).parents[2] / "web"


@pytest.fixture(scope="module")
def protocol() -> ModuleType:
    spec = importlib.util.spec_from_file_location("console_protocol", WEB / "protocol.py")
    assert spec is not None and spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def test_the_consoles_types_are_those_of_the_models(protocol):
    written = (WEB / "src" / "protocol.ts").read_text(encoding="utf-8")

    wanted = protocol.typescript(wire_schema())

    assert written == wanted, "run `.venv/bin/python web/protocol.py` and commit web/src/protocol.ts"


def test_a_field_that_is_added_to_a_model_changes_the_types(protocol):
    schema = wire_schema()
    before = protocol.typescript(schema)

    schema["$defs"]["Finding"]["properties"]["smell"] = {"type": "string"}

    assert "readonly smell?: string;" in protocol.typescript(schema)
    assert protocol.typescript(schema) != before
