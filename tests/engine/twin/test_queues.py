"""Calendar and queues of the compiled engine by themselves, against plain lists."""

from __future__ import annotations

import hashlib
import math
import random
from collections.abc import Callable
from types import SimpleNamespace
from typing import Any

import pytest

from sim.engine.compiled.engine_row import GOES_ON, KIND_BITS, RELEASES, WHAT, WHAT_BITS
from sim.engine.compiled.kernel import Kernel
from sim.engine.compiled.lay import Memory
from sim.engine.compiled.module import fingerprint, module_for, opened
from sim.engine.compiled.native.binary import Signature
from sim.engine.compiled.queues import GAVE_UP, NOBODY, SEIZED, TURNED_AWAY, WAITS
from sim.engine.compiled.rules import Policies
from sim.network.units import UnitRow

DAYS = 3
Event = tuple[float, int, int, int]
NOTHING = (-1.0, -1, -1, -1)


DOORS = '''"""Doors to the primitives of the compiled engine, for their tests."""
import math

from sim.engine.compiled.engine_row import GIVES_UP, KIND_BITS, RELEASES, WHAT, WHAT_BITS, engine_at
from sim.engine.compiled.heap import due_min, insert, next_list, push, take_due
from sim.engine.compiled.memory import load_int
from sim.engine.compiled.queues import give_up, release, seize


def put(do, time, kind, who, what):
    push(do, time, kind, who, what)


def coming(do):
    e = engine_at(do)
    while e.far_min != math.inf and not due_min(do) < e.far_min:
        next_list(do)
    return due_min(do)


def act(do):
    engine_at(do).now = due_min(do)
    word = take_due(do)
    kind, what, who = word & 3, (word >> KIND_BITS) & WHAT, word >> (KIND_BITS + WHAT_BITS)
    if kind == GIVES_UP:
        give_up(do, who, what)
    elif kind == RELEASES:
        release(do, who, what)
    return word


def at_minute(do, now):
    """The clock of a test may run ahead of what is still due: that keeps its minute."""
    e = engine_at(do)
    for i in range(e.soon_at, e.soon_n):
        insert(do, e.now, e.sequence, load_int(e.soon + 8 * i))
        e.sequence += 1
    e.soon_at = e.soon_n = 0
    e.now = now


def settle(do):
    at_minute(do, engine_at(do).now)


def ask(do, now, who, unit, priority, patience_min):
    at_minute(do, now)
    return seize(do, who, unit, priority, patience_min)


def give_back(do, now, unit, priority):
    at_minute(do, now)
    release(do, unit, priority)
'''


SIGNATURES = {
    "put": Signature(":ifiii"), "coming": Signature("f:i"), "act": Signature("i:i"), "settle": Signature(":i"),
    "ask": Signature("i:ifiiif"), "give_back": Signature(":ifii"),
}  # fmt: skip


def doors() -> SimpleNamespace:
    """Compiled once per state of the engine's sources, as the pathway is."""
    name = f"tiercare_doors_{hashlib.sha256((DOORS + fingerprint()).encode()).hexdigest()[:16]}"
    made = opened(name, lambda: (DOORS, {}), SIGNATURES)
    return SimpleNamespace(**{door: made.call(door) for door in SIGNATURES})


DOOR = doors()
put, ask, give_back = DOOR.put, DOOR.ask, DOOR.give_back


def take_next(do: int) -> Event:
    """As the loop does: the next list is opened when nothing earlier is left."""
    minute = DOOR.coming(do)
    if minute == math.inf:
        return NOTHING
    word = DOOR.act(do)
    return minute, word & 3, word >> (KIND_BITS + WHAT_BITS), (word >> KIND_BITS) & WHAT


Makes = Callable[..., Kernel]


@pytest.fixture
def kernel_of() -> Makes:
    def make(**unit: Any) -> Kernel:
        """An engine with one unit."""
        kernel = Kernel(module_for(False, True), Memory(Policies().at))
        kernel.open_units([UnitRow(0, "one", "one", "station", -1, -1, **unit)], [True], DAYS)
        return kernel

    return make


def calls(kernel: Kernel) -> list[tuple[float, int, int]]:
    """All that still happens: (minute, who goes on, with what answer)."""
    told = []
    DOOR.settle(kernel.do)
    while (event := take_next(kernel.do)) != NOTHING:
        if event[1] == GOES_ON:
            told.append((event[0], event[2], event[3]))
    return told


