"""The golden run: the hamlet's ledger is what it was. Whoever changes results does so knowingly."""

from __future__ import annotations

import json

from tests.golden.renew import GOLDEN, fingerprint, golden
from tests.hamlet import lived

HINT = """
The hamlet's ledger is not what it was. If results were meant to change:
  python -m tests.golden.renew
and write a line in CHANGELOG.md with **[results change]** that says which and why.
If they were not, tests/worlds shows where two runs part: sim.ledger.divergence.first_divergence."""


def test_the_hamlet_is_what_it_was() -> None:
    assert golden() == json.loads(GOLDEN.read_text(encoding="utf-8")), HINT


def test_a_single_minute_would_be_seen() -> None:
    ledger = lived(1)
    before = fingerprint(ledger)
    ledger["visits"]["start_min"][0] += 0.02
    try:
        assert fingerprint(ledger) != before
    finally:
        ledger["visits"]["start_min"][0] -= 0.02
