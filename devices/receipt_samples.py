"""One full receipt of each kind, in both languages: to look at a layout before there is a sale."""

from dataclasses import dataclass

from pos_member.domain.receipt import (
    BOOKED,
    Figure,
    Receipt,
    ReceiptAccount,
    ReceiptDeduction,
    ReceiptEntry,
    ReceiptKind,
    ReceiptLine,
    ReceiptTender,
)

NUMBER = "A01-0305-000123"
_OPERATION = "0193A6F0C2"
_TIME = "2026-03-05 14:02:31"


@dataclass(frozen=True, slots=True)
class _Said:
    """A text of the samples in the language asked for."""

    english: bool

    def __call__(self, zh: str, en: str) -> str:
        return en if self.english else zh


def sample(kind: ReceiptKind, language: str) -> Receipt:
    """Return the sample of ``kind`` in ``language`` (``zh_CN`` or ``en``)."""
    say = _Said(language == "en")
    made = {
        ReceiptKind.SALE: _sale,
        ReceiptKind.REFUND: _refund,
        ReceiptKind.TOP_UP: _top_up,
        ReceiptKind.BALANCE: _balance,
        ReceiptKind.POINTS: _points,
        ReceiptKind.SHIFT: _shift,
        ReceiptKind.CASH: _cash,
        ReceiptKind.CARD_REFUND: _card_refund,
        ReceiptKind.SESSION: _session,
        ReceiptKind.TEST: _test,
    }
    return made[kind](say)


def _receipt(kind: ReceiptKind, say: _Said, total_minor: int, **more: object) -> Receipt:
    booked = kind in BOOKED or kind is ReceiptKind.TEST
    return Receipt(
        kind=kind,
        shop=say("梧桐美发生活馆（人民路店）", "Silk & Shears, People's Road"),
        register="A01",
        number=NUMBER if booked else "",
        operation_code=_OPERATION if booked else "",
        business_time=_TIME,
        cashier=say("王芳", "Fang W."),
        total_minor=total_minor,
        **more,  # type: ignore[arg-type]
    )


def _member(say: _Said) -> str:
    return say("林** 138 **** 6620", "Lin ** 138 **** 6620")


def _thanks(say: _Said) -> tuple[str, ...]:
    return (say("谢谢惠顾，欢迎下次光临", "Thank you, see you soon"),)


def _sale(say: _Said) -> Receipt:
    return _receipt(
        ReceiptKind.SALE,
        say,
        14_690,
        member=_member(say),
        lines=(
            ReceiptLine(say("护发精油", "Hair oil"), "2", 3_800, 7_600),
            ReceiptLine(
                say(
                    "海飞丝去屑洗发露清爽去油型 750ml 家庭装（买一送一活动装）",
                    "Classic clean shampoo 750 ml, family pack with a comb",
                ),
                "1",
                4_990,
                4_990,
                say("金卡会员价", "Gold member price"),
            ),
            ReceiptLine(say("剪发", "Haircut"), "1", 3_800, 3_800),
        ),
        deductions=(
            ReceiptDeduction(say("金卡 9 折", "Gold, 10 % off"), 700),
            ReceiptDeduction(say("满减：满 100 减 10", "10 off above 100"), 1_000),
        ),
        tenders=(
            ReceiptTender(say("储值", "Balance"), 12_000),
            ReceiptTender(say("现金", "Cash"), 3_000),
        ),
        change_minor=310,
        accounts=(
            ReceiptAccount("principal", 128_650, 116_650),
            ReceiptAccount("points", 1_200, 1_200, 146, money=False),
        ),
        footer=_thanks(say),
    )


def _refund(say: _Said) -> Receipt:
    return _receipt(
        ReceiptKind.REFUND,
        say,
        4_491,
        member=_member(say),
        reference="A01-0301-000087",
        lines=(ReceiptLine(say("护发精油", "Hair oil"), "1", 3_800, 4_990),),
        deductions=(ReceiptDeduction(say("金卡 9 折", "Gold, 10 % off"), 499),),
        tenders=(
            ReceiptTender(say("储值", "Balance"), 4_000),
            ReceiptTender(say("现金", "Cash"), 491),
        ),
        accounts=(
            ReceiptAccount("principal", 116_650, 120_650),
            ReceiptAccount("points", 1_346, 1_302, money=False),
        ),
        footer=_thanks(say),
    )


def _top_up(say: _Said) -> Receipt:
    note = say("赠送金 +50.00", "Bonus +50.00")
    return _receipt(
        ReceiptKind.TOP_UP,
        say,
        50_000,
        member=_member(say),
        lines=(ReceiptLine(say("充值本金", "Paid in"), "", 50_000, 50_000, note),),
        tenders=(ReceiptTender(say("扫码支付", "QR pay"), 50_000, "4200001234567890"),),
        accounts=(
            ReceiptAccount("principal", 12_000, 62_000),
            ReceiptAccount("bonus", 0, 0, 5_000),
        ),
        footer=_thanks(say),
    )


