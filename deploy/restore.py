"""`make restore FILE=…`: an installation from an archive, on a machine that may have nothing yet.

Web and worker must be stopped. Without a `.env` (and without SECRET_KEY in the environment) the settings of the
archive are written to one, so that sign-ins, links in letters and calendars go on as they were.
"""

import argparse
import io
import os
import sys
from pathlib import Path

from dotenv import dotenv_values

ROOT = Path(__file__).resolve().parent.parent
ENV = ROOT / ".env"
OF_THIS_MACHINE = ("INSTANCE", "DATABASE_URL", "BIND", "PORT")


def main() -> int:
    arguments = argparse.ArgumentParser()
    arguments.add_argument("file", type=Path)
    arguments.add_argument("--force", action="store_true", help="put an installation that is there aside")
    given = arguments.parse_args()
    sys.path.insert(0, str(ROOT))
    from app import config as configuration
    from app.backup.archive import BrokenArchive
    from app.backup.places import InUse
    from app.backup.restore import Refused, restore
    from app.registry import load_models

    load_models()
    try:
        settings = _settings_to_take_over(given.file)
        config = configuration.load(_as_environment(settings) | os.environ if settings else None)
        done = restore(given.file, config, force=given.force)
    except (BrokenArchive, InUse, Refused, configuration.ConfigError) as reason:
        print(f"nothing was restored: {reason}", file=sys.stderr)
        return 1
    if settings:
        _write_env(settings)
    manifest = done.manifest
    print(
        f"restored the state of {manifest.made_at}: {sum(manifest.rows.values())} rows, {len(manifest.files)} files"
    )
    print(f"{done.signed_out} sign-ins were ended: everybody signs in again")
    if done.letters_held:
        print(f"{done.letters_held} letters waited then and may have left since: `flask mail status`, then "
              "`flask mail release` or `flask mail discard`")  # fmt: skip
    if done.kept_aside:
        print(f"what was here is kept as {done.kept_aside}")
    if settings:
        print(f"its settings were written to {ENV}")
    elif not done.same_key:
        print("SECRET_KEY here is another than then: second factors, recovery codes and links in letters do not work. "
              "Put the key of the archive into .env, or reset them: flask accounts reset-second-factor …")  # fmt: skip
    if manifest.missing_files:
        print(f"{len(manifest.missing_files)} files were missing already when it was made")
    return 0


def _settings_to_take_over(file: Path) -> str:
    """Those of the archive, where this machine has none of its own."""
    from app.backup.archive import read_settings

    if ENV.exists() or "SECRET_KEY" in os.environ:
        return ""
    settings = read_settings(file) or b""
    here = (f"{name}='{os.environ[name]}'\n" for name in OF_THIS_MACHINE if os.environ.get(name))
    return settings.decode() + "".join(here) if settings else ""


def _as_environment(settings: str) -> dict[str, str]:
    return {name: value or "" for name, value in dotenv_values(stream=io.StringIO(settings)).items()}


def _write_env(settings: str) -> None:
    with os.fdopen(os.open(ENV, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w", encoding="utf-8") as out:
        out.write(settings)


if __name__ == "__main__":
    raise SystemExit(main())
