"""The five patients many times over: a county as large as one likes, in which every law still holds."""

from __future__ import annotations

import numpy as np
import pandas as pd

from sim.ledger import Ledger
from sim.ledger.ledger import Rows
from tests.ledger.stories import five_patients_ledger

OF_ONE_VISITOR = ("episodes", "visits", "stays", "referrals", "tests")
PER_DAY = ("day", "unit")


def crowd(times: int) -> Ledger:
    """As many counties of five in one, sharing their clinics and wards, which are so many times as large."""
    five = five_patients_ledger()
    tables = {name: repeated(five[name], times, five.residents) for name in OF_ONE_VISITOR}
    days = five["days"].copy()
    for column in days.dtype.names or ():
        days[column] *= 1 if column in PER_DAY else times
    frame = dict(five.frame)
    frame["residents"] = pd.concat([five.frame["residents"]] * times, ignore_index=True)
    frame["villages"] = five.frame["villages"].assign(residents=lambda rows: rows["residents"] * times)
    frame["beds"] = five.frame["beds"].assign(beds=lambda rows: rows["beds"] * times)
    return Ledger({**tables, "days": days}, frame, {**five.meta, "residents": five.residents * times})


def repeated(rows: Rows, times: int, residents: int) -> Rows:
    """Rows of patients over and over, each time of other residents."""
    many: Rows = np.tile(rows, times)
    others = np.repeat(np.arange(times, dtype=np.int64) * residents, len(rows))
    many["episode"] += others << 32
    if "resident" in (many.dtype.names or ()):
        many["resident"] += others.astype(np.int32)
    return many
