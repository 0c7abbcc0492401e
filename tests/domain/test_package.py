"""What a program may say of packages, what a line sells of them, and when a session counts."""

import pytest

from pos_member.domain.basket import BasketLine
from pos_member.domain.errors import Damaged, Refused
from pos_member.domain.money import Milli
from pos_member.domain.package import Package, read_packages, sold, why_not, write_package
from pos_member.domain.package_operation import PackageSold
from pos_member.domain.shape import Shape
from pos_member.domain.words import Words

WASH = Package("wash10", Words("十次卡", "Ten washes"), "card", 10, ("wash", "cut"), 30)


def line(sku="card", quantity=1_000):
    return BasketLine("1", sku, "次卡", 29_800, Milli(quantity))


def test_what_a_line_sells_lives_so_many_days_after_the_day_of_the_sale():
    two = sold([WASH], [line(quantity=2_000), line("tea")], member_id="m", today="2026-11-22")
    assert two == (PackageSold("1", "wash10", 20, "2026-12-22"),)
    assert Package("p", WASH.name, "card", 1, ("wash",)).last_day("2026-11-22") == ""


@pytest.mark.parametrize(
    ("member", "quantity", "code"),
    [(None, 1_000, "package_needs_member"), ("m", 1_500, "package_quantity")],
)
def test_a_package_is_sold_whole_and_to_somebody(member, quantity, code):
    with pytest.raises(Refused) as why:
        sold([WASH], [line(quantity=quantity)], member_id=member, today="2026-11-22")
    assert why.value.code == code


@pytest.mark.parametrize(
    ("package", "service", "last_day", "code"),
    [
        (WASH, "wash", "2026-11-22", ""),
        (WASH, "cut", "", ""),
        (None, "wash", "", "package_unknown"),
        (WASH, "dye", "", "package_service"),
        (WASH, "wash", "2026-11-21", "package_expired"),
    ],
)
def test_a_session_counts_until_its_last_midnight(package, service, last_day, code):
    why = why_not(package, service, last_day=last_day, today="2026-11-22")
    assert (why.code if why else "") == code


def test_a_document_of_a_package_is_read_and_written():
    for package in (WASH, Package("p", WASH.name, "card", 1, ("wash",))):
        document = write_package(package)
        assert read_packages(Shape({"packages": [document]})) == (package,)
    assert read_packages(Shape({})) == ()


@pytest.mark.parametrize("services", [[], ["card"]])
def test_a_package_is_good_for_something_else_than_itself(services):
    document = write_package(WASH) | {"services": services}
    with pytest.raises(Damaged) as why:
        read_packages(Shape({"packages": [document]}))
    assert why.value.values["path"] == "packages[0].services"


def test_packages_whose_services_lead_back_to_themselves_are_refused():
    def package(name: str, *services: str) -> dict[str, object]:
        return write_package(WASH) | {"id": name, "sku": name, "services": list(services)}

    with pytest.raises(Damaged) as why:
        read_packages(Shape({"packages": [package("a", "b"), package("b", "wash", "a")]}))
    assert why.value.code == "packages_circular"
    assert why.value.values == {"path": "packages[0].services", "package": "a"}
    chain = [package("a", "b"), package("b", "c"), package("c", "wash")]
    assert len(read_packages(Shape({"packages": chain}))) == 3
