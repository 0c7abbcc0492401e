"""The coupons of the sample shop: some of its first members have one, and carry its code."""

from collections.abc import Sequence
from random import Random

from sqlalchemy import Connection

from pos_member.domain.code_texts import coupon_text
from pos_member.domain.codes import COUPON_CODE_BYTES
from sync.server import coupon_issue
from sync.server.house import House

MEMBERS, EVERY = 300, 3
"""Of the first members, every third has a coupon."""


def give(
    connection: Connection,
    house: House,
    carried: list[dict[str, str]],
    templates: Sequence[str],
    *,
    seed: int,
    now_ms: int,
) -> None:
    """Give coupons of ``templates`` in turn, and add each code to what its member carries."""
    chance = Random(f"{seed}/coupons")  # noqa: S311 - a sample, not a secret
    given = []
    for no, person in enumerate(carried[:MEMBERS], start=1):
        if no % EVERY == 1:
            code = chance.randbytes(COUPON_CODE_BYTES)
            person["coupon"] = coupon_text(code)
            template_id = templates[no // EVERY % len(templates)]
            row = coupon_issue.row_of(code.hex(), no, template_id, now_ms=now_ms)
            given.append((person["member_id"], row))
    coupon_issue.give(connection, given, house, now_ms=now_ms)
