"""Village by village: how often people see a clinician, and where they go. For maps, so with coordinates.

Pure functions of a ledger; rates and never counts, so that a large village does not look ill for being large.
"""

from __future__ import annotations

from typing import Final

import numpy as np
import pandas as pd

from sim.measures.staff import WEEK_MIN
from sim.measures.view import View, ratio, totals
from sim.vocabulary.words import TIERS, VILLAGE

VILLAGES: Final = (
    *("village", "name", "x_km", "y_km", "minutes_to_county", "residents"),
    *("episodes", "visits", "visits_per_1000"),
)
FLOWS: Final = ("village", "facility", "tier", "x_km", "y_km", "to_x_km", "to_y_km", "per_week")


def by_village(view: View) -> pd.DataFrame:
    """Each village with its place on the map, illnesses that began and visits in the window.

    ``visits_per_1000`` is visits of its residents, wherever they went, per 1,000 residents a year.
    """
    villages = view.ledger.frame["villages"]
    size = len(villages)
    visits = totals(view.visits["village"], size)
    people = villages["residents"].to_numpy(dtype=float)
    return pd.DataFrame(
        {
            "village": villages["id"].astype(str).to_numpy(),
            "name": villages["name"].astype(str).to_numpy(),
            "x_km": villages["x_km"].to_numpy(dtype=float),
            "y_km": villages["y_km"].to_numpy(dtype=float),
            "minutes_to_county": villages["minutes_to_county"].to_numpy(dtype=float),
            "residents": people,
            "episodes": totals(view.illnesses["village"], size),
            "visits": visits,
            "visits_per_1000": ratio(1000.0 * visits, people * view.years),
        },
        columns=list(VILLAGES),
    )


def flows_up(view: View) -> pd.DataFrame:
    """Visits a week from each village to each place above the village posts; ways that nobody took are left out."""
    rows = view.visits.where(view.visits["tier"] > VILLAGE)
    villages, places = view.ledger.frame["villages"], view.ledger.frame["facilities"]
    size = max(len(places), 1)
    ways, counts = np.unique(rows["village"].astype(np.int64) * size + rows["facility"], return_counts=True)
    home, there = np.divmod(ways, size)
    return pd.DataFrame(
        {
            "village": villages["id"].astype(str).to_numpy()[home],
            "facility": places["id"].astype(str).to_numpy()[there],
            "tier": np.array(TIERS)[places["tier"].to_numpy()[there]],
            "x_km": villages["x_km"].to_numpy(dtype=float)[home],
            "y_km": villages["y_km"].to_numpy(dtype=float)[home],
            "to_x_km": places["x_km"].to_numpy(dtype=float)[there],
            "to_y_km": places["y_km"].to_numpy(dtype=float)[there],
            "per_week": counts / (view.minutes / WEEK_MIN),
        },
        columns=list(FLOWS),
    )
