"""How a command ends: done 0, a run or audit failed 1, bad input 2, interrupted 130; always in a sentence."""

from __future__ import annotations

import sys
from collections.abc import Callable
from functools import wraps
from typing import Any, NoReturn, ParamSpec

import typer

from experiments.runs.refusals import BadStudy, BusyFolder, Interrupted, NotAStudyFolder, RunsFailed
from sim.scenario.faults import ScenarioFaults

P = ParamSpec("P")
FAILED, BAD_INPUT, INTERRUPTED = 1, 2, 130


def plainly(command: Callable[P, None]) -> Callable[P, None]:
    """Turn what can go wrong into a message and an exit code; anything else is a defect and shows itself."""

    @wraps(command)
    def answered(*args: P.args, **kwargs: P.kwargs) -> None:
        try:
            command(*args, **kwargs)
        except ScenarioFaults as faults:
            stop(faults.as_json() if kwargs.get("json_") else str(faults), BAD_INPUT)
        except (BadStudy, BusyFolder, NotAStudyFolder) as problem:
            stop(str(problem), BAD_INPUT)
        except RunsFailed as problem:
            stop(str(problem), FAILED)
        except Interrupted as stopped:
            stop(f"{stopped}. To go on: the same command with --resume", INTERRUPTED)
        except KeyboardInterrupt:
            stop("interrupted", INTERRUPTED)

    return answered


def stop(message: str | dict[str, Any], code: int) -> NoReturn:
    """Say why, and end."""
    if isinstance(message, dict):
        import json

        print(json.dumps(message, ensure_ascii=False))
    else:
        print(message, file=sys.stderr)
    raise typer.Exit(code)
