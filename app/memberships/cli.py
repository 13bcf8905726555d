from pathlib import Path

import click
from flask.cli import AppGroup

from app.core.db import rehearse, transact
from app.core.errors import DomainError
from app.files.tables import read_table
from app.memberships import service
from app.memberships.conflicts import Finding, Outlook, examine
from app.memberships.imports import read_sheet
from app.memberships.words import COLUMN_NAMES, fault_words, in_words
from app.spaces.lists import Line
from app.web.errors import say

group = AppGroup("members", help="The register of members.")


@group.command("import")
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option("--dry-run", is_flag=True, help="Say what would happen and write nothing.")
def import_file(file: Path, dry_run: bool) -> None:
    """Enter the members in FILE (.xlsx or .csv), whose certificates are on paper. All lines, or none."""
    try:
        table = read_table(file.read_bytes(), file.name)
        sheet = read_sheet(table.lines)
    except DomainError as error:
        raise click.ClickException(say(in_words(error))) from None
    found = examine(sheet.lines)
    for one in found:
        for sentence in _sentences(one):
            click.echo(f"{one.line}: {sentence}")
    source = {"file": table.name, "sha256": table.sha256}
    try:
        done = (rehearse if dry_run else transact)(lambda: _entered(sheet.lines, source))
    except DomainError as error:
        raise click.ClickException(say(in_words(error))) from None
    click.echo(f"{done.entered} {'would be ' if dry_run else ''}entered, {done.known} known before")


def _entered(lines: list[Line], source: dict[str, str]) -> service.Entered:
    return service.enter_lines(lines, seen=None, choices={}, skip_faulty=False, source=source, actor=None)


def _sentences(one: Finding) -> list[str]:
    if one.outlook == Outlook.ASKED:
        return [
            f"a space of this name exists, decide at the desk: {other.name} {other.ward}" for other in one.namesakes
        ]
    return [f"{COLUMN_NAMES[fault.column]}: {fault.text}: {fault_words(fault)}" for fault in one.faults]
