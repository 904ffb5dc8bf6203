"""What a random number is for: one name per decision, so that no two decisions share their luck.

The numbers are part of every result: append, never renumber, never reuse. They are plain integers and not an
enum, because an enum member costs 100 microseconds at the border to compiled code and an integer nothing.
Compiled functions bind the ones they use first: ``SEVERITY = Decision.severity``.
"""

from __future__ import annotations


class Decision:
    """Everything in the county that chance has a say in."""

    # the population: drawn once per seed, before any run
    household = 1  # which village a resident lives in, where that is not listed
    age_band = 2
    age = 3
    scheme = 4
    poor = 5
    contracted = 6
    has_chronic = 7  # step: which chronic condition
    is_controlled = 8  # step: which chronic condition

    # falling ill
    onset_count = 20  # step: condition and block of 364 days
    onset_time = 21  # step: which of the onsets of that block
    severity = 22
    thin = 23  # is a candidate exacerbation a real one in a resident so well controlled
    follow_up_shift = 24  # how far a chronic follow-up falls from its due day
    follow_up_kept = 25  # does the resident come to it
    beyond_county = 26  # only the hospital outside the county handles this one rightly
    follow_up_phase = 27  # where in the interval a resident's first follow-up is due

    # choosing
    felt = 40
    choice_tier = 41
    choice_site = 42
    ambulance = 43
    comply = 44
    slip = 45
    set_off = 46
    delay = 47
    turned = 48  # is who wanted the hospital turned from it by a gate or a felt price
    choice_again = 49  # where to instead

    # at a place
    desk_time = 60  # step: which desk
    consult_time = 61
    review_time = 62
    test_needed = 63  # step: which test
    test_time = 64  # step: which test
    report_time = 65  # step: which test
    patience = 66
    finding = 67
    handled = 68
    formal = 69
    follows_advice = 70
    remote_talk = 71
    remote_read = 72
    no_show = 73
    repeat_test = 74
    expert = 75

    # afterwards
    returns = 90
    returns_after = 91
    worsens = 92
    recovery_alone = 93
    review = 94
    review_after = 95

    # in a bed
    needs_bed = 110
    bed_days = 111
    recovery = 112
    recovery_days = 113
    step_down_doctor = 114
    step_down_patient = 115
    step_down_unit = 116
    turnaround = 117

    # stations, routes and arrival streams
    station_service = 130
    station_branch = 131
    station_patience = 132
    station_after = 133
    arrival_gap = 134
    arrival_class = 135
    arrival_count = 136
    arrival_time = 137
    arrival_shows = 138
    arrival_early = 139
    start_state = 140

    # help from above
    round_time = 330  # step: which round of this stay
    operation_time = 331
    joint_ward = 333  # does a patient lie in a joint ward from the first day
    test_trip = 332  # does who lacks a test here go to the hospital for it
    session_kept = 334  # does a hospital hold a session that it was ordered to hold; the episode is place and day

    # places and mornings
    map_place = 160
    weather = 161
    morning = 162

    # what moves over months
    enrols = 360  # when a resident signs a contract: the earlier the smaller
    control_moves = 361  # step: which chronic illness; the episode is resident and month
    comes_to_event = 362  # step: which event; of the neighbours, the smallest numbers come
    found = 363  # is who was found brought under control; step: which chronic illness

    # levers of money
    supply_driven = 390  # is a patient admitted whose illness calls for no bed
    supply_driven_days = 391
    sent_home_early = 392  # is a shortened stay over before the patient is well

    # the line of referral
    decision_support = 300  # is the clinician's aid used at this visit
    takes_form = 301  # does who is told to go up take a form
    direct_admission = 302
    books = 303  # does the primary doctor book
    booked_time = 304
    supply_missing = 305  # is what this illness needs out of stock at this tier
    books_slot = 306
    slot_wanted = 308  # when in the day the patient would like to come
    in_slot = 307  # where in the booked slot the patient comes


NAMES: dict[int, str] = {number: name for name, number in vars(Decision).items() if isinstance(number, int)}
"""The word behind a number, for traces and error messages."""
