"""Coupons at the server: leased one by one, used once, and what comes second is the shop's."""

import pytest
import sqlalchemy as sa

from pos_member.domain.errors import Refused
from pos_member.domain.ledger import Kind
from pos_member.domain.operations import LeaseReturned, Redeemed
from pos_member.domain.shape import Shape
from sync.protocol.messages import PushReply, Want
from sync.server import coupon_issue, coupons, lost, programs, quarantine, recovery, tables
from sync.server.verify import verify
from sync.simulator import backups
from tests.sync.server.books import assert_whole, figures, rows
from tests.sync.server.far_end import NOW_MS, Till, cash

LAST_DAY = "2026-12-31"
PROGRAM = {
    "version": 1,
    "coupons": [
        {"id": "c10", "name": {"zh": "减十", "en": "10 off"}, "amount": "10.00"},
        {"id": "open", "name": {"zh": "减五", "en": "5 off"}, "amount": "5.00", "offline_ok": True},
        {"id": "week", "name": "八折一周", "rate_bp": 8000, "valid_days": 7},
    ],
}


@pytest.fixture
def member(till: Till) -> str:
    """Return a member that was served at ``till``."""
    with till.database.writing() as connection:
        programs.publish(connection, till.house, PROGRAM)
    found = till.enrol()
    till.sell(found, cash(100))
    till.push()
    return found


def issue(till: Till, member: str, template: str = "c10", last_day: str = LAST_DAY) -> str:
    """Give ``member`` a coupon; return its id."""
    asked = Shape({"member": member, "template": template, "last_day": last_day})
    code = till.chance.randbytes(10)
    with till.database.writing() as connection:
        made = coupon_issue.issue(connection, asked, till.house, random_10=code, now_ms=NOW_MS)
    assert made["coupon"] == code.hex()
    return code.hex()


def ask(till: Till, member: str, coupon: str) -> PushReply:
    return till.push(Want(till.new_id(), member, Kind.COUPON, 1, coupon))


def borrowed(till: Till, member: str, coupon: str) -> str:
    """Have the till take the coupon on lease; return the lease."""
    (grant,) = ask(till, member, coupon).grants
    till.push()
    return grant.lease_id


def redeem(till: Till, member: str, coupon: str, lease: str = "") -> None:
    till.sell(member, cash(100), coupons=(Redeemed(coupon, "c10", LAST_DAY, lease),))


def shown(till: Till, coupon: str) -> str:
    """Return the state of the coupon that tills are told."""
    with till.database.reading() as connection:
        return str(
            connection.execute(coupons.SHOWN.where(tables.coupon.c.coupon_id == coupon)).one().state
        )


def state(till: Till, coupon: str) -> str:
    """Return the state of the coupon that a manager is told."""
    with till.database.reading() as connection:
        found = coupon_issue.report(connection)["coupons"]
    assert isinstance(found, list)
    return str(next(row["state"] for row in found if row["coupon_id"] == coupon))


def losses(till: Till) -> list[str]:
    with till.database.reading() as connection:
        found = coupon_issue.report(connection)["losses"]
    assert isinstance(found, list)
    return [row["coupon_id"] for row in found]


def outcomes(till: Till) -> list[tuple[str, str]]:
    found = [row for row in rows(till, tables.operation) if row["kind"] == "sale"]
    return [
        (row["outcome"], row["code"]) for row in found if row["terminal_id"] == till.terminal_id
    ]


def test_a_coupon_goes_by_itself_to_the_till_where_its_member_shops(
    till: Till, other_till: Till, member: str
) -> None:
    coupon = issue(till, member)
    assert state(till, coupon) == "free"
    assert other_till.push().grants == ()
    (grant,) = till.push().grants
    assert (grant.kind, grant.amount) == (Kind.COUPON, 1)
    assert [(lot.lot, lot.expires_day) for lot in grant.lots] == [(coupon, LAST_DAY)]
    till.push()
    assert state(till, coupon) == "lent"
    redeem(till, member, coupon, grant.lease_id)
    till.push()
    assert (state(till, coupon), shown(till, coupon)) == ("used", "used")
    assert figures(till, member)["coupon"] == 0
    assert outcomes(till)[-1] == ("applied", "")
    assert_whole(till)


def test_a_visit_at_another_till_brings_what_is_free_to_the_one_visited_most(
    till: Till, other_till: Till, member: str
) -> None:
    with till.database.writing() as connection:
        row = {"no": 1, "template_id": "c10", "first_day": "", "last_day": ""}
        row |= {"offline_ok": 0, "issued_ms": NOW_MS, "used_by": "", "ended": 0}
        given = [(member, row | {"coupon_id": "ab" * 10})]
        coupon_issue.give(connection, given, till.house, now_ms=NOW_MS)
        coupon_issue.give(connection, [], till.house, now_ms=NOW_MS)
    other_till.sell(member, cash(100))
    assert other_till.push().grants == ()
    (grant,) = till.push().grants
    assert grant.lots[0].lot == "ab" * 10


