import click
from flask.cli import AppGroup

from app.accounts import queries, service
from app.accounts.models import Role, User
from app.core.db import transact

group = AppGroup("accounts", help="Accounts and roles.")


@group.command("make-administrator")
@click.argument("email")
@click.option("--name", default="", help="Needed when the account does not exist yet.")
@click.password_option(help="Needed when the account does not exist yet.", default="", confirmation_prompt=False)
def make_administrator(email: str, name: str, password: str) -> None:
    """Give the administrator's role to EMAIL, creating a confirmed account where there is none."""
    known = queries.user_by_email(service.normal_email(email))
    if known is None and (not name or len(password) < 10):
        raise click.ClickException("no such account: give --name and a --password of at least 10 characters")
    password_hash = "" if known else service.hash_password(password)

    def act() -> User:
        user = queries.user_by_email(service.normal_email(email)) or service.add_user(
            email=email, name=name, password_hash=password_hash, confirmed=True
        )
        service.grant_role(user, Role.ADMINISTRATOR, actor=None)
        return user

    click.echo(f"{transact(act).email} is an administrator")
