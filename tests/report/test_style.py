"""The house style: labels that fit, keys that wrap, drawings with live text and ids of their own."""

from __future__ import annotations

import re
import warnings

import pytest

from experiments.report.figures import keys, style
from experiments.report.figures.svg import svg


def test_chinese_characters_count_as_wide_as_they_are_high() -> None:
    assert style.width_of("县", 72 / 25.4) == pytest.approx(1.0)
    assert style.width_of("a", 72 / 25.4) < style.width_of("县", 72 / 25.4)


@pytest.mark.parametrize(
    "text",
    [
        "Primary-care share of visits, township centres",
        "基层医疗卫生机构诊疗人次占比（乡镇卫生院）",
        "one",
        "",
    ],
)
def test_a_label_breaks_into_lines_that_fit_and_loses_nothing(text: str) -> None:
    lines = style.wrap(text, 30.0)
    assert "".join(lines).replace(" ", "") == text.replace(" ", "")
    assert all(style.width_of(line) <= 31.0 + style.width_of("县") for line in lines)


def test_a_line_never_begins_with_a_chinese_full_stop() -> None:
    assert not any(line.startswith(("，", "。", "）")) for line in style.wrap("平均候诊，平均候诊。", 12.0))


def test_labels_that_want_the_same_height_are_spread_around_it() -> None:
    heights = style.spread([10.0, 10.0, 10.0], 2.0, 0.0, 100.0)
    assert heights == [8.0, 10.0, 12.0]


def test_labels_that_have_room_stay_where_they_are() -> None:
    assert style.spread([10.0, 20.0, 30.0], 2.0, 0.0, 100.0) == [10.0, 20.0, 30.0]


def test_labels_stay_within_the_panel() -> None:
    assert style.spread([0.0, 0.0, 99.0], 2.0, 0.0, 100.0) == [0.0, 2.0, 99.0]
    assert style.spread([100.0, 100.0], 2.0, 0.0, 100.0) == [98.0, 100.0]


def test_a_key_takes_more_lines_on_a_telephone() -> None:
    labels = ["today", "experts in the townships on Saturdays", "recovery beds in the townships"]
    assert keys.height_of(labels, style.NARROW_MM) > keys.height_of(labels, style.WIDE_MM)
    assert keys.height_of([], style.WIDE_MM) == 0.0


def drawing(name: str) -> str:
    """A small figure with Chinese words."""
    with style.house_style():
        figure = style.sheet(60, 30)
        axes = style.panel(figure, 5, 5, 50, 15)
        axes.plot([0, 1], [0, 1])
        axes.set_xlabel("到达后的分钟数 <&>")
        return svg(figure, name, "标题 <&>", "说明")


def test_chinese_words_stay_text_and_bring_no_warning() -> None:
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        assert "到达后的分钟数 &lt;&amp;&gt;</text>" in drawing("a")


def test_title_and_description_are_escaped() -> None:
    assert '<title id="a-t">标题 &lt;&amp;&gt;</title>' in drawing("a")


def test_two_drawings_on_one_page_share_no_id() -> None:
    one, other = (set(re.findall(r'\bid="([^"]+)"', drawing(name))) for name in ("a", "b"))
    assert one
    assert not one & other


def test_every_reference_inside_a_drawing_is_to_itself() -> None:
    text = drawing("a")
    ids = set(re.findall(r'\bid="([^"]+)"', text))
    assert set(re.findall(r'href="#([^"]+)"', text)) | set(re.findall(r"url\(#([^)]+)\)", text)) <= ids


def test_a_drawing_is_the_same_every_time() -> None:
    assert drawing("a") == drawing("a")


def test_coordinates_are_no_finer_than_a_hundredth_of_a_point() -> None:
    assert not re.search(r'd="[^"]*\d\.\d{3}', drawing("a"))


def test_no_text_in_a_figure_is_smaller_than_seven_points() -> None:
    assert min(style.LABEL_PT, style.TICK_PT - 0.5) >= 7.0
    assert keys.SIZE >= 7.0


def test_a_panel_has_no_box_and_its_grid_lies_behind() -> None:
    figure = style.sheet(100, 50)
    axes = style.panel(figure, 10, 5, 80, 40)
    assert [side for side, spine in axes.spines.items() if spine.get_visible()] == ["bottom"]
    assert axes.get_axisbelow() is True


def test_a_panel_lies_where_it_was_put() -> None:
    axes = style.panel(style.sheet(100, 50), 10, 5, 80, 40)
    assert axes.get_position().bounds == pytest.approx((0.1, 0.1, 0.8, 0.8))
