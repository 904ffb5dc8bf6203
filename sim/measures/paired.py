"""The paired counterfactual: the same residents under two policies, and who of them is better or worse off.

Two runs of one replication share their luck: the same resident, the same episode number, the same illness. So each
resident who fell ill is compared with himself. *Better*: right care came at least `sooner_min` sooner, or the patient
paid at least `cheaper_yuan` less, or a serious illness is no longer missed, and nothing of this got worse. *Worse* is
the contrary; who has a serious illness missed that was recognised before is worse whatever else. *Mixed* is who gained
in one and lost in another. The rest see no difference.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Final

import numpy as np
import numpy.typing as npt
import pandas as pd

from sim.ledger.ledger import Ledger
from sim.measures.lives import GROUPINGS, NEVER, NOT_YET, REACHED, belongings, lives

Signs = npt.NDArray[np.int8]
SAME, BETTER, WORSE, MIXED = range(4)
SAME_PEOPLE: Final = "village"
OVERALL: Final = "overall"
COUNTED: Final = ("grouping", "group", "residents_ill", "better", "worse", "mixed")
CHANGED: Final = ("what", "episode", "resident", "band", "today", "value", "change", "unit")


@dataclass(frozen=True)
class Matters:
    """From when on a patient would call it better or worse. Assumption, unless a scenario says otherwise (`gains:`)."""

    sooner_min: float = 240.0
    cheaper_yuan: float = 20.0


def counterfactual(
    today: Ledger, arm: Ledger, matters: Matters | None = None, window: tuple[float, float] | None = None
) -> pd.DataFrame:
    """Two ledgers of one replication compared resident by resident: counts by group, columns `COUNTED`."""
    pair = paired(lives(today, window), lives(arm, window))
    return counted(fates(pair, matters or Matters()), belongings(today))


def paired(today: pd.DataFrame, arm: pd.DataFrame) -> pd.DataFrame:
    """The lives of two runs side by side: one row per episode that either knows.

    An episode that only one of them knows (an exacerbation that control prevented) costs nothing in the other.
    """
    keys = np.union1d(today["episode"].to_numpy(), arm["episode"].to_numpy())
    columns: dict[str, npt.NDArray[Any]] = {"episode": keys, "resident": keys >> 32}
    for name, side in (("today", today), ("arm", arm)):
        there = np.isin(keys, side["episode"].to_numpy(), assume_unique=True)
        columns[f"there_{name}"] = there
        for column in ("ill", "band", "care", "delay_min", "paid_yuan", "missed"):
            values = side[column].to_numpy()
            spread = np.zeros(len(keys), dtype=np.float64 if values.dtype.kind == "f" else values.dtype)
            spread[there] = values
            columns[f"{column}_{name}"] = spread
    return pd.DataFrame(columns)


def fates(pair: pd.DataFrame, matters: Matters) -> pd.DataFrame:
    """What became of each resident who fell ill in either run: columns resident, fate (SAME, BETTER, WORSE, MIXED)."""
    ill = (pair["ill_today"] | pair["ill_arm"]).to_numpy()
    sooner, recognised = care_sign(pair, matters), missed_sign(pair)
    who, first = np.unique(pair["resident"].to_numpy(), return_index=True)
    if not len(who):
        return pd.DataFrame({"resident": who, "fate": np.zeros(0, np.int8)})
    saved = np.add.reduceat((pair["paid_yuan_today"] - pair["paid_yuan_arm"]).to_numpy(), first)
    best = np.maximum(np.maximum.reduceat(sooner, first), np.maximum.reduceat(recognised, first))
    least = np.minimum(np.minimum.reduceat(sooner, first), np.minimum.reduceat(recognised, first))
    gained = (best > 0) | (saved >= matters.cheaper_yuan)
    lost = (least < 0) | (saved <= -matters.cheaper_yuan)
    newly_missed = np.minimum.reduceat(recognised, first) < 0
    fate = np.select([newly_missed, gained & lost, gained, lost], [WORSE, MIXED, BETTER, WORSE], SAME)
    counts = np.logical_or.reduceat(ill, first)
    return pd.DataFrame({"resident": who[counts], "fate": fate[counts].astype(np.int8)})


def care_sign(pair: pd.DataFrame, matters: Matters) -> Signs:
    """Per episode: 1 right care came sooner by what matters, -1 later, 0 neither (or not told before the run ended)."""
    ill = (pair["ill_today"] | pair["ill_arm"]).to_numpy()
    here, there = pair["there_today"].to_numpy(), pair["there_arm"].to_numpy()
    waited = {side: _waited(pair, side) for side in ("today", "arm")}
    sooner = _surely_longer(*waited["today"], *waited["arm"], matters.sooner_min)
    later = _surely_longer(*waited["arm"], *waited["today"], matters.sooner_min)
    both = sooner.astype(np.int8) - later.astype(np.int8)
    signs: Signs = np.where(here & there, both, here.astype(np.int8) - there.astype(np.int8)) * ill
    return signs.astype(np.int8)


def _waited(pair: pd.DataFrame, side: str) -> tuple[npt.NDArray[Any], npt.NDArray[Any]]:
    """Minutes to right care (never: without end; not yet: as long as it was watched), and whether that is all."""
    care = pair[f"care_{side}"].to_numpy()
    return np.where(care == NEVER, np.inf, pair[f"delay_min_{side}"].to_numpy()), care


def _surely_longer(long: Any, care_long: Any, short: Any, care_short: Any, by: float) -> npt.NDArray[np.bool_]:
    """Where the one wait is longer by so much, whatever came after the run; of the other the end must be known."""
    known = (care_short == REACHED) & np.isin(care_long, (REACHED, NEVER, NOT_YET))
    longer: npt.NDArray[np.bool_] = known & (long - np.where(known, short, 0.0) >= by)
    return longer


def missed_sign(pair: pd.DataFrame) -> Signs:
    """Per episode: 1 a serious illness is no longer missed at first contact, -1 it is missed now, 0 as before."""
    signs: Signs = pair["missed_today"].to_numpy().astype(np.int8) - pair["missed_arm"].to_numpy().astype(np.int8)
    return signs


def counted(fate: pd.DataFrame, belongs: pd.DataFrame) -> pd.DataFrame:
    """Residents who fell ill, and how many of them are better, worse or both: overall, then group by group."""
    kinds = [BETTER, WORSE, MIXED]
    codes = fate["fate"].to_numpy()
    rows = [(OVERALL, "", len(fate), *(int((codes == kind).sum()) for kind in kinds))]
    for grouping in GROUPINGS:
        column = belongs[grouping].cat
        group = column.codes.to_numpy()[fate["resident"].to_numpy()]
        for number, word in enumerate(column.categories):
            if (belongs[grouping].cat.codes == number).any():
                here = codes[group == number]
                rows.append((grouping, str(word), len(here), *(int((here == kind).sum()) for kind in kinds)))
    return pd.DataFrame(rows, columns=list(COUNTED))


def changed_most(pair: pd.DataFrame, matters: Matters, most: int = 3) -> pd.DataFrame:
    """The episodes that changed most, so many of each kind, the largest first; columns `CHANGED`.

    Hours from onset to right care are empty where it never came; ties go to the more serious, then the lower number.
    """
    sign, missed = care_sign(pair, matters), missed_sign(pair)
    both = (pair["there_today"] & pair["there_arm"]).to_numpy()
    reached = {side: (pair[f"care_{side}"] == REACHED).to_numpy() for side in ("today", "arm")}
    hours = {s: pair[f"delay_min_{s}"].where(reached[s] & pair[f"there_{s}"]) / 60.0 for s in reached}
    yuan = {side: pair[f"paid_yuan_{side}"] for side in reached}
    flags = {side: pair[f"missed_{side}"].astype(float) for side in reached}
    ills = {side: pair[f"there_{side}"].astype(float) for side in reached}
    twice = both & reached["today"] & reached["arm"]
    saved = (yuan["today"] - yuan["arm"]).to_numpy()
    kinds = (
        ("missed_now", missed < 0, flags, ""),
        ("missed_no_more", missed > 0, flags, ""),
        ("right_care_lost", both & (sign < 0) & ~reached["arm"], hours, "h"),
        ("right_care_gained", both & (sign > 0) & ~reached["today"], hours, "h"),
        ("right_care_later", twice & (sign < 0), hours, "h"),
        ("right_care_sooner", twice & (sign > 0), hours, "h"),
        ("illness_added", ~both & (sign < 0), ills, ""),
        ("illness_avoided", ~both & (sign > 0), ills, ""),
        ("paid_more", both & (saved <= -matters.cheaper_yuan), yuan, "yuan"),
        ("paid_less", both & (saved >= matters.cheaper_yuan), yuan, "yuan"),
    )
    parts = [_largest(pair, what, mask, sides, unit, most) for what, mask, sides, unit in kinds]
    return pd.concat(parts, ignore_index=True)


def _largest(
    pair: pd.DataFrame, what: str, mask: npt.NDArray[np.bool_], sides: dict[str, pd.Series[float]], unit: str, most: int
) -> pd.DataFrame:
    """The largest changes of one kind."""
    rows = np.flatnonzero(mask)
    today, value = (sides[side].to_numpy()[rows].round(3) for side in ("today", "arm"))
    found = pd.DataFrame({"what": what, "episode": pair["episode"].to_numpy()[rows]})
    found["resident"] = pair["resident"].to_numpy()[rows]
    found["band"] = np.maximum(pair["band_today"].to_numpy()[rows], pair["band_arm"].to_numpy()[rows])
    found["today"], found["value"], found["change"], found["unit"] = today, value, (value - today).round(3), unit
    return largest_first(found)[list(CHANGED)].head(most)


def largest_first(found: pd.DataFrame) -> pd.DataFrame:
    """Rows of one kind by size of change, severity, then episode (and replication, where there are several)."""
    size = found["change"].abs().fillna(0.0)
    keys = ["size", "severity", "episode", *(["replication"] if "replication" in found else [])]
    ordered = found.assign(size=-size, severity=-found["band"].astype(int)).sort_values(keys, kind="stable")
    return ordered.drop(columns=["size", "severity"]).reset_index(drop=True)
