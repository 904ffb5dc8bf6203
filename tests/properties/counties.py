"""Small random counties: any tiers, rosters, beds, queues and policies that the language can say."""

from __future__ import annotations

from typing import Any

from hypothesis import strategies as st

Settings = dict[str, Any]
SHARE = st.sampled_from(["0 %", "10 %", "50 %", "90 %", "100 %"])
DATE = st.sampled_from(["2026-01-06", "2026-01-09", "2026-01-12"])
HOURS = st.sampled_from(
    ["24/7", "Mo-Su 07:30-20:00", "Mo-Su 08:00-12:00,14:00-17:30", "Mo-Fr 08:00-12:00", "Sa 08:00-12:00"]
)
ROSTER = st.one_of(
    st.integers(1, 3), st.just({"Mo-Fr": 2, "Sa": 1}), st.just({"Mo-Fr 08:00-12:00": 1, "Mo-Sa 14:00-17:00": 2})
)
PATIENCE = st.sampled_from(
    [
        {"kind": "exponential", "mean": "10 min"},
        {"kind": "fixed", "value": "45 min"},
        {"kind": "lognormal", "mean": "3 h", "sd": "2 h"},
    ]
)
TALK = {"kind": "exponential", "mean": "8 min"}


def consult(draw: st.DrawFn, mean: int) -> Settings:
    kind = draw(st.sampled_from(["fixed", "exponential", "lognormal", "gamma"]))
    if kind == "fixed":
        return {"kind": kind, "value": f"{mean} min"}
    if kind == "exponential":
        return {"kind": kind, "mean": f"{mean} min"}
    return {"kind": kind, "mean": f"{mean} min", "sd": f"{mean / 2} min"}


@st.composite
def queues(draw: st.DrawFn, has_emergency: bool) -> Settings:
    """Classes, places to wait, patience, what people do who give up, places kept for some."""
    classes = draw(
        st.sampled_from([["emergency", "referred", "booked", "walk_in"], ["referred", "walk_in"], ["walk_in"]])
    )
    gives_up = ["goes_home", "tomorrow", "elsewhere"] + (["emergency_room"] if has_emergency else [])
    queue: Settings = {
        "priority": classes,
        "patience": draw(PATIENCE),
        "gives_up": draw(st.sampled_from(gives_up)),
        "waiting_room": draw(st.sampled_from(["unlimited", 0, 1, 5])),
    }
    if "referred" in classes and draw(st.booleans()):
        queue["reserved"] = {"places": draw(st.integers(1, 3)), "for": ["referred"],
                             "released_at": draw(st.sampled_from(["10:00", "15:00"]))}  # fmt: skip
    return queue


@st.composite
def tiers(draw: st.DrawFn) -> Settings:
    """What the places have, as settings by path."""
    visit = draw(st.sampled_from([["consult"], ["registration", "consult", "tests"], ["consult", "tests", "review"],
                                  ["registration", "consult", "tests", "review", "pharmacy"]]))  # fmt: skip
    emergency: Settings = {"clinicians": draw(st.integers(1, 2)), "consult": consult(draw, 15)}
    return {
        "tiers.village.hours": draw(HOURS),
        "tiers.village.clinics.general": {"clinicians": draw(ROSTER), "consult": consult(draw, 10)},
        "tiers.village.queue": draw(queues(False)),
        "tiers.township.hours": draw(HOURS),
        "tiers.township.visit": visit,
        "tiers.township.clinics.general": {"clinicians": draw(ROSTER), "consult": consult(draw, 20)},
        "tiers.township.queue": draw(queues(False)),
        "tiers.township.wards.general": {"beds": draw(st.integers(0, 3)),
                                         "turnaround": draw(st.sampled_from(["0 min", "3 h"]))},
        "tiers.township.wards.recovery.beds": draw(st.integers(0, 2)),
        "tiers.township.tests.lab.machines": draw(st.integers(0, 1)),
        "tiers.county.hours": draw(HOURS),
        "tiers.county.queue": draw(queues(True)),
        "tiers.county.emergency_room": emergency,
        "tiers.county.wards.general": {"beds": draw(st.integers(0, 8)), "extra_beds": draw(st.integers(0, 2)),
                                       "holds_until_next": draw(st.booleans())},
        "tiers.county.clinics.internal.clinicians": draw(ROSTER),
        "travel.ambulance.vehicles": draw(st.integers(0, 2)),
    }  # fmt: skip


