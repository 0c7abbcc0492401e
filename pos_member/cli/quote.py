"""``pos-member quote``: prices a basket and says every deduction, its rule and its reason."""

import argparse

from pos_member.cli import DONE
from pos_member.cli.text import read_json, write_json
from pos_member.domain.quote_file import answer


def run(options: argparse.Namespace) -> int:
    """Print the quote of the file.

    Raises:
        Damaged: the file does not say what is to be priced.
        Refused: it cannot be priced so.
    """
    write_json(answer(read_json(options.file)))
    return DONE
