"""What we stand on is named, and nothing under the GPL runs with it."""

import re

from deploy.licences import PAGE, page, runtime, tools

GPL = re.compile(r"(?<!Lesser )General Public|(?<!L)GPL")


def test_the_page_names_what_the_lock_files_bring() -> None:
    assert PAGE.read_text(encoding="utf-8") == page(), "run: python -m deploy.licences"


def test_every_part_says_its_licence() -> None:
    assert [part.name for part in (*runtime(), *tools()) if not part.licence.strip()] == []


def test_parts_under_the_gpl_are_tools_only() -> None:
    assert [part for part in runtime() if GPL.search(part.licence)] == []
    assert {"djlint", "codespell"} <= {part.name for part in tools() if GPL.search(part.licence)}
