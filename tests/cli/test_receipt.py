"""``pos-member receipt`` gives the same receipt as text, as a picture and as printer bytes."""

from pathlib import Path

import pytest

from devices.escpos_interpreter import interpret, page_text
from pos_member.cli import main
from pos_member.domain.receipt import Receipt, ReceiptKind, ReceiptLine, ReceiptTender, to_json

RECEIPT = Receipt(
    kind=ReceiptKind.SALE,
    shop="梧桐店",
    register="A1",
    number="A1-1122-17",
    operation_code="0193A6F0C2",
    business_time="2026-11-22 14:32",
    cashier="小陈",
    total_minor=8_900,
    lines=(ReceiptLine("洗发水", "1", 8_900, 8_900),),
    tenders=(ReceiptTender("现金", 8_900),),
)


@pytest.fixture
def file(tmp_path: Path) -> str:
    path = tmp_path / "receipt.json"
    path.write_text(to_json(RECEIPT), encoding="utf-8")
    return str(path)


@pytest.mark.parametrize(("language", "total"), [("zh_CN", "应收"), ("en", "Total due")])
def test_text_speaks_the_language_asked_for(
    file: str, language: str, total: str, capfd: pytest.CaptureFixture[str]
) -> None:
    assert main(["receipt", file, "--language", language]) == 0
    out = capfd.readouterr().out
    assert total in out
    assert "NO: A1-1122-17" in out


@pytest.mark.parametrize("columns", [32, 42, 48])
def test_the_bytes_print_what_the_text_shows(
    file: str, columns: int, tmp_path: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    out = tmp_path / "printed"
    width = ["--columns", str(columns)]
    assert main(["receipt", file, "--format", "escpos", "--out", str(out), *width]) == 0
    assert main(["receipt", file, *width]) == 0
    assert page_text(interpret(out.read_bytes(), columns)) + "\n" == capfd.readouterr().out


def test_a_picture_is_a_png(file: str, tmp_path: Path) -> None:
    out = tmp_path / "receipt.png"
    assert main(["receipt", file, "--format", "png", "--out", str(out)]) == 0
    assert out.read_bytes().startswith(b"\x89PNG")


@pytest.mark.parametrize("raw", [b"", b"{}", b"\xff", b"[]"])
def test_what_is_no_receipt_is_unreadable(
    raw: bytes, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    path = tmp_path / "other"
    path.write_bytes(raw)
    assert main(["receipt", str(path)]) == 2
    assert len(capsys.readouterr().err.splitlines()) == 1
