"""A reader's own list of measures."""

from __future__ import annotations

from pathlib import Path

import pytest

from experiments.runs.refusals import BadStudy
from experiments.study.chosen import asks, read


def written(folder: Path, text: str) -> Path:
    """A file of that text."""
    path = folder / "mine.yaml"
    path.write_text(text, encoding="utf-8")
    return path


def test_a_list_names_measures_of_stations_thresholds_and_ways_of_counting(tmp_path: Path) -> None:
    chosen = read(
        written(
            tmp_path,
            "- wait_mean_min\n"
            "- {measure: wait_mean_min, at: clinic, counting: started_by_end}\n"
            "- {measure: wait_longer_than_share, at: clinic, class: urgent, than: 10 min}\n"
            "- {measure: bed_occupancy, of: {tier: county}}\n",
        )
    )
    assert [one.group for one in chosen] == [
        "",
        "station=clinic,counting=started_by_end",
        "station=clinic,class=urgent,than=10",
        "tier=county",
    ]
    assert chosen[2].ask == {"measure": "wait_longer_than_share", "counting": "all", "than": 10.0}


def test_the_same_measure_of_two_groups_is_asked_once(tmp_path: Path) -> None:
    text = "- {measure: bed_occupancy, of: {tier: county}}\n- {measure: bed_occupancy, of: {tier: township}}\n"
    assert len(asks(read(written(tmp_path, text)))) == 1


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("", "expected a list"),
        ("wait_mean_min", "expected a list"),
        ("- {measure: wait_meen_min}", "Did you mean"),
        ("- {measure: wait_mean_min, stattion: clinic}", "entry 1, stattion"),
        ("- {measure: wait_mean_min, than: 10}", "entry 1, than"),
        ("- {measure: wait_mean_min, counting: yes}", "entry 1, counting"),
        ("- [", "while parsing"),
    ],
)
def test_what_cannot_be_read_is_said_with_file_and_entry(tmp_path: Path, text: str, says: str) -> None:
    with pytest.raises(BadStudy, match=says) as found:
        read(written(tmp_path, text))
    assert "mine.yaml" in str(found.value)


def test_a_list_that_is_not_there_is_said(tmp_path: Path) -> None:
    with pytest.raises(BadStudy, match="No such file"):
        read(tmp_path / "nothing.yaml")
