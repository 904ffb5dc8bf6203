"""How is the network paid for its care, and what does that move in those who decide?

Nothing is promised of the outcome: an answer moves the line above which patients are sent up, the consent of
hospital doctors to let patients go, of hospitals to send the experts whom they were told to send, admissions without
need, the price and the length of a stay. What follows for patients follows through findings, rosters, beds and bills.
"""

from __future__ import annotations

from abc import abstractmethod
from typing import ClassVar, Literal

from pydantic import Field

from sim.policies.base import Policy
from sim.vocabulary.quantities import Factor, Points, Share, Yuan


class ProviderPayment(Policy):
    """What the network earns by, and what that moves in its doctors."""

    question: ClassVar[str] = "provider_payment"

    @abstractmethod
    def stay_bill_yuan(self, tier: int, recovery: int, days: float, day_yuan: float) -> float:
        """What a stay is charged.

        Args:
            tier: of the ward. recovery: 1 if it is a recovery stay after a step-down.
            days: spent in the bed. day_yuan: price of a day here.
        """

    def keeps_shift(self, tier: int, fund_left_share: float) -> float:
        """Change of the clinician's specificity, in shares: above nought more patients are kept.

        Args:
            tier: of the place that decides.
            fund_left_share: what is left of the money prepaid so far this year, as a share; below nought: overspent.
        """
        return 0.0

    def lets_go_share(
        self, fund_left_share: float, free_share: float, own_day_yuan: float, below_day_yuan: float
    ) -> float:
        """Of hospital doctors who would not let a recovering patient go down, the share who now do.

        Args:
            fund_left_share: as above. free_share: of the hospital's beds, the share that is free.
            own_day_yuan: price of a day in the hospital's bed. below_day_yuan: of one in the bed below.
        """
        return 0.0

    def sends_share(self, fund_left_share: float, own_visit_yuan: float, below_visit_yuan: float) -> float:
        """Of expert sessions that the hospital was ordered to hold below and would drop, the share that it now keeps.

        Args:
            fund_left_share: as above. own_visit_yuan: price of a visit at the hospital. below_visit_yuan: of one below.
        """
        return 0.0

    def without_need_times(self, tier: int, fund_left_share: float) -> float:
        """Multiplies the chance of an admission that the illness does not call for."""
        return 1.0

    def stay_times(self, tier: int) -> float:
        """Multiplies the length of an acute stay."""
        return 1.0

    def sent_home_early_share(self, tier: int) -> float:
        """Share of the stays that were shortened whose patients go home before they are well."""
        return 0.0

    def head_yuan_a_year(self) -> float:
        """Prepaid per insured resident and year; 0: nothing is prepaid."""
        return 0.0


class FeeForService(ProviderPayment):
    """Null answer: every day in bed is charged at its price, and nobody's judgement is moved."""

    kind: Literal["fee_for_service"] = "fee_for_service"

    def stay_bill_yuan(self, tier: int, recovery: int, days: float, day_yuan: float) -> float:
        """Days at their price."""
        return days * day_yuan


class Capitation(ProviderPayment):
    """The fund is prepaid per head to the community, which keeps a share of what it does not spend (M11).

    Bills are written as before, and set against the prepaid money once a month. All that moves, moves in
    proportion to the share of the surplus that is kept (when overspent, ``overspent_times`` that, at most 1): fewer are
    sent up, patients are let go and experts sent down more willingly, fewer are admitted without need. Fewer sent up
    means more missed too. Where ``overspent_times`` is 1, doctors feel a yuan alike in surplus and in deficit: then the
    prepaid amount moves nobody, and only the account shows it.
    Source: Tianchang (seed document): prepaid per head, surplus shared; 1,000 yuan from the 2023 insurance
    bulletin [L5]. How far doctors are moved nobody has measured: assumptions, to be swept.
    """

    kind: Literal["capitation"] = "capitation"
    per_head_a_year: Yuan = Field(
        1000.0, description="prepaid for each insured resident in 364 days; [L5] 900 to 1,150"
    )
    surplus_share: Share = Field(description="of what is not spent, the share that the community keeps")
    overspent_times: Factor = Field(
        1.0, ge=1, description="multiplies the pull when more was spent than prepaid; assumed"
    )
    keeps: Points = Field(
        0.03, description="added to clinicians' specificity if the whole surplus were kept; assumed 3 points"
    )
    lets_go: Share = Field(
        0.5, description="of unwilling hospital doctors, the share who let patients go if all were kept; assumed"
    )
    sends: Share = Field(
        0.5, description="of expert sessions that would be dropped, the share kept if all were kept; assumed"
    )
    spares: Share = Field(
        0.6, description="of admissions without need, the share spared if the whole surplus were kept; assumed"
    )

    def pull(self, fund_left_share: float) -> float:
        """How strongly a yuan not spent is felt, from 0 to 1."""
        share = self.surplus_share
        if fund_left_share < 0.0:
            share = share * self.overspent_times
        return min(1.0, share)

    def stay_bill_yuan(self, tier: int, recovery: int, days: float, day_yuan: float) -> float:
        """Days at their price: what is set against the prepaid money."""
        return days * day_yuan

    def keeps_shift(self, tier: int, fund_left_share: float) -> float:
        """Fewer are sent up."""
        return self.keeps * self.pull(fund_left_share)

    def lets_go_share(
        self, fund_left_share: float, free_share: float, own_day_yuan: float, below_day_yuan: float
    ) -> float:
        """A day in the bed below costs the community less, if it is cheaper there."""
        return self.lets_go * self.pull(fund_left_share) if below_day_yuan < own_day_yuan else 0.0

    def sends_share(self, fund_left_share: float, own_visit_yuan: float, below_visit_yuan: float) -> float:
        """A visit below costs the community less, if it is cheaper there."""
        return self.sends * self.pull(fund_left_share) if below_visit_yuan < own_visit_yuan else 0.0

    def without_need_times(self, tier: int, fund_left_share: float) -> float:
        """Fewer are admitted without need."""
        return 1.0 - self.spares * self.pull(fund_left_share)

    def head_yuan_a_year(self) -> float:
        """The prepaid amount."""
        return self.per_head_a_year


