"""The built console as static files; unknown addresses without an ending are its own pages."""

from __future__ import annotations

from html import escape
from pathlib import Path

from fastapi import FastAPI, Request, Response
from fastapi.responses import FileResponse, HTMLResponse

from ground_station.api.problems import Problem, language_of
from ground_station.messages import words

NEVER = {"Cache-Control": "no-store"}
FOREVER = {"Cache-Control": "public, max-age=31536000, immutable"}
ASK_FIRST = {"Cache-Control": "no-cache"}


def add_console(app: FastAPI, static_dir: Path) -> None:
    """Must be added last: it answers every address that is left."""
    root = static_dir.resolve()

    @app.get("/{path:path}", name="console", include_in_schema=False)
    async def console(request: Request, path: str) -> Response:
        """A file of the console."""
        if path == "api" or path.startswith("api/"):
            raise Problem(404, "unknown-address", path=request.url.path)
        wanted = (root / path).resolve()
        if path and wanted.is_relative_to(root) and wanted.is_file():
            return _file(root, wanted)
        if "." in path.rsplit("/", 1)[-1]:
            raise Problem(404, "unknown-address", path=request.url.path)
        index = root / "index.html"
        return _file(root, index) if index.is_file() else _not_built(language_of(request))


def _file(root: Path, wanted: Path) -> Response:
    # Vite puts a hash of the content into the names under assets/.
    is_hashed = wanted.is_relative_to(root / "assets")
    kept = FOREVER if is_hashed else NEVER if wanted.suffix == ".html" else ASK_FIRST
    return FileResponse(wanted, headers=kept)


def _not_built(language: str) -> HTMLResponse:
    said = words(language)
    title, detail, remedy = (escape(said.format(f"console-not-built{part}")) for part in ("", ".detail", ".remedy"))
    page = (
        f'<!doctype html><html lang="{said.language}"><meta charset="utf-8"><title>Varde</title>'
        f"<h1>{title}</h1><p>{detail}</p><p>{remedy}</p></html>"
    )
    return HTMLResponse(page, status_code=503, headers=NEVER)
