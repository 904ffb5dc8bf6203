"""YAML text to nodes, event by event: what a parser says, taken strictly."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

from ruamel.yaml import YAML
from ruamel.yaml.error import MarkedYAMLError, YAMLError
from ruamel.yaml.events import (
    AliasEvent,
    DocumentStartEvent,
    MappingEndEvent,
    MappingStartEvent,
    NodeEvent,
    ScalarEvent,
    SequenceEndEvent,
    SequenceStartEvent,
)

from sim.scenario.faults import Fault
from sim.scenario.grammar import form_fault
from sim.scenario.node import Node, is_too_large, scalar

DEEPEST = 40
NOTHING = "nothing stands here. Give a value, or delete the line to keep what is inherited or the default."


def built(text: str, file: str) -> Builder:
    """A builder that has taken a whole text, or as much of it as can be read."""
    builder = Builder(file)
    try:
        builder.whole = all(builder.take(event) for event in _events(text))
    except MarkedYAMLError as error:
        builder.whole = False
        builder.faults.append(form_fault(error, text, file))
    except (YAMLError, ValueError, IndexError, TypeError, AttributeError, AssertionError) as error:
        # ruamel has a few ways of stumbling over bytes that are no YAML at all
        builder.whole = False
        builder.faults.append(Fault(file, 1, 1, "", f"this is no YAML that can be read: {str(error)[:200]}"))
    return builder


def _events(text: str) -> Iterator[Any]:
    yield from YAML(typ="safe", pure=True).parse(text)


@dataclass
class Builder:
    """Takes the events of a YAML parser one by one and builds nodes; no recursion, so depth cannot hurt."""

    file: str
    root: Node | None = None
    faults: list[Fault] = field(default_factory=list)
    open: list[Node] = field(default_factory=list)
    keys: list[Node | None] = field(default_factory=list)
    names: list[str] = field(default_factory=list)
    documents: int = 0
    anchors: set[str] = field(default_factory=set)
    whole: bool = True

    def take(self, event: Any) -> bool:
        """Use one event; false when the rest of the file makes no sense."""
        if isinstance(event, DocumentStartEvent):
            return self._document(event)
        if isinstance(event, (MappingEndEvent, SequenceEndEvent)):
            self.open.pop()
            self.keys.pop()
            self.names.pop()
        elif isinstance(event, NodeEvent):
            self._refuse_tricks(event)
            return self._node(event)
        return True

    def _document(self, event: DocumentStartEvent) -> bool:
        self.documents += 1
        if self.documents > 1:
            self._say(event, "a second document begins here (---). One file is one scenario.")
        if event.version is not None or event.tags:
            self._say(event, "a directive (%...) is not part of the scenario language: remove the line.")
        return self.documents == 1

    def _refuse_tricks(self, event: Any) -> None:
        if isinstance(event, AliasEvent) or event.anchor is not None:
            if event.anchor in self.anchors:
                return
            self.anchors.add(event.anchor)
            sign = "*" if isinstance(event, AliasEvent) else "&"
            advice = "write the value again, or put it into a parent file (extends:)."
            found = f"anchors and aliases ({sign}{event.anchor})"
            self._say(event, f"{found} are not part of the language: {advice}")
        tag = getattr(event, "ctag", None)
        if tag is not None and str(tag) not in ("", "!"):
            word = str(tag).replace("tag:yaml.org,2002:", "!!")
            self._say(event, f"the tag {word} is refused: a scenario can name no code. Remove the tag.")

    def _node(self, event: Any) -> bool:
        mark = event.start_mark
        node = Node(None, self.file, mark.line + 1, mark.column + 1)
        if self.open and isinstance(self.open[-1].value, dict) and self.keys[-1] is None:
            return self._key(node, event)
        if isinstance(event, ScalarEvent):
            node.text = event.value
            node.value = scalar(event.value) if event.style is None else event.value
            if event.style is None and is_too_large(event.value):
                self._say(event, f"{event.value[:40]} is a larger number than any county has.")
        elif isinstance(event, MappingStartEvent):
            node.value = {}
        elif isinstance(event, SequenceStartEvent):
            node.value = []
        name = self._name()
        self._place(node, isinstance(event, AliasEvent))
        if isinstance(event, (MappingStartEvent, SequenceStartEvent)):
            self.open.append(node)
            self.keys.append(None)
            self.names.append(name)
            if len(self.open) > DEEPEST:
                self._say(event, f"blocks inside blocks, more than {DEEPEST} deep: no scenario needs that.")
                return False
        return True

    def _key(self, node: Node, event: Any) -> bool:
        if not isinstance(event, ScalarEvent):
            self._say(event, "a list or block cannot be a key. Text with { or [ must stand in quotes.")
            return False
        node.text = event.value
        if not node.text.strip():
            self._say(event, "a ':' without a key before it.")
        elif len(node.text) > 200:
            self._say(event, "a key of more than 200 letters: is a quote missing?")
        self.keys[-1] = node
        return True

    def _place(self, node: Node, is_alias: bool) -> None:
        key = self.keys[-1] if self.open else None
        if node.value is None and not is_alias:
            where = key if key is not None and not node.text else node
            self.faults.append(where.fault(self._path(), NOTHING))
        if not self.open:
            self.root = self.root or node
            return
        parent = self.open[-1].value
        if isinstance(parent, list):
            parent.append(node)
        elif isinstance(parent, dict) and key is not None:
            node.key_line, node.key_column = key.line, key.column
            if key.text in parent:
                first = parent[key.text].key_line
                message = f"'{key.text}' stands here a second time; first in line {first}. Keep one of them."
                self.faults.append(node.fault(self._path(), message, at_key=True))
            elif node.value is not None:
                parent[key.text] = node
            self.keys[-1] = None

    def _name(self) -> str:
        """The key, or the place in a list, of what is read now."""
        if not self.open:
            return ""
        key, parent = self.keys[-1], self.open[-1].value
        return str(len(parent)) if isinstance(parent, list) else key.text if key is not None else ""

    def _path(self) -> str:
        return ".".join(name for name in (*self.names, self._name()) if name)

    def _say(self, event: Any, message: str) -> None:
        mark = event.start_mark
        self.faults.append(Fault(self.file, mark.line + 1, mark.column + 1, self._path(), message))
