"""Money in the county: schedules by scheme and tier, what the fund has paid this year, expected prices."""

from __future__ import annotations

from array import array
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from sim.network.county import County
from sim.network.rules import Rules, expected
from sim.network.units import NO_UNIT, PlaceRow
from sim.people import People
from sim.scenario.insurance import Cover
from sim.scenario.scenario import Scenario
from sim.vocabulary import TIERS, YEAR_MIN
from sim.vocabulary.words import OUT_OF_COUNTY

NO_CAP: Final = float("inf")
ACCOUNT: Final = 4
"""Numbers in a resident's account with the fund: for visits and for stays, of which year and how much."""
Schedule = list[list[tuple[float, float, float]]]


class Payments:
    """What a bill is split by; the part of the world that has to do with money."""

    county: County
    place: list[PlaceRow]
    unit: list[Any]
    names: Any
    beliefs: NDArray[np.void]
    insurance: Rules
    first_contact: Rules
    people: People
    mean_tests: list[float]
    listed: float
    out_tests_yuan: float
    outpatient: list[list[tuple[float, float, float]]]
    inpatient: list[list[tuple[float, float, float]]]
    poor: array[int]
    poor_pay_apart: int
    schemes: int
    fund_years: array[float]
    """By resident: year and yuan that the fund paid in it, for visits, then for stays."""

    def read_schedules(self, scenario: Scenario) -> None:
        """(pays, deductible, cap) by scheme and tier, for visits and for stays."""
        schemes = list(scenario.people.schemes) if scenario.people is not None else []
        block = scenario.insurance
        self.listed = 1.0 if block is None else block.listed
        known = {} if block is None else block.schemes
        self.outpatient: Schedule = [self._row(known[s].outpatient if s in known else {}) for s in schemes]
        self.inpatient: Schedule = [self._row(known[s].inpatient if s in known else {}) for s in schemes]
        self.schemes = len(schemes)
        only_for = [answer.policy.only_for for answer in self.insurance.answers]
        self.poor_pay_apart = int(any(whom is not None and whom.poor is not None for whom in only_for))
        if not hasattr(self, "fund_years"):
            self.poor = array("q", self.people.poor.astype(np.int64).tobytes())
            self.fund_years = array("d", bytes(8 * ACCOUNT * len(self.people)))

    @staticmethod
    def _row(by_tier: dict[str, Cover]) -> list[tuple[float, float, float]]:
        found = []
        for tier in TIERS:
            cover = by_tier.get(tier)
            if cover is None:
                found.append((0.0, 0.0, NO_CAP))
            else:
                cap = NO_CAP if cover.cap_a_year is None else cover.cap_a_year
                found.append((cover.pays, cover.deductible, cap))
        return found

    def purse(self, case: Any) -> int:
        """Whose prices a person expects: the scheme's, or where a rule is meant for the poor, theirs."""
        if self.poor_pay_apart == 0:
            return int(case.scheme)
        return int(case.scheme + self.schemes * self.poor[case.resident])

    def purses(self) -> list[tuple[int, NDArray[np.bool_]]]:
        """Each scheme with the residents who expect its prices; twice as many where the poor pay apart."""
        poor = self.people.poor
        parts = [~poor, poor] if self.poor_pay_apart else [np.ones(len(poor), np.bool_)]
        groups = [(scheme, (self.people.scheme == scheme) & part) for part in parts for scheme in range(self.schemes)]
        return [(scheme, group if group.any() else ~group) for scheme, group in groups]

    def fund_spent(self, resident: int, what: int, minute: float) -> float:
        """What the fund has paid this year for a resident's visits (0) or stays (1); years of 364 days."""
        at = ACCOUNT * resident + 2 * what
        return self.fund_years[at + 1] if self.fund_years[at] == minute // YEAR_MIN else 0.0

    def spend_fund(self, resident: int, what: int, minute: float, yuan: float) -> None:
        """Add to it."""
        at = ACCOUNT * resident + 2 * what
        self.fund_years[at + 1] = self.fund_spent(resident, what, minute) + yuan
        self.fund_years[at] = minute // YEAR_MIN

    def fund_pays_of_stay(self, case: Any, tier: int) -> float:
        """Share of a stay above the deductible that the patient's fund pays at a tier."""
        return float(self.inpatient[case.scheme][tier][0])

    def tests_yuan(self) -> float:
        """Price of an average set of tests at the hospital outside the county (the county's prices)."""
        units = [[self.unit[p.tests[t]] for p in self.place if p.tests[t] != NO_UNIT]
                 for t in range(len(self.mean_tests))]  # fmt: skip
        dear = [max((unit.price_yuan for unit in of_test), default=0.0) for of_test in units]
        return float(sum(share * price for share, price in zip(self.mean_tests, dear, strict=True)))

    def price_edges(self) -> set[float]:
        """Minutes at which expected prices change because a rule begins or ends."""
        return self.insurance.edges() | self.first_contact.edges()

    def new_prices(self, minute: float) -> None:
        """What a visit is expected to cost from now on, by place and purse, after insurance."""
        self.out_tests_yuan = self.tests_yuan()
        purses = [
            (scheme, self.insurance.meant_for(group), self.first_contact.meant_for(group))
            for scheme, group in self.purses()
        ]
        for place in self.place:
            bill = place.visit_yuan
            if place.tier == OUT_OF_COUNTY:
                bill += self.out_tests_yuan
            for test, share in enumerate(self.mean_tests):
                if place.tests[test] != NO_UNIT:
                    bill += share * self.unit[place.tests[test]].price_yuan
            for purse, (scheme, insurance, first_contact) in enumerate(purses):
                pays, deductible, _ = self.outpatient[scheme][place.tier]
                insured = expected(insurance, minute, place.place)
                gate = expected(first_contact, minute, place.place)
                unreferred = int(gate.unreferred_pays_more(place.tier))
                charged = insured.patient_yuan(bill, self.listed, pays, deductible, NO_CAP, unreferred)
                self.beliefs[place.place]["price_yuan"][purse] = insured.felt_yuan(charged)
