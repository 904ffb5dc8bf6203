"""No label of a figure leaves its sheet or runs into another: what an eye would see, worked out from the SVG."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import combinations
from pathlib import Path
from typing import Any

import pytest

from experiments.report import study as studies
from experiments.report.figures import style
from experiments.report.pictures import (
    beds_through_the_year,
    is_this_our_county,
    referral_up_and_down,
    waiting_times,
    where_people_go,
)
from experiments.report.pictures_care import serious_illness, who_pays
from experiments.report.pictures_checks import is_it_settled, patients_from_illness_to_exit
from experiments.report.pictures_gains import by_distance, by_group
from experiments.report.pictures_map import county_map_by_arm
from experiments.report.pictures_why import staff_hours, what_moves_the_answer
from experiments.report.quoting import Quotes
from experiments.report.wording import LANGS, Lang, Words
from tests.report import made_up_study

TEXT = re.compile(r"<text ([^>]*)>(.*?)</text>", re.DOTALL)
PT_PER_MM = 72 / 25.4


@dataclass(frozen=True)
class Label:
    """One text of a drawing and the box that it fills, in points from the upper left corner."""

    text: str
    left: float
    right: float
    top: float
    bottom: float

    def overlaps(self, other: Label) -> bool:
        """Whether the two boxes share more than a hair's breadth."""
        across = min(self.right, other.right) - max(self.left, other.left)
        down = min(self.bottom, other.bottom) - max(self.top, other.top)
        return across > 1.0 and down > 1.0


def labels(svg: str) -> Iterator[Label]:
    """The upright texts of a drawing; axis titles that run along their axis have a margin of their own."""
    looks = dict(re.findall(r"\.(\w+)\{([^}]*)\}", svg))
    for attributes, text in TEXT.findall(svg):
        attributes += "".join(looks[name] for name in re.findall(r'class="(\w+)"', attributes))
        if "rotate(-90" in attributes:
            continue
        x, y = (float(_of(attributes, rf'\b{axis}="([-\d.]+)"')) for axis in ("x", "y"))
        size = float(_of(attributes, r"font-size: ?([\d.]+)px"))
        width = style.width_of(text, size) * PT_PER_MM * 0.9  # digits and small letters are narrower than the rule
        anchor = _of(attributes, r"text-anchor: ?(\w+)")
        left = x - {"start": 0.0, "middle": width / 2, "end": width}[anchor]
        yield Label(text, left, left + width, y - 0.72 * size, y + 0.1 * size)


def _of(attributes: str, pattern: str) -> str:
    found = re.search(pattern, attributes)
    assert found, (pattern, attributes)
    return found.group(1)


def long_names(manifest: dict[str, Any]) -> None:
    """Names of arms as long as planners make them."""
    for arm in manifest["arms"][1:]:
        arm["title"] = f"{arm['title']}, from the second quarter, residents' insurance only"
        arm["title_zh"] = f"{arm['title_zh']}（仅限城乡居民医保参保人员）"


@pytest.fixture(
    scope="module",
    params=[
        pytest.param(3, id="three arms", marks=pytest.mark.long),  # what fits with long names fits with short ones
        pytest.param(4, id="four arms with long names"),
    ],
)
def drawings(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> dict[str, str]:
    """Every figure in both languages at both widths."""
    arms = int(request.param)
    folder = made_up_study.write(tmp_path_factory.mktemp("layout"), arms=arms, edit=long_names if arms == 4 else None)
    return dict(_all_drawings(folder))


def _all_drawings(folder: Path) -> Iterator[tuple[str, str]]:
    study = studies.read(folder)
    for lang in LANGS:
        quotes = Quotes(Words(lang, study))
        pictures = [is_this_our_county(quotes)]
        pictures += [
            draw(quotes)[0] for draw in (where_people_go, waiting_times, beds_through_the_year, referral_up_and_down)
        ]
        pictures += [draw(quotes)[0] for draw in (serious_illness, who_pays, by_distance)]
        pictures += [draw(quotes) for draw in (county_map_by_arm, by_group, staff_hours, what_moves_the_answer)]
        pictures += [draw(quotes) for draw in (patients_from_illness_to_exit, is_it_settled)]
        for picture in pictures:
            yield f"{picture.name} {lang} paper", str(picture.wide)
            yield f"{picture.name} {lang} telephone", str(picture.narrow)


def test_no_label_leaves_its_sheet(drawings: dict[str, str]) -> None:
    outside = []
    for name, svg in drawings.items():
        width, height = map(float, _of(svg, r'viewBox="0 0 ([\d.]+ [\d.]+)"').split())
        for label in labels(svg):
            if label.left < -1 or label.right > width + 1 or label.top < -1 or label.bottom > height + 1:
                outside.append((name, label.text))
    assert not outside


def test_no_two_labels_run_into_each_other(drawings: dict[str, str]) -> None:
    collisions = [
        (name, one.text, other.text)
        for name, svg in drawings.items()
        for one, other in combinations(list(labels(svg)), 2)
        if one.overlaps(other)
    ]
    assert not collisions


def test_no_label_is_smaller_than_seven_points(drawings: dict[str, str]) -> None:
    for svg in drawings.values():
        assert min(float(size) for size in re.findall(r"font-size: ?([\d.]+)px", svg)) >= 7.0


def test_paper_is_170_mm_wide_and_a_figure_no_taller_than_a_page(drawings: dict[str, str]) -> None:
    for name, svg in drawings.items():
        width, height = (float(side) / PT_PER_MM for side in _of(svg, r'viewBox="0 0 ([\d.]+ [\d.]+)"').split())
        wanted = style.WIDE_MM if name.endswith("paper") else style.NARROW_MM
        assert width == pytest.approx(wanted, abs=0.1)
        assert height < 240 or name.endswith("telephone")


def test_a_drawing_holds_the_names_of_all_arms(drawings: dict[str, str], tmp_path: Path) -> None:
    for name, svg in drawings.items():
        words = re.sub(r"\s", "", "".join(text for _, text in TEXT.findall(svg)))
        first = {"en": "gatekeeping", "zh": "基层首诊"}["zh" if " zh " in name else "en"]
        assert first in words or name.startswith(("figure_2", "figure_15"))  # of the warm-up: those that are drawn


@pytest.mark.parametrize("lang", LANGS)
def test_alt_text_names_every_arm_with_its_number(lang: Lang, folder: Path) -> None:
    quotes = Quotes(Words(lang, studies.read(folder)))
    picture, _ = where_people_go(quotes)
    assert len(picture.alt) == 8
    for line in picture.alt:
        assert all(quotes.words.arm(arm.place) in line for arm in quotes.words.study.arms)
        assert line.count("%") == 3
