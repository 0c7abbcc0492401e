"""``pos-member program``: what the rules of a program decide about a member."""

import argparse

from pos_member.cli import DONE
from pos_member.cli.text import read_json, write_json
from pos_member.domain.tier_file import answer_tier


def run(options: argparse.Namespace) -> int:
    """Print the answer to the question about the file.

    Raises:
        Damaged: the file does not say what is asked about.
    """
    write_json(answer_tier(read_json(options.file)))
    return DONE
