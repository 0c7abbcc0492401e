"""A sale of this till comes back to the fen, in one commit, and never twice."""

import sqlite3
from dataclasses import replace

import pytest

from pos_member.domain import canonical
from pos_member.domain.errors import Refused
from pos_member.domain.journal import GENESIS
from pos_member.domain.lease import Lot
from pos_member.domain.ledger import Kind
from pos_member.domain.operation_reader import read_body
from pos_member.domain.operations import Approval, Refund
from pos_member.domain.receipt import ReceiptKind
from pos_member.domain.tender import TenderPlan
from pos_member.services import checkout, incarnations, printing
from pos_member.services.incarnations import Granted
from pos_member.services.refunds import RefundOrder, preview, refund, refundable
from pos_member.services.verify import verify
from pos_member.storage import entries, leases, meta
from pos_member.storage.cache import current_name
from tests.services.test_checkout import person
from tests.support.counter import DAY_MS, Counter, cash, points, qr, value

BOSS = Approval("boss", "does not fit")


@pytest.fixture
def shop(counter: Counter) -> Counter:
    counter.pull(staff=(person("boss", "manager"), person("anna", "cashier")))
    return counter


def sold(
    counter: Counter,
    *tenders: TenderPlan,
    prices: tuple[str, ...] = ("60.00", "40.00"),
    who: str = "",
) -> str:
    member = counter.see(who) if who else None
    payment = counter.payment(counter.basket(*prices), *tenders, member=member)
    return checkout.pay(counter.till, payment, counter.now()).op_id


def order(
    counter: Counter, sale_id: str, *, approval: Approval | None = BOSS, **lines: int
) -> RefundOrder:
    named = {name.removeprefix("line"): quantity for name, quantity in lines.items()}
    return RefundOrder(counter.next_id(), sale_id, "anna", named, approval)


def booked(counter: Counter, op_id: str) -> Refund:
    with counter.till.journal.reading() as connection:
        entry = entries.by_op(connection, op_id)
        assert verify(connection).code == ""
    assert entry is not None
    body = read_body(entry.draft.kind, canonical.load(entry.draft.body))
    assert isinstance(body, Refund)
    return body


def refusal(counter: Counter, asked: RefundOrder) -> Refused:
    with counter.till.journal.reading() as connection:
        before = meta.head(connection)
    with pytest.raises(Refused) as refused:
        refund(counter.till, asked, counter.now())
    with counter.till.journal.reading() as connection:
        assert meta.head(connection) == before
    return refused.value


def test_every_leg_goes_back_and_the_principal_is_sure_here_at_once(shop: Counter) -> None:
    who = shop.member(principal=5_000, bonus=2_000, points=1_000)
    shop.lend(who, Kind.PRINCIPAL, 5_000)
    shop.lend(who, Kind.BONUS, 2_000)
    shop.lend(who, Kind.POINTS, 1_000, lots=(Lot("old", 1_000, "2027-01-01"),))
    before = shop.see(who).standing
    sale_id = sold(shop, points(1_000), value("65"), cash("25"), who=who)
    done = refund(shop.till, order(shop, sale_id), shop.now())
    assert (done.amount, done.tenders, done.stored_value, done.points) == (
        10_000,
        (("cash", 2_500),),
        6_500,
        1_000,
    )
    after = shop.see(who).standing
    assert (after.principal, after.bonus, after.points) == (5_000, 2_000, 1_000)
    # Bonus and points are the server's to lend again, and what was earned is gone at once.
    assert (after.sure_principal, after.sure_bonus, after.sure_points) == (5_000, 500, 0)
    assert (before.qualifying, after.qualifying, after.pending_points) == (0, 0, 0)
    assert booked(shop, done.op_id).points == (Lot("old", 1_000, "2027-01-01"),)


