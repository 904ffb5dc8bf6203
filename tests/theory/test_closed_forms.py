"""The yardstick itself: every closed form against printed values and against an independent route."""

from __future__ import annotations

import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from experiments.theory import closed_forms as cf

MMC = [
    # λ, μ, c, ρ, P(wait), Lq, Wq, L, W
    (0.8, 1, 1, 0.8, 0.8, 3.2, 4.0, 4.0, 5.0),
    (0.9, 1, 1, 0.9, 0.9, 8.1, 9.0, 9.0, 10.0),
    (1.5, 1, 2, 0.75, 0.64286, 1.92857, 1.28571, 3.42857, 2.28571),
    (0.25, 0.1, 5, 0.5, 0.13037, 0.13037, 0.52149, 2.63037, 10.52149),
    (0.25, 0.1, 4, 0.625, 0.31986, 0.53309, 2.13238, 3.03309, 12.13238),
    (2, 3, 1, 0.66667, 0.66667, 1.33333, 0.66667, 2.0, 1.0),
    (2, 3, 2, 0.33333, 0.16667, 0.08333, 0.04167, 0.75, 0.375),
    (0.2, 0.1, 3, 0.66667, 0.44444, 0.88889, 4.44444, 2.88889, 14.44444),
    (4.5, 1, 5, 0.9, 0.76249, 6.86244, 1.52499, 11.36244, 2.52499),
    (9, 1, 10, 0.9, 0.66873, 6.01858, 0.66873, 15.01858, 1.66873),
]


def printed(value: float) -> object:
    return pytest.approx(value, abs=0.5000001e-5)


@pytest.mark.parametrize("row", MMC)
def test_m_m_c_gives_the_printed_digits(row: tuple[float, ...]) -> None:
    arrivals, service, servers, use, waited, queue, wait, inside, time = row
    got = cf.m_m_c(arrivals, service, int(servers))
    assert got.use == printed(use)
    assert got.waited_share == printed(waited)
    assert got.queue_mean == printed(queue)
    assert got.wait_mean == printed(wait)
    assert got.in_system_mean == printed(inside)
    assert got.time_mean == printed(time)


@pytest.mark.parametrize(("beyond", "share"), [(5, 0.03735), (10, 0.01070), (20, 0.00088)])
def test_the_tail_of_the_wait_gives_the_printed_digits(beyond: float, share: float) -> None:
    assert cf.m_m_c_wait_tail(0.25, 0.1, 5, beyond) == printed(share)


@pytest.mark.parametrize(
    ("consult_min", "wait_min"),
    [
        (8, 0.1592),
        (9, 0.2972),
        (10, 0.5215),
        (11, 0.8739),
        (12, 1.4169),
        (13, 2.2475),
        (14, 3.5265),
        (15, 5.5415),
    ],
)
def test_the_consultation_table_gives_the_printed_digits(consult_min: float, wait_min: float) -> None:
    assert cf.m_m_c(0.25, 1 / consult_min, 5).wait_mean == pytest.approx(wait_min, abs=0.5000001e-4)


@pytest.mark.parametrize(("cv2", "wait", "queue"), [(0, 2.0, 1.6), (0.25, 2.5, 2.0), (1, 4.0, 3.2), (4, 10.0, 8.0)])
def test_pollaczek_and_khinchine_give_the_printed_digits(cv2: float, wait: float, queue: float) -> None:
    got = cf.m_g_1(0.8, 1.0, cv2)
    assert got.wait_mean == pytest.approx(wait)
    assert got.queue_mean == pytest.approx(queue)


@pytest.mark.parametrize(("servers", "waits"), [(1, (0.23810, 0.32468, 0.90909)), (2, (0.02874, 0.03316, 0.04808))])
def test_priorities_without_interruption_give_the_printed_digits(servers: int, waits: tuple[float, ...]) -> None:
    assert cf.priority_waits([0.2, 0.6, 1.2], 3, servers) == [printed(wait) for wait in waits]


@pytest.mark.parametrize(("servers", "waits"), [(1, (0.02381, 0.15368, 1.03030)), (2, (0.00037, 0.00792, 0.06542))])
def test_priorities_with_interruption_give_the_printed_digits(servers: int, waits: tuple[float, ...]) -> None:
    assert cf.preemptive_delays([0.2, 0.6, 1.2], 3, servers) == [printed(wait) for wait in waits]


