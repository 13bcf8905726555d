from pathlib import Path

import click
from flask.cli import AppGroup

from app.core.db import transact
from app.core.errors import DomainError
from app.criteria import service
from app.criteria.definition import DefinitionError, parse_yaml
from app.criteria.forms import problem_sentences
from app.web.errors import say

group = AppGroup("criteria", help="Versions of the criteria.")


@group.command("import")
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option("--publish", is_flag=True, help="Publish it at once; from then on it cannot be changed.")
def import_file(file: Path, publish: bool) -> None:
    """Keep the YAML in FILE as a draft version."""
    try:
        text = file.read_text(encoding="utf-8-sig")
    except UnicodeDecodeError:
        raise click.ClickException(f"{file} is not UTF-8") from None
    try:
        definition = parse_yaml(text)
    except DefinitionError as error:
        raise click.ClickException("\n".join(problem_sentences(error, text))) from None

    def act() -> str:
        criteria_set = service.import_set(definition, actor=None)
        if publish:
            service.publish_set(criteria_set, actor=None)
        return f"{criteria_set.code} {criteria_set.edition}: {criteria_set.status}"

    try:
        click.echo(transact(act))
    except DomainError as error:
        raise click.ClickException(say(error)) from None
