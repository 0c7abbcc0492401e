"""The slip of a session says what a dispute would be about, in the language of the till."""

from pos_member.domain.lease import Leg, Lot
from pos_member.domain.ledger import Kind, session_lot
from pos_member.domain.operations import SessionRedeemed, Where
from pos_member.domain.package import Package
from pos_member.domain.words import Words
from pos_member.services.receipts import Printed
from pos_member.services.session_slip import session_slip
from tests.support.counter import Counter

CARE = Package("care", Words("护理卡", "Care"), "PK", 5, ("wash",))


def test_it_is_worded_in_the_language_of_the_till(counter: Counter) -> None:
    counter.till.language = "en"
    lots = (Lot(session_lot("sale", "care"), 1, "2027-01-31"),)
    leg = Leg("lease", Kind.SESSION, 1, lots)
    where = Where("store", "2026-11-22", "A1-1122-000007", "CNY")
    body = SessionRedeemed(where, "m", "code", "care", "wash", "anna", leg)
    printed = Printed("0193a6f0-c200-7000-8000-0000000000ff", "Ben", counter.now(), None)
    slip = session_slip(
        counter.till, body, package=CARE, service="Wash", performer="Anna", left=4, printed=printed
    )
    assert [(one.name, one.figure, one.note) for one in slip.entries] == [
        ("Care", 0, ""), ("Wash", 1, ""), ("Sessions left here", 4, "Valid to 2027-01-31"),
    ]  # fmt: skip
    assert (slip.number, slip.cashier, slip.footer) == (
        "A1-1122-000007", "Ben", ("Performed by Anna",),
    )  # fmt: skip
    assert (slip.total_minor, slip.member) == (0, "")
