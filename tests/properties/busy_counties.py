"""Small random counties with all that can happen at once: guests, exceptions to every rule, dates, no distances."""

from __future__ import annotations

from hypothesis import strategies as st

from tests.properties.counties import PATIENCE, ROSTER, SHARE, TALK, Settings, counties, tiers

SCAN = "scan"
QUESTIONS = ["first_contact", "referral", "remote_consult", "step_down", "expert_dispatch", "insurance"]
DAYS = ["2026-01-06", "2026-01-08", "2026-01-11", "2026-01-13"]
PLACES = st.sampled_from([
    {"tier": "village"}, {"tier": "township"}, {"tier": "county"}, {"nearest": 2}, {"farthest": 1}, {"smallest": 1},
    {"facilities": ["T1"]}, {"group": "east"},
])  # fmt: skip
WHOM = st.sampled_from([
    {"ages": ["65+"]}, {"ages": ["0-14", "15-44"]}, {"scheme": "residents"}, {"scheme": ["employees", "uninsured"]},
    {"severity": ["minor", "serious"]}, {"severity": "critical"}, {"conditions": ["acute_uri", "hypertension_flare"]},
    {"contracted": True}, {"poor": False}, {"villages": ["V1"]},
])  # fmt: skip
MOVES: list[Settings] = [
    {"set": "tiers.county.wards.general.beds", "to": 1},
    {"set": "tiers.county.wards.general.extra_beds", "to": 2},
    {"set": "tiers.county.wards.general.turnaround", "to": "5 h"},
    {"set": "tiers.township.wards.general.beds", "add": 2},
    {"set": "tiers.township.wards.recovery.beds", "to": 3},
    {"set": "tiers.township.tests.lab.machines", "to": 2},
    {"set": "tiers.county.tests.lab.report_after", "times": 3.0},
    {"set": "tiers.county.tests.ecg.price", "add": "15 yuan"},
    {"set": "tiers.county.prices.visit", "times": 2.0},
    {"set": "tiers.township.prices.bed_day", "add": "100 yuan"},
    {"set": "tiers.village.clinics.general.clinicians", "add": 1},
    {"set": "tiers.township.clinics.general.clinicians", "to": {"Mo-Fr 09:00-11:00": 2, "Sa-Su 08:00-12:00": 1}},
    {"set": "tiers.county.desks.registration.staff", "to": 2},
    {"set": "tiers.county.emergency_room.clinicians", "to": 3},
    {"set": "tiers.county.queue.waiting_room", "to": 2},
    {"set": "tiers.county.skill.treats.serious", "to": "20 %"},
    {"set": "tiers.village.skill.spots_serious.sensitivity", "to": "95 %"},
    {"set": "tiers.county.stay_times", "times": 0.5},
    {"set": "conditions.acute_uri.new_cases.per_1000_a_year.65+", "times": 3.0},
    {"set": "conditions.pneumonia.stay.acute.mean", "to": "1 days"},
    {"set": "travel.road.speed", "to": "60 km/h"},
    {"set": "travel.road.fare", "to": "2 yuan/km"},
    {"set": "travel.ambulance.vehicles", "to": 3},
    {"set": "travel.ambulance.sets_off_in", "to": "20 min"},
    {"set": "choice.habit", "to": 0.0},
    {"set": "choice.weights.minor.travel_10_min", "to": -1.5},
    {"set": "insurance.schemes.residents.outpatient.village.pays", "to": "10 %"},
    {"set": "reviews.county.share", "to": "90 %"},
]  # fmt: skip
"""Every kind of number that may change on a date."""
GUEST_MOVES: list[Settings] = [
    {"set": f"stations.{SCAN}.servers", "to": 2},
    {"set": f"services.{SCAN}.mean", "to": "5 min"},
    {"set": "arrivals.next_door.rate.by_hour", "times": 0.5},
]


