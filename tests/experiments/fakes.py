"""A county of one clinic that runs in milliseconds, so that studies can be tested without the engine.

A scenario is a JSON file: mean wait, spread of the luck, effect of the policy with its first day, and what
should go wrong. An overlay is a JSON file that replaces some of these.
"""

from __future__ import annotations

import dataclasses
import datetime as dt
import hashlib
import json
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import numpy as np
import pandas as pd

from experiments.runs.one_run import Machinery
from sim.ledger.columns import STEPS
from sim.ledger.ledger import Ledger

START = dt.date(2026, 1, 5)
DAYS, WARM_UP = 84, 28


@dataclass(frozen=True)
class Clinic:
    """The scenario of one clinic."""

    numbers: Mapping[str, Any]
    files: tuple[str, ...]
    overlays: tuple[Any, ...] = ()
    written: Mapping[str, Any] = field(default_factory=dict)
    title: str = "One clinic"
    title_zh: str = "一个诊室"
    question: str = "Does it get better?"
    limits: tuple[str, ...] = ("nothing but one clinic",)
    calendar: Any = field(
        default_factory=lambda: SimpleNamespace(start=START, warm_up=WARM_UP * 1440.0, measure=56 * 1440.0)
    )
    margins: Mapping[str, float] = field(default_factory=lambda: {"wait_mean_min": 2.0})
    windows: Mapping[str, Any] = field(default_factory=dict)
    targets: tuple[Any, ...] = (
        SimpleNamespace(
            measure="wait_mean_min",
            of={"station": "clinic"},
            value=30.0,
            within=5.0,
            use="predicted",
            source="made up",
        ),
        SimpleNamespace(measure="visits", of={}, value=1.0, within=0.5, use="fitted", source="made up"),
        SimpleNamespace(measure="no_such_thing", of={}, value=1.0, within=0.5, use="fitted", source="made up"),
    )

    @property
    def primary(self) -> tuple[Any, ...]:
        """One primary measure."""
        return (SimpleNamespace(measure="wait_mean_min", of={"station": "clinic"}, better="lower", margin=None),)

    @property
    def origins(self) -> dict[str, Any]:
        """What the files say, as written."""
        return {
            path: SimpleNamespace(text=str(value), source="made up", year=2026, range=None, file="f", line=1)
            for path, value in self.written.items()
        }

    @property
    def digest(self) -> str:
        """Hash of the numbers."""
        return hashlib.sha256(json.dumps(dict(self.numbers), sort_keys=True).encode()).hexdigest()

    def resolved(self) -> dict[str, Any]:
        """The numbers, the policy as a block of its own."""
        numbers = dict(self.numbers)
        policy = {"effect_min": numbers.pop("effect_min"), "from": numbers.pop("from")}
        return {**numbers, "policies": {"first_contact": policy}}


def load(county: Path, overlays: Sequence[Path] = (), settings: Mapping[str, Any] | None = None) -> Clinic:
    """Read a clinic."""
    numbers = {"mean_min": 30.0, "spread_min": 4.0, "effect_min": 0.0, "from": None, "sleep_s": 0.0}
    written: dict[str, Any] = {}
    for path in (county, *overlays):
        written |= json.loads(Path(path).read_text())
    numbers |= written
    titles = tuple(SimpleNamespace(title=Path(o).stem.title(), title_zh="政策") for o in overlays)
    set_by_hand = {path: float(str(value).split()[0]) for path, value in (settings or {}).items()}
    return Clinic(numbers | set_by_hand, tuple(map(str, (county, *overlays))), titles, written)


