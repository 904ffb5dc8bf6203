"""Both template counties land on what is reported of an average rural county, under today's policies.

Five replications of 364 days after warm-up, as ``scenarios/base/national_targets.yaml`` asks; the mean over
replications must lie within each tolerance. Minutes for the small county, a quarter of an hour for the large one.
"""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from joblib import Parallel, delayed

from sim import load, simulate
from sim.measures import audit, measure

SCENARIOS = Path(__file__).resolve().parents[2] / "scenarios"
REPLICATIONS = 5


def one_year(county: str, replication: int) -> tuple[pd.DataFrame, list[str]]:
    """The measures that are held against targets, and the checks that failed."""
    scenario = load(SCENARIOS / county)
    ledger = simulate(scenario, replication)
    names = sorted({target.measure for target in scenario.targets} | {"visits_per_person_year"})
    return measure(ledger, names), [f"{check.name}: {check.detail}" for check in audit(ledger) if not check.ok]


@pytest.mark.long
@pytest.mark.parametrize("county", ["demo.yaml", "county.yaml"])
def test_a_template_county_lands_on_its_targets(county: str) -> None:
    scenario = load(SCENARIOS / county)
    years = Parallel(n_jobs=2)(delayed(one_year)(county, replication) for replication in range(REPLICATIONS))
    values = pd.concat([table for table, _ in years])
    missed = []
    for target in scenario.targets:
        group = ",".join(f"{key}={word}" for key, word in dict(target.of or {}).items())
        mine = values[(values["measure"] == target.measure) & (values["group"] == group)]["value"]
        assert len(mine) == REPLICATIONS, f"{target.measure} {group}: no such measure"
        if abs(np.mean(mine) - target.value) > target.within:
            missed.append(f"{target.measure} {group}: {np.mean(mine):.4g}, wanted {target.value:g} ± {target.within:g}")
    assert not missed, missed
    assert not [check for _, checks in years for check in checks]
