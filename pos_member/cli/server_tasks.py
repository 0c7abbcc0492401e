"""What a manager tells the server from its own machine: ``pos-member server --data DIR TASK``.

The same as the administration's routes, on the database itself, whether or not a server runs on it.
"""

import argparse
import json
from collections.abc import Callable

from sqlalchemy import Connection

from pos_member.cli import DONE
from pos_member.cli.scan import SERVER
from pos_member.domain.errors import Damaged
from pos_member.domain.ids import uuid7
from pos_member.domain.shape import Shape
from sync.server import (
    coupon_issue,
    fleet,
    lost,
    reapply,
    recovery,
    reinstated,
    reports,
    terminals,
)
from sync.server.shop import Shop

Task = Callable[[Shop, argparse.Namespace], object]


def run(shop: Shop, options: argparse.Namespace) -> int:
    """Do the task that ``options`` name, and print what came of it as JSON.

    Raises:
        Refused: with the code that the task refuses with; nothing was done.
    """
    try:
        answer = TASKS[options.task](shop, options)
    finally:
        shop.database.dispose()
    print(json.dumps(answer, ensure_ascii=False, indent=1))
    return DONE


def _restored(shop: Shop, _: argparse.Namespace) -> object:
    epoch = uuid7(shop.now_ms(), shop.random_bytes(10))
    shop.database.write(lambda connection: recovery.begin(connection, epoch))
    return _recovery(shop, _)


def _recovery(shop: Shop, _: argparse.Namespace) -> object:
    with shop.database.snapshot_reading() as connection:
        return recovery.report(connection)


def _end_recovery(shop: Shop, _: argparse.Namespace) -> object:
    absent = shop.database.write(
        lambda connection: recovery.end(connection, shop.house, now_ms=shop.now_ms())
    )
    return {"absent": absent}


def _declare_lost(shop: Shop, options: argparse.Namespace) -> object:
    return shop.database.write(
        lambda connection: lost.declare(
            connection, _named(connection, options), shop.house, now_ms=shop.now_ms()
        )
    )


def _revoke(shop: Shop, options: argparse.Namespace) -> object:
    shop.database.write(
        lambda connection: terminals.revoke(connection, _named(connection, options))
    )
    return {"revoked": True}


def _reinstate(shop: Shop, options: argparse.Namespace) -> object:
    shop.database.write(
        lambda connection: reinstated.reinstate(connection, _named(connection, options))
    )
    return {"reinstated": True}


def _declare_ended(shop: Shop, options: argparse.Namespace) -> object:
    return shop.database.write(
        lambda connection: fleet.declare_ended(
            connection, options.terminal or "", shop.house, now_ms=shop.now_ms()
        )
    )


def _terminals(shop: Shop, _: argparse.Namespace) -> object:
    with shop.database.snapshot_reading() as connection:
        return {"tills": fleet.report(connection)}


def _code(shop: Shop, options: argparse.Namespace) -> object:
    if bool(options.register) == bool(options.replace):
        raise Damaged("code_for", register=options.register or "", replace=options.replace or "")
    return shop.database.write(
        lambda connection: fleet.new_code(
            connection,
            shop.house,
            register=options.register or "",
            replaces=options.replace or "",
            random_bytes=shop.random_bytes,
            now_ms=shop.now_ms(),
        )
    )


def _keys(shop: Shop, _: argparse.Namespace) -> object:
    """Return the public keys, as ``pos-member scan --keys`` reads them."""
    members = {str(number): key.public.hex() for number, key in shop.house.member_code_keys.items()}
    return {SERVER: shop.house.key.public.hex(), **members}


def _coupons(shop: Shop, _: argparse.Namespace) -> object:
    with shop.database.snapshot_reading() as connection:
        return coupon_issue.report(connection)


def _issue_coupon(shop: Shop, options: argparse.Namespace) -> object:
    given = {"member": options.member, "template": options.template}
    given |= {"first_day": options.first_day, "last_day": options.last_day}
    asked = Shape({name: value or "" for name, value in given.items()})
    random_10, now_ms = shop.random_bytes(10), shop.now_ms()
    return shop.database.write(
        lambda connection: coupon_issue.issue(
            connection, asked, shop.house, random_10=random_10, now_ms=now_ms
        )
    )


def _waiting(shop: Shop, _: argparse.Namespace) -> object:
    with shop.database.snapshot_reading() as connection:
        return {"waiting": reports.quarantine(connection)}


def _decide(shop: Shop, options: argparse.Namespace) -> object:
    if not (options.operation and options.decision and options.by and options.reason):
        wanted = "decide OPERATION --void|--write-off|--apply --by NAME --reason TEXT"
        raise Damaged("decision", given=options.operation or "", wanted=wanted)
    word = reapply.Word(options.by[:100], options.reason[:500], shop.now_ms())
    return shop.database.write(
        lambda connection: reapply.decide(
            connection, options.operation, options.decision, shop.house, word
        )
    )


def _named(connection: Connection, options: argparse.Namespace) -> str:
    return fleet.named(connection, options.terminal or "").terminal_id


def _end_coupon(shop: Shop, options: argparse.Namespace) -> object:
    return shop.database.write(
        lambda connection: coupon_issue.end(connection, options.coupon or "")
    )


TASKS: dict[str, Task] = {
    "restored": _restored,
    "recovery": _recovery,
    "end-recovery": _end_recovery,
    "declare-lost": _declare_lost,
    "declare-ended": _declare_ended,
    "revoke": _revoke,
    "reinstate": _reinstate,
    "terminals": _terminals,
    "code": _code,
    "keys": _keys,
    "coupons": _coupons,
    "issue-coupon": _issue_coupon,
    "end-coupon": _end_coupon,
    "waiting": _waiting,
    "decide": _decide,
}
