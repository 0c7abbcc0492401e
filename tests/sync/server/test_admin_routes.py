"""The administration: behind its token, and nothing of it without."""

from collections.abc import Iterator
from pathlib import Path

import httpx
import pytest

from pos_member.domain import canonical
from pos_member.domain.codes import CouponCode, parse
from sync.server import recovery, sample
from sync.server.shop import Shop
from tests.sync.server import serving
from tests.sync.server.far_end import Till, cash
from tests.sync.server.serving import Clock, code_of

Served = tuple[Shop, str, Clock]


@pytest.fixture
def served(tmp_path: Path) -> Iterator[Served]:
    with serving.listening(tmp_path / "server") as found:
        yield found


def ask(served: Served, method: str, path: str, body: object = None) -> httpx.Response:
    shop, url, _ = served
    headers = {"Authorization": f"Bearer {shop.admin_token}"}
    content = b"" if body is None else canonical.dump(body)
    return httpx.request(method, f"{url}/v1/admin/{path}", headers=headers, content=content)


ROUTES = [
    ("GET", "totals"),
    ("GET", "quarantine"),
    ("GET", "above-cap"),
    ("POST", "enrolment-codes"),
    ("POST", "programs"),
    ("GET", "terminals"),
    ("POST", "terminals/revoke"),
    ("POST", "terminals/reinstate"),
    ("POST", "terminals/ended"),
    ("POST", "terminals/lost"),
    ("POST", "quarantine/decide"),
    ("POST", "tier-events"),
    ("GET", "recovery"),
    ("POST", "recovery/end"),
    ("GET", "coupons"),
    ("POST", "coupons"),
    ("POST", "coupons/end"),
]


@pytest.mark.parametrize("shown", ["", "Bearer", "Bearer wrong", "Basic x", "Bearer \xff"])
def test_nothing_opens_without_the_token(served: Served, shown: str) -> None:
    headers = {b"authorization": shown.encode("latin-1")}
    for method, path in ROUTES:
        answer = httpx.request(method, f"{served[1]}/v1/admin/{path}", headers=headers)
        assert (answer.status_code, code_of(answer)) == (401, "admin_only")


def test_totals_and_quarantine_are_given(served: Served) -> None:
    call = serving.caller(served[0], served[1])
    call.till.sell(None, cash(100))
    call.till.write_raw("gift", b"{}")
    call.push()
    totals = ask(served, "GET", "totals").json()
    assert (totals["quarantined"], totals["ledger_sum"]) == (1, 0)
    assert [row["code"] for row in ask(served, "GET", "quarantine").json()] == ["unknown_kind"]


def test_a_code_is_made_for_a_register(served: Served) -> None:
    found = ask(served, "POST", "enrolment-codes", {"register": "03"}).json()
    assert len(found["code"]) == 20
    assert ask(served, "POST", "enrolment-codes", {}).status_code == 400
    assert ask(served, "POST", "enrolment-codes").status_code == 400


def test_a_program_is_published_once(served: Served) -> None:
    document = sample.program_document()
    assert ask(served, "POST", "programs", document).json() == {"version": 1}
    again = ask(served, "POST", "programs", document)
    assert (again.status_code, code_of(again)) == (403, "program_version")
    assert ask(served, "POST", "programs", {"version": 2, "tiers": 1}).status_code == 400


def test_a_till_is_revoked(served: Served) -> None:
    call = serving.caller(served[0], served[1])
    assert ask(served, "POST", "terminals/revoke", {"terminal": call.till.terminal_id}).json() == {
        "revoked": True
    }
    assert call.push().status == "revoked"
    assert code_of(ask(served, "POST", "terminals/revoke", {"terminal": "x"})) == "terminal_unknown"


def test_a_till_is_trusted_again(served: Served) -> None:
    call = serving.caller(served[0], served[1])
    named = {"terminal": call.till.register}
    assert code_of(ask(served, "POST", "terminals/reinstate", named)) == "terminal_active"
    ask(served, "POST", "terminals/revoke", named)
    assert ask(served, "POST", "terminals/reinstate", named).json() == {"reinstated": True}
    assert call.push().status == "fork", "and goes on by a claim"


