"""What the translator refuses, with file, line and reason; and what it translates, number for number."""

from __future__ import annotations

import ctypes
import hashlib
import importlib.util
import sys
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest

from sim.engine.compiled import Refused, rules
from sim.engine.compiled.lay import Memory
from sim.engine.compiled.module import opened
from sim.engine.compiled.questions import calls_of
from sim.engine.compiled.rules import Policies, row_of, signature, source
from sim.engine.compiled.shapes import FLOAT, INT, Row
from sim.policies import QUESTIONS
from sim.policies.first_contact import Gatekeeping
from tests.policies.samples import sample

HEAD = '''"""A policy of the tests."""

import math
import random
import time
from functools import cached_property
from types import SimpleNamespace
from typing import Literal

from sim.policies.referral import KEEP, Referral

SHARE = 0.25
TABLE = {1: 2}
BOX = SimpleNamespace(count=3)


def half(x: float) -> float:
    return x / 2.0


def whole(x: int) -> int:
    return x


def has(x: int, y: int) -> int:
    return 10 * x + y


class Odd(Referral):
    kind: Literal["odd"] = "odd"
    share: float = 0.5
    three: int = 3
    word: str = "word"
    steps: tuple[float, ...] = (0.1, 0.2, 0.4)

    @cached_property
    def bands(self) -> tuple[int, ...]:
        return (0, 1, 1, 0)

    def decides(self, tier: int, judged_beyond: int, judged_band: int, u: float) -> int:
'''
KEPT: list[tuple[Policies, Memory]] = []
FIRST_LINE = len(HEAD.splitlines()) + 1


def module_of(folder: Path, text: str, name: str = "odd") -> ModuleType:
    path = folder / f"{name}.py"
    path.write_text(text, encoding="utf-8")
    spec = importlib.util.spec_from_file_location(f"tests_{name}", path)
    assert spec is not None
    assert spec.loader is not None
    made = importlib.util.module_from_spec(spec)
    sys.modules[made.__name__] = made
    spec.loader.exec_module(made)
    return made


def policy_of(folder: Path, body: str, head: str = HEAD) -> Any:
    """A referral policy whose decision is this body."""
    lines = "\n".join(f"        {line}" for line in body.splitlines())
    return module_of(folder, head + lines + "\n").Odd()


def translate(policy: Any) -> dict[str, int]:
    """Where the policy's numbers and compiled answers lie."""
    policies = Policies()
    memory = Memory(policies.at)
    KEPT.append((policies, memory))
    return policies.at(memory, policy, "referral")


