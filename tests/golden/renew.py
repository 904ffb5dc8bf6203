"""Writes the golden run anew:  python -m tests.golden.renew

Do so only when results are meant to change, and say so in CHANGELOG.md with **[results change]**.
"""

from __future__ import annotations

import hashlib
import json
from pathlib import Path
from typing import Any

from sim.ledger import TABLES, Ledger
from sim.ledger.ledger import in_order
from tests.hamlet import HAMLET, ROOT, SEED, lived

GOLDEN = Path(__file__).parent / "hamlet.json"
WEEKS = 3
DECIMALS = 2
"""Minutes and yuan are compared to two decimals: other processors round the last bit of a logarithm differently."""


def fingerprint(ledger: Ledger) -> dict[str, Any]:
    """Rows of each table, and a digest of their numbers."""
    total = hashlib.sha256()
    rows = {}
    for name, table in TABLES.items():
        ordered = in_order(table, ledger[name])
        rows[name] = len(ordered)
        for column in table.names:
            values = ordered[column]
            if "f" in values.dtype.str:
                values = (values.astype(float) + 0.0).round(DECIMALS) + 0.0
            total.update(column.encode() + values.tobytes())
    return {"rows": rows, "digest": total.hexdigest()}


def golden() -> dict[str, Any]:
    """The run as it is now."""
    run = {"scenario": str(HAMLET.relative_to(ROOT)), "weeks": WEEKS, "seed": SEED, "replication": 0}
    return {**run, **fingerprint(lived(WEEKS))}


if __name__ == "__main__":
    GOLDEN.write_text(json.dumps(golden(), indent=1) + "\n", encoding="utf-8")
    print(f"wrote {GOLDEN.relative_to(ROOT)}; now say in CHANGELOG.md what changed: **[results change]** …")
