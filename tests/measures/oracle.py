"""The measures a second time, the slow way: one row at a time, in plain Python, from the definitions alone.

It shares no line with `sim.measures`, so that a mistake would have to be made twice to go unseen.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from typing import Any

from sim.ledger import Ledger

Row = dict[str, Any]
Numbers = dict[tuple[str, str], float]
DAY, YEAR = 1440.0, 364 * 1440.0
TIERS = ("village", "township", "county", "out_of_county")
CHANNELS = ("formal", "advice", "slip", "emergency", "move", "step_down")
CLASSES = ("emergency", "referred", "booked", "walk_in")


def rows_of(ledger: Ledger, table: str) -> list[Row]:
    names = ledger[table].dtype.names or ()
    return [dict(zip(names, row.tolist(), strict=True)) for row in ledger[table]]


class Oracle:
    """Every number of one ledger between two minutes."""

    def __init__(self, ledger: Ledger, start: float, end: float) -> None:
        self.ledger, self.start, self.end = ledger, start, end
        self.person_years = ledger.residents * (end - start) / YEAR
        self.numbers: Numbers = {}
        self.tiers = sorted(set(ledger.frame["facilities"]["tier"].tolist()))
        self.all_visits = rows_of(ledger, "visits")
        self.stays = rows_of(ledger, "stays")
        self.visits = [row for row in self.all_visits if self.within(row["start_min"])]
        self.discharges = [row for row in self.stays if self.within(row["ended_min"]) and row["admitted_min"] >= 0]
        self.where_people_go()
        self.waiting()
        self.beds()
        self.sending()
        self.money()
        self.serious_illness()
        self.clinicians()

    def within(self, minute: float) -> bool:
        return minute >= 0 and self.start <= minute < self.end

    def overlap(self, begin: float, end: float) -> float:
        end = self.ledger.end_min if end < 0 else end
        return max(0.0, min(end, self.end) - max(begin, self.start)) if begin >= 0 else 0.0

    def put(self, measure: str, group: str, above: float, below: float) -> None:
        self.numbers[measure, group] = above / below if below else float("nan")

    def put_tiers(self, measure: str, above: Counter[int], below: float | Counter[int]) -> None:
        for tier in self.tiers:
            under = below[tier] if isinstance(below, Counter) else below
            self.put(measure, f"tier={TIERS[tier]}", above[tier], under)

    def where_people_go(self) -> None:
        by_tier = Counter(row["tier"] for row in self.visits)
        county = sum(by_tier[tier] for tier in (0, 1, 2))
        self.put("visits_per_person_year", "", len(self.visits), self.person_years)
        self.put_tiers("visits_per_person_year", by_tier, self.person_years)
        self.put_tiers("visit_share", by_tier, len(self.visits))
        for tier in (0, 1, 2):
            self.put("visit_split_within_county", f"tier={TIERS[tier]}", by_tier[tier], county)
        self.put("primary_visit_share", "", by_tier[0] + by_tier[1], county)
        self.put("within_county_visit_share", "", county, len(self.visits))
        first = [row for row in self.visits if row["first_contact"]]
        self.put_tiers("first_contact_share", Counter(row["tier"] for row in first), len(first))
        in_town = self.ledger.frame["villages"]["in_town"].tolist()
        belongs = self.ledger.frame["conditions"]["belongs_to"].tolist()
        rural = [row for row in first if not in_town[row["village"]]]
        for group, rows in {
            "": rural,
            "belongs=primary": [row for row in rural if belongs[row["condition"]] <= 1],
            "belongs=other": [row for row in rural if belongs[row["condition"]] > 1],
        }.items():
            self.put("primary_first_contact_share", group, sum(row["tier"] <= 1 for row in rows), len(rows))
        for measure, reason in (("reviews", 4), ("follow_ups", 5), ("returns", 1)):
            count = sum(row["reason"] == reason for row in self.visits)
            self.put(f"{measure}_per_person_year", "", count, self.person_years)

    def waiting(self) -> None:
        waits: dict[str, list[tuple[float, int]]] = defaultdict(list)
        for row in self.all_visits:
            if self.within(row["arrival_min"]) and row["tier"] < 3:
                until = next((m for m in (row["start_min"], row["left_min"]) if m >= 0), self.ledger.end_min)
                tier, sort = f"tier={TIERS[row['tier']]}", f"class={CLASSES[row['priority']]}"
                for group in ("", tier, sort, f"{tier},{sort}"):
                    waits[group].append((until - row["arrival_min"], row["outcome"]))
        for group, found in waits.items():
            queued = [(waited, outcome) for waited, outcome in found if outcome != 2 or waited > 1e-9]
            self.put("wait_mean_min", group, sum(waited for waited, _ in queued), len(queued))
            self.put("unserved_share", group, sum(outcome != 0 for _, outcome in found), len(found))
            self.put("waited_share", group, sum(waited > 1e-9 for waited, _ in queued), len(queued))
            self.numbers["wait_median_min", group] = product_limit(queued, 0.5)
            self.numbers["wait_p95_min", group] = product_limit(queued, 0.95)

    def beds(self) -> None:
        new = [row for row in self.stays if self.within(row["admitted_min"]) and row["from_facility"] < 0]
        self.put("admissions_per_person_year", "", len(new), self.person_years)
        self.put_tiers("admissions_per_person_year", Counter(row["tier"] for row in new), self.person_years)
        self.put("within_county_admission_share", "", sum(row["tier"] < 3 for row in new), len(new))
        tier_of = self.ledger.frame["units"]["tier"].tolist()
        opened: Counter[int] = Counter()
        table = self.ledger.frame["beds"].sort_values(["unit", "from_min"]).to_dict("records")
        for now, following in zip(table, [*table[1:], None], strict=True):
            until = following["from_min"] if following and following["unit"] == now["unit"] else -1.0
            opened[tier_of[now["unit"]]] += now["beds"] * self.overlap(now["from_min"], until)  # type: ignore[assignment]
        lain: Counter[int] = Counter()
        for row in self.stays:
            if row["unit"] >= 0:
                lain[row["tier"]] += self.overlap(row["admitted_min"], row["ended_min"])  # type: ignore[assignment]
        for tier in (tier for tier in self.tiers if opened[tier] > 0):
            self.put("bed_occupancy", f"tier={TIERS[tier]}", lain[tier], opened[tier])
            ended = sum(row["tier"] == tier for row in self.discharges)
            self.put("bed_turnover", f"tier={TIERS[tier]}", ended, opened[tier] / YEAR)
        days = sum(row["ended_min"] - row["admitted_min"] for row in self.discharges) / DAY
        self.put("length_of_stay_days", "", days, len(self.discharges))

    def sending(self) -> None:
        rows = [row for row in rows_of(self.ledger, "referrals") if self.within(row["decided_min"])]
        up, down = ([row for row in rows if row["direction"] == way] for way in (1, -1))
        forms = sum(row["channel"] in (0, 2) for row in up)
        self.put("up_referrals_per_1000", "", 1000 * forms, self.person_years)
        for number, channel in enumerate(CHANNELS):
            count = sum(row["channel"] == number for row in up)
            self.put("up_referrals_per_1000", f"channel={channel}", 1000 * count, self.person_years)
        self.put("down_referrals_per_1000", "", 1000 * len(down), self.person_years)
        self.put("up_referrals_followed_share", "", sum(row["followed"] for row in up), len(up))
        judged = [row for row in up if row["channel"] != 4]
        self.put("needless_referral_share", "", sum(row["beyond"] == 0 for row in judged), len(judged))

    def money(self) -> None:
        for who in ("patient", "fund", "bill"):
            paid = Counter(dict.fromkeys(range(4), 0.0))  # type: ignore[var-annotated]
            for row in [*self.visits, *self.discharges]:
                paid[row["tier"]] += row[f"{who}_yuan"]
            name = f"{who}_yuan_per_person_year"
            self.put(name, "", sum(paid.values()), self.person_years)
            self.put_tiers(name, paid, self.person_years)
            if who == "fund":
                inside = paid[0] + paid[1] + paid[2]
                self.put("fund_within_county_share", "", inside, inside + paid[3])
                self.put("fund_primary_share", "", paid[0] + paid[1], inside)
        way = [row for row in self.all_visits if self.within(row["set_off_min"])]
        self.put("travel_h_per_person_year", "", sum(row["travel_min"] for row in way) / 60, self.person_years)
        self.put("fare_yuan_per_person_year", "", sum(row["fare_yuan"] for row in way), self.person_years)

    def serious_illness(self) -> None:
        first = [row for row in self.visits if row["first_contact"] and row["band"] >= 2]
        missed = sum(row["beyond"] == 1 and row["finding"] == 0 for row in first)
        self.put("missed_serious_per_1000", "", 1000 * missed, self.person_years)
        self.put("missed_serious_share", "", missed, len(first))
        ill = [row for row in rows_of(self.ledger, "episodes") if self.within(row["onset_min"])]
        ill = [row for row in ill if row["reason"] != 2]
        serious = [row for row in ill if row["band"] >= 2]
        self.put("serious_sought_care_share", "", sum(row["visits"] > 0 for row in serious), len(serious))
        right = sum(row["right_care_min"] >= 0 for row in serious)
        self.put("serious_right_care_share", "", right, len(serious))
        self.put("stayed_home_share", "", sum(row["first_facility"] < 0 for row in ill), len(ill))
        kept = [row for row in self.visits if row["handled"] >= 0]
        self.put("wrongly_handled_share", "", sum(row["handled"] == 0 for row in kept), len(kept))

    def clinicians(self) -> None:
        units = self.ledger.frame["units"]
        tier, kind = units["tier"].tolist(), units["kind"].tolist()
        busy: Counter[int] = Counter()
        staffed: Counter[int] = Counter()
        for row in rows_of(self.ledger, "days"):
            if kind[row["unit"]] == "clinic" and self.start <= row["day"] * DAY < self.end:
                busy[tier[row["unit"]]] += row["busy_min"] - row["overtime_min"]
                staffed[tier[row["unit"]]] += row["staffed_min"]
        for place in (place for place in self.tiers if staffed[place]):
            self.put("clinician_use", f"tier={TIERS[place]}", busy[place], staffed[place])


def product_limit(waits: list[tuple[float, int]], share: float) -> float:
    """The quantile of the product-limit curve, stepping through the waits one by one."""
    at_risk, still = len(waits), 1.0
    for minute in sorted({waited for waited, _ in waits}):
        here = [outcome for waited, outcome in waits if waited == minute]
        still *= 1.0 - sum(outcome == 0 for outcome in here) / at_risk
        if still <= 1.0 - share + 1e-12:
            return minute
        at_risk -= len(here)
    return float("nan")
