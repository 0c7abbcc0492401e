"""The shop as one value: its token stays out of traces."""

from pathlib import Path

from sync.server import serve
from tests.sync.server.far_end import NOW_MS, STORE


def test_the_token_is_not_shown(tmp_path: Path) -> None:
    shop = serve.open_shop(tmp_path, STORE, now_ms=lambda: NOW_MS, random_bytes=bytes)
    assert shop.admin_token not in repr(shop)
    shop.database.dispose()
