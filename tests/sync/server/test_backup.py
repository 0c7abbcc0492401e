"""The books come back only to their own shop, checked from the first row, as another life."""

import random
from pathlib import Path

import pytest
import sqlalchemy as sa

from pos_member.domain.errors import Damaged
from pos_member.domain.ids import uuid7
from sync.server import backup, house_file, serve, tables
from sync.server.database import ServerDatabase
from sync.server.shop import Shop
from tests.sync.server.far_end import NOW_MS, STORE, Till, cash


def opened(folder: Path, seed: int = 5) -> Shop:
    return serve.open_shop(
        folder, STORE, now_ms=lambda: NOW_MS, random_bytes=random.Random(seed).randbytes
    )


@pytest.fixture
def shop(tmp_path: Path) -> Shop:
    made = opened(tmp_path / "server")
    till = Till(made.database, made.house).register_here()
    till.sell(None, cash(100))
    till.push()
    return made


def test_whole_books_of_this_shop_pass(shop: Shop, tmp_path: Path) -> None:
    found = backup.check(shop.database, house_file.load(tmp_path / "server"))
    assert (found.operations, found.code) == (1, "")


def test_the_books_of_another_shop_do_not(shop: Shop, tmp_path: Path) -> None:
    other = opened(tmp_path / "other", seed=6)
    with pytest.raises(Damaged, match="database_foreign"):
        backup.check(shop.database, house_file.load(tmp_path / "other"))
    other.database.dispose()


def test_a_server_does_not_start_with_them_either(shop: Shop, tmp_path: Path) -> None:
    shop.database.dispose()
    (tmp_path / "server" / house_file.FILE_NAME).unlink()
    with pytest.raises(Damaged, match="database_foreign"):
        opened(tmp_path / "server", seed=6)


def test_the_first_wrong_row_is_named(shop: Shop, tmp_path: Path) -> None:
    with shop.database.writing() as connection:
        connection.execute(sa.update(tables.terminal).values(last_seq=7))
    with pytest.raises(Damaged) as found:
        backup.check(shop.database, house_file.load(tmp_path / "server"))
    assert found.value.values["found"] == "journal_cut"
    assert str(found.value.values["row"]).endswith("/1/7")


@pytest.mark.parametrize(
    ("revision", "code"), [("DELETE FROM alembic_version", "database_older"),
                           ("UPDATE alembic_version SET version_num = 'x'", "database_newer")],
)  # fmt: skip
def test_another_schema_is_left_as_it_is(
    shop: Shop, tmp_path: Path, revision: str, code: str
) -> None:
    with shop.database.writing() as connection:
        connection.exec_driver_sql(revision)
    with pytest.raises(Damaged, match=code):
        backup.check(shop.database, house_file.load(tmp_path / "server"))


def test_another_life_has_another_name(shop: Shop, tmp_path: Path) -> None:
    epoch = uuid7(NOW_MS, bytes(10))
    backup.begin_again(shop.database, epoch=epoch)
    shop.database.dispose()
    again = opened(tmp_path / "server")
    assert again.house.epoch == epoch != shop.house.epoch


def test_a_database_that_is_not_there_has_no_secrets(tmp_path: Path) -> None:
    with pytest.raises(Damaged, match="server_file"):
        house_file.load(tmp_path)
    made = ServerDatabase(f"sqlite:///{tmp_path}/server.db")
    with pytest.raises(Damaged, match="database_older"):
        made.require_newest()