def simulate(scenario: Clinic, replication: int = 0, seed: int | None = None, engine: str = "auto") -> Ledger:
    """Twenty patients a day; the policy adds minutes to each wait from its first day. Every engine does the same."""
    numbers = scenario.numbers
    if numbers.get("fails_in") == replication:
        raise ArithmeticError("the clinic burned down")
    time.sleep(numbers["sleep_s"])
    luck = np.random.default_rng([seed or 0, replication])
    joined = np.sort(luck.uniform(0, DAYS * 1440, DAYS * 20))
    begins = (dt.date.fromisoformat(numbers["from"]) - START).days * 1440 if numbers["from"] else 0
    own = luck.normal(0, numbers["spread_min"])
    wait = np.maximum(0, numbers["mean_min"] + own + luck.normal(0, 3, len(joined)))
    wait = np.maximum(0, wait + np.where(joined >= begins, numbers["effect_min"], 0.0))
    rows = STEPS.empty()
    rows = np.zeros(len(joined), dtype=rows.dtype)
    rows["patient"], rows["joined_min"], rows["start_min"] = np.arange(len(joined)), joined, joined + wait
    rows["end_min"] = rows["left_min"] = joined + wait + 10
    units = pd.DataFrame(
        {
            "unit": [0],
            "id": ["clinic"],
            "facility": [-1],
            "tier": [-1],
            "kind": ["station"],
            "name": ["clinic"],
            "servers": [1],
        }
    )
    meta = {"end_min": DAYS * 1440.0, "start": START.isoformat(), "overfull": numbers.get("overfull")}
    meta["engine"] = "compiled" if engine == "auto" else engine
    return Ledger({"steps": rows}, {"units": units}, meta | {"replication": replication})


def measure(ledger: Ledger, names: Any = None, window: tuple[float, float] | None = None) -> pd.DataFrame:
    """Mean wait at the clinic and per unit, and how many came."""
    rows = ledger["steps"]
    begins, ends = window or (0.0, ledger.end_min)
    rows = rows[(rows["joined_min"] >= begins) & (rows["joined_min"] < ends)]
    wait = float((rows["start_min"] - rows["joined_min"]).mean())
    found = [
        ("wait_mean_min", "station=clinic", wait, "min"),
        ("visits", "", float(len(rows)), "count"),
    ]
    return pd.DataFrame(found, columns=["measure", "group", "value", "unit"])


def audit(ledger: Ledger) -> list[Any]:
    """Two checks; the second fails in the replication the scenario names."""
    bad = ledger.meta["overfull"] == ledger.meta["replication"]
    said = "9 in 8 beds" if bad else "fits"
    return [
        SimpleNamespace(name="arrivals", catches="lost patients", result="passed", number=0.0, detail=""),
        SimpleNamespace(
            name="beds", catches="a bed used twice", result=("passed", "failed")[bad], number=1.0, detail=said
        ),
    ]


def differences(today: Clinic, arm: Clinic) -> list[Any]:
    """Numbers that differ."""
    keys = [key for key in today.numbers if key != "from" and today.numbers[key] != arm.numbers.get(key)]
    return [
        SimpleNamespace(
            path=f"policies.first_contact.{key}",
            words=f"first contact {key.replace('_', ' ')}",
            before=str(today.numbers[key]),
            after=str(arm.numbers[key]),
            start=arm.numbers["from"] or "",
            until="",
            where="",
            for_whom="",
            source="made up",
        )
        for key in keys
    ]


def definitions() -> dict[str, dict[str, str]]:
    """What the two measures mean."""
    return {
        "wait_mean_min": {
            "name": "wait_mean_min",
            "name_zh": "平均等候",
            "unit": "min",
            "direction": "lower",
        },
        "visits": {"name": "visits", "name_zh": "就诊", "unit": "count", "direction": "neither"},
    }


FAKE = Machinery(load, simulate, measure, audit, differences, definitions)


def make_ready(scenario: Clinic, say: Any) -> str:
    """A clinic compiles at once; one that says it cannot be compiled gives its reason."""
    if "refused" not in scenario.numbers:
        say(f"compiling {scenario.title}")
    return str(scenario.numbers.get("refused", ""))


COMPILING = dataclasses.replace(FAKE, make_ready=make_ready)


def county(folder: Path, name: str = "clinic", **numbers: Any) -> Path:
    """Write a clinic, or an overlay, and say where."""
    path = folder / f"{name}.json"
    path.write_text(json.dumps(numbers))
    return path


def csvs(folder: Path) -> dict[str, bytes]:
    """Every CSV of a study, byte by byte."""
    return {path.relative_to(folder).as_posix(): path.read_bytes() for path in sorted(folder.rglob("*.csv"))}
