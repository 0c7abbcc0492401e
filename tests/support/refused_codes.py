"""Kinds of member codes that are not to be taken, each with the reason that the cashier is told.

One row is one way of going wrong: a field altered in one manner, a signature made by the wrong key
or over the wrong bytes, a text that lost or gained something on its way. Each way is played on a
static and on a dynamic code of a member who is known.
"""

import hashlib
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace

import base45

from pos_member.domain.code_texts import issued_now
from pos_member.domain.codes import MEMBER_PREFIX
from sync.protocol.signing import SigningKey
from tests.support.counter import CODES, SERVER, START_MS, code

MEMBER = 71_828_182_845
"""Whose code it is: a number that no manner of altering leaves as it is."""
LEGAL = 2**252 + 27742317777372353535851937790883648493
"""The order of Ed25519's base point: a number in a signature has to be less (RFC 8032, 5.1.7)."""
_FORGED, _CUT, _LONG = "member_code_forged", "member_code_cut", "member_code_long"
_VERSION, _KEY = "member_code_version", "member_code_key_unknown"
_UNREADABLE, _UNKNOWN = "member_code_unreadable", "code_not_known"
_SMALL_ORDER = (
    "0100000000000000000000000000000000000000000000000000000000000000",
    "ecffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f",
    "0000000000000000000000000000000000000000000000000000000000000000",
    "0000000000000000000000000000000000000000000000000000000000000080",
    "26e8958fc2b227b045c3f489f2ef98f0d5dfac05d3c63339b13802886d53fc05",
    "c7176a703d4dd84fba3c0b760d10670f2a2053fa2c39ccc64ec7fd7792ac037a",
)
"""Points that a careless check takes together with a number of nought."""


@dataclass(frozen=True)
class Raw:
    """The fields of a member code, which may say anything; ``issued`` of a dynamic one only."""

    version: int
    key_id: int
    code: bytes
    issued: bytes
    signature: bytes

    @property
    def head(self) -> bytes:
        """What stands before the signature."""
        return bytes((self.version, self.key_id)) + self.code + self.issued

    @property
    def text(self) -> str:
        """What the QR holds."""
        return text_of(self.head + self.signature)

    def signed(self, key: SigningKey = CODES) -> "Raw":
        """Return it as the owner of ``key`` would sign it."""
        return replace(self, signature=key.sign(b"PM0" + self.head))


@dataclass(frozen=True)
class Kind:
    """One kind: what was done, the text that comes in, and the reason that goes out."""

    name: str
    text: str
    why: str


def text_of(content: bytes) -> str:
    """Return ``content`` as a member code would be written."""
    encoded: bytes = base45.b45encode(content)
    return MEMBER_PREFIX + encoded.decode("ascii")


def genuine(no: int, at_ms: int | None = None) -> Raw:
    """Return the code of member ``no``: a static one, or a dynamic one of ``at_ms``."""
    issued = b"" if at_ms is None else issued_now(at_ms, b"once")
    return Raw(2 if issued else 1, 1, bytes.fromhex(code(no)), issued, b"").signed()


def kinds(now_ms: int = START_MS) -> Iterator[Kind]:
    """Give every kind, of the code of ``MEMBER`` at ``now_ms``."""
    for form, raw in (("static", genuine(MEMBER)), ("dynamic", genuine(MEMBER, now_ms))):
        for made in (_altered(raw), _signed_wrongly(raw, now_ms), _spoilt(raw), _mixed(raw)):
            for kind in made:
                yield replace(kind, name=f"{form}: {kind.name}")
    yield from _disguised(now_ms)
    yield from _at_wrong_times(now_ms)


def _flipped(part: bytes, bit: int) -> bytes:
    turned = int.from_bytes(part, "big") ^ (1 << bit)
    return turned.to_bytes(len(part), "big")


