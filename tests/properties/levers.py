"""Every lever of the source documents with numbers drawn at random: several at once, here and there, from some day."""

from __future__ import annotations

from hypothesis import strategies as st

from tests.properties.counties import SHARE, TALK, Settings

SEVEN_WEEKS = {"calendar.warm_up": "4 weeks", "calendar.measure": "3 weeks"}
"""Skill and control are looked at again on day 28; belief knows what is usual after four weeks."""
DAY = st.sampled_from(["2026-01-06", "2026-01-12", "2026-02-02"])
WHERE = st.sampled_from([{"tier": "township"}, {"tier": "township", "nearest": 1}, {"facilities": ["T1"]}])
CLINICS = st.sampled_from(["county/internal", "county/surgical"])
WHEN = st.sampled_from(["Mo-Fr 08:30-11:30", "Sa 08:30-11:30", "We 14:00-16:00", "Mo-Su 07:00-20:00"])
BANDS = ("minor", "moderate", "serious", "critical")
SPECIALTIES = st.sampled_from([[], ["surgical"], ["internal", "women_children"]])


@st.composite
def some(draw: st.DrawFn, answer: Settings, places: bool = True) -> Settings:
    """An answer, perhaps from a day on, perhaps in some places only."""
    limits: Settings = {}
    if draw(st.booleans()):
        limits["from"] = draw(DAY)
    if places and draw(st.booleans()):
        limits["only_in"] = draw(WHERE)
    return {**answer, **limits}


@st.composite
def experts(draw: st.DrawFn) -> list[Settings]:
    """One to three ways of sending experts, side by side."""
    when: list[Settings] = [{"kind": "weekly_round", "when": draw(WHEN)}, {"kind": "by_need", "when": draw(WHEN)},
                            {"kind": "monthly", "when": "We 08:30-11:30", "in_week": draw(st.integers(1, 4))},
                            {"kind": "resident", "lives_there": draw(st.booleans())}]  # fmt: skip
    found = []
    for kind in draw(st.lists(st.sampled_from(when), min_size=1, max_size=3)):
        does = draw(st.sampled_from(["clinic", "rounds", "operations"]))
        answer = {**kind, "experts": draw(st.integers(1, 2)), "of": draw(CLINICS), "does": does, "kept": draw(SHARE),
                  "sees_at_most": draw(st.sampled_from([1, 5, "unlimited"]))}  # fmt: skip
        if does != "clinic":
            answer["takes"] = {"kind": "exponential", "mean": "20 min"}
        found.append(draw(some(answer)))
    return found


@st.composite
def training(draw: st.DrawFn) -> list[Settings]:
    """One to three courses, side by side."""
    taught: Settings = {"every": "4 weeks", "gain": "20 points", "lag": "1 weeks", "half_life": "60 days"}
    courses: list[Settings] = [{"kind": "secondment", "trainees": draw(st.integers(1, 2)), "lasts": "2 weeks"},
                               {"kind": "lectures", "lasts": "1 h", "learned": draw(SHARE)},
                               {"kind": "residency", "takes": "1 weeks", "stays": draw(SHARE)}]  # fmt: skip
    found = draw(st.lists(st.sampled_from(courses), min_size=1, max_size=3))
    return [draw(some({**taught, **course, "specialties": draw(SPECIALTIES)})) for course in found]


@st.composite
def readers(draw: st.DrawFn) -> list[Settings]:
    """A pool of readers that may be too small, and trips for what is lacking."""
    read = {"emergency": {"kind": "exponential", "mean": "6 min"}, "routine": {"kind": "exponential", "mean": "30 min"}}
    centre: Settings = {"kind": "pooled_centre", "readers": draw(st.integers(1, 2)), "tests": ["ecg", "x_ray"],
                        "hours": draw(st.sampled_from(["24/7", "Mo-Su 08:00-20:00", "Mo-Fr 09:00-10:00"])),
                        "read": read, "gain_points": draw(SHARE)}  # fmt: skip
    if draw(st.booleans()):
        centre["from_clinic"] = draw(CLINICS)
    if draw(st.booleans()):
        centre |= {"equips": ["ecg"], "records": {"kind": "exponential", "mean": "8 min"}, "price": "30 yuan"}
    trips: Settings = {"kind": "trips", "goes": draw(SHARE)}
    return [draw(some(one)) for one in draw(st.sampled_from([[centre], [trips], [centre, trips]]))]


