"""Arrival streams of a network of stations, or of patients from outside a county: who comes when, as what.

A stream says when (at random, one after the other, booked, or as recorded), a class for each patient, and
the route. Times are absolute minutes; everything about patient n of a stream hangs on (seed, replication,
stream, n), so that streams disturb nobody and a dated change leaves everybody before it where they were.
"""

from __future__ import annotations

from collections.abc import Hashable, Sequence
from dataclasses import dataclass
from functools import lru_cache

import numpy as np
from numpy.typing import NDArray

from sim.illness.draws import draws, patients, poisson_times, renewal_times
from sim.illness.in_time import in_order_of_time
from sim.illness.rates import Curve, Piece
from sim.luck.decisions import Decision
from sim.luck.philox import key, uniforms
from sim.luck.quantiles import table
from sim.scenario.arrivals import ArrivalStream, Listed, Poisson, Renewal, Scheduled
from sim.scenario.rates import ConstantRate, FileRate, HourlyRate, RateProfile, SineRate
from sim.scenario.scenario import Scenario
from sim.vocabulary import DAY_MIN

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]
Epochs = list[tuple[float, Scenario]]
Stream = list[tuple[float, ArrivalStream]]
"""A stream as it stands from each minute on."""
Came = tuple[Floats, Ints, Ints]
"""Of one stream: minutes, patients, and rows of the stream's table, -1 where it has none."""

NO_ROW = -1


@dataclass(frozen=True)
class Arrivals:
    """Columns, one row per patient, in order of time; in one instant in the order of the streams."""

    time_min: Floats
    patient: Ints
    stream: Ints
    sort: Ints  # number of the class, as in classes_of
    row: Ints  # row of the stream's table, -1 where it has none

    def __len__(self) -> int:
        return len(self.time_min)


def classes_of(scenario: Scenario) -> tuple[str, ...]:
    """Every class of patients that a stream or a starting patient may have; the position is its number."""
    found: dict[str, None] = {}
    for stream in scenario.arrivals.values():
        found.update(dict.fromkeys(stream.classes if isinstance(stream, Listed) else ()))
        if not (isinstance(stream, Listed) and stream.classes):
            found.update(dict.fromkeys(stream.class_))
    return tuple(found)


def draw_arrivals(scenario: Scenario, seed: int, replication: int, horizon_min: float | None = None) -> Arrivals:
    """All patients of all streams who come before the horizon (default: the end of the measured period)."""
    end_min = scenario.calendar.end_min if horizon_min is None else horizon_min
    run_key, epochs = key(seed, replication), epochs_of(scenario, end_min)
    streams = [[(at, then.arrivals[name]) for at, then in epochs] for name in scenario.arrivals]
    if not streams:
        nobody = np.zeros(0, np.int64)
        return Arrivals(np.zeros(0), nobody, nobody, nobody, nobody)
    came = _who_comes(run_key, streams, end_min)
    sort = _classes(run_key, streams, came, classes_of(scenario))
    stream = np.repeat(np.arange(len(came)), [len(times) for times, _, _ in came])
    time, patient, row = (np.concatenate(column) for column in zip(*came, strict=True))
    order = in_order_of_time(time)
    return Arrivals(time.take(order), patient.take(order), stream.take(order), sort.take(order), row.take(order))


def epochs_of(scenario: Scenario, end_min: float) -> Epochs:
    """The scenario as it stands from each minute on at which a dated change begins or ends."""
    moments = [minute for minute in scenario.change_minutes if 0.0 < minute < end_min]
    return [(minute, scenario.at(minute)) for minute in [0.0, *moments]]


def _who_comes(run_key: int, streams: list[Stream], end_min: float) -> list[Came]:
    at_random = [number for number, epochs in enumerate(streams) if isinstance(epochs[0][1], Poisson)]
    curves = [curve_of(streams[number], end_min) for number in at_random]
    drawn = dict(zip(at_random, poisson_times(run_key, at_random, curves), strict=True))
    found = []
    for number, epochs in enumerate(streams):
        first = epochs[0][1]
        if isinstance(first, Listed):
            times, nth, row = _listed_times(run_key, number, first, end_min)
            found.append((times, nth + patients(number, 0, 1)[0], row))
        else:
            times = drawn[number] if number in drawn else _renewals(run_key, number, epochs, end_min)
            found.append((times, patients(number, 0, len(times)), np.full(len(times), NO_ROW)))
    return found


def _renewals(run_key: int, number: int, epochs: Stream, end_min: float) -> Floats:
    gaps = [(at, stream.between) for at, stream in epochs if isinstance(stream, Renewal)]
    rows, grid = table([gap for _, gap in gaps])
    return renewal_times(run_key, number, [(at, i) for i, (at, _) in enumerate(gaps)], end_min, rows, grid)


