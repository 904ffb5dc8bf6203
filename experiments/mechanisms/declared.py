"""What ``rows/`` declares: properties of the structure, claims on trial with grids of inputs, levers together."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated, Any, Final, Self

from pydantic import Field, model_validator
from ruamel.yaml import YAML

from experiments.mechanisms.entries import Arm, Exact, Factorial, Ladder, Mechanism, Order, Period, Property
from sim.scenario.block import Block

HERE: Final = Path(__file__).parent / "rows"
MECHANISMS: Final = tuple(f"M{number}" for number in range(1, 27))
"""The mechanisms that the source documents name."""


class Claims(Block):
    """The whole file."""

    county: str
    long: Period
    short: Period
    arms: dict[str, Arm]
    structure: tuple[Annotated[Order | Ladder | Exact, Field(discriminator="shows")], ...]
    mechanisms: tuple[Mechanism, ...]
    factorials: tuple[Factorial, ...] = ()

    @model_validator(mode="after")
    def _names_are_known(self) -> Self:
        named = [entry.name for entry in (*self.structure, *self.mechanisms, *self.factorials)]
        twice = sorted({name for name in named if named.count(name) > 1})
        used = {arm for entry in (*self.structure, *self.mechanisms) for arm in arms_of(entry)}
        unknown = sorted({"today", *used} - set(self.arms))
        if twice or unknown:
            raise ValueError(f"named twice: {twice}; arms that are not declared: {unknown}")
        return self

    def only(self, names: tuple[str, ...]) -> Claims:
        """The entries of these names.

        Raises:
            KeyError: nothing has such a name.
        """
        known = [entry.name for entry in (*self.structure, *self.mechanisms, *self.factorials)]
        wrong = [name for name in names if name not in known]
        if wrong:
            raise KeyError(f"nothing is called {', '.join(wrong)}; there are: {', '.join(known)}")
        structure = tuple(entry for entry in self.structure if entry.name in names)
        mechanisms = tuple(entry for entry in self.mechanisms if entry.name in names)
        factorials = tuple(entry for entry in self.factorials if entry.name in names)
        return self.model_copy(update={"structure": structure, "mechanisms": mechanisms, "factorials": factorials})

    def for_weeks(self, weeks: int) -> Claims:
        """The same, with so many weeks measured in every run."""
        long, short = (one.model_copy(update={"measure": f"{weeks} weeks"}) for one in (self.long, self.short))
        return self._placed(None, weeks=True).model_copy(update={"long": long, "short": short})

    def for_county(self, county: str) -> Claims:
        """The same, with every row on one county."""
        return self._placed(county, weeks=False).model_copy(update={"county": county})

    def without_grids(self) -> Claims:
        """The same claims, tried at today's inputs alone."""
        return self.model_copy(
            update={"mechanisms": tuple(one.model_copy(update={"grid": None}) for one in self.mechanisms)}
        )

    def _placed(self, county: str | None, weeks: bool) -> Claims:
        mechanisms = tuple(
            one.on(county, weeks).model_copy(update={"grid": one.grid and one.grid.on(county, weeks)})
            for one in self.mechanisms
        )
        factorials = tuple(one.on(county, weeks) for one in self.factorials)
        return self.model_copy(update={"mechanisms": mechanisms, "factorials": factorials})

    @property
    def without_a_row(self) -> tuple[str, ...]:
        """Mechanisms of the source documents that no row speaks of."""
        covered = {word for entry in self.mechanisms for word in entry.covers}
        return tuple(word for word in MECHANISMS if word not in covered)


def arms_of(entry: Property | Mechanism) -> tuple[str, ...]:
    """The arms that an entry speaks of."""
    if isinstance(entry, Ladder):
        return entry.arms
    if isinstance(entry, Exact):
        return entry.before, entry.after
    if isinstance(entry, Mechanism):
        return entry.against, entry.arm
    return (entry.arm,) if isinstance(entry, Order) else ()


def read(folder: Path = HERE) -> Claims:
    """Read the declarations: every file of the folder, by name; lists and arms of all files come together.

    Raises:
        ValidationError: something is not as it must be.
        ValueError: two files declare one arm.
    """
    whole: dict[str, Any] = {"arms": {}, "structure": [], "mechanisms": [], "factorials": []}
    for file in sorted(folder.glob("*.yaml"), key=lambda file: (not file.stem.startswith("M"), file.stem)):
        said = YAML(typ="safe", pure=True).load(file.read_text(encoding="utf-8")) or {}
        twice = sorted(set(said.get("arms", {})) & set(whole["arms"]))
        if twice:
            raise ValueError(f"{file.name}: arms that another file declares too: {', '.join(twice)}")
        whole["arms"].update(said.pop("arms", {}))
        for key, value in said.items():
            whole[key] = [*whole[key], *value] if isinstance(whole.get(key), list) else value
    return Claims.model_validate(whole)
