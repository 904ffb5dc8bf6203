"""The top of the page: whether the numbers may be used, what was run, what was asked."""

from __future__ import annotations

from typing import Any

from markupsafe import Markup

from experiments.report.numbers import Verbatim
from experiments.report.quoting import Quotes, runs
from experiments.report.sections.numbering import reference
from experiments.report.study import Arm, Study


def badge(quotes: Quotes) -> tuple[str, Markup]:
    words, rows = quotes.words, list(quotes.words.study.rows("checks.csv"))
    n = quotes.count_of(rows, "checks.csv")
    if not rows:
        return "failed", words.say("checks_none")
    by_result = {result: [row for row in rows if row["result"] == result] for result in ("failed", "attention")}
    if by_result["failed"]:
        k = quotes.count_of(by_result["failed"], "checks.csv", "result=failed")
        return "failed", words.sentences([words.say("checks_failed"), words.say("checks_stop", k=k, n=n)])
    if by_result["attention"]:
        k = quotes.count_of(by_result["attention"], "checks.csv", "result=attention")
        return "attention", words.say("checks_attention", k=k, n=n, section=reference(words.study, "reviewer"))
    return "passed", words.say("checks_passed", n=n)


def facts(quotes: Quotes) -> tuple[Markup, ...]:
    words, study = quotes.words, quotes.words.study
    files = dict(study.fact("files", {}))
    told = [
        words.say("people", residents=quotes.fact("county.residents", study.fact("county.residents", 0))),
        words.say(
            "measured",
            weeks=_weeks(quotes),
            date=Verbatim(str(study.fact("measured.from", ""))),
            until=Verbatim(str(study.fact("measured.until", ""))),
            warm_up=quotes.fact("measured.warm_up_days", _whole(study.fact("measured.warm_up_days", 0))),
        ),
        words.say(
            "runs",
            replications=quotes.fact("replications", study.fact("replications", 0)),
            seed=Verbatim(str(study.fact("seed", ""))),
            fewer=_fewer(quotes),
        ),
        words.say(
            "made_by",
            version=Verbatim(str(study.fact("versions.tiercare", ""))),
            date=Verbatim(str(study.fact("made.date", ""))),
            files=quotes.count_of(list(files), "manifest:files"),
            hash=Verbatim(str(next(iter(files.values()), ""))[:8] + "…"),
        ),
    ]
    return tuple(told if study.has_residents else told[1:])


def _fewer(quotes: Quotes) -> Markup:
    """The smallest number of replications behind a row, where it is not that of the study."""
    study, asked = quotes.words.study, float(quotes.words.study.fact("replications", 0))
    short = [row for row in study.rows("summary.csv") if 0 < row.number("n") < asked]
    if not short:
        return Markup("")
    return quotes.words.say("runs_fewer", n=runs(min(short, key=lambda row: row.number("n"))))


def _whole(value: float) -> float | int:
    return int(value) if float(value).is_integer() else value


def never_parted(study: Study, arm: Arm) -> bool:
    """Whether every run under an arm is the same as today's to the very end."""
    return any(not row["time"] for row in study.rows("first_divergence.csv", arm=arm.name))


def _weeks(quotes: Quotes) -> Any:
    return quotes.fact("measured.weeks", _whole(quotes.words.study.fact("measured.weeks", 0)))


def asked(quotes: Quotes) -> Markup:
    words, study = quotes.words, quotes.words.study
    county, stations = ("compare", "compare_stations") if study.others else ("simulate", "simulate_stations")
    return words.say(
        county if study.has_residents else stations,
        today=quotes.arm(study.today),
        arms=words.listed((quotes.arm(arm) for arm in study.others), arms=True),
        county=Verbatim(words.county()),
        residents=quotes.fact("county.residents", study.fact("county.residents", 0)),
        weeks=_weeks(quotes),
        date=Verbatim(str(study.fact("measured.from", ""))),
    )


def identity(quotes: Quotes) -> Markup:
    """That nothing else differs, and until when the arms were the same county."""
    words, study = quotes.words, quotes.words.study
    if not study.others:
        return Markup("")
    rows = {row["arm"]: row for row in study.rows("first_divergence.csv")}
    told = [
        words.say("never_parted", arm=quotes.arm(arm))
        if never_parted(study, arm)
        else words.say("until", arm=quotes.arm(arm), time=Verbatim(rows[arm.name]["time"]))
        for arm in study.others
        if arm.name in rows
    ]
    between = "；" if words.lang == "zh" else "; "
    until = words.say("identical_until", list=words.join(told, between)) if told else Markup("")
    nothing_else = "nothing_else" if study.has_residents else "same_arrivals"
    first = words.say(nothing_else if len(study.tables["exact_difference.csv"]) else "no_difference")
    return words.sentences([first, until])
