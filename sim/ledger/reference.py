"""The column table of the README, made from the declarations; run it after changing a column.

python -m sim.ledger.reference
"""

from __future__ import annotations

from pathlib import Path
from typing import Final

from sim.ledger.columns import TABLES
from sim.ledger.frame import FRAME, META
from sim.ledger.table import Table
from sim.vocabulary import words

README: Final = Path(__file__).with_name("README.md")
BEGINS: Final = "<!-- columns: written by python -m sim.ledger.reference -->"
ENDS: Final = "<!-- end of columns -->"


def code_words(codes: str) -> str:
    """What the codes of a column stand for, in one line; empty when they stand for nothing listed."""
    if not codes:
        return ""
    if codes.startswith("names."):
        return f"place in `meta.names.{codes.removeprefix('names.')}`"
    table = getattr(words, codes)
    if isinstance(table, tuple):
        return ", ".join(f"{number} {word}" for number, word in enumerate(table))
    return ", ".join(f"{int(code)} {code.name}" for code in table)


def columns_as_markdown() -> str:
    """All tables, columns, units, meanings and codes, as the README shows them."""
    parts = ["## Tables of what happens"]
    parts += [_section(table) for table in TABLES.values()]
    parts += ["## Frame: who and what the ids are"]
    parts += [_section(table) for table in FRAME.values()]
    parts += [
        "### meta",
        "| key | meaning |\n|---|---|\n" + "\n".join(f"| {k} | {v} |" for k, v in META.items()),
    ]
    return "\n\n".join(parts)


def _section(table: Table) -> str:
    lines = [f"### {table.name}", "", f"One row: {table.row}.", ""]
    lines += ["| column | stored as | unit | meaning | codes |", "|---|---|---|---|---|"]
    for column in table.columns:
        stored = column.dtype.lstrip("<")
        lines.append(f"| {column.name} | {stored} | {column.unit} | {column.meaning} | {code_words(column.codes)} |")
    return "\n".join(lines)


def readme_with_columns(text: str) -> str:
    """The README with its column tables written anew; raises ValueError when the two marks are missing."""
    before, begins, rest = text.partition(BEGINS)
    _, ends, after = rest.partition(ENDS)
    if not begins or not ends:
        raise ValueError(f"README of the ledger needs the marks {BEGINS} and {ENDS}")
    return f"{before}{BEGINS}\n\n{columns_as_markdown()}\n\n{ENDS}{after}"


if __name__ == "__main__":
    README.write_text(readme_with_columns(README.read_text(encoding="utf-8")), encoding="utf-8")