def _balance(say: _Said) -> Receipt:
    return _receipt(
        ReceiptKind.BALANCE,
        say,
        0,
        member=_member(say),
        accounts=(
            ReceiptAccount("principal", 116_650, 116_650),
            ReceiptAccount("bonus", 5_000, 5_000),
        ),
        footer=(say("截至上次联网", "As of the last sync"),),
    )


def _points(say: _Said) -> Receipt:
    return _receipt(
        ReceiptKind.POINTS,
        say,
        0,
        member=_member(say),
        accounts=(ReceiptAccount("points", 1_200, 1_200, 146, money=False),),
        entries=(
            ReceiptEntry(say("最早到期", "First to expire"), counts=Figure.HEADING),
            ReceiptEntry("2026-06-30", 300, Figure.COUNT),
            ReceiptEntry("2026-12-31", 900, Figure.COUNT),
        ),
        footer=(say("截至上次联网", "As of the last sync"),),
    )


def _shift(say: _Said) -> Receipt:
    def head(zh: str, en: str) -> ReceiptEntry:
        return ReceiptEntry(say(zh, en), counts=Figure.HEADING)

    def line(zh: str, en: str, minor: int) -> ReceiptEntry:
        return ReceiptEntry(say(zh, en), minor)

    return _receipt(
        ReceiptKind.SHIFT,
        say,
        118_260,
        entries=(
            head("销售", "Sales"),
            ReceiptEntry(say("笔数", "Receipts"), 87, Figure.COUNT),
            line("销售额", "Sold", 1_286_420),
            line("退货", "Refunds", -4_491),
            line("充值", "Top-ups", 250_000),
            head("收款方式", "By tender"),
            line("现金", "Cash", 98_260),
            line("扫码支付", "QR pay", 903_160),
            line("储值", "Balance", 285_000),
            head("现金", "Cash drawer"),
            line("备用金", "Opening float", 50_000),
            line("现金收入", "Cash taken", 98_260),
            line("中途取出", "Safe drop", -30_000),
            ReceiptEntry(say("应有现金", "Expected"), 118_260, strong=True),
            line("实点现金", "Counted", 118_250),
            ReceiptEntry(say("差额", "Difference"), -10, strong=True),
        ),
    )


def _cash(say: _Said) -> Receipt:
    return _receipt(
        ReceiptKind.CASH,
        say,
        30_000,
        entries=(
            ReceiptEntry(say("交存保险柜", "Safe drop"), 30_000, strong=True),
            ReceiptEntry(say("中午交款", "Noon takings"), counts=Figure.HEADING),
        ),
    )


def _session(say: _Said) -> Receipt:
    return _receipt(
        ReceiptKind.SESSION,
        say,
        0,
        member=_member(say),
        entries=(
            ReceiptEntry(say("头皮护理十次卡", "Ten treatments"), counts=Figure.HEADING),
            ReceiptEntry(say("植萃头皮护理 60 分钟", "Scalp treatment, 60 min"), 1, Figure.COUNT),
            ReceiptEntry(
                say("剩余", "Left"), 9, Figure.COUNT,
                say("有效至 2027-03-05", "Valid to 2027-03-05"), strong=True,
            ),
        ),
        footer=(say("服务人员：李志强", "Performed by Zhiqiang L."),),
    )  # fmt: skip


def _card_refund(say: _Said) -> Receipt:
    note = "100,000 / (100,000 + 20,000)"
    return _receipt(
        ReceiptKind.CARD_REFUND,
        say,
        58_334,
        member=_member(say),
        entries=(
            ReceiptEntry(say("已充值", "Paid in and given"), counts=Figure.HEADING),
            ReceiptEntry(say("实付本金", "Paid in"), 100_000),
            ReceiptEntry(say("赠送金额", "Bonus given"), 20_000),
            ReceiptEntry(say("已消费", "Used"), 50_000),
            ReceiptEntry(say("计算", "Derivation"), counts=Figure.HEADING),
            ReceiptEntry(say("本金比例", "Share paid"), 8_333, Figure.RATE, note),
            ReceiptEntry(say("已用折合本金", "Used, as paid"), -41_666),
            ReceiptEntry(say("应退金额", "To pay back"), 58_334, strong=True),
        ),
        tenders=(ReceiptTender(say("转账（同名账户）", "Transfer, same name"), 58_334),),
        accounts=(
            ReceiptAccount("principal", 58_334, 0),
            ReceiptAccount("bonus", 11_666, 0),
        ),
    )


def _test(say: _Said) -> Receipt:
    return _receipt(ReceiptKind.TEST, say, 8_888)
