"""Member codes, static and dynamic: whatever is altered is refused, with its reason."""

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from pos_member.domain import code_texts, codes
from pos_member.domain.codes import MemberCode, Why
from tests.domain.test_codes import CODE, KEY, OTHER_KEY, read, signed_text, why


def dynamic_text(
    *, key: Ed25519PrivateKey = KEY, key_id: int = 7, at_ms: int = 1_795_320_000_000
) -> str:
    issued = code_texts.issued_now(at_ms, b"once")
    signature = key.sign(codes.member_code_message(CODE, key_id, issued))
    return code_texts.member_code_text(CODE, key_id, signature, issued)


def test_a_dynamic_member_code_says_when_it_was_made():
    found = read(dynamic_text())
    assert found == MemberCode(CODE.hex(), 7, dynamic=True, issued_s=1_795_320_000)
    assert len(dynamic_text()) == 130


def test_every_character_of_a_member_code_is_under_the_signature():
    refused = 0
    for text in (signed_text(), dynamic_text()):
        for place in range(4, len(text)):
            wrong = text[:place] + ("A" if text[place] != "A" else "B") + text[place + 1 :]
            assert why(wrong) in {
                Why.MEMBER_CODE_FORGED,
                Why.MEMBER_CODE_UNREADABLE,
                Why.MEMBER_CODE_VERSION,
                Why.MEMBER_CODE_KEY_UNKNOWN,
                Why.MEMBER_CODE_CUT,
                Why.MEMBER_CODE_LONG,
            }
            refused += 1
    assert refused >= 200


def test_every_cut_of_a_member_code_is_refused_as_cut():
    for text in (signed_text(), dynamic_text()):
        for end in range(6, len(text)):
            assert why(text[:end]) in {Why.MEMBER_CODE_CUT, Why.MEMBER_CODE_UNREADABLE}


def test_a_signature_of_one_kind_of_code_is_none_of_the_other():
    issued = code_texts.issued_now(1_795_320_000_000, b"once")
    static = KEY.sign(codes.member_code_message(CODE, 7))
    dynamic = KEY.sign(codes.member_code_message(CODE, 7, issued))
    assert why(code_texts.member_code_text(CODE, 7, static, issued)) is Why.MEMBER_CODE_FORGED
    assert why(code_texts.member_code_text(CODE, 7, dynamic)) is Why.MEMBER_CODE_FORGED
    assert why(dynamic_text(key=OTHER_KEY)) is Why.MEMBER_CODE_FORGED
    assert why(dynamic_text(key_id=9)) is Why.MEMBER_CODE_KEY_UNKNOWN
