"""The compiled engine: the source of the pathway as machine code, with the same ledger to the last bit."""

from sim.engine.compiled.code import Refused
from sim.engine.compiled.county_run import CompiledRun
from sim.engine.compiled.network_run import CompiledNetworkRun
from sim.engine.compiled.ready import is_ready, make_ready

__all__ = ["CompiledNetworkRun", "CompiledRun", "Refused", "is_ready", "make_ready"]
