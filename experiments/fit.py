"""How the fitted constants of the base scenario were got: ``python -m experiments.fit scenarios/demo.yaml``.

Two stages. *Expected flows* (seconds): the constants of choice are moved until the shares that the nested logit
itself expects, over residents and conditions, equal the wanted first contacts (the contraction of Berry, 1994:
add ln(wanted / expected)). *Simulation*: a few short runs move the same numbers, and the shares of planned
reviews, the illness rate and the constants of those told to go on, by the logarithm of what is still missing.
Nothing here looks at a policy other than today's.
"""

from __future__ import annotations

import argparse
import math
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any, Final

import numpy as np

from sim.engine import simulate
from sim.engine.simulate import Run
from sim.ledger import Ledger
from sim.pathway.choice import utility
from sim.scenario.load import load
from sim.vocabulary import TIERS, YEAR_DAYS

KINDS: Final = ("primary", "other")
WHERE: Final = ("none", *TIERS)
STAYS_HOME: Final = 0.10
"""Share of new illness that never seeks care (assumption; it goes to private providers or waits)."""
PRIMARY_FIRST: Final = {"primary": 0.825, "other": 0.612}
"""Rural first contact at village or township, diseases meant for primary care and others ([L58], Jilin to 2018)."""
TOWN_FIRST: Final = 0.48
"""The same for those who live in the county town, all conditions: 54.9 and 33.5 % ([L58]), two thirds to one."""
VILLAGE_OF_PRIMARY: Final = {"primary": 0.58, "other": 0.50}
OUT_OF_HOSPITAL: Final = {"primary": 0.19, "other": 0.24}
"""Splits inside the two shares: start values, moved by the visits of each tier."""
VISITS: Final = (1.46, 1.41, 1.54, 0.49)
"""Visits per person-year by tier ([L1], [L4] and parameters of this project: 33/32/35 % within, 90 % within)."""
REVIEWS: Final = 1.13
ADMISSIONS: Final = (0.21, 0.61, 0.18)
"""Split of admissions over township, county, out of county."""


@dataclass
class Guess:
    """The numbers that are moved."""

    constants: dict[str, list[float]] = field(
        default_factory=lambda: {kind: [0.0] * len(WHERE) for kind in (*KINDS, "referred")}
    )
    wanted: dict[str, list[float]] = field(default_factory=lambda: {kind: first_contacts(kind) for kind in KINDS})
    reviews: list[float] = field(default_factory=lambda: [0.20, 0.28, 0.40, 0.50])
    illness_rate: float = 1.0
    town: float = 0.0

    @classmethod
    def start(cls, path: str) -> Guess:
        """The numbers that the files have now."""
        scenario = load(path)
        guess = cls(illness_rate=scenario.people.illness_rate if scenario.people else 1.0)
        constants = getattr(scenario.choice, "constants", {})
        for kind, values in guess.constants.items():
            values[:] = [constants.get(kind, {}).get(where, 0.0) for where in WHERE]
        guess.town = constants.get("town", {}).get("county", 0.0)
        guess.reviews = [scenario.reviews[tier].share for tier in TIERS]
        return guess

    def settings(self) -> dict[str, Any]:
        """As overrides of a scenario."""
        found: dict[str, Any] = {
            f"choice.constants.{kind}.{where}": round(value, 3)
            for kind, values in self.constants.items()
            for where, value in zip(WHERE, values, strict=True)
        }
        for tier, share in zip(TIERS, self.reviews, strict=True):
            found[f"reviews.{tier}.share"] = f"{100 * share:.1f} %"
        for tier in ("county", "out_of_county"):
            found[f"choice.constants.town.{tier}"] = round(self.town, 3)
        found["people.illness_rate"] = round(self.illness_rate, 4)
        return found


def first_contacts(kind: str) -> list[float]:
    """Wanted shares of (none, village, township, county, out of county) for one kind of condition."""
    primary, village, out = PRIMARY_FIRST[kind], VILLAGE_OF_PRIMARY[kind], OUT_OF_HOSPITAL[kind]
    seek = 1.0 - STAYS_HOME
    return [
        STAYS_HOME, seek * primary * village, seek * primary * (1 - village),
        seek * (1 - primary) * (1 - out), seek * (1 - primary) * out,
    ]  # fmt: skip


def as_wanted(kind: str, found: np.ndarray[Any, Any]) -> list[float]:
    """Found first contacts with the wanted shares of home and of primary care, the splits inside as they are."""
    seek, primary = 1.0 - STAYS_HOME, PRIMARY_FIRST[kind]
    near, far = found[1] + found[2], found[3] + found[4]
    return [
        STAYS_HOME, seek * primary * found[1] / near, seek * primary * found[2] / near,
        seek * (1 - primary) * found[3] / far, seek * (1 - primary) * found[4] / far,
    ]  # fmt: skip


