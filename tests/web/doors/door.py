"""A line of the table: who passes the guard of a route, and whose the thing in its address is."""

from dataclasses import dataclass

from tests.web.demo import RELATED, ROLES

EVERYBODY = ("nobody", "stranger", "owner", "coordinator", "reviewer", "approver", "administrator")
SIGNED_IN = EVERYBODY[1:]
STAFF = ("coordinator", "approver", "administrator")
# Predicate of a route → who passes it. What is somebody's own is asked after that.
PASSES: dict[str, tuple[str, ...]] = {
    "anyone": EVERYBODY,
    "signed_in": SIGNED_IN,
    "is_coordinator": ("coordinator",),
    "is_reviewer": ("reviewer",),
    "may_judge": ("coordinator", "approver", "administrator", "reviewer"),
    "is_approver": ("approver",),
    "is_administrator": ("administrator",),
    "is_centre_staff": STAFF,
    "can_manage_venues": ("coordinator",),
    "can_keep_checklist": ("coordinator",),
    "can_see": STAFF,
    "can_prepare": ("coordinator",),
    "can_issue": ("approver",),
    "can_see_members": STAFF,
    "can_see_letters": STAFF,
    "can_keep_benefits": ("coordinator", "administrator"),
    "can_change_rules": ("coordinator",),
    "can_change_standing": ("approver",),
    "can_import_members": ("approver", "administrator"),
    "can_import_spaces": ("coordinator",),
}


def parts_of(name: str) -> set[str]:
    """What the table's words see in somebody: their role, what they are to the thing, and whether it is themselves."""
    role, _, relation = name.rpartition("_")
    if name in ROLES:
        return {name, {"reviewer": "assigned", "coordinator": "asked"}.get(name, name)}
    joined = {"joined"} if name in RELATED else set()
    return {relation, "self"} if name == "owner" else {role, relation, *joined} - {"", "stranger", "nobody"}


@dataclass(frozen=True)
class Door:
    """`own`: who may know that the thing in the address exists; everybody else who passes the guard gets 404.
    `acts`: whose POST may change something, where those are fewer than may send it.
    `apart`: people of the Centre who are on the team of the thing do not find it (None: they do), or find it and may
    change nothing about it ("act")."""

    guard: str
    own: tuple[str, ...] | None = None
    acts: tuple[str, ...] | None = None
    apart: str | None = None

    def passes(self, name: str) -> bool:
        if self.guard == "anyone" or name == "nobody":
            return self.guard == "anyone"
        return self.guard == "signed_in" or not parts_of(name).isdisjoint(PASSES[self.guard])

    def lets_in(self, name: str) -> bool:
        known = self.own is None or not parts_of(name).isdisjoint(self.own)
        return self.passes(name) and known and not (self.apart == "find" and _on_team(name))

    def may_act(self, name: str) -> bool:
        asked = self.acts is None or not parts_of(name).isdisjoint(self.acts)
        return self.lets_in(name) and asked and not (self.apart == "act" and _on_team(name))

    def refusal(self, name: str) -> str:
        if self.passes(name):
            return "404"
        return "sign in" if name == "nobody" else "403"


def _on_team(name: str) -> bool:
    return not parts_of(name).isdisjoint({"owner", "team"})


OWNER = ("owner",)
TEAM = ("owner", "team")
JOINED = ("joined",)  # on the team of somebody else's space: Lan is not
SELF = ("self",)
ASSIGNED = ("assigned",)  # whose sheet it is
ASKED = ("asked",)  # who asked for it
NONE: tuple[str, ...] = ()
