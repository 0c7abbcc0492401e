"""Joining works without network; the journal says nothing of a person but salted hashes."""

from dataclasses import replace
from pathlib import Path

import pytest

from pos_member.domain import canonical
from pos_member.domain.errors import Refused
from pos_member.domain.operation_reader import read_body
from pos_member.domain.operations import Enrolment
from pos_member.services import acknowledge, checkout
from pos_member.services.enrolment import Joining, enrol
from pos_member.services.topup import TopUpOrder, top_up
from pos_member.services.verify import Verified, verify
from pos_member.storage import entries, personal
from tests.support.counter import PROGRAM, Counter, card, cash, identity


def joining(counter: Counter, **fields: object) -> Joining:
    given = {
        "op_id": counter.next_id(),
        "cashier_id": "anna",
        "phone": "139 1111 2222",
        "name": " 单雯 ",
        "gender": "female",
        "birthday": "05-20",
        "consents": ("service", "birthday"),
        "notice_version": "2",
        **fields,
    }
    return Joining(**given)  # type: ignore[arg-type]


def test_a_new_member_is_there_at_once_and_earns_on_the_first_sale(counter: Counter) -> None:
    made = enrol(counter.till, joining(counter), counter.now())
    assert (made.name, made.salutation, made.phone_mask) == ("单雯", "单女士", "139 **** 2222")
    assert (made.tier_name, made.identified_by, made.synced) == ("普通", "enrolled", False)
    assert made.joined_day == "2026-11-22"
    payment = counter.payment(counter.basket("10"), cash("10"), member=made)
    checkout.pay(counter.till, payment, counter.now())
    assert counter.see(made.member_id).standing.pending_points == 10
    with counter.till.journal.reading() as connection:
        assert verify(connection) == Verified(2)


def test_the_journal_holds_hashes_and_the_values_stand_sealed_beside_it(counter: Counter) -> None:
    asked = joining(counter, card_number=card(8))
    enrol(counter.till, asked, counter.now())
    with counter.till.journal.reading() as connection:
        entry = entries.by_op(connection, asked.op_id)
        assert entry is not None
        values = personal.get(connection, asked.op_id, field_key=identity().field_key)
    assert values is not None
    assert values.values == {
        "name": "单雯",
        "phone": "13911112222",
        "gender": "female",
        "birthday": "05-20",
        "salutation": "单女士",
    }
    body = read_body(entry.draft.kind, canonical.load(entry.draft.body))
    assert isinstance(body, Enrolment)
    assert body.personal == values.hashes()
    assert [code.code for code in body.codes] == [card(8)]
    for secret in ("13911112222", "单雯", "05-20"):
        assert secret.encode() not in entry.draft.body


def test_no_file_holds_the_phone_in_clear(counter: Counter) -> None:
    enrol(counter.till, joining(counter), counter.now())
    counter.till.journal.checkpoint()
    for path in counter.folder.glob("journal.db*"):
        assert b"13911112222" not in path.read_bytes()


def test_a_retry_is_the_same_member(counter: Counter) -> None:
    asked = joining(counter)
    first = enrol(counter.till, asked, counter.now())
    assert enrol(counter.till, asked, counter.now()) == first


@pytest.mark.parametrize(
    ("fields", "code"),
    [
        ({"phone": "1391111222"}, "phone_short"),
        ({"phone": "", "card_number": ""}, "nothing_to_find_by"),
        ({"card_number": "000000000017"}, "card_number_wrong"),
        ({"card_number": "12"}, "card_number_wrong"),
        ({"birthday": "02-30"}, "birthday_unreadable"),
        ({"consents": ("marketing",)}, "consent_required"),
        ({"name": "x" * 65}, "name_long"),
        ({"gender": "robot"}, "gender_unknown"),
    ],
)
def test_what_cannot_be_a_member_is_refused(
    counter: Counter, fields: dict[str, object], code: str
) -> None:
    with pytest.raises(Refused) as refused:
        enrol(counter.till, joining(counter, **fields), counter.now())
    assert refused.value.code == code


def test_a_phone_or_card_that_somebody_has_is_refused_with_whose(counter: Counter) -> None:
    known = counter.member(1, mobile="13911112222", former="13800000000")
    cases = {
        "phone_taken": joining(counter),
        "card_taken": joining(counter, phone="13900000000", card_number=card(1)),
    }
    for code, asked in cases.items():
        with pytest.raises(Refused) as refused:
            enrol(counter.till, asked, counter.now())
        assert (refused.value.code, refused.value.values) == (code, {"member_id": known})
    here = enrol(counter.till, joining(counter, phone="13800000000"), counter.now())
    with pytest.raises(Refused) as refused:
        enrol(counter.till, joining(counter, phone="+86 13800000000"), counter.now())
    assert refused.value.values == {"member_id": here.member_id}


def test_a_card_alone_is_enough(counter: Counter) -> None:
    asked = joining(counter, phone="", name="", birthday="", gender="", card_number=card(8))
    made = enrol(counter.till, asked, counter.now())
    assert (made.name, made.phone_mask, made.card_number) == ("", "", card(8))


def test_a_sale_is_not_taken_for_the_joining(counter: Counter) -> None:
    payment = counter.payment(counter.basket("5"), cash("5"))
    checkout.pay(counter.till, payment, counter.now())
    with pytest.raises(Refused) as refused:
        enrol(counter.till, replace(joining(counter), op_id=payment.op_id), counter.now())
    assert refused.value.code == "op_id_used"


def test_below_a_cap_a_new_member_tops_up_here_at_once_without_network(counter: Counter) -> None:
    capped = {**PROGRAM["stored_value"], "balance_cap": "1000.00"}  # type: ignore[dict-item]
    counter.publish(version=2, stored_value=capped)
    made = enrol(counter.till, joining(counter), counter.now())
    assert (made.standing.room, made.standing.sure_room) == (100_000, 100_000)
    asked = TopUpOrder(counter.next_id(), made, 50_000, cash("500"), "anna")
    assert top_up(counter.till, asked, counter.now()).book == 55_000
    assert counter.see(made.member_id).standing.sure_room == 45_000
    with counter.till.journal.reading() as connection:
        assert verify(connection) == Verified(2)


def test_once_the_journals_parted_a_new_member_brings_no_room(counter: Counter) -> None:
    capped = {**PROGRAM["stored_value"], "balance_cap": "1000.00"}  # type: ignore[dict-item]
    counter.publish(version=2, stored_value=capped)
    acknowledge.mark_fork(counter.till, 1)
    made = enrol(counter.till, joining(counter), counter.now())
    assert (made.standing.room, made.standing.sure_room) == (100_000, 0)


def test_before_the_first_program_a_member_joins_all_the_same(tmp_path: Path) -> None:
    counter = Counter(tmp_path)
    made = enrol(counter.till, joining(counter), counter.now())
    assert (made.standing.room, made.standing.sure_room) == (None, 0)
    counter.till.close()
