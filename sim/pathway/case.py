"""One episode of care as the pathway carries it: a row of numbers, nothing else.

The visit and the stay in progress live in the same row (``v_…``, ``s_…``), so that a run that ends in the
middle of a consultation can still say who was where.
"""

from __future__ import annotations

from typing import Final

NOWHERE: Final = -1


class Case:
    """Who (episode, resident, village), what (condition, severity), and where in the pathway.

    The class attributes are the values at the first symptom; a minute of -1 has not come yet.
    """

    episode: int
    resident: int
    village: int
    scheme: int
    condition: int
    reason: int
    onset_min: float

    band: int = 0
    first_band: int = 0
    severity: float = 0.0
    felt: int = 0
    right_tier: int = 0
    other: int = 0
    first_place: int = NOWHERE
    first_tier: int = NOWHERE
    right_care_min: float = -1.0
    ended_min: float = -1.0
    exit: int = 0
    visits: int = 0
    returns: int = 0
    attempts: int = 0
    slip_to: int = NOWHERE
    wanted_tier: int = NOWHERE
    deductible_paid_yuan: float = 0.0
    registered_at: int = NOWHERE
    registered_min: float = -1.0
    known_tests: int = 0
    known_tier: int = NOWHERE
    known_min: float = -1.0
    last_bed_tier: int = NOWHERE
    nth_village: int = 0
    nth_township: int = 0
    nth_county: int = 0
    nth_out: int = 0

    next_place: int = NOWHERE
    next_reason: int = 0
    next_sent: int = 0
    next_from: int = NOWHERE
    next_urgent: int = 0
    next_bed: int = 0
    next_booked: int = 0

    v_place: int = NOWHERE
    v_nth: int = 0
    v_unit: int = NOWHERE
    v_priority: int = 0
    v_class: int = 0
    v_reason: int = 0
    v_sent: int = 0
    v_first: int = 0
    v_set_off_min: float = -1.0
    v_arrival_min: float = -1.0
    v_start_min: float = -1.0
    v_end_min: float = -1.0
    v_left_min: float = -1.0
    v_outcome: int = 3
    v_finding: int = 0
    v_beyond: int = 0
    v_action: int = -1
    v_handled: int = -1
    v_expert: int = 0
    v_adviser: int = NOWHERE
    v_tests_done: int = 0
    v_tests_missing: int = 0
    v_reader: int = NOWHERE
    v_read_gain: float = 0.0
    v_tests_known: int = 0
    v_ahead: int = 0
    v_booked: int = 0
    v_session_min: float = -1.0
    v_spared_yuan: float = 0.0
    v_bill_yuan: float = 0.0
    v_patient_yuan: float = 0.0
    v_fund_yuan: float = 0.0
    v_fare_yuan: float = 0.0
    v_travel_min: float = 0.0
    v_travel_km: float = 0.0

    last_handled: int = -1
    bed_priority: int = 0

    s_place: int = NOWHERE
    s_unit: int = NOWHERE
    s_kind: int = 0
    s_asked_min: float = -1.0
    s_admitted_min: float = -1.0
    s_ended_min: float = -1.0
    s_planned_min: float = 0.0
    s_blocked_min: float = 0.0
    s_outcome: int = 4
    s_from: int = NOWHERE
    s_bill_yuan: float = 0.0
    s_patient_yuan: float = 0.0
    s_fund_yuan: float = 0.0

    r_from: int = NOWHERE
    r_to: int = NOWHERE
    r_channel: int = NOWHERE
    r_decided_min: float = -1.0
    r_beyond: int = 0

    def __init__(
        self,
        episode: int,
        resident: int,
        village: int,
        scheme: int,
        condition: int,
        reason: int,
        onset_min: float,
    ) -> None:
        self.episode = episode
        self.resident = resident
        self.village = village
        self.scheme = scheme
        self.condition = condition
        self.reason = reason
        self.onset_min = onset_min
