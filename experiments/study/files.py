"""What is written into a study's folder, and in which order: beginning, tables, checks, manifest last."""

from __future__ import annotations

import io
import time
from collections.abc import Callable, Mapping, Sequence
from typing import Any

import pandas as pd
from ruamel.yaml import YAML

from experiments.runs.engines import ran_on
from experiments.runs.one_run import MAIN_WINDOW
from experiments.runs.provenance import made, sha256_of
from experiments.runs.store import RunRecord, Study
from experiments.study.again import Records, load_again, tables_again
from experiments.study.arms import exact_difference
from experiments.study.attribution import attribution_table
from experiments.study.avoided import avoided_table
from experiments.study.checks import (
    acts_check,
    audits,
    check_rows,
    completeness_check,
    first_divergences,
    identity_check,
    noise_check,
    warm_up_check,
)
from experiments.study.costs import costs_table
from experiments.study.counts import flow_table, hours_table, map_table, ways_table
from experiments.study.curves import beds_by_day_table, wait_ends_table, wait_survival_table
from experiments.study.gains import Gains, gains_of
from experiments.study.indicators import indicators_table
from experiments.study.inputs import inputs_table
from experiments.study.loads import loads_table, said_by
from experiments.study.looks import other_than, seen
from experiments.study.manifest import manifest
from experiments.study.overload import open_days_min, overload_check, overload_table
from experiments.study.places import places_table
from experiments.study.plan import Plan, Result
from experiments.study.settling import warm_up_table
from experiments.study.tables import (
    Values,
    differences_table,
    measures_table,
    summary_table,
)
from experiments.study.targets import targets_table

Runs = dict[tuple[str, int], pd.DataFrame]


def main_measures(record: RunRecord, window: str = MAIN_WINDOW) -> pd.DataFrame:
    """A run's measures over one window."""
    table = record.tables["measures"]
    return table[table["window"] == window].drop(columns="window")


def write_beginning(study: Study, ready: Plan) -> None:
    """Before the first run: the manifest, marked unfinished, and every arm's resolved scenario."""
    for arm in ready.arms:
        study.write_text(f"scenarios/{arm.name}.yaml", as_yaml(arm.scenario.resolved()))
    before = seen(study.root)
    study.write_json("manifest.json", _manifest(ready) | ({"made": {"earlier": before}} if before else {}))


def _manifest(ready: Plan) -> dict[str, Any]:
    return manifest(ready.question, ready.arms, ready.primary, ready.measured, ready.machinery.definitions())


def write_all(study: Study, ready: Plan, begun: float, workers: int) -> Result:
    """After the last run: every table, the checks, and the manifest that says the study is finished."""
    orders = ready.orders(ready.question.replications)
    order = [arm.name for arm in ready.arms]
    records = {
        (o.run.arm, o.run.replication): study.load(o.run)
        for o in sorted(orders, key=lambda o: (order.index(o.run.arm), o.run.replication))
    }
    gained = gains_of(study, ready)
    again = load_again(study, ready)
    tables = _tables(ready, records, again, gained)
    for name, table in tables.items():
        study.write_table(name, table, for_spreadsheets=name == "indicators.csv")
    asked = _manifest(ready)
    before = other_than(asked, seen(study.root))
    content = asked | {
        "finished": True,
        "outputs": {name: sha256_of(study.root / name) for name in sorted(tables)},
        "made": made(time.perf_counter() - begun, workers)
        | {"run_s": _run_s(records), "engines": _engines(order, {**records, **again})}
        | ({"earlier": before} if before else {}),
    }
    study.write_json("manifest.json", content)
    return Result(study.root, content, tables)


def _run_s(records: Mapping[tuple[str, int], RunRecord]) -> float:
    """Seconds of work in all runs, also those that an earlier, interrupted command did."""
    return round(sum(float(record.facts.get("wall_s", 0.0)) for record in records.values()), 1)


def _engines(arms: Sequence[str], records: Mapping[tuple[str, int], RunRecord]) -> dict[str, Any]:
    return {name: ran_on(record.facts for (arm, _), record in records.items() if arm == name) for name in arms}


