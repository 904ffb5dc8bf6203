"""The exact difference between two scenarios: every leaf that is not the same, generated and never typed.

It is what ``tiercare diff`` prints and the first table of every report. Titles, questions and sources differ
between any two files and touch no result; they are left out.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any, NamedTuple

from sim.scenario.changes import FACILITIES
from sim.scenario.node import Keys, Node
from sim.scenario.paths import PROVENANCE, shapes_at
from sim.scenario.provenance import Origin
from sim.scenario.scenario import Scenario
from sim.scenario.sorts import sort_of
from sim.scenario.study import Change

SILENT = (*PROVENANCE, "title", "title_zh", "question", "question_zh", "limits", "limits_zh", "why", "name", "name_zh")
SCOPE = {"from": "start", "until": "until", "only_in": "where", "only_for": "for_whom"}
"""Keys that say when, where and for whom a block is in force, not what it does."""
PLAIN = ("tiers", "policies", "wards", "clinics", "tests", "desks", FACILITIES)
"""Words of a path that its other words make superfluous for a reader."""
NONE = ""


class Row(NamedTuple):
    """One leaf that differs, as a reader meets it."""

    path: str
    words: str
    before: str
    after: str
    start: str = ""
    until: str = ""
    where: str = ""
    for_whom: str = ""
    source: str = ""
    set_by: str = ""


class Difference(NamedTuple):
    """One leaf that differs: its path, what the first and the second scenario say, and the source."""

    path: str
    before: str
    after: str
    source: str


def differences(a: Scenario, b: Scenario) -> list[Difference]:
    """Every leaf in which two scenarios differ; an empty text is a leaf that one of them does not have."""
    return [Difference(row.path, row.before, row.after, row.source) for row in rows(a, b)]


def rows(a: Scenario, b: Scenario) -> list[Row]:
    """The same with the key in words and when, where and for whom it is in force."""
    found = list(_leaf_rows(a, b))
    told = {row.path.rpartition(".")[0] for row in found if not _owner(row.path)}
    # from, until and the like are columns of what they belong to, and rows only if nothing else differs there
    found = [row for row in found if _owner(row.path) not in told]
    return [*found, *_change_rows(a, b)]


def _leaf_rows(a: Scenario, b: Scenario) -> Iterator[Row]:
    ours, theirs = _leaves(a), _leaves(b)
    trees = _tree(a), _tree(b)
    for place in dict.fromkeys([*theirs, *ours]):
        (path_a, before), (path_b, after) = ours.get(place, (place, None)), theirs.get(place, (place, None))
        if before is not None and after is not None and _same(trees, (path_a, path_b), before, after):
            continue
        path, said, tree = (path_b, after, trees[1]) if after is not None else (path_a, before, trees[0])
        assert said is not None
        texts = (before.text if before is not None else NONE, after.text if after is not None else NONE)
        source = said.source or ("" if said.line else said.file)
        scope = _scope(tree, tuple(path.split(".")))
        yield Row(path, in_words(path), *texts, **scope, source=source, set_by=said.where)


def _leaves(scenario: Scenario) -> dict[str, tuple[str, Origin]]:
    """Leaves that can touch a result, by where they belong: one answer to a question is a list of one."""
    found = {}
    for path, origin in scenario.origins.items():
        keys = path.split(".")
        if keys[0] in (*SILENT, "changes") or keys[-1] in SILENT:
            continue
        alone = keys[0] == "policies" and len(keys) > 2 and not keys[2].isdecimal()
        found[".".join([*keys[:2], "0", *keys[2:]]) if alone else path] = (path, origin)
    return found


def _tree(scenario: Scenario) -> Node:
    tree = getattr(scenario._behind, "tree", None)
    return tree if isinstance(tree, Node) else Node({}, "", 0, 0)


def _same(trees: tuple[Node, Node], paths: tuple[str, str], before: Origin, after: Origin) -> bool:
    """Whether two leaves mean the same: ``60 min`` and ``1 h`` do."""
    if before.text == after.text:
        return True
    keys = tuple(paths[0].split("."))
    ours, theirs = trees[0].at(keys), trees[1].at(tuple(paths[1].split(".")))
    sort = sort_of(shapes_at(Scenario, trees[0], keys))
    if ours is None or theirs is None or sort is None:
        return False
    return sort.read(ours.value) == sort.read(theirs.value)


def _scope(tree: Node, keys: Keys) -> dict[str, str]:
    """When, where and for whom the blocks around a leaf are in force; the innermost that says so counts."""
    scope = dict.fromkeys(SCOPE.values(), "")
    for depth in range(1, len(keys)):
        block = tree.at(keys[:depth])
        for key, name in SCOPE.items():
            node = block.child(key) if block is not None else None
            if node is not None:
                scope[name] = _short(node.plain())
    return scope


def _owner(path: str) -> str:
    """The answer of policy that ``from``, ``until``, ``only_in`` or ``only_for`` belongs to; else nothing."""
    keys = path.split(".")
    place = next((n for n, key in enumerate(keys) if n > 1 and key in SCOPE), 0)
    return ".".join(keys[:place]) if keys[0] == "policies" else ""


def _change_rows(a: Scenario, b: Scenario) -> Iterator[Row]:
    """Dated changes that only one of the two has: one row for each path that they set."""
    before, after = _changes(a), _changes(b)
    for scenario, mine, others, is_new in ((a, before, after, False), (b, after, before, True)):
        for text, place, change in mine:
            if text in [other for other, _, _ in others]:
                continue
            origin = next(scenario.origins[key] for key in scenario.origins if key.startswith(f"changes.{place}."))
            day = scenario.calendar.minute(change.from_)
            for path in change.set:
                now, then = _text_at(scenario, path), _text_at(scenario.at(day), path)
                then = then if change.to is not None else f"{then} ({_said(change)})"
                yield Row(
                    path,
                    in_words(path),
                    now if is_new else then,
                    then if is_new else now,
                    start=str(change.from_ or ""),
                    until=str(change.until or ""),
                    source=change.source or change.why,
                    set_by=origin.where,
                )


def _text_at(scenario: Scenario, path: str) -> str:
    """What stands at a path, as written; empty where the language's default holds.

    A number of one place is its own, or that of its tier.
    """
    tree, keys = _tree(scenario), tuple(path.split("."))
    rows = scenario.places.facility_rows if keys[0] == FACILITIES and scenario.places is not None else ()
    for row in (row for row in rows if row.facility == keys[1]):
        count = _count_at(row.tier_model, keys[2:])
        origin = scenario.origins.get(path)
        if count is not None or origin is not None:
            return str(count) if count is not None or origin is None else origin.text
        keys = ("tiers", row.tier, *keys[2:])
    node = tree.at(keys)
    return "" if node is None else _short(node.plain()) if not node.text else node.text


def _count_at(block: Any, keys: Keys) -> int | None:
    """Beds, clinicians, machines ... of one place; nothing where the path leads to another sort of value."""
    for key in keys:
        block = block.get(key) if isinstance(block, dict) else getattr(block, key, None)
    return block if isinstance(block, int) and not isinstance(block, bool) else None


def _changes(scenario: Scenario) -> list[tuple[str, int, Change]]:
    return [
        (change.model_dump_json(exclude=set(PROVENANCE) | {"why"}), place, change)
        for place, change in enumerate(scenario.changes)
    ]


def _said(change: Change) -> str:
    if change.times is not None:
        return f"x {change.times:g}"
    text = str(change.add)
    return text if text[:1] in "+-" else f"+{text}"


def in_words(path: str) -> str:
    """A path as a planner would say it: ``tiers.county.wards.general.beds`` -> county general beds."""
    words = [word.replace("_", " ") for word in path.split(".") if word not in PLAIN and not word.isdecimal()]
    return " ".join(words)


def _short(value: Any) -> str:
    """A value in one cell of a table."""
    if isinstance(value, dict):
        return ", ".join(f"{key.replace('_', ' ')} {_short(inner)}" for key, inner in value.items())
    if isinstance(value, Sequence) and not isinstance(value, str):
        return ", ".join(_short(inner) for inner in value)
    return str(value)