@st.composite
def payment(draw: st.DrawFn) -> Settings:
    return draw(st.sampled_from([
        {"kind": "capitation", "surplus_share": draw(SHARE),
         "per_head_a_year": draw(st.sampled_from(["10 yuan", "1000 yuan"])), "sends": draw(SHARE),
         "lets_go": draw(SHARE), "spares": draw(SHARE)},
        {"kind": "case_payment", "township": "2170 yuan", "county": "6822 yuan", "shorter": draw(SHARE),
         "too_early": draw(SHARE)},
        {"kind": "benefit_sharing", "network_weight": draw(SHARE)},
    ]))  # fmt: skip


@st.composite
def channel(draw: st.DrawFn) -> Settings:
    return {"kind": "green_channel", "handling": draw(st.sampled_from(["0 min", "60 min", "36 h"])),
            "with_form": draw(SHARE), "direct_admission": draw(SHARE), "booked": draw(SHARE),
            "reserved_slots": draw(SHARE),
            "reserved_beds": draw(SHARE), "released_at": draw(st.sampled_from(["10:00", "15:00"])),
            "beds_released_at": "18:00"}  # fmt: skip


@st.composite
def step_down(draw: st.DrawFn) -> Settings:
    accepts = {"doctor": draw(SHARE), "patient": draw(SHARE), "unit": draw(SHARE)}
    return {"kind": "joint_ward", "wards": draw(st.integers(1, 2)), "direct": draw(SHARE), "accepts": accepts,
            "transfer": draw(st.sampled_from(["0 min", "4 h"]))}  # fmt: skip


@st.composite
def referral(draw: st.DrawFn) -> Settings:
    sent: Settings = {"refer": ["moderate", "serious", "critical"], "formal": draw(SHARE)}
    return draw(st.sampled_from([
        {"kind": "disease_catalogue", **sent, "keep_margin": "3 points", "send_margin": "9 points",
         "must_keep": ["moderate"], "lists": {"township": ["acute_uri"], "county": ["pneumonia"]}},
        {"kind": "decision_support", **sent, "coverage": draw(SHARE), "gain": draw(SHARE), "cap": 2.3},
    ]))  # fmt: skip


@st.composite
def appointments(draw: st.DrawFn) -> Settings:
    return draw(st.sampled_from([
        {"kind": "time_slots", "booked": draw(SHARE), "slot": draw(st.sampled_from(["15 min", "60 min"])),
         "per_clinician": draw(st.integers(1, 3)), "no_show": draw(SHARE)},
        {"kind": "multi_day_registration", "valid": "3 days", "fee": "10 yuan"},
    ]))  # fmt: skip


@st.composite
def sessions(draw: st.DrawFn) -> Settings:
    return {"kind": "scheduled_sessions", "of": draw(CLINICS), "when": draw(WHEN), "asked_share": draw(SHARE),
            "talk": TALK, "cases_at_most": draw(st.integers(1, 10))}  # fmt: skip


@st.composite
def emergency(draw: st.DrawFn) -> Settings:
    return {"kind": "centre_network", "bypass": draw(st.booleans()), "ecg_ahead": draw(st.booleans()),
            "call_share": draw(SHARE), "way_saved": draw(SHARE)}  # fmt: skip


@st.composite
def records(draw: st.DrawFn) -> Settings:
    return {"kind": "shared_platform", "recognised": draw(SHARE), "consult_times": 0.9, "d_gain": 0.2,
            "referral_handling_times": 0.5}  # fmt: skip