REFUSALS = [
    ("return self.word == tier", 0, "a policy decides by numbers"),
    ("return u == 'word'", 0, "only numbers, no text"),
    ("x = [tier]\nreturn x[0]", 0, "a list"),
    ("x = {1: 2}\nreturn x[1]", 0, "a dict"),
    ("return sum(i for i in (1, 2))", 0, "a comprehension"),
    ("x = 1\nreturn (lambda: x)()", 1, "a call of something that was computed"),
    ("try:\n    return 1\nexcept ValueError:\n    return 0", 0, "try"),
    ("with u:\n    return 1", 0, "with"),
    ("raise tier", 0, "raise"),
    ("assert tier == 1\nreturn 0", 0, "assert"),
    ("global SHARE\nreturn 0", 0, "global"),
    ("import os\nreturn 0", 0, "import inside a function"),
    ("def inner(x: int) -> int:\n    return x\nreturn inner(1)", 0, "a function inside a function"),
    ("match tier:\n    case 1:\n        return 1\nreturn 0", 0, "match"),
    ("if (n := tier) > 1:\n    return n\nreturn 0", 0, "an assignment inside an expression"),
    ("if u is None:\n    return 1\nreturn 0", 0, "no text and no None"),
    ("for x in self.bands:\n    return x\nreturn 0", 0, "a loop over things"),
    ("return self.bands[1:][0]", 0, "a slice"),
    ("return int(round(u, ndigits=1))", 0, "a call with keywords"),
    ("return undefined(u)", 0, "undefined is neither a local, a number of the module nor one of its functions"),
    ("return TABLE[tier]", 0, "TABLE is neither a number nor a row"),
    ("return self.bands", 0, "is not a number"),
    ("return self.share.real", 0, "nothing that lies in memory"),
    ("return self.nobody()", 0, "Odd has no nobody"),
    ("self.three = 4\nreturn 0", 0, "a policy remembers nothing"),
    ("return half(u, 1)", 0, "1 arguments are asked for"),
    ("x = tier\nx.y = 1\nreturn 0", 1, "is no number, row or run"),
    ("return len(tier)", 0, "tier has no length"),
    ("return tier[0]", 0, "is no run of numbers or rows"),
    ("return 1 if tier in self.share else 0", 0, "is no run of whole numbers"),
    ("return int(2 ** tier)", 0, "a whole number to the power"),
    ("x = 0\nx = u\nreturn 0", 1, "write 0.0 for 0"),
    ("x = 0\nx += u\nreturn 0", 1, "write 0.0 for 0"),
    ("x: int = u\nreturn x", 0, "write 0.0 for 0"),
    ("return u", 0, "a whole one is promised"),
    ("return whole(u)", 0, "a whole one is asked for"),
    ("return int(math.gamma(u))", 0, "math.gamma"),
    ("_ = yield tier", 0, "a policy answers at once"),
    ("for i in range(3):\n    if u > 0.5:\n        break\nelse:\n    return 1\nreturn 0", 4, "else behind a loop"),
    ("x = 0\nif u > 0.5:\n    y = 1\nreturn x + y", 3, "not every way here gave it a value"),
    ("for i in range(tier):\n    pass\nreturn i", 2, "not every way here gave it a value"),
    ("if u > 0.5:\n    return 1", -1, "one way through it ends without"),
    ("if u > 0.5:\n    return\nreturn 1", -1, "one way through it ends without"),
    ("return int(self.steps[-1])", 0, "counted from the end: write len(…) - 1"),
    ("n = 0\nfor i in range(tier, 0, -1):\n    n += i\nreturn n", 1, "a step is a number above zero"),
    ("return 1 if time.time() % 2.0 < 1.0 else 0", 0, "time is neither a number nor a row"),
    ("return 1 if random.random() + 0.0 < u else 0", 0, "random is neither a number nor a row"),
    ("return int(BOX.count)", 0, "BOX is neither a number nor a row"),
]


@pytest.mark.parametrize(("body", "line", "reason"), REFUSALS, ids=[body for body, _, _ in REFUSALS])
def test_what_cannot_be_compiled_is_refused_with_file_line_and_reason(
    body: str, line: int, reason: str, tmp_path: Path
) -> None:
    with pytest.raises(Refused) as caught:
        translate(policy_of(tmp_path, body))
    assert reason in caught.value.reason
    assert (caught.value.file, caught.value.line) == ("odd.py", FIRST_LINE + line)
    assert str(caught.value).startswith(f"odd.py:{FIRST_LINE + line}: ")


HELPERS = [
    ("def own(x: float) -> float:\n    return own(x / 2.0) if x > 1.0 else x\n", 1, "own ends up calling itself"),
    ("def own(x: float) -> float:\n    return next(x)\n\n\ndef next(x: float) -> float:\n    return own(x)\n",
     1, "own ends up calling itself"),
    ("def own(x: float) -> float:\n    for i in range(3):\n        pass\n    else:\n        return x\n    return 0.0\n",
     5, "else behind a loop"),
    ("def own(x: float) -> float:\n    if x > 1.0:\n        return x\n", 1, "one way through it ends without"),
    ("def own(x: float) -> float:\n    if x > 1.0:\n        y = x\n    return y\n", 4, "not every way here gave it"),
    ("own = lambda x: x\n", 1, "is no plain function"),
    ("async def own(x: float) -> float:\n    return x\n", 1, "is no plain function"),
]  # fmt: skip


