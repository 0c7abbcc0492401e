"""The server over real HTTP: signed whatever it says, and nothing that is no request of ours."""

import threading
import zlib
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import httpx
import pytest

from pos_member.domain import canonical
from pos_member.domain.ledger import Kind
from sync.protocol import limits, signing
from sync.protocol.messages import Want, dump_push
from sync.server import serve, terminals
from sync.server.database import ServerDatabase
from sync.server.shop import Shop
from tests.sync.server import serving
from tests.sync.server.books import assert_whole, figures
from tests.sync.server.far_end import cash
from tests.sync.server.serving import Caller, Clock, code_of

Served = tuple[Shop, str, Clock]
PUSH = "/v1/sync/push"


@pytest.fixture(params=["sqlite", pytest.param("postgresql", marks=pytest.mark.postgresql)])
def served(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Served]:
    url = ""
    if request.param == "postgresql":
        database: ServerDatabase = request.getfixturevalue("clean_postgresql")
        url = database.engine.url.render_as_string(hide_password=False)
    with serving.listening(tmp_path / "server", url) as found:
        yield found


@pytest.fixture(scope="module")
def standing(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    """One server for all requests that leave nothing behind."""
    with serving.listening(tmp_path_factory.mktemp("standing")) as found:
        yield found


@pytest.fixture
def stranger(standing: Served, request: pytest.FixtureRequest) -> Caller:
    seed = zlib.crc32(request.node.nodeid.encode())
    return serving.caller(standing[0], standing[1], seed=seed)


@pytest.fixture
def call(served: Served) -> Caller:
    return serving.caller(served[0], served[1])


def test_a_day_over_the_wire(served: Served, call: Caller) -> None:
    till = call.till
    member = till.enrol()
    till.top_up(member, 10_000)
    reply = call.push()
    assert (reply.status, reply.ack_seq, reply.server_epoch) == ("ok", 2, served[0].house.epoch)
    page = call.pull()
    assert [p["member_id"] for p in page.profiles] == [member]
    assert [(row.principal, row.included_seq) for row in page.figures] == [(10_000, 2)]
    assert call.pull(page.cursor).figures == ()
    checked = call.call("GET", f"/v1/sync/pull?cursor={page.cursor}&check=1")
    assert (
        b'"check":{"bonus":0,"coupons":0,"members":1,"points":0,"principal":10000}'
        in checked.content
    )


def test_three_lost_replies_and_one_effect(call: Caller) -> None:
    member = call.till.enrol()
    call.till.top_up(member, 10_000)
    body = dump_push(call.till.request())
    assert len({call.push(body).ack_hash for _ in range(4)}) == 1
    assert figures(call.till, member)["principal"] == 10_000
    assert_whole(call.till)


@pytest.mark.parametrize(
    ("body", "code"),
    [
        (b"", "not_json"),
        (b"<html>login</html>", "not_json"),
        (b"\xff" * 1_000, "not_json"),
        (b"\0" * 100, "not_json"),
        (b"[" * 100_000, "not_json"),
        (b"[]", "shape"),
        (b'{"protocol":1}', "shape"),
        (b'{"protocol":"one"}', "shape"),
    ],
)
def test_garbage_is_refused_with_a_signed_answer(stranger: Caller, body: bytes, code: str) -> None:
    assert stranger.refusal("POST", PUSH, body) == (400, code)


def test_a_cut_body_is_refused(call: Caller) -> None:
    call.till.sell(None, cash(100))
    body = dump_push(call.till.request())
    assert call.refusal("POST", PUSH, body[: len(body) // 2]) == (400, "not_json")
    assert call.push(body).ack_seq == 1


def test_a_body_beyond_all_bounds_is_not_read(stranger: Caller) -> None:
    body = b" " * (2 * limits.PUSH_BYTES_MAX + 1)
    assert stranger.refusal("POST", PUSH, body) == (413, "body_too_large")


@pytest.mark.parametrize("protocol", [0, limits.PROTOCOL + 1])
def test_another_protocol_is_told_which_are_spoken(stranger: Caller, protocol: int) -> None:
    body = dump_push(replace(stranger.till.request(), protocol=protocol))
    answer = stranger.call("POST", PUSH, body)
    assert answer.status_code == 426
    assert canonical.load(answer.content) == {
        "code": "protocol",
        "min": limits.PROTOCOL_OLDEST,
        "max": limits.PROTOCOL,
    }


@pytest.mark.parametrize("written", ["0", str(limits.PROTOCOL + 1), "x", "9" * 500])
def test_a_version_that_is_not_spoken_gets_no_page(stranger: Caller, written: str) -> None:
    asked = stranger.refusal("GET", "/v1/sync/pull?cursor=0.0", pm_protocol=written)
    assert asked == (426, "protocol")


def test_an_older_version_is_answered_as_it_asks(call: Caller) -> None:
    call.till.sell(None, cash(100))
    body = dump_push(replace(call.till.request(), protocol=1))
    answer = call.call("POST", PUSH, body, pm_protocol="1")
    said: dict[str, object] = canonical.load(answer.content)  # type: ignore[assignment]
    assert (said["status"], said["ack_seq"]) == ("ok", 1)
    assert not {"incarnation", "recovering"} & set(said)


def test_an_altered_journal_is_refused_with_its_place(call: Caller) -> None:
    call.till.sell(None, cash(100))
    request = call.till.request()
    bad = replace(request.entries[0].entry, hash="22" * 32)
    body = dump_push(replace(request, entries=(replace(request.entries[0], entry=bad),)))
    answer = call.call("POST", PUSH, body)
    assert (answer.status_code, code_of(answer)) == (400, "journal_altered")


def test_a_till_speaks_only_for_itself(served: Served, call: Caller) -> None:
    other = serving.caller(served[0], served[1], seed=2)
    assert call.refusal("POST", PUSH, dump_push(other.till.request())) == (403, "terminal_foreign")


HEADERS = [
    (signing.TERMINAL_HEADER, "nobody", "terminal_unknown"),
    (signing.SIGNATURE_HEADER, "00" * 64, "signature_wrong"),
    (signing.SIGNATURE_HEADER, "no hex", "signature_wrong"),
]


@pytest.mark.parametrize(("name", "value", "code"), HEADERS)
@pytest.mark.parametrize("target", [PUSH, "/v1/sync/pull?cursor=0.0", "/v1/sync/snapshot"])
def test_who_is_not_known_gets_nothing_but_a_signed_no(
    stranger: Caller, target: str, name: str, value: str, code: str
) -> None:
    method = "POST" if target == PUSH else "GET"
    assert stranger.refusal(method, target, b"", **{name: value}) == (401, code)


@pytest.mark.parametrize("nonce", ["", "ab", "zz" * 16, "AB" * 16])
def test_without_a_nonce_nothing_is_signed(stranger: Caller, nonce: str) -> None:
    sent = stranger.headers("POST", PUSH, b"", "ab" * 16) | {signing.NONCE_HEADER: nonce}
    answer = httpx.post(stranger.url + PUSH, content=b"", headers=sent)
    assert (answer.status_code, code_of(answer)) == (401, "nonce_missing")
    assert signing.SIGNATURE_HEADER not in answer.headers


def test_a_signature_is_over_body_and_target(stranger: Caller) -> None:
    sent = stranger.headers("GET", "/v1/sync/pull?cursor=0.0", b"")
    for target in ("/v1/sync/pull?cursor=0.1", "/v1/sync/snapshot"):
        answer = httpx.get(stranger.url + target, headers=sent)
        assert (answer.status_code, code_of(answer)) == (401, "signature_wrong")


def test_a_repeated_request_is_refused_and_a_new_nonce_is_not(call: Caller) -> None:
    body = dump_push(call.till.request())
    sent = call.headers("POST", PUSH, body)
    first, second = (httpx.post(call.url + PUSH, content=body, headers=sent) for _ in range(2))
    assert (first.status_code, second.status_code) == (200, 409)
    call.check(second, sent[signing.NONCE_HEADER])
    assert call.push(body).ack_seq == 0


@pytest.mark.parametrize(
    "query", ["cursor=", "cursor=x", "cursor=0.0&wait_ms=-1", "cursor=0.0&wait_ms=1e3"]
)
def test_a_pull_that_does_not_parse_is_refused(stranger: Caller, query: str) -> None:
    assert stranger.refusal("GET", f"/v1/sync/pull?{query}")[0] == 400


def test_a_revoked_till_may_only_leave_its_evidence(served: Served, call: Caller) -> None:
    call.till.sell(None, cash(100))
    with served[0].database.writing() as connection:
        terminals.revoke(connection, call.till.terminal_id)
    assert call.push().status == "revoked"
    for target in ("/v1/sync/pull?cursor=0.0", "/v1/sync/snapshot", "/v1/sync/snapshot/abc"):
        assert call.refusal("GET", target) == (403, "terminal_revoked")


def in_background(work: Callable[[], Any]) -> Callable[[], Any]:
    """Start ``work``; return what waits for its answer."""
    found: list[Any] = []
    thread = threading.Thread(target=lambda: found.append(work()))
    thread.start()

    def result() -> object:
        thread.join(30)
        assert found, "no answer"
        return found[0]

    return result


def test_a_waiting_pull_ends_when_something_changes(served: Served, call: Caller) -> None:
    other = serving.caller(served[0], served[1], seed=2)
    waiting = in_background(lambda: call.pull(wait_ms=25_000))
    member = other.till.enrol()
    other.push()
    assert [p["member_id"] for p in waiting().profiles] == [member]


def test_a_waiting_pull_sees_what_another_worker_changed(served: Served, call: Caller) -> None:
    waiting = in_background(lambda: call.pull(wait_ms=25_000))
    serving.caller(served[0], served[1], seed=2).till.enrol()
    call.till.enrol()
    call.till.send(call.till.request())  # past HTTP, so no bell rings
    assert len(waiting().profiles) == 1


def test_a_recall_ends_a_waiting_pull_without_rows(served: Served, call: Caller) -> None:
    other = serving.caller(served[0], served[1], seed=2)
    member = call.till.enrol()
    lease = call.till.top_up(member, 10_000)
    call.push()
    call.till.acked = 2
    call.push()
    cursor = call.pull().cursor
    waiting = in_background(lambda: call.pull(cursor, wait_ms=25_000))
    wish = Want(other.till.new_id(), member, Kind.PRINCIPAL, 500)
    reply = other.push(dump_push(other.till.request(wish)))
    assert (reply.grants, reply.refused_wants) == ((), ())
    assert waiting().figures == ()
    assert [(r.lease_id, r.keep) for r in call.push().recalls] == [(lease, 0)]


def test_a_pull_that_waits_for_nothing_ends_empty(stranger: Caller) -> None:
    page = stranger.pull(wait_ms=50)
    assert (page.cursor, page.figures, page.more) == ("0.0", (), False)


def test_a_new_till_enrols_by_its_code(served: Served) -> None:
    shop, url, _ = served
    code = serve.new_code(shop, "09")
    body = {"code": code[:11], "public_key": "ab" * 32, "nonce": "cd" * 16}
    answers = [httpx.post(url + "/v1/enrol", content=canonical.dump(body)) for _ in range(2)]
    assert answers[0].status_code == 200
    identity: Any = canonical.load(answers[0].content)
    assert (identity["register"], identity["server_epoch"]) == ("09", shop.house.epoch)
    message = signing.reply_bytes("cd" * 16, 200, answers[0].content)
    signature = bytes.fromhex(answers[0].headers[signing.SIGNATURE_HEADER])
    assert signing.signed_by(bytes.fromhex(identity["server_public"]), message, signature)
    assert answers[1].content == answers[0].content


@pytest.mark.parametrize(
    ("body", "status", "code"),
    [
        (b"<html>", 400, "not_json"),
        (b"{}", 400, "shape"),
        (b'{"nonce":"zz"}', 400, "shape"),
        (canonical.dump({"code": "A", "public_key": "zz", "nonce": "cd" * 16}), 400, "shape"),
        (
            canonical.dump({"code": "AAAAA-AAAAA", "public_key": "ab" * 32, "nonce": "cd" * 16}),
            403,
            "enrolment_code_wrong",
        ),
    ],
)
def test_an_enrolment_that_does_not_fit(
    standing: Served, body: bytes, status: int, code: str
) -> None:
    answer = httpx.post(standing[1] + "/v1/enrol", content=body)
    assert (answer.status_code, code_of(answer)) == (status, code)


def test_wrong_codes_are_counted_although_they_are_refused(served: Served) -> None:
    shop, url, _ = served
    code = serve.new_code(shop, "09")
    guess = {"code": code[:6] + "AAAAA", "public_key": "ab" * 32, "nonce": "cd" * 16}
    for _ in range(5):
        httpx.post(url + "/v1/enrol", content=canonical.dump(guess))
    right = canonical.dump(guess | {"code": code[:11]})
    assert code_of(httpx.post(url + "/v1/enrol", content=right)) == "enrolment_tries_used_up"


def test_health_says_which_protocols_are_spoken(standing: Served) -> None:
    found = httpx.get(standing[1] + "/v1/health").json()
    assert (found["status"], found["protocol"]) == ("ok", {"min": 1, "max": limits.PROTOCOL})


def test_a_waiting_pull_does_not_hold_up_the_end(tmp_path: Path) -> None:
    with serving.listening(tmp_path) as (shop, url, _):
        call = serving.caller(shop, url)
        waiting = in_background(lambda: call.pull(wait_ms=25_000))
        assert call.pull().cursor == "0.0"
    assert waiting().cursor == "0.0"
