"""What a scanned or typed string is: member, card, coupon, badge, goods, phone, or unknown and why.

A scanner that names the symbology first (AIM identifiers, ISO/IEC 15424: ``]E0``, ``]C1``) is
understood; without it the form decides.

``parse`` never raises and looks nothing up: a code's kind is decided by its own form alone, and
whether a member code is genuine by a signature check that the caller hands in. What is recognised
as a bank card or a staff badge never shows its digits again, not even in ``repr``.
"""

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from enum import StrEnum

import base45

from pos_member.domain import gs1
from pos_member.domain.check_digits import gs1_check_holds, luhn_holds
from pos_member.domain.gs1 import Gs1Message
from pos_member.domain.scale_labels import LabelPattern, ScaleLabel, read_label
from pos_member.domain.stripes import is_track, may_be_bank_card, may_hold_bank_card, own_card

MAX_BYTES = 512
"""A longer string is noise or an attack; no code of ours has more than 130 characters."""

MEMBER_PREFIX = "PM0:"
COUPON_PREFIX = "PC0:"
BADGE_PREFIX = "PB0:"
STATIC_VERSION, DYNAMIC_VERSION = 1, 2
MEMBER_CODE_BYTES = 10
ISSUED_BYTES, NONCE_BYTES = 4, 4
COUPON_CODE_BYTES = 10
BADGE_SECRET_BYTES = 16
SIGNATURE_BYTES = 64
CARD_DIGITS = 12

_HEAD_BYTES = 2 + MEMBER_CODE_BYTES
_SIGNED_BYTES = {
    STATIC_VERSION: _HEAD_BYTES + SIGNATURE_BYTES,
    DYNAMIC_VERSION: _HEAD_BYTES + ISSUED_BYTES + NONCE_BYTES + SIGNATURE_BYTES,
}
_SHOWN_CHARS = 64
_BASE45 = re.compile(r"[0-9A-Z $%*+\-./:]*")
_CARD = re.compile(r"M(?P<number>[0-9 -]*)")
_CARD_BY_HAND = re.compile(r"(?P<number>[0-9]{4}([ -])[0-9]{4}\2[0-9]{4})")
_DIGITS = re.compile(r"\+?[0-9](?:[0-9 -]*[0-9])?")
_MOBILE = re.compile(r"(?:\+86)?(?P<mobile>1[3-9][0-9]{9})")
_HALF_WIDTH = {full: full - 0xFEE0 for full in range(0xFF01, 0xFF5F)} | {0x3000: 0x20}
_AIM = re.compile(r"\](?P<kind>[A-Za-z])(?P<mode>[0-9A-Za-z])")
_GS1_MODES = ("]C1", "]e0", "]d2", "]Q3", "]J1")
"""Identifiers of symbols that hold GS1 element strings (GS1 General Specifications 5.10.2)."""
_GTIN_FIRST = re.compile(r"01[0-9]{14}")
_UPCE_DIGITS = 8
_GOODS = {8: "ean8", 12: "ean13", 13: "ean13", 14: "itf14"}
_PLAIN_DIGITS_MAX = 11

VerifySignature = Callable[[int, bytes, bytes], bool]
"""``(key_id, message, signature)``: is it ours? Raises ``LookupError`` for a key it has not."""


class Why(StrEnum):
    """Why a string is no code; stable, and the key of the text that the cashier reads."""

    EMPTY = "code_empty"
    TOO_LONG = "code_too_long"
    NOT_PRINTABLE = "code_not_printable"
    NOT_A_CODE = "code_not_known"
    CHECK_DIGIT = "check_digit"
    MEMBER_CODE_CUT = "member_code_cut"
    MEMBER_CODE_LONG = "member_code_long"
    MEMBER_CODE_UNREADABLE = "member_code_unreadable"
    MEMBER_CODE_VERSION = "member_code_version"
    MEMBER_CODE_KEY_UNKNOWN = "member_code_key_unknown"
    MEMBER_CODE_FORGED = "member_code_forged"
    GS1_DAMAGED = "gs1_damaged"
    MEMBER_CARD_CUT = "member_card_cut"
    MEMBER_CARD_CHECK_DIGIT = "member_card_check_digit"
    COUPON_CODE_DAMAGED = "coupon_code_damaged"
    STAFF_BADGE_DAMAGED = "staff_badge_damaged"


