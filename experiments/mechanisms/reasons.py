"""Why a claim does not come true here: a sentence of its row, with the numbers that the runs measured put in."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Final

from experiments.mechanisms.entries import Claim, Mechanism
from experiments.mechanisms.judged import COMES_TRUE, COMES_TRUE_PERHAPS, FAILS, HOLDS, Line, Trial, sign
from experiments.mechanisms.words import level

NUMBERS: Final = re.compile(r"\{([^{}]+)\}")
"""``{bed_occupancy tier=county}`` in a sentence stands for what that measure was, and became."""


def asked_of(entry: Mechanism) -> set[str]:
    """The numbers that the sentences of a row speak of."""
    sentences = [claim.otherwise for claim in (*entry.claims, *entry.side_effects)]
    return {name for sentence in sentences for name in NUMBERS.findall(sentence)}


def measured_by(entry: Mechanism) -> set[str]:
    """The numbers that a row measures."""
    return {_name(one.cell) for one in (*entry.claims, *entry.side_effects, *entry.explained_by)}


def reasons(trial: Trial) -> Iterator[tuple[str, str]]:
    """(claim, why not), for each claim and each side effect that has not come true."""
    known = _known((*trial.explained_by, *trial.claims, *trial.side_effects))
    for line in failed((*trial.claims, *trial.side_effects)):
        if isinstance(line.of, Claim) and line.of.otherwise:
            yield line.of.says, NUMBERS.sub(lambda found: _became(known[found.group(1)]), line.of.otherwise)


def failed(claims: Sequence[Line]) -> list[Line]:
    """Claims that have not come true."""
    return [line for line in claims if line.outcome not in (COMES_TRUE, COMES_TRUE_PERHAPS)]


def _known(lines: Iterable[Line]) -> Mapping[str, Line]:
    return {_name(line.of.cell): line for line in lines}


def _became(line: Line) -> str:
    """What a measure was, and became; said if chance alone could have moved it so far."""
    still = "" if sign(line.gap.interval, "higher") in (HOLDS, FAILS) else ", not seen to move"
    return f"{level(line, line.gap.today)} → {level(line, line.gap.arm)}{still}"


def _name(cell: tuple[str, str]) -> str:
    return " ".join(cell).strip()
