"""``pos-member server``: runs the central server on a folder, with SQLite or PostgreSQL."""

import argparse
import json
import logging
import secrets
import signal
import sys
from pathlib import Path

from pos_member.bootstrap.chance_and_time import now_ms
from pos_member.cli import DONE, server_tasks
from pos_member.domain.errors import Damaged
from sync.server import sample
from sync.server.house import Store
from sync.server.serve import Server, new_code, open_shop
from sync.server.shop import Shop

SAMPLE_FILE = "sample.json"
SAMPLE_STORE = Store("s-xuhui", "悦己生活馆 · 徐汇店")


def run(options: argparse.Namespace) -> int:
    """Serve until told to stop; with ``--announce`` says in one line of JSON where it listens."""
    if options.task and options.task not in server_tasks.TASKS:
        raise Damaged("server_task", task=options.task)
    folder = Path(options.data)
    folder.mkdir(parents=True, exist_ok=True)
    logging.basicConfig(level=logging.WARNING, stream=sys.stderr)
    shop = open_shop(
        folder,
        SAMPLE_STORE,
        database_url=options.database or "",
        now_ms=now_ms,
        random_bytes=secrets.token_bytes,
    )
    if options.task:
        return server_tasks.run(shop, options)
    listed = _fill(shop, folder, options.sample) if options.sample else None
    codes = [new_code(shop, f"{number:02d}") for number in range(1, options.codes + 1)]
    server = Server(shop, host=options.host, port=options.port)
    signal.signal(signal.SIGTERM, lambda *_: server.stop())
    _announce(server, codes, listed, as_json=options.announce)
    server.run()
    return DONE


def _fill(shop: Shop, folder: Path, members: int) -> Path:
    listed = folder / SAMPLE_FILE
    if not listed.exists():
        made = shop.database.write(
            lambda connection: sample.fill(connection, shop.house, members=members, now_ms=now_ms())
        )
        listed.write_text(json.dumps(made.to_json(), ensure_ascii=False), encoding="utf-8")
    return listed


def _announce(server: Server, codes: list[str], listed: Path | None, *, as_json: bool) -> None:
    listening = server.listening
    if as_json:
        answer = {
            "url": listening.url,
            "port": listening.port,
            "codes": codes,
            "sample": str(listed) if listed else "",
        }
        print(json.dumps(answer), flush=True)
        return
    print(f"listening on {listening.url}")
    for code in codes:
        print(f"enrolment code: {code}", flush=True)
