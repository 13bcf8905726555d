import click
from flask.cli import AppGroup

from app.accounts import queries, service
from app.accounts.models import Role, User
from app.audit.service import erase_payloads_of
from app.core.db import transact
from app.core.errors import DomainError
from app.web.errors import say

group = AppGroup("accounts", help="Accounts and roles.")


@group.command("make-administrator")
@click.argument("email")
@click.option("--name", default="", help="Needed when the account does not exist yet.")
@click.password_option(help="Needed when the account does not exist yet.", default="", confirmation_prompt=False)
def make_administrator(email: str, name: str, password: str) -> None:
    """Give the administrator's role to EMAIL, creating a confirmed account where there is none."""
    known = queries.user_by_email(service.normal_email(email))
    if known is None and not name:
        raise click.ClickException("no such account: give --name and --password")
    password_hash = "" if known else _new_hash(password, email=email, name=name)

    def act() -> User:
        user = queries.user_by_email(service.normal_email(email)) or service.add_user(
            email=email, name=name, password_hash=password_hash, confirmed=True
        )
        service.grant_role(user, Role.ADMINISTRATOR, actor=None)
        return user

    click.echo(f"{transact(act).email} is an administrator")


def _new_hash(password: str, *, email: str, name: str) -> str:
    try:
        return service.hash_new_password(password, email=email, name=name)
    except DomainError as error:
        raise click.ClickException(f"--password: {say(error)}") from None


@group.command("reset-second-factor")
@click.argument("email")
def reset_second_factor(email: str) -> None:
    """Switch off EMAIL's second factor, for the last administrator who lost phone and recovery codes."""

    def act() -> User:
        user = queries.user_by_email(service.normal_email(email))
        if user is None:
            raise click.ClickException("no such account")
        service.reset_factor(user, actor=None)
        return user

    click.echo(f"{transact(act).email} signs in with the password alone until a new second factor is set up")


@group.command("erase-log")
@click.argument("email")
def erase_log(email: str) -> None:
    """Forget what the log tells about EMAIL; that things happened, when and in which order stays proved."""

    def act() -> int:
        user = queries.user_by_email(service.normal_email(email))
        if user is None:
            raise click.ClickException("no such account")
        return erase_payloads_of(user, actor=None)

    click.echo(f"{transact(act)} lines forgotten")
