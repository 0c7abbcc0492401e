"""What a scanned string is, and that no string is taken for what it is not."""

import random  # seeded below
import string
import subprocess
import sys

import base45
import pytest
from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from hypothesis import example, given
from hypothesis import strategies as st

from pos_member.domain import check_digits, code_texts, codes
from pos_member.domain.codes import (
    BankCardTrack,
    CouponCode,
    Goods,
    Gs1Goods,
    MemberCard,
    MemberCode,
    PaymentCode,
    PhoneNumber,
    StaffBadge,
    UnknownCode,
    Why,
    parse,
)
from pos_member.domain.scale_labels import ScaleLabel, read_patterns

KEY = Ed25519PrivateKey.from_private_bytes(bytes(range(32)))
OTHER_KEY = Ed25519PrivateKey.from_private_bytes(bytes(range(1, 33)))
CODE = bytes.fromhex("00ff10e2030405060708")
KEYS = {7: KEY.public_key()}


def verify(key_id: int, message: bytes, signature: bytes) -> bool:
    try:
        KEYS[key_id].verify(signature, message)
    except InvalidSignature:
        return False
    return True


def signed_text(*, key: Ed25519PrivateKey = KEY, key_id: int = 7, code: bytes = CODE) -> str:
    signature = key.sign(codes.member_code_message(code, key_id))
    return code_texts.member_code_text(code, key_id, signature)


def read(text: str) -> codes.ScannedCode:
    return parse(text, verify=verify)


def why(text: str) -> Why:
    found = read(text)
    assert isinstance(found, UnknownCode), found
    return found.why


def test_a_signed_member_code_is_read_back():
    assert read(signed_text()) == MemberCode(CODE.hex(), 7, dynamic=False)


def test_a_member_code_fits_the_alphanumeric_set_of_a_qr():
    text = signed_text()
    assert len(text) == 118
    assert set(text) <= set(string.digits + string.ascii_uppercase + " $%*+-./:")


@pytest.mark.parametrize("spoil", [str.lower, str.swapcase, lambda t: f"  {t}\r\n"])
def test_caps_lock_and_blanks_do_not_spoil_a_member_code(spoil):
    assert read(spoil(signed_text())) == MemberCode(CODE.hex(), 7)


def test_full_width_characters_of_an_input_method_are_understood():
    wide = "".join(chr(ord(c) + 0xFEE0) if "!" <= c <= "~" else c for c in signed_text())
    assert read(wide) == MemberCode(CODE.hex(), 7)
    assert read("１３８００１３８０００") == PhoneNumber("13800138000")


def test_a_code_signed_by_another_key_is_forged():
    assert why(signed_text(key=OTHER_KEY)) is Why.MEMBER_CODE_FORGED


def test_a_key_that_is_not_known_has_its_own_reason():
    assert why(signed_text(key_id=8)) is Why.MEMBER_CODE_KEY_UNKNOWN


def test_every_single_changed_character_is_refused():
    text = signed_text()
    for at in range(len("PM0:"), len(text)):
        for new in "0AZ:":
            changed = text[:at] + new + text[at + 1 :]
            if changed != text:
                assert isinstance(read(changed), UnknownCode), (at, new)


def test_every_cut_is_called_a_cut():
    text = signed_text()
    assert {why(text[:length]) for length in range(4, len(text))} == {Why.MEMBER_CODE_CUT}


def test_two_codes_run_together_are_too_long():
    assert why(signed_text() + signed_text()) is Why.MEMBER_CODE_LONG


@pytest.mark.parametrize("payload", ["_" * 114, ":" * 114], ids=["not base45", "too large"])
def test_what_is_no_base45_is_unreadable(payload):
    assert why("PM0:" + payload) is Why.MEMBER_CODE_UNREADABLE


def test_a_member_code_with_characters_of_another_script_is_no_code():
    assert why("PM0:" + "ü" * 114) is Why.NOT_A_CODE


def test_a_version_from_the_future_says_so():
    payload = base45.b45encode(bytes((9, 7)) + CODE + bytes(64)).decode()
    assert why("PM0:" + payload) is Why.MEMBER_CODE_VERSION


def test_a_card_number_carries_its_check_digit():
    number = code_texts.card_number("12345678901")
    assert len(number) == 12
    assert read(code_texts.card_barcode_text(number)) == MemberCard(number)
    assert read("m" + number) == MemberCard(number)
    assert read(code_texts.card_shown(number)) == MemberCard(number)
    assert read(code_texts.card_shown(number).replace(" ", "-")) == MemberCard(number)
    assert code_texts.card_shown(number) == f"{number[:4]} {number[4:8]} {number[8:]}"


def test_a_mistyped_card_number_is_refused():
    number = code_texts.card_number("12345678901")
    assert why("M" + number[:-1] + str((int(number[-1]) + 1) % 10)) is Why.MEMBER_CARD_CHECK_DIGIT
    assert why("M" + number[:-1]) is Why.MEMBER_CARD_CUT
    assert why("M") is Why.MEMBER_CARD_CUT