@st.composite
def dated(draw: st.DrawFn, answer: Settings) -> Settings:
    """An answer that may hold from a date, in some places, for some people."""
    limits: Settings = {}
    if draw(st.booleans()):
        limits["from"] = draw(DATE)
    if draw(st.booleans()):
        limits["only_for"] = draw(
            st.sampled_from([{"ages": ["65+"]}, {"scheme": "residents"}, {"severity": ["minor", "serious"]}])
        )
    return {**answer, **limits}


@st.composite
def policies(draw: st.DrawFn) -> Settings:
    """One answer to each question, or none."""
    accepts = {"doctor": draw(SHARE), "patient": draw(SHARE), "unit": draw(SHARE)}
    answers: dict[str, list[Settings]] = {
        "first_contact": [
            {"kind": "free_choice"},
            {"kind": "steered", "bypass_penalty": "80 yuan"},
            {"kind": "gatekeeping", "compliance": draw(SHARE), "slip_on_request_share": draw(SHARE)},
        ],
        "referral": [
            {"kind": "never"},
            {"kind": "severity_threshold", "refer": ["moderate", "serious", "critical"], "formal": draw(SHARE)},
            {"kind": "fixed_share", "village": draw(SHARE), "township": draw(SHARE), "formal": draw(SHARE)},
        ],
        "remote_consult": [
            {"kind": "none"},
            {"kind": "on_demand", "of": "county/internal", "asked_share": draw(SHARE), "talk": TALK},
        ],
        "step_down": [{"kind": "none"}, {"kind": "recovery_bed", "accepts": accepts, "blocks_at_most": "12 h"}],
        "expert_dispatch": [
            {"kind": "none"},
            {"kind": "weekly_round", "experts": draw(st.integers(1, 2)), "of": "county/internal",
             "when": draw(st.sampled_from(["Sa 08:30-11:30", "Mo-Fr 14:00-16:00"])), "sees_at_most": 5},
        ],
        "insurance": [{"kind": "self_pay"}, {"kind": "tiered", "deductible_on_transfer": "each_time"}],
    }  # fmt: skip
    chosen = {name: draw(st.sampled_from(kinds)) for name, kinds in answers.items()}
    return {f"policies.{name}": draw(dated(answer)) for name, answer in chosen.items()}


@st.composite
def changes(draw: st.DrawFn) -> Settings:
    """Numbers that change on a date."""
    some = st.sampled_from([
        {"set": "tiers.county.wards.general.beds", "to": 2},
        {"set": "tiers.township.wards.recovery.beds", "to": 3},
        {"set": "tiers.township.tests.lab.machines", "to": 2},
        {"set": "tiers.county.prices.visit", "times": 2.0},
        {"set": "tiers.village.clinics.general.clinicians", "add": 1},
        {"set": "conditions.acute_uri.new_cases.per_1000_a_year.65+", "times": 3.0},
    ])  # fmt: skip
    listed = draw(st.lists(some, max_size=3, unique_by=lambda move: move["set"]))
    return {"changes": [{"from": draw(DATE), **move} for move in listed]} if listed else {}


@st.composite
def counties(draw: st.DrawFn) -> Settings:
    """Settings of the hamlet that make it another county."""
    return {
        "people.residents": draw(st.integers(200, 900)),
        "people.illness_rate": draw(st.sampled_from([1.0, 3.0])),
        "places.map": {"villages": draw(st.integers(1, 4)), "townships": draw(st.integers(1, 2)),
                       "county_hospitals": draw(st.integers(1, 2)), "radius": "12 km", "seed": draw(st.integers(1, 9))},
        **draw(tiers()),
        **draw(policies()),
        **draw(changes()),
    }  # fmt: skip
