"""The project's own files as a reader of imports sees them."""

from __future__ import annotations

import ast
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
PACKAGES = ("sim", "experiments")


@dataclass(frozen=True)
class Module:
    """One file: its dotted name, its path, the project's modules that it imports (with the line)."""

    name: str
    path: Path
    imports: tuple[tuple[str, int], ...]

    @property
    def room(self) -> str:
        """sim.network.units -> network; the package's own front door has no room."""
        parts = self.name.split(".")
        return parts[1] if len(parts) > 1 else ""


def name_of(path: Path) -> str:
    """Dotted name of a file below the root."""
    parts = list(path.relative_to(ROOT).with_suffix("").parts)
    return ".".join(parts[:-1] if parts[-1] == "__init__" else parts)


@lru_cache(maxsize=1)
def modules() -> dict[str, Module]:
    """All modules of the packages by name."""
    paths = [path for package in PACKAGES for path in sorted((ROOT / package).rglob("*.py"))]
    known = {name_of(path) for path in paths}
    return {name_of(path): Module(name_of(path), path, imports_of(path, known)) for path in paths}


def imports_of(path: Path, known: set[str]) -> tuple[tuple[str, int], ...]:
    """Modules of the project that a file imports, wherever in the file it does so."""
    found: list[tuple[str, int]] = []
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            found += [(alias.name, node.lineno) for alias in node.names if alias.name in known]
        elif isinstance(node, ast.ImportFrom) and node.module is not None and node.level == 0:
            for alias in node.names:
                below = f"{node.module}.{alias.name}"
                target = below if below in known else node.module
                if target in known:
                    found.append((target, node.lineno))
    return tuple(dict.fromkeys(found))


def imported_anywhere(path: Path) -> set[str]:
    """First words of everything that a file imports, the project's or not."""
    found: set[str] = set()
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            found |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom) and node.module is not None:
            found.add(node.module)
    return found


def rings(graph: dict[str, set[str]]) -> list[list[str]]:
    """Groups of modules that import one another in a ring (strongly connected, Tarjan's order)."""
    index: dict[str, int] = {}
    low: dict[str, int] = {}
    stack: list[str] = []
    found: list[list[str]] = []

    def visit(node: str) -> None:
        index[node] = low[node] = len(index)
        stack.append(node)
        for other in sorted(graph.get(node, ())):
            if other not in index:
                visit(other)
                low[node] = min(low[node], low[other])
            elif other in stack:
                low[node] = min(low[node], index[other])
        if low[node] == index[node]:
            group = [stack.pop()]
            while group[-1] != node:
                group.append(stack.pop())
            if len(group) > 1:
                found.append(sorted(group))

    for node in sorted(graph):
        if node not in index:
            visit(node)
    return found
