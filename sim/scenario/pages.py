"""Files as they were read, kept between runs: to read a county takes longer than to live a week in a hamlet.

Only what was read without a fault is kept, under a name that follows from every byte of the file and of the parser.
"""

from __future__ import annotations

import hashlib
import importlib.util
import json
from functools import cache
from pathlib import Path
from typing import Any, Final

from sim.kept.folder import cache_folder
from sim.kept.sealed import keep, unsealed
from sim.scenario.node import Node

LEAST_BYTES: Final = 1_000
"""A shorter file is read as fast."""


def as_read(raw: bytes, file: str) -> Node | None:
    """The nodes of a file with this content, if it was read before; ``file``: what it is called in faults."""
    if len(raw) < LEAST_BYTES:
        return None
    content = unsealed(cache_folder() / _name(raw))
    return None if content is None else _grown(json.loads(content), file)


def keep_reading(raw: bytes, root: Node) -> None:
    """Keep the nodes of a file in which nothing is wrong."""
    if len(raw) >= LEAST_BYTES:
        keep(_name(raw), json.dumps(_plain(root), ensure_ascii=False, separators=(",", ":")).encode())


def _name(raw: bytes) -> str:
    return f"tiercare_page_{hashlib.sha256(_parser() + raw).hexdigest()[:32]}.json"


@cache
def _parser() -> bytes:
    """A number for the sources that decide how a file is read, the library's version among them."""
    total = hashlib.sha256()
    library = importlib.util.find_spec("ruamel.yaml")
    assert library is not None
    assert library.origin is not None
    here = Path(__file__).parent
    for path in (Path(library.origin), *(here / f"{name}.py" for name in ("building", "node", "encoding", "pages"))):
        total.update(path.read_bytes())
    return total.digest()


def _plain(node: Node) -> list[Any]:
    value: Any = node.value
    if isinstance(value, dict):
        value = {key: _plain(child) for key, child in value.items()}
    elif isinstance(value, list):
        value = [_plain(child) for child in value]
    return [value, node.line, node.column, node.key_line, node.key_column, node.text]


def _grown(plain: list[Any], file: str) -> Node:
    value, line, column, key_line, key_column, text = plain
    if isinstance(value, dict):
        value = {key: _grown(child, file) for key, child in value.items()}
    elif isinstance(value, list):
        value = [_grown(child, file) for child in value]
    return Node(value, file, line, column, key_line, key_column, text)
