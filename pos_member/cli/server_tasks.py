"""What a manager tells the server from its own machine: ``pos-member server --data DIR TASK``.

The same as the administration's routes, on the database itself, whether or not a server runs on it.
"""

import argparse
import json
from collections.abc import Callable

from pos_member.cli import DONE
from pos_member.domain.ids import uuid7
from sync.server import lost, recovery, terminals
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
            connection, options.terminal or "", shop.house, now_ms=shop.now_ms()
        )
    )


def _revoke(shop: Shop, options: argparse.Namespace) -> object:
    shop.database.write(lambda connection: terminals.revoke(connection, options.terminal or ""))
    return {"revoked": True}


TASKS: dict[str, Task] = {
    "restored": _restored,
    "recovery": _recovery,
    "end-recovery": _end_recovery,
    "declare-lost": _declare_lost,
    "revoke": _revoke,
}
