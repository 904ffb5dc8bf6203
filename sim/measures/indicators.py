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
    trap: str = ""
    """What moves the number without anything having changed for a patient."""


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
        "posted_half_year_per_10000",
        "",
        trap="of dispatch only residents count: weekly rounds and monthly visits are 0",
    ),
    Indicator(
        "2.2",
        "影像心电中心服务开展与心电设备村级覆盖率（一）远程诊断",
        "remote diagnoses per 10,000",
        "remote_reads_per_10000",
        "",
    ),
    Indicator(
        "2.2",
        "影像心电中心服务开展与心电设备村级覆盖率（二）心电设备",
        "villages with an ECG machine",
        "village_ecg_share",
        "",
        trap=f"second half of 2.2; {FORMULA}",
    ),
    Indicator(
        "2.3",
        "基层医疗卫生机构人均收入与牵头医院人均收入的比值",
        "income per head, primary over lead hospital",
        None,
        "",
        "needs staff incomes, which are not modelled; revenue per clinician is no substitute",
    ),
    Indicator(
        "3.1",
        "县域内基层医疗卫生机构诊疗人次占比",
        "primary share of visits",
        "primary_visit_share",
        "",
        trap="out-of-county visits are left out; officially private clinics count as primary, here there are none",
    ),
    Indicator(
        "3.2",
        "医保基金县域内支出占比（不含药店）",
        "fund spending in the county",
        "fund_within_county_share",
        "",
        trap="all patients are residents here; without long-term absentees the share is too high",
    ),
    Indicator(
        "3.3",
        "县域内基层医疗卫生机构医保基金支出占比",
        "primary share of fund spending",
        "fund_primary_share",
        "",
        trap="the denominator may be meant as all fund spending: of=all is the other reading",
    ),
    Indicator(
        "4.1",
        "参保人在县域内住院人均费用（元）及增长率",
        "inpatient cost per insured inpatient in the county",
        "inpatient_yuan_per_insured_inpatient",
        "",
        trap="per person, not per stay; growth on the year before is the arm's difference here",
    ),
    Indicator(
        "4.2",
        "参保人县域内住院人次占比",
        "insured admissions in the county",
        "insured_within_county_admission_share",
        "",
        trap="a step-down is one admission here and two in institutions' returns (of=beds)",
    ),
    Indicator(
        "4.3",
        "县域内中医类诊疗量占比",
        "Chinese-medicine share of visits",
        None,
        "",
        "needs clinics or conditions marked as Chinese medicine: not modelled",
    ),
    Indicator(
        "5.1",
        "县域内慢性病健康管理人群住院率",
        "admission rate of managed chronic patients",
        "managed_chronic_admission_rate",
        "",
        trap="per person; admissions of the same are of=admissions",
    ),
    Indicator(
        "5.2",
        "县域内四类慢性病过早死亡率",
        "premature mortality, four diseases",
        None,
        "",
        "deaths are not modelled",
    ),
)

LEFT: Final = "leaves out private clinics and pharmacies"

