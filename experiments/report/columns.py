"""Files and columns of a study folder that the page reads; what they mean stands in `results/README.md`."""

from __future__ import annotations

TEXT: dict[str, tuple[str, ...]] = {
    "summary.csv": ("arm", "measure", "group", "unit"),
    "differences.csv": ("arm", "measure", "group", "unit", "better", "verdict"),
    "noise_floor.csv": ("arm", "measure", "group", "unit", "better", "verdict"),
    "second_block.csv": ("arm", "measure", "group", "unit", "verdict", "first_verdict", "stays"),
    "targets.csv": ("measure", "group", "unit", "use", "source", "met"),
    "checks.csv": ("check", "catches", "result", "detail"),
    "exact_difference.csv": (
        "arm",
        "key",
        "words",
        "today",
        "value",
        "from",
        "until",
        "where",
        "for_whom",
        "source",
    ),
    "first_divergence.csv": ("arm", "time", "what"),
    "inputs.csv": ("arm", "key", "value", "source", "range", "file", "origin"),
    "places.csv": ("arm", "facility", "name", "name_zh", "tier", "measure", "unit"),
    "loads.csv": ("arm", "facility", "name", "name_zh", "tier", "unit", "kind", "room", "formula", "why_not"),
    "attribution.csv": ("arm", "tier", "measure", "unit", "through", "room"),
    "costs.csv": ("arm", "what", "each", "source"),
    "avoided.csv": ("arm", "event", "measure", "group", "told", "priced"),
    "curves/wait_survival.csv": ("arm", "tier"),
    "curves/wait_ends.csv": ("arm", "tier", "outcome"),
    "curves/beds_by_day.csv": ("arm", "tier", "kind", "date"),
    "curves/warm_up.csv": ("arm", "series", "date", "worst_arm"),
    "curves/patient_flow.csv": ("arm", "step"),
    "curves/serious_steps.csv": ("arm", "step"),
    "curves/staff_hours.csv": ("arm", "tier", "use"),
    "curves/villages.csv": ("arm", "village", "name", "changed"),
    "curves/flows_up.csv": ("arm", "village", "facility", "tier"),
    "indicators.csv": (
        "number",
        "name_zh",
        "name",
        "measure",
        "group",
        "unit",
        "wanted",
        "arm",
        "why_not",
        "trap",
        "definition",
    ),
    "gains.csv": ("arm", "grouping", "group"),
    "later.csv": ("arm",),
    "overload.csv": ("arm", "tier", "overloaded"),
    "sensitivity/sensitivity.csv": (
        *("input", "path", "end", "value", "source", "arm", "measure", "group", "unit"),
        *("base_value", "base_verdict", "verdict", "stays", "flips_at", "becomes"),
    ),
}
"""Columns of words; an empty cell is an empty text."""

PAIRED = ("mean", "lo", "hi", "n", "difference", "difference_lo", "difference_hi")
"""A mean over runs with its interval, and its difference from today with its own."""

NUMBERS: dict[str, tuple[str, ...]] = {
    "summary.csv": ("mean", "lo", "hi", "half_width", "n"),
    "differences.csv": (
        "today",
        "value",
        "difference",
        "lo",
        "hi",
        "half_width",
        "n",
        "primary",
        "margin",
        "simultaneous_lo",
        "simultaneous_hi",
        "replications_needed",
    ),
    "noise_floor.csv": ("today", "value", "difference", "lo", "hi", "half_width", "n"),
    "second_block.csv": ("difference", "simultaneous_lo", "simultaneous_hi", "n"),
    "targets.csv": ("reported", "within", "simulated", "lo", "hi", "n"),
    "checks.csv": ("number",),
    "exact_difference.csv": (),
    "first_divergence.csv": ("minute",),
    "inputs.csv": ("year", "line"),
    "places.csv": ("today", *PAIRED),
    "loads.csv": (
        *("servers", "offered_erlang", "offered_lo", "offered_hi", "use", "use_lo", "use_hi", "closed_form_wait_min"),
        *("wait_mean_min", "wait_lo", "wait_hi", "left_share", "own_choice_share", "sent_here_share", "planned_share"),
        *("away_share", "n", "today", "difference", "difference_lo", "difference_hi"),
    ),
    "attribution.csv": ("difference", "lo", "hi", "n"),
    "costs.csv": ("price_yuan", "quantity_a_year", "yuan_a_year", "lo", "hi", "once", "once_yuan", "n"),
    "avoided.csv": (
        *("cost_yuan_a_year", "cost_lo", "cost_hi", "avoided_a_year", "avoided_lo", "avoided_hi"),
        *("yuan_per_avoided", "lo", "hi", "n"),
    ),
    "curves/wait_survival.csv": ("minute", "share_still_waiting", "lo", "hi", "n"),
    "curves/wait_ends.csv": ("share", "lo", "hi", "n"),
    "curves/beds_by_day.csv": ("day", "measured", "beds", "median", "q05", "q25", "q75", "q95", "n"),
    "curves/warm_up.csv": ("day", "measured", "mean", "lo", "hi", "n", "settled_day"),
    "curves/patient_flow.csv": ("people", *PAIRED),
    "curves/serious_steps.csv": ("people", *PAIRED),
    "curves/staff_hours.csv": PAIRED,
    "curves/villages.csv": ("x_km", "y_km", "minutes_to_county", "residents", "episodes", *PAIRED),
    "curves/flows_up.csv": ("x_km", "y_km", "to_x_km", "to_y_km", "per_week", "n"),
    "indicators.csv": ("reported", "value", "value_lo", "value_hi", "difference", "lo", "hi", "n"),
    "later.csv": (
        *("later_per_1000", "later_low", "later_high"),
        *("sooner_per_1000", "sooner_low", "sooner_high"),
        *("serious", "n"),
    ),
    "overload.csv": ("unserved_share", "wait_mean_min", "open_day_min"),
    "gains.csv": (
        "residents_ill",
        *("better_per_1000", "better_low", "better_high"),
        *("worse_per_1000", "worse_low", "worse_high"),
        "n",
    ),
    "sensitivity/sensitivity.csv": ("difference", "lo", "hi", "n", "base", "flips_share"),
}
"""Columns of numbers; an empty cell is a number that does not exist."""

MAY_LACK: dict[str, frozenset[str]] = {
    "sensitivity/sensitivity.csv": frozenset(
        {"base_value", "base_verdict", "verdict", "stays", "flips_at", "becomes", "flips_share"}
    ),
}
"""A sweep is a study of its own and may be older than the one it lies in: columns that it may not know."""
