"""Defects planted in ledgers, each with the check that is to catch it."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np

from sim.ledger import Ledger
from sim.ledger.columns import ABSENCES
from sim.vocabulary.words import Exit, Outcome
from tests.ledger.hamlet import CENTRE_CLINIC, HOSPITAL_CLINIC, HOSPITAL_WARD
from tests.ledger.handmade import DAY, HOUR
from tests.ledger.stories import ANN, CAI, DAN

Spoil = Callable[[Ledger], None]


def lose_an_episode(ledger: Ledger) -> None:
    ledger.tables["episodes"] = ledger["episodes"][1:]


def end_an_episode_twice(ledger: Ledger) -> None:
    ledger.tables["episodes"] = np.append(ledger["episodes"], ledger["episodes"][:1])


def forget_to_say_inside(ledger: Ledger) -> None:
    ledger["episodes"]["exit"][-1] = Exit.well


def swap_two_residents(ledger: Ledger) -> None:
    ledger["visits"]["resident"][0] = DAN


def share_a_condition(ledger: Ledger) -> None:
    ledger["visits"]["condition"][1] = ledger["visits"]["condition"][2]


def move_house(ledger: Ledger) -> None:
    ledger["stays"]["village"][0] = 1


def move_house_everywhere(ledger: Ledger) -> None:
    for table in ("episodes", "visits", "stays"):
        ledger[table]["village"][ledger[table]["resident"] == ANN] = 1


def draw_for_another_resident(ledger: Ledger) -> None:
    for table in ("episodes", "visits", "stays"):
        ledger[table]["resident"][ledger[table]["resident"] == ANN] = DAN
        ledger[table]["village"][ledger[table]["resident"] == DAN] = 1


def start_before_arrival(ledger: Ledger) -> None:
    ledger["visits"]["start_min"][1] = ledger["visits"]["arrival_min"][1] - 5.0


def end_after_the_run(ledger: Ledger) -> None:
    ledger["visits"]["left_min"][-1] = ledger.end_min + 5.0


def arrive_before_falling_ill(ledger: Ledger) -> None:
    ledger["stays"]["admitted_min"][0] = ledger["stays"]["asked_min"][0] - 5.0


def call_the_unseen_seen(ledger: Ledger) -> None:
    row = ledger["visits"]["outcome"] == Outcome.gave_up
    ledger["visits"]["outcome"][row] = Outcome.seen


def never_let_a_leaver_leave(ledger: Ledger) -> None:
    row = ledger["visits"]["outcome"] == Outcome.gave_up
    ledger["visits"]["left_min"][row] = -1.0


def be_in_bed_and_at_the_clinic(ledger: Ledger) -> None:
    row = (ledger["visits"]["resident"] == CAI) & (ledger["visits"]["tier"] == 2)
    ledger["visits"]["left_min"][row] += 3 * HOUR


def come_back_after_the_end(ledger: Ledger) -> None:
    ledger["episodes"]["ended_min"][0] = 8.5 * HOUR


def forget_a_visit(ledger: Ledger) -> None:
    ledger["episodes"]["visits"][0] = 2


def forget_a_return(ledger: Ledger) -> None:
    ledger["episodes"]["returns"][ledger["episodes"]["resident"] == CAI] = 0


def two_first_contacts(ledger: Ledger) -> None:
    ledger["visits"]["first_contact"][ledger["visits"]["resident"] == CAI] = 1


def first_contact_of_a_leaver(ledger: Ledger) -> None:
    ledger["visits"]["first_contact"][ledger["visits"]["outcome"] == Outcome.gave_up] = 1


def work_more_than_staffed(ledger: Ledger) -> None:
    ledger["days"]["busy_min"][ledger["days"]["unit"] == HOSPITAL_CLINIC] *= 40.0


def claim_more_overtime_than_work(ledger: Ledger) -> None:
    ledger["days"]["overtime_min"][0] = ledger["days"]["busy_min"][0] + 10.0


def let_a_stranger_out_of_the_queue(ledger: Ledger) -> None:
    ledger["days"]["gave_up"][0] += 1


def lose_a_leavers_row(ledger: Ledger) -> None:
    ledger.tables["visits"] = ledger["visits"][ledger["visits"]["outcome"] != Outcome.gave_up]


def lie_in_a_bed_that_is_not_there(ledger: Ledger) -> None:
    ledger.frame["beds"].loc[ledger.frame["beds"]["unit"] == HOSPITAL_WARD, "beds"] = 0


def lie_in_beds_without_a_bed_day(ledger: Ledger) -> None:
    ledger["days"]["busy_min"][ledger["days"]["unit"] == HOSPITAL_WARD] /= 2.0


def pay_less_than_charged(ledger: Ledger) -> None:
    ledger["visits"]["fund_yuan"][0] -= 1.0


def pay_a_patient(ledger: Ledger) -> None:
    ledger["stays"]["patient_yuan"][0] -= 500.0
    ledger["stays"]["fund_yuan"][0] += 500.0


def test_for_nothing(ledger: Ledger) -> None:
    ledger["tests"]["price_yuan"][0] = 1e6


test_for_nothing.__test__ = False  # type: ignore[attr-defined]


def point_to_a_place_that_is_not_there(ledger: Ledger) -> None:
    ledger["visits"]["facility"][0] = 99


def lose_a_number(ledger: Ledger) -> None:
    ledger["visits"]["travel_min"][0] = np.nan


def invent_a_code(ledger: Ledger) -> None:
    ledger["visits"]["action"][0] = 77


def take_experts_from_nowhere(ledger: Ledger) -> None:
    """The centre's room is one for visiting experts, and nobody is away from the hospital."""
    ledger.frame["units"].loc[CENTRE_CLINIC, ["name", "servers"]] = ["visiting_internal", 0]


