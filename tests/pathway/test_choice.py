"""Where people go: a nested logit that answers to prices, ways and gates as it must."""

from __future__ import annotations

import math

import numpy as np
import pytest

from sim.network.beliefs import OPTION, TASTES, place_dtype
from sim.pathway.choice import HOME, choose, choose_at_the_gate

VILLAGE, TOWNSHIP, COUNTY, OUT = range(4)
GRID = (np.arange(20_000) + 0.5) / 20_000


def taste(within: float = 0.6, price: float = -0.5, travel: float = -0.2, **fixed: float) -> np.ndarray:
    row = np.zeros(1, TASTES)
    row["within_tier"], row["price_per_yuan"], row["log_price"] = within, 100.0, 1
    row["weights"][0, :, 0], row["weights"][0, :, 1] = price, travel
    row["constants"][0, 0] = [0.2, 1.0, 0.5, 0.8, -0.5]
    if fixed:
        row["is_fixed"] = 1
        row["constants"] = 0.0
        row["fixed"][0, :] = [fixed.get(name, 0.0) for name in ("none", "village", "township", "county", "out")]
    return row


def places(*tiers: int) -> np.ndarray:
    rows = np.zeros(len(tiers), place_dtype(1))
    rows["tier"], rows["bed"] = tiers, [int(tier > VILLAGE) for tier in tiers]
    rows["price_yuan"] = np.array([[20.0, 30.0, 80.0, 250.0][tier] for tier in tiers])[:, None]
    return rows


def options(*minutes: float) -> np.ndarray:
    rows = np.zeros(len(minutes) + 1, OPTION)
    rows["place"] = [*range(len(minutes)), -1]
    rows["minutes"][:-1] = minutes
    return rows


NOTHING_MORE = (0.0, 0.0, 0.0, 0.0)
FOUR = (options(10.0, 30.0, 60.0, 150.0), places(VILLAGE, TOWNSHIP, COUNTY, OUT))


def free(
    tastes: np.ndarray, at: tuple[np.ndarray, np.ndarray] = FOUR, last: int = -1,
    more: tuple[float, ...] = NOTHING_MORE, **told: int,
) -> np.ndarray:  # fmt: skip
    """Chosen place for each of many values of luck."""
    said = {"advised": -1, "lowest": 0, "needs_bed": 0, **told}
    return np.array([
        choose(at[0], at[1], tastes, 0, 0, 0, last, 0.0, 0.0, -1, *said.values(), *more, u, 0.5) for u in GRID
    ])  # fmt: skip


def shares(chosen: np.ndarray, many: int = 4) -> np.ndarray:
    return np.array([(chosen == place).mean() for place in range(-1, many)])


def logit(tastes: np.ndarray, county_yuan: float = 0.0, out_yuan: float = 0.0) -> np.ndarray:
    """Shares of home and the four places, by the formula."""
    weight = [math.exp(tastes["constants"][0, 0, 0])]
    extra = (0.0, 0.0, county_yuan, out_yuan)
    for place, minutes in enumerate((10.0, 30.0, 60.0, 150.0)):
        price = FOUR[1]["price_yuan"][place, 0] + extra[place]
        if math.isinf(price):
            weight.append(0.0)
            continue
        value = tastes["constants"][0, 0, place + 1] - 0.5 * math.log1p(price / 100.0) - 0.2 * minutes / 10.0
        weight.append(math.exp(value / 0.6) ** 0.6)
    return np.array(weight) / sum(weight)


def test_shares_are_those_of_the_formula() -> None:
    assert shares(free(taste())) == pytest.approx(logit(taste()), abs=2e-4)


def test_a_second_hospital_of_the_same_kind_barely_moves_its_tiers_share() -> None:
    """Places of a tier are close substitutes: two alike are worth ln 2 x 0.6 more, not twice as much."""
    two = (options(10.0, 30.0, 60.0, 150.0, 60.0), places(VILLAGE, TOWNSHIP, COUNTY, OUT, COUNTY))
    one, both = shares(free(taste()))[3], shares(free(taste(), two), 5)
    odds = (both[3] + both[5]) / (1 - both[3] - both[5]) / (one / (1 - one))
    assert odds == pytest.approx(2**0.6, rel=1e-3)


