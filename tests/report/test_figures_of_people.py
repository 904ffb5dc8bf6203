"""The ten mistakes that no figure makes, tried on figures 4 and 8 to 15: people, money, hours, maps, inputs."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from matplotlib.colors import to_hex
from matplotlib.figure import Figure
from matplotlib.patches import Rectangle

from experiments.report import study as studies
from experiments.report.figures import county_map, gains, hours, money, patient_flow, serious, style, tornado, warm_up
from experiments.report.study import Study
from tests.report import made_up_study
from tests.report.people_drawn import NUMBERS, bars, drawings, tables

# 1, 2. Verdicts and intervals


def test_no_figure_of_a_theme_carries_a_verdict(study: Study) -> None:
    assert not [number for number, table in tables(study).items() if "verdict" in table]


@pytest.mark.parametrize("number", NUMBERS)
def test_every_caption_names_its_interval_and_its_replications(number: int, page: Path) -> None:
    text = page.read_text(encoding="utf-8")
    caption = text[text.index(f'id="figure-{number}"') :].split("</figcaption>")[0]
    assert ("replications" in caption and "simulation interval" in caption) or (
        "重复" in caption and "模拟区间" in caption
    )


@pytest.mark.parametrize("number", NUMBERS)
def test_every_level_in_a_figure_has_its_interval_and_n_beside_it(number: int, study: Study) -> None:
    table = tables(study)[number]
    low, high = ("better_low", "better_high") if "better_low" in table else ("lo", "hi")
    there = table[table["why"] == ""]
    assert there[[low, high, "n"]].notna().all().all()


# 4. Bars start at nought, panels share their axes


@pytest.mark.parametrize("number", [8, 9, 12])
def test_every_stack_of_bars_begins_at_nought_and_has_no_gap(number: int, drawn: dict[int, Figure]) -> None:
    rows: dict[float, list[tuple[float, float]]] = {}
    for bar in bars(drawn[number]):
        rows.setdefault(round(bar.get_y(), 4), []).append((bar.get_x(), bar.get_x() + bar.get_width()))
    assert rows
    for ends in rows.values():
        begins, reached = sorted(ends), 0.0
        for begin, end in begins:
            assert begin == pytest.approx(0.0, abs=1e-6) or begin <= reached + 1e-6
            reached = max(reached, end)
        assert begins[0][0] == 0.0


def test_gains_and_losses_start_at_nought_on_one_mirrored_axis(drawn: dict[int, Figure]) -> None:
    assert all(bar.get_y() == 0 for bar in bars(drawn[10]))
    for figure, limits in ((drawn[10], drawn[10].axes[0].get_ylim()), (drawn[11], drawn[11].axes[0].get_xlim())):
        assert limits[0] == -limits[1], figure


@pytest.mark.parametrize("high", [980.0, 1000.0, 1400.0])
def test_of_1000_people_no_more_than_1000_gain_and_what_goes_on_ends_in_an_arrowhead(folder: Path, high: float) -> None:
    study = studies.read(folder)
    data = study.tables["gains.csv"]
    data.loc[(data["grouping"] == "age") & (data["group"] == "65+"), "worse_high"] = high
    groups = gains.by_group(study)
    assert gains.limit(groups) == 1000.0
    named = [f"{a} {b}" for a, b in dict.fromkeys(zip(groups["grouping"], groups["group"], strict=True))]
    others = {arm.place: arm.name for arm in study.others}
    figure = gains.draw_by_group(groups, gains.Labels(others, named, "n", "", "", "better", "worse", ""), 170.0)
    heads = [line for line in figure.axes[0].lines if line.get_gid() == "leaves"]
    assert len(heads) == (len(study.others) if high >= 1000.0 else 0)
    drawn = [np.asarray(line.get_xdata(), dtype=float) for line in figure.axes[0].lines]
    assert max(float(np.abs(ends).max()) for ends in drawn) <= 1000.0


def test_an_interval_all_of_whose_runs_lie_at_1000_goes_nowhere() -> None:
    assert not gains.leaves(1000.0, 1000.0, 1000.0)


def test_people_are_counted_on_an_axis_from_0_to_1000(drawn: dict[int, Figure]) -> None:
    assert drawn[8].axes[0].get_xlim() == (0.0, 1000.0)


@pytest.mark.parametrize("number", NUMBERS)
def test_no_panel_has_a_second_axis(number: int, drawn: dict[int, Figure]) -> None:
    places = [tuple(round(x, 6) for x in axes.get_position().bounds) for axes in drawn[number].axes]
    assert len(places) == len(set(places))


# 5. Stacks only where the total matters; parts add up to it


def test_what_is_paid_by_tier_adds_up_to_the_total_that_is_drawn(study: Study) -> None:
    rows = hours.table(study)
    for _, mine in rows.groupby(["arm", "tier"]):
        found = dict(zip(mine["use"], mine["mean"], strict=True))
        assert sum(found[use] for use in hours.INSIDE) == pytest.approx(found["rostered"])


def test_the_boxes_of_the_patient_flow_add_up_and_arrivals_equal_exits_and_inside(study: Study) -> None:
    table = patient_flow.table(study)
    for _, mine in table.groupby("arm"):
        count = dict(zip(mine["step"], mine["mean"], strict=True))
        for level, whole in patient_flow.WHOLE.items():
            assert sum(count[step] for step in patient_flow.LEVELS[level]) == pytest.approx(count[whole])
        assert count["ill"] == pytest.approx(count["exits"] + count["inside"])


def test_nobody_is_lost_twice_on_the_steps_of_the_seriously_ill(study: Study) -> None:
    for _, mine in serious.table(study).groupby("arm"):
        nested = mine[mine["step"].isin(serious.NESTED)]
        assert (nested["lost"].dropna() >= 0).all()
        assert 1000 - nested["lost"].sum() == pytest.approx(float(nested["mean"].iloc[-1]))


# 6. Colours


@pytest.mark.parametrize("number", NUMBERS)
def test_colours_are_those_of_tiers_or_grey(number: int, drawn: dict[int, Figure]) -> None:
    allowed = {colour.lower() for colour in style.TIER_COLOURS.values()}
    used = set()
    for axes in drawn[number].axes:
        used |= {to_hex(line.get_color()) for line in axes.lines}
        used |= {to_hex(p.get_facecolor()) for p in axes.patches} | {to_hex(p.get_edgecolor()) for p in axes.patches}
        for points in axes.collections:
            used |= {to_hex(tuple(colour)) for colour in np.asarray(points.get_facecolor())}
    coloured = {c for c in used if not c[1:3] == c[3:5] == c[5:7]}
    assert coloured <= allowed
    assert not coloured or number in (4, 9)


def test_hatching_and_not_colour_tells_hours_and_assumptions_apart(drawn: dict[int, Figure]) -> None:
    looks = [(str(look["facecolor"]), look.get("hatch")) for look in hours.LOOKS.values()]
    assert len(set(looks)) == len(looks)
    assert {bar.get_hatch() for bar in bars(drawn[13])} == {None, "//////"}


# 8, 9. Replications, time


def test_figures_rest_on_all_replications(study: Study) -> None:
    for number, table in tables(study).items():
        assert set(table.loc[table["why"] == "", "n"]) == {study.fact("replications")}, number


def test_the_warm_up_is_shaded_the_cut_and_the_mark_are_drawn_and_the_axis_tells_dates(
    drawn: dict[int, Figure],
) -> None:
    (axes,) = drawn[15].axes
    shade = next(p for p in axes.patches if to_hex(p.get_facecolor()) == style.SHADE)
    assert isinstance(shade, Rectangle)
    assert shade.get_x() + shade.get_width() == made_up_study.WARM_UP_DAYS
    upright = [
        line for line in axes.lines if len(np.unique(np.asarray(line.get_xdata()))) == 1 and not line.get_clip_on()
    ]
    assert {float(np.asarray(line.get_xdata())[0]) for line in upright} == {float(made_up_study.WARM_UP_DAYS), 20.0}
    assert all(label.get_text().startswith("2026-") for label in axes.get_xticklabels())


# Small bands are merged


def test_a_band_of_under_200_people_is_drawn_with_its_neighbour(study: Study) -> None:
    table = gains.by_distance(study)
    assert list(dict.fromkeys(table["group"])) == ["0-30", "30-60", "60+"]
    assert table["residents_ill"].min() >= gains.FEWEST_ILL
    last = table[(table["group"] == "60+") & (table["arm"] == "gatekeeping")].iloc[0]
    assert last["residents_ill"] == 2520
    assert last["worse_per_1000"] == pytest.approx((2400 * 44 + 120 * 56) / 2520)
    assert last["worse_high"] - last["worse_low"] == pytest.approx(12.0)


# 11. A requested arm that is missing


def test_an_arm_that_a_table_lacks_is_laid_out_and_says_why(tmp_path: Path) -> None:
    folder = made_up_study.write(tmp_path)
    files = (county_map.FILE, serious.FILE, hours.FILE, patient_flow.FILE, warm_up.FILE, gains.FILE, tornado.FILE)
    for file in (*files, "summary.csv"):
        table = pd.read_csv(folder / file)
        table[table["arm"] != "expert_days"].to_csv(folder / file, index=False)
    study = studies.read(folder)
    for number, table in tables(study).items():
        mine = table[table["arm"] == "expert_days"]
        assert len(mine), number
        assert (mine["why"] != "").all(), number
    with style.house_style():
        assert len(dict(drawings(study, style.WIDE_MM))) == len(NUMBERS)


def test_what_was_never_priced_is_an_empty_place_that_says_so(study: Study, drawn: dict[int, Figure]) -> None:
    table = money.table(study)
    assert set(table.loc[table["measure"] == money.POLICY, "why"]) == {money.NO_COSTS}
    assert sum(text.get_text() == "no costs" for text in drawn[9].axes[0].texts) == len(study.arms)


def test_the_numbers_of_every_figure_lie_beside_it(folder: Path) -> None:
    for number in NUMBERS:
        assert len(pd.read_csv(folder / "figures" / f"figure_{number}.csv")) > 0
        assert (folder / "figures" / f"figure_{number}.zh.svg").exists()


def test_what_a_policy_costs_itself_is_drawn_per_resident_beside_what_others_pay(tmp_path: Path) -> None:
    folder = made_up_study.write(tmp_path)
    summary = pd.read_csv(folder / "summary.csv")
    row = {"measure": money.POLICY, "group": "", "unit": "yuan per year", "half_width": 30000.0, "n": 20}
    priced = [row | {"arm": "gatekeeping", "mean": 600000.0, "lo": 570000.0, "hi": 630000.0}]
    free = [row | {"arm": "today", "mean": 0.0, "lo": 0.0, "hi": 0.0}]
    pd.concat([summary, pd.DataFrame(priced + free)]).to_csv(folder / "summary.csv", index=False)
    table = money.table(studies.read(folder))
    mine = table[table["measure"] == money.POLICY].set_index("arm")
    assert mine.loc[["gatekeeping"], ["mean", "lo", "hi"]].to_numpy().tolist() == [[10.0, 9.5, 10.5]]
    assert mine["why"].to_list() == [money.NO_COSTS, "", money.NO_COSTS]
