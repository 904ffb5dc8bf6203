"""From illness to exit, in people: who stayed at home, who was seen, sent on, admitted, and who is still inside.

Two tables of one run. `patient_flow` splits everyone who fell ill in the window, as the flow charts of trials do:
each box is a part of the one above, and the parts of a box add up to it. `serious_steps` follows the seriously ill
through the steps of good care, each step counted among those who made the step before.
"""

from __future__ import annotations

from typing import Final

import numpy as np
import numpy.typing as npt
import pandas as pd

from sim.ledger.order import ordered
from sim.measures.columns import Chosen, anew
from sim.measures.safety import serious
from sim.measures.view import Mask, View, ratio
from sim.vocabulary.words import Exit

COLUMNS: Final = ("step", "people", "per_1000")


def patient_flow(view: View) -> pd.DataFrame:
    """Everyone who fell ill in the window by what became of them: columns step, people, per_1000 (of the ill).

    ``ill = stayed_home + not_set_off + set_off``, ``set_off = left_unseen + unseen_inside + seen``, ``seen =
    kept + referred + admitted`` (the most that happened counts), ``ill = exits + inside``; exits are counted by
    the way an episode ended and ``inside`` by its having no end, so the last sum is a check and no definition.
    """
    rows = view.illnesses
    home, seen, open_ = rows["first_facility"] < 0, rows["visits"] > 0, rows["ended_min"] < 0.0
    gone = ~home
    admitted = seen & _has(view, rows, "stays", "admitted_min", 0.0)
    sent = seen & ~admitted & _has(view, rows, "referrals", "direction", 1)
    exit_ = rows["exit"]
    done = exit_ != Exit.inside
    counts = {
        "ill": np.ones(len(rows), dtype=bool),
        "stayed_home": home & ~seen & ~open_,
        "not_set_off": home & ~seen & open_,
        "set_off": gone | seen,
        "left_unseen": gone & ~seen & ~open_,
        "unseen_inside": gone & ~seen & open_,
        "seen": seen,
        "kept": seen & ~admitted & ~sent,
        "referred": sent,
        "admitted": admitted,
        "exit_well": seen & (exit_ == Exit.well),
        "exit_well_wrong": seen & (exit_ == Exit.well_wrong),
        "exit_left": seen & done & (exit_ != Exit.well) & (exit_ != Exit.well_wrong),
        "seen_inside": seen & open_,
        "exits": done,
        "inside": open_,
    }
    return _table(counts, len(rows))


def serious_steps(view: View) -> pd.DataFrame:
    """The seriously ill step by step: columns step, people, per_1000 (of serious or critical episodes).

    Each of sought_care, recognised (in the right hands or sent on at the first visit), right_place (reached a place
    that can handle it), right_care and in_time (within the limit of the condition, if it has one) is counted among
    those of the step before. ``right_care_in_the_end`` is everyone rightly handled, after whatever detours.
    """
    rows = serious(view)
    visits = view.tables["visits"]
    theirs = Chosen(visits, view.tables.rows_of("visits", rows["episode"]))
    met = theirs.where(theirs["start_min"] >= 0.0)
    whose, able = met["episode"], met["beyond"] == 0
    order = ordered([whose, met["start_min"]])
    first = order[anew(whose[order])]
    at_once = whose[first][able[first] | (met["finding"][first] == 1)]
    limit = view.frame("conditions", "time_critical_min").astype(float)[rows["condition"]]
    cared = rows["right_care_min"] >= 0.0
    late = (limit > 0.0) & (rows["right_care_min"] - rows["onset_min"] > limit)
    stages: list[tuple[str, Mask]] = [
        ("sought_care", rows["visits"] > 0),
        ("recognised", np.isin(rows["episode"], at_once)),
        ("right_place", np.isin(rows["episode"], whose[able])),
        ("right_care", cared),
        ("in_time", ~late),
    ]
    still = np.ones(len(rows), dtype=bool)
    counts: dict[str, npt.NDArray[np.bool_]] = {"ill": still}
    for name, made in stages:
        still = still & made
        counts[name] = still
    counts["right_care_in_the_end"] = cared
    return _table(counts, len(rows))


def _has(view: View, rows: Chosen, table: str, column: str, least: float) -> Mask:
    """Which episodes have a row in another table with at least so much in a column."""
    others = view.tables[table]
    return np.isin(rows["episode"], others["episode"][others[column] >= least])


def _table(counts: dict[str, npt.NDArray[np.bool_]], whole: int) -> pd.DataFrame:
    people = [int(np.count_nonzero(mask)) for mask in counts.values()]
    found = [(step, count, ratio(1000.0 * count, whole)) for step, count in zip(counts, people, strict=True)]
    return pd.DataFrame(found, columns=list(COLUMNS)).astype({"people": float, "per_1000": float})
