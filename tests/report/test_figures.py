"""The ten mistakes that no figure of this project makes, each tried on the figures' numbers and drawings."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from matplotlib.axes import Axes
from matplotlib.colors import to_hex
from matplotlib.figure import Figure
from matplotlib.patches import Rectangle, Wedge

from experiments.report import study as studies
from experiments.report.figures import answer, beds, county, first_contact, referral, style, waiting
from experiments.report.study import Study
from tests.report import made_up_study
from tests.report.page_reader import read

OKABE_ITO = {"#e69f00", "#56b4e9", "#009e73", "#f0e442", "#0072b2", "#d55e00", "#cc79a7", "#000000"}


@pytest.fixture(scope="module")
def study(folder: Path) -> Study:
    """The made-up study, as the report reads it."""
    return studies.read(folder)


def drawings(study: Study, width_mm: float) -> Iterator[tuple[int, Figure]]:
    """Every figure that is drawn with axes, in plain words."""
    arms = [arm.title for arm in study.arms]
    targets, contacts, waits = county.table(study), first_contact.table(study), waiting.table(study)
    stays, sent = beds.table(study), referral.table(study)
    names = list(targets["measure"])
    yield 2, county.draw(targets, county.Labels(names, "%", [""] * len(names)), width_mm)
    tiers = list(first_contact.TIERS)
    yield 3, first_contact.draw(contacts, first_contact.Labels(("a", "b"), tiers, arms, "%", ""), width_mm)
    ends = list(waiting.UNSEEN)
    yield 5, waiting.draw(waits, waiting.Labels(tiers[:3], arms, ends, "min", "%", "%"), width_mm)
    starts = {arm.name: beds.policy_start(study, arm.name) for arm in study.arms}
    words = beds.Labels(tiers[1:3], arms, "beds", "warm-up", "policy", "beds", "median", "")
    yield 6, beds.draw(stays, words, starts, width_mm)
    channels = referral.channels(study)
    said = referral.Labels(channels, arms, "up", "down", "ratio", ["1"] * len(arms), "n")
    yield 7, referral.draw(sent, said, width_mm)


@pytest.fixture(scope="module", params=[style.WIDE_MM, style.NARROW_MM], ids=["paper", "telephone"])
def drawn(request: pytest.FixtureRequest, study: Study) -> dict[int, Figure]:
    """All figures at one width."""
    with style.house_style():
        return dict(drawings(study, float(request.param)))


def bars(axes: Axes) -> list[Rectangle]:
    """The bars of a panel."""
    return [patch for patch in axes.patches if isinstance(patch, Rectangle)]


# 1. Two intervals where one difference is meant


def test_verdicts_are_drawn_on_the_paired_difference_only(study: Study) -> None:
    table = answer.table(study)
    assert study.today.name not in set(table["arm"])
    for row in table.to_dict("records"):
        kept = study.difference(next(a for a in study.arms if a.name == row["arm"]), row["measure"], row["group"])
        assert kept is not None
        assert (row["lo"], row["hi"]) == (kept["simultaneous_lo"], kept["simultaneous_hi"])


def test_the_drawn_interval_and_the_verdict_never_contradict_each_other(study: Study) -> None:
    for row in answer.table(study).to_dict("records"):
        low, high, word = row["lo_in_margins"], row["hi_in_margins"], str(row["verdict"])
        assert low <= row["in_margins"] <= high
        assert word.startswith("better") == (low > 0 and high >= 1)
        assert word.startswith("worse") == (high < 0 and low <= -1)
        assert (word == "no material difference") == (low > -1 and high < 1)


def test_figures_by_theme_carry_no_verdict(study: Study) -> None:
    for table in (first_contact.table(study), waiting.table(study), beds.table(study), referral.table(study)):
        assert "verdict" not in table


# 2. An interval without its name and n


def test_every_figure_names_its_interval_and_its_replications(folder: Path) -> None:
    text = (folder / "report.html").read_text(encoding="utf-8")
    for number in (1, 2, 3, 5, 6, 7):
        caption = text[text.index(f'id="figure-{number}"') :].split("</figcaption>")[0]
        assert "replications" in caption
        assert "simulation interval" in caption or "% of " in caption  # bands over replications say so


# 3. Waits of those who were seen only


def test_the_wait_figure_carries_the_unserved_of_every_arm_and_tier(study: Study) -> None:
    table = waiting.table(study)
    for arm in study.arms:
        for tier in waiting.places(study):
            mine = table[(table["arm"] == arm.name) & (table["tier"] == tier)]
            assert {"still_waiting", *waiting.UNSEEN} == set(mine["what"])


def test_every_box_with_a_wait_says_who_was_not_seen(folder: Path) -> None:
    text = (folder / "report.html").read_text(encoding="utf-8")
    items = [
        part for part in text.split("<li class=")[1:] if not part.startswith('"rests"')
    ]  # these name no wait's level
    sentences = [part for part in items if "Mean wait" in part.split("</li>")[0]]
    assert sentences
    assert all("left unseen" in part.split("</li>")[0] for part in sentences)


def test_a_curve_that_falls_crosses_half_where_half_are_seen() -> None:
    curve = pd.DataFrame({"minute": [0, 10, 20], "share": [1.0, 0.75, 0.25]})
    assert waiting.crossing(curve, 0.5) == 15.0
    assert waiting.crossing(curve, 0.75) == 10.0


def test_a_curve_that_never_gets_there_has_no_dot() -> None:
    curve = pd.DataFrame({"minute": [0, 10], "share": [1.0, 0.75]})
    assert pd.isna(waiting.crossing(curve, 0.5))


# 4. A bar that does not start at 0, panels with different axes, a second y-axis


def test_every_bar_starts_at_nought(drawn: dict[int, Figure]) -> None:
    for axes in drawn[7].axes:
        assert bars(axes)
        assert all(bar.get_x() == 0 for bar in bars(axes))
    for axes in drawn[5].axes:
        floors: dict[float, float] = {}
        for bar in bars(axes):
            assert bar.get_y() == pytest.approx(floors.get(bar.get_x(), 0.0))
            floors[bar.get_x()] = bar.get_y() + bar.get_height()


@pytest.mark.parametrize("number", [2, 3, 5, 6, 7])
def test_all_panels_of_a_figure_share_their_axes(number: int, drawn: dict[int, Figure]) -> None:
    panels = [axes for axes in drawn[number].axes if axes.get_ylabel() != "" or number != 5]
    assert len({axes.get_ylim() for axes in drawn[number].axes}) == 1
    assert len({axes.get_xlim() for axes in panels}) == 1


@pytest.mark.parametrize("number", [2, 3, 5, 6, 7])
def test_no_panel_has_a_second_axis(number: int, drawn: dict[int, Figure]) -> None:
    places = [tuple(round(x, 6) for x in axes.get_position().bounds) for axes in drawn[number].axes]
    assert len(places) == len(set(places))


def test_shares_are_drawn_from_0_to_100_per_cent(drawn: dict[int, Figure]) -> None:
    assert {axes.get_xlim() for axes in drawn[3].axes} == {(0.0, 100.0)}
    assert {axes.get_ylim() for axes in drawn[5].axes} == {(0.0, 100.0)}


def test_beds_and_waits_are_drawn_from_nought_on(drawn: dict[int, Figure]) -> None:
    assert {axes.get_ylim()[0] for number in (5, 6) for axes in drawn[number].axes} == {0.0}


def test_the_referral_axis_is_symmetric(drawn: dict[int, Figure]) -> None:
    (axes,) = drawn[7].axes
    low, high = axes.get_xlim()
    assert low == -high


# 5. Pies, 3-D, stacks where a part is compared


@pytest.mark.parametrize("number", [2, 3, 5, 6, 7])
def test_there_is_no_pie_and_nothing_in_three_dimensions(number: int, drawn: dict[int, Figure]) -> None:
    for axes in drawn[number].axes:
        assert axes.name == "rectilinear"
        assert not [patch for patch in axes.patches if isinstance(patch, Wedge)]


# 6. Red against green, colour as the only carrier, a tier that changes its colour


def test_colours_are_okabe_ito_or_grey() -> None:
    for colour in (*style.TIER_COLOURS.values(), *style.VERDICT_COLOURS.values()):
        red, green, blue = (colour[1:3], colour[3:5], colour[5:7])
        assert colour.lower() in OKABE_ITO or red == green == blue


def test_verdicts_are_never_red_against_green() -> None:
    assert style.TIER_COLOURS["village"] not in style.VERDICT_COLOURS.values()
    assert style.VERDICT_COLOURS["better"] == "#0072B2"
    assert style.VERDICT_COLOURS["worse"] == "#D55E00"


def test_every_arm_has_a_marker_of_its_own_and_today_is_hollow() -> None:
    looks = {(pen.marker, pen.hollow) for pen in style.PENS}
    assert len(looks) == len(style.PENS)
    assert [pen.hollow for pen in style.PENS] == [True] + [False] * (len(style.PENS) - 1)
    assert len({str(pen.dash) for pen in style.PENS}) == len(style.PENS)
    assert len({pen.sign for pen in style.PENS}) == len(style.PENS)


def test_a_tier_keeps_its_colour_in_every_figure(drawn: dict[int, Figure]) -> None:
    allowed = {colour.lower() for colour in style.TIER_COLOURS.values()}
    greys = {style.INK, style.QUIET, style.GRID, style.SHADE, "#ffffff"}
    for number in (3, 5, 6):
        for axes in drawn[number].axes:
            used = {to_hex(line.get_color()) for line in axes.lines} - {grey.lower() for grey in greys}
            assert used <= allowed
            assert number == 3 or len(used) <= 1  # one tier to a panel


# 7. A percentage without its base, "%" where points are meant


def test_differences_of_shares_are_printed_in_points(folder: Path) -> None:
    table = pd.read_csv(folder / "differences.csv")
    shares = table.index[table["unit"] == "share"]
    cells = {f"differences.csv:{line}:{c}" for line in shares for c in ("difference", "lo", "hi")}
    told = [n.text for n in read(folder / "report.html").numbers if n.source in cells]
    assert told
    assert not [text for text in told if "%" in text]


# 8. One replication shown as the system, lines that join categories


def test_beds_are_bands_over_all_replications(study: Study) -> None:
    assert set(beds.table(study)["n"]) == {study.fact("replications")}


@pytest.mark.parametrize("number", [2, 3, 7])
def test_no_line_joins_categories(number: int, drawn: dict[int, Figure]) -> None:
    for axes in drawn[number].axes:
        for line in axes.lines:
            assert 1 in (len(set(np.round(line.get_ydata(), 6))), len(set(np.round(line.get_xdata(), 6))))


# 9. Minutes on a time axis, warm-up drawn like results, policy start not marked


def test_the_year_is_told_in_calendar_months(drawn: dict[int, Figure]) -> None:
    for axes in drawn[6].axes:
        labels = [label.get_text() for label in axes.get_xticklabels()]
        assert labels
        assert set(labels) <= {"2026-02", "2026-03", "2026-04"}


def test_the_warm_up_is_shaded_and_the_start_of_the_policy_is_marked(drawn: dict[int, Figure]) -> None:
    for place, axes in enumerate(drawn[6].axes):
        (shade,) = bars(axes)
        assert to_hex(shade.get_facecolor()) == style.SHADE
        assert (shade.get_x(), shade.get_width()) == (0, made_up_study.WARM_UP_DAYS)
        upright = [line for line in axes.lines if len(np.unique(np.asarray(line.get_xdata()))) == 1]
        assert len(upright) == (0 if place % 3 == 0 else 1)  # today has no policy


def test_beds_are_drawn_as_beds_with_the_beds_there_are(study: Study) -> None:
    table = beds.table(study)
    assert set(table["kind"]) == {"all"}
    assert (table["q95"] <= table["beds"]).all()


# 11. A requested arm or measure that is missing from a figure


def test_every_figure_lays_out_all_arms_and_an_empty_place_says_why(tmp_path: Path) -> None:
    folder = made_up_study.write(tmp_path)
    for file in ("summary.csv", "curves/wait_survival.csv", "curves/beds_by_day.csv", "curves/wait_ends.csv"):
        table = pd.read_csv(folder / file)
        table[table["arm"] != "expert_days"].to_csv(folder / file, index=False)
    table = pd.read_csv(folder / "differences.csv")
    table[table["measure"] != "wait_mean_min"].to_csv(folder / "differences.csv", index=False)
    study = studies.read(folder)
    for data in (first_contact.table(study), waiting.table(study), beds.table(study), referral.table(study)):
        assert {arm.name for arm in study.arms} == set(data["arm"])
        assert (data.loc[data["arm"] == "expert_days", "why"] == "why_not_kept").all()
    first = answer.table(study)
    assert len(first) == len(study.primary) * len(study.others)
    assert (first.loc[first["measure"] == "wait_mean_min", "why"] == "why_not_kept").all()


def test_the_numbers_of_every_figure_lie_beside_it(folder: Path) -> None:
    for number in (1, 2, 3, 5, 6, 7):
        assert len(pd.read_csv(folder / "figures" / f"figure_{number}.csv")) > 0
        assert number == 1 or (folder / "figures" / f"figure_{number}.zh.svg").exists()
