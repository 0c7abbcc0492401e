"""What a member holds is shown by package: what ends first says when, what ended comes last."""

from pos_member.domain.package_views import HeldPackage, PackageShelf, held
from pos_member.domain.views import SessionsView


def lot(package: str, left: int, last_day: str, *, ended: bool = False) -> SessionsView:
    return SessionsView(f"{package}/{last_day}", package, package, ("s",), left, last_day, ended)


def test_two_lots_of_a_package_are_one_row_with_the_day_that_comes_first() -> None:
    found = held([lot("a", 2, "2026-01-01"), lot("b", 1, ""), lot("a", 3, "2026-02-01")])
    assert found == (
        HeldPackage("a", "a", ("s",), 5, "2026-01-01", is_ended=False),
        HeldPackage("b", "b", ("s",), 1, "", is_ended=False),
    )


def test_what_ended_is_apart_and_last() -> None:
    found = held([lot("a", 2, "2025-01-01", ended=True), lot("a", 3, "2026-02-01")])
    assert [(each.left, each.is_ended) for each in found] == [(3, False), (2, True)]


def test_a_service_that_is_sold_no_more_shows_its_number() -> None:
    shelf = PackageShelf(services={"S1": "剪发"})
    assert (shelf.service("S1"), shelf.service("S2")) == ("剪发", "S2")
