"""Dossiers as records of JSON and back.

>>> from_record(json.loads(json.dumps(to_record(dossier)))) == dossier       # doctest: +SKIP
True
"""

from dataclasses import asdict
from datetime import datetime
from typing import Any

from app.answering.records import Quote
from app.disputes.dossier import Dossier, Party, Rung, Task
from app.disputes.records import Brief, Counter, Finding, NearCase, Side, Step, Why

Record = dict[str, Any]


def to_record(dossier: Dossier) -> Record:
    return asdict(dossier) | {
        "created_at": dossier.created_at.isoformat(),
        "updated_at": dossier.updated_at.isoformat(),
    }


def from_record(record: Record) -> Dossier:
    """Raises `KeyError`, `TypeError` or `ValueError` for what `to_record` did not make."""
    return Dossier(
        **record
        | {
            "created_at": datetime.fromisoformat(record["created_at"]),
            "updated_at": datetime.fromisoformat(record["updated_at"]),
            "brief": _brief(record["brief"]),
            "side_a": Party(**record["side_a"]),
            "side_b": Party(**record["side_b"]),
            "tasks": tuple(Task(**t | {"quote": _quote(t["quote"])}) for t in record["tasks"]),
            "rungs": tuple(Rung(**r | {"quote": _quote(r["quote"])}) for r in record["rungs"]),
        }
    )


def _brief(record: Record) -> Brief:
    def findings(name: str) -> tuple[Finding, ...]:
        return tuple(Finding(**f | {"why": _whys(f["why"]), "quotes": tuple(f["quotes"])}) for f in record[name])

    return Brief(
        **record
        | {
            "types": findings("types"),
            "principles": findings("principles"),
            "methods": findings("methods"),
            "counters": tuple(Counter(**c | {"quotes": tuple(c["quotes"])}) for c in record["counters"]),
            "steps": tuple(Step(**s | {"quotes": tuple(s["quotes"])}) for s in record["steps"]),
            "cases": tuple(NearCase(**c | {"quotes": tuple(c["quotes"])}) for c in record["cases"]),
            "sides": tuple(Side(Why(**s["name"]), _whys(s["said"])) for s in record["sides"]),
            "quotes": tuple(_quote(q) for q in record["quotes"]),
        }
    )


def _whys(records: list[Record]) -> tuple[Why, ...]:
    return tuple(Why(**why) for why in records)


def _quote(record: Record) -> Quote:
    return Quote(**record | {"headings": tuple(record["headings"])})
