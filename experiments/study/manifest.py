"""manifest.json: what was asked, of what, with which code and luck, and what came out, by hash.

Everything but `made` is the same for two equal studies, wherever and whenever they are run.
"""

from __future__ import annotations

import datetime as dt
import shlex
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

from experiments.runs.provenance import code_digest, input_hashes, lock_digest, versions
from experiments.statistics.intervals import LEVEL
from experiments.study.arms import Arm
from experiments.study.declared import Measured, Primary
from sim.measures.paired import Matters

FORMAT: Final = 2
"""The schema of a study's folder. 2: inputs.csv says of which origin a value is."""
NAMES_A_FILE: Final = ("file", "facilities", "villages", "travel")


@dataclass(frozen=True)
class Question:
    """What a study was asked to do, as it stands after defaults: enough to ask it again."""

    kind: str
    county: Path
    overlays: tuple[Path, ...]
    settings: Mapping[str, Any]
    seed: int
    replications: int
    precision: Mapping[str, float]
    together: bool = False
    out: Path | None = None
    typed: str = ""
    noise_floor: bool = False
    second_block: bool = False

    @property
    def command(self) -> str:
        """The command line that repeats the study."""
        if self.typed:
            return self.typed
        words = ["tiercare", self.kind, str(self.county)]
        words += [part for overlay in self.overlays for part in ("--with", str(overlay))]
        words += ["--together"] if self.together else []
        words += ["--reps", str(self.replications), "--seed", str(self.seed)]
        words += [part for path, value in self.settings.items() for part in ("--set", f"{path}={plain(value)}")]
        words += ["--noise-floor"] if self.noise_floor else []
        words += ["--second-block"] if self.second_block else []
        words += ["--out", str(self.out)] if self.out else []
        return shlex.join(words)


def plain(value: Any) -> str:
    """A setting as it is typed."""
    if isinstance(value, dict):
        return "{" + ", ".join(f"{key}: {plain(inner)}" for key, inner in value.items()) + "}"
    return str(value)


def manifest(
    question: Question,
    arms: Sequence[Arm],
    primary: Sequence[Primary],
    measured: Measured,
    definitions: Mapping[str, Any],
    finished: bool = False,
) -> dict[str, Any]:
    """The manifest before the runs; the study adds what came out."""
    today = arms[0].scenario
    return {
        "format": FORMAT,
        "finished": finished,
        "kind": question.kind,
        "title": getattr(today, "title", None) or question.county.stem,
        "title_zh": getattr(today, "title_zh", None) or "",
        "question": getattr(today, "question", None) or "",
        "question_zh": getattr(today, "question_zh", None) or "",
        "limits": list(getattr(today, "limits", None) or ()),
        "limits_zh": list(getattr(today, "limits_zh", None) or ()),
        "command": question.command,
        "county": {
            "name": question.county.stem,
            "file": question.county.as_posix(),
            "residents": _residents(today),
        },
        "arms": [_arm(arm) for arm in arms],
        "seed": question.seed,
        "replications": question.replications,
        "precision": dict(question.precision),
        "level": LEVEL,
        "comparisons": len(primary) * (len(arms) - 1),
        "measured": _measured(today, measured),
        "primary": [entry.as_dict() for entry in primary],
        "gains": _gains(today),
        "measures": dict(definitions),
        "files": input_hashes(files_of(arms)),
        "code": code_digest(),
        "versions": versions(),
        "lock": lock_digest(),
    }


def _arm(arm: Arm) -> dict[str, Any]:
    return {
        "name": arm.name,
        "title": arm.title,
        "title_zh": arm.title_zh,
        "overlays": [overlay.as_posix() for overlay in arm.recipe.overlays],
        "settings": {path: plain(value) for path, value in arm.recipe.settings},
        "digest": arm.scenario.digest,
        "resolved": f"scenarios/{arm.name}.yaml",
    }


def _gains(scenario: Any) -> dict[str, Any]:
    """From when on a patient counts as better or worse off, and who says so."""
    matters, origins = matters_of(scenario), scenario.origins
    said = [origins.get(f"gains.{name}") for name in ("sooner", "cheaper")]
    source = [getattr(origin, "source", None) or "assumption" for origin in said]
    return {
        "sooner_min": matters.sooner_min,
        "sooner_source": source[0],
        "cheaper_yuan": matters.cheaper_yuan,
        "cheaper_source": source[1],
    }


def matters_of(scenario: Any) -> Matters:
    """From when on a patient is better or worse off, as the scenario of today says."""
    said = getattr(scenario, "gains", None)
    return Matters() if said is None else Matters(float(said.sooner), float(said.cheaper))


def _residents(scenario: Any) -> int:
    people = getattr(scenario, "people", None)
    return int(people.residents) if people is not None else 0


def _measured(today: Any, measured: Measured) -> dict[str, Any]:
    window, day = measured.window, dt.timedelta(days=1)
    return {
        "start": measured.start.isoformat(),
        "warm_up_days": float(today.calendar.warm_up) / 1440,
        "from": measured.day(window.begins_min).isoformat(),
        "until": (measured.day(window.ends_min) - day).isoformat(),
        "weeks": (window.ends_min - window.begins_min) / (7 * 1440),
        "from_min": window.begins_min,
        "end_min": window.ends_min,
        "why": measured.why,
        "windows": {w.name: [w.begins_min, w.ends_min] for w in measured.all if w.name},
    }


def files_of(arms: Sequence[Arm]) -> list[Path]:
    """Every file that was read to make the scenarios."""
    found = [Path(file) for arm in arms for file in arm.scenario.files]
    found += [Path(text) for arm in arms for text in _texts(arm.scenario.resolved(), "")]
    return [path for path in dict.fromkeys(found) if path.is_file()]


def _texts(node: Any, key: str) -> Iterator[str]:
    """Texts under the keys that name a table or a file of numbers."""
    if isinstance(node, Mapping):
        for name, inner in node.items():
            yield from _texts(inner, str(name))
    elif isinstance(node, list | tuple):
        for inner in node:
            yield from _texts(inner, key)
    elif isinstance(node, str) and key in NAMES_A_FILE:
        yield node
