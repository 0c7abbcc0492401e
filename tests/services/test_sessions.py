"""Sessions that lie at a till are shown with what they are, and only while the program knows it."""

from pos_member.domain.lease import Lot
from pos_member.domain.ledger import Kind, session_lot
from tests.services.test_packages import PACKAGES
from tests.support.counter import Counter


def test_sessions_are_shown_by_package_the_first_to_end_first(counter: Counter) -> None:
    counter.publish(packages=PACKAGES)
    member = counter.member()
    lots = [
        Lot(session_lot("x", "wash3"), 2, ""),
        Lot(session_lot("y", "wash3"), 1, "2026-11-30"),
        Lot(session_lot("y", "gone"), 1, ""),
    ]
    counter.lend(member, Kind.SESSION, 4, lots=tuple(lots))
    counter.lend(member, Kind.SESSION, 3, lots=(Lot(session_lot("x", "wash3"), 3, ""),))
    shown = [(each.last_day, each.left, each.services) for each in counter.see(member).packages]
    assert shown == [("2026-11-30", 1, ("wash",)), ("", 5, ("wash",))]
    counter.publish(version=2)
    assert counter.see(member).packages == ()
