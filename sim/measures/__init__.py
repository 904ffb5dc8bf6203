"""Measures: a ledger in, tables out. Importing the room registers every theme, in the order of the report."""
# ruff: noqa: I001  (the order of imports is the order of the tables)

from sim.measures.view import View
from sim.measures.registry import MEASURES, Measure
from sim.measures import visits, referrals, waits, staff, beds, safety, money, access, diagnostics
from sim.measures import chronic, stations, supply
from sim.measures.indicators import INDICATORS
from sim.measures.measure import applicable, find, group_of, measure
from sim.measures.places import by_place
from sim.measures.curves import curves
from sim.measures.audit import AuditError, Check, audit, must_pass
from sim.measures import audit_people, audit_units, audit_rows

THEMES = (visits, referrals, waits, staff, beds, safety, money, access, diagnostics, chronic, supply, stations)
AUDITS = (audit_people, audit_units, audit_rows)

__all__ = [
    "AUDITS",
    "INDICATORS",
    "MEASURES",
    "THEMES",
    "AuditError",
    "Check",
    "Measure",
    "View",
    "applicable",
    "audit",
    "by_place",
    "curves",
    "find",
    "group_of",
    "measure",
    "must_pass",
]
