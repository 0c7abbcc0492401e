"""The linter finds what nobody can have meant, and says nothing of what is well."""

import json
from pathlib import Path

import pytest

from pos_member.domain.program_document import read_program
from pos_member.domain.program_lint import lint

ROOT = Path(__file__).parents[2]
GOLDEN = json.loads((ROOT / "tests/golden/lint/programs.json").read_text(encoding="utf-8"))
EXAMPLES = sorted((ROOT / "docs/interfaces/programs").glob("*.json"))


@pytest.mark.parametrize("case", GOLDEN["cases"], ids=lambda case: case["name"])
def test_a_program_has_the_faults_that_the_case_says(case):
    findings = lint(read_program({"version": 1, **case["program"]}))
    assert [[each.path, each.fault.value] for each in findings] == case["expect"], case["why"]
    for each in findings:
        said = each.to_json()
        assert all(said[language] for language in ("zh", "en"))
        assert "{" not in str(said["zh"]) + str(said["en"])


@pytest.mark.parametrize("path", EXAMPLES, ids=lambda path: path.stem)
def test_the_example_programs_are_well(path):
    assert lint(read_program(json.loads(path.read_text(encoding="utf-8")))) == ()


def test_the_sample_shop_is_well():
    path = ROOT / "resources/sample_shop/program.json"
    assert lint(read_program(json.loads(path.read_text(encoding="utf-8")))) == ()
