"""What telling a genuine member code from a forged one takes, and what its signature alone takes.

The baseline is the bare check of Ed25519 over the same bytes; the whole reads the text, decodes it
and says why where it is none.
"""

from collections.abc import Callable

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey

from benchmarks.harness import Row, Timing, report, take_turns
from pos_member.domain.code_texts import issued_now, member_code_text
from pos_member.domain.codes import MemberCode, UnknownCode, member_code_message, parse
from pos_member.storage.trust import member_code_check
from sync.protocol.signing import SigningKey

CALLS = 8_000
CODES = 64
AIM_US = 1_000
_KEY = SigningKey(bytes(range(32)))


def rows() -> list[Row]:
    """Read genuine and forged codes of both forms, and check bare signatures, in turns."""
    messages = [
        member_code_message(bytes((no,)) * 10, 1, issued_now(no * 1000, b"once") if no % 2 else b"")
        for no in range(CODES)
    ]
    signatures = [_KEY.sign(message) for message in messages]
    texts = [_text(*signed) for signed in zip(messages, signatures, strict=True)]
    forged = [_text(*signed) for signed in zip(messages, signatures[2:] + signatures, strict=False)]
    timings = take_turns(
        {
            "bare": _bare(messages, signatures),
            "genuine": _reading(texts, MemberCode),
            "forged": _reading(forged, UnknownCode),
        },
        CALLS,
    )
    return [_row(name, timings[name], timings["bare"]) for name in ("genuine", "forged")]


def _text(message: bytes, signature: bytes) -> str:
    return member_code_text(message[5:15], message[4], signature, message[15:])


def _bare(messages: list[bytes], signatures: list[bytes]) -> Callable[[int], object]:
    public = Ed25519PublicKey.from_public_bytes(_KEY.public)

    def check(no: int) -> None:
        try:
            public.verify(signatures[no % CODES], messages[no % CODES])
        except InvalidSignature as error:
            raise AssertionError from error

    return check


def _reading(texts: list[str], expected: type) -> Callable[[int], object]:
    verify = member_code_check({1: _KEY.public})

    def read(no: int) -> None:
        assert isinstance(parse(texts[no % CODES], verify=verify), expected)

    return read


def _row(name: str, ours: Timing, bare: Timing) -> Row:
    return Row(
        f"member code verified, {name}",
        f"p50 {ours.p50:,.0f} p99 {ours.cpu_p99:,.0f} µs",
        f"bare Ed25519 {bare.p50:,.0f} {bare.cpu_p99:,.0f} µs",
        round(ours.p50 / bare.p50, 2),
        "p99 of work < 1 ms",
        ours.cpu_p99 < AIM_US,
        details={"p99_with_waiting_us": ours.p99, "calls": ours.calls},
    )


def main() -> None:
    """Measure and print."""
    report(rows())


if __name__ == "__main__":
    main()
