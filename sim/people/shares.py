"""Ages and schemes of each village: the county's shares, unless the village's own row says otherwise."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Literal

import numpy as np
from numpy.typing import NDArray

if TYPE_CHECKING:
    from sim.scenario.scenario import Scenario


def filled(county: Mapping[str, float], village: Mapping[str, float]) -> dict[str, float]:
    """A village's shares: its own as they are, the others in the county's proportions, all together 100 %.

    Raises:
        ValueError: its own exceed 100 %, or leave something over that no other share can take.
    """
    own = sum(village.values())
    others = sum(share for name, share in county.items() if name not in village)
    left = 1.0 - own
    if left < -1e-9 or (left > 1e-9 and others == 0.0):
        raise ValueError(f"shares of a village sum to {100 * own:g} %: " + ", ".join(village))
    scale = max(left, 0.0) / others if others else 0.0
    return {name: village.get(name, share * scale) for name, share in county.items()}


def bounds_by_village(scenario: Scenario, block: Literal["ages", "schemes"], villages: int) -> NDArray[np.float64]:
    """Upper bounds on [0, 1] of each age band, or scheme, for each village; the last is 1."""
    assert scenario.people is not None
    county: Mapping[str, float] = getattr(scenario.people, block)
    rows = scenario.places.village_rows if scenario.places is not None else ()
    own: list[Mapping[str, float]] = [getattr(row, block) for row in rows] or [{}] * villages
    shares = np.array([list(filled(county, village).values()) for village in own])
    bounds = np.cumsum(shares, axis=1)
    bounds[:, -1] = 1.0
    return bounds