@given(st.text(string.digits, min_size=11, max_size=11), st.integers(0, 11), st.integers(1, 9))
def test_luhn_finds_every_single_wrong_digit(eleven, at, off):
    number = code_texts.card_number(eleven)
    wrong = number[:at] + str((int(number[at]) + off) % 10) + number[at + 1 :]
    assert not check_digits.luhn_holds(wrong)


def test_coupons_and_badges_are_read_back():
    assert read(code_texts.coupon_text(CODE)) == CouponCode(CODE.hex())
    secret = bytes(range(16))
    assert read(code_texts.staff_badge_text(secret)) == StaffBadge(secret.hex())


def test_a_badge_shows_its_secret_nowhere():
    secret = bytes(range(16))
    badge = read(code_texts.staff_badge_text(secret))
    assert secret.hex() not in repr(badge)
    damaged = read(code_texts.staff_badge_text(secret)[:-1])
    assert damaged == UnknownCode("PB0:", Why.STAFF_BADGE_DAMAGED)


def test_a_damaged_coupon_says_so():
    assert why(code_texts.coupon_text(CODE)[:-3]) is Why.COUPON_CODE_DAMAGED


@pytest.mark.parametrize(
    ("text", "goods"),
    [
        ("6901028075763", Goods("6901028075763", "ean13")),
        ("036000291452", Goods("0036000291452", "ean13")),
        ("0036000291452", Goods("0036000291452", "ean13")),
        ("73513537", Goods("73513537", "ean8")),
        ("10614141000415", Goods("10614141000415", "itf14")),
        ("4711", Goods("4711", "plain")),
        ("8", Goods("8", "plain")),
        ("12345678901", Goods("12345678901", "plain")),
    ],
)
def test_goods_are_told_by_length_and_check_digit(text, goods):
    assert read(text) == goods


@pytest.mark.parametrize("text", ["6901028075764", "036000291453", "73513538", "10614141000416"])
def test_a_wrong_check_digit_is_no_goods(text):
    assert read(text) == UnknownCode(text, Why.CHECK_DIGIT)


@pytest.mark.parametrize(
    "text", ["13800138000", "138 0013 8000", "138-0013-8000", "+8613800138000"]
)
def test_a_mobile_number_is_a_phone_number(text):
    assert read(text) == PhoneNumber("13800138000")


@pytest.mark.parametrize("text", ["12800138000", "1380013800"])
def test_other_digits_of_that_length_are_goods(text):
    assert read(text) == Goods(text, "plain")


@pytest.mark.parametrize(
    ("text", "wallet"),
    [
        ("134567890123456789", "wechat"),
        ("101234567890123456", "wechat"),
        ("281234567890123456", "alipay"),
        ("2512345678901234", "alipay"),
        ("301234567890123456789012", "alipay"),
    ],
)
def test_a_wallet_code_is_recognised_and_not_kept(text, wallet):
    assert read(text) == PaymentCode(wallet)
    assert text not in repr(read(text))


@pytest.mark.parametrize(
    "text",
    [
        ";6222021001116245702=25121011000012345678?",
        "%B6222021001116245702^ZHANG/SAN^2512101?",
        "6222021001116245702=2512",
        "4111111111111111",
        "4111 1111 1111 1111",
        "4111-1111-1111-1111",
        "378282246310005",
        "；６２２２０２１００１＝２５１２？",
        "+996222021001116245702=1560000000000?",
        "B4111111111111111^ZHANG/SAN^2512",
        "E?4111111111111111?",
        "卡4111111111111111",
        "x" * 600 + "4111111111111111",
        "4111111111111111 " + "x" * 600,
    ],
)
def test_a_bank_card_leaves_no_digit_behind(text):
    found = read(text)
    assert found == BankCardTrack() or (isinstance(found, UnknownCode) and "4111" not in found.text)
    assert not any(digit in repr(found) for digit in string.digits)


@pytest.mark.parametrize("stripe", ["%M{}?", ";{}?", ";{}?7", "；{}？", "%m{}?"])
def test_the_stripe_of_a_member_card_is_the_card(stripe):
    assert read(stripe.format("123456789015")) == MemberCard("123456789015")
    assert read(stripe.format("123456789016")) != MemberCard("123456789016")


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("", Why.EMPTY),
        (" \r\n\t", Why.EMPTY),
        ("x" * 513, Why.TOO_LONG),
        ("码" * 171, Why.TOO_LONG),
        ("69010\x0028075763", Why.NOT_PRINTABLE),
        ("\x1b[31m", Why.NOT_PRINTABLE),
        ("\ufffd", Why.NOT_A_CODE),
        ("\ud800", Why.NOT_PRINTABLE),
        ("hello", Why.NOT_A_CODE),
        ("会员", Why.NOT_A_CODE),
        ("٠١٢٣٤٥٦٧٨٩٠١٢", Why.NOT_A_CODE),
        ("²³", Why.NOT_A_CODE),
        ("123456789012345", Why.NOT_A_CODE),
        ("69 01028 075763", Why.NOT_A_CODE),
        ("+123", Why.NOT_A_CODE),
        ("https://example.invalid/?m=13800138000", Why.NOT_A_CODE),
    ],
)
def test_what_is_no_code_is_unknown_for_a_reason(text, reason):
    assert why(text) is reason


