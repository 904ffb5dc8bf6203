"""Table 4: the queues whose use changes most, with offered load, the wait of a closed form, and whose time it is."""

from __future__ import annotations

import math
from typing import Final

from markupsafe import Markup

from experiments.report.blocks import Block, Folded, Tabled, Told
from experiments.report.numbers import NO_NUMBER, Number, Verbatim, plain, shown
from experiments.report.quoting import Quotes, runs
from experiments.report.study import Arm, Row
from experiments.report.tables import Line, Table, named

FILE: Final = "loads.csv"
MOST: Final = 8
CAME: Final = ("own_choice_share", "sent_here_share", "planned_share")
Pair = tuple[Arm, Row]
Today = dict[tuple[str, str], Row]


def blocks(quotes: Quotes) -> tuple[Block, ...]:
    """The queue whose use changes most, the table behind a fold, what its closed form leaves out."""
    words, found = quotes.words, changes(quotes)
    if not found:
        return (Told(words.say("loads_none")),)
    note = Told(words.say("loads_note", n=runs(found[0][1])), quiet=True)
    return (Told(sentence(quotes, *found[0])), Folded(words.say("show_table"), (Tabled(table(quotes, found)), note)))


def changes(quotes: Quotes) -> list[Pair]:
    """The queues whose use an arm changes most, those beyond the play of luck first; of today alone the fullest."""
    study = quotes.words.study
    arms = {arm.name: arm for arm in (study.others or study.arms)}
    column = "difference" if study.others else "use"
    known = [(arms[row["arm"]], row) for row in study.rows(FILE) if row["arm"] in arms]
    known = [(arm, row) for arm, row in known if math.isfinite(row.number(column))]
    return sorted(known, key=lambda pair: (not _clear(pair[1]), -abs(pair[1].number(column))))[:MOST]


def _clear(row: Row) -> bool:
    """Whether the interval of the difference leaves nought out."""
    return row.number("difference_lo") > 0 or row.number("difference_hi") < 0


def table(quotes: Quotes, found: list[Pair]) -> Table:
    """The queues whose use changes most."""
    words, study = quotes.words, quotes.words.study
    before = {(row["unit"], row["kind"]): row for row in study.rows(FILE, arm=study.today.name)}
    lines = [
        Line(
            (
                named(queue_said(quotes, row), Verbatim(words.arm(arm.place))),
                _from_today(quotes, row, before, "offered_erlang", ("offered_lo", "offered_hi"), ""),
                _use(quotes, row),
                _closed(quotes, row, before),
                _from_today(quotes, row, before, "wait_mean_min", ("wait_lo", "wait_hi"), "min"),
                whose_time(quotes, row),
            )
        )
        for arm, row in found
    ]
    headers = ("queue", "offered", "used", "closed_form", "queued", "whose_time")
    return Table(
        4, words.say("loads_caption"), tuple(map(words.column, headers)), tuple(lines), frozenset({1, 2, 3, 4})
    )


def sentence(quotes: Quotes, arm: Arm, row: Row) -> Markup:
    """The queue whose use changes most; of today alone the fullest."""
    words, study = quotes.words, quotes.words.study
    if arm is study.today:
        return words.say("loads_fullest", queue=queue_said(quotes, row), value=_share(row, "use", quotes))
    if not abs(row.number("difference")) > 0:
        return words.say("loads_unmoved")
    today, value = (_share(row, column, quotes) for column in ("today", "use"))
    return words.say("loads_said", queue=queue_said(quotes, row), today=today, value=value, arm=quotes.arm(arm))


def queue_said(quotes: Quotes, row: Row) -> Verbatim:
    """A queue by its place and its room; of a ward or a machine also what it is."""
    words = quotes.words
    name = row["name_zh"] if words.lang == "zh" and row["name_zh"] else row["name"]
    of_its_kind = f"{row['room']} {row['kind']}"
    room = words.word("rooms", of_its_kind)
    room = words.word("rooms", row["room"]).replace("_", " ") if room == of_its_kind else room
    kind = words.word("unit_kinds", row["kind"])
    parts = [str(name or row["facility"]), room] if name or row["facility"] else [room]
    if kind.lower() != room.lower():
        parts[-1] = words.text("measure_of_kind", room=room, kind=kind)
    return Verbatim(("，" if words.lang == "zh" else ", ").join(parts))


