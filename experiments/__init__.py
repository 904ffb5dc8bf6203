"""Asking questions of a county: ``from experiments import compare, run, sweep``.

Loaded when first asked for, so that ``tiercare --help`` does not wait for tables and statistics.
"""

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from experiments.compare_study import compare, run

__all__ = ["compare", "run"]


def __getattr__(name: str) -> Any:
    """Find a public function in its module."""
    if name in __all__:
        from experiments import compare_study

        return getattr(compare_study, name)
    raise AttributeError(f"module 'experiments' has no attribute {name!r}")