@dataclass(frozen=True, slots=True)
class MemberCode:
    """A genuine member code; ``code`` is its ten bytes in lower-case hex.

    A ``dynamic`` one was made for a moment, ``issued_s`` in UTC seconds, and stands for a short
    while only; a static one never ages.
    """

    code: str
    key_id: int
    dynamic: bool = False
    issued_s: int = 0


@dataclass(frozen=True, slots=True)
class MemberCard:
    """The number of a member card, twelve digits, the last one checked."""

    number: str


@dataclass(frozen=True, slots=True)
class CouponCode:
    """A coupon; ``code`` is its ten bytes in lower-case hex."""

    code: str


@dataclass(frozen=True, slots=True)
class StaffBadge:
    """A staff badge; ``secret`` is its sixteen bytes in hex and never shown."""

    secret: str = field(repr=False)


@dataclass(frozen=True, slots=True)
class Goods:
    """An article number; ``symbology`` is ``ean13``, ``ean8``, ``itf14``, or ``plain`` (a SKU).

    UPC-A and UPC-E are ``ean13`` with leading zeros, as GTIN-13 writes them.
    """

    code: str
    symbology: str


@dataclass(frozen=True, slots=True)
class Gs1Goods:
    """An article with what its GS1 message says besides: weight, price, lot, days.

    ``code`` is its GTIN as bar codes of goods write it: 8, 13 or 14 digits.
    """

    code: str
    message: Gs1Message


@dataclass(frozen=True, slots=True)
class PhoneNumber:
    """A Chinese mobile number, eleven digits."""

    digits: str


@dataclass(frozen=True, slots=True)
class PaymentCode:
    """A wallet's payment code; the wallet is kept (``wechat``, ``alipay``), the code is not."""

    wallet: str


@dataclass(frozen=True, slots=True)
class BankCardTrack:
    """A bank card was swiped or typed. Nothing of it is kept."""


@dataclass(frozen=True, slots=True)
class UnknownCode:
    """No code of ours: as much of the text as may be shown, and the stable reason."""

    text: str
    why: Why


ScannedCode = (
    MemberCode
    | MemberCard
    | CouponCode
    | StaffBadge
    | Goods
    | Gs1Goods
    | ScaleLabel
    | PhoneNumber
    | PaymentCode
    | BankCardTrack
    | UnknownCode
)


def parse(
    text: str, *, verify: VerifySignature, labels: Sequence[LabelPattern] = ()
) -> ScannedCode:
    """Say what ``text`` is, by its form alone; never raises on any text.

    ``labels`` are the shop's own scale labels. Full-width characters (an input method left on) and
    a swapped caps lock are put right first. No code of ours ends in a space, so surrounding blanks
    are dropped.
    """
    found = _parse_any(text, verify, labels)
    if isinstance(found, UnknownCode) and may_hold_bank_card(found.text):
        return BankCardTrack()  # a stripe that came damaged: nothing of it may be shown or kept
    return found


def _parse_any(text: str, verify: VerifySignature, labels: Sequence[LabelPattern]) -> ScannedCode:
    if len(text) > MAX_BYTES or len(text.encode("utf-8", "surrogatepass")) > MAX_BYTES:
        return _unknown(text, Why.TOO_LONG)
    named = text.translate(_HALF_WIDTH).strip(" \t\r\n")
    aim = _AIM.match(named)
    plain = named[aim.end() :] if aim else named
    if not plain:
        return UnknownCode("", Why.EMPTY)
    own = own_card(plain)
    if own or is_track(plain):
        return MemberCard(own) if own else BankCardTrack()
    if (aim and aim[0] in _GS1_MODES) or gs1.FNC1 in plain or plain.startswith("("):
        return _parse_gs1(plain)
    if not plain.isprintable():
        return _unknown(plain, Why.NOT_PRINTABLE)
    return _parse_printable(plain, verify, labels)


