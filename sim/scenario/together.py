"""Packages side by side: several overlays laid over one county, or several parents of one file.

Blocks merge name by name. Answers that run side by side are all kept, and one that is said twice is one answer;
of other questions the rules must agree, and exceptions (``from``, ``until``, ``only_in``, ``only_for``) lie side by
side over them. Changes, costs, limits, targets and measures add up. Whatever else two files say differently is a
fault, unless the file that names them both decides by setting it itself.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from typing import Any

from sim.scenario.faults import Fault
from sim.scenario.laying import (
    ADD_UP,
    HEADERS,
    PARTIAL,
    added_up,
    answers_of,
    cost_name,
    is_additive,
    is_answered,
    is_nobody,
    is_partial,
    over,
    place_of,
    plainly,
    replaces,
)
from sim.scenario.node import Keys, Node
from sim.scenario.paths import PROVENANCE
from sim.scenario.renumbering import renumbered

RULES = (
    "Blocks merge name by name. What two packages say alike is said once; whatever they say differently is an error, "
    "but for the following.",
    "Questions at which all answers run side by side (experts, training, readers, hospital programmes, free clinics): "
    "every package's answers are kept, in the order of the packages, beside those of the county. The same answer twice "
    "is one. `[{kind: none}, ...]` ends the county's own; without `kind:` a number of the county's answer changes.",
    "Other questions: rules must agree. Exceptions (`from`, `until`, `only_in`, `only_for`) lie side by side over the "
    "rule; two that meet at the same place, person and day are an error.",
    "`changes:`, `costs:`, `limits:`, `targets:`, `primary:` and `expect:` add up. Two changes may both add to a "
    "number, not set it differently on one day. What the run counts (`each:`) is paid once: one price, or an error.",
    "A dated change of an answer (`policies.expert_dispatch.0.experts`) follows that answer to its place in the list.",
)
"""How packages stand together, as the reference page tells it."""
JOINED = (("limits",), ("limits_zh",), ("targets",), ("primary",), ("expect",))
"""Lists of which each file brings its own entries."""


@dataclass
class Family:
    """A file with all its ancestors merged into one tree."""

    root: Node
    files: frozenset[str]
    """The files it was made of, as they are shown."""


def together(first: Family, second: Family, child: Node | None) -> tuple[Family, list[Fault]]:
    """Two families side by side, and where they disagree although nobody decides between them."""
    beside = _Beside(first.files, second.files, first.root.child("overlay") is not None)
    root = beside.joined(first.root, second.root, (), child)
    root = renumbered(root, [first.root, second.root])
    return Family(root, first.files | second.files), beside.faults


@dataclass
class _Beside:
    """Walks two trees at once."""

    first: frozenset[str]
    second: frozenset[str]
    overlays: bool
    faults: list[Fault] = field(default_factory=list)

    def joined(self, a: Node, b: Node, keys: Keys, child: Node | None) -> Node:
        """What both say here; ``child`` is what the file that names them both says in this place."""
        if keys[:1] and keys[0] in HEADERS:
            return over(a, b, keys)
        if isinstance(a.value, list) and isinstance(b.value, list) and keys in (*ADD_UP, *JOINED):
            return self._lists(a, b, keys)
        if is_answered(keys) and self._are_answers(a, b, keys):
            return self._answers(a, b, keys, child)
        return self._blocks(a, b, keys, child)

    def _blocks(self, a: Node, b: Node, keys: Keys, child: Node | None) -> Node:
        """Key by key, or one of them."""
        if not isinstance(a.value, dict) or not isinstance(b.value, dict) or replaces(a, b, keys):
            return self._one_of(a, b, keys, child)
        merged = dict(a.value)
        for key, node in b.value.items():
            said = child.child(key) if child is not None else None
            merged[key] = self.joined(merged[key], node, (*keys, key), said) if key in merged else node
        return replace(b, value=merged)

    def _one_of(self, a: Node, b: Node, keys: Keys, child: Node | None) -> Node:
        """The leaf, list or block of one of them."""
        if a is b or plainly(a) == plainly(b) or keys[-1:] in [(word,) for word in PROVENANCE]:
            return b
        x, y = a.child("kind") or a, b.child("kind") or b
        a_is_inherited, b_is_inherited = x.file in self.second, y.file in self.first
        if b_is_inherited and not a_is_inherited:
            return a
        decided = child is not None and (not isinstance(child.value, dict) or child.child("kind") is not None)
        if not decided and not a_is_inherited:
            self._disagree(x, y, keys)
        return b

    def _lists(self, a: Node, b: Node, keys: Keys) -> Node:
        """Entries of both; of numbers that change and of things that are paid for, no two may contradict."""
        ours, theirs = answers_of(a), answers_of(b)
        if keys not in ADD_UP:
            return replace(b, value=[*ours, *(item for item in theirs if place_of(item, ours) is None)])
        for number, item in enumerate(theirs):
            for other in ours:
                if item is not other and _same_thing(other, item):
                    key = "to" if item.child("to") is not None else "price"
                    x, y = other.child(key) or other, item.child(key) or item
                    if plainly(x) != plainly(y):
                        self._disagree(x, y, (*keys, str(number), key))
        return replace(b, value=added_up(ours, theirs))

    @staticmethod
    def _are_answers(a: Node, b: Node, keys: Keys) -> bool:
        """Whether both sides answer the question whole, rather than one refining a number of the county's answer."""
        every = [*answers_of(a), *answers_of(b)]
        if any(one.child("kind") is None for one in every):
            return False
        several = isinstance(a.value, list) or isinstance(b.value, list)
        return several or is_additive(keys) or any(map(is_partial, every))

    def _answers(self, a: Node, b: Node, keys: Keys, child: Node | None) -> Node:
        """Answers of both to one question; what the other has inherited and answered anew does not come back."""
        was, now = answers_of(a), answers_of(b)
        ours = [one for one in was if one.file not in self.second or place_of(one, now) is not None]
        theirs = [one for one in now if one.file not in self.first or place_of(one, was) is not None]
        if is_additive(keys):
            silent = [all(map(is_nobody(keys), side)) for side in (ours, theirs)]
            if ours and theirs and child is None and silent[0] != silent[1]:
                self._disagree(ours[0].child("kind") or a, theirs[0].child("kind") or b, keys)
            return _listed([*ours, *(one for one in theirs if place_of(one, ours) is None)], b)
        for one in theirs:
            same = [n for n, other in enumerate(ours) if _scope(other) == _scope(one)]
            if same:
                ours[same[0]] = self._blocks(ours[same[0]], one, keys, child)
            else:
                ours.append(one)
        return _listed(sorted(ours, key=is_partial), b)

    def _disagree(self, a: Node, b: Node, keys: Keys) -> None:
        what, advice = ("parents", "Set it in the file that extends both.")
        if self.overlays:
            what, advice = ("overlays", "Leave one of them out, or make the two agree.")
        here, there = (repr(node.text) if node.text else "other values" for node in (b, a))
        message = f"two {what} disagree: {here} here, {there} in {a.file} line {a.line}. {advice}"
        self.faults.append(b.fault(".".join(keys), message))


def _listed(answers: Sequence[Node], shape: Node) -> Node:
    """The answers as a planner would write them: one by itself, several as a list."""
    alone = len(answers) == 1 and not isinstance(shape.value, list)
    return answers[0] if alone else replace(shape, value=list(answers))


def _scope(answer: Node) -> Any:
    """When, where and for whom an answer holds."""
    return {key: plainly(child) for key in PARTIAL if (child := answer.child(key)) is not None}


def _same_thing(a: Node, b: Node) -> bool:
    """Whether two entries set the same number on the same day, or are the price of one thing that the run counts."""
    if (name := cost_name(b)) is not None:
        return cost_name(a) == name
    said = [(entry.child("set"), entry.child("from"), entry.child("to")) for entry in (a, b)]
    if any(part is None for entry in said for part in entry):
        return False
    (paths, day, _), (others, another, _) = ([plainly(part) for part in entry if part is not None] for entry in said)
    return day == another and bool({*_words(paths)} & {*_words(others)})


def _words(said: Any) -> list[str]:
    return [str(word) for word in said] if isinstance(said, list) else [str(said)]
