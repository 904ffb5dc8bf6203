"""Writing the report: both languages from the same numbers, each figure's numbers beside it."""

from __future__ import annotations

import re
from importlib.resources import files
from pathlib import Path
from typing import Final

from jinja2 import Environment, PackageLoader, StrictUndefined
from markupsafe import Markup

from experiments.report import compact
from experiments.report import study as studies
from experiments.report.figures import answer, style
from experiments.report.figures.picture import Picture
from experiments.report.figures.png import write_png
from experiments.report.figures.svg import svg
from experiments.report.page import Page, page
from experiments.report.quoting import Quotes
from experiments.report.sections.numbering import number_of, present, reference
from experiments.report.wording import Lang, Words

NAMES: Final[dict[Lang, str]] = {"en": "report.html", "zh": "report.zh.html"}


def write(study_dir: Path, lang: str = "both", png: bool = False, onepage: bool = False) -> list[Path]:
    """Write the report of a study into its folder.

    Args:
        study_dir: a folder as `results/README.md` describes it.
        lang: ``both`` writes ``report.html`` in English and ``report.zh.html``; ``en`` or ``zh`` writes
            ``report.html`` in that language.
        png: write each figure as PNG besides, 300 dots an inch, for papers that take no SVG.
        onepage: write the answer alone as well, on one sheet, ``onepage.html`` and ``onepage.zh.html``.

    Returns:
        The pages, in the order in which they were written.

    Raises:
        NoStudy: the folder holds no study, or one of its tables lacks a column.
        NoFont: PNG was asked for and no font of this machine has the letters.
        ValueError: the report does not speak this language.
    """
    if lang not in ("both", *NAMES):
        raise ValueError(f"language {lang!r}: the report speaks en and zh; both writes two pages")
    folder = Path(study_dir)
    study = studies.read(folder)
    written = []
    for language, name in NAMES.items():
        if lang not in ("both", language):
            continue
        words = Words(language, study)
        built = page(Quotes(words))
        path = folder / (name if lang == "both" else "report.html")
        other = next(n for n in NAMES.values() if n != name) if lang == "both" else ""
        path.write_text(_without_idle_names(render(built, words, other)), encoding="utf-8")
        _write_figures(folder / "figures", built, words, png)
        written.append(path)
        if onepage:
            sheet = folder / path.name.replace("report", "onepage")
            sheet.write_text(_elsewhere(render(built, words, template="onepage.html"), path.name), encoding="utf-8")
            written.append(sheet)
    return written


def _without_idle_names(html: str) -> str:
    """The thousands of lines of the table of all measures need a name only where a number leads there."""
    wanted = set(re.findall(r'href="#(m-[^"]+)"', html))
    return re.sub(r' id="(m-[^"]+)"', lambda found: found.group() if found.group(1) in wanted else "", html)


def _elsewhere(html: str, page: str) -> str:
    """The sheet's links lead into the whole report."""
    return html.replace('href="#', f'href="{page}#')


def render(built: Page, words: Words, other: str = "", template: str = "page.html") -> str:
    """The page as HTML, everything inside it."""
    environment = Environment(
        loader=PackageLoader("experiments.report"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
    )
    study = words.study
    css = files("experiments.report").joinpath("templates/page.css").read_text(encoding="utf-8")

    def heading(key: str) -> Markup:
        return Markup('<span class="ref">{}</span> {}').format(number_of(study, key), words.say(f"section_{key}"))

    titles = [str(study.fact(key, "") or "") for key in ("title", "title_zh")]
    second = next((title for title in titles if title and title != words.county()), "")
    return environment.get_template(template).render(
        page=built,
        words=words,
        study=study,
        quotes=Quotes(words),
        say=words.say,
        lang=words.lang,
        other=other,
        second_title=second,
        css=Markup(css),
        written=compact.written,
        tag=compact.tag,
        heading=heading,
        sign=lambda place: style.pen(place).sign,
        has=lambda key: key in present(study),
        section_number=lambda key: number_of(study, key),
        reference=lambda key: reference(study, key),
    )


def _write_figures(folder: Path, built: Page, words: Words, png: bool) -> None:
    """Each figure's numbers as CSV (the same in both languages) and its drawing as a file of its own."""
    folder.mkdir(exist_ok=True)
    if built.forest is not None:
        answer.table(words.study).to_csv(folder / "figure_1.csv", index=False, lineterminator="\n")
        with style.house_style():
            sheet = svg(
                built.forest.draw(style.WIDE_MM), "figure_1", words.text("fig1_title"), " ".join(built.forest.alt)
            )
        (folder / f"figure_1.{words.lang}.svg").write_text(sheet, encoding="utf-8")
        if png:
            write_png(built.forest.draw, folder / f"figure_1.{words.lang}.png", words.lang)
    for picture in built.pictures:
        _write_picture(folder, picture, words, png)


def _write_picture(folder: Path, picture: Picture, words: Words, png: bool) -> None:
    picture.data.to_csv(folder / f"{picture.name}.csv", index=False, lineterminator="\n")
    if picture.wide:
        (folder / f"{picture.name}.{words.lang}.svg").write_text(str(picture.wide), encoding="utf-8")
    if png and picture.wide and picture.draw is not None:
        write_png(picture.draw, folder / f"{picture.name}.{words.lang}.png", words.lang)
