"""The wait that a closed form gives for one queue as it was asked and staffed, or the reason why none does."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Final, Literal

from experiments.theory import closed_forms as cf

LEAVE_AT_MOST: Final = 0.01
"""Where more than so many leave unserved, a formula in which everyone waits says nothing (assumption)."""
STEADY: Final = 0.1
"""Where mean staff lies further than this from a whole number, no number of servers stands for it (assumption)."""
WARD: Final = "ward"
WhyNot = Literal["", "nobody", "ward", "no_limit", "no_hours", "leaves", "held", "overloaded", "varies"]


@dataclass(frozen=True)
class Asked:
    """What comes to one queue per minute that it is open, and who is there to serve."""

    kind: str
    rate: float
    """Patients per open minute, second looks included."""
    mean_min: float
    cv2: float
    """Variance of the service over its squared mean; nan where the scenario names no distribution."""
    servers: float
    """Time-weighted over the open minutes; infinite without limit, nan where hours follow from sessions."""
    left_share: float = 0.0
    """Of all who asked, those who gave up or were turned away."""
    held: bool = False
    """Whether a patient keeps the server until the next place is free."""

    @property
    def load(self) -> float:
        """Offered load in erlang: servers that would be busy if nobody had to wait."""
        return self.rate * self.mean_min if self.rate else 0.0


@dataclass(frozen=True)
class ClosedWait:
    """The answer of a formula, or why there is none."""

    formula: str
    wait_min: float
    why_not: WhyNot = ""


def closed_form_wait(rate: float, mean_min: float, cv2: float, servers: float) -> float:
    """Mean wait of M/G/c in minutes; infinite where the load is 1 or more, 0 without limit of servers."""
    if not rate or math.isinf(servers):
        return 0.0
    whole = max(1, round(servers))
    if rate * mean_min >= min(servers, whole):
        return math.inf
    return cf.m_g_c_wait(rate, mean_min, 1.0 if math.isnan(cv2) else cv2, whole)


def wait_of(asked: Asked) -> ClosedWait:
    """M/M/c or M/G/c (Allen and Cunneen) at the even rate of the open hours, where its assumptions hold."""
    why_not = _why_not(asked)
    if why_not:
        return ClosedWait("", math.nan, why_not)
    wait = closed_form_wait(asked.rate, asked.mean_min, asked.cv2, asked.servers)
    if math.isinf(wait):
        return ClosedWait("", math.nan, "overloaded")
    return ClosedWait("M/M/c" if math.isnan(asked.cv2) or asked.cv2 == 1.0 else "M/G/c", wait)


def _why_not(asked: Asked) -> WhyNot:
    if asked.rate == 0.0:
        return "nobody"
    if asked.kind == WARD:
        return "ward"
    if math.isinf(asked.servers):
        return "no_limit"
    if math.isnan(asked.servers) or math.isnan(asked.rate):
        return "no_hours"
    if asked.load >= asked.servers:
        return "overloaded"
    if asked.held:
        return "held"
    if asked.left_share > LEAVE_AT_MOST:
        return "leaves"
    whole = max(1, round(asked.servers))
    return "varies" if abs(asked.servers - whole) > STEADY * whole else ""
