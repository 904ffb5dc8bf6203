"""The words of the county, each with its number in the ledger and its Chinese name.

Inside a run everything is a whole number; tables, reports and YAML show the word. A code never changes its
number once results have been published: new codes are appended.
"""

from __future__ import annotations

from enum import IntEnum
from typing import Final, Self

TIERS: Final = ("village", "township", "county", "out_of_county")
TIERS_ZH: Final = ("村", "乡镇", "县", "县外")
BANDS: Final = ("minor", "moderate", "serious", "critical")
BANDS_ZH: Final = ("轻", "中", "重", "危")
PRIORITIES: Final = ("emergency", "referred", "booked", "walk_in")
"""Priority classes of a county's queues unless a place lists its own; the first is served first."""
PRIORITIES_ZH: Final = ("急诊", "转诊", "预约", "现场")

VILLAGE, TOWNSHIP, COUNTY, OUT_OF_COUNTY = range(4)
HOME: Final = -1
"""At home, in no facility: also the code for "none" wherever a column holds a facility, unit or tier."""
MINOR, MODERATE, SERIOUS, CRITICAL = range(4)
EMERGENCY, REFERRED, BOOKED, WALK_IN = range(4)


class Code(IntEnum):
    """A number in a ledger column; ``.name`` is its word, ``.en`` and ``.zh`` are what a report prints."""

    en: str
    zh: str

    def __new__(cls, number: int, en: str, zh: str) -> Self:
        """Keep the number as the value and both spellings as attributes."""
        code = int.__new__(cls, number)
        code._value_ = number
        code.en = en
        code.zh = zh
        return code


class EpisodeReason(Code):
    """Why an episode of care began (episodes.reason)."""

    new_illness = 0, "new illness", "新发疾病"
    exacerbation = 1, "exacerbation of a chronic illness", "慢病急性发作"
    follow_up = 2, "chronic follow-up", "慢病随访"


class Reason(Code):
    """Why a visit took place (visits.reason)."""

    first_contact = 0, "first contact of a new episode", "新发首诊"
    returned = 1, "came back unwell", "未愈复诊"
    referred = 2, "referred", "转诊"
    advised = 3, "advised to go there", "口头建议前往"
    review = 4, "planned review", "预约复查"
    follow_up = 5, "chronic follow-up", "慢病随访"
    ambulance = 6, "brought by ambulance", "救护车送达"


class Sent(Code):
    """How the patient came to this place (visits.sent)."""

    self_referred = 0, "by own choice", "自行前往"
    formal = 1, "with a referral form", "持转诊单"
    advice = 2, "on spoken advice", "口头建议"
    slip = 3, "with a slip given on request", "应要求开单"
    ambulance = 4, "by ambulance", "救护车"


class Outcome(Code):
    """How the waiting at a unit ended (visits.outcome, steps.outcome)."""

    seen = 0, "seen", "已就诊"
    gave_up = 1, "gave up waiting", "放弃等候"
    turned_away = 2, "turned away", "被拒收"
    waiting = 3, "still waiting at the end", "期末仍在等候"


class Action(Code):
    """What was decided at the end of a visit (visits.action)."""

    none = -1, "nothing: not seen", "未就诊"
    treated = 0, "treated and sent home", "就地处置"
    sent_formal = 1, "sent up with a form", "开单上转"
    sent_advice = 2, "advised to go up", "口头建议上转"
    admitted = 3, "admitted", "收治入院"
    advised_move = 4, "no bed or supply here: told where to go", "缺床缺物建议他院"
    transferred = 5, "emergency transfer", "急诊转运"
    followed_up = 6, "followed up", "完成随访"
    reviewed = 7, "reviewed", "完成复查"


class Expert(Code):
    """Whether an expert took part in a visit (visits.expert)."""

    none = 0, "no expert", "无专家"
    visiting = 1, "visiting expert", "下沉专家"
    remote = 2, "remote expert", "远程会诊"
    unanswered = 3, "remote expert called in vain", "远程会诊未接通"
    operated = 4, "operated on by a visiting expert", "下沉专家手术"


class AwayFor(Code):
    """Why clinicians are missing in their clinic, or more than before (absences.use)."""

    training = 0, "training at the hospital", "进修"
    lecture = 1, "a talk", "讲座"
    newcomer = 2, "newcomers", "新进人员"
    outreach = 3, "a free clinic in a village", "义诊"
    speaker = 4, "giving a talk", "授课"


class Channel(Code):
    """The way by which a patient was passed on (referrals.channel)."""

    formal = 0, "with a form", "转诊单"
    advice = 1, "spoken advice", "口头建议"
    slip = 2, "slip on request", "应要求开单"
    emergency = 3, "emergency transfer", "急诊转运"
    move = 4, "advised move for want of a bed or supply", "缺床缺物建议他院"
    step_down = 5, "step-down to recover", "下转康复"


class StayKind(Code):
    """What a bed was for (stays.kind)."""

    acute = 0, "acute care", "急性期"
    recovery = 1, "recovery", "康复期"
    supply_driven = 2, "admission not called for", "不合理入院"


class StayOutcome(Code):
    """How a stay ended (stays.outcome)."""

    home = 0, "went home", "出院"
    stepped_down = 1, "stepped down", "下转"
    transferred = 2, "transferred", "转院"
    no_bed = 3, "no bed came free", "无床"
    inside = 4, "still in bed at the end", "期末在院"


class TestPlace(Code):
    """Where a test was done (tests.place)."""

    on_site = 0, "on site", "本机构"
    remote = 1, "read at a distance", "远程判读"
    trip = 2, "by a trip elsewhere", "外出检查"


class Exit(Code):
    """How an episode of care ended (episodes.exit)."""

    well = 0, "well after right handling", "正确处置后好转"
    stayed_home = 1, "stayed at home", "未就诊"
    gave_up = 2, "gave up waiting", "放弃等候"
    turned_away = 3, "turned away", "被拒收"
    well_wrong = 4, "well in spite of wrong handling", "处置不当但自愈"
    inside = 5, "still in care at the end", "期末仍在诊治"


class UnitKind(Code):
    """What sort of thing serves (units.kind)."""

    clinic = 0, "clinic", "诊室"
    desk = 1, "desk", "窗口"
    test = 2, "test", "检查"
    ward = 3, "ward", "病区"
    emergency = 4, "emergency room", "急诊"
    station = 5, "station", "服务台"
    ambulance = 6, "ambulance", "救护车"
    reader = 7, "remote readers", "远程判读"


CODES: Final[dict[str, type[Code]]] = {
    "episodes.reason": EpisodeReason,
    "episodes.exit": Exit,
    "visits.reason": Reason,
    "visits.sent": Sent,
    "visits.outcome": Outcome,
    "visits.action": Action,
    "visits.expert": Expert,
    "stays.kind": StayKind,
    "stays.outcome": StayOutcome,
    "referrals.channel": Channel,
    "tests.place": TestPlace,
    "steps.outcome": Outcome,
    "absences.use": AwayFor,
    "units.kind": UnitKind,
}
"""Which code table a ledger column is written in."""