def expected_shares(run: Run, kind: int) -> np.ndarray[Any, Any]:
    """Shares of (none, tiers) that the choice expects for this kind, over rural villages, schemes and feelings."""
    world = run.world
    mine = np.array([row.other == kind for row in world.condition])
    onsets = run.onsets
    illness = onsets.reason < 2
    felt_serious = _felt_share(run, mine)
    total = np.zeros(len(WHERE))
    weight_of = np.bincount(run.people.village[onsets.resident[illness]], minlength=len(run.county.villages))
    scheme_of = np.bincount(run.people.scheme) / len(run.people)
    for village, weight in enumerate(weight_of):
        if run.county.villages[village].spot.in_town:
            continue
        for scheme, share in enumerate(scheme_of):
            for felt, chance in ((0, 1.0 - felt_serious), (1, felt_serious)):
                total += weight * share * chance * _shares(world, village, scheme, felt, kind)
    shares: np.ndarray[Any, Any] = total / total.sum()
    return shares


def _felt_share(run: Run, mine: np.ndarray[Any, Any]) -> float:
    onsets = run.onsets
    chosen = mine[onsets.condition] & (onsets.reason < 2)
    bands, conditions = onsets.band[chosen], onsets.condition[chosen]
    rows = run.world.condition
    hit = np.array([row.notices_sensitivity for row in rows])[conditions]
    false = 1.0 - np.array([row.notices_specificity for row in rows])[conditions]
    return float(np.where(bands >= 2, hit, false).mean())


def _shares(world: Any, village: int, scheme: int, felt: int, kind: int) -> np.ndarray[Any, Any]:
    taste = world.tastes[0]
    sums = np.zeros(len(TIERS))
    for option in world.options[village]:
        if option["place"] < 0:
            continue
        place = world.beliefs[option["place"]]
        value = utility(
            place, int(option["place"]), float(option["minutes"]), float(option["yuan"]), taste, scheme, felt, kind,
            -1, -1, -1, 0.0,
        )  # fmt: skip
        sums[place["tier"]] += math.exp(value / taste["within_tier"])
    weights = np.array([math.exp(taste["constants"][kind, 0]), *(sums ** taste["within_tier"])])
    shares: np.ndarray[Any, Any] = weights / weights.sum()
    return shares


def fit_expected(path: str, guess: Guess, rounds: int = 12) -> None:
    """Stage one: the logit's own shares equal the wanted first contacts."""
    for _ in range(rounds):
        run = Run(load(path, settings=guess.settings()), 20260105, 0)
        for number, kind in enumerate(KINDS):
            found = list(expected_shares(run, number))
            move(guess.constants[kind], guess.wanted[kind], found, 1.0)


def move(constants: list[float], wanted: Sequence[float], found: Sequence[float], damping: float) -> None:
    """One step of the contraction, the constant of staying at home held at its place."""
    shift = [damping * math.log(w / max(f, 1e-6)) for w, f in zip(wanted, found, strict=True)]
    for i in range(len(constants)):
        constants[i] += shift[i] - shift[0]


@dataclass
class Flows:
    """What one run shows of the flows that are fitted, per person-year."""

    by_tier: np.ndarray[Any, Any]
    first: dict[str, np.ndarray[Any, Any]]
    town: float
    reviews: np.ndarray[Any, Any]
    admissions: np.ndarray[Any, Any]


def flows(ledgers: Sequence[Ledger]) -> Flows:
    """Flows of the measured period, the mean over runs."""
    found = [_flows(ledger) for ledger in ledgers]
    return Flows(
        np.mean([flow.by_tier for flow in found], axis=0),
        {kind: np.mean([flow.first[kind] for flow in found], axis=0) for kind in KINDS},
        float(np.mean([flow.town for flow in found])),
        np.mean([flow.reviews for flow in found], axis=0),
        np.mean([flow.admissions for flow in found], axis=0),
    )


