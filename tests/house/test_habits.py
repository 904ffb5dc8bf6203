"""House rules that a reader relies on: short files, a README in every folder, names that say something."""

from __future__ import annotations

import re
import subprocess
from pathlib import Path

import pytest

from tests.house.modules import ROOT, imported_anywhere, modules

MOST_LINES = 300
MOST_LINES_OF_A_TEST = 400  # lists of cases are long and plain
EMPTY_WORDS = ("util", "utils", "helpers", "misc", "common", "mgr", "manager", "stuff")
TEXT = (".py", ".md", ".yaml", ".yml", ".toml", ".json", ".csv", ".html", ".css", ".txt", ".cfg", "")
PATHS_OF_A_MACHINE = re.compile(r"(?<![\w.:/])/(?:home|Users|root|tmp|work|mnt|var)/\w|[A-Z]:\\\\?Users")


def tracked() -> list[Path]:
    """Files under version control; without it, whatever stands in the folders."""
    try:
        listed = subprocess.run(["git", "ls-files", "-z"], cwd=ROOT, capture_output=True, check=True, text=True).stdout
        paths = [ROOT / name for name in listed.split("\0") if name]
    except (OSError, subprocess.CalledProcessError):
        tops = ("sim", "experiments", "scenarios", "tests")
        paths = [path for top in tops for path in (ROOT / top).rglob("*") if "__pycache__" not in path.parts]
    return [path for path in paths if path.is_file()]


def folders() -> list[Path]:
    """Every folder that holds code or scenarios of the project's own."""
    code = {path.parent for path in tracked() if path.suffix == ".py"}
    tests = {path for path in code if path.is_relative_to(ROOT / "tests")}
    named = {ROOT / name for name in ("scenarios", "scenarios/policies", "results", "tests")}
    return sorted((code - tests - {ROOT}) | named)


@pytest.mark.parametrize("folder", folders(), ids=lambda path: str(path.relative_to(ROOT)))
def test_every_folder_says_what_lives_there(folder: Path) -> None:
    """In a README of its own, or in that of the folder above."""
    readme, above = folder / "README.md", folder.parent / "README.md"
    if not readme.is_file():
        assert f"{folder.name}/" in above.read_text(encoding="utf-8"), f"{folder.relative_to(ROOT)}: no README.md"
    else:
        assert len(readme.read_text(encoding="utf-8").split()) >= 30, "a README says more than its title"


def test_every_folder_of_tests_stands_in_the_readme_of_tests() -> None:
    said = (ROOT / "tests" / "README.md").read_text(encoding="utf-8")
    below = {path.relative_to(ROOT / "tests").parts[0] for path in tracked() if "tests" in path.parts[:-1]
             and path.is_relative_to(ROOT / "tests") and path.parent != ROOT / "tests"}  # fmt: skip
    assert [folder for folder in sorted(below) if f"`{folder}/`" not in said] == []


def test_no_file_is_longer_than_a_reader_can_hold() -> None:
    long = {}
    for path in tracked():
        if path.suffix == ".py":
            lines = len(path.read_text(encoding="utf-8").splitlines())
            most = MOST_LINES_OF_A_TEST if path.is_relative_to(ROOT / "tests") else MOST_LINES
            if lines > most:
                long[str(path.relative_to(ROOT))] = lines
    assert long == {}


def test_no_file_is_named_for_what_it_does_not_say() -> None:
    assert [str(path) for path in tracked() if path.stem.lower() in EMPTY_WORDS] == []


def test_no_path_of_a_machine_stands_in_the_project() -> None:
    found = []
    for path in tracked():
        if path.suffix in TEXT:
            for number, line in enumerate(path.read_bytes().decode("utf-8", "replace").splitlines(), 1):
                if PATHS_OF_A_MACHINE.search(line) and path != Path(__file__).resolve():
                    found.append(f"{path.relative_to(ROOT)}:{number}: {line.strip()[:80]}")
    assert found == []


def test_every_module_says_what_it_is_in_the_county() -> None:
    import ast

    silent = [
        name
        for name, module in modules().items()
        if (text := module.path.read_text(encoding="utf-8")).strip() and not ast.get_docstring(ast.parse(text))
    ]
    assert silent == []


def test_no_module_of_sim_draws_from_a_random_stream() -> None:
    """Luck is looked up, never consumed: nobody imports another source of random numbers."""
    wrong = [
        name
        for name, module in modules().items()
        if name.startswith("sim.") and imported_anywhere(module.path) & {"random", "secrets", "numpy.random"}
    ]
    drawing = [
        name
        for name, module in modules().items()
        if name.startswith("sim.") and re.search(r"\bnp\.random\b", module.path.read_text(encoding="utf-8"))
    ]
    assert wrong + drawing == []
