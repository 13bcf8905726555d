"""`flask …` commands of the whole app. A composition root."""

import click
from flask import Flask, current_app

from app import jobs
from app.core import schema
from app.core.db import db, transact
from app.demo.cli import group as demo
from app.seed import seed


def init_app(app: Flask) -> None:
    for command in (migrate, write_migration, load_seed, worker, run_jobs, demo):
        app.cli.add_command(command)


@click.command("migrate")
def migrate() -> None:
    """Bring the schema up to date and re-create its guards."""
    schema.upgrade(db.engine)


@click.command("write-migration")
@click.argument("message")
def write_migration(message: str) -> None:
    """Write the migration that brings the schema to the models; read it before you keep it."""
    schema.write_revision(db.engine, message)


@click.command("seed")
def load_seed() -> None:
    """Load what every installation needs: wards, days off, texts, criteria, venues. Safe to repeat."""
    transact(seed)


@click.command("worker")
def worker() -> None:
    """Run jobs: mail, papers, expiring holds. Any number may run at once."""
    current_app.extensions["huey"].create_consumer(workers=1, initial_delay=0.1, max_delay=1.0, backoff=1.2).run()


@click.command("run-jobs")
@click.argument("names", nargs=-1)
def run_jobs(names: tuple[str, ...]) -> None:
    """Run the named jobs (all without a name) once, here and now."""
    jobs.run(current_app._get_current_object(), *names)  # type: ignore[attr-defined]
