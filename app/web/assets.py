"""Static files under names that change with their bytes, so that browsers may keep them for a year."""

import json
from pathlib import Path
from typing import Any

from flask import Flask
from whitenoise import WhiteNoise

MANIFEST = "vendor/manifest.json"
NAMED = r"^.+\.[0-9a-f]{10}\.\w+$"  # as the build names them


def init_app(app: Flask) -> None:
    """`url_for("static", filename="vendor/app.css")` gives the name of this build; a file that the build does not name
    keeps its own."""
    names = _names(Path(app.static_folder or "static") / MANIFEST)

    @app.url_defaults
    def by_digest(endpoint: str, values: dict[str, Any]) -> None:
        if endpoint == "static":
            values["filename"] = names.get(values["filename"], values["filename"])


def _names(manifest: Path) -> dict[str, str]:
    try:
        names: dict[str, str] = json.loads(manifest.read_text(encoding="utf-8"))
    except FileNotFoundError:
        return {}
    return names


def serve(app: Flask) -> None:
    """Hand out static files before Flask: no session, no database. Packed where the build has packed them; what bears
    its digest in its name is kept for a year, browsers ask again for the rest."""
    files = WhiteNoise(app.wsgi_app, root=app.static_folder, prefix="static/", max_age=300, immutable_file_test=NAMED)
    app.wsgi_app = files  # type: ignore[method-assign]
