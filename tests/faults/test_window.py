"""Bad input at the real window of a real till: nothing is pressed, nothing is lost."""

import subprocess
from collections.abc import Callable

import pytest

from pos_member.demo import oracle
from pos_member.demo.programs import command
from pos_member.domain.code_texts import member_code_text
from pos_member.domain.codes import member_code_message
from pos_member.i18n import explain, set_language
from sync.protocol.signing import SigningKey
from tests.faults.conftest import PATIENCE, Stand

pytestmark = pytest.mark.process
FAR_SECONDS = 30

GARBAGE = {
    "nothing but ends": b"\r\n\r\r\n\n\r",
    "NUL": b"\x00\x00\x00\r69\x0012\r",
    "no text": bytes(range(0x80, 0x100)) + b"\r",
    "huge": b"A" * 70_000 + b"\r",
    "controls": b"\x1b[A\x7f\x08\x03\x1a\r",
    "half a code": b"690123",
    "chinese of another encoding": "洗发水".encode("gb18030") + b"\r",
    "a query": b"' OR 1=1 --\r",
}


def receipts(stand: Stand) -> list[str]:
    return oracle.journal_receipts(stand.data / "journal.db")


@pytest.mark.parametrize("name", GARBAGE)
def test_garbage_on_the_line_presses_nothing(stand: Stand, name: str) -> None:
    hands, before = stand.hands, receipts(stand)
    stand.empty_the_basket()
    stand.add_goods()
    stand.counter.scanner.send(GARBAGE[name])
    if name == "half a code":
        hands.wait("the silence that ends a code", lambda s: s["unknown"] == 1)
    # What comes after it on the same line is read as it should be.
    stand.add_goods(1)
    state = hands.state
    assert state["pieces"] == 2
    assert (state["screen"], state["dialog"], state["phase"]) == ("sale-page", "", "open")
    assert receipts(stand) == before
    stand.empty_the_basket()


def forged(text: str) -> str:
    return text[:-1] + ("A" if text[-1] != "A" else "B")


def cut(text: str) -> str:
    return text[:-9]


def foreign(text: str) -> str:
    key, code = SigningKey(bytes(range(7, 39))), text.encode()[8:18]
    return member_code_text(code, 200, key.sign(member_code_message(code, 200)))


@pytest.mark.parametrize(
    ("make", "code"),
    [
        (forged, "member_code_forged"),
        (foreign, "member_code_key_unknown"),
        (cut, "member_code_cut"),
    ],
)
def test_a_wrong_member_code_says_why_in_both_languages(
    stand: Stand, make: Callable[[str], str], code: str
) -> None:
    # Another customer each time: the same code at once again would be a double read.
    for language, customer in zip(("en", "zh_CN"), stand.shop.customers(), strict=False):
        stand.counter.till.do("language", value=language)
        set_language(language)
        said = explain(code)
        stand.hands.scan(make(customer.qr))
        found = stand.hands.wait(f"why: {said}", lambda s, said=said: s["said"] == said)
        assert found["member"] == ""
    set_language("zh_CN")


def test_a_scan_under_a_dialog_presses_nothing_and_is_kept(stand: Stand) -> None:
    hands = stand.hands
    stand.empty_the_basket()
    hands.key("F1")
    shown = hands.wait("a dialog", lambda s: s["dialog"])
    hands.scan(stand.goods[2])
    waiting = hands.wait("a scan that waits", lambda s: s["waiting_scans"] == 1)
    assert (waiting["dialog"], waiting["pieces"]) == (shown["dialog"], 0)
    hands.key("Escape")
    hands.wait("the scan", lambda s: s["pieces"] == 1 and not s["waiting_scans"])
    stand.empty_the_basket()


@pytest.mark.parametrize("press", ["click", "key"])
def test_paying_twice_at_once_is_one_sale(stand: Stand, press: str) -> None:
    hands, before = stand.hands, receipts(stand)
    stand.empty_the_basket()
    stand.add_goods()
    hands.key("Alt+2")
    hands.wait("cash in hand", lambda s: s["tender"] == "cash")
    for _ in range(3):
        if press == "click":
            hands.click("primary")
        else:
            hands.key("Return")
    hands.wait("a receipt", lambda s: s["receipt"] and s["receipt"] not in before)
    stand.add_goods(1)  # other goods: the same again at once would be a double read
    assert len(receipts(stand)) == len(before) + 1
    stand.empty_the_basket()


def test_a_second_start_raises_the_first_and_ends_with_one_line(stand: Stand) -> None:
    second = subprocess.run(
        command("till", "--data", str(stand.data)),
        capture_output=True,
        text=True,
        timeout=FAR_SECONDS + PATIENCE,
        check=False,
    )
    assert second.returncode == 1
    (line,) = second.stderr.strip().splitlines()
    assert "already_running" in line
    log = (stand.data / "logs" / "till.log").read_text(encoding="utf-8")
    assert "a second start on the same data was sent away" in log
    stand.empty_the_basket()
    stand.add_goods()
    stand.empty_the_basket()


def test_a_basket_under_way_and_one_on_hold_come_back_after_a_kill(stand: Stand) -> None:
    hands = stand.hands
    stand.empty_the_basket()
    stand.add_goods(3)
    hands.key("F9")
    hands.wait("a free counter", lambda s: s["lines"] == 0)
    for at in (0, 1, 2):
        stand.add_goods(at)
    member = stand.shop.customers()[0]
    hands.scan(member.qr)
    hands.wait("the member", lambda s: s["member"] == member.member_id)
    hands.key("Right")
    before = hands.wait("one piece more", lambda s: s["pieces"] == 4)
    # What the screen shows is written behind it; the ledger has done so once it has answered.
    hands.scan("PB0:NOBODY-KNOWS")
    hands.wait("the ledger", lambda s: s["said"] and s["said"] != before["said"])
    stand.counter.till.kill()
    stand.open()
    kept = ("pieces", "lines", "due", "member", "unknown")
    hands.wait(
        "the basket", lambda s: [s[name] for name in kept] == [before[name] for name in kept],
        patience=PATIENCE,
    )  # fmt: skip
    stand.empty_the_basket()
    hands.key("F9")
    hands.wait("what is on hold", lambda s: s["dialog"] == "held-baskets")
    hands.key("Return")
    hands.wait("the held basket", lambda s: (s["lines"], s["dialog"]) == (1, ""))
    stand.empty_the_basket()
