"""Bytes to text: UTF-8 first, and what Chinese Excel and old editors save instead."""

from __future__ import annotations

import codecs
import itertools
import re
from collections.abc import Iterator

from sim.scenario.faults import Fault

UTF_16 = (codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)
HIDDEN = re.compile(r"[^\t\x20-\x7e\x85\xa0-\ud7ff\ue000-\ufefe\uff00-\ufffd\U00010000-\U0010ffff]")
SAVE_AS = "Open it in an editor and save it as UTF-8."


def decoded(raw: bytes, file: str) -> tuple[str, list[Fault]]:
    """The text of a YAML file; anything but UTF-8 (with or without a byte order mark) is a fault."""
    if raw.startswith(UTF_16):
        return "", [Fault(file, 1, 1, "", f"the file is saved as UTF-16. {SAVE_AS}")]
    try:
        text = raw.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = raw.count(b"\n", 0, error.start) + 1
        start = raw.rfind(b"\n", 0, error.start) + 1
        column = len(raw[start : error.start].decode("utf-8", errors="replace")) + 1
        guess = "GB18030 (GBK)" if _reads(raw, "gb18030") else "another encoding, or is no text at all"
        found = f"byte 0x{raw[error.start]:02x} is not UTF-8"
        return "", [Fault(file, line, column, "", f"{found}: the file seems to be saved as {guess}. {SAVE_AS}")]
    return text, list(itertools.islice(_hidden(text, file), 10))


def _hidden(text: str, file: str) -> Iterator[Fault]:
    for number, line in enumerate(re.split(r"\r\n|\n|\r", text), 1):
        for match in HIDDEN.finditer(line):
            yield Fault(file, number, match.start() + 1, "", f"a sign that no editor shows ({match[0]!r}). Delete it.")


def decoded_table(raw: bytes) -> tuple[str, str]:
    """The text of a CSV table and the encoding it was read in: UTF-8, or GB18030 as Chinese Excel saves it.

    Raises:
        ValueError: it is neither; the message says what to do.
    """
    if raw.startswith(UTF_16):
        raise ValueError("the table is saved as UTF-16 ('Unicode text' in Excel). Save it as 'CSV UTF-8'.")
    try:
        return raw.decode("utf-8-sig"), "UTF-8"
    except UnicodeDecodeError:
        if _reads(raw, "gb18030"):
            return raw.decode("gb18030"), "GB18030"
    raise ValueError("the table is neither UTF-8 nor GB18030. In Excel: save as 'CSV UTF-8'.")


def _reads(raw: bytes, encoding: str) -> bool:
    try:
        text = raw.decode(encoding)
    except UnicodeDecodeError:
        return False
    return "\x00" not in text