def test_a_price_and_a_way_turn_people_away() -> None:
    dear, far = (FOUR[0].copy(), FOUR[1].copy()), (FOUR[0].copy(), FOUR[1].copy())
    dear[1]["price_yuan"][COUNTY] += 200.0
    far[0]["minutes"][COUNTY] += 60.0
    county = 1 + COUNTY
    assert shares(free(taste(), dear))[county] < shares(free(taste()))[county]
    assert shares(free(taste(), far))[county] < shares(free(taste()))[county]


def test_who_came_to_expect_less_of_a_tier_goes_there_less() -> None:
    tastes = taste()
    tastes["weights"][0, :, 3] = 5.0
    usual, let_down = (shares(free(tastes, more=(0.0, less, 0.0, 0.0))) for less in (0.0, -0.1))
    odds = [share[1 + TOWNSHIP] / (1.0 - share[1 + TOWNSHIP]) for share in (usual, let_down)]
    assert odds[1] / odds[0] == pytest.approx(math.exp(5.0 * -0.1), rel=1e-3), "the only place of its tier"


def test_habit_pulls_to_the_place_used_last() -> None:
    tastes = taste()
    tastes["habit"] = 0.8
    assert shares(free(tastes, last=TOWNSHIP))[1 + TOWNSHIP] > shares(free(taste()))[1 + TOWNSHIP] * 1.4


def test_a_place_used_last_that_is_not_near_comes_to_mind_too() -> None:
    near = options(10.0, 30.0)
    chosen = free(taste(), (near, FOUR[1]), last=COUNTY)
    assert set(chosen) == {HOME, VILLAGE, TOWNSHIP, COUNTY}


def test_who_is_told_to_go_up_considers_no_lower_tier_and_who_needs_a_bed_no_post() -> None:
    assert set(free(taste(), lowest=COUNTY)) == {HOME, COUNTY, OUT}
    assert set(free(taste(), needs_bed=1)) == {HOME, TOWNSHIP, COUNTY, OUT}


def test_fixed_shares_are_what_is_written() -> None:
    tastes = taste(none=0.1, village=0.5, township=0.25, county=0.15)
    assert shares(free(tastes)) == pytest.approx([0.1, 0.5, 0.25, 0.15, 0.0], abs=1e-4)


# -- the gate --------------------------------------------------------------------------------------


def gated(tastes: np.ndarray, county_yuan: float, out_yuan: float) -> tuple[np.ndarray, np.ndarray]:
    """Choice without and with a felt price of going straight up, for the same luck."""
    luck = np.random.default_rng(1).random((len(GRID), 2))
    before = free(tastes)
    after = before.copy()
    for i, wanted in enumerate(before):
        if wanted >= COUNTY:
            after[i] = choose_at_the_gate(
                FOUR[0], FOUR[1], tastes, 0, 0, 0, -1, 0.0, 0.0, -1, int(FOUR[1]["tier"][wanted]), county_yuan,
                out_yuan, *NOTHING_MORE, 0.5, luck[i, 0], luck[i, 1],
            )  # fmt: skip
    return before, after


@pytest.mark.parametrize("bypass", [(math.inf, math.inf), (150.0, 150.0), (0.0, math.inf), (1e-3, 1e-3)])
def test_under_a_gate_the_shares_are_those_of_the_formula(bypass: tuple[float, float]) -> None:
    _, after = gated(taste(), *bypass)
    assert shares(after) == pytest.approx(logit(taste(), *bypass), abs=0.01)


def test_a_gate_moves_only_those_who_wanted_what_it_closes() -> None:
    before, after = gated(taste(), 150.0, 150.0)
    moved = before != after
    assert set(before[moved]) <= {COUNTY, OUT}
    assert 0 < moved.sum() < (before >= COUNTY).sum(), "some pay the price"


def test_a_felt_price_of_nothing_moves_nobody() -> None:
    before, after = gated(taste(), 0.0, 0.0)
    assert np.array_equal(before, after)


def test_where_everything_is_closed_people_stay_at_home() -> None:
    only = (options(60.0), places(COUNTY))
    assert choose_at_the_gate(
        only[0], only[1], taste(), 0, 0, 0, -1, 0.0, 0.0, -1, COUNTY, math.inf, math.inf, *NOTHING_MORE, 0.5, 0.5, 0.5
    ) == HOME  # fmt: skip