OPERATIONAL: Final[tuple[Indicator, ...]] = (
    Indicator("a", "县域内就诊率", "visits inside the county", "within_county_visit_share", "", trap=LEFT),
    Indicator("a2", "外转率", "visits out of the county", "visit_share", "tier=out_of_county", trap=LEFT),
    Indicator("b", "有序转诊率", "outflow with a referral form", "ordered_outflow_share", ""),
    Indicator("c", "县域内住院率", "admissions inside the county", "within_county_admission_share", ""),
    Indicator("d", "农村基层首诊率", "rural first contact at primary", "primary_first_contact_share", ""),
    Indicator(
        "e",
        "每千人年上转人次",
        "up-referrals with a form",
        "up_referrals_per_1000",
        "channel=formal",
        trap="only with a form: spoken advice is no up-referral",
    ),
    Indicator("f", "每千人年下转人次", "down-referrals", "down_referrals_per_1000", ""),
    Indicator(
        "g", "下转/上转比", "down over up", "down_up_ratio", "", trap="systems count inpatients, or all: 0.25 to 2.4"
    ),
    Indicator(
        "g2",
        "转诊结案率",
        "referrals with a form that were completed",
        "up_referrals_followed_share",
        "channel=formal",
        trap="completed: the patient went; whether an answer came back is not modelled",
    ),
    Indicator("h", "平均住院日（县级）", "length of stay, county", "length_of_stay_days", "tier=county"),
    Indicator("i", "平均住院日（乡镇）", "length of stay, township", "length_of_stay_days", "tier=township"),
    Indicator("j", "床位使用率（县级）", "bed occupancy, county", "bed_occupancy", "tier=county"),
    Indicator("k", "床位使用率（乡镇）", "bed occupancy, township", "bed_occupancy", "tier=township"),
    Indicator("l", "床位周转次数（县级）", "bed turnover, county", "bed_turnover", "tier=county"),
    Indicator("l2", "床位周转次数（乡镇）", "bed turnover, township", "bed_turnover", "tier=township"),
    Indicator(
        "m",
        "医师日均担负诊疗人次（县级）",
        "visits per doctor and day, county",
        "visits_per_clinician_day",
        "tier=county",
    ),
    Indicator(
        "n",
        "医师日均担负诊疗人次（乡镇）",
        "visits per doctor and day, township",
        "visits_per_clinician_day",
        "tier=township",
    ),
    Indicator(
        "n2", "医师日均担负住院床日", "bed-days per doctor and day", None, "", "doctors of wards are not modelled"
    ),
    Indicator(
        "o",
        "次均门诊费用（县级）",
        "cost per visit, county",
        "yuan_per_visit",
        "tier=county",
        trap="per visit, not per person",
    ),
    Indicator(
        "o2",
        "次均门诊费用（乡镇）",
        "cost per visit, township",
        "yuan_per_visit",
        "tier=township",
        trap="per visit, not per person",
    ),
    Indicator(
        "p",
        "次均住院费用（县级）",
        "cost per stay, county",
        "yuan_per_stay",
        "tier=county",
        trap="per stay, not per person",
    ),
    Indicator(
        "p2",
        "次均住院费用（乡镇）",
        "cost per stay, township",
        "yuan_per_stay",
        "tier=township",
        trap="per stay, not per person",
    ),
    Indicator("q", "住院实际报销比", "inpatient cost reimbursed", "inpatient_reimbursed_share", ""),
    Indicator("r", "检查报告时间中位数（院内）", "test turnaround, on site", "report_median_min", "place=on_site"),
    Indicator(
        "r2",
        "远程判读报告时间中位数",
        "turnaround of tests read at a distance",
        "report_median_min",
        "place=remote",
        trap="emergency and routine together",
    ),
    Indicator(
        "r3",
        "远程判读报告时间第95百分位数",
        "turnaround of tests read at a distance, 95 in 100",
        "remote_report_p95_min",
        "",
        trap="emergency and routine together",
    ),
    Indicator(
        "r4",
        "检查检验结果互认率",
        "results recognised",
        None,
        "",
        "a result that is recognised leaves no row to count; the repeated ones are in the next line",
    ),
    Indicator("r5", "重复检查占比", "tests repeated elsewhere", "repeat_test_share", ""),
    Indicator(
        "r6", "县域医学影像中心覆盖率（乡镇）", "townships served by reading", "read_remotely_townships_share", ""
    ),
    Indicator("s", "家庭医生签约率", "contracted with a family doctor", "contracted_share", ""),
    Indicator(
        "s2", "重点人群签约率（慢性病患者）", "the chronically ill under contract", "contracted_share", "of=chronic"
    ),
    Indicator(
        "s3",
        "慢病规范管理率",
        "chronic illness managed to the standard",
        "followed_up_share",
        "",
        trap="followed up within one and a half intervals, of all who are ill, known or not",
    ),
    Indicator("t", "慢病控制率", "chronic illness under control", "controlled_share", ""),
    Indicator("u", "不合理入院比例", "admissions without need", "unneeded_admission_share", ""),
    Indicator("v", "30天再入院率", "readmitted within 30 days", "readmitted_30_days_share", ""),
    Indicator(
        "w", "药占比、耗占比、三四级手术占比", "drug and consumable shares, operation grades", None, "", "not modelled"
    ),
)
"""What bureaus and hospitals report besides; letters are ours."""
