"""``pos-member receipt`` gives the same receipt as text, as a picture and as printer bytes."""

from pathlib import Path

import pytest

from devices.escpos_interpreter import interpret, page_text
from pos_member.cli import main
from pos_member.domain.receipt import Receipt, ReceiptKind, ReceiptLine, ReceiptTender, to_json
from tests.support.pictures import picture_file

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


def test_the_layouts_that_come_along_are_a_beginning(tmp_path: Path) -> None:
    assert main(["receipt", "layouts", "--out", str(tmp_path / "mine")]) == 0
    written = sorted((tmp_path / "mine").iterdir())
    assert [path.stem for path in written] == sorted(ReceiptKind)
    png = tmp_path / "preview.png"
    for path in written:
        assert main(["receipt", "preview", str(path), "--out", str(png), "--columns", "32"]) == 0
        assert png.read_bytes().startswith(b"\x89PNG")


def test_a_preview_takes_a_stored_receipt_and_a_logo(
    file: str, tmp_path: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    layout, logo = tmp_path / "own.json", tmp_path / "logo.png"
    layout.write_text('{"format": 1, "rows": [{"logo": true}, {"text": "{shop}"}]}', "utf-8")
    logo.write_bytes(picture_file(100, 40))
    shown = ["--format", "text", "--receipt", file, "--copy", "--logo", str(logo)]
    assert main(["receipt", "preview", str(layout), *shown]) == 0
    said = capfd.readouterr().out
    assert "[image 104 x 40]" in said
    assert "梧桐店" in said and "*** 补打 ***" in said and "NO: A1-1122-17" in said


@pytest.mark.parametrize("task", ["preview", "layouts", "samples"])
def test_a_task_without_its_file_is_bad_usage(
    task: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["receipt", task]) == 2
    assert "receipt_file" in capsys.readouterr().err


def test_the_samples_are_drawn_on_both_papers_in_both_languages(tmp_path: Path) -> None:
    assert main(["receipt", "samples", "--out", str(tmp_path)]) == 0
    names = {path.name for path in tmp_path.iterdir()}
    assert len(names) == 4 * (len(ReceiptKind) + 1)
    assert {"shift-32-zh_CN.png", "receipts-48-en.png"} <= names
