"""The numbers of NFC tags as member cards.

A tag has a number of its own, which becomes a card number: the same one at every tap, in two ranges
(8…, 9…) that printed cards leave alone. Magnetic stripes need nothing here: what is written on them
is read like any other code, from whatever reader it comes.
"""

import re
from hashlib import sha256

from pos_member.domain.code_texts import card_barcode_text, card_number

_TAG = re.compile(r"[0-9A-Fa-f]{8}|[0-9A-Fa-f]{14}|[0-9A-Fa-f]{20}")
_BETWEEN = re.compile(r"[\s:-]")
_TEN_DIGITS = 10**10
_SHORT_BYTES = 4


def tag_text(sent: str) -> str:
    """Return the text of a member card for the number of a tag (ISO/IEC 14443: 4, 7, 10 bytes).

    Four bytes fit into a card number; longer ones are hashed, and two of 100,000 tags may meet in
    one number: the second is refused when it is registered. What is no tag's number stays as it is.
    """
    plain = _BETWEEN.sub("", sent)
    if not _TAG.fullmatch(plain):
        return sent
    tag = bytes.fromhex(plain)
    if len(tag) == _SHORT_BYTES:
        digits = f"9{int.from_bytes(tag, 'big'):010d}"
    else:
        digits = f"8{int.from_bytes(sha256(tag).digest(), 'big') % _TEN_DIGITS:010d}"
    return card_barcode_text(card_number(digits))