def whose_time(quotes: Quotes, row: Row) -> Markup:
    """How the patients of a clinic came, of 100, and how much of its staff's time was spent elsewhere."""
    words = quotes.words
    if not all(math.isfinite(row.number(column)) for column in CAME):
        return Markup(NO_NUMBER)
    parts = {column.removesuffix("_share"): _of_100(row, column) for column in CAME}
    told = [words.say("whose_time", **parts)]
    if row.number("away_share") > 0:
        told.append(words.say("time_away", away=_of_100(row, "away_share")))
    return words.sentences(told)


def _of_100(row: Row, column: str) -> Number:
    value = row.number(column)
    return Number(plain(100 * value, 1 if 0 < value < 0.1 else 0), value, row.at(column))


def _width(row: Row, low: str, high: str) -> float:
    return (row.number(high) - row.number(low)) / 2


def _share(row: Row, column: str, quotes: Quotes) -> Number:
    """A use, rounded by its difference from today where there is one, else by its own interval."""
    width = _width(row, "difference_lo", "difference_hi")
    width = width if math.isfinite(width) else _width(row, "use_lo", "use_hi")
    return shown(row.number(column), row.at(column), width, scale=quotes.words.unit("share"), with_unit=True)


def _use(quotes: Quotes, row: Row) -> Markup:
    """Use of today and of the arm, with the paired difference and its interval."""
    words, scale = quotes.words, quotes.words.unit("share")
    if not math.isfinite(row.number("difference")):
        return Markup("{}").format(_share(row, "use", quotes))
    width = _width(row, "difference_lo", "difference_hi")
    middle = shown(row.number("difference"), row.at("difference"), width, scale=scale, signed=True, with_unit=True)
    said = Markup("{}").format(middle)
    if math.isfinite(width):
        columns = ("difference_lo", "difference_hi")
        lo, hi = (shown(row.number(c), row.at(c), width, scale=scale, signed=True) for c in columns)
        said = words.say("with_range", value=middle, lo=lo, hi=hi)
    both = words.say("from_to", today=_share(row, "today", quotes), value=_share(row, "use", quotes))
    return Markup("{}<br><small>{}</small>").format(both, said)


def _from_today(quotes: Quotes, row: Row, before: Today, column: str, ends: tuple[str, str], unit: str) -> Markup:
    """A level of today and of the arm, each rounded by its own interval; the arm alone where today has none."""
    words, scale = quotes.words, quotes.words.unit(unit)
    rows = [line for line in (before.get((row["unit"], row["kind"])), row) if line is not None]
    told = [shown(line.number(column), line.at(column), _width(line, *ends), scale=scale) for line in rows]
    if row["arm"] == words.study.today.name or len(told) == 1:
        return Markup("{}").format(told[-1])
    return words.say("from_to", today=told[0], value=told[1])


def _closed(quotes: Quotes, row: Row, before: Today) -> Markup:
    """What the closed form gives, today and under the arm; or why it does not apply."""
    words = quotes.words
    if row["why_not"]:
        return Markup('<span class="empty">{}</span>').format(words.say(f"closed_{row['why_not']}"))
    first = before.get((row["unit"], row["kind"]))
    told = [_digits(line) for line in (first, row) if line is not None and not line["why_not"]]
    said = words.say("from_to", today=told[0], value=told[1]) if len(told) > 1 and first is not row else told[-1]
    return Markup("{}<br><small>{}</small>").format(said, Verbatim(row["formula"]))


def _digits(row: Row) -> Number:
    column = "closed_form_wait_min"
    return shown(row.number(column), row.at(column), math.nan)
