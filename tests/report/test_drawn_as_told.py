"""What a figure shows is what its table says: marks stand at the values, whiskers at the ends, in the arm's own row."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from matplotlib.axes import Axes
from matplotlib.collections import PathCollection
from matplotlib.colors import to_hex
from matplotlib.figure import Figure
from matplotlib.lines import Line2D

from experiments.report import study as studies
from experiments.report.figures import answer, beds, county, county_map, first_contact, money, referral, style, waiting
from experiments.report.study import Study
from tests.report import made_up_study
from tests.report.people_drawn import bars, drawn_at, tables
from tests.report.test_figures import drawings

Pairs = set[tuple[float, float]]


@pytest.fixture(scope="module")
def study(folder: Path) -> Study:
    """The made-up study, as the report reads it."""
    return studies.read(folder)


@pytest.fixture(scope="module")
def themes(study: Study) -> dict[int, Figure]:
    """Figures 2, 3, 5, 6 and 7 on paper."""
    with style.house_style():
        return dict(drawings(study, style.WIDE_MM))


@pytest.fixture(scope="module")
def people(folder: Path) -> dict[int, Figure]:
    """Figures 4 and 8 to 15 on paper."""
    return drawn_at(folder, style.WIDE_MM)


def rounded(values: Iterable[float]) -> tuple[float, ...]:
    return tuple(round(float(value), 5) for value in values)


def whiskers(axes: Axes) -> Pairs:
    """Both ends of every line that lies flat."""
    flat = [line for line in axes.lines if len(line.get_xdata()) == 2 and len(set(line.get_ydata())) == 1]  # type: ignore[arg-type]
    return {rounded(sorted(line.get_xdata())) for line in flat}  # type: ignore[arg-type, misc]


def marked(axes: Axes, marker: str | None = None) -> list[float]:
    """Where single marks stand across."""
    lines = [line for line in axes.lines if len(line.get_xdata()) == 1]  # type: ignore[arg-type]
    return sorted(rounded(line.get_xdata()[0] for line in lines if marker in (None, line.get_marker())))  # type: ignore[index]


def ends(table: pd.DataFrame, low: str = "lo", high: str = "hi", factor: float = 1.0) -> Pairs:
    return {rounded(sorted((factor * a, factor * b))) for a, b in zip(table[low], table[high], strict=True)}  # type: ignore[misc]


def test_the_strip_of_an_arm_has_its_mark_and_interval_where_the_margins_say(study: Study) -> None:
    found = answer.strips(study)
    limit = answer.reach(found)
    inside = [strip for strip in found if max(abs(strip.low), abs(strip.high)) < 0.9 * limit]
    assert inside
    half = 1 - 2 * answer.EDGE_MM / answer.STRIP_MM
    for strip in inside:
        lines = [line for line in answer.draw_strip(strip, limit).get_children() if isinstance(line, Line2D)]
        (span,) = [line for line in lines if line.get_linewidth() == 2.2]
        (mark,) = [line for line in lines if len(line.get_xdata()) == 1]  # type: ignore[arg-type]
        seen = [(2 * float(x) - 1) / half * limit for x in (*span.get_xdata(), *mark.get_xdata())]  # type: ignore[misc]
        assert seen == pytest.approx([strip.low, strip.high, strip.middle])
        assert mark.get_marker() == style.pen(strip.arm.place).marker


def test_a_strip_is_the_simultaneous_interval_in_margins_with_good_to_the_right(study: Study) -> None:
    for strip in answer.strips(study):
        assert strip.row is not None
        ends = [strip.row.number(end) / strip.row.number("margin") for end in ("simultaneous_lo", "simultaneous_hi")]
        good = ends if strip.row["better"] == "higher" else [-ends[1], -ends[0]]
        assert [strip.low, strip.high] == pytest.approx(good)
        assert (strip.low, strip.high) != (strip.row.number("lo"), strip.row.number("hi"))


def test_money_is_stacked_by_who_was_paid_up_to_the_total(study: Study, tmp_path: Path) -> None:
    folder = made_up_study.write(tmp_path)
    summary = pd.read_csv(folder / "summary.csv")
    totals = summary[(summary["measure"] == money.PATIENT) & summary["group"].isna()]
    shares = dict(zip(money.TIERS, (0.1, 0.2, 0.3, 0.4), strict=True))
    parts = [totals.assign(group=f"tier={tier}", mean=share * totals["mean"]) for tier, share in shares.items()]
    kept = summary[~(summary["measure"].eq(money.PATIENT) & summary["group"].notna())]
    pd.concat([kept, *parts]).to_csv(folder / "summary.csv", index=False)
    figure = drawn_at(folder, style.WIDE_MM)[9]
    for tier, share in shares.items():
        colour = style.TIER_COLOURS[tier].lower()
        wide = [bar.get_width() for bar in bars(figure) if to_hex(bar.get_facecolor()) == colour]
        assert sorted(wide) == pytest.approx(sorted(share * totals["mean"]))


def test_reported_figures_are_compared_at_their_deviation(study: Study, themes: dict[int, Figure]) -> None:
    table, (axes,) = county.table(study), themes[2].axes
    limit = county.limit_of(table)
    clipped = table[["deviation_percent", "lo_percent", "hi_percent"]].clip(-limit, limit)
    shown = sorted(clipped["deviation_percent"].clip(-0.985 * limit, 0.985 * limit))
    assert marked(axes) == pytest.approx(shown, abs=1e-4)
    assert ends(clipped, "lo_percent", "hi_percent") <= whiskers(axes)
    hollow = [line.get_markerfacecolor() == "white" for line in axes.lines if len(line.get_xdata()) == 1]  # type: ignore[arg-type]
    assert hollow == (table["use"] == "fitted").to_list()


def test_shares_by_tier_stand_at_their_value_under_the_marker_of_their_arm(
    study: Study, themes: dict[int, Figure]
) -> None:
    table = first_contact.table(study)
    for axes, measure in zip(themes[3].axes, first_contact.MEASURES, strict=True):
        mine = table[table["measure"] == measure]
        assert ends(mine, factor=100) <= whiskers(axes)
        for arm in study.arms:
            pen = style.pen(arm.place)
            shown = [line for line in axes.lines if line.get_marker() == pen.marker]
            shown = [line for line in shown if (line.get_markerfacecolor() == "white") == pen.hollow]
            values = [float(line.get_xdata()[0]) for line in shown]  # type: ignore[index]
            assert values == pytest.approx([100 * x for x in mine[mine["arm"] == arm.name]["mean"]])


def test_a_curve_of_waiting_is_that_of_its_arm_and_tier(study: Study, themes: dict[int, Figure]) -> None:
    table = waiting.table(study)
    for axes, tier in zip(themes[5].axes[::2], waiting.places(study), strict=True):
        curves = [line for line in axes.lines if len(line.get_xdata()) > 1]  # type: ignore[arg-type]
        for line, arm in zip(curves, study.arms, strict=True):
            of = (table["tier"] == tier) & (table["arm"] == arm.name) & (table["what"] == "still_waiting")
            mine = table[of].sort_values("minute")
            assert list(line.get_ydata())[1:] == pytest.approx([100 * share for share in mine["share"]])  # type: ignore[call-overload]


def test_no_dot_of_a_wait_hides_that_of_today(themes: dict[int, Figure]) -> None:
    for axes in themes[5].axes[::2]:
        dots = [line for line in axes.lines if len(line.get_xdata()) == 1]  # type: ignore[arg-type]
        today = [dot for dot in dots if dot.get_markerfacecolor() == "none"]
        assert len(today) == len(waiting.LEVELS)
        assert all(dot.get_zorder() > max(other.get_zorder() for other in dots if other not in today) for dot in today)


def test_beds_by_day_are_the_median_of_their_arm_and_the_beds_there_are(
    study: Study, themes: dict[int, Figure]
) -> None:
    table = beds.table(study)
    panels = [(tier, arm.name) for tier in dict.fromkeys(table["tier"]) for arm in study.arms]
    for axes, (tier, arm) in zip(themes[6].axes, panels, strict=True):
        mine = table[(table["tier"] == tier) & (table["arm"] == arm)]
        assert list(axes.lines[0].get_ydata()) == pytest.approx(mine["median"].to_list())  # type: ignore[call-overload]
        assert list(axes.lines[1].get_ydata()) == pytest.approx(mine["beds"].to_list())  # type: ignore[call-overload]
        wide = axes.collections[0].get_paths()[0].vertices
        assert np.asarray(wide)[:, 1].max() == pytest.approx(mine["q95"].max())


def test_referrals_go_up_to_the_right_and_down_to_the_left_by_as_much(study: Study, themes: dict[int, Figure]) -> None:
    table, (axes,) = referral.table(study), themes[7].axes
    up, down = (sorted(table.loc[table["measure"] == m, "mean"].dropna()) for m in (referral.UP, referral.DOWN))
    drawn = [bar.get_width() for bar in axes.patches if bar.get_linewidth() > 0]  # type: ignore[attr-defined]
    assert sorted(w for w in drawn if w > 0) == pytest.approx([v for v in up if v > 0])
    assert sorted(-w for w in drawn if w < 0) == pytest.approx([v for v in down if v > 0])


def test_the_area_and_not_the_width_of_a_circle_is_the_rate_of_a_village(
    study: Study, people: dict[int, Figure]
) -> None:
    table = county_map.table(study)
    today = table[(table["arm"] == study.today.name) & ~table["few"].astype(bool)]
    found = [c for c in people[4].axes[1].collections if isinstance(c, PathCollection)]
    circles = max(found, key=lambda points: len(np.asarray(points.get_sizes())))
    rates = today["mean"].astype(float).to_numpy()
    areas = np.asarray(circles.get_sizes(), dtype=float)
    assert areas / areas[0] == pytest.approx(rates / rates[0])


@pytest.mark.parametrize("number", [8, 9, 12])
def test_bars_of_people_money_and_hours_end_at_their_values(
    number: int, study: Study, people: dict[int, Figure]
) -> None:
    table = tables(study)[number]
    there = table[(table["why"] == "") & (table["mean"].astype(float) > 0)]
    whole = there
    if number == 9:
        whole = there[(there["group"] == "") & (there["unit"] == "yuan")]
    if number == 12:
        whole = there[there["use"] == "rostered"]
        outlines = [bar.get_width() for bar in bars(people[12]) if bar.get_facecolor()[3] == 0]
        assert sorted(outlines) == pytest.approx(sorted(whole["mean"].astype(float)))
    reached = {round(bar.get_x() + bar.get_width(), 4) for bar in bars(people[number])}
    reached |= {round(p.get_x() + p.get_width(), 4) for p in people[number].axes[0].patches}  # type: ignore[attr-defined]
    assert {round(float(value), 4) for value in whole["mean"]} <= reached


def test_whoever_is_better_off_is_drawn_upwards_and_to_the_right(study: Study, people: dict[int, Figure]) -> None:
    table = tables(study)[10]
    heights = [bar.get_height() for bar in bars(people[10])]
    for side, sign in (("better", 1), ("worse", -1)):
        drawn = sorted(sign * height for height in heights if sign * height > 0)
        assert drawn == pytest.approx(sorted(table.loc[table["why"] == "", f"{side}_per_1000"].astype(float)))
    groups = tables(study)[11]
    places = marked(people[11].axes[0])
    wanted = [*groups["better_per_1000"].astype(float), *-groups["worse_per_1000"].astype(float)]
    assert places == pytest.approx(sorted(wanted), abs=1e-4)


def test_the_words_of_a_side_stand_beside_the_panel_and_cover_no_bar(people: dict[int, Figure]) -> None:
    inside = [text.get_text() for text in (*people[10].axes[0].texts, *people[10].axes[1].texts)]
    assert not [text for text in inside if "better" in text or "worse" in text]
    assert {"↑ better", "↓ worse"} <= {text.get_text() for text in people[10].texts}


def test_a_bar_of_what_moves_the_answer_lies_between_its_two_ends(study: Study, people: dict[int, Figure]) -> None:
    table = tables(study)[13]
    drawn = {rounded(sorted((b.get_x(), b.get_x() + b.get_width()))) for b in bars(people[13])}
    pairs = table.groupby(["arm", "input"])["difference"].agg(["min", "max"])
    assert drawn == {rounded(pair) for pair in pairs.to_numpy()}
    assert ends(table) <= whiskers(people[13].axes[0])


def test_the_boxes_of_the_patient_flow_carry_the_numbers_of_their_arm(study: Study, people: dict[int, Figure]) -> None:
    table = tables(study)[14]
    said = " ".join(text.get_text() for text in people[14].findobj() if hasattr(text, "get_text"))
    row = table[(table["step"] == "seen") & (table["arm"] == study.arms[1].name)].iloc[0]
    assert f"{row['mean']:,.0f} ({row['lo']:,.0f}–{row['hi']:,.0f})" in said


def test_the_key_of_the_warm_up_names_the_arms_that_are_drawn_and_no_other(tmp_path: Path) -> None:
    folder = made_up_study.write(tmp_path)
    study = studies.read(folder)
    figure = drawn_at(folder, style.WIDE_MM)[15]
    table = tables(study)[15]
    drawn = set(table.loc[table["drawn"] == "yes", "arm"])
    named = {text.get_text() for text in figure.texts}
    assert 0 < len(drawn) < len(study.arms)
    assert {arm.title for arm in study.arms if arm.title in named} == {a.title for a in study.arms if a.name in drawn}
