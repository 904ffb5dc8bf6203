"""All packages of the repository that a county can have at once: as many as stand together, and then the others."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Final

from experiments.bench.programs import ROOT
from sim.scenario.merge import assemble

PACKAGES: Final = ROOT / "scenarios" / "policies"


def packages() -> list[Path]:
    """Every overlay of the repository, by name."""
    return sorted(PACKAGES.glob("*.yaml"))


def stand_together(county: Path, wanted: Sequence[Path]) -> list[Path]:
    """As many of them as do not contradict one another; of two that do, the one that is wanted first."""
    kept: list[Path] = []
    for package in wanted:
        if not assemble(county, [*kept, package]).faults:
            kept.append(package)
    return kept


def every_lever(county: Path) -> list[list[Path]]:
    """Counties with as many packages as stand together, until every package has stood in one of them.

    The first takes them in the order of their names, each further one begins with those that no county had.
    """
    counties: list[list[Path]] = []
    new, had = set(packages()), set[Path]()
    while new:
        wanted = sorted(packages(), key=lambda package: (package in had, package.name))
        counties.append(sorted(stand_together(county, wanted)))
        new = set(counties[-1]) - had
        had |= new
        if len(had) == len(packages()):
            break
    return counties
