import click
from flask.cli import AppGroup

from app.core.db import transact
from app.mail import queries, service
from app.mail.models import MailStatus

group = AppGroup("mail", help="Letters on their way.")


@group.command("status")
def status() -> None:
    """How many letters are in which state, and why those that could not leave did not."""
    counts = queries.counts()
    click.echo("  ".join(f"{state}: {counts.get(state, 0)}" for state in MailStatus))
    for mail in queries.dead(20):
        click.echo(f"dead  {mail.id}  {mail.template}  tried {mail.attempts} times  {mail.last_error}")


@group.command("release")
@click.option("--dead", is_flag=True, help="Those that were given up, instead of those that are held.")
def release(dead: bool) -> None:
    """Send the letters that a restore has held (or, with --dead, those that were given up) after all."""
    chosen = MailStatus.DEAD if dead else MailStatus.HELD
    click.echo(f"{transact(lambda: service.release_letters(chosen))} letters released")


@group.command("discard")
def discard() -> None:
    """Never send the letters that a restore has held."""
    click.echo(f"{transact(service.discard_held)} letters discarded")
