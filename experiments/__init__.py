"""Asking questions of a county: ``from experiments import compare, run, sweep``.

Loaded when first asked for, so that ``tiercare --help`` does not wait for tables and statistics.
"""

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from experiments.study.compare import compare, run
    from experiments.study.sweep import sweep

__all__ = ["compare", "run", "sweep"]


def __getattr__(name: str) -> Any:
    """Find a public function in its module."""
    if name in ("compare", "run"):
        from experiments.study import compare as studies

        return getattr(studies, name)
    if name == "sweep":
        from experiments.study import sweep as sweeps

        return sweeps.sweep
    raise AttributeError(f"module 'experiments' has no attribute {name!r}")
