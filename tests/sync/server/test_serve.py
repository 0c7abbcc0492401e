"""The server's process: opened from a folder, listening, stopped, opened again."""

import socket
from pathlib import Path

import httpx
import pytest

from pos_member.domain.errors import Damaged, Unavailable
from sync.server import serve
from tests.sync.server import serving
from tests.sync.server.far_end import NOW_MS, STORE


def test_a_server_that_is_started_again_is_the_same_one(tmp_path: Path) -> None:
    with serving.listening(tmp_path) as (first, url, _):
        assert httpx.get(url + "/v1/health").json()["server_time_ms"] == NOW_MS
        code = serve.new_code(first, "01")
    with serving.listening(tmp_path) as (again, _, __):
        assert again.house.key.public == first.house.key.public
        assert (again.house.epoch, again.admin_token) == (first.house.epoch, first.admin_token)
    assert code.count("-") == 2
    assert (tmp_path / serve.DATABASE_FILE).exists()


def test_a_port_that_is_taken_is_said(tmp_path: Path) -> None:
    shop = serve.open_shop(tmp_path, STORE, now_ms=lambda: NOW_MS, random_bytes=bytes)
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        with pytest.raises(Unavailable) as refused:
            serve.Server(shop, port=port)
    assert refused.value.values == {"host": "127.0.0.1", "port": port}
    shop.database.dispose()


def test_a_damaged_folder_is_refused_before_anything_is_written(tmp_path: Path) -> None:
    (tmp_path / "server.json").write_text("{}")
    with pytest.raises(Damaged):
        serve.open_shop(tmp_path, STORE, now_ms=lambda: NOW_MS, random_bytes=bytes)
    assert [path.name for path in tmp_path.iterdir()] == ["server.json"]


def test_where_it_listens_is_known_before_it_runs(tmp_path: Path) -> None:
    shop = serve.open_shop(tmp_path, STORE, now_ms=lambda: NOW_MS, random_bytes=bytes)
    server = serve.Server(shop)
    found = server.listening
    assert found.url == f"http://127.0.0.1:{found.port}"
    assert found.server_public == shop.house.key.public
    server.stop()
    server.run()
