"""Where one is in the language: what may stand at a dotted path, and which words are allowed there.

The models of the scenario are walked by their annotations, guided by what the files say (``kind:`` picks one
of several models). Messages, settings, dated changes and table headers all ask here.
"""

from __future__ import annotations

import types
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property, lru_cache
from typing import Annotated, Any, Literal, Union, get_args, get_origin

from pydantic import BaseModel
from pydantic.fields import FieldInfo

from sim.scenario.faults import unknown
from sim.scenario.node import Keys, Node

PROVENANCE = ("source", "year")
"""Words that may stand in any block and say where its numbers come from."""


@dataclass(frozen=True)
class Shape:
    """One of the things that may stand at a path: a model, a map, a list or a leaf."""

    type: Any
    metadata: tuple[Any, ...] = ()
    field: FieldInfo | None = None

    @cached_property
    def model(self) -> type[BaseModel] | None:
        return self.type if isinstance(self.type, type) and issubclass(self.type, BaseModel) else None

    @cached_property
    def is_map(self) -> bool:
        return get_origin(self.type) in (dict, Mapping) or self.type is dict

    @cached_property
    def is_list(self) -> bool:
        return get_origin(self.type) in (list, tuple, frozenset, set)

    @cached_property
    def items(self) -> tuple[Shape, ...]:
        """What every item of a map or a list may be."""
        arguments = get_args(self.type)
        if self.is_map and len(arguments) == 2:
            return tuple(unfolded(arguments[1]))
        return tuple(unfolded(arguments[0])) if self.is_list and arguments else ()

    @cached_property
    def beside(self) -> tuple[Shape, ...]:
        """The part whose own keys a planner writes in this block, such as the steps of a route."""
        name = _beside(self.model) if self.model is not None else ""
        return _field_shapes(self.model, name) if self.model is not None and name else ()

    def below(self, key: str) -> Sequence[Shape]:
        """What may stand one step below."""
        if self.model is not None:
            found = _field_shapes(self.model, key)
            return found or [one for shape in self.beside for one in shape.below(key)]
        return self.items if self.is_map or key.isdecimal() else ()


def unfolded(annotation: Any, metadata: tuple[Any, ...] = (), field: FieldInfo | None = None) -> Iterator[Shape]:
    """The alternatives of an annotation: unions, aliases and Annotated taken apart, None left out."""
    origin = get_origin(annotation)
    if origin is Annotated:
        inner, *more = get_args(annotation)
        yield from unfolded(inner, (*more, *metadata), field)
    elif origin in (Union, types.UnionType):
        for one in get_args(annotation):
            yield from unfolded(one, metadata, field)
    elif annotation is not type(None):
        yield Shape(annotation, metadata, field)


@lru_cache(maxsize=512)
def fields(model: type[BaseModel]) -> dict[str, FieldInfo]:
    """The fields of a block by the word that a planner writes."""
    return {field.alias or name: field for name, field in model.model_fields.items()}


@lru_cache(maxsize=4096)
def _field_shapes(model: type[BaseModel], key: str) -> tuple[Shape, ...]:
    field = fields(model).get(key)
    return () if field is None else tuple(unfolded(field.annotation, tuple(field.metadata), field))


@lru_cache(maxsize=512)
def kinds(model: type[BaseModel]) -> tuple[str, ...]:
    """The words that select this model by ``kind:``; empty if it is the only one."""
    field = model.model_fields.get("kind")
    if field is None or get_origin(field.annotation) is not Literal:
        return ()
    return tuple(str(word) for word in get_args(field.annotation))


def _beside(model: type[BaseModel]) -> str:
    return str(getattr(model, "beside", ""))


def fitting(shapes: Iterable[Shape], node: Node | None) -> list[Shape]:
    """The shapes that what is written can be meant as."""
    shapes = list(shapes)
    if node is None:
        return shapes
    if isinstance(node.value, list):
        return [shape for shape in shapes if shape.is_list] or shapes
    if not isinstance(node.value, dict):
        return shapes
    single = [one for shape in shapes if shape.is_list for one in shape.items]  # one instead of a list
    blocks = [shape for shape in (*shapes, *single) if shape.model is not None or shape.is_map]
    flat = [shape for shape in blocks if shape.beside]
    blocks += [one for shape in flat for one in shape.beside]
    kind = node.child("kind")
    if kind is not None:
        chosen = [shape for shape in blocks if shape.model is not None and kind.value in kinds(shape.model)]
        blocks = [*chosen, *flat] if chosen else blocks
    return blocks or shapes


def shapes_at(root: type[BaseModel], tree: Node | None, keys: Keys) -> list[Shape]:
    """What may stand at a path of a scenario that says ``tree``."""
    shapes, node = fitting([Shape(root)], tree), tree
    for key in keys:
        node = node.child(key) if node is not None else None
        shapes = fitting([below for shape in shapes for below in shape.below(key)], node)
    return shapes


def allowed(shapes: Iterable[Shape]) -> list[str]:
    """The keys that may stand in a block of these shapes; names that a planner invents are not among them."""
    models = [shape.model for shape in shapes if shape.model is not None]
    shown = [key for model in models for key, field in fields(model).items() if field.repr and key != _beside(model)]
    return list(dict.fromkeys(shown))


def find(root: type[BaseModel], tree: Node, text: str) -> Keys:
    """The path that a planner typed, if something stands there or has a default there.

    Raises:
        LookupError: nothing can; the message names the first wrong word and what is allowed in its place.
    """
    keys = tuple(text.strip().split("."))
    shapes, node = fitting([Shape(root)], tree), tree
    for place, key in enumerate(keys):
        here: Node | None = node
        child = here.child(key) if here is not None else None
        known = allowed(shapes)
        if child is None and key not in known:
            written = list(here.value) if here is not None and isinstance(here.value, dict) else []
            numbers = [str(n) for n in range(len(here.value))] if here and isinstance(here.value, list) else []
            if not (written or numbers or known):
                raise LookupError(f"'{'.'.join(keys[:place])}' is one value; there is nothing below it.")
            choice = list(dict.fromkeys([*written, *numbers, *known]))
            before = f" in '{'.'.join(keys[:place])}'" if place else ""
            raise LookupError(f"no path '{text}'{before}: {unknown('key', key, choice)}")
        shapes = fitting([below for shape in shapes for below in shape.below(key)], child)
        node = child  # type: ignore[assignment]  # below a default there are no nodes, only shapes
    return keys
