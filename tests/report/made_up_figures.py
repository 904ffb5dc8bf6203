"""Invented numbers behind figures 4 and 8 to 15: people, villages, hours, gains, inputs; in the shape of a study."""

from __future__ import annotations

import math
from collections.abc import Iterator
from datetime import date, timedelta
from typing import Any

from experiments.study.flips import Interval, between, flip

Row = dict[str, Any]
STEPS = {
    "ill": 1000, "sought_care": 930, "recognised": 760, "right_place": 740, "right_care": 700, "in_time": 660,
    "right_care_in_the_end": 880,
}  # fmt: skip
FLOW = {
    "ill": 1000, "stayed_home": 130, "not_set_off": 0, "set_off": 870, "left_unseen": 8, "unseen_inside": 2,
    "seen": 860, "kept": 690, "referred": 100, "admitted": 70, "exit_well": 710, "exit_well_wrong": 90,
    "exit_left": 4, "seen_inside": 56, "exits": 942, "inside": 58,
}  # fmt: skip
HOURS = {"clinic": 0.5, "idle": 0.5, "overtime": 0.04}
BANDS = {"0-30": 9000, "30-60": 7000, "60-90": 2400, "90+": 120}
GROUPS = {
    "overall": ("",), "travel_min": tuple(BANDS), "age": ("0-14", "15-44", "45-64", "65+"),
    "scheme": ("residents", "employees", "uninsured"), "chronic": ("no", "yes"), "contract": ("no", "yes"),
    "village_tercile": ("small", "middle", "large"),
}  # fmt: skip
INPUTS = {"compliance": ("30 %", "90 %"), "visits_per_clinician": ("40", "70"), "service_time": ("5 min", "9 min")}


def paired(place: int, value: float, change: float, wide: float, n: int) -> Row:
    """A mean with its interval; an arm has its difference from today besides."""
    mean = value + place * change
    several = n > 1
    row: Row = {"mean": mean, "lo": mean - wide if several else math.nan, "hi": mean + wide if several else math.nan}
    row |= {"n": n, "difference": math.nan, "difference_lo": math.nan, "difference_hi": math.nan}
    if place:
        row |= {"difference": mean - value, "difference_lo": mean - value - wide / 2}
        row["difference_hi"] = mean - value + wide / 2
    return row


def flow_of(arms: tuple[str, ...], steps: dict[str, int], n: int) -> Iterator[Row]:
    """``curves/patient_flow.csv`` or ``curves/serious_steps.csv``; people are moved from being kept to being sent."""
    moved = {
        "kept": -9.0,
        "referred": 9.0,
        "recognised": -12.0,
        "right_place": -12.0,
        "right_care": -12.0,
        "in_time": -12.0,
    }
    for place, arm in enumerate(arms):
        for step, count in steps.items():
            row = paired(place, float(count), moved.get(step, 0.0), 6.0 if 0 < count < 1000 else 0.0, n)
            row["lo"], row["hi"] = max(row["lo"], 0.0), min(row["hi"], 1000.0)
            yield {"arm": arm, "step": step, "people": 4.2 * row["mean"]} | row


def hours_of(arms: tuple[str, ...], n: int) -> Iterator[Row]:
    """``curves/staff_hours.csv``: the second arm and the third send experts down."""
    for place, arm in enumerate(arms):
        for tier, rostered in (("village", 900.0), ("township", 700.0), ("county", 1200.0)):
            away = 36.0 * (place > 1) if tier == "county" else 0.0
            home = rostered - away
            uses = {use: share * home for use, share in HOURS.items()}
            uses |= {"expert_session": 0.75 * away, "training": 0.0, "road": 0.25 * away, "rostered": rostered}
            uses["from_above"] = 27.0 * (place > 1) if tier == "township" else 0.0
            for use, hours in uses.items():
                yield {"arm": arm, "tier": tier, "use": use} | paired(0, hours, 0.0, 0.01 * hours, n)


def villages_of(arms: tuple[str, ...], n: int) -> Iterator[Row]:
    """``curves/villages.csv``: two rings of villages; the last is too small to say anything of."""
    for place, arm in enumerate(arms):
        for number in range(16):
            far, turn = 8.0 + 9.0 * (number % 2), 2 * math.pi * number / 16
            row: Row = {"arm": arm, "village": f"V{number + 1}", "name": f"Village {number + 1}"}
            row |= {"x_km": far * math.cos(turn), "y_km": 0.7 * far * math.sin(turn), "minutes_to_county": 2.2 * far}
            row |= {"residents": 1500.0, "episodes": 12.0 if number == 15 else 400.0}
            row |= paired(place, 4200.0 + 90 * number, 60.0 * (number % 3 - 1), 80.0, n)
            yield row | {"changed": "" if not place else "no" if number % 3 == 1 else "yes"}


