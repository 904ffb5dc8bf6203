"""One scenario on both engines: the same ledger, table by table, row by row as they were written, bit by bit."""

from __future__ import annotations

from typing import Any

from sim.engine import simulate
from sim.ledger import Ledger
from sim.ledger.columns import TABLES
from sim.ledger.scene import scene
from sim.scenario.scenario import Scenario

SEED = 20260105
OWN = ("engine", "events")
"""What a run says of its own engine. Both count events; on the compiled engine the calendar is none."""


def live_the_same(scenario: Scenario, replication: int = 0, seed: int = SEED) -> Ledger:
    """Run on both engines, compare, and return what the compiled one wrote."""
    simpy = simulate(scenario, replication, seed, engine="simpy")
    compiled = simulate(scenario, replication, seed, engine="compiled")
    assert_same(simpy, compiled)
    return compiled


def assert_same(simpy: Ledger, compiled: Ledger) -> None:
    """Fail with the first differing event, and the state around it."""
    assert (simpy.meta["engine"], compiled.meta["engine"]) == ("simpy", "compiled")
    told = scene(simpy, compiled, ("simpy", "compiled"))
    assert not told, f"the engines part:\n{told}"
    for name in TABLES:
        assert simpy[name].dtype == compiled[name].dtype, name
        assert simpy[name].tobytes() == compiled[name].tobytes(), name
    assert simpy.digest() == compiled.digest()
    assert said(simpy) == said(compiled)


def said(ledger: Ledger) -> dict[str, Any]:
    """What the ledger says of its run, whatever engine it was."""
    return {name: value for name, value in ledger.meta.items() if name not in OWN}
