"""``pos-member ledger``: what happens to accounts and lots, step by step, and every transfer."""

import argparse
import sys
from collections.abc import Iterator
from typing import Any

from pos_member.cli import DONE
from pos_member.cli.text import in_both, read_json, write_json
from pos_member.domain.errors import Refused
from pos_member.domain.ledger_file import answer


def run(options: argparse.Namespace) -> int:
    """Print what the steps of the file do.

    Raises:
        Damaged: the file does not say what happens to whom.
        Refused: a step was refused; the answer is printed all the same and says which.
    """
    made = answer(read_json(options.file), in_both)
    if options.table:
        sys.stdout.buffer.write("\n".join(_table(made.document)).encode() + b"\n")
        sys.stdout.buffer.flush()
    else:
        write_json(made.document)
    if made.refused is not None:
        raise Refused(made.refused.code, step=made.step_id, **made.refused.values)
    return DONE


def _table(document: Any) -> Iterator[str]:  # noqa: ANN401 - a document that we made ourselves
    """Yield the lines of a table for people: for each step what moved, and what is held then."""
    yield "opening"
    yield from _part(document["opening"])
    for step in document["steps"]:
        yield ""
        yield f"{step['id']}  {step['do']}"
        if step["refused"]:
            words = step["refused"]["words"]
            yield f"  refused  {step['refused']['reason']}: {words['zh']} / {words['en']}"
        yield from _part(step)


def _part(part: Any) -> Iterator[str]:  # noqa: ANN401
    for each in part["transfers"]:
        lot = f"  [{each['lot']}]" if each["lot"] else ""
        amount = f"{each['amount']} {each['unit']}"
        yield f"  {amount:>24}  {each['from']} -> {each['to']}  ({each['reason']}){lot}"
    for each in part["accounts"]:
        yield f"  {each['amount']:>16} {each['unit']:<11}{each['account']}"
        for lot in part["lots"]:
            if lot["account"] == each["account"]:
                until = f" until {lot['last_day']}" if lot["last_day"] else ""
                ended = ", ended" if lot["ended"] else ""
                yield f"  {lot['amount']:>24}   lot {lot['lot']}{until}{ended}"
