"""Faults of form, in a planner's words: the parser's own messages are written for programmers."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sim.scenario.faults import Fault

if TYPE_CHECKING:
    from ruamel.yaml.error import MarkedYAMLError

WIDE = {
    "\uff1a": ":",
    "\uff0c": ",",
    "\u201c": '"',
    "\u201d": '"',
    "\uff5b": "{",
    "\uff5d": "}",
    "\u3000": " ",
}

WORDS = (
    (
        "mapping values are not allowed",
        "a ':' stands here where a value has begun. Text with ': ' must stand in quotes.",
    ),
    ("could not find expected ':'", "this line has no ':'. Expected 'key: value'."),
    ("while parsing a block mapping", "the indentation does not fit the lines above."),
    ("expected <block end>", "the indentation does not fit the lines above."),
    ("expected ',' or", "a { or [ that was opened is not closed, or a comma is missing."),
    ("while scanning a quoted scalar", "the quote that begins here is not closed."),
)


def form_fault(error: MarkedYAMLError, text: str, file: str) -> Fault:
    """The fault at which reading stopped; what follows it in the file was not read."""
    begun = "could not find expected ':'" in str(error.problem) or "quoted scalar" in str(error.context)
    mark = (error.context_mark if begun else None) or error.problem_mark or error.context_mark
    line, column = (mark.line + 1, mark.column + 1) if mark is not None else (1, 1)
    lines = text.splitlines()
    written = lines[line - 1] if 0 < line <= len(lines) else ""
    said = f"{error.context or ''} {error.problem or ''}".strip()
    message = next((words for sign, words in WORDS if sign in said), f"this is no YAML: {said}.")
    tab = "\t" in written[: len(written) - len(written.lstrip())] or written[column - 1 : column] == "\t"
    if tab:
        message = "a tab stands here. Indent with spaces."
    elif "cannot start any token" in said:
        message = f"'{written[column - 1 : column]}' cannot begin a value: put it in quotes."
    opened = error.context_mark
    if opened is not None and opened.line + 1 < line and "opened" in message:
        message += f" It was opened in line {opened.line + 1}."
    return Fault(file, line, column, "", message + wide_hint(written) + " What follows was not read.")


def wide_hint(written: str) -> str:
    """A hint when the line holds Chinese full-width signs where YAML needs plain ones."""
    found = next((sign for sign in written if sign in WIDE), "")
    return f" The line holds a full-width '{found}'; YAML needs the plain '{WIDE[found]}'." if found else ""