def _classes(run_key: int, streams: list[Stream], came: list[Came], classes: tuple[str, ...]) -> Ints:
    """The class of each patient: as the stream's table says, or drawn for all streams of the same shares at once."""
    alike: dict[Hashable, list[int]] = {}
    for number, epochs in enumerate(streams):
        shares = tuple((at, *stream.class_.items()) for at, stream in epochs)
        alike.setdefault(number if _listed_classes(epochs) else shares, []).append(number)
    sorts: dict[int, Ints] = {}
    for numbers in alike.values():
        epochs = streams[numbers[0]]
        times, patient, row = (np.concatenate(column) for column in zip(*(came[n] for n in numbers), strict=True))
        if listed := _listed_classes(epochs):
            drawn = np.array([classes.index(name) for name in listed], np.int64)[row]
        else:
            drawn = _drawn_classes(run_key, patient, times, epochs, classes)
        ends = np.cumsum([len(came[number][0]) for number in numbers[:-1]], dtype=np.int64)
        sorts |= dict(zip(numbers, np.split(drawn, ends), strict=True))
    return np.concatenate([sorts[number] for number in range(len(streams))])


def _listed_classes(epochs: Stream) -> Sequence[str]:
    first = epochs[0][1]
    return first.classes if isinstance(first, Listed) else ()


def _drawn_classes(run_key: int, patient: Ints, times: Floats, epochs: Stream, classes: tuple[str, ...]) -> Ints:
    """The class of each patient by one number of luck, under the shares in force when the patient comes."""
    sort = np.zeros(len(times), np.int64)
    luck = uniforms(run_key, patient, Decision.arrival_class)
    bounds = [at for at, _ in epochs[1:]] + [np.inf]
    for (start, stream), end in zip(epochs, bounds, strict=True):
        inside = slice(None) if len(epochs) == 1 else (times >= start) & (times < end)
        within, upto = luck[inside], 0.0
        found = np.full(len(within), classes.index(next(iter(stream.class_))), np.int64)
        for share, name in zip(stream.class_.values(), list(stream.class_)[1:], strict=False):
            upto += share
            found[within >= upto] = classes.index(name)
        sort[inside] = found
    return sort


def _listed_times(run_key: int, number: int, stream: Listed, end_min: float) -> tuple[Floats, Ints, Ints]:
    """When the patients of a table come; a booked one may stay away, or come early or late."""
    slots = np.array(stream.times_min)
    row = np.arange(len(slots), dtype=np.int64)
    nth = row
    if isinstance(stream, Scheduled) and stream.repeats:
        cycles = int(np.ceil(end_min / stream.repeats)) + 1
        slots = (slots + stream.repeats * np.arange(cycles)[:, None]).ravel()
        nth, row = np.arange(len(slots), dtype=np.int64), np.tile(row, cycles)
    kept = slots < end_min
    slots, nth, row = slots[kept], nth[kept], row[kept]
    if not isinstance(stream, Scheduled):
        return slots, nth, row
    patient = nth + patients(number, 0, 1)[0]
    if stream.arrives is not None:
        rows, grid = table([stream.arrives])
        slots = np.maximum(slots + draws(run_key, patient, Decision.arrival_early, rows, grid, 0), 0.0)
    shows = uniforms(run_key, patient, Decision.arrival_shows) >= stream.no_show
    return slots[shows], nth[shows], row[shows]


def curve_of(epochs: Stream, end_min: float) -> Curve:
    """The rate of a Poisson stream over the run; each epoch has its own profile from its first minute on."""
    pieces: list[Piece] = []
    bounds = [at for at, _ in epochs[1:]] + [end_min]
    for (start, stream), end in zip(epochs, bounds, strict=True):
        assert isinstance(stream, Poisson)
        pieces += _cut(_pieces(stream.rate, end), start, end)
    return _curve(tuple(pieces), end_min)


@lru_cache(maxsize=64)
def _curve(pieces: tuple[Piece, ...], end_min: float) -> Curve:
    """Many villages have one rate: its ruler is made once."""
    return Curve(pieces, end_min)


def _pieces(rate: RateProfile, end_min: float) -> list[Piece]:
    """A profile from minute 0 on, whatever epoch it is for."""
    if isinstance(rate, ConstantRate):
        return [Piece(0.0, rate.rate)]
    if isinstance(rate, SineRate):
        return [Piece(0.0, rate.mean, rate.amplitude, rate.period, rate.starts)]
    steps, cycle = (rate.steps, DAY_MIN) if isinstance(rate, HourlyRate) else (rate.steps, _cycle(rate))
    if cycle <= 0.0:
        return [Piece(minute, level) for minute, level in steps]
    cycles = int(np.ceil(end_min / cycle))
    return [
        Piece(again * cycle + minute, level) for again in range(cycles) for minute, level in steps if minute < cycle
    ]


def _cycle(rate: FileRate) -> float:
    return 0.0 if rate.repeats is None else rate.repeats


def _cut(pieces: list[Piece], start: float, end: float) -> list[Piece]:
    """The part of a profile that lies between two minutes."""
    ends = [piece.start_min for piece in pieces[1:]] + [np.inf]
    return [
        Piece(max(piece.start_min, start), *_shape(piece))
        for piece, piece_end in zip(pieces, ends, strict=True)
        if piece_end > start and piece.start_min < end
    ]


def _shape(piece: Piece) -> tuple[float, float, float, float]:
    return piece.level_per_min, piece.amplitude_per_min, piece.period_min, piece.rises_min
