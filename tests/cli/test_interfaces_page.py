"""The page of the interfaces says what is so: its examples are run, every option stands there."""

import re
import shlex
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest

from pos_member import cli

PAGE = (Path(__file__).parents[2] / "docs/interfaces.md").read_text(encoding="utf-8")
NOT_DESCRIBED = {"sync"}  # the window starts it; nobody else does

_FILE = re.compile(r"```json (\S+)\n(.*?)```", re.DOTALL)
_CONSOLE = re.compile(r"```console\n(.*?)```", re.DOTALL)
_RUN = re.compile(r"\$ pos-member (.*?)\n(.*?)status (\d)(?:: (.*?))?\n(?=\$|\Z)", re.DOTALL)


@dataclass(frozen=True)
class Example:
    """A command of the page: what it prints, its status, and a part of its line of complaint."""

    line: str
    printed: str
    status: int
    complaint: str


def examples() -> Iterator[Example]:
    for block in _CONSOLE.findall(PAGE):
        for line, printed, status, complaint in _RUN.findall(block):
            yield Example(line, printed, int(status), complaint)


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Give the folder that the examples are run in, with the files that the page shows."""
    for name, content in _FILE.findall(PAGE):
        (tmp_path / name).write_text(content, encoding="utf-8")
    monkeypatch.chdir(tmp_path)
    return tmp_path


@pytest.mark.parametrize("example", list(examples()), ids=lambda example: example.line)
def test_an_example_does_what_the_page_says(
    example: Example, folder: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    status = cli.main(shlex.split(example.line))
    said = capfd.readouterr()
    assert status == example.status
    if example.printed:
        assert said.out == example.printed
    assert example.complaint in said.err
    if status == cli.BAD_USAGE or example.complaint:
        assert len(said.err.splitlines()) == 1


def test_no_example_of_the_page_is_left_out() -> None:
    assert len(list(examples())) == PAGE.count("\n$ pos-member ")


def test_every_command_has_its_section() -> None:
    described = set(re.findall(r"^## (\w+)$", PAGE, re.MULTILINE))
    assert described == set(cli._commands()) - NOT_DESCRIBED


@pytest.mark.parametrize("command", sorted(set(cli._commands()) - NOT_DESCRIBED))
def test_every_option_of_a_command_is_on_the_page(
    command: str, capsys: pytest.CaptureFixture[str]
) -> None:
    with pytest.raises(SystemExit):
        cli.main([command, "--help"])
    options = set(re.findall(r"(--[a-z]+)", capsys.readouterr().out)) - {"--help"}
    section = re.split(rf"^## {command}$", PAGE, flags=re.MULTILINE)[1].split("\n## ")[0]
    assert {option for option in options if option not in section} == set()
