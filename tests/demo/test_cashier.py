"""What the scripted cashier waits for is told by the window's state alone."""

from pos_member.demo import cashier
from pos_member.demo.shop import SampleMember

CUSTOMER = SampleMember("m-1", "林晓雯", "13800006620", "880122031144", "PM0:X")


def state(**given: object) -> dict[str, object]:
    usual: dict[str, object] = {
        "dialog": "", "paid": 0, "receipt": "", "pieces": 0, "member": "", "screen": "sale-page",
        "sure": 0, "due": 0, "book": 0, "wish_pending": False,
    }  # fmt: skip
    return usual | given


def test_a_press_is_answered_by_a_dialog_a_part_or_a_receipt() -> None:
    answered = cashier._answered("01-1")
    assert not answered(state(receipt="01-1"))
    assert answered(state(receipt="01-2"))
    assert answered(state(receipt="01-1", paid=100))
    assert answered(state(receipt="01-1", dialog="approval"))


def test_goods_are_there_when_there_are_more_pieces_than_before() -> None:
    assert not cashier._more_than(2)(state(pieces=2))
    assert cashier._more_than(2)(state(pieces=3))


def test_a_member_is_there_only_on_a_screen_that_sells() -> None:
    shown = cashier._shows_member(CUSTOMER)
    assert shown(state(member="m-1"))
    assert not shown(state(member="m-2"))
    assert not shown(state(member="m-1", screen="lookup-page"))


def test_rights_are_settled_when_they_cover_the_bill_or_the_wish_was_answered() -> None:
    assert cashier._rights_settled(state(sure=500, due=500, book=900, wish_pending=True))
    assert cashier._rights_settled(state(sure=300, due=500, book=300, wish_pending=True))
    assert not cashier._rights_settled(state(sure=100, due=500, book=900, wish_pending=True))
    assert cashier._rights_settled(state(sure=100, due=500, book=900))
