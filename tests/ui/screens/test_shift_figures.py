"""What a shift did is listed without what did not happen, and refunds are taken off."""

from pos_member.domain.shift import Drawer, Tally, Totals
from pos_member.i18n import format_money, tr
from ui.screens.shift_figures import Figure, figures_of


def lines(totals: Totals) -> dict[str, str]:
    return {one.caption: one.amount for one in figures_of(totals, "CNY") if one is not None}


def test_a_shift_without_business_says_so_in_noughts_and_lists_no_tender() -> None:
    found = lines(Totals())
    assert found[tr("shift.sales")] == "¥0.00"
    assert tr("tender.cash") not in found and tr("shift.no_sale") not in found


def test_all_that_happened_stands_there_with_its_sign() -> None:
    drawer = Drawer(100, *(Tally(1, amount) for amount in (1, 2, 3, 4, 5, 6)))
    totals = Totals(
        sales=Tally(2, 900), deductions=Tally(1, 50), coupons=1, refunds=Tally(1, 70),
        tenders={"cash": Tally(1, 400)}, top_ups=Tally(1, 500), bonus=Tally(1, 60), owed=-20,
        members=3, no_sales=2, drawer=drawer,
    )  # fmt: skip
    found = lines(totals)
    for name, minor in (
        ("shift.deductions", -50),
        ("shift.refunds", -70),
        ("tender.cash", 400),
        ("shift.bonus", 60),
        ("shift.owed", -20),
    ):
        assert found[tr(name)] == format_money(minor)
    for name, minor in (
        ("shift.cash_sold", 1),
        ("shift.cash_topped_up", 2),
        ("shift.cash_refunded", -3),
        ("shift.paid_in", 4),
        ("shift.paid_out", -5),
        ("shift.safe_drop", -6),
    ):
        assert found[tr(name)] == format_money(minor, plus=True)
    assert found[tr("shift.no_sale")] == tr("shift.times", count=2)


def test_groups_are_parted_by_a_rule() -> None:
    figures = list(figures_of(Totals(), "CNY"))
    assert figures.count(None) == 3 and isinstance(figures[0], Figure)