def test_a_machine_that_another_replaced_may_send_and_gets_nothing(served: Served) -> None:
    shop, url, _ = served
    call = serving.caller(shop, url)
    call.till.sell(None, cash(100))
    named = {"replaces": call.till.register}
    made = ask(served, "POST", "enrolment-codes", named).json()
    assert made["replaces"] == call.till.terminal_id
    successor = Till(shop.database, shop.house, seed=9)
    successor.incarnation, successor.terminal_id = 2, call.till.terminal_id
    asked = {
        "code": made["code"],
        "public_key": successor.key.public.hex(),
        "nonce": "ab" * 16,
        "terminal": None,
    }
    given = httpx.post(f"{url}/v1/enrol", content=canonical.dump(asked)).json()
    assert (given["terminal_id"], given["incarnation"]) == (call.till.terminal_id, 2)
    assert call.push().status == "superseded"
    assert call.refusal("GET", "/v1/sync/pull?cursor=0.0") == (403, "terminal_superseded")
    new = serving.Caller(url, successor, shop.house.key.public)
    assert new.push().status == "ok"
    assert new.pull().figures == ()
    (row,) = ask(served, "GET", "terminals").json()
    assert [each["incarnation"] for each in row["ended"]] == [1]
    ended = ask(served, "POST", "terminals/ended", {"terminal": call.till.register}).json()
    assert ended == {"ended": [1]}


def test_recovery_is_reported_and_ended(served: Served) -> None:
    call = serving.caller(served[0], served[1])
    epoch = served[0].house.epoch
    served[0].database.write(lambda connection: recovery.begin(connection, epoch))
    assert ask(served, "GET", "recovery").json()["recovering"]
    assert ask(served, "POST", "recovery/end", {}).json() == {"absent": [call.till.terminal_id]}
    assert not ask(served, "GET", "recovery").json()["recovering"]


def test_a_till_is_declared_lost(served: Served) -> None:
    call = serving.caller(served[0], served[1])
    member = call.till.enrol()
    call.till.top_up(member, 5_000)
    call.push()
    named = {"terminal": call.till.terminal_id}
    assert ask(served, "POST", "terminals/lost", named).json() == {
        "given_back": {"principal": 5_000}
    }
    assert call.push().status == "revoked"
    assert code_of(ask(served, "POST", "terminals/lost", {"terminal": "x"})) == "terminal_unknown"


def test_what_becomes_of_a_waiting_operation_is_decided(served: Served) -> None:
    call = serving.caller(served[0], served[1])
    broken = call.till.write_raw("gift", b"{}")
    call.push()
    said = {
        "operation": broken.draft.op_id,
        "decision": "voided",
        "by": "manager",
        "reason": "never happened",
    }
    answer = ask(served, "POST", "quarantine/decide", said).json()
    assert answer == {"decision": "voided", "moved": {}}
    assert code_of(ask(served, "POST", "quarantine/decide", said)) == "operation_not_waiting"
    assert ask(served, "GET", "quarantine").json() == []
    assert ask(served, "GET", "totals").json()["quarantined"] == 0


def test_a_coupon_is_issued_listed_and_taken_back(served: Served) -> None:
    shop, _, _ = served
    with shop.database.writing() as connection:
        made = sample.fill(connection, shop.house, members=1, pin_cost=sample.PinCost(1, 8))
    member = made.members[0]["member_id"]
    body = {"member": member, "template": "welcome-100-10"}
    given = ask(served, "POST", "coupons", body).json()
    assert parse(given["code"], verify=lambda *_: False) == CouponCode(given["coupon"])
    listed = ask(served, "GET", "coupons").json()
    assert {row["state"] for row in listed["coupons"]} == {"free"}
    ended = ask(served, "POST", "coupons/end", {"coupon": given["coupon"]})
    assert ended.json() == {"ended": True}
    for wrong, code in (
        ({"template": "none"}, "coupon_unknown"),
        ({"member": "nobody"}, "member_unknown"),
        ({"last_day": "soon"}, "shape"),
        ({"first_day": "2027-01-02", "last_day": "2027-01-01"}, "shape"),
    ):
        assert code_of(ask(served, "POST", "coupons", body | wrong)) == code
