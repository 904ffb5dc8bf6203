"""What no block can see alone: names that must exist elsewhere, parts that need one another.

Every check returns all that it finds, so that a planner sees all faults at once. A finding is the path of
what is wrong and a sentence that says what was found, what is allowed and what to do.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Final

from sim.scenario.checks_illness import illness_findings
from sim.scenario.checks_network import network_findings
from sim.scenario.checks_places import place_findings
from sim.scenario.checks_policies import policy_findings
from sim.scenario.checks_study import study_findings
from sim.scenario.findings import Finding
from sim.scenario.scenario import Scenario

CHECKS: Final[tuple[Callable[[Scenario], list[Finding]], ...]] = (
    place_findings,
    illness_findings,
    policy_findings,
    network_findings,
    study_findings,
)


def findings_of(scenario: Scenario) -> list[Finding]:
    """Everything that does not fit together in a scenario whose blocks are each in order."""
    return [finding for check in CHECKS for finding in check(scenario)]


__all__ = ["CHECKS", "Finding", "findings_of"]
