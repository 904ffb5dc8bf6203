"""The pathway stays inside the subset that the compiled engine will know, and what leaves it is refused."""

from __future__ import annotations

import importlib.util
import sys
from pathlib import Path
from typing import Any

import pytest

from sim.pathway.subset import FILES, HERE, Refusal, check_pathway, check_policy, check_source, recursions
from sim.policies import QUESTIONS

STORY = '''
def part(do: Verbs, world: World, case: Case, place: PlaceRow) -> Story:
    """A part of the pathway."""
{body}
'''


def refusals(*lines: str) -> list[Refusal]:
    """What is refused in a part with these lines."""
    head = "from a import Case, PlaceRow, Story, Verbs, World, other, uniform\nSEIZED: Final = 0\n"
    return check_source(head + STORY.format(body="\n".join(f"    {line}" for line in lines)), "part.py")


def reasons(*lines: str) -> str:
    return "\n".join(refusal.reason for refusal in refusals(*lines))


def test_the_patient_process_is_inside_the_subset() -> None:
    assert [str(refusal) for refusal in check_pathway()] == []


def test_every_story_of_the_pathway_is_checked() -> None:
    """A module in which somebody waits cannot be forgotten."""
    waiting = {
        path.stem
        for path in HERE.glob("*.py")
        if "yield do." in path.read_text(encoding="utf-8") and path.stem not in ("subset", "verbs", "__init__")
    }
    assert waiting <= set(FILES)


@pytest.mark.parametrize("question", [name for name, question in QUESTIONS.items() if question.moment])
def test_moment_policies_are_inside_the_subset(question: str) -> None:
    asked = QUESTIONS[question]
    found = [str(line) for policy in (asked.base, *asked.kinds.values()) for line in check_policy(policy)]
    assert found == []


def test_a_plain_part_is_allowed() -> None:
    assert (
        refusals(
            "asked_min: float = do.now()",
            "got: int = yield do.seize(case.v_unit, case.v_priority, -1.0)",
            "if got == SEIZED and place.tier in (0, 1):",
            "    u = uniform(world.key, case.episode, 3, -1, 0, 0)",
            "    _ = yield do.hold(10.0 * u + (do.now() - asked_min))",
            "    do.release(case.v_unit, case.v_priority)",
            "for test in range(len(place.tests)):",
            "    case.v_bill_yuan += world.unit[place.tests[test]].price_yuan",
            "return (yield from other(do, world, case, place))",
        )
        == []
    )


@pytest.mark.parametrize(
    ("line", "reason"),
    [
        ("x = [place.tier for place in world.place]", "comprehension"),
        ("x = max(place.tier for place in world.place)", "comprehension"),
        ("f = lambda x: x", "lambda"),
        ("x = {1: 2}", "a dict"),
        ("x = {1, 2}", "a set"),
        ("x = [1, 2]", "a list"),
        ("x = f'{case.band}'", "an f-string"),
        ("x = 'text'", "only numbers"),
        ("x = None", "only numbers"),
        ("x = case.band is SEIZED", "None is not a number"),
        ("global SEIZED", "global"),
        ("do.release(*case.units)", "starred"),
        ("do.release(case.v_unit, priority=0)", "keywords"),
        ("x = world.unit[1:2]", "slice"),
        ("x = (y := 2)", "an assignment inside an expression"),
        ("yield do.hold(1.0)", "stands alone on the right of an assignment"),
        ("x = 1.0 + (yield do.hold(1.0))", "stands alone on the right of an assignment"),
        ("x = yield case.band", "only the engine's verbs"),
        ("x = yield do.release(1, 0)", "do.release makes nobody wait"),
        ("x = yield do", "only the engine's verbs"),
        ("return (yield do.hold(1.0))", "stands alone on the right of an assignment"),
        ("x = yield from world.story", "a call of another part"),
        ("x = yield from world.part(do)", "a call of another part"),
        ("x = print(case.band)", "print is neither a local"),
        ("x = unheard_of", "unheard_of is neither a local"),
        ("x = world.make()(1)", "computed"),
        ("raise SEIZED", "raise"),
        ("assert case.band", "assert"),
        ("import math", "import inside"),
        ("del case.band", "del"),
    ],
)
def test_what_the_subset_does_not_know_is_refused_by_line(line: str, reason: str) -> None:
    found = refusals("case.band = 1", line)
    assert any(reason in refusal.reason for refusal in found), [str(refusal) for refusal in found]
    assert all((refusal.file, refusal.line) == ("part.py", 7) for refusal in found)
    assert str(found[0]).startswith("part.py:7: ")


