"""The patient process as a machine of states: every wait of the pathway becomes a place where it goes on later.

A part that is joined by ``yield from`` has its own place in the patient's row for what lives across its waits,
and for the state that its caller goes on with: no part ends up calling itself, so one place is enough.
"""

from __future__ import annotations

from typing import Any

from sim.engine.compiled.parts import OVER, STATES_OF_A_PART, Part


class Machine:
    """One story (an episode, a walk) with all its parts, as one function ``name(do, world, case, answer)``."""

    def __init__(self, program: Any, name: str, root: Any, patient: str) -> None:
        """``root``: the story's first part; ``patient``: what its row is called there (``case`` or ``w``)."""
        self.program, self.name, self.patient = program, name, patient
        self.fields: dict[str, str] = {}
        self.callers: dict[str, set[str]] = {}
        self.parts: dict[Any, Part] = {}
        first = self.part(root)
        while any(not part.done for part in self.parts.values()):
            for part in list(self.parts.values()):
                part.translate()
        self.entry = first.entry

    def part(self, function: Any) -> Part:
        """The part for a generator function."""
        if function not in self.parts:
            self.parts[function] = Part(self, function)
        return self.parts[function]

    def back(self, part: str) -> str:
        """The field in which a part keeps the state that its caller goes on with."""
        self.fields[f"{part}__back"] = "i4"
        return f"{self.row}.{part}__back"

    def places(self, begin: int) -> dict[str, tuple[str, int]]:
        """Type and offset of every field of the parts, from an offset on: a part lies behind all that may wait for it,
        and parts that never run together lie in one place."""
        of_part: dict[str, list[str]] = {part.name: [] for part in self.parts.values()}
        for name in sorted(self.fields, key=lambda name: (-int(self.fields[name][1]), name)):
            of_part[name.partition("__")[0]].append(name)
        ends: dict[str, int] = {}
        made: dict[str, tuple[str, int]] = {}

        def place(part: str) -> int:
            if part not in ends:
                at = max((place(caller) for caller in self.callers.get(part, ())), default=begin)
                for name in of_part[part]:
                    made[name] = self.fields[name], at
                    at += int(self.fields[name][1])
                ends[part] = at + -at % 8
            return ends[part]

        for part in of_part:
            place(part)
        return made

    @property
    def row(self) -> str:
        """The patient's row."""
        return f"{self.program.patient_reader(self.patient)}({self.patient})"

    def sources(self) -> list[str]:
        """One function for each part, and the one that goes from part to part: 1 when the story is over."""
        lines = [f"def {self.name}(do, world, {self.patient}, answer):"]
        lines += [f"    {self.row}.answer = answer", f"    state = {self.row}.state", "    while state >= 0:"]
        for number, part in enumerate(self.parts.values()):
            word = "if" if number == 0 else "elif"
            lines.append(f"        {word} state < {part.entry + STATES_OF_A_PART}:")
            lines.append(f"            state = part_{part.name}(do, world, {self.patient}, state)")
        lines += ["        else:", "            break", f"    return 1 if state == {OVER} else 0"]
        return [*(part.source() for part in self.parts.values()), "\n".join(lines)]
