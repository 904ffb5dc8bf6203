"""Measures: a ledger in, tables out. Importing the room registers every theme."""

from sim.measures import (
    access,
    beds,
    chronic,
    diagnostics,
    money,
    referrals,
    safety,
    staff,
    stations,
    visits,
    waits,
)
from sim.measures.indicators import INDICATORS
from sim.measures.measure import applicable, find, group_of, measure
from sim.measures.registry import MEASURES, Measure
from sim.measures.view import View

THEMES = (visits, referrals, waits, staff, beds, safety, money, access, diagnostics, chronic, stations)

__all__ = ["INDICATORS", "MEASURES", "THEMES", "Measure", "View", "applicable", "find", "group_of", "measure"]
