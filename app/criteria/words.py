from collections.abc import Collection

from app.spaces.models import SpaceKind
from app.spaces.words import KIND_NAMES


def name_kinds(codes: Collection[str]) -> str:
    """In the order of the survey; a code the survey does not know is shown as it is."""
    known = {kind: str(KIND_NAMES[kind]) for kind in SpaceKind if kind in codes}
    return ", ".join([*known.values(), *sorted(set(codes) - set(known))])
