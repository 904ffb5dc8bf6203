"""What every block of a scenario has in common: frozen, closed, with room for its source.

Descriptions of fields are the reference page (``sim.scenario.schema`` prints them), so they are written for
the person who edits the YAML.
"""

from __future__ import annotations

import math
import re
from typing import Annotated, Any, Final, TypeVar

from pydantic import AfterValidator, BaseModel, BeforeValidator, ConfigDict, Field

from sim.vocabulary import BANDS, TIERS, Factor, Number, Share

PROVENANCE: Final = ("source", "year")
"""Keys that may stand in any block and say where its numbers come from."""

T = TypeVar("T")


class Block(BaseModel):
    """A part of the scenario. Nothing can be added to it, and nothing in it changes."""

    model_config = ConfigDict(frozen=True, extra="forbid", validate_by_name=True, validate_by_alias=True)

    source: str | None = Field(None, description="where the numbers of this block come from", repr=False)
    year: int | str | None = Field(None, description="the year they stand for", repr=False)


def without_provenance(given: Any) -> Any:
    """A map of named things without the source of the whole map; the loader has kept it as an origin."""
    if not isinstance(given, dict):
        return given
    return {name: value for name, value in given.items() if name not in PROVENANCE}


def _names_are_plain(given: dict[str, T]) -> dict[str, T]:
    for name in given:
        if not re.fullmatch(r"[^\s./,|](?:[^./,|]*[^\s./,|])?", name):
            raise ValueError(
                f"{name!r} cannot be a name: a name has no dot, slash, comma, bar or outer space, "
                "because paths such as tiers.township.wards are made of names."
            )
    return given


Named = Annotated[dict[str, T], BeforeValidator(without_provenance), AfterValidator(_names_are_plain)]
"""Things by the name that the planner gives them."""


def percent(share: float) -> str:
    """A share as a planner writes it, without noise digits: 0.125 -> ``12.5 %``."""
    return f"{round(100 * share, 6):g} %"


def sum_to_one(shares: dict[str, float]) -> dict[str, float]:
    """Return shares that sum to 100 %.

    Raises:
        ValueError: they do not; all of them are listed.
    """
    total = math.fsum(shares.values())
    if abs(total - 1) > 1e-6:
        listed = ", ".join(f"{name} {percent(share)}" for name, share in shares.items())
        raise ValueError(f"shares sum to {percent(total)}, expected 100 %: {listed or 'none given'}.")
    return shares


def only(words: tuple[str, ...], what: str) -> BeforeValidator:
    """Refuses a map with a key that is none of these words."""

    def check(given: Any) -> Any:
        for name in given if isinstance(given, dict) else ():
            if name not in words:
                raise ValueError(f"found {name!r}, which is no {what}. Allowed: {', '.join(words)}.")
        return given

    return BeforeValidator(check)


def _every_band(given: Any) -> Any:
    missing = [band for band in BANDS if band not in given] if isinstance(given, dict) else []
    if missing and set(given) <= set(BANDS):
        raise ValueError(f"{', '.join(missing)} not given; expected a share for each of {', '.join(BANDS)}.")
    return given


def _in_order_of_bands(shares: dict[str, float]) -> dict[str, float]:
    return {band: shares.get(band, 0.0) for band in BANDS}


Shares = Annotated[dict[str, Share], BeforeValidator(without_provenance), AfterValidator(sum_to_one)]
"""Parts of a whole by name; they sum to 100 %."""
_Bands = Annotated[
    dict[str, Share],
    AfterValidator(_in_order_of_bands),
    only(BANDS, "band of severity"),
]
BandShares = Annotated[_Bands, BeforeValidator(_every_band), BeforeValidator(without_provenance)]
"""A share for each band of severity: minor, moderate, serious, critical."""
SomeBandShares = Annotated[_Bands, BeforeValidator(without_provenance)]
"""A share for some bands of severity; 0 % for a band that is left out."""
BandSplit = Annotated[BandShares, AfterValidator(sum_to_one)]
"""How cases spread over the bands of severity; the shares sum to 100 %."""
ByTier = Annotated[dict[str, T], only(TIERS, "tier"), BeforeValidator(without_provenance)]
"""Something for each tier that is named: village, township, county, out_of_county."""
ByBand = Annotated[dict[str, T], only(BANDS, "band of severity"), BeforeValidator(without_provenance)]
"""Something for each band of severity that is named."""
ByAge = Annotated[dict[str, Factor], BeforeValidator(without_provenance)]
"""A plain number for each age band of ``people.ages``."""
ShareByAge = Annotated[dict[str, Share], BeforeValidator(without_provenance)]
"""A share for each age band of ``people.ages``."""
NamedNumbers = Annotated[dict[str, Number], BeforeValidator(without_provenance)]
