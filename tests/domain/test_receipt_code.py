"""The code of a receipt: genuine ones read back, every other one is refused with its reason."""

import random
from dataclasses import replace

import base45
import pytest
from hypothesis import given
from hypothesis import strategies as st

from pos_member.domain import receipt_code
from pos_member.domain.receipt_code import ReceiptCode, can_seal, message, of_text, read, text
from pos_member.storage.trust import seal_check, seal_of
from sync.protocol.signing import SigningKey, device_bytes

SERVER, OTHER_SERVER = SigningKey(bytes(32)), SigningKey(bytes([9] * 32))
SEED, OTHER_SEED = bytes([1] * 32), bytes([2] * 32)
TILL = SigningKey(SEED)
CERTIFICATE = SERVER.sign(device_bytes(TILL.public))
CODE = ReceiptCode(
    "sale", "A01-0305-000123", "0193a6f0-c200-7000-8000-0000000000ff", 1_772_690_551, 14_690, "CNY"
)
GENUINE = seal_of(CODE, SEED, CERTIFICATE)
CHECK = seal_check(SERVER.public)


def test_a_genuine_code_says_what_was_sold():
    assert of_text(GENUINE, CHECK) == CODE
    assert GENUINE.startswith("PR0:")
    assert len(GENUINE) <= 331  # version 13 at level M, should a printer take it as bytes


@given(
    st.sampled_from(receipt_code.KINDS),
    st.text(st.characters(min_codepoint=0x21, max_codepoint=0x7E), min_size=1, max_size=40),
    st.integers(0, 2**32 - 1),
    st.integers(-(2**53), 2**53),
)
def test_any_receipt_reads_back(about, number, issued_s, total_minor):
    code = ReceiptCode(about, number, CODE.op_id, issued_s, total_minor, "JPY")
    assert of_text(seal_of(code, SEED, CERTIFICATE), CHECK) == code


@pytest.mark.parametrize(
    "scanned",
    [
        GENUINE.lower(),
        "]Q1" + GENUINE,
        f" {GENUINE}\r\n",
        "".join(chr(ord(c) + 0xFEE0) if c > " " else "\u3000" for c in GENUINE),
    ],
)
def test_a_scanner_may_write_it_in_its_own_way(scanned):
    assert of_text(scanned, CHECK) == CODE


@pytest.mark.parametrize("scanned", ["", "PM0:ABC", "6901234567892", "]Q1", "小票"])
def test_other_texts_are_none_of_these(scanned):
    assert of_text(scanned, CHECK) is None


def forged() -> list[str]:
    """Return codes with one byte changed, at every place of what is held and signed."""
    raw, chance = base45.b45decode(GENUINE[4:]), random.Random(1)
    made = []
    for at in range(2, len(raw)):
        other = bytearray(raw)
        other[at] ^= 1 << chance.randrange(8)
        made.append("PR0:" + base45.b45encode(bytes(other)).decode())
    return made


def test_every_changed_byte_is_found_out():
    reasons = [of_text(code, CHECK) for code in forged()]
    assert len(reasons) > 200
    assert set(reasons) <= {receipt_code.FORGED, receipt_code.DAMAGED}
    assert reasons.count(receipt_code.FORGED) > 170


@pytest.mark.parametrize("length", range(0, len(GENUINE), 7))
def test_a_code_that_was_cut_is_refused(length):
    found = of_text(GENUINE[:length], CHECK)
    assert found is None if length < 4 else isinstance(found, str)


def test_a_till_of_another_chain_is_foreign():
    foreign = seal_of(CODE, SEED, OTHER_SERVER.sign(device_bytes(TILL.public)))
    assert of_text(foreign, CHECK) == receipt_code.FOREIGN
    assert of_text(GENUINE, seal_check(OTHER_SERVER.public)) == receipt_code.FOREIGN


def test_a_certificate_of_another_till_is_foreign():
    assert of_text(seal_of(CODE, OTHER_SEED, CERTIFICATE), CHECK) == receipt_code.FOREIGN


def test_without_the_servers_key_nothing_is_verified_and_a_forgery_still_is_one():
    assert of_text(GENUINE, seal_check(None)) == receipt_code.KEY_UNKNOWN
    assert of_text(forged()[-1], seal_check(None)) == receipt_code.FORGED


@pytest.mark.parametrize(
    ("payload", "reason"),
    [
        ("", receipt_code.DAMAGED),
        ("é", receipt_code.DAMAGED),
        ("A" * 401, receipt_code.DAMAGED),
        (base45.b45encode(b"\x02" * 10).decode(), receipt_code.DAMAGED),
        (base45.b45encode(b"\x02" * 210).decode(), receipt_code.NEWER),
        (base45.b45encode(b"\x01" * 10).decode(), receipt_code.DAMAGED),
        (base45.b45encode(b"\x01" + b"\xff" * 210).decode(), receipt_code.DAMAGED),
    ],
)
def test_what_is_no_code_is_refused_with_its_reason(payload, reason):
    assert of_text("PR0:" + payload, CHECK) == reason


@given(st.binary(max_size=260))
def test_no_bytes_make_it_raise_or_invent_a_receipt(raw):
    assert isinstance(read(base45.b45encode(raw).decode(), CHECK), str)


@pytest.mark.parametrize(
    "other",
    [{"about": "test"}, {"number": ""}, {"number": "收据"}, {"number": "x" * 41}, {"currency": ""}],
)
def test_what_no_code_holds_is_not_sealed(other):
    assert not can_seal(replace(CODE, **other))
    assert seal_of(replace(CODE, **other), SEED, CERTIFICATE) == ""


def test_a_till_without_a_certificate_seals_nothing():
    assert seal_of(CODE, SEED, b"") == ""


def test_the_signature_stands_over_everything_before_it():
    signed = message(CODE, TILL.public, CERTIFICATE)
    assert text(signed, TILL.sign(signed)) == GENUINE
    assert signed.startswith(b"PR0\x01\x00") and signed.endswith(CERTIFICATE)
