"""The command line, ``tiercare``: what each command does stands in `cli_study.py` and `cli_scenario.py`."""

from __future__ import annotations

import os

import typer

from experiments import cli_explain, cli_scenario, cli_study

ONE_THREAD = ("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS", "NUMBA_NUM_THREADS")

app = typer.Typer(
    help="How patients move between village, township and county, and what a policy would change.",
    no_args_is_help=True,
    add_completion=False,
    rich_markup_mode=None,
)
cli_study.register(app)
cli_scenario.register(app)
cli_explain.register(app)


def main() -> None:
    """Begin here; workers are processes, so each of them gets one thread."""
    for name in ONE_THREAD:
        os.environ.setdefault(name, "1")
    app()


if __name__ == "__main__":
    main()
