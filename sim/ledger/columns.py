"""The columns of what happens: one declaration per table, and this is the documentation.

Minutes are counted from Monday 00:00 of day 0 and -1 means "not (yet)". Codes are positions in the named list
of `sim.vocabulary.words`. A row about a patient carries the episode; what else is said of that episode
(resident, village, condition) must be the same in every table: the audit looks.
Rows stand in the order in which they were closed; what is still open at the end is written then, with -1.
"""

from __future__ import annotations

from sim.ledger.table import Column, Table

EPISODE = Column("episode", "<i8", "id", "the episode of care: resident x 2^32 + number of the onset")
RESIDENT = Column("resident", "<i4", "id", "who: row of the frame table residents")
VILLAGE = Column("village", "<i4", "id", "where the resident lives: row of villages")
CONDITION = Column("condition", "<i2", "id", "what the resident has: row of conditions")
FACILITY = Column("facility", "<i4", "id", "the place: row of facilities")
TIER = Column("tier", "i1", "code", "the place's tier", "TIERS")

EPISODES = Table(
    "episodes",
    "one illness, or one due follow-up, from the first symptom to the end",
    (
        EPISODE,
        RESIDENT,
        VILLAGE,
        CONDITION,
        Column("band", "i1", "code", "true severity at onset", "BANDS"),
        Column("reason", "i1", "code", "why the episode began", "EpisodeReason"),
        Column("felt_serious", "i1", "0/1", "the resident felt it to be serious"),
        Column("onset_min", "<f8", "min", "first symptom, or the day a follow-up was due"),
        Column("first_facility", "<i4", "id", "the place first set off to; -1 stayed at home"),
        Column("first_tier", "i1", "code", "tier of that place; -1 home", "TIERS"),
        Column("right_care_min", "<f8", "min", "start of the first care that handled it rightly; -1 never"),
        Column("ended_min", "<f8", "min", "when the episode ended; -1 still inside at the end of the run"),
        Column("exit", "i1", "code", "how it ended", "Exit"),
        Column("visits", "<i2", "count", "visits of this episode that reached a clinician"),
        Column("returns", "<i2", "count", "times the patient came back because it was wrongly handled"),
    ),
    order=("episode",),
)

VISITS = Table(
    "visits",
    "one registration at one place, seen or not; its tests and second look belong to it",
    (
        EPISODE,
        RESIDENT,
        VILLAGE,
        CONDITION,
        Column("band", "i1", "code", "true severity at this visit", "BANDS"),
        Column("reason", "i1", "code", "what brought the patient here", "Reason"),
        FACILITY,
        TIER,
        Column("unit", "<i4", "id", "the clinic or emergency room: row of units"),
        Column("priority", "i1", "code", "class in the queue; 0 is served first", "PRIORITIES"),
        Column("sent", "i1", "code", "by whom the patient was sent", "Sent"),
        Column(
            "first_contact",
            "i1",
            "0/1",
            "first visit of a new episode to reach a clinician, not by ambulance",
        ),
        Column(
            "wanted_tier",
            "i1",
            "code",
            "the tier the patient would have chosen freely; -1 not asked",
            "TIERS",
        ),
        Column("set_off_min", "<f8", "min", "left home or the sending place"),
        Column("arrival_min", "<f8", "min", "at the door, open or not"),
        Column("start_min", "<f8", "min", "start of the consultation; -1 unseen"),
        Column("end_min", "<f8", "min", "the clinician's last word, second look included; -1 unseen or going on"),
        Column("left_min", "<f8", "min", "left the place, seen or not; -1 still there at the end of the run"),
        Column("outcome", "i1", "code", "what became of the wait", "Outcome"),
        Column("finding", "i1", "0/1", "the clinician judged it to be beyond this place"),
        Column("beyond", "i1", "0/1", "it truly was beyond this place"),
        Column("action", "i1", "code", "what was done at the end of the visit; -1 unseen", "Action"),
        Column("handled", "i1", "1/0/-1", "1 kept and handled rightly, 0 kept and wrongly, -1 not kept here"),
        Column("expert", "i1", "code", "an expert took part", "Expert"),
        Column("bill_yuan", "<f8", "yuan", "charged for the visit with its tests"),
        Column("patient_yuan", "<f8", "yuan", "of the bill, paid by the patient"),
        Column("fund_yuan", "<f8", "yuan", "of the bill, paid by the insurance fund"),
        Column("fare_yuan", "<f8", "yuan", "fares for the way, paid by the patient, not on the bill"),
        Column("travel_min", "<f4", "min", "time on the way, there and back"),
        Column("travel_km", "<f4", "km", "length of the way, there and back"),
    ),
    order=("episode", "arrival_min", "facility"),
)