def flows_of(arms: tuple[str, ...], n: int) -> Iterator[Row]:
    """``curves/flows_up.csv``: to one of three townships, to the county town, and beyond."""
    homes = list(villages_of(("today",), n))
    for place, arm in enumerate(arms):
        for number, home in enumerate(homes):
            turn = 2 * math.pi * (number * 3 // 16) / 3 + 0.5
            ways = (
                ("T1", "township", 11 * math.cos(turn), 8 * math.sin(turn), 24.0 + 4 * place),
                ("H1", "county", 0.0, 0.0, 30.0 - 4 * place),
                ("O1", "out_of_county", 0.0, 90.0, 6.0),
                ("T9", "township", 14.0, -3.0, 0.4),
            )
            for facility, tier, x, y, per_week in ways:
                row: Row = {"arm": arm, "village": home["village"], "facility": facility, "tier": tier}
                row |= {"x_km": home["x_km"], "y_km": home["y_km"], "to_x_km": x, "to_y_km": y}
                yield row | {"per_week": per_week, "n": n}


def warm_up_of(arms: tuple[str, ...], n: int, start: date, warm_days: int, days: int) -> Iterator[Row]:
    """``curves/warm_up.csv``: beds fill up within a fortnight, in the second arm a little more slowly."""
    for place, arm in enumerate(arms):
        for day in range(3, days - 3):
            mean = 60.0 * (1 - math.exp(-day / (5.0 + 2 * place)))
            row: Row = {
                "arm": arm,
                "series": "beds in use, county",
                "day": day,
                "date": str(start + timedelta(days=day)),
            }
            row |= {"measured": day >= warm_days, "mean": mean, "n": n, "worst_arm": arms[-1]}
            yield row | {"lo": mean - 3, "hi": mean + 3, "settled_day": 10 + 5 * place}


def gains_of(arms: tuple[str, ...], n: int) -> Iterator[Row]:
    """``gains.csv``: those who live far away lose most; the last band is small."""
    for place, arm in enumerate(arms[1:], 1):
        for grouping, groups in GROUPS.items():
            for number, group in enumerate(groups):
                ill = BANDS.get(group, 18520 if grouping == "overall" else 5000)
                row: Row = {"arm": arm, "grouping": grouping, "group": group, "residents_ill": float(ill), "n": n}
                for side, value in (("better", 70.0 - 9 * number), ("worse", 20.0 + 12 * number * place)):
                    row |= {f"{side}_per_1000": value, f"{side}_low": value - 6, f"{side}_high": value + 6}
                yield row


def later_of(arms: tuple[str, ...], n: int) -> Iterator[Row]:
    """``later.csv``: each arm delays a few more than the one before."""
    for place, arm in enumerate(arms[1:], 1):
        row: Row = {"arm": arm, "serious": 310.5, "n": n}
        for side, value in (("later", 14.0 * place), ("sooner", 22.0)):
            row |= {f"{side}_per_1000": value, f"{side}_low": value - 5.5, f"{side}_high": value + 5.5}
        yield row


def sensitivity_of(arms: tuple[str, ...], n: int) -> Iterator[Row]:
    """``sensitivity/sensitivity.csv``."""
    for place, arm in enumerate(arms[1:], 1):
        for number, (name, values) in enumerate(INPUTS.items()):
            for end, value, sign in zip(("low", "high"), values, (-1, 1), strict=True):
                base = -2.0 * place
                difference = base + sign * (4.0 - number)
                row: Row = {"input": name, "path": f"policies.{name}", "end": end, "value": value, "arm": arm}
                row |= {"source": "assumption" if number == 1 else "yearbook 2024", "measure": "wait_mean_min"}
                row |= {"group": "tier=county", "unit": "min", "difference": difference, "base": base}
                row |= {"lo": difference - 0.5, "hi": difference + 0.5, "n": n}
                yield row | flipped(base, difference, "50" if number == 1 else values[0], value)


def flipped(base: float, difference: float, now: str, value: str) -> Row:
    """What is kept of the verdicts at an end; less of a wait is good, and 3 min of it matter."""
    first, last = (Interval(-mean - 0.7, -mean + 0.7, 3.0) for mean in (base, difference))
    found = flip(first, last)
    row: Row = {"base_value": now, "base_verdict": first.word.value, "verdict": last.word.value}
    row |= {"stays": "no" if found else "yes", "flips_share": found.share if found else math.nan}
    at, becomes = (between(now, value, found.share), found.becomes.value) if found else ("", "")
    return row | {"flips_at": at, "becomes": becomes}


def tables(arms: tuple[str, ...], n: int, start: date, warm_days: int, days: int) -> dict[str, list[Row]]:
    """All of them, by the name of the file."""
    return {
        "curves/patient_flow.csv": list(flow_of(arms, FLOW, n)),
        "curves/serious_steps.csv": list(flow_of(arms, STEPS, n)),
        "curves/staff_hours.csv": list(hours_of(arms, n)),
        "curves/villages.csv": list(villages_of(arms, n)),
        "curves/flows_up.csv": list(flows_of(arms, n)),
        "curves/warm_up.csv": list(warm_up_of(arms, n, start, warm_days, days)),
        "later.csv": list(later_of(arms, n)),
        "gains.csv": list(gains_of(arms, n)),
        "sensitivity/sensitivity.csv": list(sensitivity_of(arms, n)),
    }
