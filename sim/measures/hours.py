"""What every clinician-hour of a tier is spent on, so that hours given away are seen to be missing.

Clinics and emergency rooms. Rooms that only visiting experts staff are units of their own lower down (`EXPERT_ROOMS`);
their hours belong to the hospital that sent the expert and are shown apart where they arrive.
"""

from __future__ import annotations

from typing import Final

import numpy as np
import numpy.typing as npt
import pandas as pd

from sim.measures.skill import absent_min
from sim.measures.staff import CLINICAL, EXPERT_ROOMS, WEEK_MIN, day_sum, of_kind
from sim.measures.view import Floats, Mask, View, ratio, totals
from sim.vocabulary.words import TIERS, AwayFor

COLUMNS: Final = ("tier", "use", "h_per_week")
USES: Final = ("clinic", "idle", "expert_session", "training", "road", "rostered", "overtime", "from_above")


def staff_hours(view: View) -> pd.DataFrame:
    """Hours a week by tier and use: columns tier, use, h_per_week.

    ``rostered = clinic + idle + expert_session + training + road``. *Clinic* is time with patients inside the roster;
    *expert_session*, *training* (talks heard included) and *road* (free clinics, talks given and whatever else
    included) are hours away: by who is sent away, and by absences. The road before opening and after closing is among
    them, so that *rostered*, all hours at home and away, can exceed the roster. *Overtime* is time with patients
    outside the roster, *from_above* is sessions that experts of a higher tier hold here. Sessions are charged to the
    tiers in proportion to the hours that each gave away.
    """
    tier = view.frame("units", "tier").astype(np.int64)
    name = view.frame("units", "name").astype(str)
    guests = (tier >= 0) & np.any([np.char.startswith(name, f"{called}_") for called in EXPERT_ROOMS], axis=0)
    ours = of_kind(view, CLINICAL) & (tier >= 0) & ~guests

    def hours(column: str, mine: Mask) -> Floats:
        return totals(tier[mine], len(TIERS), day_sum(view, column)[mine]) / 60.0 / (view.minutes / WEEK_MIN)

    overtime, away, from_above = hours("overtime_min", ours), hours("away_min", ours), hours("staffed_min", guests)
    at_work, staffed = hours("busy_min", ours) - overtime, hours("staffed_min", ours)
    training = _absent_h(view, tier, (AwayFor.training, AwayFor.lecture))
    errands = _absent_h(view, tier, (AwayFor.outreach, AwayFor.speaker))
    session = np.nan_to_num(ratio(away, away.sum())) * min(from_above.sum(), away.sum())
    found = {
        "clinic": at_work,
        "idle": staffed - at_work,
        "expert_session": session,
        "training": training,
        "road": away - session + errands,
        "rostered": staffed + away + training + errands,
        "overtime": overtime,
        "from_above": from_above,
    }
    there = totals(tier[ours], len(TIERS)) > 0
    rows = [(TIERS[t], use, float(found[use][t])) for t in view.tiers if there[t] for use in USES]
    return pd.DataFrame(rows, columns=list(COLUMNS)).astype({"h_per_week": float})


def _absent_h(view: View, tier: npt.NDArray[np.int64], uses: tuple[AwayFor, ...]) -> Floats:
    """Hours a week for which clinicians are absent for these uses, by tier."""
    minutes = absent_min(view)
    if not len(minutes):
        return np.zeros(len(TIERS))
    rows = view.tables["absences"]
    there = tier[rows["unit"]]
    mine = np.isin(rows["use"], uses) & (there >= 0)
    return totals(there[mine], len(TIERS), minutes[mine]) / 60.0 / (view.minutes / WEEK_MIN)