@pytest.mark.parametrize(("text", "line", "reason"), HELPERS)
def test_what_a_policy_calls_is_held_against_the_subset_too(text: str, line: int, reason: str, tmp_path: Path) -> None:
    """In a file of its own, so that nobody but the translator looks at it."""
    module_of(tmp_path, text, "helper")
    policy = policy_of(tmp_path, "return int(own(u))", "from tests_helper import own\n" + HEAD)
    with pytest.raises(Refused, match=reason) as caught:
        translate(policy)
    assert (caught.value.file, caught.value.line) == ("helper.py", line)


TRANSLATED = [
    "return int(1e15 * u ** 3)",
    "return int(1e15 * u ** 2)",
    "return int(1e15 * u ** 0.5)",
    "return int(1e15 * math.pow(u, 2.0))",
    "return int(1e15 * 2.0 ** u)",
    "return int(1e15 * u ** (tier + 1))",
    "return int(1e9 * math.exp(-u) + 1e9 * math.erfc(u) + math.floor(9.0 * u))",
    "return tier ** 2 + self.three ** 3",
    "return tier or 7",
    "return judged_band and 5 or tier",
    "return int(100.0 * (u or 1))",
    "return (tier > 1) + (u > 0.5) + (not tier)",
    "return -(tier == 1) + ~tier",
    "return (5 - 2 * tier) // 3 * 100 + (5 - 2 * tier) % 3 * 10 + (5 - 2 * tier) // -3",
    "return int(1000.0 * ((u - 0.5) % 0.3)) + int((u - 0.5) // 0.1)",
    "return 5 if u < self.share else tier == 2",
    "return tier == 2 if u < 0.5 else judged_band",
    "flag = tier == 1\nif u > 0.5:\n    flag = judged_band\nreturn flag",
    "return 1 if tier in self.bands else 2 if judged_band not in (1, 3) else 3",
    "return 0 <= judged_band - 1 < tier",
    "x = 0.0\nfor i in range(tier):\n    if i == 1:\n        continue\n    x += self.steps[i]\nreturn int(1e6 * x)",
    "i = 0\nwhile True:\n    i += 1\n    if i * u > tier or i > 9:\n        break\nreturn i",
    "a, b = tier, judged_band\na, b = b, a\nreturn 10 * a + b",
    "a = b = tier + 1\na *= 3\nreturn a - b",
    "return has(whole(tier), len(self.steps)) + int(1e6 * half(u))",
    "return min(tier, judged_band, 2) * 10 + max(judged_beyond, tier) + abs(1 - tier)",
    "return int(1e6 * min(u, self.share, 1)) + int(max(tier, u))",
    "return tier << 3 | judged_band ^ 1 & 3",
    "return int(1e6 * SHARE * self.bands[judged_band] / self.three)",
]
DECIDES = ctypes.CFUNCTYPE(ctypes.c_int64, *[ctypes.c_int64] * 4, ctypes.c_double)
LUCK = [0.0, 0.25, 0.5, 1.0 - 2.0**-53, *(((i * 0.6180339887498949) % 1.0) for i in range(40))]


@pytest.mark.parametrize("body", TRANSLATED)
def test_what_is_translated_answers_to_the_last_bit_as_python_does(body: str, tmp_path: Path) -> None:
    policy = policy_of(tmp_path, body)
    made = translate(policy)
    decides = DECIDES(made[f"call_{calls_of('referral').index('decides')}"])
    for tier, beyond, band in ((t, b, s) for t in range(4) for b in range(2) for s in range(4)):
        for u in LUCK:
            told = policy.decides(tier, beyond, band, u)
            assert decides(made["policy"], tier, beyond, band, u) == told, (tier, beyond, band, u)


def test_every_answer_of_the_registry_is_compiled() -> None:
    """But for those that are asked at dawn, in ordinary Python."""

    for name, question in QUESTIONS.items():
        for kind in question.kinds.values():
            policies = Policies()
            assert bool(policies.at(Memory(policies.at), sample(kind), name)) == question.moment


