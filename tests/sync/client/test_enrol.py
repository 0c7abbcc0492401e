"""A machine becomes a till: the code, the key, the server it names, and nothing by half."""

import random
import stat
from collections.abc import Iterator
from pathlib import Path

import pytest
from sqlalchemy import Connection

from pos_member.domain.errors import Refused, Unavailable
from pos_member.services.identity import read_identity
from sync.client.enrol import PENDING_NAME, enrol, read_code
from sync.protocol.signing import SigningKey
from sync.server import fleet, serve, terminals
from sync.server.shop import Shop
from tests.sync.client.test_transport import far_end
from tests.sync.server.serving import listening

OTHER = SigningKey(bytes([3] * 32))


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Shop, str]]:
    with listening(tmp_path_factory.mktemp("server")) as (shop, url, _):
        yield shop, url


def chance(seed: int = 1):
    return random.Random(seed).randbytes


def test_a_code_makes_a_till_with_a_key_of_its_own(server, tmp_path):
    shop, url = server
    made = enrol(tmp_path, url, serve.new_code(shop, "7"), random_bytes=chance())
    assert read_identity(tmp_path) == made
    assert (made.register, made.server_url, made.currency) == ("7", url, "CNY")
    assert made.server_public == shop.house.key.public
    with shop.database.reading() as connection:
        known = terminals.find(connection, made.terminal_id)
    assert known is not None
    assert known.public_key == SigningKey(made.device_seed).public
    mode = stat.S_IMODE((tmp_path / "identity.json").stat().st_mode)
    assert mode == 0o600
    assert not (tmp_path / PENDING_NAME).exists()


def test_the_code_may_be_typed_as_it_is_read_out(server, tmp_path):
    shop, url = server
    typed = serve.new_code(shop, "7").lower().replace("-", " ")
    assert enrol(tmp_path, url, typed, random_bytes=chance()).register == "7"


def test_a_lost_reply_is_made_good_by_the_same_code(server, tmp_path):
    shop, url = server
    code = serve.new_code(shop, "8")
    made = enrol(tmp_path, url, code, random_bytes=chance(2))
    # The machine died before it wrote its identity: the key it had made is still there.
    (tmp_path / "identity.json").unlink()
    (tmp_path / PENDING_NAME).write_bytes(made.device_seed)
    assert enrol(tmp_path, url, code, random_bytes=chance(3)) == made


def test_a_code_is_for_one_machine(server, tmp_path):
    shop, url = server
    code = serve.new_code(shop, "9")
    (tmp_path / "a").mkdir()
    (tmp_path / "b").mkdir()
    enrol(tmp_path / "a", url, code, random_bytes=chance(4))
    with pytest.raises(Refused, match="enrolment_code_used"):
        enrol(tmp_path / "b", url, code, random_bytes=chance(5))
    assert read_identity(tmp_path / "b") is None


def test_a_wrong_code_is_refused_in_the_servers_words(server, tmp_path):
    shop, url = server
    code = serve.new_code(shop, "9")
    wrong = "AAAAA-AAAAA" + code[11:]
    with pytest.raises(Refused, match="enrolment_code_wrong"):
        enrol(tmp_path, url, wrong, random_bytes=chance())
    assert read_identity(tmp_path) is None


def test_a_server_that_the_code_does_not_name_is_not_believed(server, tmp_path):
    shop, url = server
    code = serve.new_code(shop, "9")
    with pytest.raises(Unavailable, match="identity"):
        enrol(tmp_path, url, code[:12] + "AAAAAAAA", random_bytes=chance())
    assert read_identity(tmp_path) is None


def test_a_till_is_not_enrolled_twice(server, tmp_path):
    shop, url = server
    enrol(tmp_path, url, serve.new_code(shop, "9"), random_bytes=chance())
    with pytest.raises(Refused, match="already_enrolled"):
        enrol(tmp_path, url, serve.new_code(shop, "9"), random_bytes=chance())


def replacing(shop: Shop, till: str) -> str:
    def make(connection: Connection) -> dict[str, object]:
        return fleet.new_code(
            connection,
            shop.house,
            register="",
            replaces=till,
            random_bytes=shop.random_bytes,
            now_ms=shop.now_ms(),
        )

    return str(shop.database.write(make)["code"])


def test_a_till_takes_its_own_place_again_with_a_new_key(server, tmp_path):
    shop, url = server
    first = enrol(tmp_path, url, serve.new_code(shop, "31"), random_bytes=chance(31))
    code = replacing(shop, first.terminal_id)
    again = enrol(tmp_path, url, code, random_bytes=chance(32), anew=True)
    assert (again.terminal_id, again.register) == (first.terminal_id, "31")
    assert (again.incarnation, again.device_seed == first.device_seed) == (2, False)
    assert read_identity(tmp_path) == again


def test_a_till_takes_no_other_tills_place(server, tmp_path):
    shop, url = server
    first = enrol(tmp_path, url, serve.new_code(shop, "41"), random_bytes=chance(41))
    (tmp_path / "other").mkdir()
    other = enrol(tmp_path / "other", url, serve.new_code(shop, "42"), random_bytes=chance(42))
    code = replacing(shop, other.terminal_id)
    with pytest.raises(Refused, match="already_enrolled"):
        enrol(tmp_path, url, code, random_bytes=chance(43), anew=True)
    assert read_identity(tmp_path) == first


@pytest.mark.parametrize("text", ["", "ABCDE-FGHIJ", "ABCDE-FGHI1-ABCDEFGH", "王" * 18, "A" * 19])
def test_what_is_no_code_asks_nobody(text):
    with pytest.raises(Refused, match="enrolment_code_form"):
        read_code(text)


def answer(body: bytes, kind: str, status: str = "200 OK"):
    head = f"HTTP/1.1 {status}\r\nContent-Type: {kind}\r\nContent-Length: {len(body)}\r\n\r\n"
    return lambda line: line.sendall(head.encode() + body)


@pytest.mark.parametrize(
    ("body", "kind", "why"),
    [
        (b"<html>login</html>", "text/html", "login_page"),
        (b"not json", "application/json", "no_reply"),
        (b"[]", "application/json", "no_reply"),
        (b"{}", "application/json", "no_reply"),
        (b'{"server_public":"00"}', "application/json", "no_reply"),
        (
            b'{"server_public":"' + OTHER.public.hex().encode() + b'"}',
            "application/json",
            "identity",
        ),
    ],
)
def test_an_answer_that_is_not_the_servers_makes_no_till(tmp_path: Path, body, kind, why):
    with far_end(answer(body, kind)) as url, pytest.raises(Unavailable) as failed:
        enrol(tmp_path, url, "ABCDE-FGHIJ-ABCDEFGH", random_bytes=chance())
    assert failed.value.code == why
    assert read_identity(tmp_path) is None
    assert (tmp_path / PENDING_NAME).exists(), "the same code can be tried again"


def test_without_a_line_nothing_is_written(tmp_path):
    with pytest.raises(Unavailable, match="refused"):
        enrol(tmp_path, "http://127.0.0.1:9", "ABCDE-FGHIJ-ABCDEFGH", random_bytes=chance())
    assert read_identity(tmp_path) is None


def test_a_cut_key_file_is_not_used(server, tmp_path):
    shop, url = server
    (tmp_path / PENDING_NAME).write_bytes(b"short")
    made = enrol(tmp_path, url, serve.new_code(shop, "9"), random_bytes=chance(6))
    assert len(made.device_seed) == 32
