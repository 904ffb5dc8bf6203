"""Slips put right for a moment, so that what only the whole can tell is found in the same pass.

The mended tree is never run: it only lets the checks across blocks look at a scenario of which a few leaves
are wrong. Where a slip cannot be put right without guessing, those checks wait until it is mended.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from typing import Any, Literal, get_args, get_origin

from pydantic import BaseModel

from sim.scenario.changes import assigned
from sim.scenario.faults import Fault, nearest
from sim.scenario.node import Keys, Node
from sim.scenario.paths import allowed, shapes_at
from sim.scenario.sorts import sort_of


def mended(model: type[BaseModel], tree: Node, faults: Iterable[Fault]) -> Node | None:
    """The tree with its unknown keys respelt (or left out) and a plausible value for each wrong one.

    Nothing if a slip cannot be put right so.
    """
    for fault in faults:
        keys = tuple(fault.key.split("."))
        node = tree.at(keys)
        if node is None:
            return None
        if fault.message.startswith("unknown key "):
            close = nearest(keys[-1], allowed(shapes_at(model, tree, keys[:-1])))
            tree = _without(tree, keys)
            if close and tree.at((*keys[:-1], close[0])) is None:
                tree = assigned(tree, (*keys[:-1], close[0]), node)
            continue
        value = None if isinstance(node.value, dict | list) else _plausible(model, tree, keys)
        if value is None:
            return None
        tree = assigned(tree, keys, replace(node, value=value))
    return tree


def _plausible(model: type[BaseModel], tree: Node, keys: Keys) -> Any:
    shapes = shapes_at(model, tree, keys)
    sort = sort_of(shapes)
    if sort is not None:
        return sort.write(0.5 if not sort.whole else 1)
    words = (get_args(shape.type) for shape in shapes if get_origin(shape.type) is Literal)
    return next((given[0] for given in words), None) if keys[-1] != "kind" else None


def _without(node: Node, keys: Keys) -> Node:
    first, rest = keys[0], keys[1:]
    if isinstance(node.value, list):
        return replace(
            node,
            value=[_without(item, rest) if str(n) == first else item for n, item in enumerate(node.value)],
        )
    block = node.value if isinstance(node.value, dict) else {}
    if not rest:
        return replace(node, value={key: child for key, child in block.items() if key != first})
    return replace(node, value={key: _without(child, rest) if key == first else child for key, child in block.items()})
