"""What every clinician-hour of a tier is spent on, so that hours given away are seen to be missing.

Clinics and emergency rooms. Rooms that only visiting experts staff are units of their own lower down (`EXPERT_ROOMS`);
their hours belong to the hospital that sent the expert and are shown apart where they arrive.
"""

from __future__ import annotations

from typing import Final

import numpy as np
import pandas as pd

from sim.measures.staff import CLINICAL, EXPERT_ROOMS, WEEK_MIN, day_sum, of_kind
from sim.measures.view import Floats, Mask, View, ratio, totals
from sim.vocabulary.words import TIERS

COLUMNS: Final = ("tier", "use", "h_per_week")
USES: Final = ("clinic", "idle", "expert_session", "road_and_training", "rostered", "overtime", "from_above")


def staff_hours(view: View) -> pd.DataFrame:
    """Hours a week by tier and use: columns tier, use, h_per_week.

    ``rostered = clinic + idle + expert_session + road_and_training``. *Clinic* is time with patients inside the
    roster, *expert_session* and *road_and_training* are hours taken off the roster (the session's own hours, and all
    the rest), *overtime* is time with patients outside the roster, *from_above* is the sessions that experts of a
    higher tier hold here. Sessions are charged to the tiers in proportion to the hours that each gave away.
    """
    tier = view.frame("units", "tier").astype(np.int64)
    name = view.frame("units", "name").astype(str)
    guests = (tier >= 0) & np.any([np.char.startswith(name, f"{called}_") for called in EXPERT_ROOMS], axis=0)
    ours = of_kind(view, CLINICAL) & (tier >= 0) & ~guests

    def hours(column: str, mine: Mask) -> Floats:
        return totals(tier[mine], len(TIERS), day_sum(view, column)[mine]) / 60.0 / (view.minutes / WEEK_MIN)

    overtime, away, from_above = hours("overtime_min", ours), hours("away_min", ours), hours("staffed_min", guests)
    at_work, staffed = hours("busy_min", ours) - overtime, hours("staffed_min", ours)
    session = np.nan_to_num(ratio(away, away.sum())) * min(from_above.sum(), away.sum())
    found = {
        "clinic": at_work,
        "idle": staffed - at_work,
        "expert_session": session,
        "road_and_training": away - session,
        "rostered": staffed + away,
        "overtime": overtime,
        "from_above": from_above,
    }
    there = totals(tier[ours], len(TIERS)) > 0
    rows = [(TIERS[t], use, float(found[use][t])) for t in view.tiers if there[t] for use in USES]
    return pd.DataFrame(rows, columns=list(COLUMNS)).astype({"h_per_week": float})
