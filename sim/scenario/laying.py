"""One file laid over another: what the upper one says, and what stays of the lower one.

Rules: a block merges key by key; a list, a roster and the branches of ``then:`` replace what was there; a
changed ``kind`` replaces the whole block, and so do shares that sum to 100 % by themselves; an answer of
policy that holds only for some days, places or people is laid over the one that was there; ``changes:`` and
``costs:`` add up. A package (an overlay laid over a county) adds its answers to those that run side by side.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace
from typing import Any

from sim.policies import QUESTIONS
from sim.scenario.node import Keys, Node
from sim.scenario.paths import PROVENANCE

HEADERS = ("extends", "overlay")
PARTIAL = ("from", "until", "only_in", "only_for")
"""An answer of policy that says one of these holds only in part; the one below it keeps the rest."""
ADD_UP = (("changes",), ("costs",))
PARTITIONS = (("ages",), ("schemes",), ("severity",), ("class",), ("shares",))
"""Blocks of shares of a whole. One that sums to 100 % by itself replaces the shares that were there."""
INSTEAD = {"map": ("facilities", "villages", "travel"), "facilities": ("map",)}
"""Inside ``places``: an invented map and tables of a real county exclude each other."""
TIMES = re.compile(r"(Mo|Tu|We|Th|Fr|Sa|Su|PH|SH|[0-2][0-9]:[0-5][0-9]|24/7)\b.*")


def over(base: Node, top: Node, keys: Keys = (), package: bool = False) -> Node:
    """``base`` with everything that ``top`` says instead; a package adds to answers that run side by side."""
    if keys in ADD_UP and isinstance(base.value, list) and isinstance(top.value, list):
        return replace(top, value=added_up(base.value, top.value))
    if is_answered(keys) and (added := _laid_over(base, top, keys, package)) is not None:
        return added
    if not isinstance(base.value, dict) or not isinstance(top.value, dict) or replaces(base, top, keys):
        return top
    merged = dict(base.value)
    if keys == ("places",):
        for named, others in INSTEAD.items():
            if named in top.value:
                merged = {key: child for key, child in merged.items() if key not in others}
    for key, child in top.value.items():
        merged[key] = over(merged[key], child, (*keys, key), package) if key in merged else child
    return replace(top, value=merged)


def _laid_over(base: Node, top: Node, keys: Keys, package: bool) -> Node | None:
    """Answers to one question over those that were there; nothing if they merge or replace like any block."""
    if is_partial(top) and not (package and is_additive(keys)):
        return replace(top, value=[*answers_of(base), top])
    answers = answers_of(top)
    if not package or not all(answer.child("kind") is not None for answer in answers):
        return None
    if is_additive(keys):
        today = [] if any(map(is_nobody(keys), answers)) else answers_of(base)
        kept = [one for one in today if not is_nobody(keys)(one) and place_of(one, answers) is None]
        return replace(top, value=[*kept, *answers]) if kept else top
    return replace(top, value=[*answers_of(base), *answers]) if all(map(is_partial, answers)) else None


def added_up(first: Sequence[Node], second: Sequence[Node]) -> list[Node]:
    """Changes and costs of both. What the run counts is paid once: the second price of the same thing holds."""
    known = {id(item) for item in first}
    new = [item for item in second if id(item) not in known]
    named = {cost_name(item) for item in new} - {None}
    return [*(item for item in first if cost_name(item) not in named), *new]


def cost_name(entry: Node) -> tuple[str, str] | None:
    """What a cost is for, if the run counts it; two packages that send experts pay the same allowance once."""
    what, each = entry.child("what"), entry.child("each")
    return None if what is None or each is None else (str(what.value), str(each.value))


def replaces(base: Node, top: Node, keys: Keys) -> bool:
    """Whether one block takes the place of another whole, rather than key by key."""
    if (kind := top.child("kind")) is not None:
        before = base.child("kind")
        if before is None or before.value != kind.value:
            return True
    if keys[-1:] == ("then",) or _is_timetable(base) or _is_timetable(top):
        return True
    return keys[-1:] in PARTITIONS and _is_everything(top)


def is_answered(keys: Keys) -> bool:
    """Whether this is the place of the answers to one question."""
    return len(keys) == 2 and keys[0] == "policies"


def is_additive(keys: Keys) -> bool:
    """Whether all answers to this question run side by side."""
    return keys[1] in QUESTIONS and QUESTIONS[keys[1]].additive


def answers_of(node: Node) -> list[Node]:
    """One answer or a list of them, as a list."""
    return node.value if isinstance(node.value, list) else [node]


def is_partial(answer: Node) -> bool:
    """Whether an answer holds only for some days, places or people: today's answer stays beneath it."""
    return isinstance(answer.value, dict) and any(answer.child(key) is not None for key in PARTIAL)


def is_nobody(keys: Keys) -> Any:
    """Tells whether an answer says that nothing is done, anywhere and at any time."""
    null = next(iter(QUESTIONS[keys[1]].kinds)) if keys[1] in QUESTIONS else "none"

    def says_so(answer: Node) -> bool:
        kind = answer.child("kind")
        return kind is not None and kind.value == null and not is_partial(answer)

    return says_so


def place_of(answer: Node, answers: Sequence[Node]) -> int | None:
    """Where an answer stands among others: it itself, or one that says the same."""
    for number, one in enumerate(answers):
        if one is answer:
            return number
    said = plainly(answer)
    return next((number for number, one in enumerate(answers) if plainly(one) == said), None)


def plainly(node: Node) -> Any:
    """What a node says, without where its numbers come from."""
    if isinstance(node.value, dict):
        return {key: plainly(child) for key, child in node.value.items() if key not in PROVENANCE}
    if isinstance(node.value, list):
        return [plainly(child) for child in node.value]
    return node.value


def without_headers(root: Node) -> Node:
    """A file's blocks without the words that speak about the file itself."""
    block = root.value if isinstance(root.value, dict) else {}
    return replace(root, value={key: child for key, child in block.items() if key not in HEADERS})


def _is_everything(node: Node) -> bool:
    """Whether shares say where all of a whole goes: what was there before has no part in it any more."""
    assert isinstance(node.value, dict)
    found = [re.fullmatch(r"([0-9.]+) ?%", child.text) for child in node.value.values()]
    return abs(sum(float(match[1]) for match in found if match is not None) - 100) < 1e-6


def _is_timetable(node: Node) -> bool:
    return isinstance(node.value, dict) and bool(node.value) and all(TIMES.fullmatch(key) for key in node.value)
