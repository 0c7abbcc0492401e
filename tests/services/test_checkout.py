"""A sale is one commit, decided on rights that are here, and never made twice."""

from dataclasses import replace

import pytest
from sqlalchemy.exc import IntegrityError

from pos_member.domain import canonical
from pos_member.domain.basket import Basket
from pos_member.domain.errors import Refused, Unavailable
from pos_member.domain.lease import Lot
from pos_member.domain.ledger import Kind
from pos_member.domain.operation_reader import read_body
from pos_member.domain.operations import Approval, Sale
from pos_member.domain.program_document import read_program
from pos_member.domain.quoted import differences
from pos_member.services import open_baskets, open_tenders, printing
from pos_member.services.checkout import Payment, find_sale, pay
from pos_member.services.rights import Spender
from pos_member.services.verify import Verified, verify
from pos_member.storage import entries
from tests.support.counter import PROGRAM, Counter, cash, piece, points, qr, value


def sale_of(counter: Counter, op_id: str) -> Sale:
    with counter.till.journal.reading() as connection:
        entry = entries.by_op(connection, op_id)
    assert entry is not None
    body = read_body(entry.draft.kind, canonical.load(entry.draft.body))
    assert isinstance(body, Sale)
    return body


def journal_length(counter: Counter) -> int:
    with counter.till.journal.reading() as connection:
        found = verify(connection)
    assert found.code == ""
    return found.entries


def refusal(counter: Counter, payment: Payment) -> Refused:
    before = journal_length(counter)
    with pytest.raises(Refused) as refused:
        pay(counter.till, payment, counter.now())
    assert journal_length(counter) == before
    return refused.value


def test_a_cash_sale_rounds_its_cash_gives_change_and_opens_the_drawer(counter: Counter) -> None:
    payment = counter.payment(counter.basket("12.34"), cash("12.30", "20"))
    done = pay(counter.till, payment, counter.now())
    assert (done.receipt, done.due, done.change, done.offline) == (
        "A1-1122-000001",
        1234,
        770,
        True,
    )
    assert sale_of(counter, payment.op_id).rounding == 4
    job = printing.next_job(counter.till)
    assert job is not None and (job.job, job.kick_drawer) == (done.print_job, True)


def test_a_double_click_is_one_sale(counter: Counter) -> None:
    payment = counter.payment(counter.basket("12.30"), cash("12.30"))
    first = pay(counter.till, payment, counter.now())
    assert pay(counter.till, payment, counter.wait(3)) == first
    counter.restart()
    assert pay(counter.till, payment, counter.wait(3)) == first
    assert journal_length(counter) == 1


def test_a_sale_is_exactly_one_commit(counter: Counter) -> None:
    who = counter.member(principal=5_000)
    counter.lend(who, Kind.PRINCIPAL, 5_000)
    payment = counter.payment(counter.basket("10"), value("10"), member=counter.see(who))
    said: list[str] = []
    counter.till.journal._raw.set_trace_callback(said.append)
    pay(counter.till, payment, counter.now())
    counter.till.journal._raw.set_trace_callback(None)
    assert said.count("BEGIN IMMEDIATE") == 1
    first = said.index("BEGIN IMMEDIATE")
    assert said[first:].count("COMMIT") == 1
    assert said[-1] == "COMMIT"
    assert not any(text.startswith(("INSERT", "UPDATE", "DELETE")) for text in said[:first])


def test_receipts_are_numbered_without_a_gap_whatever_is_refused(counter: Counter) -> None:
    numbers = []
    for price in ("1.00", "2.00", "3.00"):
        refusal(counter, counter.payment(counter.basket(price), cash("0.10")))
        payment = counter.payment(counter.basket(price), cash(price))
        numbers.append(pay(counter.till, payment, counter.wait(86_400_000)).receipt)
    assert numbers == ["A1-1123-000001", "A1-1124-000002", "A1-1125-000003"]


def test_stored_value_pays_what_is_sure_and_cash_the_rest(counter: Counter) -> None:
    who = counter.member(principal=10_000)
    counter.lend(who, Kind.PRINCIPAL, 5_000)
    seen = counter.see(who)
    assert (seen.standing.book, seen.standing.sure) == (10_000, 5_000)
    short = refusal(counter, counter.payment(counter.basket("80"), value("80"), member=seen))
    assert short.code == "lease_short"
    assert short.values == {"asked": 8000, "sure": 5000, "kind": "stored_value"}
    split = counter.payment(counter.basket("80"), value("50"), cash("30"), member=seen)
    done = pay(counter.till, split, counter.now())
    after = counter.see(who).standing
    assert (after.principal, after.sure, after.points, after.pending_points) == (5_000, 0, 80, 80)
    assert done.points_earned == 80


