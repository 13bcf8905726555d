"""Does the log still say what it said when it was written?"""

from collections.abc import Iterator
from dataclasses import dataclass, field
from itertools import groupby

from app.audit import queries, rules
from app.audit.models import AuditEntry, AuditPayload


@dataclass(frozen=True)
class Fault:
    subject: str
    seq: int | None
    says: str

    def __str__(self) -> str:
        return f"{self.subject}{'' if self.seq is None else f' line {self.seq}'}: {self.says}"


@dataclass
class Findings:
    chains: int = 0
    lines: int = 0
    erased: int = 0
    faults: list[Fault] = field(default_factory=list)


def verify(subject: str | None = None, *, kept: str = "") -> Findings:
    """Walk one chain or all, then hold them against the anchors. `kept` is an anchor's digest from outside."""
    found = Findings()
    for name, lines in groupby(queries.lines(subject), key=lambda line: line[0].subject):
        found.chains += 1
        found.faults += _walk(name, lines, found)
    found.faults += _faults_of_anchors(kept)
    held = queries.heads_gone(subject)
    found.faults += [Fault(name, seq, "an anchor holds this line, it is gone or another now") for name, seq in held]
    return found


def _walk(subject: str, lines: Iterator[tuple[AuditEntry, AuditPayload | None]], found: Findings) -> Iterator[Fault]:
    expected, previous = 1, ""
    for entry, payload in lines:
        found.lines += 1
        if entry.seq != expected:
            gap = f"{expected}" if entry.seq == expected + 1 else f"{expected} to {entry.seq - 1}"
            yield Fault(subject, entry.seq, f"before it, {gap} is missing")
        elif entry.previous != previous:
            yield Fault(subject, entry.seq, "does not follow the line before it")
        if rules.entry_digest(entry) != entry.digest:
            yield Fault(subject, entry.seq, "was changed after it was written")
        if payload is None:
            found.erased += 1
        elif rules.payload_digest(payload.salt, payload.payload) != entry.payload_digest:
            yield Fault(subject, entry.seq, "what it tells was changed after it was written")
        expected, previous = entry.seq + 1, entry.digest


def _faults_of_anchors(kept: str) -> Iterator[Fault]:
    previous, digests = "", set()
    for anchor in queries.anchors():
        if anchor.previous != previous:
            yield Fault("anchors", anchor.id, "an anchor before it is missing")
        if rules.anchor_digest(anchor, queries.heads_in(anchor)) != anchor.digest:
            yield Fault("anchors", anchor.id, "was changed after it was dropped")
        previous = anchor.digest
        digests.add(anchor.digest)
    if kept and kept not in digests:
        yield Fault("anchors", None, f"none has the digest {kept}: anchors were taken away or written anew")
