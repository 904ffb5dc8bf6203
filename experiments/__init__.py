"""Asking questions of a county: ``from experiments import compare, run, sweep``.

Loaded when first asked for, so that ``tiercare --help`` does not wait for tables and statistics.
"""

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from experiments.compare_study import compare, run
    from experiments.sweep_study import sweep

__all__ = ["compare", "run", "sweep"]


def __getattr__(name: str) -> Any:
    """Find a public function in its module."""
    if name in ("compare", "run"):
        from experiments import compare_study

        return getattr(compare_study, name)
    if name == "sweep":
        from experiments import sweep_study

        return sweep_study.sweep
    raise AttributeError(f"module 'experiments' has no attribute {name!r}")
