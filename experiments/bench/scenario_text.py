"""The common model of three tiers as a tiercare scenario: the text of ``scenarios/theory/three_tier.yaml``.

The file in the repository is this text for one county; the bench writes larger networks the same way. Run
``python -m experiments.bench.scenario_text > scenarios/theory/three_tier.yaml`` after changing a number.
"""

from __future__ import annotations

import math
from collections.abc import Iterator
from pathlib import Path

from experiments.bench.three_tier import COUNTY, TOWNSHIP, VILLAGE, ThreeTiers

HEAD = """\
# The common model of the bench: villages, townships and a county hospital, all at 80 % load (`make bench`).
# Written by experiments/bench/scenario_text.py. Emergencies first, nobody is interrupted, nobody gives up.
title: Three tiers, {facilities} places
calendar: {{start: 2026-01-05, warm_up: 2 days, measure: 36 h, holidays: none}}
start_state: empty
"""

EXPECT = """\
expect:                             # waits (40.06, 9.90, 0.474 min) and beds (0.798, 0.803) take longer: see the bench
  - {measure: use, at: village_1, value: 0.80025, formula: erlang_c}
  - {measure: use, at: township_1, value: 0.79798, formula: erlang_c}
  - {measure: use, at: county_1, value: 0.7988, formula: erlang_c}
precision: {standard_error: 1 %, false_alarm: 0.1 %}
"""


def percent(share: float) -> str:
    """A share as the language writes it."""
    return f"{100 * share:g} %"


def scenario_text(model: ThreeTiers) -> str:
    """The YAML of the model; only the one county of the repository carries ``expect:`` lines."""
    head = HEAD.format(facilities=model.facilities)
    body = [*_stations(model), *_services(model), *_arrivals(model), *_routes(model)]
    return head + "\n".join(body) + "\n" + (EXPECT if model.copies == 1 else "")


def write_scenario(model: ThreeTiers, folder: Path) -> Path:
    """The same in files of which none is too large to be read: a scenario that extends its blocks."""
    blocks = {"stations": _stations, "services": _services, "arrivals": _arrivals, "routes": _routes}
    for name, block in blocks.items():
        (folder / f"{name}.yaml").write_text("\n".join(block(model)) + "\n", encoding="utf-8")
    extends = f"extends: [{', '.join(f'{name}.yaml' for name in blocks)}]\n"
    path = folder / "network.yaml"
    path.write_text(HEAD.format(facilities=model.facilities) + extends, encoding="utf-8")
    return path


def _names(model: ThreeTiers) -> Iterator[tuple[int, int, str, str, str]]:
    """Every village with its township and county: (number, …, village, township, county)."""
    villages_of = model.villages // model.townships
    for number in range(model.places[VILLAGE]):
        township, county = number // villages_of, number // model.villages
        yield number + 1, county + 1, f"village_{number + 1}", f"township_{township + 1}", f"county_{county + 1}"


def _all_of(model: ThreeTiers) -> list[tuple[int, str]]:
    tiers = {VILLAGE: "village", TOWNSHIP: "township", COUNTY: "county"}
    return [(tier, f"{name}_{n + 1}") for tier, name in tiers.items() for n in range(model.places[tier])]


def _stations(model: ThreeTiers) -> Iterator[str]:
    queue = "queue: {priority: [emergency, ordinary]}"
    yield "stations:"
    for tier, name in _all_of(model):
        yield f"  {name}: {{servers: {model.doctors[tier]}, {queue}}}"
        if model.beds[tier]:
            yield f"  {name}_ward: {{servers: {model.beds[tier]}, {queue}}}"


def _services(model: ThreeTiers) -> Iterator[str]:
    yield "services:                           # sd of a stay: 0.8 is the spread of its logarithm"
    for tier, name in _all_of(model):
        yield f"  {name}: {{kind: exponential, mean: {model.consult_min[tier]:g} min}}"
        if model.beds[tier]:
            mean, sd = model.stay_min[tier], stay_sd_min(model, tier)
            yield f"  {name}_ward: {{kind: lognormal, mean: {mean:g} min, sd: {sd:.10g} min}}"


def stay_sd_min(model: ThreeTiers, tier: int) -> float:
    """Standard deviation of a lognormal stay of which the spread of the logarithm is known."""
    return model.stay_min[tier] * math.sqrt(math.expm1(model.stay_sigma**2))


def _arrivals(model: ThreeTiers) -> Iterator[str]:
    classes = f"{{emergency: {percent(model.emergency_share)}, ordinary: {percent(1 - model.emergency_share)}}}"
    rate = f"{model.patients_per_min:g}/min"
    yield "arrivals:                           # by village; where a patient goes first is drawn in `home`"
    for number, county, *_ in _names(model):
        care, home = f"care_{county}", f"home_{number}"
        yield f"  from_{number}: {{kind: poisson, rate: {rate}, class: {classes}, route: {care}, starts_at: {home}}}"


def _routes(model: ThreeTiers) -> Iterator[str]:
    up, admitted, first = model.sent_up_share, model.admitted_share, model.first_contact
    yield "routes:"
    last_county = last_township = ""
    for number, county_number, village, township, county in _names(model):
        if county != last_county:
            yield f"  care_{county_number}:"
            yield f"    {county}: {{then: {_ways({f'{county}_ward': admitted[COUNTY]})}}}"
            yield f"    {county}_ward: {{then: leaves}}"
        if township != last_township:
            yield f"    {township}: {{then: {_ways({county: up[TOWNSHIP], f'{township}_ward': admitted[TOWNSHIP]})}}}"
            yield f"    {township}_ward: {{then: leaves}}"
        last_county, last_township = county, township
        ways = ", ".join(
            f"{place}: {percent(share)}" for place, share in zip((village, township, county), first, strict=True)
        )
        yield f"    home_{number}: {{at: [], then: {{{ways}}}}}"
        yield f"    {village}: {{then: {_ways({township: up[VILLAGE]})}}}"


def _ways(shares: dict[str, float]) -> str:
    said = [f"{place}: {percent(share)}" for place, share in shares.items()]
    return "{" + ", ".join([*said, f"leaves: {percent(1 - sum(shares.values()))}"]) + "}"


if __name__ == "__main__":
    print(scenario_text(ThreeTiers()), end="")
