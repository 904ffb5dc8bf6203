"""The common model: its exact answers, and its scenario in the repository."""

from __future__ import annotations

from pathlib import Path

import pytest

from experiments.bench.programs import three_tier_tiercare
from experiments.bench.programs.three_tier_tiercare import SCENARIO
from experiments.bench.scenario_text import percent, scenario_text, stay_sd_min, write_scenario
from experiments.bench.three_tier import COUNTY, TOWNSHIP, Tally, ThreeTiers, exact
from sim import load

MODEL = ThreeTiers()


def test_the_exact_answers_are_those_of_queueing_theory() -> None:
    assert exact(MODEL) == pytest.approx((40.06, 9.90, 0.474, 0.798, 0.803), rel=0.002)


def test_more_counties_side_by_side_change_no_answer() -> None:
    many = ThreeTiers(copies=108)
    assert exact(many) == exact(MODEL)
    assert many.facilities == 3996
    assert many.per_min == pytest.approx(108 * MODEL.per_min)


def test_one_county_has_37_places_and_four_episodes_and_a_third_a_minute() -> None:
    assert MODEL.places == (30, 6, 1)
    assert MODEL.per_min == pytest.approx(4.365)
    assert MODEL.length_min(4365) == pytest.approx(1000.0)


def test_the_file_in_the_repository_is_what_the_model_says() -> None:
    assert SCENARIO.read_text(encoding="utf-8") == scenario_text(MODEL)


def test_the_scenario_has_the_stations_doctors_and_beds_of_the_model() -> None:
    stations = load(SCENARIO).stations
    doctors = [station.servers for name, station in stations.items() if not name.endswith("_ward")]
    beds = [station.servers for name, station in stations.items() if name.endswith("_ward")]
    assert sorted(doctors) == [1] * 30 + [4] * 6 + [40]
    assert sorted(beds) == [20] * 6 + [200]
    assert all(station.queue.priority == ("emergency", "ordinary") for station in stations.values())
    assert all(station.queue.preempt == "none" and station.queue.patience is None for station in stations.values())


def test_the_stays_of_the_scenario_have_the_spread_of_the_model() -> None:
    services = load(SCENARIO).services
    for tier, name in ((TOWNSHIP, "township_1_ward"), (COUNTY, "county_1_ward")):
        stay = services[name].distribution
        assert stay is not None
        assert stay.mean_min == pytest.approx(MODEL.stay_min[tier])
        assert stay.cv2**0.5 == pytest.approx(stay_sd_min(MODEL, tier) / MODEL.stay_min[tier])


def test_a_network_written_in_several_files_is_the_same_network(tmp_path: Path) -> None:
    settings = {"calendar.measure": "36 h", "calendar.warm_up": "2 days"}
    parts, whole = load(write_scenario(MODEL, tmp_path), settings=settings), load(SCENARIO, settings=settings)
    for block in ("stations", "services", "arrivals", "routes"):
        assert getattr(parts, block) == getattr(whole, block)


def test_a_larger_network_keeps_its_counties_apart(tmp_path: Path) -> None:
    scenario = load(write_scenario(ThreeTiers(copies=3), tmp_path))
    assert len(scenario.stations) == 3 * (37 + 7)
    assert set(scenario.routes) == {"care_1", "care_2", "care_3"}
    assert "county_3" not in scenario.routes["care_2"].steps
    assert scenario.routes["care_3"].steps["village_90"].next_of("ordinary")["township_18"] == pytest.approx(0.1)


def test_a_run_is_as_long_as_its_episodes_ask_for() -> None:
    scenario = three_tier_tiercare.scenario_of(MODEL, 2000)
    assert scenario.calendar.end_min == pytest.approx(2000 / 4.365)
    assert scenario.calendar.warm_up == 0.0


@pytest.mark.parametrize(("share", "text"), [(0.55, "55 %"), (0.05, "5 %"), (1 - 0.15 - 0.03, "82 %")])
def test_shares_are_written_as_a_planner_would(share: float, text: str) -> None:
    assert percent(share) == text


def test_a_tally_counts_waits_and_beds_only_from_when_it_watches() -> None:
    tally = Tally(MODEL, end_min=100.0, watch_from_min=50.0)
    tally.seen(0, joined_min=40.0, now_min=60.0)
    tally.seen(0, joined_min=55.0, now_min=61.0)
    tally.in_bed(COUNTY, 0.0, 75.0)
    tally.in_bed(COUNTY, 90.0, 500.0)
    answer = tally.answer()
    assert answer.visits == (2, 0, 0)
    assert answer.wait_mean_min == (6.0, 0.0, 0.0)
    assert answer.bed_load[1] == pytest.approx((25.0 + 10.0) / (50.0 * 200))