@pytest.mark.parametrize(
    ("lines", "reason"),
    [
        (("try:", "    case.band = 1", "except ValueError:", "    case.band = 2"), "try"),
        (("with world.unit:", "    case.band = 1"), "with"),
        (("def inner(x: int) -> int:", "    return x"), "a function inside a function"),
        (("for place in world.place:", "    case.band = 1"), "write for i in range"),
        (("match case.band:", "    case 1:", "        case.band = 2"), "match"),
    ],
)
def test_blocks_that_the_subset_does_not_know_are_refused(lines: tuple[str, ...], reason: str) -> None:
    assert reason in reasons(*lines)


@pytest.mark.parametrize(
    ("signature", "reason"),
    [
        ("def part(*units: int) -> int:", "stars or defaults"),
        ("def part(do: Verbs, nth: int = 0) -> int:", "stars or defaults"),
        ("def part(do: Verbs, *, nth: int) -> int:", "stars or defaults"),
        ("def part(do) -> int:", "parameter do has no type"),
        ("@cached\ndef part(do: Verbs) -> int:", "decorator"),
    ],
)
def test_parameters_are_given_in_order_and_say_their_type(signature: str, reason: str) -> None:
    found = check_source(f"from a import Verbs, cached\n{signature}\n    return 0\n", "part.py")
    assert any(reason in refusal.reason for refusal in found)


# -- what lives across a wait ----------------------------------------------------------------------


def test_a_local_that_is_read_after_a_wait_says_its_type() -> None:
    lines = ("asked_min = do.now()", "_ = yield do.hold(5.0)", "case.v_start_min = asked_min")
    assert reasons(*lines).startswith("asked_min is used after a wait: annotate it")
    assert refusals("asked_min: float = do.now()", *lines[1:]) == []


def test_a_local_that_is_given_anew_after_the_wait_needs_no_type() -> None:
    assert refusals("now = do.now()", "_ = yield do.hold(5.0)", "now = do.now()", "case.v_end_min = now") == []


def test_a_local_that_is_read_only_before_the_wait_needs_no_type() -> None:
    assert refusals("talk_min = 3.0", "_ = yield do.hold(talk_min)", "return 0") == []


def test_a_local_crosses_a_wait_on_one_branch_only() -> None:
    lines = ["x = 1.0", "if case.band == 1:", "    _ = yield do.hold(1.0)", "case.band = x", "return 0"]
    assert "x is used after a wait" in reasons(*lines)
    lines[2] = "    case.band = 2"
    assert refusals(*lines) == []


def test_a_local_crosses_the_wait_of_the_round_before() -> None:
    lines = ["i = 0", "while i < 3:", "    _ = yield do.hold(1.0)", "    i += 1"]
    assert "i is used after a wait" in reasons(*lines)
    assert refusals("i: int = 0", *lines[1:]) == []


def test_a_counter_of_a_loop_that_waits_says_its_type() -> None:
    lines = ["for i in range(3):", "    _ = yield do.hold(1.0)"]
    assert "i is used after a wait" in reasons(*lines)
    assert refusals("i: int = 0", *lines) == []


