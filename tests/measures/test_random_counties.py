"""Random but consistent ledgers: the laws hold whatever happened, and parts add up to wholes."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from sim.ledger import Ledger
from sim.ledger.divergence import first_divergence
from sim.measures import audit, measure
from sim.measures.audit_units import area_under_queue
from sim.vocabulary.words import Exit, Outcome
from tests.ledger.hamlet import CENTRE, CENTRE_WARD, COLD, HOSPITAL, POST, STROKE
from tests.ledger.handmade import DAY, WEEK, County
from tests.ledger.queue import station
from tests.measures.asking import groups, value

FEW = settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.too_slow])
MINUTES = st.floats(0.0, 600.0).map(lambda minute: round(minute, 3))
ARRIVALS = st.lists(MINUTES, min_size=1, max_size=30).map(sorted)
SERVERS = st.integers(1, 3)


@st.composite
def stations(draw: st.DrawFn) -> Ledger:
    arrivals = draw(ARRIVALS)
    n = len(arrivals)
    services = draw(st.lists(st.floats(0.1, 60.0), min_size=n, max_size=n))
    patience = draw(st.none() | st.lists(st.floats(0.1, 60.0), min_size=n, max_size=n))
    return station(arrivals, services, draw(SERVERS), patience, end_min=draw(st.floats(601.0, 2000.0)))


@st.composite
def counties(draw: st.DrawFn) -> County:
    """Up to twelve episodes of five residents, one after the other, seen or not, admitted or not."""
    county = County()
    at = 10.0
    for _ in range(draw(st.integers(0, 12))):
        band = draw(st.integers(0, 3))
        ill = county.falls_ill(draw(st.integers(0, 4)), draw(st.sampled_from([COLD, STROKE])), at=at, band=band)
        arrival = at + 30.0
        waits = draw(st.floats(0.0, 90.0))
        outcome = draw(st.sampled_from([Outcome.seen, Outcome.seen, Outcome.gave_up, Outcome.turned_away]))
        where = draw(st.sampled_from([POST, CENTRE, HOSPITAL]))
        paid = {"patient_yuan": draw(st.floats(0.0, 99.0)), "fund_yuan": draw(st.floats(0.0, 99.0))}
        handled = draw(st.integers(0, 1))
        bill = paid if outcome == Outcome.seen else {}
        more = {"handled": handled} if outcome == Outcome.seen else {}
        visit = county.sees(ill, where, arrival, waits, 15.0, outcome=outcome, **bill, **more)
        end = visit["left_min"]
        if outcome == Outcome.seen and draw(st.booleans()):
            days = draw(st.floats(0.05, 0.3))
            county.lies(ill, CENTRE_WARD, asked=end, admitted=end, ended=end + days * DAY, **paid)
            end += days * DAY
        county.gets_well(ill, at=end, how=Exit.well if handled else Exit.well_wrong)
        at = end + 5.0
    return county


@FEW
@given(stations())
def test_a_station_worked_out_by_hand_passes_the_audit(ledger: Ledger) -> None:
    assert [check.detail for check in audit(ledger) if not check.ok] == []


@FEW
@given(counties())
def test_a_consistent_county_passes_the_audit(county: County) -> None:
    assert [check.detail for check in audit(county.ledger()) if not check.ok] == []


@FEW
@given(stations(), st.floats(0.0, 0.9), st.floats(0.05, 1.0))
def test_the_area_under_the_queue_is_the_waits_in_any_window(ledger: Ledger, begin: float, part: float) -> None:
    a = begin * ledger.end_min
    b = a + part * (ledger.end_min - a)
    rows = ledger["steps"]
    until = np.where(rows["start_min"] >= 0.0, rows["start_min"], rows["left_min"])
    until = np.where(until < 0.0, ledger.end_min, until)
    area = area_under_queue(rows["joined_min"], until, a, b)
    waits = (np.clip(until, a, b) - np.clip(rows["joined_min"], a, b)).sum()
    assert area == pytest.approx(waits, abs=1e-6)
    assert value(ledger, "queue_mean", "station=clinic", window=(a, b)) == pytest.approx(waits / (b - a), abs=1e-9)


@FEW
@given(stations())
def test_littles_law_over_the_whole_run(ledger: Ledger) -> None:
    """L = lambda x W exactly, as the run starts empty and every wait is counted up to its end."""
    waits = value(ledger, "wait_mean_min", "station=clinic") * len(ledger["steps"])
    assert value(ledger, "queue_mean", "station=clinic") * ledger.end_min == pytest.approx(waits, abs=1e-6)


@FEW
@given(stations())
def test_every_arrival_ends_in_one_way(ledger: Ledger) -> None:
    unserved, left, lost = (
        value(ledger, name, "station=clinic") for name in ("unserved_share", "gave_up_share", "lost_share")
    )
    waiting = (ledger["steps"]["outcome"] == Outcome.waiting).mean()
    assert unserved == pytest.approx(left + lost + waiting)


@FEW
@given(stations())
def test_counting_those_started_only_never_counts_more(ledger: Ledger) -> None:
    started = measure(ledger, [{"measure": "unserved_share", "counting": "started_by_end"}])
    assert (started["value"] == 0.0).all()


@FEW
@given(stations())
def test_nobody_is_busier_than_always(ledger: Ledger) -> None:
    assert 0.0 <= value(ledger, "use", "station=clinic") <= 1.0 + 1e-9


@FEW
@given(counties())
def test_tiers_add_up_to_the_whole(county: County) -> None:
    ledger = county.ledger()
    for name in (
        "visits_per_person_year",
        "bill_yuan_per_person_year",
        "travel_h_per_person_year",
        "admissions_per_person_year",
        "missed_serious_per_1000",
    ):
        found = groups(ledger, name)
        tiers = sum(number for group, number in found.items() if group.startswith("tier="))
        assert tiers == pytest.approx(found[""]), name


@FEW
@given(counties(), st.floats(0.1, 0.9))
def test_two_windows_add_up_to_the_whole(county: County, part: float) -> None:
    ledger, cut = county.ledger(), part * WEEK
    for name in (
        "visits_per_person_year",
        "bill_yuan_per_person_year",
        "institution_admissions_per_person_year",
    ):
        first, second = value(ledger, name, window=(0.0, cut)), value(ledger, name, window=(cut, WEEK))
        assert first * cut + second * (WEEK - cut) == pytest.approx(value(ledger, name) * WEEK), name


@FEW
@given(counties())
def test_shares_that_split_a_whole_add_up_to_one(county: County) -> None:
    ledger = county.ledger()
    for name in ("visit_share", "first_contact_share", "visit_split_within_county"):
        shares = list(groups(ledger, name).values())
        assert np.isnan(shares).all() or sum(shares) == pytest.approx(1.0), name


@FEW
@given(counties())
def test_the_order_of_rows_changes_no_measure(county: County) -> None:
    ledger = county.ledger()
    luck = np.random.default_rng(0)
    shuffled = Ledger({name: luck.permutation(rows) for name, rows in ledger.tables.items()}, ledger.frame, ledger.meta)
    a, b = measure(ledger), measure(shuffled)
    assert list(a["group"]) == list(b["group"])
    assert a["value"].to_numpy() == pytest.approx(b["value"].to_numpy(), nan_ok=True)
    assert first_divergence(ledger, shuffled) is None


@FEW
@given(counties())
def test_a_second_empty_hospital_changes_no_measure(county: County) -> None:
    ledger, more = county.ledger(), county.ledger()
    places = more.frame["facilities"]
    extra = places[places["id"] == "H1"].assign(facility=len(places), id="H2")
    more.frame["facilities"] = pd.concat([places, extra], ignore_index=True)
    a, b = measure(ledger), measure(more)
    assert a["value"].to_numpy() == pytest.approx(b["value"].to_numpy(), nan_ok=True)