def _parse_printable(
    plain: str, verify: VerifySignature, labels: Sequence[LabelPattern]
) -> ScannedCode:
    if not plain.isascii():
        return _unknown(plain, Why.NOT_A_CODE)
    if plain.isdecimal() and (label := read_label(plain, labels)):
        return label
    if _GTIN_FIRST.match(plain) and (message := gs1.read(plain)):
        return _of_message(message)
    return _parse_ascii(plain.upper(), plain, verify)


def _parse_gs1(text: str) -> Gs1Goods | UnknownCode:
    message = gs1.read(text)
    if message is None or not message.gtin:
        return _unknown(text, Why.GS1_DAMAGED)
    return _of_message(message)


def _of_message(message: Gs1Message) -> Gs1Goods:
    gtin = message.gtin
    short = next((length for length in (8, 13) if not gtin[:-length].strip("0")), len(gtin))
    return Gs1Goods(gtin[-short:], message)


def _parse_ascii(upper: str, plain: str, verify: VerifySignature) -> ScannedCode:
    prefix, payload = upper[:4], upper[4:]
    if prefix == MEMBER_PREFIX:
        return _parse_member_code(payload, verify)
    if prefix == COUPON_PREFIX:
        return _parse_coupon(payload)
    if prefix == BADGE_PREFIX:
        return _parse_badge(payload)
    card = _CARD.fullmatch(upper) or _CARD_BY_HAND.fullmatch(plain)
    if card:
        return _parse_card(_ungrouped(card["number"]), plain)
    if _DIGITS.fullmatch(plain):
        return _parse_digits(_ungrouped(plain), plain)
    return _unknown(plain, Why.NOT_A_CODE)


def _parse_member_code(payload: str, verify: VerifySignature) -> MemberCode | UnknownCode:
    signed = _decoded(payload)
    length = _SIGNED_BYTES.get(signed[0]) if signed else None
    if length != len(signed):
        return _unknown(MEMBER_PREFIX + payload, _why_no_member_code(payload, signed))
    key_id, code, rest = signed[1], signed[2:_HEAD_BYTES], signed[_HEAD_BYTES:-SIGNATURE_BYTES]
    try:
        genuine = verify(key_id, b"PM0" + signed[:-SIGNATURE_BYTES], signed[-SIGNATURE_BYTES:])
    except LookupError:
        return _unknown(MEMBER_PREFIX + payload, Why.MEMBER_CODE_KEY_UNKNOWN)
    if not genuine:
        return _unknown(MEMBER_PREFIX + payload, Why.MEMBER_CODE_FORGED)
    issued_s = int.from_bytes(rest[:ISSUED_BYTES], "big")
    return MemberCode(code.hex(), key_id, signed[0] == DYNAMIC_VERSION, issued_s)


def _why_no_member_code(payload: str, signed: bytes) -> Why:
    """Say what is wrong with what is no whole member code of a version that is known."""
    begin = _decoded(payload[:3])
    if not _BASE45.fullmatch(payload) or (payload[2:] and not begin):
        return Why.MEMBER_CODE_UNREADABLE
    lengths = _SIGNED_BYTES.values()
    if len(signed) in lengths and begin[0] not in _SIGNED_BYTES:
        return Why.MEMBER_CODE_VERSION
    full_length = _SIGNED_BYTES.get(begin[0] if begin else 0, max(lengths)) // 2 * 3
    if len(payload) == full_length:
        return Why.MEMBER_CODE_UNREADABLE
    return Why.MEMBER_CODE_CUT if len(payload) < full_length else Why.MEMBER_CODE_LONG


def _parse_coupon(payload: str) -> CouponCode | UnknownCode:
    code = _decode(payload, COUPON_CODE_BYTES)
    if code is None:
        return _unknown(COUPON_PREFIX + payload, Why.COUPON_CODE_DAMAGED)
    return CouponCode(code.hex())


