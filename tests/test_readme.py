"""Documentation runs: every command and snippet of the README is executed, in a copy of the scenarios."""

from __future__ import annotations

import os
import re
import shlex
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
from typer.testing import CliRunner, Result

from experiments.command_line.app import app

ROOT = Path(__file__).resolve().parents[1]
README = (ROOT / "README.md").read_text(encoding="utf-8")
TIERCARE = Path(sys.executable).parent / "tiercare"
LONG = ("tiercare targets", "tiercare explain", "tiercare compare", "tiercare verify")


def blocks(language: str) -> list[str]:
    """Fenced blocks of a language, their indentation removed."""
    found = re.findall(rf"^( *)```{language}\n(.*?)^ *```", README, flags=re.M | re.S)
    return ["\n".join(line[len(indent) :] for line in text.splitlines()) for indent, text in found]


def commands() -> list[str]:
    """Every tiercare command that the README shows, without its comment."""
    lines = [line.split("#")[0].strip() for block in blocks("sh") for line in block.splitlines()]
    return [line for line in lines if line.startswith("tiercare ")]


def make_goals() -> set[str]:
    """Goals of make that the README shows."""
    lines = [line.split("#")[0].strip() for block in blocks("sh") for line in block.splitlines()]
    return {line.removeprefix("make ") for line in lines if line.startswith("make ")}


def files_of_readme() -> dict[str, str]:
    """Files that the README writes out: YAML blocks whose first line is their name."""
    named = [re.match(r"# (\S+\.yaml)\n", text + "\n") for text in blocks("yaml")]
    return {name.group(1): text + "\n" for name, text in zip(named, blocks("yaml"), strict=True) if name}


@pytest.fixture(scope="module")
def desk(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A planner's folder: the scenarios, and nothing else of the project."""
    folder = tmp_path_factory.mktemp("desk")
    shutil.copytree(ROOT / "scenarios", folder / "scenarios")
    for name, text in files_of_readme().items():
        (folder / name).write_text(text, encoding="utf-8")
    return folder


def run(command: str, folder: Path) -> Result:
    """Type a command on a machine of one core; in this process, which has loaded what each new one would load again."""
    with pytest.MonkeyPatch.context() as patch:
        patch.chdir(folder)
        patch.setattr(os, "sched_getaffinity", lambda _: {0}, raising=False)
        return CliRunner().invoke(app, shlex.split(command)[1:])


QUICK = [command for command in commands() if not command.startswith(LONG)]
SLOW = [command for command in commands() if command.startswith(LONG)]


def test_the_readme_shows_the_commands_a_planner_needs() -> None:
    shown = {command.split()[1] for command in commands()}
    assert shown >= {"new", "validate", "targets", "explain", "run", "compare", "diff", "verify", "trace", "export"}


def test_the_makefile_has_every_goal_that_the_readme_shows() -> None:
    makefile = (ROOT / "Makefile").read_text(encoding="utf-8")
    for goal in make_goals():
        assert re.search(rf"^{goal}:", makefile, flags=re.M), goal


def test_the_quick_commands_of_the_readme_run(desk: Path) -> None:
    for command in QUICK:
        done = run(command, desk)
        assert done.exit_code == 0, f"{command}\n{done.output}\n{done.stderr}\n{done.exception!r}"
        assert "Traceback" not in done.stderr


def test_the_command_is_installed(tmp_path: Path) -> None:
    """What is typed in a shell is what is typed above."""
    first = shlex.split(QUICK[0])[1:]
    done = subprocess.run(
        [str(TIERCARE), *first], cwd=tmp_path, capture_output=True, text=True, check=False, timeout=600
    )
    assert done.returncode == 0, done.stderr
    assert "my_county.yaml" in done.stdout


def test_the_two_engines_of_the_readme_give_the_same_bytes(desk: Path) -> None:
    asked = [shlex.split(command) for command in commands() if "--engine" in command]
    assert [words[words.index("--engine") + 1] for words in asked] == ["simpy", "compiled"]
    tables = []
    for words in asked:
        folder = desk / words[words.index("--out") + 1]
        if not folder.exists():
            run(shlex.join(words), desk)
        tables.append({path.name: path.read_bytes() for path in folder.glob("*.csv")})
    assert tables[0] == tables[1] != {}


@pytest.mark.long
@pytest.mark.parametrize("command", SLOW)
def test_the_longer_commands_of_the_readme_run(command: str, desk: Path) -> None:
    words = [str(TIERCARE), *shlex.split(command)[1:]]
    done = subprocess.run(words, cwd=desk, capture_output=True, text=True, check=False, timeout=1200)
    assert done.returncode == 0, f"{command}\n{done.stdout}\n{done.stderr}"


def test_the_snippet_for_researchers_runs(
    desk: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    (snippet,) = blocks("python")
    monkeypatch.chdir(desk)
    exec(compile(snippet, "README.md", "exec"), {"__name__": "__main__"})
    assert len(capsys.readouterr().out.splitlines()) == 2
