import click
from flask.cli import AppGroup

from app.files import service

group = AppGroup("files", help="Stored files.")


@group.command("sweep")
def sweep() -> None:
    """Remove files that no row names and that are older than an hour."""
    click.echo(f"{service.sweep()} removed")