def test_principal_goes_before_bonus_as_the_program_says(counter: Counter) -> None:
    who = counter.member(principal=3_000, bonus=3_000)
    counter.lend(who, Kind.PRINCIPAL, 3_000)
    counter.lend(who, Kind.BONUS, 3_000)
    payment = counter.payment(counter.basket("40"), value("40"), member=counter.see(who))
    pay(counter.till, payment, counter.now())
    (tender,) = sale_of(counter, payment.op_id).tenders
    assert [(leg.kind, leg.amount) for leg in tender.legs] == [
        (Kind.PRINCIPAL, 3_000),
        (Kind.BONUS, 1_000),
    ]


def test_points_are_burnt_oldest_first_and_those_just_earned_are_not(counter: Counter) -> None:
    who = counter.member(points=500)
    lots = (Lot("new", 200, ""), Lot("gone", 100, "2026-11-21"), Lot("old", 200, "2026-12-31"))
    counter.lend(who, Kind.POINTS, 500, lots=lots)
    payment = counter.payment(
        counter.basket("80"), points(300), cash("77"), member=counter.see(who)
    )
    pay(counter.till, payment, counter.now())
    burnt = sale_of(counter, payment.op_id).tenders[0]
    assert [(lot.lot, lot.amount) for leg in burnt.legs for lot in leg.lots] == [
        ("old", 200),
        ("new", 100),
    ]
    after = counter.see(who).standing
    assert (after.points, after.pending_points, after.sure_points) == (277, 77, 100)
    again = counter.payment(counter.basket("80"), points(300), cash("77"), member=counter.see(who))
    assert refusal(counter, again).code == "lease_short"


def test_points_pay_what_they_are_worth(counter: Counter) -> None:
    who = counter.member(points=500)
    counter.lend(who, Kind.POINTS, 500)
    seen = counter.see(who)
    wrong = replace(points(300), amount_minor=301)
    assert refusal(counter, counter.payment(counter.basket("80"), wrong, member=seen)).code == (
        "points_tender"
    )
    odd = counter.payment(counter.basket("80"), points(150), cash("78.50"), member=seen)
    assert refusal(counter, odd).code == "points_whole_steps"


@pytest.mark.parametrize("way", ["phone", "name"])
def test_without_a_code_a_manager_allows_it_offline(counter: Counter, way: str) -> None:
    counter.pull(staff=(person("boss", "manager"), person("anna", "cashier")))
    who = counter.member(principal=5_000)
    counter.lend(who, Kind.PRINCIPAL, 5_000)
    payment = counter.payment(
        counter.basket("10"), value("10"), member=counter.see(who, identified_by=way)
    )
    assert refusal(counter, payment).code == "approval_needed"
    online = replace(payment, spender=replace(payment.spender, online=True))
    assert refusal(counter, online).code == "code_needed"
    by_cashier = replace(payment.spender, approval=Approval("anna", "regular"))
    assert refusal(counter, replace(payment, spender=by_cashier)).code == "not_manager"
    allowed = replace(payment.spender, approval=Approval("boss", "regular"))
    pay(counter.till, replace(payment, spender=allowed), counter.now())
    assert sale_of(counter, payment.op_id).approval == Approval("boss", "regular")


def person(staff_id: str, role: str) -> dict[str, object]:
    return {
        "staff_id": staff_id,
        "name": staff_id.title(),
        "role": role,
        "pin_verifier": "x",
        "badge_hash": "",
        "active": True,
    }


def test_cash_needs_no_code_and_still_earns(counter: Counter) -> None:
    who = counter.member()
    payment = counter.payment(counter.basket("10"), cash("10"), member=counter.see(who, "phone"))
    assert pay(counter.till, payment, counter.now()).points_earned == 10


def test_an_expired_lease_is_not_spent(counter: Counter) -> None:
    who = counter.member(principal=5_000)
    counter.lend(who, Kind.PRINCIPAL, 5_000, valid_ms=1_000)
    payment = counter.payment(counter.basket("10"), value("10"), member=counter.see(who))
    counter.wait(1_000)
    assert refusal(counter, payment).code == "lease_short"
    assert counter.see(who).standing.sure == 0


def test_a_member_frozen_meanwhile_is_refused(counter: Counter) -> None:
    who = counter.member()
    seen = counter.see(who)
    counter.member(status="frozen")
    payment = counter.payment(counter.basket("10"), cash("10"), member=seen)
    assert refusal(counter, payment).code == "member_frozen"


