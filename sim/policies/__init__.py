"""The rules being compared: one question per base class, one file per idea."""

from __future__ import annotations

import importlib
import pkgutil
from typing import Final

from sim.policies.base import People, Policy, Question, Selector, questions_of

__all__ = ["QUESTIONS", "People", "Policy", "Question", "Selector"]


def _answers(parent: type[Policy]) -> list[type[Policy]]:
    """Every registered answer class, in the order of the files' names."""
    found: list[type[Policy]] = []
    for child in parent.__subclasses__():
        found += [child] if "kind" in child.model_fields else []
        found += _answers(child)
    return found


for _file in sorted(module.name for module in pkgutil.iter_modules(__path__)):
    importlib.import_module(f"{__name__}.{_file}")

QUESTIONS: Final[dict[str, Question]] = questions_of(_answers(Policy))
