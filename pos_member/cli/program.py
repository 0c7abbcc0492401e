"""``pos-member program``: what the rules of a program decide about a member."""

import argparse

from pos_member.cli import DONE, REFUSED
from pos_member.cli.text import read_json, write_json
from pos_member.domain.program_document import read_program
from pos_member.domain.program_lint import lint
from pos_member.domain.tier_file import answer_tier


def run(options: argparse.Namespace) -> int:
    """Print the answer to the question about the file.

    Raises:
        Damaged: the file does not say what is asked about.
    """
    document = read_json(options.file)
    if options.question == "tier":
        write_json(answer_tier(document))
        return DONE
    findings = lint(read_program(document))
    write_json({"findings": [each.to_json() for each in findings]})
    return REFUSED if findings else DONE
