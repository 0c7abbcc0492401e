"""Nonces: remembered for each till apart, and not for ever."""

import pytest

from pos_member.domain.errors import Refused
from sync.server import auth
from sync.server.auth import NonceWindow


def test_a_nonce_counts_once_for_each_till() -> None:
    window = NonceWindow()
    window.take("a", "1")
    window.take("b", "1")
    with pytest.raises(Refused) as refused:
        window.take("a", "1")
    assert refused.value.code == "nonce_repeated"


def test_the_window_forgets_the_oldest() -> None:
    window = NonceWindow()
    for i in range(auth.NONCES_KEPT + 1):
        window.take("a", str(i))
    window.take("a", "0")
    with pytest.raises(Refused):
        window.take("a", str(auth.NONCES_KEPT))


def test_the_window_is_bounded_in_tills_too() -> None:
    window = NonceWindow()
    for i in range(auth.TERMINALS_KEPT + 1):
        window.take(str(i), "n")
    window.take("0", "n")
    with pytest.raises(Refused):
        window.take(str(auth.TERMINALS_KEPT), "n")
