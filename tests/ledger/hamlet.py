"""The frame of a county of five residents: two villages, a post, a centre, a hospital, one beyond."""

from __future__ import annotations

import pandas as pd

from sim.vocabulary.words import COUNTY, OUT_OF_COUNTY, TOWNSHIP, VILLAGE

POST, CENTRE, HOSPITAL, BEYOND = range(4)
POST_CLINIC, CENTRE_CLINIC, CENTRE_WARD, HOSPITAL_CLINIC, EMERGENCY, HOSPITAL_WARD, RECOVERY, LAB = range(8)
CLINIC_OF = {POST: POST_CLINIC, CENTRE: CENTRE_CLINIC, HOSPITAL: HOSPITAL_CLINIC, BEYOND: -1}
TIER_OF = {POST: VILLAGE, CENTRE: TOWNSHIP, HOSPITAL: COUNTY, BEYOND: OUT_OF_COUNTY}
COLD, PNEUMONIA, STROKE, CANCER = range(4)
FAR, TOWN = 0, 1
BEDS = {CENTRE_WARD: 2, HOSPITAL_WARD: 4, RECOVERY: 1}


def facilities() -> pd.DataFrame:
    rows = [
        (0, "V1", "Post", "村卫生室", VILLAGE, "east", CENTRE, 9.0, 0.0),
        (1, "T1", "Centre", "卫生院", TOWNSHIP, "east", HOSPITAL, 6.0, 0.0),
        (2, "H1", "Hospital", "县医院", COUNTY, "east", BEYOND, 0.0, 0.0),
        (3, "X", "Beyond", "县外医院", OUT_OF_COUNTY, "", -1, 0.0, 99.0),
    ]
    return pd.DataFrame(rows, columns=["facility", "id", "name", "name_zh", "tier", "group", "up", "x_km", "y_km"])


def units() -> pd.DataFrame:
    rows = [
        (0, "V1/general", POST, VILLAGE, "clinic", "general", 1),
        (1, "T1/general", CENTRE, TOWNSHIP, "clinic", "general", 1),
        (2, "T1/ward", CENTRE, TOWNSHIP, "ward", "ward", 2),
        (3, "H1/internal", HOSPITAL, COUNTY, "clinic", "internal", 1),
        (4, "H1/emergency", HOSPITAL, COUNTY, "emergency", "emergency", 1),
        (5, "H1/ward", HOSPITAL, COUNTY, "ward", "ward", 4),
        (6, "T1/recovery", CENTRE, TOWNSHIP, "ward", "recovery", 1),
        (7, "T1/lab", CENTRE, TOWNSHIP, "test", "lab", 1),
    ]
    return pd.DataFrame(rows, columns=["unit", "id", "facility", "tier", "kind", "name", "servers"])


def villages() -> pd.DataFrame:
    rows = [(0, "far", "Far", 3, 9.5, 0.0, False, 75.0), (1, "town", "Town", 2, 0.1, 0.0, True, 5.0)]
    names = ["village", "id", "name", "residents", "x_km", "y_km", "in_town", "minutes_to_county"]
    return pd.DataFrame(rows, columns=names)


def residents() -> pd.DataFrame:
    """Ann, Bo and Cai live far out; Dan and Eve in the town. Bo and Eve are chronic, Bo is managed."""
    return pd.DataFrame(
        {
            "village": [FAR, FAR, FAR, TOWN, TOWN],
            "age_band": [2, 3, 0, 1, 3],
            "scheme": [0, 0, 1, 0, 2],
            "poor": [False, True, False, False, False],
            "contracted": [False, True, False, False, False],
            "contract_day": [-1, 0, -1, -1, -1],
            "chronic": [0, 1, 0, 0, 1],
            "controlled": [0, 1, 0, 0, 0],
        }
    )


def conditions() -> pd.DataFrame:
    rows = [
        (0, "cold", "感冒", VILLAGE, "internal", -1.0),
        (1, "pneumonia", "肺炎", TOWNSHIP, "internal", -1.0),
        (2, "stroke", "脑卒中", COUNTY, "internal", 270.0),
        (3, "cancer", "肿瘤", OUT_OF_COUNTY, "surgical", -1.0),
    ]
    names = ["condition", "name", "name_zh", "belongs_to", "specialty", "time_critical_min"]
    return pd.DataFrame(rows, columns=names)


def beds() -> pd.DataFrame:
    rows = [(unit, 0.0, open_beds, 0) for unit, open_beds in BEDS.items()]
    return pd.DataFrame(rows, columns=["unit", "from_min", "beds", "extra_beds"])


NAMES = {
    "age_band": ["0-14", "15-44", "45-64", "65+"],
    "scheme": ["residents", "employees", "uninsured"],
    "chronic": ["hypertension"],
    "test": ["lab"],
    "stream": ["walk_in"],
    "route": ["hospital"],
    "class": ["urgent", "routine"],
}
