"""Says what a scanned code is here: whose, which goods, or why it is none of them.

A code shows possession and a phone does not: how a member was found goes with the answer, because
it decides who may spend.
"""

from pos_member.domain import phone, receipt_code
from pos_member.domain.codes import (
    BankCardTrack,
    CouponCode,
    Goods,
    Gs1Goods,
    MemberCard,
    MemberCode,
    PaymentCode,
    PhoneNumber,
    ScannedCode,
    StaffBadge,
    UnknownCode,
    Why,
    parse,
)
from pos_member.domain.journal import Moment
from pos_member.domain.operations import Sale
from pos_member.domain.receipt_code import ReceiptCode
from pos_member.domain.scale_labels import ScaleLabel
from pos_member.domain.views import Scanned, ScanOutcome
from pos_member.services import packs
from pos_member.services.lookup import open_member, phone_holders, show
from pos_member.services.packs import GOODS_UNKNOWN
from pos_member.services.shop_time import time_at
from pos_member.services.staff import staff_of_badge
from pos_member.services.till import Till
from pos_member.storage import entries, goods, local_members, members, meta
from pos_member.storage.local_members import LocalMember
from pos_member.storage.members import MemberRow
from pos_member.storage.trust import member_code_check, seal_check

DYNAMIC_FOR_MS = 90_000
"""So long a dynamic code stands; the phone that shows it makes a new one before that."""
CLOCKS_APART_MS = 120_000
"""So far the clocks of phone and till may be apart."""
RECEIPT_GENUINE = "receipt_genuine"
MS, MINUTE_MS = 1_000, 60_000
SALE = Sale.kind
_ACTIVE = "active"
_MAY_BE_GOODS = (Why.NOT_A_CODE, Why.CHECK_DIGIT)
_NOT_TAKEN: dict[type[ScannedCode], str] = {
    PaymentCode: "payment_code",
    BankCardTrack: "bank_card",
}
"""What is known and yet of no use here: nothing of it is shown or kept."""


def scan(till: Till, text: str, moment: Moment) -> Scanned:
    """Say what the scanned ``text`` is here; no text makes it raise."""
    receipt = receipt_code.of_text(text, seal_check(till.identity.server_public))
    if receipt is not None:
        return _receipt(receipt)
    verify = member_code_check(till.identity.member_code_keys)
    found = parse(text, verify=verify, labels=till.labels)
    match found:
        case MemberCode():
            return _member_code(till, found, moment)
        case MemberCard(number=number):
            return _member(till, number, "card", moment)
        case PhoneNumber(digits=digits):
            return _by_phone(till, digits, moment)
        case CouponCode(code=code):
            return Scanned(ScanOutcome.COUPON, "", coupon_id=code)
        case _:
            return _article(till, found, moment) or _not_sold(till, found)


def _receipt(found: ReceiptCode | str) -> Scanned:
    """Say that a receipt is nothing to sell, or why it is none of this chain's."""
    if isinstance(found, str):
        return Scanned(ScanOutcome.REFUSED, "", found)
    return Scanned(ScanOutcome.REFUSED, found.number, RECEIPT_GENUINE, op_id=found.op_id)


def _article(till: Till, found: ScannedCode, moment: Moment) -> Scanned | None:
    match found:
        case Goods(code=code):
            return _goods(till, code, GOODS_UNKNOWN)
        case Gs1Goods():
            return packs.of_message(till, found, moment)
        case ScaleLabel():
            return packs.of_label(till, found)
        case _:
            return None


def _not_sold(till: Till, found: ScannedCode) -> Scanned:
    match found:
        case UnknownCode(text=shown, why=why) if why in _MAY_BE_GOODS:
            return _goods(till, shown, why.value)
        case UnknownCode(text=shown, why=why):
            return Scanned(ScanOutcome.REFUSED, shown, why.value)
        case StaffBadge(secret=secret):
            person = staff_of_badge(till, secret)
            if person is None:
                return Scanned(ScanOutcome.REFUSED, "", "staff_badge_unknown")
            return Scanned(ScanOutcome.STAFF, person.name, staff_id=person.staff_id)
        case _:
            return Scanned(ScanOutcome.REFUSED, "", _NOT_TAKEN[type(found)])


def _member_code(till: Till, found: MemberCode, moment: Moment) -> Scanned:
    if found.dynamic and (why := _why_stale(till, found, moment)):
        return Scanned(ScanOutcome.REFUSED, "", why)
    shown = _member(till, found.code, "qr", moment)
    if found.dynamic and shown.member and _was_used(till, shown.member.member_id, found, moment):
        return Scanned(ScanOutcome.REFUSED, "", "member_code_used")
    return shown


def _why_stale(till: Till, found: MemberCode, moment: Moment) -> str:
    with till.journal.reading() as connection:
        now_ms = time_at(connection, moment).now_ms
    age_ms = now_ms - found.issued_s * MS
    if age_ms > DYNAMIC_FOR_MS + CLOCKS_APART_MS:
        return "member_code_expired"
    return "member_code_early" if age_ms < -CLOCKS_APART_MS else ""


def _was_used(till: Till, member_id: str, found: MemberCode, moment: Moment) -> bool:
    """Tell whether the member bought here since the code was made: a code pays once.

    A picture of it that somebody else shows is refused by the same rule.
    """
    since_ms = found.issued_s * MS
    with till.journal.reading() as connection:
        bought = entries.of_member(
            connection,
            meta.head(connection).incarnation,
            SALE,
            member_id=member_id,
            local_ms=since_ms + moment.tz_min * MINUTE_MS,
        )
    return any(entry.draft.moment.wall_ms >= since_ms for entry in bought)


def _member(till: Till, code: str, kind: str, moment: Moment) -> Scanned:
    shown = code if kind == "card" else ""
    with till.cache.reading() as connection:
        row = members.by_code(connection, code, kind)
    if row is not None and row.code_status != _ACTIVE:
        return Scanned(ScanOutcome.REFUSED, shown, "member_code_blocked")
    found: MemberRow | LocalMember | None = row
    if found is None:
        with till.journal.reading() as connection:
            found = local_members.by_code(connection, code, kind)
    if found is None:
        return Scanned(ScanOutcome.UNKNOWN_MEMBER, shown, "member_unknown")
    identified_by = "code" if kind == "qr" else "card"
    view = show(till, found, identified_by, moment)
    return Scanned(ScanOutcome.MEMBER, shown, member=view)


def _by_phone(till: Till, digits: str, moment: Moment) -> Scanned:
    shown = phone.masked(phone.normalise(digits))
    holders = phone_holders(till, digits)
    if len(holders) == 1:
        view = open_member(till, holders[0], "phone", moment)
        return Scanned(ScanOutcome.MEMBER, shown, member=view)
    code = "phone_ambiguous" if holders else "phone_unknown"
    return Scanned(ScanOutcome.UNKNOWN_MEMBER, shown, code)


def _goods(till: Till, code: str, why: str) -> Scanned:
    with till.cache.reading() as connection:
        found = goods.by_code(connection, code) or goods.by_sku(connection, code)
    if found is None:
        return Scanned(ScanOutcome.UNKNOWN_GOODS, code, why)
    return Scanned(ScanOutcome.GOODS, code, goods=found)
