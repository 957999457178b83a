"""The page that shows how templates are shared is run, line by line."""

import json
import re
import shlex
import subprocess
from pathlib import Path

import numpy as np
import pytest
import rasterio

from ground_station import cli
from ground_station.errors import GroundStationError

PAGE = Path(__file__).parents[2] / "docs" / "howto" / "sharing-templates.md"
BLOCK = re.compile(r"^```(?P<head>.*)\n(?P<body>(?:(?!```).*\n)*)```$", re.MULTILINE)


class Shell:
    """The little of a shell that the page uses; `varde` runs in this process."""

    def __init__(self, folder, capture):
        self.folder, self.capture = folder, capture
        self.lines = 0

    def file(self, name, text):
        (self.folder / name).write_text(text)

    def run(self, line):
        line = re.sub(r"\$\(cat (\S+)\)", lambda found: (self.folder / found[1]).read_text().strip(), line)
        words = shlex.split(line)
        target = words[words.index(">") + 1] if ">" in words else None
        words = words[: words.index(">")] if target else words
        self.lines += 1
        if words[0] != "varde":
            subprocess.run(words, cwd=self.folder, check=True)
            return "", ""
        self.capture.readouterr()
        status = cli.app(words[1:], standalone_mode=False)
        said = self.capture.readouterr()
        assert not status, f"{line}: {said.err}"
        if target:
            self.file(target, said.out)
        return said.out, said.err


@pytest.fixture
def shell(tmp_path, monkeypatch, capsys):
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("VARDE_KEY_PASSWORD", "long enough for a test")
    monkeypatch.setenv("VARDE_LANGUAGE", "en")
    ground = rasterio.Affine(0.0005, 0, 6.49, 0, -0.0005, 60.65)
    with rasterio.open(
        tmp_path / "terrain.tif", "w", driver="GTiff", width=40, height=40, count=1, dtype="float32", crs="EPSG:4326",
        transform=ground,
    ) as file:  # fmt: skip
        file.write(np.full((40, 40), 50, np.float32), 1)
    return Shell(tmp_path, capsys)


@pytest.mark.timeout(400)
def test_the_page_does_what_it_says(shell):
    told = {}
    for block in BLOCK.finditer(PAGE.read_text("utf-8")):
        if block["head"]:
            shell.file(block["head"].split()[1], block["body"])
            continue
        for line in block["body"].splitlines():
            told[line] = shell.run(line)

    def said(start):
        return [out + err for line, (out, err) in told.items() if line.startswith(f"varde {start}")]

    assert shell.lines > 30
    assert "no.bergen.brann/mop-up" in said("template list")[0]
    assert {path.name for path in shell.folder.glob("*.plan")} == {"bomoen.plan", "os.plan"}
    [difference] = said("template diff")
    assert "safety/max_height_agl_m: 120 → 60" in difference
    updated = said("template pull catalogue no.voss.brann/mop-up")[0]
    assert "!! Safety: Slower over birches" in updated
    assert "parameters/speed_ms/default: 4 → 3" in updated
    assert "own value stays: parameters/height_agl_m/default = 40" in updated
    shown = json.loads(said("template show")[0])
    assert (shown["version"], shown["parameters"]["height_agl_m"]["default"]) == ("2.0.0", 40)
    gone_back = said("template pull catalogue --data os")[0]
    assert "no.voss.brann/mop-up 2.0.0 → 1.0.0" in gone_back

    for language, word in (("nb", "eldre"), ("nn", "eldre"), ("en", "older")):
        with pytest.MonkeyPatch.context() as patch, pytest.raises(GroundStationError, match=word):
            patch.setenv("VARDE_LANGUAGE", language)
            shell.run("varde template pull stick --data os --yes")
