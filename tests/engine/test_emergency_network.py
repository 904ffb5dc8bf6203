"""Emergency centres: past the nearest door to the capable one, expected there, and nobody asked by a gate."""

from __future__ import annotations

from typing import Any

import numpy as np

from sim import Ledger, simulate
from sim.engine.prepared import prepare
from sim.measures import audit, must_pass
from sim.vocabulary.words import COUNTY, Outcome, Sent
from tests.hamlet import SEED, hamlet

NETWORK: dict[str, Any] = {"kind": "centre_network", "bypass": True, "ecg_ahead": True}
TWO_HOSPITALS = {"villages": 4, "townships": 1, "county_hospitals": 2, "radius": "15 km", "seed": 3}
WEEKS = 12


def run(policy: dict[str, Any], **settings: Any) -> Ledger:
    ledger = simulate(hamlet(WEEKS, policies__emergency=policy, **settings), 0, engine="simpy")
    must_pass(audit(ledger))
    return ledger


def critical(ledger: Ledger) -> np.ndarray[Any, Any]:
    """Visits of time-critical illness by ambulance."""
    urgent = ledger.frame["conditions"]["condition"][ledger.frame["conditions"]["time_critical_min"] > 0.0]
    visits = ledger["visits"]
    return visits[np.isin(visits["condition"], urgent) & (visits["sent"] == Sent.ambulance)]


def test_of_two_hospitals_the_more_capable_is_the_centre_and_of_equals_the_nearer() -> None:
    world = prepare(hamlet(1, places__map=TWO_HOSPITALS, policies__emergency=NETWORK), SEED, 0).world
    hospitals = [row for row in world.place if row.tier == COUNTY]
    assert world.capable_centre == world.nearest_emergency
    hospitals[1].treats = (1.0, 1.0, 1.0, 1.0)
    world.find_centres()
    assert set(world.capable_centre) == {hospitals[1].place}


def test_more_calls_bring_more_time_critical_patients_by_ambulance() -> None:
    today, called = run({"kind": "nearest"}), run({**NETWORK, "call_share": "100 %"})
    assert len(critical(called)) > 1.5 * len(critical(today))
    first = {row["episode"] for row in critical(called)}
    episodes = called["episodes"]
    felt = episodes["felt_serious"][np.isin(episodes["episode"], sorted(first))]
    assert felt.mean() > 0.5


def test_who_is_fetched_is_asked_by_no_gate() -> None:
    gate = {"kind": "gatekeeping", "compliance": "100 %"}
    rows = critical(run({**NETWORK, "call_share": "100 %"}, policies__first_contact=gate))
    assert (rows["wanted_tier"] == -1).all()
    assert (rows["tier"] >= COUNTY).all()


def test_an_ambulance_from_a_post_nearby_is_there_sooner() -> None:
    far, near = run(NETWORK), run({**NETWORK, "way_saved": "100 %"})
    on_the_way = [np.mean(rows["arrival_min"] - rows["set_off_min"]) for rows in (critical(far), critical(near))]
    assert on_the_way[1] < on_the_way[0]


def test_an_ecg_that_was_sent_ahead_is_not_made_again() -> None:
    def made(ledger: Ledger) -> set[int]:
        ecg = ledger.meta["names"]["test"].index("ecg")
        return set(ledger["tests"]["episode"][ledger["tests"]["test"] == ecg])

    silent, ahead = run({**NETWORK, "ecg_ahead": False}), run(NETWORK)
    fetched = {int(row["episode"]) for row in critical(silent) if row["outcome"] == Outcome.seen}
    assert len(fetched & made(silent)) > len(fetched & made(ahead))


def test_those_who_come_by_themselves_stand_behind_the_expected() -> None:
    ledger = run(NETWORK)
    emergency = ledger.frame["units"]["unit"][ledger.frame["units"]["kind"] == "emergency"]
    here = ledger["visits"][np.isin(ledger["visits"]["unit"], emergency)]
    by_themselves = here[here["sent"] != Sent.ambulance]
    assert (by_themselves["priority"] == 1).all()
    assert (critical(ledger)["priority"] == 0).any()


def test_no_way_to_the_patient_is_spared_on_the_road_out_of_the_county() -> None:
    world = prepare(hamlet(1, policies__emergency={**NETWORK, "way_saved": "100 %"}), 3, 0).world
    hospital = next(row.place for row in world.place if row.tier == COUNTY)

    class Patient:
        village = 0

    assert world.way_out_min(Patient, -1, world.out_place) == 0.0
    assert 0.0 < world.way_out_min(Patient, -1, hospital) < world.ambulance_min(Patient, -1, hospital)