STAYS = Table(
    "stays",
    "one request for a bed and the time in it; moving to another ward or place is a row of its own",
    (
        EPISODE,
        RESIDENT,
        VILLAGE,
        CONDITION,
        Column("band", "i1", "code", "true severity when the bed was asked for", "BANDS"),
        FACILITY,
        TIER,
        Column("unit", "<i4", "id", "the ward: row of units; -1 out of county"),
        Column("kind", "i1", "code", "acute care, recovery, or an admission the illness does not call for", "StayKind"),
        Column("asked_min", "<f8", "min", "bed asked for"),
        Column("admitted_min", "<f8", "min", "in bed; -1 never got one"),
        Column("ended_min", "<f8", "min", "bed given up (after any blocking, before cleaning); -1 still in it"),
        Column(
            "planned_min",
            "<f8",
            "min",
            "length of stay that the illness needs here, recovery included if it stays",
        ),
        Column("blocked_min", "<f8", "min", "of the stay, time ready to go but held for want of the next bed"),
        Column("outcome", "i1", "code", "how the stay ended", "StayOutcome"),
        Column("from_facility", "<i4", "id", "the place whose bed the patient came from; -1 a new admission"),
        Column("bill_yuan", "<f8", "yuan", "charged for the stay"),
        Column("patient_yuan", "<f8", "yuan", "of the bill, paid by the patient"),
        Column("fund_yuan", "<f8", "yuan", "of the bill, paid by the insurance fund"),
    ),
    order=("episode", "asked_min", "facility", "unit"),
)

REFERRALS = Table(
    "referrals",
    "one patient sent or advised from one place to another, followed or not",
    (
        EPISODE,
        Column("from_facility", "<i4", "id", "who sent"),
        Column("from_tier", "i1", "code", "its tier", "TIERS"),
        Column("to_facility", "<i4", "id", "to whom; -1 a tier was advised, no place"),
        Column("to_tier", "i1", "code", "its tier", "TIERS"),
        Column("direction", "i1", "+1/-1", "+1 up, -1 down"),
        Column(
            "channel",
            "i1",
            "code",
            "by form, by word, by ambulance ...; only a form counts as 上转",
            "Channel",
        ),
        Column("decided_min", "<f8", "min", "when the clinician decided"),
        Column("arrived_min", "<f8", "min", "at the receiving door; -1 not followed, or still on the way"),
        Column("band", "i1", "code", "true severity when decided", "BANDS"),
        Column("beyond", "i1", "0/1", "it truly was beyond the sender (down: -1)"),
        Column("followed", "i1", "0/1", "the patient went"),
    ),
    order=("episode", "decided_min", "to_facility"),
)

TESTS = Table(
    "tests",
    "one test done",
    (
        EPISODE,
        Column("facility", "<i4", "id", "the place that asked for it: row of facilities"),
        Column("unit", "<i4", "id", "the machine (on site, trip) or the reader (remote): row of units"),
        Column("test", "<i2", "code", "which test", "names.test"),
        Column("asked_min", "<f8", "min", "ordered"),
        Column("start_min", "<f8", "min", "begun; -1 not yet"),
        Column("report_min", "<f8", "min", "result with the clinician; -1 not yet"),
        Column("price_yuan", "<f8", "yuan", "price, part of the bill of the visit that ordered it"),
        Column("place", "i1", "code", "done here, read elsewhere, or a trip", "TestPlace"),
    ),
    order=("episode", "asked_min", "test", "unit"),
)

DAYS = Table(
    "days",
    "one unit (clinic, desk, test, ward, emergency room, station) on one day, 00:00 to 24:00",
    (
        Column("day", "<i4", "day", "0 is the Monday on which the run starts"),
        Column("unit", "<i4", "id", "row of units"),
        Column(
            "staffed_min",
            "<f8",
            "min",
            "rostered server-minutes (ward: open beds x 1440, without extra beds)",
        ),
        Column(
            "busy_min",
            "<f8",
            "min",
            "server-minutes in use (ward: occupied bed-minutes, extra beds included)",
        ),
        Column("overtime_min", "<f8", "min", "of busy, outside the roster (ward: in extra beds)"),
        Column("asked", "<i4", "count", "requests for a server that reached this queue, second looks included"),
        Column("served", "<i4", "count", "services begun"),
        Column("gave_up", "<i4", "count", "left the queue unserved"),
        Column("turned_away", "<i4", "count", "not let into the queue, or sent home from it"),
        Column("queue_at_close", "<i4", "count", "in the queue when the doors closed (24:00 if they never do)"),
        Column("wait_sum_min", "<f8", "min", "minutes waited by all whose wait ended this day, served or not"),
        Column(
            "away_min",
            "<f8",
            "min",
            "clinician-minutes away: dispatched, travelling (before opening and after closing too), training",
        ),
        Column("kept_min", "<f8", "min", "open server-minutes kept for some classes (预留), until their release time"),
        Column("kept_idle_min", "<f8", "min", "of kept, not held by those for whom they were kept"),
    ),
    order=("day", "unit"),
)

