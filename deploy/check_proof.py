#!/usr/bin/env python3
"""Check the proof of a case's log: python3 check_proof.py PROOF.json [--earlier OLDER.json]

Needs nothing but Python. Every line of a proof is sealed with the one before it. Lines that are not the reader's show
the digest of their body alone: they can be counted, not read, and the chain adds up all the same.
Exit status 0: everything fits. 1: something does not, and a line says what.
"""

import argparse
import hashlib
import json
import sys
from collections.abc import Iterator, Sequence
from typing import Any


def sealed(*parts: Any) -> str:
    return hashlib.sha256(json.dumps(parts, ensure_ascii=False).encode()).hexdigest()


def payload_digest(salt: str, payload: dict[str, Any]) -> str:
    return hashlib.sha256((salt + json.dumps(payload, sort_keys=True, ensure_ascii=False)).encode()).hexdigest()


def body_of(line: dict[str, Any]) -> str:
    if "body" in line:
        return str(line["body"])
    names = ("at", "role", "alias", "action", "audience", "payload_digest", "blind")
    return sealed(*(line[name] for name in names))


def faults_in(proof: dict[str, Any]) -> Iterator[str]:
    """Sentences, none where all is well."""
    previous = ""
    known: dict[str, str] = {}
    named: dict[str, str] = {}
    for number, line in enumerate(proof["lines"], 1):
        where = f"dòng / line {number}"
        if line["seq"] != number:
            yield f"{where}: thiếu dòng hoặc sai thứ tự / a line is missing or out of order"
        if line["format"] == 1:  # older than proofs: only that it was there
            previous = line["digest"]
            continue
        if sealed(line["format"], line["seq"], body_of(line), previous) != line["digest"]:
            yield f"{where}: dấu niêm không khớp / the seal does not fit"
        if "payload" in line and payload_digest(line["salt"], line["payload"]) != line["payload_digest"]:
            yield f"{where}: nội dung không khớp / what it tells does not fit"
        case = line.get("payload", {}).get("case_code")
        if case and case != proof["case"]:
            yield f"{where}: thuộc hồ sơ khác / belongs to another case: {case}"
        if line.get("role") == "reviewer" and line.get("alias"):
            if known.setdefault(line["alias"], line["who"]) != line["who"]:
                yield f"{where}: một người mang hai tên / one person under two names"
            if named.setdefault(line["who"], line["alias"]) != line["alias"]:
                yield f"{where}: hai người mang một tên / two persons under one name"
        previous = line["digest"]
    if previous != proof["head"]:
        yield "dấu niêm cuối không khớp / the last seal does not fit"


def faults_since(earlier: dict[str, Any], proof: dict[str, Any]) -> Iterator[str]:
    """What the older proof has seen must still be there, to the letter."""
    if earlier["case"] != proof["case"]:
        yield "hai bằng chứng của hai hồ sơ / proofs of two cases"
    for number, line in enumerate(earlier["lines"]):
        if number >= len(proof["lines"]) or proof["lines"][number]["digest"] != line["digest"]:
            yield f"dòng / line {number + 1}: không còn như trong bằng chứng cũ / is not what the older proof shows"
            return


def read(path: str) -> Any:
    with open(path, encoding="utf-8") as file:
        return json.load(file)


def main(arguments: Sequence[str] | None = None) -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("proof")
    parser.add_argument("--earlier", help="an older proof of the same case")
    given = parser.parse_args(arguments)
    try:
        proof = read(given.proof)
        faults = list(faults_in(proof))
        if given.earlier:
            earlier = read(given.earlier)
            faults += [*faults_in(earlier), *faults_since(earlier, proof)]
        lines = proof["lines"]
        shown, old = sum("action" in line for line in lines), sum(line["format"] == 1 for line in lines)
    except (OSError, ValueError, KeyError, TypeError, AttributeError) as error:
        print(f"không đọc được / cannot be read: {type(error).__name__}: {error}")
        return 1
    for fault in faults:
        print(fault)
    print(f"{proof['case']}: {len(lines)} dòng / lines, {shown} đọc được / shown, {old} kiểu cũ / of the old form")
    print("CÓ CHỖ KHÔNG KHỚP / SOMETHING DOES NOT FIT" if faults else "Mọi dấu niêm đều khớp / every seal fits")
    return 1 if faults else 0


if __name__ == "__main__":
    sys.exit(main())
