"""`flask …` commands of the whole app. A composition root."""

import click
from flask import Flask, current_app
from flask.cli import with_appcontext

from app import checks, jobs
from app.backup.cli import backup
from app.core import schema
from app.core.db import db, transact
from app.demo.cli import group as demo
from app.seed import seed


def init_app(app: Flask) -> None:
    for command in (migrate, write_migration, load_seed, worker, run_jobs, backup, check, demo):
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
    """Run jobs: mail, papers, expiring holds. Any number may run at once; SIGTERM lets a job that runs finish."""
    queue = current_app.extensions["huey"]
    queue.create_consumer(workers=1, initial_delay=0.1, max_delay=1.0, backoff=1.2, graceful_signal="TERM").run()


@click.command("run-jobs")
@click.argument("names", nargs=-1)
def run_jobs(names: tuple[str, ...]) -> None:
    """Run the named jobs (all without a name) once, here and now."""
    jobs.run(current_app._get_current_object(), *names)  # type: ignore[attr-defined]


@click.command("check")
@click.option("--deploy", is_flag=True, help="Also what is unsafe about serving it to the world.")
@with_appcontext
def check(deploy: bool) -> None:
    """Say what is wrong with this installation. Exit status 1 if anything must be mended."""
    found = checks.findings(deploy=deploy)
    for one in found:
        click.echo(f"{one.level:<8} {one.code:<18} {one.says}")
    errors = sum(one.level == checks.Level.ERROR for one in found)
    click.echo(f"{errors} errors, {sum(one.level == checks.Level.WARNING for one in found)} warnings")
    if errors:
        raise SystemExit(1)
