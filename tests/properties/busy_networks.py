"""Random networks with all that a route can say: several units at once, blocking, rosters, dates, ties, full starts."""

from __future__ import annotations

from typing import Any

from hypothesis import strategies as st

Block = dict[str, Any]
CLASSES = ["urgent", "calm"]
ROSTERS = st.sampled_from([
    1, 2, 3, "unlimited", {"Mo-Su 00:00-09:00": 1, "Mo-Su 09:00-24:00": 3}, {"Mo-Su 00:00-06:00,10:00-24:00": 2},
    {"Mo 00:00-18:00": 2, "Tu-Su 00:00-24:00": 1},
])  # fmt: skip
HOURS = st.sampled_from(["24/7", "24/7", "Mo-Su 00:00-10:00,13:00-17:00", "Mo 02:00-12:00; Tu-Su 08:00-12:00"])
ON_A_GRID = st.sampled_from([{"kind": "fixed", "value": "10 min"}, {"kind": "fixed", "value": "5 min"},
                             {"kind": "fixed", "value": "0 min"}])  # fmt: skip
DRAWN = st.sampled_from([
    {"kind": "exponential", "mean": "12 min"}, {"kind": "lognormal", "mean": "15 min", "sd": "9 min"},
    {"kind": "weibull", "mean": "11 min", "sd": "8 min"}, {"kind": "erlang", "mean": "20 min", "phases": 3},
    {"kind": "triangular", "low": "2 min", "mode": "3 min", "high": "30 min"},
    {"kind": "normal", "mean": "10 min", "sd": "6 min", "low": "0 min", "outside": "redraw"},
    {"kind": "mixture", "of": [{"share": 0.3, "kind": "uniform", "low": "1 min", "high": "4 min"},
                               {"share": 0.7, "kind": "gamma", "mean": "20 min", "sd": "5 min"}]},
])  # fmt: skip


@st.composite
def queues(draw: st.DrawFn, later: list[str], lengths: st.SearchStrategy[Block]) -> Block:
    """Classes in either order, places to wait, patience by class, places kept for some until a time."""
    classes = draw(st.permutations(CLASSES))
    queue: Block = {"priority": classes}
    if draw(st.booleans()):
        queue["waiting_room"] = draw(st.integers(0, 3))
        queue["when_full"] = draw(st.sampled_from(["turned_away", "next_station", *later]))
    if draw(st.booleans()):
        queue["patience"] = draw(lengths) if draw(st.booleans()) else {"by_class": {classes[-1]: draw(lengths)}}
        queue["gives_up"] = draw(st.sampled_from(["goes_home", "tomorrow", *later]))
    if draw(st.booleans()):
        queue["reserved"] = {"places": draw(st.integers(1, 2)), "for": [classes[0]],
                             "released_at": draw(st.sampled_from(["00:30", "06:00", "24:00"]))}  # fmt: skip
    return queue


@st.composite
def steps(draw: st.DrawFn, names: list[str], nth: int, lengths: st.SearchStrategy[Block]) -> Block:
    """One step: its stations, its ways on, by class or not, with an answer of its own to a full or slow queue."""
    later = names[nth + 1 :]
    more = draw(st.lists(st.sampled_from(later), max_size=2, unique=True)) if later else []
    ways = draw(st.lists(st.sampled_from([*later, "leaves"]), min_size=1, max_size=3, unique=True))
    shares = {way: round(1.0 / len(ways), 3) for way in ways[1:]}
    shares[ways[0]] = 1.0 - sum(shares.values())
    step: Block = {"at": [names[nth], *more], "then": shares}
    if draw(st.booleans()):
        step["then"] = {"by_class": {"urgent": shares, "calm": draw(st.sampled_from(["leaves", *later]))}}
    if draw(st.booleans()):
        step["after"] = draw(lengths)
    if draw(st.booleans()):
        step["patience"] = draw(lengths)
        step["gives_up"] = draw(st.sampled_from(["leaves", *later]))
    if draw(st.booleans()):
        step["when_full"] = draw(st.sampled_from(["leaves", *later]))
    return step


@st.composite
def streams(draw: st.DrawFn, names: list[str], on_a_grid: bool) -> Block:
    """Who comes: at random, by the hour, in waves, or at equal intervals; some streams in the same minutes."""
    rates: list[Any] = ["5/h", {"by_hour": {"00:00": "6/h", "08:00": "1/h"}},
                        {"kind": "sine", "mean": "4/h", "amplitude": "3/h", "period": "8 h"}]  # fmt: skip
    made: Block = {}
    for name in names:
        stream: Block = {"route": "way", "starts_at": name,
                         "class": draw(st.sampled_from(["urgent", {"urgent": 0.4, "calm": 0.6}]))}  # fmt: skip
        if on_a_grid:
            stream |= {"kind": "renewal", "between": draw(st.sampled_from(
                [{"kind": "fixed", "value": "5 min"}, {"kind": "fixed", "value": "10 min"}]))}  # fmt: skip
        else:
            stream |= {"kind": "poisson", "rate": draw(st.sampled_from(rates))}
        made[f"to_{name}"] = stream
    return made


@st.composite
def busy_networks(draw: st.DrawFn) -> Block:
    """A network of one to four stations, with ties on a grid of five minutes or lengths drawn from anywhere."""
    names = [f"s{i}" for i in range(draw(st.integers(1, 4)))]
    on_a_grid = draw(st.booleans())
    lengths: st.SearchStrategy[Block] = ON_A_GRID if on_a_grid else DRAWN
    services = {name: {**draw(lengths), "waiting_counts": draw(st.booleans())} for name in names}
    stations = {
        name: {"servers": draw(ROSTERS), "hours": draw(HOURS), "queue": draw(queues(names[nth + 1 :], lengths)),
               "holds_until_next": draw(st.booleans()), "turnaround": draw(st.sampled_from(["0 min", "5 min"]))}
        for nth, name in enumerate(names)
    }  # fmt: skip
    moves = [{"set": f"stations.{names[0]}.turnaround", "to": "10 min"},
             {"set": f"stations.{names[-1]}.queue.waiting_room", "to": 1}]  # fmt: skip
    made = {
        "calendar": {"start": "2026-01-05", "warm_up": "0 days", "measure": "2 days", "holidays": "none",
                     "ends": draw(st.sampled_from(["when_empty", "at_horizon"]))},
        "stations": stations, "services": services, "arrivals": draw(streams(names, on_a_grid)),
        "routes": {"way": {name: draw(steps(names, nth, lengths)) for nth, name in enumerate(names)}},
        "start_state": draw(st.sampled_from(["empty", "full", {names[0]: {"busy": 1, "waiting": 2, "class": "calm"}}])),
    }  # fmt: skip
    if draw(st.booleans()):
        chosen = draw(st.lists(st.sampled_from(moves), max_size=2, unique_by=lambda move: move["set"]))
        made["changes"] = [{"from": "2026-01-06", **move} for move in chosen]
    return made