@pytest.mark.parametrize("seed", range(6))
def test_whatever_is_put_on_the_calendar_comes_off_in_the_order_of_a_sorted_list(seed: int, kernel_of: Makes) -> None:
    """Ties in the order in which they were put there; half hours, days and what lies beyond the run included."""
    luck, kernel = random.Random(seed), kernel_of()
    expected: list[tuple[float, int]] = []
    number, now = 0, 0.0
    for _ in range(60):
        for _ in range(luck.randrange(40)):
            ahead = luck.choice([0.0, 0.0, 1.0, 5.0, 30.0, luck.random() * 100.0, luck.random() * 9000.0])
            expected.append((now + ahead, number))
            put(kernel.do, now + ahead, GOES_ON, number, number % 7)
            number += 1
        expected.sort()
        for _ in range(min(len(expected), luck.randrange(45))):
            time, who = expected.pop(0)
            assert take_next(kernel.do) == (time, GOES_ON, who, who % 7)
            now = time
    assert [take_next(kernel.do)[::2] for _ in expected] == [(time, who) for time, who in sorted(expected)]
    assert take_next(kernel.do) == NOTHING
    assert kernel.events == number


def test_a_calendar_that_is_full_says_so_and_writes_nothing(kernel_of: Makes) -> None:
    kernel = kernel_of()
    room = int(kernel.row["far_room"])
    for number in range(room):
        put(kernel.do, 1.0, GOES_ON, number, 0)
    assert int(kernel.row["failed"]) == 0
    put(kernel.do, 1.0, GOES_ON, room, 0)
    assert int(kernel.row["failed"]) == 1
    assert int(kernel.row["far_n"]) == int(kernel.row["far_waiting"]) == room


def test_within_a_class_first_come_is_first_served_and_the_first_class_goes_before(kernel_of: Makes) -> None:
    kernel = kernel_of(steps=((0.0, 1),), classes=3)
    assert ask(kernel.do, 1.0, 100, 0, 1, -1.0) == SEIZED
    for who, priority in enumerate([2, 1, 2, 0, 1, 0]):
        assert ask(kernel.do, 2.0, who, 0, priority, -1.0) == WAITS
    for minute in range(3, 9):
        give_back(kernel.do, float(minute), 0, 0)
    assert calls(kernel) == [(3.0, 3, SEIZED), (4.0, 5, SEIZED), (5.0, 1, SEIZED), (6.0, 4, SEIZED), (7.0, 0, SEIZED),
                             (8.0, 2, SEIZED)]  # fmt: skip
    assert int(kernel.pools[0]["n_waiting"]) == 0


def test_who_is_called_in_the_minute_in_which_patience_ends_stays(kernel_of: Makes) -> None:
    """Whichever stands first on the calendar: here the server was given back before the patience ended."""
    kernel = kernel_of()
    assert ask(kernel.do, 0.0, 1, 0, 0, -1.0) == SEIZED
    put(kernel.do, 5.0, RELEASES, 0, 0)
    assert ask(kernel.do, 0.0, 2, 0, 0, 5.0) == WAITS
    assert calls(kernel) == [(5.0, 2, SEIZED)]
    assert int(kernel.pools[0]["gave_up"]) == 0


def test_who_gives_up_in_the_minute_before_the_call_is_gone(kernel_of: Makes) -> None:
    kernel = kernel_of()
    assert ask(kernel.do, 0.0, 1, 0, 0, -1.0) == SEIZED
    assert ask(kernel.do, 0.0, 2, 0, 0, 5.0) == WAITS
    assert ask(kernel.do, 0.0, 3, 0, 0, -1.0) == WAITS
    put(kernel.do, 5.0, RELEASES, 0, 0)
    assert calls(kernel) == [(5.0, 2, GAVE_UP), (5.0, 3, SEIZED)]


def test_a_patience_that_ends_after_the_call_moves_nobody_who_has_the_same_place_since(kernel_of: Makes) -> None:
    """Places in memory are used again: the patience of who stood there before is not his who stands there now."""
    kernel = kernel_of()
    assert ask(kernel.do, 0.0, 1, 0, 0, -1.0) == SEIZED
    assert ask(kernel.do, 1.0, 2, 0, 0, 10.0) == WAITS
    give_back(kernel.do, 2.0, 0, 0)
    assert ask(kernel.do, 3.0, 3, 0, 0, -1.0) == WAITS
    assert int(kernel.row["waiters_n"]) == 1, "the place is the same"
    give_back(kernel.do, 20.0, 0, 0)
    assert calls(kernel) == [(2.0, 2, SEIZED), (20.0, 3, SEIZED)]