def test_what_cannot_be_paid_says_why(counter: Counter) -> None:
    empty = Basket(counter.next_id(), (), 1, counter.wall_ms)
    unknown = replace(counter.basket("1"), lines=(replace(piece("1"), known=False),))
    cheap = replace(piece("10"), manual_price_minor=100, manual_reason="scratched")
    override = replace(counter.basket("1"), lines=(cheap,))
    twice = counter.payment(counter.basket("10"), value("1"), value("2"), cash("7"))
    cases = {
        "basket_empty": counter.payment(empty, cash("1")),
        "unknown_lines": counter.payment(unknown, cash("1")),
        "approval_needed": counter.payment(override, cash("1")),
        "not_paid": counter.payment(counter.basket("10"), cash("9")),
        "tender_over": counter.payment(counter.basket("10"), qr("11")),
        "member_needed": counter.payment(counter.basket("10"), value("10")),
        "tender_twice": twice,
    }
    assert {code: refusal(counter, payment).code for code, payment in cases.items()} == {
        code: code for code in cases
    }


def test_a_rest_that_cash_rounds_away_is_given_by_cash_of_nothing(counter: Counter) -> None:
    assert refusal(counter, counter.payment(counter.basket("10.04"), qr("10"))).code == "not_paid"
    payment = counter.payment(counter.basket("10.04"), qr("10"), cash("0"))
    pay(counter.till, payment, counter.now())
    assert sale_of(counter, payment.op_id).rounding == 4


def test_durable_tenders_complete_a_sale_and_their_rights_are_spent_once(counter: Counter) -> None:
    who = counter.member(principal=5_000)
    counter.lend(who, Kind.PRINCIPAL, 5_000)
    seen = counter.see(who)
    basket = counter.basket("80")
    spender = Spender(seen)
    for plan in (value("50"), qr("20")):
        open_tenders.add_tender(counter.till, basket, plan, spender=spender, moment=counter.now())
    assert counter.see(who).standing.sure == 0
    counter.restart()
    payment = counter.payment(basket, cash("10"), member=counter.see(who))
    pay(counter.till, payment, counter.now())
    assert [tender.kind for tender in sale_of(counter, payment.op_id).tenders] == [
        "stored_value",
        "qr",
        "cash",
    ]
    assert open_tenders.tenders_of(counter.till, basket.basket_id) == ()
    after = counter.see(who).standing
    assert (after.principal, after.sure) == (0, 0)


def test_a_sale_closes_its_basket_with_its_name(counter: Counter) -> None:
    basket = counter.basket("5")
    open_baskets.save_basket(counter.till, basket, None, cashier_id="a", moment=counter.now())
    payment = counter.payment(basket, cash("5"))
    done = pay(counter.till, payment, counter.now())
    assert open_baskets.open_basket(counter.till, counter.now()) is None
    assert open_baskets.last_sale(counter.till).finished == replace(done, offline=False)


def test_the_quote_on_record_prices_to_the_same_again(counter: Counter) -> None:
    who = counter.member(tier="gold", points=300)
    counter.lend(who, Kind.POINTS, 300)
    payment = counter.payment(
        counter.basket("80.55", "3.33"), points(200), qr("73.50"), member=counter.see(who)
    )
    pay(counter.till, payment, counter.now())
    sale = sale_of(counter, payment.op_id)
    assert differences(sale.quoted, read_program(PROGRAM)) == ()
    assert (sale.due, sale.points_earned) == (7550, 88)


def test_a_basket_keeps_the_program_it_began_with(counter: Counter) -> None:
    basket = counter.basket("10.04")
    counter.publish(version=2, cash={"coin": "1.00", "rounding": "down"})
    payment = counter.payment(basket, cash("10.00"))
    pay(counter.till, payment, counter.now())
    again = replace(counter.basket("10.54"), program_version=2)
    payment = counter.payment(again, cash("10.00"))
    pay(counter.till, payment, counter.now())
    assert sale_of(counter, payment.op_id).rounding == 54


def test_without_a_program_nothing_is_sold(tmp_path) -> None:
    bare = Counter(tmp_path / "bare") if (tmp_path / "bare").mkdir() is None else None
    assert bare is not None
    with pytest.raises(Unavailable) as refused:
        pay(bare.till, bare.payment(bare.basket("1"), cash("1")), bare.now())
    assert refused.value.code == "no_program"
    bare.till.close()


