"""Where a form may send somebody afterwards: only to a path of this site."""

import re

_PATH = re.compile(r"/[!-~]*")


def safe_path(target: str | None, otherwise: str) -> str:
    """`target` if it is a plain local path. Tabs, newlines, `//` and `/\\` are what open redirects are made of."""
    if target and _PATH.fullmatch(target) and not target.startswith(("//", "/\\")):
        return target
    return otherwise
