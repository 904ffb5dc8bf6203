"""What the models refuse, said in a planner's words and at the line where it stands.

Pydantic reports every alternative of a union that did not fit, by paths that mix keys with names of types.
Here a path is walked along what the planner wrote, and of the alternatives only the one meant is kept.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from typing import Any

from pydantic import BaseModel, ValidationError

from sim.scenario.faults import Fault, nearest, unknown
from sim.scenario.node import Keys, Node
from sim.scenario.paths import Shape, allowed, fields, kinds, shapes_at

BLOCK = "a block of lines 'key: value'"
EXPECTED = {
    "model_type": BLOCK, "model_attributes_type": BLOCK, "dict_type": BLOCK, "mapping_type": BLOCK,
    "list_type": "a list, [a, b]", "tuple_type": "a list, [a, b]", "set_type": "a list, [a, b]",
    "string_type": "text", "int_type": "a whole number", "int_parsing": "a whole number",
    "int_from_float": "a whole number", "float_type": "a number", "float_parsing": "a number",
    "finite_number": "a finite number", "bool_type": "true or false", "bool_parsing": "true or false",
    "date_type": "a day, such as 2026-07-06", "date_parsing": "a day, such as 2026-07-06",
    "date_from_datetime_parsing": "a day, such as 2026-07-06", "none_required": "nothing",
    "string_too_short": "some text",
}  # fmt: skip
LIMITS = {
    "greater_than": ("more than", "gt"),
    "greater_than_equal": ("at least", "ge"),
    "less_than": ("less than", "lt"),
    "less_than_equal": ("at most", "le"),
}
WHOLE = ("union_tag_invalid", "union_tag_not_found", "missing", "extra_forbidden")


@dataclass(frozen=True)
class Refusal:
    """One complaint of pydantic, with its path walked along what is written."""

    kind: str
    loc: tuple[int | str, ...]
    keys: Keys
    """The part of the path that the file knows."""
    branches: tuple[tuple[int, int, str], ...]
    """Steps that are no keys but names of alternatives: (place in loc, keys before it, name)."""
    message: str
    context: dict[str, Any]


def faults_of(
    error: ValidationError,
    model: type[BaseModel],
    tree: Node,
    before: Keys = (),
    unread: frozenset[str] = frozenset(),
) -> list[Fault]:
    """Faults for everything that ``model`` refuses about ``tree``; ``before`` is the path of the tree.

    What is missing, or does not add up, is passed over where a part of the files (``unread``) is not known.
    """
    refusals = [_walked(one, tree) for one in error.errors(include_url=False, include_input=False)]
    meant = _either(_meant(refusals, tree))
    # a misspelt key is one slip, not an unknown key and a missing one
    guessed = {(*one.keys[:-1], _guess(one, model, tree)) for one in meant}
    faults = []
    for one in meant:
        node = tree.at(one.keys) or tree
        unsure = bool(unread) and (one.kind == "missing" or (_is_block(node) and one.kind == "value_error"))
        if not unsure and not (one.kind == "missing" and (*one.keys, str(one.loc[-1])) in guessed):
            faults.append(_fault(one, model, tree, before))
    return faults


def _guess(refusal: Refusal, model: type[BaseModel], tree: Node) -> str:
    if refusal.kind != "extra_forbidden":
        return ""
    close = nearest(refusal.keys[-1], allowed(shapes_at(model, tree, refusal.keys[:-1])))
    return close[0] if close else ""


def _walked(one: Any, tree: Node) -> Refusal:
    loc: tuple[int | str, ...] = tuple(one["loc"])
    keys: list[str] = []
    branches: list[tuple[int, int, str]] = []
    node: Node | None = tree
    for place, step in enumerate(loc):
        child = node.child(step) if node is not None else None
        kind = node.child("kind") if node is not None else None
        is_tag = kind is not None and kind.value == step and place + 1 < len(loc)
        if child is None or is_tag:
            if step != "[key]":
                branches.append((place, len(keys), str(step)))
        else:
            node = child
            keys.append(str(step))
    if one["type"] == "missing" and branches and branches[-1][0] == len(loc) - 1:
        branches.pop()
    message = str(one["msg"]).removeprefix("Value error, ").removeprefix("Assertion failed, ")
    return Refusal(one["type"], loc, tuple(keys), tuple(branches), message, one.get("ctx") or {})


def _meant(refusals: Sequence[Refusal], tree: Node, depth: int = 0) -> list[Refusal]:
    """Of the alternatives that were tried at one place, only what the planner seems to have meant."""
    kept: list[Refusal] = []
    unions: dict[tuple[int | str, ...], dict[str, list[Refusal]]] = {}
    for refusal in refusals:
        if depth < len(refusal.branches):
            place, _, name = refusal.branches[depth]
            unions.setdefault(refusal.loc[:place], {}).setdefault(name, []).append(refusal)
        else:
            kept.append(refusal)
    for tried in unions.values():
        if len(tried) == 1:
            (branch,) = tried.values()
        else:
            first = next(iter(tried.values()))[0]
            node = tree.at(first.keys[: first.branches[depth][1]])
            branch = _best(list(tried.values()), node, depth)
        kept += _meant(branch, tree, depth + 1)
    return kept


def _either(refusals: list[Refusal]) -> list[Refusal]:
    """Several sorts of value that would do at one place, in one sentence."""
    kept: dict[Keys, Refusal] = {}
    others: list[Refusal] = []
    for refusal in refusals:
        if refusal.kind not in EXPECTED:
            others.append(refusal)
            continue
        words = EXPECTED[refusal.kind]
        before = kept.get(refusal.keys)
        if before is not None and words not in before.message:
            words = f"{before.message} or {words}"
        kept[refusal.keys] = replace(refusal, message=words)
    return [*others, *kept.values()]


def _best(tried: list[list[Refusal]], node: Node | None, depth: int) -> list[Refusal]:
    """The alternative that fits what stands there: deepest for a block, best explained for one value."""

    def rank(branch: list[Refusal]) -> tuple[bool, bool, int]:
        inside = all(
            len(one.keys) > one.branches[depth][1] or one.kind in WHOLE or len(one.branches) > depth + 1
            for one in branch
        )
        worded = any(one.kind == "value_error" for one in branch)
        return not inside, not worded, len(branch)

    best = min(tried, key=rank)
    if node is None or isinstance(node.value, dict | list) or any(one.kind == "value_error" for one in best):
        return best
    return [one for branch in tried for one in branch if len(one.branches) == depth + 1] or best


def _fault(refusal: Refusal, model: type[BaseModel], tree: Node, before: Keys) -> Fault:
    node = tree.at(refusal.keys) or tree
    path = ".".join((*before, *refusal.keys))
    match refusal.kind:
        case "extra_forbidden":
            words = allowed(shapes_at(model, tree, refusal.keys[:-1]))
            return node.fault(path, unknown("key", refusal.keys[-1], words), at_key=True)
        case "missing":
            return _missing(refusal, model, tree, node, before)
        case "union_tag_invalid":
            words = _quoted(refusal.context.get("expected_tags", ""))
            kind = node.child("kind") or node
            return kind.fault(f"{path}.kind", unknown("kind", kind.text or str(kind.plain()), words))
        case "union_tag_not_found":
            choice = _kinds(shapes_at(model, tree, refusal.keys))
            return _at(node, path, f"found {found(node)}, expected a block with kind: {choice}.")
    return _at(node, path, _said(refusal, node))


def _missing(refusal: Refusal, model: type[BaseModel], tree: Node, node: Node, before: Keys) -> Fault:
    key = str(refusal.loc[-1])
    shapes = shapes_at(model, tree, refusal.keys)
    field = next((fields(shape.model)[key] for shape in shapes if shape.model and key in fields(shape.model)), None)
    meaning = f" ({field.description})" if field is not None and field.description else ""
    path = ".".join((*before, *refusal.keys, key))
    return _at(node, path, f"'{key}' is missing{meaning}. Add a line  {key}: ...")


def _said(refusal: Refusal, node: Node) -> str:
    if refusal.kind in ("value_error", "assertion_error"):
        return refusal.message
    if refusal.kind in EXPECTED:
        advice = " Put it in quotes." if refusal.kind == "string_type" and not _is_block(node) else ""
        return f"found {found(node)}, expected {refusal.message}.{advice}"
    if refusal.kind in LIMITS:
        words, limit = LIMITS[refusal.kind]
        return f"found {found(node)}, expected {words} {refusal.context[limit]:g}."
    if refusal.kind in ("literal_error", "enum"):
        words_allowed = _quoted(str(refusal.context.get("expected", "")))
        return unknown("word", node.text or found(node), words_allowed)
    return f"found {found(node)}: {refusal.message[:1].lower()}{refusal.message[1:]}."


def _at(node: Node, path: str, message: str) -> Fault:
    """At the value; at the key of a block whose lines begin below its key."""
    return node.fault(path, message, at_key=_is_block(node) and node.line != node.key_line)


def _is_block(node: Node) -> bool:
    return isinstance(node.value, dict | list)


def found(node: Node) -> str:
    """What stands there, short enough for a line."""
    if _is_block(node):
        text = str(node.plain())
        return f"the block {text}" if len(text) <= 50 else "a block" if isinstance(node.value, dict) else "a list"
    text = node.text if len(node.text) <= 60 else f"{node.text[:57]}..."
    return repr(text) if isinstance(node.value, str) else text


def _quoted(text: str) -> list[str]:
    """The words of pydantic's ``'a', 'b' or 'c'``."""
    return text.replace(" or ", ", ").replace("'", "").replace('"', "").split(", ")


def _kinds(shapes: Iterable[Shape]) -> str:
    words = [word for shape in shapes if shape.model is not None for word in kinds(shape.model)]
    return ", ".join(dict.fromkeys(words)) or "..."
