import click
from flask.cli import AppGroup

from app.accounts.queries import user_by_email
from app.accounts.service import normal_email
from app.core.db import transact
from app.core.text import name_key
from app.evaluations import queries, service

group = AppGroup("ties", help="Ties between people who judge and those who are judged.")


@group.command("lift")
@click.argument("email")
@click.argument("organisation")
def lift(email: str, organisation: str) -> None:
    """Take away the tie that EMAIL declared with ORGANISATION by mistake."""

    def act() -> None:
        user = user_by_email(normal_email(email))
        tie = (
            next(
                (one for one in queries.declared_ties_of(user) if one.organisation_key == name_key(organisation)),
                None,
            )
            if user
            else None
        )
        if tie is None:
            raise click.ClickException("no such tie")
        service.lift_tie(tie, actor=None)

    transact(act)
    click.echo("lifted")
