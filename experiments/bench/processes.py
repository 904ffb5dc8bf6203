"""A fresh process for every measurement: nothing is warm that the table does not call warm."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import time
from typing import Any

from experiments.bench.programs import ROOT
from experiments.bench.stopwatch import processor_s


class Failed(RuntimeError):  # noqa: N818 - what a reader is told
    """A process of the bench ended badly, or said why it cannot run."""


def fresh(job: str, env: dict[str, str] | None = None, **arguments: Any) -> dict[str, Any]:
    """Run one job of ``experiments.bench.jobs`` in a process of its own and return what it read.

    Raises:
        Failed: with the last line of what it said.
    """
    command = [sys.executable, "-m", "experiments.bench.jobs", json.dumps({"job": job, **arguments})]
    done = subprocess.run(command, cwd=ROOT, env=_environment(env), capture_output=True, text=True)
    if done.returncode != 0:
        said = done.stderr.strip().splitlines() or ["no reason given"]
        raise Failed(f"{job}: {said[-1]}")
    answered: dict[str, Any] = json.loads(done.stdout.strip().splitlines()[-1])
    if "unavailable" in answered:
        raise Failed(str(answered["unavailable"]))
    return answered


def start_to_end_s(code: str, env: dict[str, str] | None = None) -> tuple[float, float]:
    """Seconds from starting a Python process to its end: of the processor, and by the clock.

    Raises:
        Failed: the code does not run.
    """
    began, worked = time.perf_counter(), processor_s()
    done = subprocess.run([sys.executable, "-c", code], cwd=ROOT, env=_environment(env), capture_output=True, text=True)
    if done.returncode != 0:
        raise Failed((done.stderr.strip().splitlines() or ["no reason given"])[-1])
    return processor_s() - worked, time.perf_counter() - began


def _environment(more: dict[str, str] | None) -> dict[str, str]:
    """As on anybody's machine: Python keeps what it has compiled of a module, whatever is set where the bench runs."""
    return {**os.environ, "PYTHONDONTWRITEBYTECODE": "", **(more or {})}