def test_a_full_waiting_room_and_no_patience_turn_away(kernel_of: Makes) -> None:
    kernel = kernel_of(waiting_room=1)
    asked = [ask(kernel.do, 0.0, who, 0, 0, patience) for who, patience in enumerate([-1.0, 0.0, -1.0, -1.0])]
    assert asked == [SEIZED, TURNED_AWAY, WAITS, TURNED_AWAY]


def test_kept_servers_wait_for_their_class_until_release_time(kernel_of: Makes) -> None:
    kernel = kernel_of(steps=((0.0, 2),), classes=2, reserved=1, reserved_for=frozenset({0}))
    assert [ask(kernel.do, 0.0, who, 0, 1, -1.0) for who in (1, 2)] == [SEIZED, WAITS]
    assert ask(kernel.do, 1.0, 3, 0, 0, -1.0) == SEIZED
    give_back(kernel.do, 2.0, 0, 0)
    assert int(kernel.pools[0]["n_waiting"]) == 1, "the kept server stays free"
    kernel.row["now"] = 3.0
    kernel.units[0].set_reserved(True)
    assert calls(kernel) == [(3.0, 2, SEIZED)]


@pytest.mark.parametrize("seed", range(6))
def test_any_comings_and_goings_are_those_of_plain_lists(seed: int, kernel_of: Makes) -> None:
    """Many patients of three classes, three servers, patience on a grid of minutes: the call list is the same."""
    luck, kernel, plain = random.Random(seed), kernel_of(steps=((0.0, 3),), classes=3), PlainUnit(3, 3)
    minute, told = 0.0, []
    for who in range(400):
        minute += luck.choice([0.0, 1.0, 2.0])
        told += [event for event in until(kernel, minute) if event[1] == GOES_ON]
        plain.until(minute)
        patience, priority = luck.choice([-1.0, 1.0, 3.0, 5.0]), luck.randrange(3)
        assert ask(kernel.do, minute, who, 0, priority, patience) == plain.ask(minute, who, priority, patience)
        if luck.random() < 0.9 and plain.busy:
            put(kernel.do, minute + 2.0, RELEASES, 0, 0)
            plain.release_at(minute + 2.0)
            plain.promised += 1
    told += [event for event in until(kernel, 1e6) if event[1] == GOES_ON]
    plain.until(1e6)
    assert [(event[0], event[2], event[3]) for event in told] == plain.told
    assert int(kernel.pools[0]["n_waiting"]) == sum(len(queue) for queue in plain.queues)


def until(kernel: Kernel, minute: float) -> list[Event]:
    """All that happens before a minute."""
    found: list[Event] = []
    while DOOR.coming(kernel.do) < minute:
        found.append(take_next(kernel.do))
    return found


class PlainUnit:
    """The same unit in a few lists: (minute, number, what) sorted before every step."""

    def __init__(self, servers: int, classes: int) -> None:
        self.free, self.busy, self.promised, self.number = servers, 0, 0, 0
        self.queues: list[list[int]] = [[] for _ in range(classes)]
        self.coming: list[tuple[float, int, str, int]] = []
        self.told: list[tuple[float, int, int]] = []

    def _plan(self, minute: float, what: str, who: int) -> None:
        self.coming.append((minute, self.number, what, who))
        self.number += 1

    def release_at(self, minute: float) -> None:
        self._plan(minute, "release", NOBODY)

    def ask(self, minute: float, who: int, priority: int, patience_min: float) -> int:
        if self.busy < self.free:
            self.busy += 1
            return SEIZED
        self.queues[priority].append(who)
        if patience_min > 0.0:
            self._plan(minute + patience_min, "gives up", who)
        return WAITS

    def until(self, minute: float) -> None:
        while self.coming and min(self.coming)[0] < minute:
            now, _, what, who = event = min(self.coming)
            self.coming.remove(event)
            if what == "release":
                self.busy -= 1
                waiting = [queue for queue in self.queues if queue]
                if waiting and self.busy < self.free:
                    self.busy += 1
                    self._plan(now, "called", waiting[0].pop(0))
            elif what == "gives up":
                for queue in self.queues:
                    if who in queue:
                        queue.remove(who)
                        self._plan(now, "gone", who)
            else:
                self.told.append((now, who, SEIZED if what == "called" else GAVE_UP))