class CasePayment(ProviderPayment):
    """A fixed price for each acute stay by tier (M26): a day saved is money saved, and a light case pays well.

    Recovery stays after a step-down are charged by the day. Stays get shorter by ``shorter``; of the shortened
    ones a share goes home too early and may come back. Each admission earns its price, so those without need are
    more welcome by ``light_cases_times``.
    Source: mechanism M26, which gives no number; prices near the mean bill of a stay (bulletins 2021-22).
    The answers of hospitals to it are assumptions, to be swept.
    """

    kind: Literal["case_payment"] = "case_payment"
    township: Yuan = Field(description="price of an acute stay at a township centre")
    county: Yuan = Field(description="price of an acute stay at a county hospital")
    shorter: Share = Field(0.1, description="taken off the acute days, inside the county; assumed 10 %")
    too_early: Share = Field(0.05, description="of shortened stays, the share sent home before they are well; assumed")
    light_cases_times: Factor = Field(1.3, description="multiplies admissions without need; assumed")

    def stay_bill_yuan(self, tier: int, recovery: int, days: float, day_yuan: float) -> float:
        """The price of the case inside the county; days elsewhere and for recovery."""
        if recovery == 1 or tier == 0 or tier > 2:
            return days * day_yuan
        return self.township if tier == 1 else self.county

    def without_need_times(self, tier: int, fund_left_share: float) -> float:
        """A light case pays as much as a heavy one."""
        return self.light_cases_times

    def stay_times(self, tier: int) -> float:
        """Shorter inside the county."""
        return 1.0 - self.shorter if tier <= 2 else 1.0

    def sent_home_early_share(self, tier: int) -> float:
        """Only where stays are shortened at all."""
        return self.too_early if self.shorter > 0.0 and tier <= 2 else 0.0


class BenefitSharing(ProviderPayment):
    """The hospital's doctors weigh what the network earns beside what their own house earns (M12).

    Letting a patient go loses the hospital a day's price as far as nobody else needs the bed (its free share), and
    earns the network a day's price below. Of unwilling doctors the share ``network_weight`` times gain over gain and
    loss lets go: in a full house the weight itself, in an empty one much less. So with experts: an hour below loses
    the hospital the visits of that hour and earns the network as many visits below, at the price there; of the sessions
    ordered and not kept (``expert_dispatch`` ``kept``) that share is kept after all.
    Source: mechanism M12 (Foshan asks for it; weak motive for two-way referral, M4: dispatch without pay-off for the
    hospital); the rule is an assumption.
    """

    kind: Literal["benefit_sharing"] = "benefit_sharing"
    network_weight: Share = Field(description="weight of the network's earnings beside the hospital's own")

    def stay_bill_yuan(self, tier: int, recovery: int, days: float, day_yuan: float) -> float:
        """Days at their price."""
        return days * day_yuan

    def lets_go_share(
        self, fund_left_share: float, free_share: float, own_day_yuan: float, below_day_yuan: float
    ) -> float:
        """Gain of the network against loss of the house."""
        total = below_day_yuan + own_day_yuan * free_share
        return self.network_weight * below_day_yuan / total if total > 0.0 else 0.0

    def sends_share(self, fund_left_share: float, own_visit_yuan: float, below_visit_yuan: float) -> float:
        """The same for an expert's hour, which would be full at the hospital."""
        total = below_visit_yuan + own_visit_yuan
        return self.network_weight * below_visit_yuan / total if total > 0.0 else 0.0
