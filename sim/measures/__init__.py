"""Measures: a ledger in, tables out. Importing the room registers every theme, in the order of the report."""
# ruff: noqa: I001  (the order of imports is the order of the tables)

from sim.measures.view import View
from sim.measures.registry import MEASURES, Measure
from sim.measures import visits, referrals, waits, staff, beds, safety, money, access, diagnostics
from sim.measures import appointments, channel, chronic, costs, postings, skill, stations, supply
from sim.measures.indicators import INDICATORS, OPERATIONAL, Indicator
from sim.measures.measure import applicable, find, group_of, measure
from sim.measures.places import by_place
from sim.measures.loads import by_unit
from sim.measures.curves import curves
from sim.measures.lives import belongings, lives
from sim.measures.paired import Matters, counterfactual
from sim.measures.audit import AuditError, Check, audit, must_pass
from sim.measures import audit_people, audit_units, audit_rows, audit_help

THEMES = (
    visits, referrals, waits, staff, beds, safety, money, access, diagnostics, chronic, skill, supply, channel,
    appointments, costs, postings, stations,
)  # fmt: skip
AUDITS = (audit_people, audit_units, audit_rows, audit_help)

__all__ = [
    "AUDITS",
    "INDICATORS",
    "MEASURES",
    "OPERATIONAL",
    "THEMES",
    "AuditError",
    "Check",
    "Indicator",
    "Matters",
    "Measure",
    "View",
    "applicable",
    "audit",
    "belongings",
    "by_place",
    "by_unit",
    "counterfactual",
    "curves",
    "find",
    "group_of",
    "lives",
    "measure",
    "must_pass",
]
