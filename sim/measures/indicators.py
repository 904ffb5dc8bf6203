"""The 2024 monitoring list of county medical communities (紧密型县域医共体监测指标), in its own order.

For each item: the measure that computes it, or why it cannot be computed here. Items are never replaced by
something similar under the official name.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final


@dataclass(frozen=True)
class Indicator:
    """One item of the official list."""

    number: str
    name_zh: str
    name: str
    measure: str | None
    group: str
    why_not: str = ""


QUALITATIVE: Final = "judged from documents, not from patients"
FORMULA: Final = "formula recalled, not read in the annex"

INDICATORS: Final[tuple[Indicator, ...]] = (
    Indicator("1.1", "资源统一管理", "unified management of resources", None, "", QUALITATIVE),
    Indicator("1.2", "医共体内部民主决策", "members take part in decisions", None, "", QUALITATIVE),
    Indicator("1.3", "服务协同联动", "coordinated services", None, "", QUALITATIVE),
    Indicator(
        "2.1",
        "二级及以上医疗卫生机构中级及以上医师到基层医疗卫生机构派驻人数/每万常住人口",
        "doctors posted to primary care for six months or more, per 10,000",
        None,
        "",
        "the ledger holds no postings; weekly rounds and monthly visits would count 0",
    ),
    Indicator("2.2", "影像心电中心服务开展（远程诊断）", "remote diagnoses per 10,000", "remote_reads_per_10000", ""),
    Indicator(
        "2.3",
        "基层与牵头医院人均收入比",
        "income per head, primary over lead hospital",
        None,
        "",
        "no pay model",
    ),
    Indicator("3.1", "县域内基层医疗卫生机构诊疗人次占比", "primary share of visits", "primary_visit_share", ""),
    Indicator(
        "3.2",
        "医保基金县域内支出占比（不含药店）",
        "fund spending in the county",
        "fund_within_county_share",
        "",
    ),
    Indicator(
        "3.3",
        "县域内基层医疗卫生机构医保基金支出占比",
        "primary share of fund spending",
        "fund_primary_share",
        "",
    ),
    Indicator(
        "4.1",
        "参保人在县域内住院人均费用",
        "inpatient cost per insured inpatient in the county",
        "inpatient_yuan_per_insured_inpatient",
        "",
    ),
    Indicator(
        "4.2",
        "参保人县域内住院人次占比",
        "insured admissions in the county",
        "insured_within_county_admission_share",
        "",
    ),
    Indicator(
        "4.3",
        "县域内中医类诊疗量占比",
        "Chinese-medicine share of visits",
        None,
        "",
        "no Chinese-medicine clinics",
    ),
    Indicator(
        "5.1",
        "县域内慢性病健康管理人群住院率",
        "admission rate of managed chronic patients",
        "managed_chronic_admission_rate",
        "",
    ),
    Indicator(
        "5.2",
        "四类慢性病过早死亡率",
        "premature mortality, four diseases",
        None,
        "",
        "deaths are not modelled",
    ),
)