def test_what_a_wait_answers_need_not_be_kept_across_it() -> None:
    assert refusals("got = yield do.seize(1, 0, -1.0)", "case.band = got") == []


def test_a_policy_is_no_number_and_is_not_kept_across_a_wait() -> None:
    lines = [
        "rule = world.referral.answer(do.now(), 0, case)",
        "_ = yield do.hold(1.0)",
        "case.band = rule.x()",
    ]
    assert "rule is used after a wait" in reasons(*lines)
    lines[0] = "rule: Referral = world.referral.answer(do.now(), 0, case)"
    assert "rule is used after a wait" in reasons(*lines)


def test_break_and_continue_are_followed() -> None:
    body = ["x = 1.0", "while case.band < 3:", "    if case.band == 1:", "        break",
            "    _ = yield do.hold(1.0)", "    x = 2.0", "case.severity = x"]  # fmt: skip
    assert refusals(*body) == []
    body[3] = "        continue"
    assert refusals(*body) == []
    body[5] = "    case.band = 1"
    assert "x is used after a wait" in reasons(*body)


# -- recursion -------------------------------------------------------------------------------------


def test_a_part_never_ends_up_calling_itself() -> None:
    sources = {
        "one": "def a(do: Verbs) -> Story:\n    _ = yield from b(do)\n",
        "two": "def b(do: Verbs) -> Story:\n    c(do)\n\ndef c(do: Verbs) -> int:\n    return a(do)\n",
    }
    found = sorted(str(refusal) for refusal in recursions(sources))
    assert [text.split(": ")[1] for text in found] == [f"{name} ends up calling itself" for name in "abc"]
    assert found[0].startswith("one.py:2")


# -- policies that break a rule --------------------------------------------------------------------

BROKEN = {
    "comprehension": ("return sum(x for x in (u, u))", "a comprehension"),
    "text": ('return "up"', "only numbers"),
    "keyword": ("return max(tier, key=abs)", "keywords"),
    "list": ("return [1, 2][tier]", "a list"),
    "wait": ("x = yield do.hold(1.0)", "a policy answers at once"),
    "none": ("return 1 if self.limit is None else 0", "None is not a number"),
    "clock": ("return int(time())", "time is neither a local"),
    "memory": ("global SEEN\n        return 1", "global"),
    "try": ("try:\n            return 1\n        except ValueError:\n            return 0", "try"),
    "lambda": ("return (lambda x: x)(1)", "lambda"),
    "inner": ("def f() -> int:\n            return 1\n        return f()", "a function inside a function"),
}
POLICY = '''
from typing import Literal
from sim.policies.base import Policy


class Broken(Policy):
    """Breaks one rule."""

    kind: Literal["broken"] = "broken"

    def decides(self, tier: int, judged_beyond: int, judged_band: int, u: float) -> int:
        """Its rule."""
        {body}
'''


def broken(tmp_path: Path, name: str, body: str) -> Any:
    """A policy in a file of its own, outside the project."""
    path = tmp_path / f"{name}_policy.py"
    path.write_text(POLICY.format(body=body), encoding="utf-8")
    spec = importlib.util.spec_from_file_location(path.stem, path)
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    sys.modules[path.stem] = module
    spec.loader.exec_module(module)
    return module.Broken


@pytest.mark.parametrize("rule", sorted(BROKEN))
def test_a_moment_policy_that_breaks_a_rule_is_refused(rule: str, tmp_path: Path) -> None:
    body, reason = BROKEN[rule]
    found = check_policy(broken(tmp_path, rule, body))
    assert any(reason in refusal.reason for refusal in found), [str(refusal) for refusal in found]
    assert all(refusal.file == f"{rule}_policy.py" and refusal.line >= 13 for refusal in found)


def test_a_policy_of_numbers_is_allowed(tmp_path: Path) -> None:
    assert check_policy(broken(tmp_path, "fine", "return 1 if u < 0.5 and tier <= 1 else 0")) == []
