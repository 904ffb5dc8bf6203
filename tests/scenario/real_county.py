"""A small real county for the tests: one hospital, two townships, three villages, in tables."""

from __future__ import annotations

from pathlib import Path

BASE = Path(__file__).parent / "malformed" / "base.yaml"

COUNTY = f"""\
title: A small real county
extends: {BASE}
calendar: {{start: 2026-01-05, warm_up: 4 weeks, measure: 8 weeks}}
people:
  residents: 3000
  ages: {{0-14: 16 %, 15-64: 66 %, 65+: 18 %}}
  schemes: {{residents: 98 %, uninsured: 2 %}}
places:
  facilities: facilities.csv
  villages: villages.csv
  groups: {{east: {{lead: H1, members: [T1, T2]}}}}
"""

BEDS = "wards.general.beds"
SENSITIVITY = "skill.spots_serious.sensitivity"
FACILITIES = f"""\
# 机构表。空格 = 按 tiers: 的默认值
facility,name,name_zh,tier,up,group,longitude,latitude,hours,clinics.general.clinicians,{BEDS},{SENSITIVITY},source
H1,County Hospital,县人民医院,county,,east,103.4612,30.4131,,,210,,yearbook 2024
T1,Xin'an,新安镇卫生院,township,H1,east,103.5210,30.4456,"Mo-Sa 08:00-12:00,14:00-17:30",3,30,,yearbook
T2,Heshan,鹤山镇卫生院,township,H1,east,103.4010,30.3456,,,,,
001,Shuangqiao,双桥村卫生室,village,T1,east,103.5388,30.4702,,1,,20 %,"assumption: one doctor, aged 60"
V2,Qingshui,清水村卫生室,village,T1,,103.5288,30.4502,,,,,
"""

VILLAGES = """\
village,name_zh,residents,longitude,latitude,ages.65+,source
001,双桥村,1000,103.5388,30.4702,25 %,
V2,清水村,900,103.5288,30.4502,,
V3,石门村,1100,103.4388,30.4002,,
"""


def put(folder: Path, facilities: str = FACILITIES, villages: str = VILLAGES, county: str = COUNTY) -> Path:
    """Write the county into a folder and return its YAML file."""
    (folder / "facilities.csv").write_text(facilities, encoding="utf-8")
    (folder / "villages.csv").write_text(villages, encoding="utf-8")
    file = folder / "county.yaml"
    file.write_text(county, encoding="utf-8")
    return file
