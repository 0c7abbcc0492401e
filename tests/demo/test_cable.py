"""A cable forwards until it is cut, breaks what is under way, and forwards again when mended."""

import socket
import threading
from collections.abc import Iterator

import pytest

from pos_member.demo.cable import Cable


@pytest.fixture
def echo() -> Iterator[tuple[str, int]]:
    """Give the address of a server that sends everything back."""
    listener = socket.create_server(("127.0.0.1", 0))

    def serve() -> None:
        while True:
            try:
                caller, _ = listener.accept()
            except OSError:
                return
            threading.Thread(target=answer, args=(caller,), daemon=True).start()

    def answer(caller: socket.socket) -> None:
        with caller:
            try:
                while chunk := caller.recv(4096):
                    caller.sendall(chunk)
            except OSError:
                return

    thread = threading.Thread(target=serve, daemon=True)
    thread.start()
    yield listener.getsockname()[:2]
    listener.shutdown(socket.SHUT_RDWR)
    listener.close()
    thread.join(5)


def say(end: socket.socket, text: bytes) -> bytes:
    end.sendall(text)
    return end.recv(4096)


def test_a_whole_cable_carries_bytes_both_ways(echo: tuple[str, int]) -> None:
    with Cable(echo) as cable, socket.create_connection(("127.0.0.1", cable.port), 5) as end:
        assert say(end, b"one") == b"one"
        assert say(end, b"two") == b"two"


def test_cutting_resets_what_is_under_way(echo: tuple[str, int]) -> None:
    with Cable(echo) as cable, socket.create_connection(("127.0.0.1", cable.port), 5) as end:
        assert say(end, b"one") == b"one"
        cable.cut()
        with pytest.raises(ConnectionResetError):
            end.recv(1)


def test_a_cut_cable_refuses_and_a_mended_one_carries_on_the_same_port(
    echo: tuple[str, int],
) -> None:
    with Cable(echo) as cable:
        cable.cut()
        with pytest.raises(ConnectionRefusedError):
            socket.create_connection(("127.0.0.1", cable.port), 5)
        cable.mend()
        with socket.create_connection(("127.0.0.1", cable.port), 5) as end:
            assert say(end, b"again") == b"again"


def test_mending_a_whole_cable_changes_nothing(echo: tuple[str, int]) -> None:
    with Cable(echo) as cable, socket.create_connection(("127.0.0.1", cable.port), 5) as end:
        cable.mend()
        assert say(end, b"still") == b"still"


def test_a_far_end_that_is_away_resets_the_caller() -> None:
    away = socket.create_server(("127.0.0.1", 0))
    address = away.getsockname()[:2]
    away.close()
    with (
        Cable(address) as cable,
        # Depending on who is quicker, the caller hears of it while connecting or when reading.
        pytest.raises(ConnectionResetError),
        socket.create_connection(("127.0.0.1", cable.port), 5) as end,
    ):
        end.recv(1)
