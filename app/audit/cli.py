import click
from flask.cli import AppGroup

from app.audit import queries, service
from app.audit.verification import verify
from app.core.db import transact

group = AppGroup("audit", help="The log of who did what.")


@group.command("verify")
@click.option("--subject", default=None, help="One chain only, such as application:12.")
@click.option("--all", "everything", is_flag=True, help="Every chain; so it is too when nothing is said.")
@click.option("--anchor", "kept", default="", help="The digest of an anchor that was kept outside.")
def verify_chains(subject: str | None, everything: bool, kept: str) -> None:
    """Check every line, every link and the anchors; a line for each fault, and exit status 1 if there is one."""
    if subject and everything:
        raise click.UsageError("either --subject or --all")
    found = verify(subject, kept=kept)
    for fault in found.faults:
        click.echo(fault)
    click.echo(
        f"{found.chains} chains, {found.lines} lines, {found.erased} of them erased by rule: "
        f"faults: {len(found.faults)}"
    )
    _tell_anchor()
    if found.faults or (subject and not found.chains):
        raise SystemExit(1)


@group.command("anchor")
def anchor() -> None:
    """Hold on to where every chain stands now, as the worker does each night, and print its digest."""
    transact(service.drop_anchor)
    _tell_anchor()


def _tell_anchor() -> None:
    last = queries.last_anchor()
    click.echo(f"last anchor: {last.digest}  {last.at:%Y-%m-%d %H:%M} UTC" if last else "no anchor yet")
