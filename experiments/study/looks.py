"""What a folder had shown before: who goes on with a finished study has seen its results.

Margins changed after that were not agreed before, and an interval does not allow for a look at fewer replications. Both
are legitimate only if they are told, so the manifest keeps them (under `made`: the tables do not depend on them).
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

Look = dict[str, Any]


def seen(root: Path) -> list[Look]:
    """The finished studies that a folder has held, the last one included, the oldest first."""
    path = root / "manifest.json"
    if not path.is_file():
        return []
    there = json.loads(path.read_text(encoding="utf-8"))
    before = list(there.get("made", {}).get("earlier", []))
    return [*before, _look(there) | {"date": there["made"]["date"]}] if there.get("finished") else before


def _look(manifest: Mapping[str, Any]) -> Look:
    """What of a study decides its verdicts besides its runs."""
    digests = [arm["digest"] for arm in manifest["arms"]]
    return {name: manifest[name] for name in ("replications", "primary", "seed")} | {"arms": digests}


def other_than(now: Mapping[str, Any], before: Sequence[Look]) -> list[Look]:
    """Of what was seen before, what differs: other primary measures or margins, or the same ones after other runs."""
    mine = _look(now)

    def tells(look: Look) -> bool:
        others = [name for name in mine if look[name] != mine[name]]
        return "primary" in others or (bool(others) and "arms" not in others)

    return [look for look in before if tells(look)]
