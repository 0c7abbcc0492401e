"""``pos-member scan`` says what a string is, with the exit status that scripts rely on."""

import json
import random
from pathlib import Path
from uuid import UUID

import pytest

from pos_member.cli import main
from pos_member.domain.code_texts import member_code_text
from pos_member.domain.codes import member_code_message
from pos_member.domain.receipt_code import ReceiptCode
from pos_member.storage.trust import seal_of
from sync.protocol.signing import SigningKey, device_bytes


def scan(capsys: pytest.CaptureFixture[str], *arguments: str) -> tuple[int, dict[str, object]]:
    status = main(["scan", "--json", *arguments])
    out = capsys.readouterr().out
    return status, json.loads(out) if out else {}


def test_goods_are_named_with_their_symbology(capsys: pytest.CaptureFixture[str]) -> None:
    status, answer = scan(capsys, "6901234567892")
    assert (status, answer) == (0, {"kind": "goods", "code": "6901234567892", "symbology": "ean13"})


def test_a_member_code_is_genuine_only_with_the_right_key(
    capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    chance = random.Random(1)
    key, code = SigningKey(chance.randbytes(32)), chance.randbytes(10)
    text = member_code_text(code, 1, key.sign(member_code_message(code, 1)))
    keys = tmp_path / "keys.json"
    keys.write_text(json.dumps({"1": key.public.hex()}), encoding="utf-8")
    assert scan(capsys, text, "--keys", str(keys)) == (
        0,
        {
            "kind": "member_code",
            "code": code.hex(),
            "key_id": 1,
            "dynamic": False,
            "issued_s": 0,
        },
    )
    status, answer = scan(capsys, text)
    assert (status, answer["why"]) == (1, "member_code_key_unknown")


def test_a_receipt_is_verified_with_the_key_of_the_server(
    capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    server, seed = SigningKey(bytes(32)), bytes([1] * 32)
    sold = ReceiptCode("sale", "A1-1122-17", str(UUID(int=7)), 1_800_000_000, 8_900, "CNY")
    text = seal_of(sold, seed, server.sign(device_bytes(SigningKey(seed).public)))
    keys = tmp_path / "keys.json"
    keys.write_text(json.dumps({"server": server.public.hex()}), encoding="utf-8")
    status, answer = scan(capsys, text, "--keys", str(keys))
    assert (status, answer["kind"], answer["number"]) == (0, "receipt", "A1-1122-17")
    assert answer["total_minor"] == 8_900
    status, answer = scan(capsys, text)
    assert (status, answer["why"]) == (1, "receipt_code_key_unknown")
    forged = text[:20] + ("A" if text[20] != "A" else "B") + text[21:]
    status, answer = scan(capsys, forged, "--keys", str(keys))
    assert (status, answer["kind"]) == (1, "unknown")
    assert answer["why"] in ("receipt_code_forged", "receipt_code_damaged")


def test_raw_bytes_are_decoded_as_on_a_line(capsys: pytest.CaptureFixture[str]) -> None:
    status, answer = scan(capsys, "--hex", "洗发水".encode("gb18030").hex())
    assert (status, answer["kind"], answer["text"]) == (1, "unknown", "洗发水")


def test_bytes_of_no_encoding_are_unknown_and_not_a_crash(
    capsys: pytest.CaptureFixture[str],
) -> None:
    status, answer = scan(capsys, "--hex", "ff" * 40)
    assert (status, answer["kind"]) == (1, "unknown")


def test_a_bank_card_is_refused_and_its_number_not_shown(
    capsys: pytest.CaptureFixture[str],
) -> None:
    status, answer = scan(capsys, ";6222021234567894=2512")
    assert (status, answer) == (1, {"kind": "bank_card"})


@pytest.mark.parametrize("arguments", [["--hex", "zz"], []])
def test_bad_usage_is_status_2_with_one_line(
    capsys: pytest.CaptureFixture[str], arguments: list[str]
) -> None:
    assert main(["scan", *arguments]) == 2
    assert len(capsys.readouterr().err.splitlines()) == 1


def test_keys_that_are_none_are_told_with_their_path(
    capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    keys = tmp_path / "keys.json"
    keys.write_text('{"one": "00"}', encoding="utf-8")
    assert main(["scan", "690", "--keys", str(keys)]) == 2
    assert "keys.one" in capsys.readouterr().err


def test_labels_of_the_shops_scales_and_gs1_messages_are_explained(
    capsys: pytest.CaptureFixture[str],
) -> None:
    assert scan(capsys, "2200012012505", "--labels", "22IIIIIPPPPPC") == (
        0,
        {
            "kind": "scale_label",
            "code": "2200012012505",
            "item": "00012",
            "grams": None,
            "amount_minor": 1_250,
        },
    )
    assert scan(capsys, "(01)06901234567892(10)A1") == (
        0,
        {
            "kind": "gs1",
            "code": "6901234567892",
            "message": {"01": "06901234567892", "10": "A1"},
        },
    )


def test_label_patterns_that_clash_are_bad_usage(capsys: pytest.CaptureFixture[str]) -> None:
    status = main(["scan", "1", "--labels", "22IIIIIPPPPPC 22IIIIIWWWWWC"])
    assert (status, "label_patterns_clash" in capsys.readouterr().err) == (2, True)
