"""The three tiers as a tiercare scenario, run through the public way: ``load``, then ``simulate``."""

from __future__ import annotations

import tempfile
from functools import cache
from pathlib import Path
from typing import Any, Final

import numpy as np

from experiments.bench.programs import ROOT
from experiments.bench.programs.county_tiercare import run_by
from experiments.bench.scenario_text import write_scenario
from experiments.bench.three_tier import COUNTY, TIERS, TOWNSHIP, Answer, ThreeTiers, answer_of
from sim import load

SCENARIO: Final = ROOT / "scenarios" / "theory" / "three_tier.yaml"


@cache
def scenario_of(model: ThreeTiers, episodes: int) -> Any:
    """The scenario for so many episodes; not timed with the run, start-up has a table of its own."""
    settings = {"calendar.warm_up": "0 min", "calendar.measure": f"{model.length_min(episodes):.10f} min"}
    if model == ThreeTiers():
        return load(SCENARIO, settings=settings)
    with tempfile.TemporaryDirectory() as folder:
        return load(write_scenario(model, Path(folder)), settings=settings)


def run(model: ThreeTiers, episodes: int, seed: int = 1, engine: str = "simpy") -> Any:
    """So many episodes from an empty start: demand, run and ledger.

    Raises:
        Unavailable: there is no such engine.
    """
    return run_by(engine, scenario_of(model, episodes), seed=seed)


def answer(model: ThreeTiers, ledger: Any, watch_from_min: float = 0.0) -> Answer:
    """Counts and means of a ledger, as the other programs keep them."""
    rows, end = ledger["steps"], ledger.end_min
    names = ledger.frame["units"]["id"].to_numpy()
    tier_of = np.array([TIERS.index(name.split("_")[0]) for name in names])
    ward = np.array([name.endswith("_ward") for name in names])
    begun = rows["start_min"] >= 0.0
    tier, in_ward = tier_of[rows["unit"]], ward[rows["unit"]]
    seen = [begun & ~in_ward & (tier == at) for at in range(3)]
    counted = [mask & (rows["joined_min"] >= watch_from_min) for mask in seen]
    waited = rows["start_min"] - rows["joined_min"]
    left = np.where(rows["left_min"] >= 0.0, rows["left_min"], end)
    bed = np.maximum(0.0, left - np.maximum(rows["start_min"], watch_from_min))
    beds = [float(bed[begun & in_ward & (tier == at)].sum()) for at in (TOWNSHIP, COUNTY)]
    return answer_of(
        model,
        end - watch_from_min,
        len(np.unique(rows["patient"])),
        [int(mask.sum()) for mask in seen],
        [int(mask.sum()) for mask in counted],
        [float(waited[mask].sum()) for mask in counted],
        [0.0, *beds],
    )
