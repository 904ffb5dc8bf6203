"""One measure in one sentence: where it stands today, and the arm that moves it most."""

from __future__ import annotations

import math
from dataclasses import dataclass

from markupsafe import Markup

from experiments.report.figures.style import pen
from experiments.report.numbers import Number, Verbatim
from experiments.report.quoting import Quotes, runs
from experiments.report.study import Arm, Row
from experiments.statistics.verdicts import Verdict


def measure_said(quotes: Quotes, name: str, group: str) -> Verbatim:
    """A measure's name inside a sentence; numbers in it (an age band, a limit) belong to the name."""
    return Verbatim(quotes.words.measure(name, group))


@dataclass(frozen=True)
class Headline:
    """The finding of a theme, as a figure's title, and the sentence below it."""

    title: Markup
    sentence: Markup


def clear_changes(quotes: Quotes, measure: str, group: str) -> list[tuple[Arm, Row]]:
    """The arms whose interval of the difference leaves nought out and that matter, largest difference first."""
    found = [(arm, row) for arm, row in _compared(quotes, measure, group) if _beyond_luck(quotes, row)]
    return sorted(found, key=lambda pair: -abs(pair[1].number("difference")))


def unknown(quotes: Quotes, measure: str, group: str) -> bool:
    """Whether there are differences and no interval of any: one replication cannot tell change from luck."""
    rows = [row for _, row in _compared(quotes, measure, group) if math.isfinite(row.number("difference"))]
    return bool(rows) and not any(math.isfinite(row.number("lo")) for row in rows)


def _compared(quotes: Quotes, measure: str, group: str) -> list[tuple[Arm, Row]]:
    study = quotes.words.study
    found = [(arm, study.difference(arm, measure, group)) for arm in study.others]
    return [(arm, row) for arm, row in found if row is not None]


def _beyond_luck(quotes: Quotes, row: Row) -> bool:
    """Whether a change is one to be told: its interval leaves nought out, and no margin calls it immaterial."""
    low, high = (row.number(column) for column in quotes.ends(row))
    return (low > 0 or high < 0) and row["verdict"] != Verdict.NO_MATERIAL_DIFFERENCE.value


def headline(quotes: Quotes, measure: str, group: str) -> Headline:
    """What happened to a measure, told without a verdict: as a figure's title, and arm by arm in one sentence."""
    words, study = quotes.words, quotes.words.study
    name = measure_said(quotes, measure, group)
    today = study.level(study.today, measure, group)
    if today is None or math.isnan(today.number("mean")):
        title = words.say("finding_none", measure=name)
        return Headline(title, words.say("full_stop", text=title))
    if unknown(quotes, measure, group):
        return _of_one_run(quotes, measure, group, today)
    clear = clear_changes(quotes, measure, group)
    if not clear:
        key = "finding_flat" if study.others else "finding_level"
        title = words.say(key, measure=name, today=quotes.cell(today, "mean"))
        return Headline(title, words.say("full_stop", text=title))
    arm, row = clear[0]
    parts = {column: quotes.cell(row, column, rounding=quotes.width(row)) for column in ("today", "value")}
    key = "finding_up" if row.number("difference") > 0 else "finding_down"
    title = words.say(key, measure=name, arm=Verbatim(words.arm(arm.place)), **parts)
    items = [_moved(quotes, *pair, first=place == 0) for place, pair in enumerate(clear)]
    told = words.join(
        [*items, *_unmoved(quotes, measure, group, {arm.name for arm, _ in clear})], words.text("between")
    )
    return Headline(title, words.say("finding_told", measure=name, today=parts["today"], list=told))


def _unmoved(quotes: Quotes, measure: str, group: str, moved: set[str]) -> list[Markup]:
    """The arms that change a measure by no more than luck, and those of which a margin says that it does not matter."""
    words = quotes.words
    rest = [(arm, row) for arm, row in _compared(quotes, measure, group) if arm.name not in moved]
    none = [arm for arm, row in rest if row["verdict"] == Verdict.NO_MATERIAL_DIFFERENCE.value]
    luck = [arm for arm, _ in rest if arm not in none]
    return [
        words.say(key, arms=words.listed((quotes.arm(arm) for arm in arms), arms=True))
        for key, arms in (("moved_none", none), ("moved_not", luck))
        if arms
    ]