def test_of_two_tills_only_the_one_with_the_lease_can_and_a_recall_brings_it_over(
    till: Till, other_till: Till, member: str
) -> None:
    coupon = issue(till, member)
    (grant,) = till.push().grants
    till.push()
    reply = ask(other_till, member, coupon)
    assert (reply.grants, reply.refused_wants) == ((), ())
    (recall,) = till.push().recalls
    assert (recall.lease_id, recall.keep) == (grant.lease_id, 0)
    till.write(LeaseReturned(grant.lease_id, member, Kind.COUPON, 1, grant.lots))
    assert till.push().grants == (), "somebody waits for it at the other till"
    (moved,) = other_till.push().grants
    assert moved.lots == grant.lots
    assert_whole(till)


@pytest.mark.parametrize(("ms", "code"), [(0, ""), (600_000, "coupon_held")])
def test_a_till_that_is_away_keeps_it_and_who_asks_is_told(
    till: Till, other_till: Till, member: str, ms: int, code: str
) -> None:
    coupon = issue(till, member)
    till.push()
    other_till.now_ms += ms
    refused = [why for _, why in ask(other_till, member, coupon).refused_wants]
    assert refused == ([code] if code else [])


def test_what_cannot_be_lent_is_refused_with_its_reason(
    till: Till, other_till: Till, member: str
) -> None:
    stranger = till.enrol(phone="13900139000")
    till.push()
    coupon, open_one = issue(till, member), issue(till, member, "open")
    over = issue(till, member, last_day="2026-01-01")
    borrowed(till, member, coupon)

    def why(who: str, which: str) -> str:
        ((_, code),) = ask(till, who, which).refused_wants
        return code

    assert why(member, coupon) == "share_held"
    assert why(member, "no such") == "coupon_unknown"
    assert why(stranger, coupon) == "coupon_unknown"
    assert why(member, open_one) == "coupon_needs_none"
    assert why(member, over) == "coupon_expired"
    redeem(till, member, coupon, rows(till, tables.lease)[0]["lease_id"])
    till.push()
    assert why(member, coupon) == "coupon_used"


def test_a_coupon_without_a_lease_is_used_once_and_the_second_is_the_shops_loss(
    till: Till, other_till: Till, member: str
) -> None:
    coupon = issue(till, member, "open")
    assert till.push().grants == (), "it needs none"
    other_till.push()
    redeem(till, member, coupon)
    redeem(other_till, member, coupon)
    other_till.push()
    till.push()
    assert outcomes(other_till) == [("applied", "")]
    assert outcomes(till)[-1] == ("applied", "shortage")
    assert losses(till) == [coupon]
    assert figures(till, member)["coupon"] == 0
    assert_whole(till)


@pytest.mark.parametrize(
    ("decision", "shows"), [(quarantine.VOID, "open"), (quarantine.WRITE_OFF, "used")]
)
def test_a_sale_that_waits_holds_its_coupon_apart_until_somebody_decides(
    till: Till, member: str, decision: str, shows: str
) -> None:
    coupon = issue(till, member)
    (grant,) = till.push().grants
    till.push()
    till.write_raw("sale", _foreign(till, member, coupon, grant.lease_id))
    till.push()
    waiting = till.entries[-1].entry.draft.op_id
    assert state(till, coupon) == "lent"
    with till.database.writing() as connection:
        quarantine.decide(
            connection, waiting, decision, till.house, by="m", reason="r", now_ms=NOW_MS
        )
    assert shown(till, coupon) == shows
    assert_whole(till)


def _foreign(till: Till, member: str, coupon: str, lease: str) -> bytes:
    """Return a sale that names another shop, which is why it waits."""
    redeem(till, member, coupon, lease)
    made = till.entries.pop().entry.draft.body
    return made.replace(till.where().store_id.encode(), b"00000000-0000-7000-8000-0000000000ff")


def test_a_lost_tills_coupon_is_the_members_again_and_a_late_sale_takes_it(
    till: Till, member: str
) -> None:
    coupon = issue(till, member)
    (grant,) = till.push().grants
    till.push()
    redeem(till, member, coupon, grant.lease_id)
    with till.database.writing() as connection:
        lost.declare(connection, till.terminal_id, till.house, now_ms=NOW_MS)
    assert state(till, coupon) == "free"
    till.send(till.request())
    assert (state(till, coupon), losses(till)) == ("used", [])
    assert_whole(till)