def _parse_badge(payload: str) -> StaffBadge | UnknownCode:
    secret = _decode(payload, BADGE_SECRET_BYTES)
    if secret is None:
        return UnknownCode(BADGE_PREFIX, Why.STAFF_BADGE_DAMAGED)
    return StaffBadge(secret.hex())


def _parse_card(number: str, shown: str) -> MemberCard | UnknownCode:
    if len(number) != CARD_DIGITS:
        return _unknown(shown, Why.MEMBER_CARD_CUT)
    if not luhn_holds(number):
        return _unknown(shown, Why.MEMBER_CARD_CHECK_DIGIT)
    return MemberCard(number)


def _parse_digits(digits: str, shown: str) -> ScannedCode:
    mobile = _MOBILE.fullmatch(digits)
    if mobile:
        return PhoneNumber(mobile["mobile"])
    wallet = _wallet_of(digits)
    if wallet:
        return PaymentCode(wallet)
    if may_be_bank_card(digits):
        return BankCardTrack()
    # Only phones and cards are written in groups: goods are not, and a "+" belongs to phones.
    return _parse_goods(digits) if shown.isdigit() else _unknown(shown, Why.NOT_A_CODE)


def _parse_goods(digits: str) -> Goods | UnknownCode:
    symbology = _GOODS.get(len(digits))
    if symbology is None:
        plain = len(digits) <= _PLAIN_DIGITS_MAX
        return Goods(digits, "plain") if plain else _unknown(digits, Why.NOT_A_CODE)
    if not gs1_check_holds(digits):
        upca = _upca_of(digits)
        return Goods(upca.zfill(13), "ean13") if upca else _unknown(digits, Why.CHECK_DIGIT)
    return Goods(digits.zfill(13) if symbology == "ean13" else digits, symbology)


def _upca_of(digits: str) -> str:
    """Return the UPC-A that the eight digits of a UPC-E shorten (GS1 5.2.2.4.2), or nothing.

    Where the last digit before the check digit is 5 to 9 the digits check as EAN-8 too, always, and
    stay what was read: such codes have to come as UPC-A, as scanners send them unless told not to.
    """
    if len(digits) != _UPCE_DIGITS or digits[0] not in "01":
        return ""
    system, body, last, check = digits[0], digits[1:7], digits[6], digits[7]
    full = {
        "3": body[:3] + "00000" + body[3:5],
        "4": body[:4] + "00000" + body[4],
    }.get(last, body[:2] + last + "0000" + body[2:5])
    upca = system + full + check
    return upca if gs1_check_holds(upca) else ""


def _wallet_of(digits: str) -> str | None:
    """Name the wallet whose payment codes look like this, by the wallets' published ranges."""
    head = int(digits[:2])
    if len(digits) == 18 and 10 <= head <= 15:  # noqa: PLR2004  # WeChat Pay, 付款码
        return "wechat"
    if 16 <= len(digits) <= 24 and 25 <= head <= 30:  # noqa: PLR2004  # Alipay, 付款码
        return "alipay"
    return None


def _ungrouped(text: str) -> str:
    return text.replace(" ", "").replace("-", "")


def _decode(payload: str, length: int) -> bytes | None:
    decoded = _decoded(payload)
    return decoded if len(decoded) == length else None


def _decoded(payload: str) -> bytes:
    """Return what ``payload`` holds; nothing where it is no base45."""
    try:
        decoded: bytes = base45.b45decode(payload)
    except ValueError:
        return b""
    return decoded


def _unknown(text: str, why: Why) -> UnknownCode:
    shown = text[:_SHOWN_CHARS]
    return UnknownCode("".join(c if c.isprintable() else "\ufffd" for c in shown), why)


def member_code_message(code: bytes, key_id: int, issued: bytes = b"") -> bytes:
    """Return the bytes that a member code's Ed25519 signature stands over.

    ``issued``: of a dynamic code, its second and its nonce, four bytes each.
    """
    assert len(code) == MEMBER_CODE_BYTES
    assert len(issued) in (0, ISSUED_BYTES + NONCE_BYTES)
    version = DYNAMIC_VERSION if issued else STATIC_VERSION
    return b"PM0" + bytes((version, key_id)) + code + issued
