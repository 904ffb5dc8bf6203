"""The ledger of a run: its columns, the object, Parquet in and out, the event log, the first difference."""

from sim.ledger.columns import TABLES
from sim.ledger.frame import FRAME, META
from sim.ledger.ledger import Ledger, Rows, concat, empty
from sim.ledger.table import Column, Table

__all__ = ["FRAME", "META", "TABLES", "Column", "Ledger", "Rows", "Table", "concat", "empty"]