def test_the_receipt_says_what_came_back_and_by_which_way(shop: Counter) -> None:
    who = shop.member(principal=5_000)
    shop.lend(who, Kind.PRINCIPAL, 5_000)
    sale_id = sold(shop, value("50"), qr("49.94"), prices=("60", "39.94"), who=who)
    refund(shop.till, order(shop, sale_id, line2=500), shop.now())
    job = printing.next_job(shop.till)
    assert job is not None
    printing.done(shop.till, job.job)
    job = printing.next_job(shop.till)
    assert job is not None and not job.kick_drawer
    printed = printing.receipt_of(job)
    assert (printed.kind, printed.total_minor) == (ReceiptKind.REFUND, 1_997)
    assert printed.reference == "A1-1122-000001"
    assert [(line.name, line.quantity, line.amount_minor) for line in printed.lines] == [
        ("商品2", "0.5", 1_997)
    ]
    assert [(each.name, each.amount_minor, each.reference) for each in printed.tenders] == [
        ("扫码支付", 998, "wx-1"),
        ("储值", 999, ""),
    ]
    held = {each.account: (each.before, each.after) for each in printed.accounts}
    assert held["principal"] == (0, 999)
    assert printing.reprint_last(shop.till, shop.now())[1] == printed.number


def test_parts_come_back_one_after_another_and_no_more_than_was_sold(shop: Counter) -> None:
    sale_id = sold(shop, cash("100.00"))
    first = refund(shop.till, order(shop, sale_id, line2=1_000), shop.now())
    assert first.tenders == (("cash", 4_000),)
    again = refusal(shop, order(shop, sale_id, line2=1))
    assert (again.code, again.values["left"]) == ("refund_over", 0)
    rest = refund(shop.till, order(shop, sale_id), shop.now())
    assert rest.tenders == (("cash", 6_000),)
    assert refusal(shop, order(shop, sale_id)).code == "refund_empty"
    assert [line.left for line in refundable(shop.till, sale_id, shop.now()).lines] == [0, 0]


def test_a_retry_is_the_same_refund(shop: Counter) -> None:
    sale_id = sold(shop, cash("100.00"))
    asked = order(shop, sale_id)
    first = refund(shop.till, asked, shop.now())
    assert refund(shop.till, asked, shop.now()) == first
    assert refusal(shop, replace(asked, op_id=sale_id)).code == "op_id_used"


def test_a_preview_says_what_the_refund_then_does_and_writes_nothing(shop: Counter) -> None:
    who = shop.member(principal=5_000, bonus=2_000, points=1_000)
    for kind, amount in ((Kind.PRINCIPAL, 5_000), (Kind.BONUS, 2_000)):
        shop.lend(who, kind, amount)
    shop.lend(who, Kind.POINTS, 1_000, lots=(Lot("old", 1_000, "2027-01-01"),))
    sale_id = sold(shop, points(1_000), value("65"), cash("25"), who=who)
    asked = order(shop, sale_id, approval=None, line2=1_000)
    with shop.till.journal.reading() as connection:
        before = meta.head(connection)
    seen = preview(shop.till, asked, shop.now())
    with shop.till.journal.reading() as connection:
        assert meta.head(connection) == before
    done = refund(shop.till, replace(asked, approval=BOSS), shop.now())
    assert (seen.amount, seen.tenders) == (done.amount, done.tenders)
    assert (seen.principal + seen.bonus, seen.points) == (done.stored_value, done.points)
    out = sum(amount for _, amount in seen.tenders)
    assert seen.amount == out + seen.principal + seen.bonus + seen.points_worth + seen.rounding
    assert seen.sure and not seen.whole
    assert preview(shop.till, order(shop, sale_id), shop.now()).whole


def test_a_manager_who_works_the_till_refunds_by_their_own_right(shop: Counter) -> None:
    sale_id = sold(shop, cash("100.00"))
    asked = replace(order(shop, sale_id, approval=None), cashier_id="boss")
    done = refund(shop.till, asked, shop.now())
    assert booked(shop, done.op_id).approval == Approval("boss", "refund")


def test_nobody_takes_money_out_of_the_drawer_alone(shop: Counter) -> None:
    sale_id = sold(shop, cash("100.00"))
    asked = refusal(shop, order(shop, sale_id, approval=None))
    assert (asked.code, asked.values) == ("approval_needed", {"reason": "refund"})
    asked = refusal(shop, order(shop, sale_id, approval=Approval("anna", "me too")))
    assert asked.code == "not_manager"


