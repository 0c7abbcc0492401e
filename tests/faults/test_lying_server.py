"""Between a real sync process and a real server sits somebody who spoils the answers.

Whatever comes back, an operation counts as sent only when the server itself has signed for it, and
it reaches the server's books once.
"""

import random
import threading
from collections.abc import Callable, Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import httpx
import pytest
import sqlalchemy as sa

from pos_member.domain.program_writer import write_program
from pos_member.i18n import LANGUAGES, catalogue
from pos_member.services import acknowledge, enrolment
from pos_member.services.enrolment import Joining
from sync.client.enrol import enrol
from sync.server import programs, serve
from sync.server.shop import Shop
from sync.server.tables import operation
from sync.simulator.assortment import PROGRAM
from tests.sync.client.test_with_server import Window
from tests.sync.server.serving import listening

Spoil = Callable[[httpx.Response], tuple[int, dict[str, str], bytes]]
TRIES = 2
WAIT_S = 20


class Liar(ThreadingHTTPServer):
    """Passes requests on and answers as it likes."""

    daemon_threads = True

    def __init__(self, far: str) -> None:
        super().__init__(("127.0.0.1", 0), _Passing)
        self.far = far
        self.spoil: Spoil | None = None
        self.lied = threading.Semaphore(0)
        self.former: httpx.Response | None = None
        self.client = httpx.Client(trust_env=False, timeout=40)

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.server_address[1]}"


class _Passing(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    server: Liar

    def do_POST(self) -> None:
        self._pass_on()

    def do_GET(self) -> None:
        self._pass_on()

    def _pass_on(self) -> None:
        body = self.rfile.read(int(self.headers.get("Content-Length", 0)))
        headers = {name: value for name, value in self.headers.items() if name != "Host"}
        found = self.server.client.request(
            self.command, self.server.far + self.path, headers=headers, content=body
        )
        pushed = self.path.endswith("/push")
        status, named, content = found.status_code, dict(found.headers), found.content
        if pushed and self.server.spoil is not None:
            status, named, content = self.server.spoil(found)
            self.server.lied.release()
        elif pushed:
            self.server.former = found
        named.setdefault("content-length", str(len(content)))
        self.send_response(status)
        for name, value in named.items():
            if name.lower() not in ("transfer-encoding", "connection", "date", "server"):
                self.send_header(name, value)
        self.end_headers()
        self.wfile.write(content)
        self.close_connection = int(named["content-length"]) != len(content)

    def log_message(self, format: str, *args: object) -> None:  # noqa: A002 - its own name
        """Say nothing."""


def unparseable(found: httpx.Response) -> tuple[int, dict[str, str], bytes]:
    content = b"{" * len(found.content)
    return found.status_code, dict(found.headers), content


def signed_by_another(found: httpx.Response) -> tuple[int, dict[str, str], bytes]:
    headers = dict(found.headers) | {"pm-signature": "ab" * 64}
    return found.status_code, headers, found.content


def login_page(_found: httpx.Response) -> tuple[int, dict[str, str], bytes]:
    return 200, {"content-type": "text/html"}, b"<html><form>Wi-Fi: please log in</form></html>"


def cut_in_half(found: httpx.Response) -> tuple[int, dict[str, str], bytes]:
    # The length is announced whole, and the line ends in the middle.
    return found.status_code, dict(found.headers), found.content[: len(found.content) // 2]


def repeated(liar: Liar) -> Spoil:
    """Return a spoiler that gives the answer to a former request again."""

    def answer(_found: httpx.Response) -> tuple[int, dict[str, str], bytes]:
        assert liar.former is not None
        return liar.former.status_code, dict(liar.former.headers), liar.former.content

    return answer


@pytest.fixture
def chain(tmp_path: Path) -> Iterator[tuple[Shop, Liar, Window]]:
    """A server, the liar before it, and a till that has heard from both."""
    (tmp_path / "server").mkdir()
    (tmp_path / "till").mkdir()
    with listening(tmp_path / "server") as (shop, url, _):
        with shop.database.writing() as connection:
            programs.publish(connection, shop.house, write_program(PROGRAM))
        liar = Liar(url)
        thread = threading.Thread(target=liar.serve_forever, args=(0.05,))
        thread.start()
        code = serve.new_code(shop, "1")
        identity = enrol(tmp_path / "till", liar.url, code, random_bytes=random.Random(1).randbytes)
        window = Window(tmp_path / "till", identity)
        window.until(lambda message: message["type"] == "cache")
        try:
            yield shop, liar, window
        finally:
            window.close()
            liar.shutdown()
            thread.join(30)
            liar.server_close()
            liar.client.close()


def join_somebody(window: Window, phone: str) -> None:
    joining = Joining(window.next_id(), "cashier", phone=phone, consents=("service", "membership"))
    enrolment.enrol(window.till, joining, window.moment())
    window.grew()


def operations_on(shop: Shop) -> int:
    with shop.database.reading() as connection:
        return connection.execute(sa.select(sa.func.count()).select_from(operation)).scalar_one()


@pytest.mark.parametrize("way", ["unparseable", "signature", "login", "cut", "repeated"])
def test_a_spoilt_answer_acknowledges_nothing_and_the_true_one_counts_once(
    chain: tuple[Shop, Liar, Window], way: str
) -> None:
    shop, liar, window = chain
    before = operations_on(shop)
    ways: dict[str, Spoil] = {
        "unparseable": unparseable,
        "signature": signed_by_another,
        "login": login_page,
        "cut": cut_in_half,
        "repeated": repeated(liar),
    }
    liar.spoil = ways[way]
    join_somebody(window, "13800138001")
    heard: list[object] = []

    def is_offline(message: dict[str, object]) -> bool:
        heard.append(message["type"])
        return message.get("online") is False

    window.until(is_offline)
    for _ in range(TRIES):
        window.process.say(type="sync_now")
        assert liar.lied.acquire(timeout=WAIT_S)
    assert "acked" not in heard
    assert acknowledge.queue_of(window.till).queued == 1
    assert operations_on(shop) == before + 1
    liar.spoil = None
    window.process.say(type="sync_now")
    window.until(lambda message: message["type"] == "acked")
    assert acknowledge.queue_of(window.till).queued == 0
    assert operations_on(shop) == before + 1


@pytest.mark.parametrize("trouble", ["busy", "identity", "login_page", "slow"])
def test_every_trouble_of_the_line_has_its_words(trouble: str) -> None:
    assert all(f"frame.trouble_{trouble}" in catalogue(language) for language in LANGUAGES)
