"""What each illness was to the one who had it: how soon right care came, what was paid, whether it was missed.

One row per episode that began in the window, small enough to be kept of every run, so that the same residents can
be compared under two policies (`paired.py`) without either ledger in memory. Beside it who these residents are.
"""

from __future__ import annotations

from itertools import pairwise
from typing import Any, Final

import numpy as np
import numpy.typing as npt
import pandas as pd

from sim.ledger.ledger import Ledger
from sim.measures.columns import Column, in_rising_order
from sim.measures.view import DISTANCES_MIN, Floats, View
from sim.vocabulary.words import SERIOUS, EpisodeReason

LIVES: Final = {
    "episode": np.int64,  # resident x 2^32 + number of the onset: the same in every arm
    "ill": np.bool_,  # an illness; a planned follow-up is none, but what it costs counts
    "band": np.int8,  # true severity at onset
    "care": np.int8,  # 1 handled rightly, 0 ended without, -1 not yet when the run ended
    "delay_min": np.float32,  # from onset to right care; not yet: minutes watched; never: 0
    "paid_yuan": np.float32,  # by the patient: visits, stays and fares of this episode
    "missed": np.bool_,  # serious or critical, and not recognised at first contact
}
REACHED, NEVER, NOT_YET = 1, 0, -1
GROUPINGS: Final = ("travel_min", "age", "scheme", "chronic", "contract", "village_tercile")
TERCILES: Final = ("small", "middle", "large")


def lives(ledger: Ledger, window: tuple[float, float] | None = None) -> pd.DataFrame:
    """One row per episode that began in the window, in the order of episodes; columns and types as in `LIVES`."""
    view = View(ledger, *(window or (ledger.warm_up_min, ledger.end_min)))
    rows = view.select("episodes", "onset_min")
    onset, right, ended = rows["onset_min"], rows["right_care_min"], rows["ended_min"]
    care = np.where(right >= 0.0, REACHED, np.where(ended < 0.0, NOT_YET, NEVER))
    delay = np.where(care == REACHED, right - onset, np.where(care == NOT_YET, ledger.end_min - onset, 0.0))
    which = np.arange(len(ledger["episodes"])) if rows.which is None else _places(rows.which)
    found = {
        "episode": rows["episode"],
        "ill": rows["reason"] != EpisodeReason.follow_up,
        "band": rows["band"],
        "care": care,
        "delay_min": delay,
        "paid_yuan": _paid(view)[which],
        "missed": _missed(view)[which],
    }
    order = in_rising_order(found["episode"])[1]
    return pd.DataFrame({name: column[order].astype(LIVES[name]) for name, column in found.items()})


def _places(which: Column) -> Column:
    return np.flatnonzero(which) if which.dtype == np.bool_ else which


def _paid(view: View) -> Floats:
    """What the patient paid for each row of `episodes`, on whatever day."""
    tables, size = view.tables, len(view.ledger["episodes"])
    visits, stays = tables["visits"], tables["stays"]
    paid = np.zeros(size)
    for table, yuan in (
        ("visits", visits["patient_yuan"] + visits["fare_yuan"]),
        ("stays", stays["patient_yuan"]),
    ):
        place = tables.place(table)
        paid += np.bincount(place[place >= 0], weights=yuan[place >= 0], minlength=size)
    return paid


def _missed(view: View) -> npt.NDArray[np.bool_]:
    """Rows of `episodes` whose serious illness was beyond the place of first contact and not recognised there."""
    visits, place = view.tables["visits"], view.tables.place("visits")
    first = (visits["first_contact"] == 1) & (visits["start_min"] >= 0.0) & (visits["band"] >= SERIOUS)
    overlooked = first & (visits["beyond"] == 1) & (visits["finding"] == 0) & (place >= 0)
    missed = np.zeros(len(view.ledger["episodes"]), dtype=bool)
    missed[place[overlooked]] = True
    return missed


def belongings(ledger: Ledger) -> pd.DataFrame:
    """To which group each resident belongs, one row per resident in their order.

    Columns are the row of the village, then `GROUPINGS` as categories in their order: minutes to the county hospital,
    age band, insurance scheme, chronic illness, family-doctor contract, and whether the village is one of the small,
    middle or large third.
    """
    who, villages = ledger.frame["residents"], ledger.frame["villages"]
    home = who["village"].to_numpy()
    minutes = villages["minutes_to_county"].to_numpy(dtype=float)
    band = np.searchsorted(np.array(DISTANCES_MIN), minutes, side="right") - 1
    edges = [f"{edge:.0f}" for edge in DISTANCES_MIN]
    travel = [*(f"{a}-{b}" for a, b in pairwise(edges)), f"{edges[-1]}+"]
    columns = {
        "travel_min": _words(band[home], travel),
        "age": _words(who["age_band"], ledger.words("age_band")),
        "scheme": _words(who["scheme"], ledger.words("scheme")),
        "chronic": _words(who["chronic"] != 0, ["no", "yes"]),
        "contract": _words(who["contracted"], ["no", "yes"]),
        "village_tercile": _words(_third(villages["residents"].to_numpy())[home], list(TERCILES)),
    }
    return pd.DataFrame({"village": home} | columns)


def _third(size: npt.NDArray[Any]) -> npt.NDArray[np.int64]:
    """The third of the villages, by number of residents, to which each belongs; villages of one size stay together."""
    ordered = np.sort(size)
    middle = (np.searchsorted(ordered, size) + np.searchsorted(ordered, size, side="right")) / 2.0
    return np.floor(middle * len(TERCILES) / max(len(size), 1)).astype(np.int64)


def _words(codes: Any, words: list[str]) -> pd.Categorical[str]:
    """Codes as words; a code that has no word is shown as its number."""
    numbers = np.asarray(codes).astype(np.int64)
    more = range(len(words), int(numbers.max(initial=-1)) + 1)
    return pd.Categorical.from_codes(numbers, categories=pd.Index([*words, *map(str, more)]))
