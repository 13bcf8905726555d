from pathlib import Path

import click
from flask import current_app
from flask.cli import with_appcontext

from app.backup.take import default_name, take_backup


@click.command("backup")
@click.option("--file", type=click.Path(path_type=Path), help="Write it exactly here.")
@click.option("--dir", "folder", type=click.Path(path_type=Path), help="Write it here, named by the time.")
@click.option("--without-keys", is_flag=True, help="Leave SECRET_KEY and the other settings out.")
@with_appcontext
def backup(file: Path | None, folder: Path | None, without_keys: bool) -> None:
    """Write rows, files and keys to one archive, while the site is open. The archive is a secret."""
    path = file or (folder or current_app.config["SETTINGS"].backups) / default_name()
    manifest = take_backup(path, with_keys=not without_keys)
    click.echo(
        f"{path}  {path.stat().st_size} bytes, {sum(manifest.rows.values())} rows, {len(manifest.files)} files"
    )
    if not without_keys:
        click.echo("it holds the keys and personal data of everybody: keep it where only you can read it")
    if manifest.missing_files:
        names = ", ".join(manifest.missing_files[:3])
        raise click.ClickException(f"{len(manifest.missing_files)} files are gone or damaged on the disk: {names}")
