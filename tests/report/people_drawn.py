"""Figures 4 and 8 to 15 of the made-up study, in plain words: people, money, hours, maps, inputs."""

from __future__ import annotations

from collections.abc import Iterator
from functools import cache
from pathlib import Path

import pandas as pd
from matplotlib.figure import Figure
from matplotlib.patches import Rectangle

from experiments.report import study as studies
from experiments.report.figures import (
    county_map,
    gains,
    hours,
    map_keys,
    money,
    patient_flow,
    serious,
    style,
    tornado,
    warm_up,
)
from experiments.report.study import Study

EMPTY = {"why_not_kept": "", "why_no_case": "", money.NO_COSTS: "no costs"}
NUMBERS = (4, 8, 9, 10, 11, 12, 13, 14, 15)


def drawings(study: Study, width: float) -> Iterator[tuple[int, Figure]]:
    """Every figure of this file, in plain words."""
    arms = [arm.title for arm in study.arms]
    others = {arm.place: arm.title for arm in study.others}
    flows = study.tables[county_map.FLOWS]
    places = map_keys.Labels(arms, "difference", "{minutes} min", "{n}", "{n}", "away {n}", ("t", "c"), "")
    yield 4, county_map.draw(county_map.table(study), flows, places, width)
    steps = serious.Labels({step: step for step in serious.STEPS}, arms, "people", "people", EMPTY)
    yield 8, serious.draw(serious.table(study), steps, width)
    paid = money.Labels("patients", "fund", "policy", list(money.TIERS), arms, "yuan", "total", EMPTY)
    yield 9, money.draw(money.table(study), paid, width)
    side = gains.Labels(others, [], "min", "per 1,000", "ill", "better", "worse", "")
    yield 10, gains.draw_by_distance(gains.by_distance(study), side, width)
    groups = gains.by_group(study)
    named = [f"{a} {b}" for a, b in dict.fromkeys(zip(groups["grouping"], groups["group"], strict=True))]
    yield 11, gains.draw_by_group(groups, gains.Labels(others, named, "n", "", "", "better", "worse", ""), width)
    tiers = {tier: tier for tier in style.TIER_COLOURS}
    work = hours.Labels(tiers, arms, {use: use for use in hours.LOOKS}, "hours", "away", "")
    yield 12, hours.draw(hours.table(study), work, width)
    inputs = tornado.table(study)
    moved = tornado.Labels(others, {name: str(name) for name in inputs["input"]}, "min", 3.0, 1.0, "")
    yield 13, tornado.draw(inputs, moved, width)
    boxes = {step: step for level in patient_flow.LEVELS for step in level}
    flow = patient_flow.Labels(boxes, arms, ["ill = out + in"] * len(arms), "on average", EMPTY)
    yield 14, patient_flow.draw(patient_flow.table(study), flow, width)
    yield 15, warm_up.draw(warm_up.table(study), warm_up.Labels(arms, "beds", "settled", "cut", ""), width)


@cache
def drawn_at(folder: Path, width: float) -> dict[int, Figure]:
    """All figures at one width, drawn once for every file that looks at them."""
    with style.house_style():
        return dict(drawings(studies.read(folder), width))


def bars(figure: Figure, panel: int = 0) -> list[Rectangle]:
    """The bars of a panel, backgrounds apart."""
    return [p for p in figure.axes[panel].patches if isinstance(p, Rectangle) and p.get_linewidth() > 0]


def tables(study: Study) -> dict[int, pd.DataFrame]:
    """The numbers of every figure of this file."""
    return {
        4: county_map.table(study), 8: serious.table(study), 9: money.table(study), 10: gains.by_distance(study),
        11: gains.by_group(study), 12: hours.table(study), 13: tornado.table(study), 14: patient_flow.table(study),
        15: warm_up.table(study),
    }  # fmt: skip
