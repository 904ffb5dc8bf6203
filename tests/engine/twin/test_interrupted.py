"""Whoever interrupts the compiled engine is heard within a simulated week, and nothing of it is left behind."""

from __future__ import annotations

from typing import Any

import pytest

from sim.engine import simulate
from sim.engine.compiled import module
from sim.scenario.load import load
from tests.hamlet import ROOT

WEEKS = 8
THREE_TIERS = ROOT / "scenarios" / "theory" / "three_tier.yaml"


def test_a_network_can_be_interrupted_every_week_and_then_runs_as_if_nothing_had_been(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    scenario = load(THREE_TIERS, settings={"calendar.measure": f"{WEEKS} weeks", "calendar.warm_up": "0 days"})
    whole = simulate(scenario, engine="compiled").digest()
    made = module.module_for(False, True)
    run, reached = made.run, list[float]()

    def pressed_in_the_third_week(do: Any, until_min: float) -> Any:
        reached.append(until_min)
        if until_min > 2 * 10080.0:
            raise KeyboardInterrupt
        return run(do, until_min)

    with monkeypatch.context() as patch:
        patch.setattr(made, "run", pressed_in_the_third_week)
        with pytest.raises(KeyboardInterrupt):
            simulate(scenario, engine="compiled")
    assert sorted(set(reached)) == [10080.0, 20160.0, 30240.0]
    assert simulate(scenario, engine="compiled").digest() == whole