def _flows(ledger: Ledger) -> Flows:
    person_years = ledger.residents * (ledger.end_min - ledger.warm_up_min) / (YEAR_DAYS * 1440.0)
    visits = ledger["visits"]
    seen = visits[(visits["outcome"] == 0) & (visits["arrival_min"] >= ledger.warm_up_min)]
    belongs = ledger.frame["conditions"]["belongs_to"].to_numpy()
    rural = ~ledger.frame["villages"]["in_town"].to_numpy()
    episodes = ledger["episodes"]
    new = episodes[(episodes["onset_min"] >= ledger.warm_up_min) & (episodes["reason"] < 2)]
    town = np.bincount(new["first_tier"][~rural[new["village"]]] + 1, minlength=len(WHERE))
    new = new[rural[new["village"]]]
    first = {}
    for number, kind in enumerate(KINDS):
        mine = (belongs[new["condition"]] >= 2) == bool(number)
        first[kind] = np.bincount(new["first_tier"][mine] + 1, minlength=len(WHERE)) / max(1, mine.sum())
    stays = ledger["stays"]
    admitted = stays[(stays["admitted_min"] >= ledger.warm_up_min) & (stays["from_facility"] < 0)]
    return Flows(
        np.bincount(seen["tier"], minlength=4) / person_years,
        first,
        float(town[1:3].sum() / max(1, town[1:].sum())),
        np.bincount(seen["tier"][seen["reason"] == 4], minlength=4) / person_years,
        np.bincount(admitted["tier"], minlength=4) / person_years,
    )


def correct(guess: Guess, flow: Flows, damping: float) -> None:
    """Stage two: one step from what a run shows towards what is wanted."""
    # first contacts keep their primary share; their split follows the visits of each tier
    for kind in KINDS:
        row = guess.wanted[kind]
        for low, high in ((1, 2), (3, 4)):
            both = row[low] + row[high]
            ratio = (VISITS[low - 1] / VISITS[high - 1]) / (flow.by_tier[low - 1] / flow.by_tier[high - 1])
            odds = row[low] / row[high] * ratio**damping
            row[low], row[high] = both * odds / (1 + odds), both / (1 + odds)
    for kind in KINDS:
        wanted = guess.wanted[kind]
        found = flow.first[kind]
        move(guess.constants[kind], wanted, list(np.maximum(found, 1e-4)), damping)
    hospital = (VISITS[2] + VISITS[3]) / (flow.by_tier[2] + flow.by_tier[3])
    near = (VISITS[0] + VISITS[1]) / (flow.by_tier[0] + flow.by_tier[1])
    total = REVIEWS / flow.reviews.sum()
    factors = [near, near, hospital, hospital]
    middle = sum(VISITS) / flow.by_tier.sum()
    for tier, factor in enumerate(factors):
        share = guess.reviews[tier] * (factor / middle) ** (1.5 * damping) * total**damping
        guess.reviews[tier] = min(0.9, share)
    guess.illness_rate *= (sum(VISITS) / flow.by_tier.sum()) ** damping
    guess.town += damping * (_odds(flow.town) - _odds(TOWN_FIRST))
    split = flow.admissions[1:] / flow.admissions[1:].sum()
    for tier in range(3):
        guess.constants["referred"][tier + 2] += 0.7 * damping * math.log(ADMISSIONS[tier] / max(split[tier], 1e-3))


def _odds(share: float) -> float:
    return math.log(share / (1.0 - share))


def main(arguments: Sequence[str] | None = None) -> None:
    """Fit and print the settings; nothing is written."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("scenario")
    parser.add_argument("--rounds", type=int, default=8)
    parser.add_argument("--weeks", type=int, default=20)
    parser.add_argument("--from-here", action="store_true", help="leave out stage one; start from the files")
    asked = parser.parse_args(arguments)
    guess = Guess.start(asked.scenario)
    if asked.from_here:
        guess.wanted = {}
    else:
        fit_expected(asked.scenario, guess)
        print("expected flows:", guess.settings())
    for number in range(asked.rounds):
        period = {"calendar.warm_up": "4 weeks", "calendar.measure": f"{asked.weeks} weeks"}
        scenario = load(asked.scenario, settings={**guess.settings(), **period})
        flow = flows([simulate(scenario, number)])
        for kind in KINDS:
            guess.wanted.setdefault(kind, as_wanted(kind, flow.first[kind]))
        print(f"round {number + 1}: visits {flow.by_tier.round(3)} = {flow.by_tier.sum():.3f},",
              f"reviews {flow.reviews.sum():.3f}, admissions {flow.admissions.round(4)} = {flow.admissions.sum():.4f},",
              *(f"{kind} {share[1:3].sum() / share[1:].sum():.3f}" for kind, share in flow.first.items()),
              f"town {flow.town:.3f}", flush=True)  # fmt: skip
        correct(guess, flow, 0.8 if number < 4 else 0.5)
    for path, value in guess.settings().items():
        print(f"{path}: {value}")


if __name__ == "__main__":
    main()