def test_our_own_policies_are_not_translated_again_and_others_are(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Theirs may rest on files that nobody knows of."""
    own = sample(Gatekeeping)
    theirs = policy_of(tmp_path, "return 0")
    translate(theirs)
    rules.compiled(type(own), "first_contact", row_of(own, "first_contact")[0])
    monkeypatch.setattr(rules, "source", lambda *_: pytest.fail("it was translated before"))
    rules._compiled.cache_clear()
    rules.compiled(type(own), "first_contact", row_of(own, "first_contact")[0])
    with pytest.raises(pytest.fail.Exception):
        rules.compiled(type(theirs), "referral", row_of(theirs, "referral")[0])


def test_a_constant_that_is_set_anew_between_two_runs_counts(tmp_path: Path) -> None:
    policy = policy_of(tmp_path, "return int(100.0 * SHARE)")
    slot = f"call_{calls_of('referral').index('decides')}"
    told = []
    for share in (0.25, 0.75):
        sys.modules[type(policy).__module__].SHARE = share  # type: ignore[attr-defined]
        made = translate(policy)
        told.append(DECIDES(made[slot])(made["policy"], 0, 0, 0, 0.5))
    assert told == [25, 75]


def test_a_policy_whose_method_was_replaced_is_no_longer_ours(monkeypatch: pytest.MonkeyPatch) -> None:
    assert rules.is_ours(Gatekeeping)
    monkeypatch.setattr(Gatekeeping, "bypass_yuan", lambda self, *_: 0.0)
    assert not rules.is_ours(Gatekeeping)


def test_another_block_of_numbers_is_another_shape() -> None:
    inner = [type("Inner", (), {"__shapes__": shapes}) for shapes in ((("a", FLOAT),), (("a", FLOAT), ("b", INT)))]
    outer = [type("Outer", (), {"__shapes__": (("block", Row(of)),)}) for of in inner]
    assert rules.spelled(Row(outer[0])) != rules.spelled(Row(outer[1]))


RAISED = [
    ("return int(1.0 / (tier - 2))", ZeroDivisionError, "division by zero"),
    ("return int(math.sqrt(1.5 - tier))", ValueError, "odd.py:{line}: math.sqrt"),
    ("return int(math.log(2.0 - tier))", ValueError, "odd.py:{line}: math.log"),
    ("return int(math.exp(1000.0 * (tier - 1))) * 0", (ValueError, OverflowError), "odd.py:{line}: math.exp"),
    ("return int((tier - 1) * 1e200 * 1e200) * 0", (ValueError, OverflowError), "odd.py:{line}: int"),
    ("return 1 if (1.5 - tier) ** 0.5 > 0.0 else 0", (ValueError, TypeError), "odd.py:{line}: "),
    ("return int(self.steps[tier + tier - 1])", IndexError, "an item that it does not have"),
]


@pytest.mark.parametrize(("body", "kind", "words"), RAISED, ids=[body for body, _, _ in RAISED])
def test_what_a_policy_raises_ends_the_run_as_it_does_on_simpy(
    body: str, kind: Any, words: str, tmp_path: Path
) -> None:
    """All is well in the township; at the county no number comes of it."""
    policy = policy_of(tmp_path, body)
    made = translate(policy)
    row, calls = row_of(policy, "referral")[0], calls_of("referral")
    text = source(type(policy), "referral", row, calls)
    door = {"call_decides": signature("referral", "decides")}
    name = hashlib.sha256(f"{tmp_path}{body}".encode()).hexdigest()[:16]
    decides = opened(f"tiercare_doors_{name}", lambda: (text, {}), door).call("call_decides")
    well, raises = 1, 2
    assert decides(made["policy"], well, 0, 0, 0.5) == policy.decides(well, 0, 0, 0.5)
    with pytest.raises(kind, match=words.format(line=FIRST_LINE)):
        decides(made["policy"], raises, 0, 0, 0.5)
    with pytest.raises(kind):
        policy.decides(raises, 0, 0, 0.5)