def _of_one_run(quotes: Quotes, measure: str, group: str, today: Row) -> Headline:
    """The values of a single replication, without a word on what luck may have done."""
    words, name = quotes.words, measure_said(quotes, measure, group)
    items = [
        words.say("once_item", arm=quotes.arm(arm), value=quotes.cell(row, "value"))
        for arm, row in _compared(quotes, measure, group)
    ]
    told = words.say(
        "finding_once", measure=name, today=quotes.cell(today, "mean"), list=words.join(items, words.text("between"))
    )
    return Headline(words.say("finding_level", measure=name, today=quotes.cell(today, "mean")), told)


def _moved(quotes: Quotes, arm: Arm, row: Row, first: bool) -> Markup:
    """What an arm does to a measure; the first of several names its interval."""
    width, (lowest, highest) = quotes.width(row), quotes.ends(row)
    low = quotes.cell(row, lowest, signed=True, rounding=width, unit=False)
    high = quotes.cell(row, highest, signed=True, rounding=width)
    return quotes.words.say(
        "moved" if first else "moved_too",
        arm=quotes.arm(arm),
        value=quotes.cell(row, "value", rounding=width),
        difference=quotes.cell(row, "difference", signed=True, rounding=width),
        interval=quotes.spread(low, high, runs(row), short=not first),
    )


def unserved(quotes: Quotes, arm: Arm, group: str) -> Markup:
    """The sentence that stands under every wait: who is counted in it although nobody saw them."""
    words, study = quotes.words, quotes.words.study
    place = group.partition("=")[2] if group.startswith(("tier=", "station=")) and "," not in group else ""
    ends = {row["outcome"]: row for row in study.rows("curves/wait_ends.csv", arm=arm.name, tier=place)}
    wanted = ("gave_up", "turned_away", "waiting")
    if all(outcome in ends for outcome in wanted):
        parts = {outcome: in_100(ends[outcome], "share") for outcome in wanted}
        if not any(number.value for number in parts.values()):
            return words.say("wait_ends_none")
        return words.say("wait_ends", **parts)
    level = study.level(arm, "unserved_share", group)
    if level is not None:
        return words.say("wait_unserved", unserved=in_100(level, "mean"))
    return words.say("wait_unknown")


def in_100(row: Row, column: str) -> Number:
    """A share as people out of 100."""
    value = row.number(column)
    text = f"{100 * value:.1f}" if 0 < value < 0.1 else f"{100 * value:.0f}"
    return Number("<0.1" if 0 < value < 0.0005 else text, value, row.at(column))


def unserved_of_all(quotes: Quotes, group: str) -> Markup:
    """The same sentence for all arms at once, each number behind its arm's marker."""
    words, study = quotes.words, quotes.words.study
    lists: dict[str, list[Markup]] = {"gave_up": [], "turned_away": [], "waiting": []}
    for arm in study.arms:
        place = group.partition("=")[2]
        ends = {row["outcome"]: row for row in study.rows("curves/wait_ends.csv", arm=arm.name, tier=place)}
        if any(outcome not in ends for outcome in lists):
            return words.sentences(
                [Markup("{}: {}").format(quotes.arm(a), unserved(quotes, a, group)) for a in study.arms]
            )
        for outcome, told in lists.items():
            told.append(Markup("{}&nbsp;{}").format(sign(arm.place), in_100(ends[outcome], "share")))
    return words.say("wait_ends_of_all", **{outcome: words.join(told) for outcome, told in lists.items()})


def sign(place: int) -> Markup:
    """An arm's marker as a character."""
    return Markup('<span class="sign">{}</span>').format(pen(place).sign)
