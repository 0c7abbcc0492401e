"""Makes this machine a till: a one-time code is turned into an identity, once.

The device's key is made here and only its public half leaves. The code's last part is the
fingerprint of the server's key, so whoever answers in its place is found out before anything of the
reply is used; from then on that key is the one whose signature makes a reply a reply.
"""

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from pos_member.domain import canonical
from pos_member.domain.errors import Damaged, Refused, Unavailable
from pos_member.domain.receipt_code import SIGNATURE_BYTES
from pos_member.domain.shape import Shape
from pos_member.services.identity import Identity, read_identity, write_identity
from sync.client import answers
from sync.client.events import Replied
from sync.client.transport import Answer, Transport
from sync.protocol import limits, signing
from sync.protocol.signing import SigningKey

ENROL_TARGET = "/v1/enrol"
PENDING_NAME = "enrolment.key"
_CODE_CHARS = 10
_FINGERPRINT_CHARS = 8
_LETTERS = frozenset("ABCDEFGHIJKLMNOPQRSTUVWXYZ234567")
_KEY_BYTES = 32
_OK = 200


@dataclass(frozen=True, slots=True)
class EnrolmentCode:
    """What head office reads out: ``XXXXX-XXXXX`` and the server's fingerprint."""

    secret: str
    fingerprint: str


def read_code(text: str) -> EnrolmentCode:
    """Return the code that ``text`` writes; spaces, dashes and case do not matter.

    Raises:
        Refused: ``enrolment_code_form``.
    """
    plain = "".join(char for char in text.upper() if char not in " -")
    if len(plain) != _CODE_CHARS + _FINGERPRINT_CHARS or not set(plain) <= _LETTERS:
        raise Refused("enrolment_code_form")
    return EnrolmentCode(plain[:_CODE_CHARS], plain[_CODE_CHARS:])


def enrol(
    folder: Path,
    server_url: str,
    code_text: str,
    *,
    random_bytes: Callable[[int], bytes],
    anew: bool = False,
) -> Identity:
    """Make ``folder`` the data folder of a till of the server at ``server_url``.

    The same code may be tried again after a lost reply: the key made for it waits in the folder.
    ``anew``: the folder is that of a till already, which takes its own place with a code that
    replaces it; its journal goes on.

    Raises:
        Refused: ``enrolment_code_form``, ``already_enrolled``, or what the server says no with.
        Unavailable: there is no line, or the answer is not by the server that the code names.
    """
    code = read_code(code_text)
    former = read_identity(folder)
    if former is not None and not anew:
        raise Refused("already_enrolled")
    terminal_id = "" if former is None else former.terminal_id
    seed = _pending_seed(folder, random_bytes)
    nonce = random_bytes(signing.NONCE_BYTES).hex()
    transport = Transport(server_url)
    try:
        answer = _ask(transport, code, SigningKey(seed), nonce, terminal_id)
    finally:
        transport.close()
    identity = _identity(answer, code, nonce, server_url, seed)
    if terminal_id not in ("", identity.terminal_id):
        raise Refused("already_enrolled")
    write_identity(folder, identity)
    (folder / PENDING_NAME).unlink(missing_ok=True)
    return identity


def _pending_seed(folder: Path, random_bytes: Callable[[int], bytes]) -> bytes:
    path = folder / PENDING_NAME
    if path.exists():
        seed = path.read_bytes()
        if len(seed) == signing.SEED_BYTES:
            return seed
    seed = random_bytes(signing.SEED_BYTES)
    path.touch(mode=0o600, exist_ok=True)
    path.write_bytes(seed)
    return seed


def _ask(
    transport: Transport, code: EnrolmentCode, key: SigningKey, nonce: str, terminal_id: str
) -> Answer:
    body = canonical.dump(
        {
            "code": code.secret,
            "public_key": key.public.hex(),
            "nonce": nonce,
            "terminal": terminal_id or None,
        }
    )
    headers = {
        "Content-Type": answers.JSON_TYPE,
        "Accept": answers.JSON_TYPE,
        signing.NONCE_HEADER: nonce,
    }
    return transport.exchange("POST", ENROL_TARGET, headers, body, limits.TOTAL_TIMEOUT_MS)


def _identity(
    answer: Answer, code: EnrolmentCode, nonce: str, server_url: str, seed: bytes
) -> Identity:
    replied = Replied(0, answer.status, answer.headers, answer.body)
    if answers.content_type(answer.headers) != answers.JSON_TYPE:
        raise Unavailable(answers.why_not(replied, 0))
    try:
        shape = Shape(canonical.load(answer.body))
        if answer.status != _OK:
            # Unsigned or not, a refusal gives nobody anything.
            raise Refused(shape.text("code", longest=60))
        server_public = bytes.fromhex(shape.hex("server_public", _KEY_BYTES))
        if not _is_named(server_public, code, replied, nonce):
            raise Unavailable(answers.IDENTITY)
        return _read(shape, server_public, server_url, seed)
    except (ValueError, Damaged) as wrong:
        raise Unavailable(answers.NO_REPLY) from wrong


def _is_named(server_public: bytes, code: EnrolmentCode, replied: Replied, nonce: str) -> bool:
    named = signing.fingerprint(server_public) == code.fingerprint
    return named and answers.is_signed(replied, nonce, server_public)


def _read(shape: Shape, server_public: bytes, server_url: str, seed: bytes) -> Identity:
    keys = shape.part("member_code_keys")
    return Identity(
        terminal_id=shape.text("terminal_id", longest=36),
        store_id=shape.text("store_id", longest=36),
        store_name=shape.text("store_name", longest=80),
        register=shape.text("register", longest=20),
        server_url=server_url,
        server_public=server_public,
        server_epoch=shape.text("server_epoch", longest=36),
        device_seed=seed,
        certificate=bytes.fromhex(shape.hex("certificate", SIGNATURE_BYTES)),
        phone_index_key=bytes.fromhex(shape.hex("phone_index_key", _KEY_BYTES)),
        field_key=bytes.fromhex(shape.hex("field_key", _KEY_BYTES)),
        member_code_keys={
            int(number): bytes.fromhex(keys.hex(number, _KEY_BYTES)) for number in keys.names()
        },
        zone=shape.text("zone", longest=60),
        currency=shape.text("currency", longest=3),
        incarnation=shape.integer("incarnation", least=1),
    )