_MANNERS: dict[str, Callable[[bytes], bytes]] = {
    "first bit turned": lambda part: _flipped(part, len(part) * 8 - 1),
    "last bit turned": lambda part: _flipped(part, 0),
    "all bits turned": lambda part: bytes(255 - each for each in part),
    "noughts": lambda part: bytes(len(part)),
    "ones": lambda part: b"\xff" * len(part),
    "turned round": lambda part: part[::-1],
    "moved by a byte": lambda part: part[1:] + part[:1],
    "halves exchanged": lambda part: part[len(part) // 2 :] + part[: len(part) // 2],
    "eleven more": lambda part: _number(part, 11),
    "eleven less": lambda part: _number(part, -11),
}


def _number(part: bytes, step: int) -> bytes:
    size = len(part)
    return ((int.from_bytes(part, "big") + step) % (1 << 8 * size)).to_bytes(size, "big")


def _altered(raw: Raw) -> Iterator[Kind]:
    """Change one field after it was signed."""
    for manner, change in _MANNERS.items():
        yield Kind(f"member, {manner}", replace(raw, code=change(raw.code)).text, _FORGED)
        if raw.issued:
            later, once = raw.issued[:4], raw.issued[4:]
            changed = replace(raw, issued=change(later) + once)
            yield Kind(f"moment, {manner}", changed.text, _FORGED)
            changed = replace(raw, issued=later + change(once))
            yield Kind(f"nonce, {manner}", changed.text, _FORGED)
        point, number = raw.signature[:32], raw.signature[32:]
        changed = replace(raw, signature=change(point) + number)
        yield Kind(f"signature's point, {manner}", changed.text, _FORGED)
        changed = replace(raw, signature=point + change(number))
        yield Kind(f"signature's number, {manner}", changed.text, _FORGED)
    for version in (0, 3, 16, 0x50, 0xFF):
        yield Kind(f"version {version}", replace(raw, version=version).text, _VERSION)
        signed = replace(raw, version=version).signed()
        yield Kind(f"version {version}, signed", signed.text, _VERSION)
    for key_id in (0, 3, 128, 255):
        yield Kind(f"key {key_id}", replace(raw, key_id=key_id).text, _KEY)
        yield Kind(f"key {key_id}, signed", replace(raw, key_id=key_id).signed().text, _KEY)
    yield Kind("of the other key", replace(raw, key_id=2).text, _FORGED)


def _signed_wrongly(raw: Raw, now_ms: int) -> Iterator[Kind]:
    """Sign it by what must not sign, or over what the signature must not stand over."""

    def kind(name: str, signature: bytes) -> Kind:
        return Kind(name, replace(raw, signature=signature).text, _FORGED)

    other = genuine(2, now_ms if raw.issued else None)
    head, message = raw.head, b"PM0" + raw.head
    number = int.from_bytes(raw.signature[32:], "little")
    public, point = CODES.public, raw.signature[:32]
    yield kind("signed by a stranger", SigningKey(b"s" * 32).sign(message))
    yield kind("signed by the chain's server", SERVER.sign(message))
    yield kind("signed by a till", SigningKey(bytes(range(2, 34))).sign(message))
    yield kind("signature of another member", other.signature)
    over = {
        "nothing": b"",
        "no prefix": head,
        "the prefix of coupons": b"PC0" + head,
        "the prefix of badges": b"PB0" + head,
        "a later prefix": b"PM1" + head,
        "the prefix as it is printed": b"PM0:" + head,
        "the member alone": raw.code,
        "the member and the prefix": b"PM0" + raw.code,
        "the text": raw.text.encode(),
        "a digest": hashlib.sha512(message).digest(),
        "a short digest": hashlib.sha256(message).digest(),
        "the message twice": message * 2,
        "the message and a nought": message + b"\x00",
        "the message without its end": message[:-1],
        "the other kind's message": b"PM0" + bytes((3 - raw.version,)) + head[1:],
        "the member in hex": b"PM0" + head[:2] + raw.code.hex().encode() + raw.issued,
    }
    for name, content in over.items():
        yield kind(f"signed over {name}", CODES.sign(content))
    yield kind("number and order added", point + (number + LEGAL).to_bytes(32, "little"))
    yield kind("number negated", point + (LEGAL - number).to_bytes(32, "little"))
    yield kind("point negated", _flipped(point, 7) + raw.signature[32:])
    yield kind("number before point", raw.signature[32:] + point)
    yield kind("point of one, number of another", point + other.signature[32:])
    yield kind("number of one, point of another", other.signature[:32] + raw.signature[32:])
    yield kind("public key as signature", public + public)
    yield kind("digest as signature", hashlib.sha512(message).digest())
    yield kind("digest by the public key", hashlib.sha512(public + message).digest())
    yield kind("keyed digest by the public key", hashlib.blake2b(message, key=public).digest())
    yield kind("the order as number", point + LEGAL.to_bytes(32, "little"))
    for place, small in enumerate(_SMALL_ORDER):
        yield kind(f"point {place} of small order", bytes.fromhex(small) + bytes(32))


def _spoilt(raw: Raw) -> Iterator[Kind]:
    """Lose or gain something on the way from the phone to the till."""
    text, whole = raw.text, raw.head + raw.signature
    after = len(MEMBER_PREFIX)
    places = {
        "first byte": 1, "version": 2, "member": 13, "half": len(whole) // 2,
        "point": len(whole) - 32, "last byte": len(whole) - 1, "last two": len(whole) - 2,
    }  # fmt: skip
    for name, size in places.items():
        yield Kind(f"cut after {name}", text_of(whole[:size]), _CUT)
    yield Kind("the prefix alone", MEMBER_PREFIX + " " * len(raw.issued), _CUT)
    yield Kind("cut by one character", text[:-1], _CUT)
    yield Kind("cut by two characters", text[:-2], _CUT)
    yield Kind("the signature is missing", text_of(raw.head), _CUT)
    for name, tail in {
        "a byte": b"\x00", "three bytes": b"abc", "a signature": raw.signature, "itself": whole,
    }.items():  # fmt: skip
        yield Kind(f"{name} more", text_of(whole + tail), _LONG)
    yield Kind("twice", text * 2, _LONG)
    yield Kind("goods behind it", text + "6901234567892", _LONG)
    yield Kind("a wallet's code behind it", text + "134567890123456789", _LONG)
    for name, bad in {
        "underscore": "_", "comma": ",", "question mark": "?", "hash": "#", "bracket": "<",
    }.items():  # fmt: skip
        half = len(text) // 2
        yield Kind(f"{name} within", text[:half] + bad + text[half + 1 :], _UNREADABLE)
    yield Kind("triple too large", text[:-3] + ":::", _UNREADABLE)
    yield Kind("first triple too large", text[:after] + ":::" + text[after + 3 :], _UNREADABLE)
    yield Kind("nothing but too large", text[:after] + ":" * len(text[after:]), _UNREADABLE)
    for prefix in ("PM1:", "PM9:", "PN0:", "P0M:", "PMO:", "PM0;", "PM0", "", "XPM0:", "PM0/"):
        yield Kind(f"prefix {prefix!r}", prefix + text[after:], _UNKNOWN)
    yield Kind("as a coupon", "PC0:" + text[after:], "coupon_code_damaged")
    yield Kind("as a badge", "PB0:" + text[after:], "staff_badge_damaged")
    yield Kind("as a web address", f"https://x.cn/m?c={text}", _UNKNOWN)
    yield Kind("as JSON", f'{{"c":"{text}"}}', _UNKNOWN)
    yield Kind("in hex", whole.hex(), _UNKNOWN)
    yield Kind("in hex under the prefix", MEMBER_PREFIX + whole.hex().upper(), _LONG)
    yield Kind("turned round", text[::-1], _UNKNOWN)
    yield Kind("quoted", f'"{text}"', _UNKNOWN)
    yield Kind("Chinese before it", "会员" + text, _UNKNOWN)
    yield Kind("Chinese within", text[:20] + "会" + text[21:], _UNKNOWN)
    yield Kind("NUL within", text[:20] + "\x00" + text[20:], "code_not_printable")
    yield Kind("line end within", text[:20] + "\r\n" + text[20:], "code_not_printable")
    yield Kind("no character within", text[:20] + "\ufffd" + text[21:], _UNKNOWN)
    yield Kind("invisible before it", "\u200b" + text, "code_not_printable")
    yield Kind("as a GS1 symbol", "]Q3" + text, "gs1_damaged")
    yield Kind("five hundred more", text + "0" * 500, "code_too_long")


def _mixed(raw: Raw) -> Iterator[Kind]:
    """Put parts of two codes together."""
    other = genuine(2) if raw.issued else genuine(2, START_MS)
    yield Kind("joined with another member's", raw.text + other.text, _LONG)
    yield Kind("joined without its prefix", raw.text + other.text[4:], _LONG)
    yield Kind("signature of the other form", replace(raw, signature=other.signature).text, _FORGED)
    renamed = replace(raw, version=other.version)
    yield Kind("named as the other form", renamed.text, _LONG if raw.issued else _CUT)
    signed = renamed.signed()
    yield Kind("named so and signed", signed.text, _LONG if raw.issued else _CUT)


def _disguised(now_ms: int) -> Iterator[Kind]:
    """Make a lasting code of one for the moment, and the other way round."""
    static, dynamic = genuine(MEMBER), genuine(MEMBER, now_ms)
    lasting = replace(dynamic, version=1, issued=b"")
    yield Kind("a dynamic one without its moment", lasting.text, _FORGED)
    fresh = replace(static, version=2, issued=dynamic.issued)
    yield Kind("a static one with a moment", fresh.text, _FORGED)
    old = genuine(MEMBER, now_ms - 3_600_000)
    yield Kind("an old one with a new moment", replace(old, issued=dynamic.issued).text, _FORGED)
    yield Kind("an old one's nonce", replace(dynamic, issued=old.issued).text, _FORGED)


def _at_wrong_times(now_ms: int) -> Iterator[Kind]:
    """Show a genuine dynamic code at another time than its own."""
    expired, early = "member_code_expired", "member_code_early"
    ages = {
        "a second too old": 211, "five minutes old": 300, "an hour old": 3_600,
        "a day old": 86_400, "a year old": 31_536_000, "of the first second": now_ms // 1000,
    }  # fmt: skip
    for name, age_s in ages.items():
        yield Kind(name, genuine(MEMBER, now_ms - age_s * 1000).text, expired)
    for name, ahead_s in {"a second too early": 121, "of the next hour": 3_600}.items():
        yield Kind(name, genuine(MEMBER, now_ms + ahead_s * 1000).text, early)
    last = Raw(2, 1, bytes.fromhex(code(MEMBER)), b"\xff" * 4 + b"once", b"").signed()
    yield Kind("of the last second that can be said", last.text, early)