def test_an_operation_of_another_kind_is_not_taken_for_the_sale(counter: Counter) -> None:
    who = counter.member(principal=100)
    counter.lend(who, Kind.PRINCIPAL, 100)
    with counter.till.journal.reading() as connection:
        (entry,) = entries.after(connection, 1, 0, 1)
    payment = replace(counter.payment(counter.basket("1"), cash("1")), op_id=entry.draft.op_id)
    assert refusal(counter, payment).code == "op_id_used"
    assert find_sale(counter.till, counter.next_id()) is None


def test_a_full_disk_refuses_before_anything_is_taken(
    counter: Counter, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("pos_member.services.health.LEAST_FREE_BYTES", 1 << 62)
    with pytest.raises(Unavailable) as full:
        pay(counter.till, counter.payment(counter.basket("1"), cash("1")), counter.now())
    assert full.value.code == "disk_full"
    assert journal_length(counter) == 0


def test_a_disk_that_fills_up_in_the_middle_leaves_nothing_and_the_retry_sells(
    counter: Counter,
) -> None:
    raw = counter.till.journal._raw
    pages = raw.execute("PRAGMA page_count").fetchone()[0]
    raw.execute(f"PRAGMA max_page_count={pages}")
    many = counter.payment(counter.basket(*["1.00"] * 300), cash("300"))
    with pytest.raises(Unavailable) as full:
        pay(counter.till, many, counter.now())
    assert full.value.code == "disk_full"
    assert journal_length(counter) == 0
    raw.execute("PRAGMA max_page_count=1000000")
    assert pay(counter.till, many, counter.now()).receipt == "A1-1122-000001"


def test_the_day_limit_counts_what_was_spent_today(counter: Counter) -> None:
    counter.publish(version=2, spending={"day_max": "30.00", "single_max": "20.00"})
    who = counter.member(principal=9_000)
    counter.lend(who, Kind.PRINCIPAL, 9_000)

    def spend(amount: str) -> Payment:
        basket = replace(counter.basket(amount), program_version=2)
        return counter.payment(basket, value(amount), member=counter.see(who))

    assert refusal(counter, spend("21")).code == "spend_over_single"
    pay(counter.till, spend("20"), counter.now())
    pay(counter.till, counter.payment(counter.basket("3"), cash("3")), counter.now())
    over = refusal(counter, spend("11"))
    assert (over.code, over.values["room_minor"]) == ("spend_over_day", 1_000)
    counter.wait(86_400_000)
    pay(counter.till, spend("11"), counter.now())


def test_a_printed_code_alone_opens_only_so_much(counter: Counter) -> None:
    counter.publish(version=2, leases={"max_single": "10.00"})
    counter.pull(staff=(person("boss", "manager"),))
    who = counter.member(principal=9_000)
    counter.lend(who, Kind.PRINCIPAL, 9_000)
    basket = replace(counter.basket("20"), program_version=2)
    payment = counter.payment(basket, value("20"), member=counter.see(who))
    over = refusal(counter, payment)
    assert (over.code, over.values["reason"]) == ("approval_needed", "over_static_code")
    allowed = replace(payment.spender, approval=Approval("boss", "known"))
    pay(counter.till, replace(payment, spender=allowed), counter.now())


def test_what_was_lent_under_an_older_limit_keeps_it(counter: Counter) -> None:
    who = counter.member(principal=9_000)
    counter.lend(who, Kind.PRINCIPAL, 9_000, max_single=1_000)
    payment = counter.payment(counter.basket("20"), value("20"), member=counter.see(who))
    over = refusal(counter, payment)
    assert (over.code, over.values["limit_minor"]) == ("approval_needed", 1_000)
    payment = counter.payment(counter.basket("10"), value("10"), member=counter.see(who))
    pay(counter.till, payment, counter.now())


def test_nothing_is_half_written_when_the_last_write_fails(counter: Counter) -> None:
    who = counter.member(principal=5_000)
    counter.lend(who, Kind.PRINCIPAL, 5_000)
    seen = counter.see(who)
    payment = counter.payment(counter.basket("10"), value("10"), member=seen)
    open_baskets.save_basket(
        counter.till, payment.basket, seen, cashier_id="anna", moment=counter.now()
    )
    raw = counter.till.journal._raw
    raw.execute(
        "CREATE TRIGGER broken BEFORE UPDATE ON basket BEGIN SELECT RAISE(ABORT, 'broken'); END"
    )
    with pytest.raises(IntegrityError, match="broken"):
        pay(counter.till, payment, counter.now())
    raw.execute("DROP TRIGGER broken")
    assert counter.see(who) == seen
    assert printing.next_job(counter.till) is None
    with counter.till.journal.reading() as connection:
        assert verify(connection) == Verified(1)
    assert pay(counter.till, payment, counter.now()).receipt == "A1-1122-000001"
