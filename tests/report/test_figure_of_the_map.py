"""Figure 4, the county map: areas tell rates, hatching tells few cases, one ground and one scale for all panels."""

from __future__ import annotations

import numpy as np
import pytest
from matplotlib.collections import PathCollection
from matplotlib.colors import to_hex
from matplotlib.figure import Figure

from experiments.report.figures import county_map, map_keys
from experiments.report.study import Study


def test_the_map_judges_villages_by_the_paired_difference_only(study: Study) -> None:
    table = county_map.table(study)
    inside = (table["difference_lo"] <= 0) & (table["difference_hi"] >= 0)
    assert not (table["clear"] & inside).any()
    assert not table.loc[table["arm"] == "today", "clear"].any()


def test_all_maps_of_the_figure_show_the_same_ground(drawn: dict[int, Figure]) -> None:
    panels = drawn[4].axes[1:]
    assert len({axes.get_xlim() for axes in panels}) == len({axes.get_ylim() for axes in panels}) == 1


def test_the_area_of_a_village_tells_its_rate_and_not_its_size(study: Study, drawn: dict[int, Figure]) -> None:
    table = county_map.table(study)
    rates = table.loc[(table["arm"] == "today") & ~table["few"], "mean"].to_numpy(dtype=float)
    points = [c for c in drawn[4].axes[1].collections if isinstance(c, PathCollection)]
    areas = np.asarray(points[0].get_sizes())
    assert areas / areas[0] == pytest.approx(rates / rates[0])


def test_villages_of_a_handful_of_cases_are_hatched_and_never_called_changed(drawn: dict[int, Figure]) -> None:
    panel = drawn[4].axes[1]
    hatched = [c for c in panel.collections if isinstance(c, PathCollection) and c.get_hatch()]
    assert [len(np.asarray(c.get_offsets())) for c in hatched] == [1]
    assert {to_hex(tuple(colour)) for colour in np.asarray(hatched[0].get_facecolor())} == {"#ffffff"}


def test_ways_that_less_than_one_resident_a_week_takes_are_not_drawn(study: Study) -> None:
    flows = county_map.drawn_flows(study.tables[county_map.FLOWS], "today")
    assert flows["per_week"].min() >= 1.0
    assert "T9" not in set(flows["facility"])
    assert "out_of_county" not in set(flows["tier"])


def test_the_scale_of_the_map_is_in_minutes_on_the_road(study: Study, drawn: dict[int, Figure]) -> None:
    assert map_keys.minutes_per_km(county_map.table(study)) == pytest.approx(2.2, rel=0.35)
    assert any(text.get_text().endswith(" min") for text in drawn[4].texts)
