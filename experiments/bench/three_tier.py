"""The common model of three tiers that every program of the bench runs, its exact answers, and its YAML.

Thirty villages with one doctor, six townships with four doctors and twenty beds, one county hospital with forty
doctors and two hundred beds; patients come at random, a twentieth are emergencies and are seen first, nobody
is interrupted, nobody gives up; the county begins empty. ``copies`` sets so many such counties side by side,
which changes no answer and makes the network larger.
"""

from __future__ import annotations

import math
from dataclasses import asdict, dataclass
from typing import Final

EMERGENCY, ORDINARY = 0, 1
VILLAGE, TOWNSHIP, COUNTY = 0, 1, 2
TIERS: Final = ("village", "township", "county")
WARDS: Final = ("township ward", "county ward")


@dataclass(frozen=True)
class ThreeTiers:
    """The numbers of the model. Loads are close to 80 % everywhere."""

    copies: int = 1
    villages: int = 30
    townships: int = 6
    patients_per_min: float = 0.1455  # at each village
    first_contact: tuple[float, float, float] = (0.55, 0.27, 0.18)
    doctors: tuple[int, int, int] = (1, 4, 40)
    consult_min: tuple[float, float, float] = (10.0, 13.5, 32.0)
    sent_up_share: tuple[float, float, float] = (0.10, 0.15, 0.0)
    admitted_share: tuple[float, float, float] = (0.0, 0.03, 0.12)
    beds: tuple[int, int, int] = (0, 20, 200)
    stay_min: tuple[float, float, float] = (0.0, 2250.0, 1340.0)
    stay_sigma: float = 0.8
    emergency_share: float = 0.05

    @property
    def places(self) -> tuple[int, int, int]:
        """How many places of each tier, over all copies."""
        return self.copies * self.villages, self.copies * self.townships, self.copies

    @property
    def facilities(self) -> int:
        """All places."""
        return sum(self.places)

    @property
    def per_min(self) -> float:
        """Episodes that begin in a minute."""
        return self.places[VILLAGE] * self.patients_per_min

    def length_min(self, episodes: int) -> float:
        """How long to run for so many episodes."""
        return episodes / self.per_min

    def stay_mu(self, tier: int) -> float:
        """Mean of the logarithm of a stay in minutes."""
        return math.log(self.stay_min[tier]) - self.stay_sigma**2 / 2.0

    @property
    def visits_per_episode(self) -> float:
        """Consultations that an episode leads to, in the mean."""
        village = self.first_contact[VILLAGE]
        township = self.first_contact[TOWNSHIP] + village * self.sent_up_share[VILLAGE]
        return village + township + self.first_contact[COUNTY] + township * self.sent_up_share[TOWNSHIP]


@dataclass(frozen=True)
class Answer:
    """What a run of the model found: who came, how long they waited, how full the beds were.

    Waits are those of patients who began to queue at or after ``watch_from`` and were seen before the end;
    bed loads are over the time from ``watch_from`` to the end.
    """

    episodes: int
    visits: tuple[int, int, int]
    wait_mean_min: tuple[float, float, float]
    bed_load: tuple[float, float]

    @property
    def numbers(self) -> tuple[float, ...]:
        """The five numbers that every program must agree on."""
        return (*self.wait_mean_min, *self.bed_load)

    def as_dict(self) -> dict[str, object]:
        """For a line of JSON."""
        return asdict(self)


class Tally:
    """Counts and sums that a readable program keeps while it runs."""

    def __init__(self, model: ThreeTiers, end_min: float, watch_from_min: float) -> None:
        self.model, self.end_min, self.watch_from_min = model, end_min, watch_from_min
        self.episodes = 0
        self.visits, self.waits = [0, 0, 0], [0, 0, 0]
        self.wait_min, self.bed_min = [0.0, 0.0, 0.0], [0.0, 0.0, 0.0]

    def seen(self, tier: int, joined_min: float, now_min: float) -> None:
        """A consultation begins."""
        self.visits[tier] += 1
        if joined_min >= self.watch_from_min:
            self.waits[tier] += 1
            self.wait_min[tier] += now_min - joined_min

    def in_bed(self, tier: int, from_min: float, to_min: float) -> None:
        """A stay in a bed, cut to the time that is watched."""
        self.bed_min[tier] += max(0.0, min(to_min, self.end_min) - max(from_min, self.watch_from_min))

    def answer(self) -> Answer:
        """The sums as means and shares."""
        return answer_of(
            self.model, self.end_min - self.watch_from_min, self.episodes, self.visits, self.waits, self.wait_min,
            self.bed_min,
        )  # fmt: skip


def answer_of(
    model: ThreeTiers,
    watched_min: float,
    episodes: int,
    visits: list[int],
    waits: list[int],
    wait_min: list[float],
    bed_min: list[float],
) -> Answer:
    """Sums by tier as an :class:`Answer`."""
    means = [total / count if count else 0.0 for total, count in zip(wait_min, waits, strict=True)]
    loads = [bed_min[t] / (watched_min * model.places[t] * model.beds[t]) for t in (TOWNSHIP, COUNTY)]
    return Answer(episodes, (visits[0], visits[1], visits[2]), (means[0], means[1], means[2]), (loads[0], loads[1]))


def exact(model: ThreeTiers) -> tuple[float, ...]:
    """Mean wait by tier (40.06, 9.90, 0.474 min) and bed load (0.798, 0.803) of a county that has settled.

    All patients of a place have one distribution of consultations and no server idles while somebody waits, so
    the order of service does not change the mean wait: Erlang C. A bed load is arrivals x mean stay / beds.
    """
    doctors, consult, beds, stay = model.doctors, model.consult_min, model.beds, model.stay_min
    rate = _rates(model)
    waits = [_erlang_c_wait(rate[tier], consult[tier], doctors[tier]) for tier in range(3)]
    loads = [rate[tier] * model.admitted_share[tier] * stay[tier] / beds[tier] for tier in (TOWNSHIP, COUNTY)]
    return (*waits, *loads)


def _rates(model: ThreeTiers) -> tuple[float, float, float]:
    """Patients who reach one place of each tier in a minute."""
    new = [model.patients_per_min * share for share in model.first_contact]
    village = new[VILLAGE]
    villages_of = model.villages // model.townships
    township = villages_of * (new[TOWNSHIP] + village * model.sent_up_share[VILLAGE])
    county = model.villages * new[COUNTY] + model.townships * township * model.sent_up_share[TOWNSHIP]
    return village, township, county


def _erlang_c_wait(per_min: float, mean_min: float, servers: int) -> float:
    load = per_min * mean_min
    lost = 1.0
    for n in range(1, servers + 1):
        lost = load * lost / (n + load * lost)
    waits_share = lost / (1.0 - load / servers * (1.0 - lost))
    return waits_share * mean_min / (servers - load)