@st.composite
def family_doctor(draw: st.DrawFn) -> Settings:
    return {"kind": "family_doctor", "coverage": draw(SHARE), "enrols_a_month": "20 points", "follow_ups_a_year": 12,
            "adherence": draw(SHARE), "control_gain": "15 points", "turnover": draw(SHARE)}  # fmt: skip


@st.composite
def free_clinics(draw: st.DrawFn) -> Settings:
    return {"kind": "free_clinics", "of": draw(CLINICS), "clinicians": draw(st.integers(1, 2)), "every": "2 weeks",
            "lasts": "3 h", "people": draw(st.integers(1, 160)), "controls": draw(SHARE),
            "relapse": draw(SHARE)}  # fmt: skip


@st.composite
def programme(draw: st.DrawFn) -> Settings:
    return {"kind": "programme", "gain": "12 points", "treated_here": draw(SHARE), "lag": "1 weeks",
            "half_way": "2 weeks", "half_life": "4 weeks", "known_half_way": "2 weeks",
            "specialties": draw(SPECIALTIES)}  # fmt: skip


@st.composite
def fee_waiver(draw: st.DrawFn) -> Settings:
    return {"kind": "fee_waiver", "only_for": {"poor": True}, "waives": draw(SHARE), "pays_later": draw(SHARE),
            "no_deductible": draw(st.booleans()), "unreferred_penalty": "15 points",
            "deductible_on_transfer": draw(st.sampled_from(["each_time", "difference_up_none_down"]))}  # fmt: skip


@st.composite
def stock(draw: st.DrawFn) -> Settings:
    """What is missing below, admissions without need, who is poor, and whether belief learns."""
    found: Settings = {"people.poor": draw(st.sampled_from(["0 %", "30 %"]))}
    for tier in ("village", "township"):
        missing = {band: draw(SHARE) for band in BANDS}
        found[f"tiers.{tier}.supplies"] = {"missing": missing, "met": draw(SHARE)}
    if draw(st.booleans()):
        for tier in ("township", "county"):
            found[f"tiers.{tier}.supply_driven"] = {"chance": {"moderate": draw(SHARE), "serious": draw(SHARE)},
                                                    "stay": {"kind": "exponential", "mean": "3 days"}}  # fmt: skip
    if draw(st.booleans()):
        found["choice.belief"] = {
            "kind": "beta",
            "prior_worth": draw(st.sampled_from([1, 15])),
            "word_of_mouth": draw(SHARE),
        }
    return found


ONE_RULE = {
    "referral": referral(), "referral_channel": channel(), "records": records(), "appointments": appointments(),
    "remote_consult": sessions(), "emergency": emergency(), "step_down": step_down(), "provider_payment": payment(),
    "chronic_care": family_doctor(),
}  # fmt: skip
SIDE_BY_SIDE = {"expert_dispatch": experts(), "training": training(), "remote_reading": readers()}
QUESTIONS = (*ONE_RULE, *SIDE_BY_SIDE, "outreach", "hospital_capability", "insurance")


@st.composite
def levers(draw: st.DrawFn) -> Settings:
    """Answers to some of the questions, as settings by path."""
    found: Settings = draw(stock())
    for question in draw(st.lists(st.sampled_from(QUESTIONS), min_size=2, unique=True)):
        if question in ONE_RULE:
            placed = question not in ("chronic_care", "appointments", "emergency")
            found[f"policies.{question}"] = draw(some(draw(ONE_RULE[question]), places=placed))
        elif question in SIDE_BY_SIDE:
            found[f"policies.{question}"] = draw(SIDE_BY_SIDE[question])
        elif question == "insurance":
            found["policies.insurance"] = [{"kind": "tiered"}, draw(fee_waiver())]
        else:
            found[f"policies.{question}"] = draw(some(draw(free_clinics() if question == "outreach" else programme())))
    return found
