"""The prepaid fund of the county community: what was prepaid so far, what was spent, what is left."""

from __future__ import annotations

from array import array
from typing import Any

import numpy as np

from sim.luck.decisions import Decision
from sim.luck.philox import uniform
from sim.network.payments import ACCOUNT
from sim.network.rules import InForce, Rules
from sim.network.units import PlaceRow
from sim.people import People
from sim.vocabulary import DAY_MIN, YEAR_MIN


class Fund:
    """The part of the world that keeps the community's account; years of 364 days, settled every 28th."""

    key: int
    people: People
    place: list[PlaceRow]
    provider_payment: Rules
    outpatient: list[Any]
    inpatient: list[Any]
    fund_years: array[float]
    has_provider_payment: int
    fund_left_share: float
    fund_months: list[tuple[float, float, float, float]]

    def open_fund(self) -> None:
        """Whether anything but fees is paid; an account that was opened goes on."""
        self.has_provider_payment = int(len(self.provider_payment.answers) > 1)
        if not hasattr(self, "fund_months"):
            self.fund_months, self.fund_left_share = [], 0.0

    def settle_fund(self, minute: float) -> None:
        """At a month's end: prepaid and spent since the year began, for the insured whom the rule concerns.

        A rule that begins within a year takes over that year's account, prepaid money and spending alike.
        """
        if self.has_provider_payment == 0:
            return
        rule = next((one for one in self.provider_payment.answers if one.from_min < minute <= one.until_min), None)
        head_yuan = 0.0 if rule is None else float(rule.policy.head_yuan_a_year())
        if rule is None or head_yuan == 0.0:
            self.fund_left_share = 0.0
            return
        year = (minute - 1.0) // YEAR_MIN
        whom = self._insured()
        if len(rule.residents) > 0:
            whom &= np.frombuffer(rule.residents, np.uint8) == 1
        paid = np.frombuffer(self.fund_years, np.float64).reshape(len(self.people), ACCOUNT)[whom]
        spent = float(np.where(paid[:, 0::2] == year, paid[:, 1::2], 0.0).sum())
        prepaid = head_yuan * float(whom.sum()) * (minute - year * YEAR_MIN) / YEAR_MIN
        self.fund_left_share = (prepaid - spent) / prepaid if prepaid > 0.0 else 0.0
        self.fund_months.append((minute, prepaid, spent, self.fund_left_share))

    def keeps_session(self, answer: InForce, hospital: int, place: int, start_min: float) -> bool:
        """Whether a session of experts that was ordered is held: some always are, others where it pays."""
        share = float(answer.policy.held_share())
        if share >= 1.0:
            return True
        paid = next(one for one in self.provider_payment.answers if one.from_min <= start_min < one.until_min
                    and (len(one.places) == 0 or one.places[hospital] == 1))  # fmt: skip
        own, below = self.place[hospital].visit_yuan, self.place[place].visit_yuan
        share += (1.0 - share) * float(paid.policy.sends_share(self.fund_left_share, own, below))
        day, minute_of_day = divmod(int(start_min), int(DAY_MIN))
        return uniform(self.key, place << 32 | day, Decision.session_kept, -1, 0, minute_of_day) < share

    def _insured(self) -> Any:
        """Residents of a scheme that pays anything anywhere."""
        pays = [any(cover[0] > 0.0 for cover in (*out, *inn))
                for out, inn in zip(self.outpatient, self.inpatient, strict=True)]  # fmt: skip
        return np.array(pays, np.bool_)[self.people.scheme]
