"""The audit: every run is checked, and a run that fails says so loudly.

A check looks at the ledger alone (its tables, column by column) and never at the engine that wrote it; where it
can, it works a number out in two ways. Checks register themselves; the themes are in `audit_people.py`,
`audit_units.py`, `audit_rows.py`.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, Final

import numpy as np
import numpy.typing as npt

from sim.ledger.columns import TABLES
from sim.ledger.ledger import Ledger
from sim.measures.columns import Columns, Tables

SLACK_MIN: Final = 1e-6
SLACK_YUAN: Final = 1e-6


@dataclass(frozen=True)
class Finding:
    """What a check found: whether it holds, the number it looked at, and a sentence."""

    ok: bool
    number: float
    detail: str


@dataclass(frozen=True)
class Check:
    """One line of the audit. What only asks for a look is ok with `attention` set; all else fails a run."""

    name: str
    catches: str
    ok: bool
    number: float
    detail: str
    attention: bool = False

    @property
    def result(self) -> str:
        """passed, attention or failed."""
        if not self.ok:
            return "failed"
        return "attention" if self.attention else "passed"


Look = Callable[[Tables], Finding]
LOOKS: Final[dict[str, tuple[str, bool, Look]]] = {}


class AuditError(Exception):
    """A run broke a law that no county can break; its numbers must not be used."""

    def __init__(self, failures: list[Check]) -> None:
        self.failures = failures
        lines = [f"  {check.name}: {check.detail}\n      would catch: {check.catches}" for check in failures]
        many = "1 check" if len(failures) == 1 else f"{len(failures)} checks"
        super().__init__(f"{many} failed: these numbers must not be used\n" + "\n".join(lines))


def check_of(catches: str, *, fatal: bool = True) -> Callable[[Look], Look]:
    """Register a function as the check of its own name; `catches` says which defect it would find."""

    def register(look: Look) -> Look:
        LOOKS[look.__name__] = (catches, fatal, look)
        return look

    return register


def audit(ledger: Ledger) -> list[Check]:
    """All checks of a ledger, in the order in which they are declared. Raises nothing: see `must_pass`."""
    tables, found = Tables(ledger), []
    for name, (catches, fatal, look) in LOOKS.items():
        try:
            finding = look(tables)
        except (ValueError, IndexError, KeyError, TypeError) as problem:
            # a check that cannot be made has not been passed
            finding = Finding(False, float("nan"), f"could not be made: {type(problem).__name__}: {problem}")
        ok, look_here = finding.ok or not fatal, not finding.ok and not fatal
        found.append(Check(name, catches, ok, finding.number, finding.detail, look_here))
    return found


def must_pass(checks: list[Check]) -> list[Check]:
    """The checks again, if none of them failed; raises AuditError, listing all that did."""
    failures = [check for check in checks if not check.ok]
    if failures:
        raise AuditError(failures)
    return checks


def none_of(mask: npt.NDArray[Any], rows: Columns, wrong: str, right: str) -> Finding:
    """Holds if the mask is nowhere true; else names how many rows and the first of them."""
    count = int(np.count_nonzero(mask))
    if not count:
        return Finding(True, 0.0, f"{right} ({len(rows):,} rows of {rows.name})")
    first = row_text(rows, int(np.argmax(mask)))
    return Finding(False, float(count), f"{count:,} of {len(rows):,} rows: {wrong}; first: {first}")


def all_of(findings: list[Finding], right: str) -> Finding:
    """Holds if every finding holds; else the sentences of those that do not."""
    wrong = [finding for finding in findings if not finding.ok]
    if not wrong:
        return Finding(True, 0.0, right)
    return Finding(False, sum(finding.number for finding in wrong), "; ".join(f.detail for f in wrong))


def row_text(rows: Columns, place: int) -> str:
    """A row in one line: its key and its moments."""
    names, row = TABLES[rows.name].names, rows.rows[place]
    shown = [*names[:2], *(name for name in names[2:] if name.endswith("_min") or name == "unit")]
    return f"{rows.name} " + ", ".join(f"{name} {row[name]:g}" for name in shown)