def test_goods_come_back_within_their_days(shop: Counter) -> None:
    shop.publish(version=2, returns={"days": 7, "tiers": [{"tier": "gold", "days": 30}]})
    who = shop.member(tier="gold")
    plain, gold = sold(shop, cash("100")), sold(shop, cash("90"), who=who)
    shop.wait(8 * DAY_MS)
    late = refusal(shop, order(shop, plain, line1=1_000))
    assert (late.code, late.values) == ("return_too_late", {"last_day": "2026-11-29"})
    assert refundable(shop.till, plain, shop.now()).lines[0].why_not == "return_too_late"
    assert refundable(shop.till, gold, shop.now()).lines[0].last_day == "2026-12-22"
    assert refund(shop.till, order(shop, gold), shop.now()).amount == 9_000


def test_what_may_never_come_back_says_so(shop: Counter) -> None:
    shop.publish(version=2, returns={"days": 0})
    assert refusal(shop, order(shop, sold(shop, cash("100")))).code == "return_excluded"


def test_a_sale_is_voided_on_its_own_day_and_whole(shop: Counter) -> None:
    shop.publish(version=2, returns={"days": 0})
    today, other = sold(shop, cash("100")), sold(shop, cash("100"))
    assert refundable(shop.till, today, shop.now()).voidable
    done = refund(shop.till, replace(order(shop, today), voids=True), shop.now())
    assert (done.amount, booked(shop, done.op_id).voids) == (10_000, True)
    assert refusal(shop, replace(order(shop, today), voids=True)).code == "void_not_today"
    shop.wait(DAY_MS)
    assert refusal(shop, replace(order(shop, other), voids=True)).code == "void_not_today"


def test_a_sale_of_an_incarnation_that_ended_is_refunded_at_the_shops_risk_only(
    shop: Counter,
) -> None:
    sale_id = sold(shop, cash("100"))
    with shop.till.journal.writing() as connection:
        meta.put(connection, {meta.FORK: 1, meta.CLAIM: "claim"})
    assert not refundable(shop.till, sale_id, shop.now()).sure
    assert refusal(shop, order(shop, sale_id, line1=1_000)).code == "refund_not_here"
    incarnations.go_on(shop.till, Granted("claim", 2, 0, GENESIS))
    assert refusal(shop, order(shop, sale_id, line1=1_000)).code == "refund_not_here"
    risked = replace(order(shop, sale_id, line1=1_000), at_risk=True)
    done = refund(shop.till, risked, shop.now())
    assert booked(shop, done.op_id).at_risk
    # Its copy in a later incarnation is the same refund.
    with shop.till.journal.writing() as connection:
        meta.put(connection, {meta.FORK: 1, meta.CLAIM: "claim"})
    incarnations.go_on(shop.till, Granted("claim", 3, 0, GENESIS))
    lines = refundable(shop.till, sale_id, shop.now()).lines
    assert [line.left for line in lines] == [0, 1_000]


def test_only_a_sale_of_this_till_comes_back(shop: Counter) -> None:
    assert refusal(shop, order(shop, shop.next_id())).code == "sale_unknown"
    who = shop.member(principal=5_000)
    lease_id = shop.lend(who, Kind.PRINCIPAL, 5_000)
    with shop.till.journal.reading() as connection:
        assert leases.by_id(connection, lease_id) is not None
        opened = entries.last_of(connection, 1, "lease_opened")
    assert opened is not None
    assert refusal(shop, order(shop, opened.draft.op_id)).code == "sale_unknown"


def test_a_member_that_the_replica_lost_is_refunded_all_the_same(shop: Counter) -> None:
    who = shop.member(principal=10_000)
    shop.lend(who, Kind.PRINCIPAL, 10_000)
    sale_id = sold(shop, value("100"), who=who)
    raw = sqlite3.connect(shop.folder / current_name(shop.folder))
    raw.execute("DELETE FROM member")
    raw.commit()
    raw.close()
    done = refund(shop.till, order(shop, sale_id), shop.now())
    assert done.stored_value == 10_000
