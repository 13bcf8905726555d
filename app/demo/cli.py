import json

import click
from flask import current_app
from flask.cli import AppGroup

from app.demo.load import load_demo
from app.demo.people import listed

group = AppGroup("demo", help="A made-up network to try things on. Only with MODE=demo.")


def _refuse_outside_demo() -> None:
    if not current_app.config["SETTINGS"].demo:
        raise click.ClickException("the demo has public passwords: it exists only with MODE=demo")


@group.command("load")
def load() -> None:
    """Fill an installation with the demo, after `flask migrate` and `flask seed`. Safe to repeat."""
    _refuse_outside_demo()
    click.echo("demo data loaded" if load_demo() else "demo data is there already")


@group.command("accounts")
@click.option("--json", "as_json", is_flag=True, help="As [{role, email, password}].")
def accounts(as_json: bool) -> None:
    """Who can sign in."""
    _refuse_outside_demo()
    if as_json:
        click.echo(json.dumps(listed(), ensure_ascii=False, indent=2))
        return
    for one in listed():
        click.echo(f"{one['role']:<20}{one['email']:<28}{one['password']}")