@pytest.mark.parametrize(("load", "servers", "lost"), [(5, 7, 0.12052), (16, 20, 0.06441), (20, 22, 0.10673)])
def test_erlang_b_gives_the_printed_digits(load: float, servers: int, lost: float) -> None:
    assert cf.erlang_b(load, servers) == printed(lost)


@pytest.mark.parametrize(
    ("arrivals", "servers", "places", "lost", "queue", "wait", "use"),
    [
        (2, 2, 4, 0.22222, 0.66667, 0.42857, 0.77778),
        (5, 5, 10, 0.11750, 1.76255, 0.39945, 0.88250),
        (0.8, 1, 10, 0.02349, 2.18511, 2.79710, 0.78121),
    ],
)
def test_finite_waiting_rooms_give_the_printed_digits(
    arrivals: float, servers: int, places: int, lost: float, queue: float, wait: float, use: float
) -> None:
    got = cf.m_m_c_k(arrivals, 1, servers, places)
    assert got.lost_share == printed(lost)
    assert got.queue_mean == printed(queue)
    assert got.wait_mean == printed(wait)
    assert got.use == printed(use)


@pytest.mark.parametrize(
    ("model", "gave_up", "queue", "wait", "waited", "use"),
    [
        ((10, 1, 10, 0.5), 0.10391, 2.07826, 0.20783, 0.61966, 0.89609),
        ((12, 1, 10, 0.5), 0.19566, 4.69574, 0.39131, 0.85038, 0.96521),
        ((0.25, 0.1, 3, 1 / 30), 0.11082, 0.83112, 3.32448, 0.53727, 0.74099),
        ((50, 1, 50, 0.2), 0.03484, 8.71086, 0.17422, 0.70233, 0.96516),
    ],
)
def test_erlang_a_gives_the_printed_digits(
    model: tuple[float, float, int, float],
    gave_up: float,
    queue: float,
    wait: float,
    waited: float,
    use: float,
) -> None:
    got = cf.erlang_a(*model)
    assert got.gave_up_share == printed(gave_up)
    assert got.queue_mean == printed(queue)
    assert got.wait_mean == printed(wait)
    assert got.waited_share == printed(waited)
    assert got.use == printed(use)


def test_a_sine_of_arrivals_is_answered_by_a_later_and_lower_sine() -> None:
    wave = cf.infinite_servers_in_waves(10, 6, 24, 0.5)
    assert wave.mean == pytest.approx(20.0)
    assert wave.amplitude == pytest.approx(10.6309, abs=0.5e-4)
    assert wave.lag == pytest.approx(1.8424, abs=0.5e-4)
    assert wave.at(6 + wave.lag) == pytest.approx(wave.mean + wave.amplitude)


def test_the_sine_answer_solves_its_differential_equation() -> None:
    wave, step = cf.infinite_servers_in_waves(10, 6, 24, 0.5), 1e-5
    for hour in (0.0, 3.3, 11.0, 20.5):
        slope = (wave.at(hour + step) - wave.at(hour - step)) / (2 * step)
        assert slope == pytest.approx(10 + 6 * math.sin(2 * math.pi * hour / 24) - 0.5 * wave.at(hour), abs=1e-6)


JACKSON = {
    "textbook": (
        ((1, 4, 3), ((0, 0.6, 0.3), (0.1, 0, 0.3), (0.4, 0.4, 0)), (10, 10, 10), (1, 2, 1)),
        ((5, 10, 7.5), (0.5, 0.33333, 2.25), (0.1, 0.03333, 0.3), 5.33333, 0.66667),
    ),
    "surgery": (
        ((15, 3, 0.75), ((0, 0.5, 0.2), (0.2, 0, 0.3), (0.05, 0.1, 0)), (3, 3, 2), (7, 6, 5)),
        (
            (17.96995, 12.80348, 8.18503),
            (3.62023, 0.87324, 2.66225),
            (0.20146, 0.06820, 0.32526),
            21.50605,
            1.14699,
        ),
    ),
    "cafe": (
        ((0.3, 0.2, 0), ((0, 0.3, 0.7), (0, 0, 1), (0, 0, 0)), (1, 0.4, 0.5), (1, 2, 2)),
        ((0.3, 0.29, 0.5), None, (0.42857, 0.37822, 0.66667), 2.59659, 5.19317),
    ),
    "gatekeeper": (
        ((10, 0), ((0, 0.3), (0, 0)), (2, 1), (7, 4)),
        ((10, 3), None, (0.08104, 0.50943), 10.33868, 1.03387),
    ),
    "direct access": (((10,), ((0,),), (1.35,), (9,)), ((10,), None, (0.22541,), 9.66153, None)),
}