def learn_and_stay_at_work(ledger: Ledger) -> None:
    """All clinicians of a day are booked at a course, and the clinic is staffed all the same."""
    days = ledger["days"]
    book = days[(days["unit"] == HOSPITAL_CLINIC) & (days["staffed_min"] > 0.0)][0]
    away = np.zeros(1, ABSENCES.dtype)
    away["unit"], away["from_min"], away["until_min"] = HOSPITAL_CLINIC, book["day"] * DAY, (book["day"] + 1) * DAY
    away["clinicians"], away["rostered_min"], away["away_min"] = 1, book["staffed_min"], book["staffed_min"]
    ledger.tables["absences"] = away


COUNTY_DEFECTS: list[tuple[Spoil, str]] = [
    (learn_and_stay_at_work, "who_is_away_is_missing_at_home"),
    (take_experts_from_nowhere, "hours_given_below_are_missing_above"),
    (lose_an_episode, "an_episode_is_one_person_with_one_condition"),
    (end_an_episode_twice, "episodes_that_began_have_ended_or_are_inside"),
    (forget_to_say_inside, "episodes_that_began_have_ended_or_are_inside"),
    (swap_two_residents, "an_episode_is_one_person_with_one_condition"),
    (share_a_condition, "an_episode_is_one_person_with_one_condition"),
    (move_house, "an_episode_is_one_person_with_one_condition"),
    (move_house_everywhere, "an_episode_is_one_person_with_one_condition"),
    (draw_for_another_resident, "an_episode_is_one_person_with_one_condition"),
    (start_before_arrival, "time_runs_forward"),
    (start_before_arrival, "littles_law_holds"),
    (end_after_the_run, "time_runs_forward"),
    (arrive_before_falling_ill, "time_runs_forward"),
    (call_the_unseen_seen, "what_is_said_of_a_wait_is_what_happened"),
    (never_let_a_leaver_leave, "what_is_said_of_a_wait_is_what_happened"),
    (be_in_bed_and_at_the_clinic, "nobody_is_in_two_places_at_once"),
    (come_back_after_the_end, "nothing_happens_after_an_episode_has_ended"),
    (forget_a_visit, "episodes_count_their_visits"),
    (forget_a_return, "episodes_count_their_visits"),
    (two_first_contacts, "a_first_contact_is_the_first_visit"),
    (first_contact_of_a_leaver, "a_first_contact_is_the_first_visit"),
    (work_more_than_staffed, "nobody_works_more_than_is_staffed"),
    (claim_more_overtime_than_work, "nobody_works_more_than_is_staffed"),
    (let_a_stranger_out_of_the_queue, "every_queue_lets_out_whom_it_let_in"),
    (lose_a_leavers_row, "the_log_and_the_day_books_agree"),
    (lie_in_a_bed_that_is_not_there, "nobody_gets_a_place_that_is_not_there"),
    (lie_in_beds_without_a_bed_day, "bed_days_are_the_stays"),
    (pay_less_than_charged, "what_is_paid_is_what_was_charged"),
    (pay_a_patient, "what_is_paid_is_what_was_charged"),
    (test_for_nothing, "bills_cover_the_tests"),
    (point_to_a_place_that_is_not_there, "every_id_is_in_the_frame"),
    (lose_a_number, "no_number_is_missing"),
    (invent_a_code, "every_code_has_a_word"),
]


def log_those_who_started_only(ledger: Ledger) -> None:
    ledger.tables["steps"] = ledger["steps"][ledger["steps"]["start_min"] >= 0.0]


def measure_service_from_the_request(ledger: Ledger) -> None:
    """Busy from before the request: use beyond 100 %, as in a published model."""
    ledger["days"]["busy_min"] *= 1.5


def serve_two_at_one_server(ledger: Ledger) -> None:
    steps = ledger["steps"]
    seen = np.flatnonzero(steps["start_min"] >= 0.0)
    steps["start_min"][seen] = steps["joined_min"][seen]


def shorten_waits_in_the_log(ledger: Ledger) -> None:
    steps = ledger["steps"]
    waited = steps["start_min"] > steps["joined_min"]
    steps["joined_min"][waited] = steps["start_min"][waited]


def stretch_services_in_the_log(ledger: Ledger) -> None:
    done = ledger["steps"]["left_min"] >= 0.0
    ledger["steps"]["left_min"][done] += 3.0


def lose_a_day_book(ledger: Ledger) -> None:
    ledger["days"]["asked"][3] = 0


STATION_DEFECTS: list[tuple[Spoil, str]] = [
    (log_those_who_started_only, "the_log_and_the_day_books_agree"),
    (measure_service_from_the_request, "nobody_works_more_than_is_staffed"),
    (serve_two_at_one_server, "nobody_gets_a_place_that_is_not_there"),
    (shorten_waits_in_the_log, "the_log_and_the_day_books_agree"),
    (stretch_services_in_the_log, "the_log_and_the_day_books_agree"),
    (lose_a_day_book, "every_queue_lets_out_whom_it_let_in"),
]
