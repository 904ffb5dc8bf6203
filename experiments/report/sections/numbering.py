"""Which sections a study's page has, and the number each of them carries."""

from __future__ import annotations

from typing import Final

from markupsafe import Markup

from experiments.report.study import Study

ORDER: Final = ("study", "asked", "answer", "county", "themes", "indicators", "why", "change", "reviewer")
"""All sections, in the order in which they are read."""
WITHOUT_RESULTS: Final = ("study", "asked", "reviewer")


def present(study: Study) -> tuple[str, ...]:
    """The sections of a study's page: a failed study has no results, a network of stations is nobody's county."""
    if not study.usable:
        return WITHOUT_RESULTS
    if study.tables["summary.csv"].empty:
        return ("study", "asked", "answer", "reviewer")
    absent = {"indicators"} if study.tables["indicators.csv"].empty else set()
    if not study.has_residents and study.tables["targets.csv"].empty:
        absent.add("county")
    return tuple(key for key in ORDER if key not in absent)


def number_of(study: Study, key: str) -> int:
    """The number of a section on the page of this study; 0 if it is not on it."""
    there = present(study)
    return there.index(key) + 1 if key in there else 0


def reference(study: Study, key: str) -> Markup:
    """The number of a section as a link to it; to the last section if it is not on the page."""
    target = key if number_of(study, key) else "reviewer"
    return Markup('<a class="ref" href="#{}">{}</a>').format(target, number_of(study, target))