@pytest.mark.parametrize("name", JACKSON)
def test_jackson_networks_give_the_printed_digits(name: str) -> None:
    network, (arrivals, queues, waits, inside, time) = JACKSON[name]
    got = cf.jackson(*network)
    assert list(cf.flows(network[0], network[1])) == [printed(rate) for rate in arrivals]
    if queues:
        assert [station.queue_mean for station in got] == [printed(queue) for queue in queues]
    assert [station.wait_mean for station in got] == [printed(wait) for wait in waits]
    total = sum(station.in_system_mean for station in got)
    assert total == printed(inside)
    if time:
        assert total / sum(network[0]) == printed(time)


def test_two_stages_with_nothing_between_them_pass_two_thirds_of_a_lone_server() -> None:
    assert cf.blocked_tandem_rate(1.0, 1.0, 0) == pytest.approx(2 / 3)
    assert cf.blocked_tandem_rate(1.0, 1.0, 3) == pytest.approx(5 / 6)
    assert cf.blocked_tandem_rate(2.0, 1.0, 0) == pytest.approx(2 * 1 * (2 + 1) / (4 + 2 + 1))


loads = st.floats(0.01, 0.98)


@given(use=loads, servers=st.integers(1, 400))
def test_erlang_c_agrees_with_a_long_finite_room(use: float, servers: int) -> None:
    load = use * servers
    room = int(servers + 40 / (1 - use) + 40)
    assert cf.erlang_c(load, servers) == pytest.approx(cf.m_m_c_k(load, 1, servers, room).waited_share, abs=1e-9)


@given(load=st.floats(0.01, 600), servers=st.integers(1, 500))
def test_a_room_with_no_chairs_is_erlang_b(load: float, servers: int) -> None:
    assert cf.m_m_c_k(load, 1, servers, servers).lost_share == pytest.approx(cf.erlang_b(load, servers), rel=1e-8)


@given(arrivals=st.floats(0.1, 80), servers=st.integers(1, 80), leaving=st.floats(0.01, 10))
def test_everyone_who_comes_to_erlang_a_is_served_or_gives_up(arrivals: float, servers: int, leaving: float) -> None:
    got = cf.erlang_a(arrivals, 1.0, servers, leaving)
    assert got.use * servers + leaving * got.queue_mean == pytest.approx(arrivals, rel=1e-9)


@given(use=loads, cv2=st.floats(0, 9))
def test_the_approximation_for_many_servers_is_exact_for_one(use: float, cv2: float) -> None:
    assert cf.m_g_c_wait(use, 1.0, cv2, 1) == pytest.approx(cf.m_g_1(use, 1.0, cv2).wait_mean)


@given(st.lists(st.floats(0.01, 1.0), min_size=1, max_size=5), loads, st.integers(1, 9))
def test_priorities_only_redistribute_the_waiting(weights: list[float], use: float, servers: int) -> None:
    rates = [use * servers * weight / sum(weights) for weight in weights]
    waits = cf.priority_waits(rates, 1.0, servers)
    assert waits == sorted(waits)
    everyone = cf.m_m_c(sum(rates), 1.0, servers).wait_mean
    assert float(np.dot(rates, waits)) / sum(rates) == pytest.approx(everyone)


def test_both_routes_to_cobham_agree_for_one_exponential_server() -> None:
    assert cf.priority_waits_m_g_1([0.2, 0.6, 1.2], [1 / 3] * 3, [1.0] * 3) == pytest.approx(
        cf.priority_waits([0.2, 0.6, 1.2], 3, 1)
    )


@pytest.mark.parametrize("call", [lambda: cf.erlang_c(3, 3), lambda: cf.m_g_1(1, 1, 0), lambda: cf.m_m_c(5, 1, 4)])
def test_a_queue_that_cannot_keep_up_says_so(call: object) -> None:
    with pytest.raises(cf.Overloaded, match="needs more than"):
        call()  # type: ignore[operator]


def test_nobody_waits_where_servers_are_unlimited() -> None:
    assert cf.m_g_infinite(10, 2).in_system_mean == 20
    assert cf.m_g_infinite(10, 2).wait_mean == 0