def test_a_lost_tills_late_sale_of_a_coupon_used_elsewhere_is_the_shops_loss(
    till: Till, other_till: Till, member: str
) -> None:
    coupon = issue(till, member)
    (grant,) = till.push().grants
    till.push()
    redeem(till, member, coupon, grant.lease_id)
    with till.database.writing() as connection:
        lost.declare(connection, till.terminal_id, till.house, now_ms=NOW_MS)
    redeem(other_till, member, coupon, borrowed(other_till, member, coupon))
    other_till.push()
    till.send(till.request())
    assert losses(till) == [coupon]
    assert figures(till, member)["coupon"] == 0
    assert_whole(till)


def test_a_coupon_that_a_restored_server_forgot_is_relearned_with_its_lease(
    till: Till, member: str
) -> None:
    backup = backups.take(till.database)
    known = len(till.entries)
    coupon = issue(till, member)
    lease = till.push().grants[0].lease_id
    till.push()
    backups.put_back(till.database, backup, till.house.epoch)
    till.acked = known
    till.push()
    # What it takes off is not known any more, so nobody else is lent it.
    assert (state(till, coupon), shown(till, coupon)) == ("lent", "ended")
    redeem(till, member, coupon, lease)
    till.push()
    assert (state(till, coupon), outcomes(till)[-1]) == ("used", ("applied", ""))
    with till.database.writing() as connection:
        recovery.end(connection, till.house, now_ms=NOW_MS)
    assert losses(till) == [coupon], "nobody can say any more that it was given"
    assert_whole(till)


def test_a_coupon_that_is_taken_back_is_asked_back_and_lent_no_more(
    till: Till, other_till: Till, member: str
) -> None:
    kept, lent = issue(till, member), issue(till, member)
    till.push()
    till.push()
    for coupon in (kept, lent):
        with till.database.writing() as connection:
            assert coupon_issue.end(connection, coupon) == {"ended": True}
        assert (state(till, coupon), shown(till, coupon)) == ("ended", "ended")
    assert len(till.push().recalls) == 2
    ((_, why),) = ask(other_till, member, kept).refused_wants
    assert why == "coupon_used"


@pytest.mark.parametrize(
    ("said", "last_day"),
    [({}, "2026-11-29"), ({"first_day": "2026-12-01"}, "2026-12-07"),
     ({"last_day": "2027-01-31"}, "2027-01-31")],
)  # fmt: skip
def test_the_days_of_a_template_begin_at_the_shops_midnight(
    till: Till, member: str, said: dict[str, str], last_day: str
) -> None:
    asked = Shape({"member": member, "template": "week", **said})
    # A second before midnight of 23 November in Shanghai.
    late_ms = 1_795_449_599_000
    with till.database.writing() as connection:
        coupon_issue.issue(connection, asked, till.house, random_10=bytes(10), now_ms=late_ms)
    (row,) = rows(till, tables.coupon)
    assert row["last_day"] == last_day


def test_what_is_not_there_or_used_cannot_be_taken_back(till: Till, member: str) -> None:
    coupon = issue(till, member, "open")
    redeem(till, member, coupon)
    till.push()
    for which, code in (("none", "coupon_unknown"), (coupon, "coupon_used")):
        with till.database.writing() as connection, pytest.raises(Refused) as refused:
            coupon_issue.end(connection, which)
        assert refused.value.code == code


def test_the_books_say_when_the_mark_of_a_use_is_gone_or_a_second_use_has_no_loss(
    till: Till, member: str
) -> None:
    coupon, other = issue(till, member, "open"), issue(till, member, "open")
    redeem(till, member, coupon)
    redeem(till, member, other)
    till.push()

    def found(**change: object) -> tuple[str, str]:
        with till.database.writing() as connection:
            connection.execute(
                sa.update(tables.coupon).where(tables.coupon.c.coupon_id == coupon), [change]
            )
        with till.database.reading() as connection:
            made = verify(connection)
        return made.code, made.row

    assert found(used_by="") == ("coupon_differs", f"coupon {coupon}")
    assert found(used_by=till.new_id()) == ("", "")
    used = rows(till, tables.ledger)
    again = dict(next(row for row in used if row["lot"] == coupon and row["reason"] == "redeem"))
    store = again["credit"]
    for line, sides in enumerate(((store, again["debit"]), (again["debit"], store)), start=90):
        with till.database.writing() as connection:
            row = again | {"line": line, "debit": sides[0], "credit": sides[1]}
            row |= {"cause_id": "by/hand", "reason": "redeem"}
            connection.execute(sa.insert(tables.ledger), row)
    assert found(used_by=till.new_id()) == ("coupon_twice", f"coupon {coupon}")
