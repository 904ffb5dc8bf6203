"""A hospital that learns to treat more: what it handles, whom it keeps, and whom it draws, and only by choice."""

from __future__ import annotations

from typing import Any

import numpy as np
import pandas as pd
import pytest

from sim.ledger import Ledger
from sim.measures import audit
from sim.vocabulary.words import COUNTY, OUT_OF_COUNTY
from tests.hamlet import lived

NEVER = "90000 weeks"
AT_ONCE: dict[str, Any] = {
    "kind": "programme", "gain": "10 points", "treated_here": "100 %", "lag": "0 days", "half_way": "1 days",
    "half_life": "1000 weeks", "known_half_way": NEVER,
}  # fmt: skip
WEEKS = 16
FORGETFUL: dict[str, Any] = {"choice__habit": 0.0, "choice__expects_wait": "nothing"}
"""Where one was last and how long others waited leave no trace: only what is believed of quality can move anyone."""


def with_programme(**changes: Any) -> Ledger:
    return lived(WEEKS, policies__hospital_capability={**AT_ONCE, **changes})


def visits(ledger: Ledger) -> Any:
    return pd.DataFrame(ledger["visits"])


def hospital(ledger: Ledger) -> Any:
    skill: Any = pd.DataFrame(ledger["skill"])
    return skill[skill["tier"] == COUNTY].set_index("day")


def first_contacts(ledger: Ledger) -> Any:
    seen = visits(ledger)
    return seen[seen["first_contact"] == 1].set_index("episode")["facility"].sort_index()


def test_half_of_the_aim_after_the_lag_and_half_way() -> None:
    slow = hospital(with_programme(lag="4 weeks", half_way="8 weeks", gain="4 points"))
    assert slow.loc[28, "treats_serious"] == 0.85
    assert slow.loc[84, "treats_serious"] == pytest.approx(0.87)


def test_what_was_reached_fades_once_the_programme_has_ended() -> None:
    ended = hospital(with_programme(until="2026-02-01", half_life="4 weeks", gain="4 points"))
    assert ended.loc[28, "treats_serious"] == pytest.approx(0.89, abs=1e-6)
    assert ended.loc[56, "treats_serious"] == pytest.approx(0.87, abs=1e-6)


def test_the_hospital_outside_is_never_passed() -> None:
    best = hospital(with_programme(gain="50 points")).loc[84]
    assert best["treats_serious"] == pytest.approx(0.93)
    assert best["treats_minor"] == pytest.approx(0.97)


def test_while_nobody_has_heard_of_it_nobody_goes_elsewhere_first() -> None:
    """A siphon must come through what people believe: without news first contacts are where they were."""
    silent = lived(WEEKS, policies__hospital_capability=AT_ONCE, **FORGETFUL)
    assert visits(silent)["handled"].sum() > visits(lived(WEEKS, **FORGETFUL))["handled"].sum()
    assert first_contacts(silent).equals(first_contacts(lived(WEEKS, **FORGETFUL)))


def test_news_draw_patients_from_below_and_from_outside() -> None:
    unheard, heard = first_contacts(with_programme()), first_contacts(with_programme(known_half_way="1 days"))
    tiers = with_programme().frame["facilities"]["tier"].to_numpy()
    both = pd.concat([unheard, heard], axis=1, keys=["before", "after"]).dropna().astype(int)
    moved = both[both["before"] != both["after"]]
    assert len(moved) > 5
    assert (tiers[moved["after"]] == COUNTY).mean() > 0.8
    assert (tiers[moved["before"]] < COUNTY).any(), "the siphon: some would have stayed below"


def test_without_a_taste_for_quality_even_news_draw_nobody() -> None:
    plain = FORGETFUL | {f"choice__weights__{band}__expected_quality": 0.0 for band in ("minor", "serious")}
    programme = {**AT_ONCE, "known_half_way": "1 days"}
    with_news = lived(WEEKS, policies__hospital_capability=programme, **plain)
    assert first_contacts(with_news).equals(first_contacts(lived(WEEKS, **plain)))


def test_fewer_are_beyond_the_county() -> None:
    sick: dict[str, Any] = {"people__illness_rate": 3.0}
    before = visits(lived(WEEKS, **sick))
    after = visits(lived(WEEKS, policies__hospital_capability=AT_ONCE, **sick))
    before, after = (seen[seen["arrival_min"] > 60 * 1440.0] for seen in (before, after))
    beyond = [int(((seen["tier"] == COUNTY) & (seen["beyond"] == 1)).sum()) for seen in (before, after)]
    assert beyond[0] > beyond[1] == 0
    assert (after["tier"] == OUT_OF_COUNTY).sum() < (before["tier"] == OUT_OF_COUNTY).sum()


def test_only_the_named_specialty_learns() -> None:
    some = with_programme(specialties=["surgical"])
    whole = hospital(with_programme()).loc[28, "treats_serious"]
    assert 0.85 < hospital(some).loc[28, "treats_serious"] < whole
    names = some.frame["conditions"]["specialty"].astype(str).to_numpy()
    keys = ["episode", "arrival_min", "facility"]
    both = visits(lived(WEEKS)).merge(visits(some), on=keys, suffixes=("", "_after"))
    changed = both[(both["handled"] != both["handled_after"]) & (both["tier"] == COUNTY)]
    assert set(names[changed["condition"]]) == {"surgical"}
    assert (changed["handled_after"] > changed["handled"]).all()


def test_a_programme_without_aims_changes_nothing_and_writes_nothing() -> None:
    idle = with_programme(gain="0 points", treated_here="0 %")
    assert idle.digest() == lived(WEEKS).digest()


def test_the_audit_passes() -> None:
    for ledger in (with_programme(), with_programme(known_half_way="1 days")):
        assert [check for check in audit(ledger) if not check.ok] == []
    assert np.isfinite(hospital(with_programme())["treats_serious"]).all()