def _tables(ready: Plan, records: Records, again: Records, gained: Gains | None) -> dict[str, pd.DataFrame]:
    arms = [arm.name for arm in ready.arms]
    today = ready.arms[0]

    def each(name: str) -> Runs:
        return {run: record.tables[name] for run, record in records.items()}

    tables: dict[str, pd.DataFrame] = {}
    values: dict[str, Values] = {}
    for window in ready.measured.all:
        named = MAIN_WINDOW if window is ready.measured.window else window.name
        long = measures_table({run: main_measures(record, named) for run, record in records.items()})
        folder = f"windows/{named}/" if named else ""
        values[named] = Values(long, arms)
        tables[f"{folder}measures.csv"] = long
        tables[f"{folder}summary.csv"] = summary_table(values[named])
        if len(arms) > 1:
            tables[f"{folder}differences.csv"] = differences_table(values[named], today.name, ready.primary)
        if not named:
            first = records[today.name, 0].tables
            places = Values(measures_table(each("places")), arms)
            tables["places.csv"] = places_table(places, first["facilities"])
            queues = {arm.name: said_by(arm.scenario, window.begins_min, window.ends_min) for arm in ready.arms}
            tables["loads.csv"] = loads_table(each("loads"), queues, first["facilities"])
    tables["curves/wait_survival.csv"] = wait_survival_table(each("wait_survival"))
    tables["curves/wait_ends.csv"] = wait_ends_table(each("wait_ends"))
    tables["curves/beds_by_day.csv"] = beds_by_day_table(each("beds_by_day"), ready.measured)
    tables["curves/warm_up.csv"] = warm_up_table(each("daily"), ready.measured)
    if "patient_flow" in records[today.name, 0].tables:
        tables |= _of_a_county(each, today.name)
    tables["inputs.csv"] = inputs_table(ready.arms)
    if "patient_flow" in records[today.name, 0].tables:
        tables["indicators.csv"] = indicators_table(values[MAIN_WINDOW], getattr(today.scenario, "targets", None) or ())
    tables["costs.csv"] = costs_table(ready.arms, values[MAIN_WINDOW])
    targets = getattr(today.scenario, "targets", None) or ()
    if targets:
        tables["targets.csv"] = targets_table(targets, tables["summary.csv"], today.name)
    if len(arms) > 1:
        tables["attribution.csv"] = attribution_table(each("loads"), values[MAIN_WINDOW])
        people = getattr(today.scenario, "people", None)
        residents = int(people.residents) if people is not None else 0
        tables["avoided.csv"] = avoided_table(values[MAIN_WINDOW], residents, ready.primary)
        measures = {run: main_measures(record) for run, record in again.items()}
        tables |= tables_again(ready, values[MAIN_WINDOW], tables["differences.csv"], measures)
        tables["exact_difference.csv"] = exact_difference(today, ready.arms[1:], ready.machinery.differences)
        prints = {arm: records[arm, 0].tables["fingerprint"] for arm in arms}
        tables["first_divergence.csv"] = first_divergences(prints, today.name, ready.measured.start)
    open_min = open_days_min(today.scenario)
    if open_min:
        tables["overload.csv"] = overload_table(tables["summary.csv"], open_min)
    tables |= gained.tables if gained else {}
    checks = [gained.check] if gained else []
    audited = each("checks") | {run: record.tables["checks"] for run, record in again.items()}
    checked = [audits(audited), _checks(ready, each, tables), check_rows(checks)]
    tables["checks.csv"] = pd.concat(checked, ignore_index=True)
    return tables


def _of_a_county(each: Callable[[str], Runs], today: str) -> dict[str, pd.DataFrame]:
    """People, villages and hours, where people live."""
    return {
        "curves/patient_flow.csv": flow_table(each("patient_flow"), today),
        "curves/serious_steps.csv": flow_table(each("serious_steps"), today),
        "curves/staff_hours.csv": hours_table(each("staff_hours"), today),
        "curves/villages.csv": map_table(each("villages"), today),
        "curves/flows_up.csv": ways_table(each("flows_up")),
    }


def _checks(ready: Plan, each: Any, tables: Mapping[str, pd.DataFrame]) -> pd.DataFrame:
    rows = [warm_up_check(each("daily"), ready.measured.window.begins_min)]
    if "overload.csv" in tables:
        rows.append(overload_check(tables["overload.csv"]))
    others = [arm.name for arm in ready.arms[1:]]
    if others:
        parted, calendar = tables["first_divergence.csv"], ready.arms[0].scenario.calendar
        ends_min = float(calendar.warm_up + calendar.measure)
        rows.append(identity_check(parted, ready.differs_from_min))
        rows.append(acts_check(parted, ready.differs_from_min, ready.measured.start, ends_min))
        if ready.primary:  # a check of nothing would hold
            rows.append(completeness_check(tables["differences.csv"], ready.primary, others))
            rows.append(noise_check(tables["noise_floor.csv"]))
    return check_rows(rows)


def as_yaml(content: Mapping[str, Any]) -> str:
    """A resolved scenario as text."""
    out = io.StringIO()
    writer: Any = YAML(typ="safe", pure=True)
    writer.default_flow_style = False
    writer.allow_unicode = True
    writer.sort_base_mapping_type_on_output = False
    writer.dump(dict(content), out)
    return out.getvalue()