@st.composite
def exceptions(draw: st.DrawFn, question: str) -> list[Settings]:
    """One rule and one exception to it: from and until a day, in some places, for some people."""
    accepts = {"doctor": draw(SHARE), "patient": draw(SHARE), "unit": draw(SHARE)}
    kinds: dict[str, list[Settings]] = {
        "first_contact": [{"kind": "free_choice"}, {"kind": "steered", "bypass_penalty": "80 yuan"},
                          {"kind": "gatekeeping", "compliance": draw(SHARE), "others": "pay_as_before", "exempt": []}],
        "referral": [{"kind": "severity_threshold", "refer": ["minor", "moderate", "serious", "critical"],
                      "formal": draw(SHARE), "handling": "30 min",
                      "margin": draw(st.sampled_from(["0 points", "2 points", "-5 points"]))},
                     {"kind": "fixed_share", "village": draw(SHARE), "township": draw(SHARE), "county": "5 %"}],
        "remote_consult": [{"kind": "none"}, {"kind": "on_demand", "of": "county/internal", "asked_share": draw(SHARE),
                                              "talk": TALK,
                                              "waits_at_most": draw(st.sampled_from(["0 min", "9 min"]))}],
        "step_down": [{"kind": "none"}, {"kind": "recovery_bed", "accepts": accepts, "transfer": "0 min",
                                         "blocks_at_most": draw(st.sampled_from(["0 min", "12 h", "9 days"]))}],
        "expert_dispatch": [{"kind": "weekly_round", "experts": draw(st.integers(1, 2)), "of": "county/internal",
                             "when": "Mo-Su 08:30-11:30", "sees_at_most": draw(st.sampled_from([1, 5, "unlimited"]))},
                            {"kind": "weekly_round", "experts": 1, "of": "county/surgical", "when": "We,Fr 14:00-16:00",
                             "sees_at_most": 3}],
        "insurance": [{"kind": "self_pay"}, {"kind": "tiered", "unreferred_penalty": "20 points"}],
    }  # fmt: skip
    first, second = draw(st.permutations(kinds[question]))[:2]
    limits = draw(st.fixed_dictionaries(
        {}, optional={"from": st.sampled_from(DAYS[:2]), "until": st.sampled_from(DAYS[2:]), "only_in": PLACES,
                      "only_for": WHOM}))  # fmt: skip
    if not limits.keys() & {"from", "only_in", "only_for"}:
        limits["from"] = DAYS[0]
    return [first, {**second, **limits}]


@st.composite
def guests(draw: st.DrawFn) -> Settings:
    """Patients from outside, who queue beside the residents and at a station that only they use."""
    queue: Settings = {"priority": draw(st.sampled_from([["walk_in"], ["referred", "walk_in"]])),
                       "waiting_room": draw(st.sampled_from(["unlimited", 1])), "patience": draw(PATIENCE)}  # fmt: skip
    if draw(st.booleans()):
        queue["reserved"] = {"places": 1, "for": ["walk_in"], "released_at": "10:00"}
    route = draw(st.sampled_from([[SCAN, "H1/internal"], ["H1/internal"], [SCAN], ["T1/general", SCAN, "H1/surgical"],
                                  ["H1/ecg", "H1/internal"]]))  # fmt: skip
    rate = draw(st.sampled_from([{"by_hour": {"00:00": "4/h"}}, {"by_hour": {"07:00": "9/h", "11:00": "1/h"}}]))
    return {
        "stations": {SCAN: {"servers": draw(ROSTER), "queue": queue,
                            "turnaround": draw(st.sampled_from(["0 min", "4 min"])),
                             "holds_until_next": draw(st.booleans()) and route[-1] != SCAN}},
        "services": {SCAN: {"kind": "exponential", "mean": "12 min"}},
        "arrivals": {"next_door": {"kind": "poisson", "rate": rate, "class": "walk_in", "route": route}},
    }  # fmt: skip


@st.composite
def busy_counties(draw: st.DrawFn) -> Settings:
    """Settings of the hamlet that make it a county in which much happens at once."""
    settings: Settings = {**draw(counties()), **draw(tiers())}
    for question in draw(st.lists(st.sampled_from(QUESTIONS), unique=True)):
        settings[f"policies.{question}"] = draw(exceptions(question))
    settings["places.groups"] = {"east": {"lead": "H1", "members": ["T1"]}}
    moves = list(MOVES)
    if draw(st.booleans()):
        settings |= draw(guests())
        moves += GUEST_MOVES
    if draw(st.integers(0, 3)) == 0:
        settings["travel.kind"] = "none"
        for tier, clinic in (("village", "general"), ("township", "general"), ("county", "internal")):
            settings[f"tiers.{tier}.clinics.{clinic}.consult"] = {"kind": "fixed", "value": "10 min"}
    listed = draw(st.lists(st.sampled_from(moves), max_size=4, unique_by=lambda move: move["set"]))
    settings["changes"] = [{"from": draw(st.sampled_from(DAYS)), **move} for move in listed]
    return settings
