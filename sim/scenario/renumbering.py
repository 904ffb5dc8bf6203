"""Dated changes still mean the same answer of policy after several files' answers have been put into one list.

``policies.expert_dispatch.0.experts`` counts from the first answer of the file that says so. Laid beside another
file's answers, that answer may stand second, and the path must follow it.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from sim.scenario.laying import PARTIAL, answers_of, place_of, plainly
from sim.scenario.node import Keys, Node


def renumbered(tree: Node, parts: Sequence[Node]) -> Node:
    """The tree with the changes of its parts pointing at the answers that each part meant."""
    entries = tree.child("changes")
    if entries is None or not isinstance(entries.value, list) or not isinstance(tree.value, dict):
        return tree
    new = [_of_its_part(entry, tree, parts) for entry in entries.value]
    if all(one is other for one, other in zip(new, entries.value, strict=True)):
        return tree
    return replace(tree, value={**tree.value, "changes": replace(entries, value=new)})


def _of_its_part(entry: Node, tree: Node, parts: Sequence[Node]) -> Node:
    for part in parts:
        own = part.child("changes")
        if own is not None and isinstance(own.value, list) and any(one is entry for one in own.value):
            return _followed(entry, part, tree)
    return entry


def _followed(entry: Node, part: Node, tree: Node) -> Node:
    paths = entry.child("set")
    if paths is None or not isinstance(entry.value, dict):
        return entry
    nodes = paths.value if isinstance(paths.value, list) else [paths]
    moved = [_path(node, part, tree) for node in nodes]
    if all(one is other for one, other in zip(moved, nodes, strict=True)):
        return entry
    new = replace(paths, value=moved) if isinstance(paths.value, list) else moved[0]
    return replace(entry, value={**entry.value, "set": new})


def _path(node: Node, part: Node, tree: Node) -> Node:
    keys: Keys = tuple(str(node.value).strip().split("."))
    was, now = part.at(keys[:2]), tree.at(keys[:2])
    if keys[0] != "policies" or len(keys) < 3 or was is None or now is None or not isinstance(now.value, list):
        return node
    listed = isinstance(was.value, list)
    meant = was.child(keys[2]) if listed else was
    if meant is None:
        return node  # a wrong path: said where changes are read
    place = place_of(meant, now.value)
    if place is None:  # joined with another file's answer for the same days, places and people
        place = next((n for n, one in enumerate(answers_of(now)) if _scope_and_kind(one) == _scope_and_kind(meant)), 0)
    path = ".".join((*keys[:2], str(place), *keys[3 if listed else 2 :]))
    return node if path == node.value else replace(node, value=path, text=path)


def _scope_and_kind(answer: Node) -> object:
    return [plainly(child) for key in ("kind", *PARTIAL) if (child := answer.child(key)) is not None]
