"""What a run counts of a policy, so that it can be given a price (``costs: each:``)."""

from __future__ import annotations

from typing import Final

COUNTED: Final[dict[str, str]] = {
    "expert_hour": "an hour for which a visiting expert is on the roster below",
    "expert_day": "a day on which an expert of a clinic is at a place below, or several together",
    "remote_consult": "a call to a specialist that was answered",
    "remote_read": "a test read at a distance",
    "trainee_week": "a week of 40 rostered clinic hours that a learner is away",
    "contract": "a year of a resident's family-doctor contract",
    "referral": "a referral up with a form",
    "step_down": "a patient moved down to recover",
    "follow_up": "a chronic follow-up that was kept",
    "ambulance_trip": "a patient fetched or moved by ambulance",
    "resident": "a year of a resident",
}
"""The word in ``each:``, and what one of it is."""
