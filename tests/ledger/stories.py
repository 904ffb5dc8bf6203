"""Five patients in one week, written down so that every measure can be worked out by hand.

- Ann (far, insured) has a cold: the village post, seen at once, well. 20 yuan, half of it from the fund.
  Her second cold she sits out at home.
- Bo (far, poor, contracted, hypertension) has pneumonia: goes to the centre, waits 30 min, is tested, lies
  two days in the centre's ward.
- Cai (far, a child) has a stroke, serious: the post does not recognise it; a day later the hospital admits
  her for two days, and she steps down to a recovery bed for one and a half.
- Dan (town) has a cold: waits 40 min at the hospital and gives up; tries again the next day and is seen.
- Eve (town, uninsured) has cancer, serious: the hospital sends her out of the county with a form; she is
  still in bed there when the week ends.
"""

from __future__ import annotations

from sim.ledger import Ledger
from sim.vocabulary.words import (
    Action,
    Channel,
    Exit,
    Outcome,
    Reason,
    Sent,
    StayKind,
    StayOutcome,
)
from tests.ledger.hamlet import (
    BEYOND,
    CANCER,
    CENTRE,
    CENTRE_WARD,
    COLD,
    HOSPITAL,
    HOSPITAL_WARD,
    PNEUMONIA,
    POST,
    RECOVERY,
    STROKE,
)
from tests.ledger.handmade import DAY, HOUR, County

ANN, BO, CAI, DAN, EVE = range(5)


def five_patients() -> County:
    """The week, still open for changes."""
    county = County()
    _ann(county)
    _bo(county)
    _cai(county)
    _dan(county)
    _eve(county)
    return county


def five_patients_ledger() -> Ledger:
    """The week as a ledger."""
    return five_patients().ledger()


def _ann(county: County) -> None:
    ill = county.falls_ill(ANN, COLD, at=8 * HOUR)
    county.sees(
        ill, POST, arrival=9 * HOUR, takes=10.0, patient_yuan=10.0, fund_yuan=10.0,
        travel_min=20.0, travel_km=2.0,
    )  # fmt: skip
    county.gets_well(ill, at=10 * HOUR)
    second = county.falls_ill(ANN, COLD, at=3 * DAY)
    county.gets_well(second, at=5 * DAY, how=Exit.stayed_home)


def _bo(county: County) -> None:
    ill = county.falls_ill(BO, PNEUMONIA, at=7 * HOUR, band=1)
    county.sees(
        ill, CENTRE, arrival=9 * HOUR, waits=30.0, takes=20.0, action=Action.admitted,
        patient_yuan=20.0, fund_yuan=60.0, fare_yuan=4.0, travel_min=60.0, travel_km=12.0,
    )  # fmt: skip
    county.is_tested(ill, CENTRE, asked=9 * HOUR + 35.0, report=9 * HOUR + 45.0, price_yuan=30.0)
    county.lies(
        ill, CENTRE_WARD, asked=10 * HOUR, admitted=10 * HOUR, ended=10 * HOUR + 2 * DAY,
        patient_yuan=100.0, fund_yuan=300.0,
    )  # fmt: skip
    county.gets_well(ill, at=10 * HOUR + 2 * DAY)


def _cai(county: County) -> None:
    ill = county.falls_ill(CAI, STROKE, at=10 * HOUR, band=2)
    county.sees(
        ill, POST, arrival=11 * HOUR, takes=10.0, beyond=1, finding=0, handled=0,
        patient_yuan=8.0, fund_yuan=12.0, travel_min=20.0, travel_km=2.0,
    )  # fmt: skip
    county.sees(
        ill, HOSPITAL, arrival=DAY + 10 * HOUR, waits=20.0, takes=30.0, reason=Reason.returned,
        action=Action.admitted, patient_yuan=50.0, fund_yuan=50.0, fare_yuan=30.0,
        travel_min=150.0, travel_km=40.0,
    )  # fmt: skip
    asked = DAY + 11 * HOUR
    county.lies(
        ill, HOSPITAL_WARD, asked=asked, admitted=asked + HOUR, ended=asked + HOUR + 2 * DAY,
        outcome=StayOutcome.stepped_down, blocked_min=2 * HOUR, patient_yuan=400.0, fund_yuan=600.0,
    )  # fmt: skip
    down = asked + HOUR + 2 * DAY
    county.is_sent(
        ill, HOSPITAL, CENTRE, at=down - 2 * HOUR, arrived=down, channel=Channel.step_down, beyond=-1
    )  # fmt: skip
    county.lies(
        ill, RECOVERY, asked=down - 2 * HOUR, admitted=down, ended=down + 1.5 * DAY, kind=StayKind.recovery,
        from_facility=HOSPITAL, patient_yuan=50.0, fund_yuan=150.0,
    )  # fmt: skip
    county.gets_well(ill, at=down + 1.5 * DAY)


def _dan(county: County) -> None:
    ill = county.falls_ill(DAN, COLD, at=DAY + 8 * HOUR)
    county.sees(
        ill, HOSPITAL, arrival=DAY + 10 * HOUR, waits=40.0, outcome=Outcome.gave_up,
        travel_min=10.0, travel_km=1.0,
    )  # fmt: skip
    county.sees(
        ill, HOSPITAL, arrival=2 * DAY + 9 * HOUR, waits=10.0, takes=10.0,
        patient_yuan=60.0, fund_yuan=40.0, travel_min=10.0, travel_km=1.0,
    )  # fmt: skip
    county.gets_well(ill, at=2 * DAY + 10 * HOUR)


def _eve(county: County) -> None:
    ill = county.falls_ill(EVE, CANCER, at=3 * DAY, band=2)
    county.sees(
        ill, HOSPITAL, arrival=3 * DAY + 9 * HOUR, waits=0.0, takes=20.0, beyond=1, finding=1, handled=-1,
        action=Action.sent_formal, patient_yuan=100.0, travel_min=10.0, travel_km=1.0,
    )  # fmt: skip
    county.is_sent(ill, HOSPITAL, BEYOND, at=3 * DAY + 9 * HOUR + 20.0, arrived=4 * DAY + 10 * HOUR)
    county.sees(
        ill, BEYOND, arrival=4 * DAY + 10 * HOUR, waits=DAY, takes=30.0, reason=Reason.referred,
        sent=Sent.formal, priority=1, action=Action.admitted, patient_yuan=300.0, fare_yuan=60.0,
        travel_min=180.0, travel_km=100.0,
    )  # fmt: skip
    county.lies(ill, -1, asked=5 * DAY + 11 * HOUR, admitted=5 * DAY + 12 * HOUR, ended=-1.0)
