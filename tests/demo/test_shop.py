"""The sample shop stands: a server with its people, tills with devices on their lines."""

from pathlib import Path

import pytest

from pos_member.demo.shop import SampleShop

pytestmark = pytest.mark.process


def test_the_shop_knows_its_customers_and_staff_and_ends_what_it_started(tmp_path: Path) -> None:
    (tmp_path / "data").mkdir()
    (tmp_path / "data/of-yesterday").write_text("gone")
    with SampleShop(tmp_path, members=60, seed=1, counters=2) as shop:
        assert [counter.name for counter in shop.counters] == ["01", "02"]
        assert len({counter.enrolment for counter in shop.counters}) == 2
        assert {person["role"] for person in shop.staff()} == {"cashier", "manager"}
        assert all(one.phone and one.card and one.qr for one in shop.customers())
        assert [counter.printed() for counter in shop.counters] == [b"", b""]
        scanner = Path(shop.counters[0].scanner.path)
        assert scanner.exists()
        process = shop.server.process
    assert process.returncode == 0
    assert not scanner.exists()
    assert not (tmp_path / "data/of-yesterday").exists()