def test_an_unknown_text_is_shown_short_and_harmless():
    found = read("a\x1b]0;" + "b" * 400)
    assert isinstance(found, UnknownCode)
    assert len(found.text) == 64
    assert found.text.isprintable()


@given(st.text(max_size=600))
@example("PM0:" + "0" * 114)
def test_no_text_raises(text):
    read(text)


@given(
    st.sampled_from(["PM0:", "PC0:", "PB0:", "M", ";", "%B", "+86", "28"]), st.text(max_size=150)
)
def test_no_text_behind_a_known_prefix_makes_a_member(prefix, rest):
    assert not isinstance(read(prefix + rest), MemberCode)


def test_twenty_thousand_odd_strings_invent_no_member_and_no_badge():
    chance = random.Random(20260305)
    alphabet = string.printable + "PM0:PC0:PB0:M%;=^\x00\x1d\ufffd码￥١ß０"
    for _ in range(20_000):
        text = "".join(chance.choices(alphabet, k=chance.randrange(40)))
        found = read(text)
        assert not isinstance(found, MemberCode)
        if isinstance(found, StaffBadge | CouponCode):
            assert text.strip()[:4].upper() in {"PB0:", "PC0:"}


def test_reading_codes_brings_no_cryptography():
    script = "import sys, pos_member.domain.codes; assert 'cryptography' not in sys.modules"
    assert subprocess.run([sys.executable, "-c", script], check=False).returncode == 0


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("01234565", Goods("01234565", "ean8")),  # both would check: EAN-8 keeps what was read
        ("]E06901234567892", Goods("6901234567892", "ean13")),
        ("]E496385074", Goods("96385074", "ean8")),
        ("]Q1M880122031144", MemberCard("880122031144")),
        ("]A0ABC-12", UnknownCode("ABC-12", Why.NOT_A_CODE)),
        ("]E0", UnknownCode("", Why.EMPTY)),
        ("]9", UnknownCode("]9", Why.NOT_A_CODE)),
    ],
)
def test_a_symbology_named_before_the_code_is_no_part_of_it(
    text: str, found: codes.ScannedCode
) -> None:
    assert read(text) == found


def test_a_member_code_is_read_behind_a_named_symbology():
    assert read("]Q1" + signed_text()) == MemberCode(CODE.hex(), 7)


@pytest.mark.parametrize(
    ("eight", "upca"),
    [
        ("04252614", "042100005264"),
        ("01234133", "012300000413"),
        ("01234242", "012340000022"),
    ],
)
def test_a_upc_e_is_the_upc_a_that_it_shortens(eight: str, upca: str) -> None:
    assert read(eight) == Goods(upca.zfill(13), "ean13")
    assert read(upca) == Goods(upca.zfill(13), "ean13")


@pytest.mark.parametrize("eight", ["04252615", "24252615"])
def test_eight_digits_that_check_neither_way_are_misread(eight: str) -> None:
    assert why(eight) is Why.CHECK_DIGIT


@pytest.mark.parametrize(
    "text",
    [
        "]C101069012345678923103001520",
        "\x1d01069012345678923103001520",
        "01069012345678923103001520",
        "(01)06901234567892(3103)001520",
        "]d20106901234567892\x1d3103001520",
    ],
)
def test_a_gs1_message_is_its_article_and_what_it_says_besides(text: str) -> None:
    found = read(text)
    assert isinstance(found, Gs1Goods)
    assert (found.code, found.message.grams) == ("6901234567892", 1_520)


@pytest.mark.parametrize(
    ("gtin", "code"),
    [
        ("00000096385074", "96385074"),
        ("00042100005264", "0042100005264"),
        ("16901234567899", "16901234567899"),
    ],
)
def test_the_article_of_a_message_is_written_as_on_the_goods(gtin: str, code: str) -> None:
    found = read(f"01{gtin}")
    assert isinstance(found, Gs1Goods) and found.code == code


@pytest.mark.parametrize(
    "text", ["]C117261100", "(01)06901234567893", "a\x1db", "]e0\x00\x1d", "("]
)
def test_a_gs1_message_without_a_sound_article_is_damaged(text: str) -> None:
    assert why(text) is Why.GS1_DAMAGED


def test_a_number_that_only_begins_like_a_message_is_what_it_was_before() -> None:
    assert why("010690123456789299") is Why.NOT_A_CODE


def test_a_scale_label_is_read_by_the_shops_own_patterns_only() -> None:
    labels = read_patterns(("22IIIIIPPPPPC",))
    code = "2200012012505"
    assert parse(code, verify=verify, labels=labels) == ScaleLabel(code, "00012", None, 1_250)
    assert read(code) == Goods(code, "ean13")
    assert parse("22ABCDEFGHIJK", verify=verify, labels=labels) == UnknownCode(
        "22ABCDEFGHIJK", Why.NOT_A_CODE
    )
