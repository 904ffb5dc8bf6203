"""The compiled engine: the source of the pathway as machine code, with the same ledger to the last bit."""

from sim.engine.compiled.county_run import CompiledRun as county_run
from sim.engine.compiled.expressions import Refused
from sim.engine.compiled.network_run import CompiledNetworkRun as network_run

__all__ = ["Refused", "county_run", "network_run"]
