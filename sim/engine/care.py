"""Chronic illness over the months: who signs, who is followed up, who is under control, whom an event finds.

Every 28 days at 00:00 contracts grow, the control of those looked after is settled anew for some, and the attacks and
follow-ups of the next 28 days are settled by it. All luck belongs to the resident and the month (or the event).
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from sim.illness.catalogue import catalogue
from sim.illness.managed import Candidates
from sim.ledger import TABLES
from sim.ledger.ledger import Rows
from sim.luck.decisions import Decision
from sim.luck.philox import uniforms
from sim.network.rules import InForce
from sim.network.world import World
from sim.scenario.scenario import Scenario
from sim.vocabulary import DAY_MIN, YEAR_MIN
from sim.vocabulary.words import TOWNSHIP, VILLAGE

MONTH_DAYS: Final = 28
SEEN_WITHIN: Final = 1.5
"""Intervals between follow-ups after which somebody no longer counts as followed up (assumption)."""

Flags = NDArray[np.bool_]
Residents = NDArray[np.intp]


class ChronicState:
    """The state of every resident's chronic illness, and the contracts."""

    def __init__(self, world: World, scenario: Scenario) -> None:
        self._world, self._scenario = world, scenario
        self.moves = bool(world.manages)
        self._rows: list[tuple[int, ...]] = []
        if not self.moves:
            return
        people = world.people
        self._ill = people.chronic.astype(np.int64)
        self._with = [np.flatnonzero((self._ill >> number) & 1) for number in range(len(scenario.chronic))]
        self.controlled = people.controlled.astype(np.int64)
        self.contracted = people.contracted.copy()
        self._found = np.zeros((len(scenario.chronic), len(people)), np.float32)
        self._found_today = np.zeros_like(self._found)
        self._who = np.arange(len(people), dtype=np.int64) << 32
        self._signs = uniforms(world.key, self._who, Decision.enrols)
        self._followed = np.frombuffer(world.followed_min, np.float64)
        self._candidates = Candidates(world.onsets, catalogue(scenario.at(0.0)), world.key)
        self.numbers_changed(0.0)

    def numbers_changed(self, minute: float) -> None:
        """The numbers have been read anew: at the start, and on a date of ``changes:``."""
        if not self.moves:
            return
        then = self._scenario.at(minute)
        self._usual = [illness.controlled for illness in then.chronic.values()]
        self._care = next((answer for answer in self._world.answers_in_force("chronic_care")
                           if answer.policy.kind != "none"), None)  # fmt: skip
        self._candidates.read(catalogue(then))
        self._sign_in(np.flatnonzero(self.contracted), int(minute // DAY_MIN))

    def review(self, day: int) -> None:
        """A month begins."""
        if not self.moves:
            return
        minute = day * DAY_MIN
        self._enrol(minute)
        followed = self._are_followed(minute)
        self._settle_control(day // MONTH_DAYS, minute, followed)
        self._candidates.settle(minute, minute + MONTH_DAYS * DAY_MIN, self.controlled, self._under_contract(minute))
        for number, ill in enumerate(self._with):
            is_controlled = (self.controlled[ill] >> number) & 1
            counts = (self.contracted[ill], followed[ill], is_controlled)
            self._rows.append((day, number, len(ill), *(int(np.count_nonzero(flags)) for flags in counts)))
        self._rows.append((day, -1, len(self._ill), int(np.count_nonzero(self.contracted)), 0, 0))

    def table(self) -> Rows:
        """The ledger table ``managed``."""
        return np.array(self._rows, TABLES["managed"].dtype)

    def finds(self, place: int, event: int, policy: Any, day: int) -> None:
        """An event at a place: of the neighbours who come, some are brought under control and offered a contract."""
        world = self._world
        near = [village for village, own in enumerate(world.nearest_of_tier[max(VILLAGE, world.place[place].tier)])
                if own == place]  # fmt: skip
        is_near = np.zeros(len(world.county.villages), np.bool_)
        is_near[near] = True
        neighbours = np.flatnonzero(is_near[world.people.village])
        luck = uniforms(world.key, self._who[neighbours], Decision.comes_to_event, event)
        come = neighbours[lowest(luck, policy.reaches())]
        for number in range(len(self._usual)):
            out_of_control = come[((self._ill[come] >> number) & 1 == 1) & ((self.controlled[come] >> number) & 1 == 0)]
            u = uniforms(world.key, self._who[out_of_control] | event, Decision.found, number)
            helped = out_of_control[u < policy.controlled_share()]
            self.controlled[helped] |= 1 << number
            self._found_today[number, helped] = policy.relapse_share()
        if self._care is not None:
            ill = come[self._ill[come] != 0]
            self.contracted[ill] = True
            self._sign_in(ill, day)

    # -- contracts -------------------------------------------------------------------------------------------

    def _enrol(self, minute: float) -> None:
        care = self._care
        if care is None or not care.from_min <= minute < care.until_min:
            return
        offered = self._offered(care)
        had = self._world.people.contracted[offered]
        today = float(had.mean()) if len(had) else 0.0
        months = (minute - care.from_min) / (MONTH_DAYS * DAY_MIN)
        wanted = max(0.0, care.policy.covered(months, today) - today)
        signing = offered & ~self.contracted & (self._signs * (1.0 - today) < wanted)
        self.contracted |= signing
        self._sign_in(np.flatnonzero(signing), int(minute // DAY_MIN))

    def _offered(self, care: InForce) -> Flags:
        if not care.residents:
            return np.ones(len(self._ill), np.bool_)
        offered: Flags = np.frombuffer(care.residents, np.uint8) == 1
        return offered

    def _sign_in(self, who: Residents, day: int) -> None:
        """Who has a contract has an own doctor, which weighs in the choice."""
        world = self._world
        world.contract_day[who[world.contract_day[who] < 0]] = day
        tier = VILLAGE if any(row.tier == VILLAGE for row in world.place) else TOWNSHIP
        own = np.frombuffer(world.own_doctor, np.int64)
        own[who] = np.array(world.nearest_of_tier[tier], np.int64)[world.people.village[who]]

    def _under_contract(self, minute: float) -> Flags:
        care = self._care
        if care is None or not care.from_min <= minute < care.until_min:
            return np.zeros(len(self._ill), np.bool_)
        under: Flags = self.contracted & (self._ill != 0) & self._offered(care)
        return under

    # -- control ---------------------------------------------------------------------------------------------

    def _are_followed(self, minute: float) -> Flags:
        """Seen within one and a half intervals of the contract."""
        a_year = self._care.policy.seen_a_year() if self._care is not None else 0.0
        if a_year <= 0.0:
            return np.zeros(len(self._ill), np.bool_)
        lately: Flags = self._followed > minute - SEEN_WITHIN * YEAR_MIN / a_year
        return lately & self._under_contract(minute)

    def _settle_control(self, month: int, minute: float, followed: Flags) -> None:
        """For some of those under contract it is settled anew whether they are under control; others relapse."""
        under = self._under_contract(minute)
        care = self._care.policy if self._care is not None else None
        turnover = 0.0 if care is None else care.turnover_share()
        gain_points = 0.0 if care is None else care.gain_points()
        for number, usual in enumerate(self._usual):
            ill = self._with[number]
            moving = ill[under[ill] | (self._found[number, ill] > 0.0)]
            u = uniforms(self._world.key, self._who[moving] | month, Decision.control_moves, number)
            cared, share = under[moving], np.clip(usual + gain_points * followed[moving], 0.0, 1.0)
            anew = cared & (u < turnover)
            held = u < turnover * share
            lost = (anew & ~held) | (~cared & (u < self._found[number, moving]))
            self.controlled[moving[anew & held]] |= 1 << number
            self.controlled[moving[lost]] &= ~(1 << number)
            self._found[number, moving[lost]] = 0.0
        if self._found_today.any():
            np.maximum(self._found, self._found_today, out=self._found)
            self._found_today[:] = 0.0


def events_of(world: World, answers: Sequence[InForce]) -> dict[int, list[tuple[InForce, int, int]]]:
    """(answer, place, number of the event) by day; the places take turns. The number is of the answer and the day."""
    found: dict[int, list[tuple[InForce, int, int]]] = {}
    number = 0
    for answer in answers:
        every = answer.policy.every_min()
        places = [row.place for row in world.place if row.tier <= TOWNSHIP and (
            answer.places[row.place] if answer.places else row.tier == TOWNSHIP)]  # fmt: skip
        for turn, place in enumerate(places if every > 0.0 else ()):
            minute = answer.from_min + every * turn / len(places)
            while minute < min(answer.until_min, world.end_min):
                number += 1
                found.setdefault(int(minute // DAY_MIN), []).append((answer, place, number))
                minute += every
    return found


def lowest(luck: NDArray[np.float64], many: int) -> Residents:
    """Where the lowest so many numbers stand, the lowest first; of equal ones the first."""
    among = np.flatnonzero(luck <= np.partition(luck, many)[many]) if many < len(luck) else np.arange(len(luck))
    found: Residents = among[np.argsort(luck[among], kind="stable")[:many]]
    return found
