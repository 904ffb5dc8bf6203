"""The rules being compared: one question per base class, one file per idea.

A file in this folder is an answer; so is one in a folder that the environment variable TIERCARE_POLICIES names.
"""

from __future__ import annotations

import importlib
import logging
import os
import pkgutil
from typing import Final

from sim.policies.base import People, Policy, Question, Selector, questions_of

log = logging.getLogger("tiercare")
__all__ = ["QUESTIONS", "People", "Policy", "Question", "Selector"]


def _answers(parent: type[Policy]) -> list[type[Policy]]:
    """Every registered answer class, in the order of the files' names."""
    found: list[type[Policy]] = []
    for child in parent.__subclasses__():
        found += [child] if "kind" in child.model_fields else []
        found += _answers(child)
    return found


def _open(folder: str) -> None:
    """Look for answers in one more folder; say what will not be found there."""
    if not os.path.isdir(folder):
        log.warning("TIERCARE_POLICIES names %s, and there is no such folder.", folder)
    taken = {module.name for module in pkgutil.iter_modules(__path__)}
    for module in pkgutil.iter_modules([folder]):
        if module.name in taken:
            log.warning("%s: there is a %s.py already; give it another name.", folder, module.name)
    __path__.append(folder)


for _folder in filter(None, os.environ.get("TIERCARE_POLICIES", "").split(os.pathsep)):
    _open(_folder)
for _file in sorted(module.name for module in pkgutil.iter_modules(__path__)):
    importlib.import_module(f"{__name__}.{_file}")

QUESTIONS: Final[dict[str, Question]] = questions_of(_answers(Policy))
