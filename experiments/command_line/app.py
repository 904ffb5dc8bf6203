"""The command line, ``tiercare``: its commands stand in the files named here, each with a ``register``."""

from __future__ import annotations

import os

import typer

from experiments.command_line import explain, exports, report, scenario, study

ONE_THREAD = ("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS", "NUMBA_NUM_THREADS")

app = typer.Typer(
    help="How patients move between village, township and county, and what a policy would change.",
    no_args_is_help=True,
    add_completion=False,
    rich_markup_mode=None,
)
study.register(app)
report.register(app)
scenario.register(app)
explain.register(app)
exports.register(app)


def main() -> None:
    """Begin here; workers are processes, so each of them gets one thread."""
    for name in ONE_THREAD:
        os.environ.setdefault(name, "1")
    app()
