"""``pos-member scan``: what a scanned string is, and why."""

import argparse
import dataclasses
import sys
from collections.abc import Mapping

from pos_member.cli import DONE, REFUSED
from pos_member.cli.text import read_json, write_json
from pos_member.domain import codes, receipt_code
from pos_member.domain.codes import ScannedCode
from pos_member.domain.errors import Damaged
from pos_member.domain.gs1 import Gs1Message
from pos_member.domain.scale_labels import ScaleLabel, read_patterns
from pos_member.domain.shape import Shape
from pos_member.storage.trust import seal_check
from sync.protocol.signing import signed_by

_KINDS: dict[type, str] = {
    codes.MemberCode: "member_code",
    codes.MemberCard: "member_card",
    codes.CouponCode: "coupon",
    codes.StaffBadge: "staff_badge",
    codes.Goods: "goods",
    codes.Gs1Goods: "gs1",
    ScaleLabel: "scale_label",
    codes.PhoneNumber: "phone",
    codes.PaymentCode: "payment_code",
    codes.BankCardTrack: "bank_card",
    codes.UnknownCode: "unknown",
}
SERVER = "server"
"""The name of the server's key among the others."""
_NEVER_SHOWN = {"secret"}
_SHOWN_CHARS = 64


def run(options: argparse.Namespace) -> int:
    """Print what the given string is; status 1 when it is nothing that the till takes.

    Raises:
        Damaged: no string given, hex that is none, or label patterns that are none.
    """
    keys, server_key = _read_keys(options.keys) if options.keys else ({}, None)
    labels = read_patterns((options.labels or "").split())
    text = _scanned_text(options)
    receipt = receipt_code.of_text(text, seal_check(server_key))
    if isinstance(receipt, str):
        return _say(
            options, {"kind": "unknown", "text": text[:_SHOWN_CHARS], "why": receipt}, REFUSED
        )
    if receipt is not None:
        return _say(options, {"kind": "receipt", **dataclasses.asdict(receipt)}, DONE)
    found = codes.parse(text, verify=_verifier(keys), labels=labels)
    refused = codes.UnknownCode | codes.PaymentCode | codes.BankCardTrack
    return _say(options, describe(found), REFUSED if isinstance(found, refused) else DONE)


def _say(options: argparse.Namespace, answer: Mapping[str, object], status: int) -> int:
    if options.json:
        write_json(answer)
    else:
        for name, value in answer.items():
            print(f"{name}: {value}")
    return status


def describe(found: ScannedCode) -> dict[str, object]:
    """Return ``found`` as plain values: its kind, what it says, and nothing that is secret."""
    said = {
        field.name: getattr(found, field.name)
        for field in dataclasses.fields(found)
        if field.name not in _NEVER_SHOWN
    }
    return {"kind": _KINDS[type(found)], **{name: _plain(value) for name, value in said.items()}}


def _plain(value: object) -> object:
    if isinstance(value, Gs1Message):
        return {element.ai: element.value for element in value.elements}
    return value if value is None or isinstance(value, bool | int) else str(value)


def _scanned_text(options: argparse.Namespace) -> str:
    if options.hex is not None:
        try:
            raw = bytes.fromhex(options.hex)
        except ValueError as wrong:
            raise Damaged("not_hex", why=str(wrong)) from wrong
        return _decoded(raw)
    if options.text is None:
        raise Damaged("nothing_to_scan")
    if options.text == "-":
        return _decoded(sys.stdin.buffer.read(codes.MAX_BYTES + 1))
    return str(options.text)


def _decoded(raw: bytes) -> str:
    # The same order as on a serial line: UTF-8 first, then what older Chinese scanners send.
    for encoding in ("utf-8", "gb18030"):
        try:
            return raw.decode(encoding)
        except UnicodeDecodeError:
            continue
    return raw.decode("latin-1")


def _read_keys(file: str) -> tuple[dict[int, bytes], bytes | None]:
    """Return the keys of member codes by their number, and the server's, if the file has it."""
    shape = Shape(read_json(file), "keys")
    found = {name: bytes.fromhex(shape.hex(name, 32)) for name in shape.names()}
    server_key = found.pop(SERVER, None)
    return {_key_id(name): key for name, key in found.items()}, server_key


def _key_id(name: str) -> int:
    if not name.isdigit():
        raise Damaged("shape", path=f"keys.{name}", why="must be a number")
    return int(name)


def _verifier(keys: dict[int, bytes]) -> codes.VerifySignature:
    def verify(key_id: int, message: bytes, signature: bytes) -> bool:
        return signed_by(keys[key_id], message, signature)

    return verify