STEPS = Table(
    "steps",
    "one patient at one station of a route (scenarios made of stations, and streams from outside a county)",
    (
        Column("patient", "<i8", "id", "who; each arrival of a stream is one patient"),
        Column("stream", "<i2", "code", "which arrivals", "names.stream"),
        Column("route", "<i2", "code", "which route", "names.route"),
        Column("class", "<i2", "code", "class of the patient", "names.class"),
        Column("step", "<i4", "id", "which step of the route; two units held at once share it"),
        Column("unit", "<i4", "id", "the station: row of units"),
        Column("joined_min", "<f8", "min", "joined the queue"),
        Column("start_min", "<f8", "min", "start of service; -1 unserved"),
        Column("end_min", "<f8", "min", "end of service; -1 unserved or going on"),
        Column("left_min", "<f8", "min", "left the station (after any blocking), served or not; -1 still there"),
        Column("outcome", "i1", "code", "what became of the wait", "Outcome"),
    ),
    order=("patient", "joined_min", "step", "unit"),
)

SKILL = Table(
    "skill",
    "what the clinicians of one place can do from 00:00 of one review day on; only where some lever moves it",
    (
        Column("day", "<i4", "day", "the review day; reviews are 28 days apart"),
        FACILITY,
        TIER,
        Column("d_prime", "<f8", "number", "discernment: how far apart what is beyond the place and the rest look"),
        Column("criterion", "<f8", "number", "the line above which a case looks to be beyond the place"),
        Column("treats_minor", "<f8", "share", "right handling of minor illness that is kept"),
        Column("treats_moderate", "<f8", "share", "right handling of moderate illness that is kept"),
        Column("treats_serious", "<f8", "share", "right handling of serious illness that is kept"),
        Column("treats_critical", "<f8", "share", "right handling of critical illness that is kept"),
        Column("learned", "<f8", "share", "points of right handling that courses have added, before any cap"),
    ),
    order=("day", "facility"),
    slow=True,
)

ABSENCES = Table(
    "absences",
    "clinicians of one clinic who are elsewhere for an hour or for weeks (experts on rounds: days.away_min)",
    (
        Column("unit", "<i4", "id", "the clinic: row of units"),
        Column("from_min", "<f8", "min", "missing from"),
        Column("until_min", "<f8", "min", "back at; the end of the run if later"),
        Column("clinicians", "<i4", "count", "how many; below 0: so many newcomers more than before"),
        Column("use", "i1", "code", "what for", "AwayFor"),
        Column("rostered_min", "<f8", "min", "rostered clinician-minutes of the days touched, these not yet missing"),
        Column("away_min", "<f8", "min", "of these, taken off the roster"),
    ),
    order=("from_min", "unit", "use"),
    slow=True,
)

MANAGED = Table(
    "managed",
    "one chronic illness on the first day of a month of 28 days; only where a policy looks after it",
    (
        Column("day", "<i4", "day", "the first day of the month"),
        Column("chronic", "i1", "code", "which illness; -1: all residents", "names.chronic"),
        Column("ill", "<i4", "count", "residents who have it (-1: all residents)"),
        Column("contracted", "<i4", "count", "of these, with a family-doctor contract"),
        Column("followed", "<i4", "count", "of these, followed up within one and a half intervals under contract"),
        Column("controlled", "<i4", "count", "of the ill, under control"),
    ),
    order=("day", "chronic"),
    slow=True,
)

BELIEF = Table(
    "belief",
    "what residents have learned of a tier by the first day of a month of 28 days; only where belief learns",
    (
        Column("day", "<i4", "day", "the first day of the month"),
        TIER,
        Column("felt_serious", "i1", "0/1", "of what feels serious"),
        Column("usual_good", "<f8", "share", "of the warm-up's experiences, good ones; -1: there were none"),
        Column("experiences", "<f8", "count", "mean number that a resident goes by, heard ones included"),
        Column("learned", "<f8", "share", "mean quality expected of the tier, less what it was believed to be"),
    ),
    order=("day", "tier", "felt_serious"),
    slow=True,
)

TABLES: dict[str, Table] = {
    table.name: table
    for table in (EPISODES, VISITS, STAYS, REFERRALS, TESTS, DAYS, STEPS, SKILL, ABSENCES, MANAGED, BELIEF)
}
