"""One resident's story, in sentences with dates and times: what a reviewer reads to believe a ledger."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any, Final

import numpy as np

from sim.ledger.ledger import Ledger, Rows
from sim.vocabulary.words import (
    BANDS,
    TIERS,
    Action,
    Channel,
    Code,
    EpisodeReason,
    Exit,
    Expert,
    Outcome,
    Reason,
    Sent,
    StayKind,
    StayOutcome,
)

Line = tuple[float, str]
NOBODY: Final = "nothing happened to {who} in this run"


@dataclass(frozen=True)
class Chapter:
    """One episode of a story: its number, a heading, what happened when, and how it stands when the run ends."""

    key: int
    heading: str
    lines: tuple[Line, ...]
    ending: str = ""


class NoSuchPatient(Exception):  # noqa: N818  (a sentence for the reader, not a programming error)
    """The number belongs to nobody."""


class Calendar:
    """Minutes of a run as dates and times."""

    def __init__(self, start: dt.date) -> None:
        """The run begins at 00:00 of this day."""
        self.start = dt.datetime.combine(start, dt.time())

    def at(self, minute: float) -> str:
        """``Tue 2026-03-03 08:02``."""
        return f"{self.start + dt.timedelta(minutes=float(minute)):%a %Y-%m-%d %H:%M}"


def story(ledger: Ledger, patient: int | None = None) -> list[str]:
    """Everything that happened to one resident (or to one patient of a network of stations).

    Args:
        patient: row of the residents; the one with the most visits if not given.

    Raises:
        NoSuchPatient: there is nobody of this number.
    """
    who = protagonist(ledger, patient)
    calendar, written = calendar_of(ledger), chapters(ledger, who)
    if is_of_stations(ledger):
        return [introduced(ledger, who), *(f"   {calendar.at(minute)}  {said}" for minute, said in written[0].lines)]
    lines = [introduced(ledger, who)]
    for place, chapter in enumerate(written, 1):
        lines += ["", f"{place}. {chapter.heading}"]
        lines += [f"   {calendar.at(minute)}  {said}" for minute, said in chapter.lines]
        lines += [f"   {chapter.ending}"] if chapter.ending else []
    return lines if written else [*lines, "", NOBODY.format(who=f"resident {who}")]


def is_of_stations(ledger: Ledger) -> bool:
    """Whether this is a network of stations, whose patients live nowhere."""
    return bool(len(ledger["steps"]) and not len(ledger["episodes"]))


def calendar_of(ledger: Ledger) -> Calendar:
    """The dates of a run."""
    return Calendar(dt.date.fromisoformat(ledger.meta["start"]))


def protagonist(ledger: Ledger, patient: int | None = None) -> int:
    """Whose story is told: the one who was asked for, or who appears most often.

    Raises:
        NoSuchPatient: there is nobody of this number.
    """
    if is_of_stations(ledger):
        steps = ledger["steps"]
        who = patient if patient is not None else _busiest(steps["patient"])
        if not (steps["patient"] == who).any():
            raise NoSuchPatient(f"no patient {who} came to any station in this run")
        return who
    residents = len(ledger.frame["residents"])
    who = patient if patient is not None else _busiest(ledger["visits"]["resident"])
    if not 0 <= who < residents:
        raise NoSuchPatient(f"there is no resident {who}: they are numbered 0 to {residents - 1}")
    return who


def chapters(ledger: Ledger, who: int) -> list[Chapter]:
    """What happened to one person, episode by episode in order of onset; at stations all in one chapter."""
    if is_of_stations(ledger):
        return [Chapter(who, "", tuple(_of_stations(ledger, who)))]
    episodes = ledger["episodes"]
    mine = episodes[episodes["resident"] == who]
    return [_episode(ledger, episode) for episode in np.sort(mine, order="onset_min")]


def _busiest(ids: Any) -> int:
    """Who appears most often; the lowest number among equals."""
    found, count = np.unique(ids, return_counts=True)
    return int(found[np.argmax(count)]) if len(found) else 0


def introduced(ledger: Ledger, who: int) -> str:
    """Who this is and where they live."""
    if is_of_stations(ledger):
        return _patient_of_stations(ledger, who)
    row = ledger.frame["residents"].iloc[who]
    village = ledger.frame["villages"].iloc[int(row["village"])]
    ages, schemes, chronic = (ledger.words(name) for name in ("age_band", "scheme", "chronic"))
    ill = [name for bit, name in enumerate(chronic) if int(row["chronic"]) >> bit & 1]
    extra = [f"with {', '.join(ill)}"] if ill else []
    extra += ["with a family-doctor contract"] if row["contracted"] else []
    extra += ["registered as poor"] if row["poor"] else []
    said = f"Resident {who}: aged {ages[int(row['age_band'])]}, insured as {schemes[int(row['scheme'])]}"
    far = float(village["minutes_to_county"])
    home = f"lives in {village['name']}, {far:.0f} min from the county hospital"
    return "; ".join([said, home, *extra]) + "."


def _episode(ledger: Ledger, episode: Any) -> Chapter:
    """One episode of care: a heading, then what happened in order of time."""
    calendar = calendar_of(ledger)
    condition = ledger.frame["conditions"].iloc[int(episode["condition"])]["name"].replace("_", " ")
    band = BANDS[int(episode["band"])]
    felt = ", felt to be serious" if episode["felt_serious"] else ""
    heading = f"{_word(EpisodeReason, episode['reason'])}: {condition} ({band}{felt})"
    lines: list[Line] = [(float(episode["onset_min"]), "it begins")]
    key = episode["episode"]
    for row in _of(ledger["referrals"], key):
        went = "goes" if row["followed"] else "does not go"
        target = TIERS[int(row["to_tier"])].replace("_", " ")
        way = "up" if row["direction"] > 0 else "down"
        said = f"passed {way} to the {target} tier ({_word(Channel, row['channel'])}), and {went}"
        lines.append((float(row["decided_min"]), said))
    for row in _of(ledger["visits"], key):
        lines += _visit(ledger, row)
    for row in _of(ledger["tests"], key):
        name = ledger.words("test")[int(row["test"])].replace("_", " ")
        begun = f"begun at {calendar.at(row['start_min'])}" if row["start_min"] >= 0 else "not begun"
        report = f", report at {calendar.at(row['report_min'])}" if row["report_min"] >= 0 else ""
        asked = f"test {name} asked for at {_place(ledger, row)}"
        lines.append((float(row["asked_min"]), f"{asked}, {begun}{report}"))
    for row in _of(ledger["stays"], key):
        lines += _stay(ledger, row)
    if episode["right_care_min"] >= 0:
        lines.append((float(episode["right_care_min"]), "care that handles it rightly begins"))
    if episode["ended_min"] >= 0:
        lines.append((float(episode["ended_min"]), f"it ends: {_word(Exit, episode['exit'])}"))
    ending = "still in care when the run ends" if episode["ended_min"] < 0 else ""
    return Chapter(int(key), heading, tuple(sorted(lines, key=lambda line: line[0])), ending)


def _visit(ledger: Ledger, row: Any) -> Iterator[Line]:
    """A visit: setting off, waiting, consultation, what was decided and paid."""
    where = _place(ledger, row)
    yield float(row["set_off_min"]), f"sets off to {where} ({_word(Reason, row['reason'])})"
    come = f"arrives at {where}, {_word(Sent, row['sent'])}"
    yield float(row["arrival_min"]), come
    if row["start_min"] < 0:
        if row["left_min"] >= 0:
            waited = f"leaves unseen after {row['left_min'] - row['arrival_min']:.0f} min"
            yield float(row["left_min"]), f"{waited}: {_word(Outcome, row['outcome'])}"
        return
    waited = f"is seen after waiting {row['start_min'] - row['arrival_min']:.0f} min"
    yield float(row["start_min"]), waited + (f", {_word(Expert, row['expert'])}" if row["expert"] else "")
    if row["end_min"] >= 0:
        judged = "beyond this place" if row["finding"] else "for this place"
        truly = "rightly" if bool(row["finding"]) == bool(row["beyond"]) else "wrongly"
        handled = {1: ", handled rightly", 0: ", handled wrongly"}.get(int(row["handled"]), "")
        paid = f"pays {row['patient_yuan'] + row['fare_yuan']:.0f} yuan (fares {row['fare_yuan']:.0f})"
        done = f"judged {judged} ({truly}): {_word(Action, row['action'])}{handled}"
        yield float(row["end_min"]), f"{done}; {paid}, fund {row['fund_yuan']:.0f}"


def _stay(ledger: Ledger, row: Any) -> Iterator[Line]:
    """A stay in a bed."""
    where, kind = _place(ledger, row), _word(StayKind, row["kind"])
    yield float(row["asked_min"]), f"a bed for {kind} is asked for at {where}"
    if row["admitted_min"] >= 0:
        yield float(row["admitted_min"]), f"admitted at {where}"
    if row["ended_min"] >= 0:
        paid = f"pays {row['patient_yuan']:.0f} yuan, fund {row['fund_yuan']:.0f}"
        outcome = _word(StayOutcome, row["outcome"])
        said = f"waits no longer for a bed, after {(row['ended_min'] - row['asked_min']) / 60:.1f} h: {outcome}"
        if row["admitted_min"] >= 0:
            days = (row["ended_min"] - row["admitted_min"]) / 1440
            said = f"gives up the bed after {days:.1f} days: {outcome}; {paid}"
        yield float(row["ended_min"]), said


def _steps_of(ledger: Ledger, who: int) -> Rows:
    steps = ledger["steps"]
    found: Rows = np.sort(steps[steps["patient"] == who], order=["joined_min", "step"])
    return found


def _patient_of_stations(ledger: Ledger, who: int) -> str:
    classes = ledger.words("class")
    sort = f", class {classes[int(_steps_of(ledger, who)['class'][0])]}" if classes else ""
    return f"Patient {who}{sort}."


def _of_stations(ledger: Ledger, who: int) -> Iterator[Line]:
    """One patient's way through a network of stations."""
    for row in _steps_of(ledger, who):
        unit = ledger.frame["units"]["id"].iloc[int(row["unit"])]
        yield float(row["joined_min"]), f"joins the queue of {unit}"
        if row["start_min"] >= 0:
            yield float(row["start_min"]), f"is served after {row['start_min'] - row['joined_min']:.1f} min"
        if row["left_min"] >= 0:
            yield float(row["left_min"]), f"leaves {unit}: {_word(Outcome, row['outcome'])}"


def _of(rows: Rows, episode: Any) -> Rows:
    """The rows of one episode."""
    found: Rows = rows[rows["episode"] == episode]
    return found


def _place(ledger: Ledger, row: Any) -> str:
    """The place of a row by name."""
    if row["facility"] < 0:
        return "the out-of-county hospital"
    return str(ledger.frame["facilities"]["name"].iloc[int(row["facility"])])


def _word(codes: type[Code], number: Any) -> str:
    return next(code.en for code in codes if code == int(number))
