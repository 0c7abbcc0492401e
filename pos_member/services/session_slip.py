"""The slip of a session that was used: for which service, who performed it, what is left."""

from pos_member.domain.ids import short_code
from pos_member.domain.package import Package
from pos_member.domain.package_operation import SessionRedeemed
from pos_member.domain.receipt import Figure, Receipt, ReceiptEntry, ReceiptKind
from pos_member.domain.words import Words
from pos_member.services.receipts import Printed, business_time, shown_member
from pos_member.services.till import Till

_LEFT = Words("本机剩余次数", "Sessions left here")
_UNTIL = Words("有效至", "Valid to")
_BY = Words("服务人员", "Performed by")


def session_slip(
    till: Till,
    body: SessionRedeemed,
    *,
    package: Package,
    service: str,
    performer: str,
    left: int,
    printed: Printed,
) -> Receipt:
    """Return the slip of ``body``; ``left`` sessions of its lot lie here afterwards."""
    last_day = body.lot.expires_day
    until = f"{till.words(_UNTIL)} {last_day}" if last_day else ""
    return Receipt(
        kind=ReceiptKind.SESSION,
        shop=till.identity.store_name,
        register=till.identity.register,
        number=body.where.receipt,
        operation_code=short_code(printed.op_id),
        business_time=business_time(printed.moment),
        cashier=printed.cashier,
        currency=till.identity.currency,
        total_minor=0,
        member=shown_member(printed.member),
        entries=(
            ReceiptEntry(till.words(package.name), counts=Figure.HEADING),
            ReceiptEntry(service, 1, Figure.COUNT),
            ReceiptEntry(till.words(_LEFT), left, Figure.COUNT, until, strong=True),
        ),
        footer=(f"{till.words(_BY)} {performer}",),
    )
