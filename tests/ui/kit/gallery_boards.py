"""The boards of parts and of forms, and all boards by name."""

from collections.abc import Callable

from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from tests.ui.kit.gallery import board, sale_board, say
from ui.kit.amount_input import AmountInput
from ui.kit.approval import PinEntry
from ui.kit.button import Button
from ui.kit.choice_rows import ConsentRow, OptionRow, StaffRow
from ui.kit.choices import Check, Radio, Segmented, Select, Toggle
from ui.kit.empty import EmptyState, Skeleton
from ui.kit.field import Field
from ui.kit.label import Label, MoneyLabel
from ui.kit.line_input import LineInput, PhoneInput
from ui.kit.marks import Avatar, Chip, TierChip
from ui.kit.notices import Notice
from ui.kit.offer_tiles import Offer, OfferTile, OtherAmountTile
from ui.kit.pads import NumPad
from ui.kit.payment import ChangePanel, FigureBlock, PaymentProgress, TenderRow
from ui.kit.result_row import Result, ResultRow
from ui.kit.surfaces import Card, column, row
from ui.kit.tender_tiles import QuickCash, TenderButton
from ui.kit.totals import KeyValue
from ui.theme import tokens as t


def parts_board() -> QWidget:
    """Return buttons, inputs, notices, chips, tiers, type steps and the four states."""
    made = board(920)
    body = QVBoxLayout(made)
    body.setContentsMargins(t.S16, t.S16, t.S16, t.S16)
    body.setSpacing(t.S12)
    upper = row(_controls(), _answers(), gap=t.S12)
    upper.setStretch(0, 2)
    upper.setStretch(1, 3)
    body.addLayout(upper, 1)
    body.addLayout(_states())
    return made


def _controls() -> QWidget:
    card = Card(gap=t.S10)
    pay, hold = say("收款", "Charge"), say("挂单", "Hold")
    for kind, size, text, icon, key in (
        ("primary", "primary", pay, None, "Enter"),
        ("secondary", "normal", hold, "pause", "F9"),
    ):
        buttons = [Button(text, kind, size, icon=icon, key=key)]
        buttons += [Button(text, kind, size) for _ in range(3)]
        buttons[1].setProperty("shown", "hover")
        buttons[2].setProperty("shown", "focus")
        buttons[3].set_blocked(say("先处理 1 个未识别的码", "Resolve 1 unknown code first"))
        card.body.addLayout(row(*buttons))
    card.body.addLayout(
        row(
            Button(say("补充", "Add"), "soft", "small"),
            Button(say("作废", "Void"), "danger_soft", "small", icon="trash-2"),
            Button(say("确认作废", "Confirm void"), "danger", "small"),
            Button(say("转离线", "Go offline"), "offline", "small"),
        )
    )
    empty = LineInput(say("手机号 / 会员码", "Phone or member code"), icon="search", key="F2")
    phone = PhoneInput(say("手机号", "Phone"))
    phone.set_text("138 0013")
    phone.setProperty("shown", "focus")
    wrong = PhoneInput(say("手机号", "Phone"))
    wrong.set_text("138 0013 800")
    field = Field(say("手机号", "Phone"), wrong, required=True)
    field.set_error(say("手机号应为 11 位，现在是 10 位", "Phone needs 11 digits, this has 10"))
    for part in (empty, phone, field):
        card.body.addWidget(part)
    marks = [Toggle("a"), Toggle("b"), Check("c"), Check("d"), Radio("e"), Radio("f")]
    for mark in marks[::2]:
        mark.setChecked(True)
    choice = Segmented(
        [("f", say("女", "Female")), ("m", say("男", "Male")), ("", say("不说", "Rather not"))],
        value="f",
    )
    card.body.addLayout(row(*marks, None, gap=t.S12))
    card.body.addWidget(choice)
    card.body.addStretch(1)
    return card


def _answers() -> QWidget:
    card = Card(gap=t.S8)
    for kind, title, text, action in (
        ("success", say("林晓雯 · 金卡", "Lin Xiaowen · Gold"),
         say("已带出会员价，省 ¥77.30", "Member prices applied, ¥77.30 saved"), ""),
        ("warn", say("没有这个商品：6901299", "No item for 6901299"),
         say("继续扫码不受影响", "Keep scanning"), say("补录", "Add")),
        ("danger", say("这张会员码已停用", "This member code is disabled"),
         say("核对身份后换新码", "Check identity, then replace it"), say("换新码", "Replace")),
        ("info", say("本机没有这位会员", "This member is not known here"),
         say("断网时只能查本机 48,213 位，可先登记手机号", "Offline, 48,213 are known here"),
         say("登记", "Enrol")),
    ):  # fmt: skip
        card.body.addWidget(Notice(title, text, kind, action=action, bar=True))
    card.body.addLayout(
        row(
            Chip(say("在线", "Online"), "success", icon="wifi"),
            Chip(say("等待上传", "Waiting"), "warn", icon="clock"),
            Chip(say("需处理", "Needs review"), "danger", icon="triangle-alert"),
            Chip(say("上传中", "Sending"), "info", icon="loader"),
            Chip(say("金卡", "Gold"), "primary", icon="crown"),
            Chip(say("9 件", "9 items")),
            None,
        )
    )
    tiers = (("普通", "Plain", "plain"), ("银卡", "Silver", "silver"), ("金卡", "Gold", "gold"),
             ("铂金", "Platinum", "platinum"), ("黑钻", "Black", "black"))  # fmt: skip
    card.body.addLayout(row(*(TierChip(say(z, e), r, crown=True) for z, e, r in tiers), None))
    steps = row(MoneyLabel("¥666.70", "display"), gap=t.S16)
    for step, word in (("title", say("标题", "Title")), ("heading", say("小标题", "Heading")),
                       ("body", say("正文", "Body")), ("hint", say("辅助", "Hint"))):  # fmt: skip
        steps.addWidget(Label(f"{word} {t.STEPS[step].px}", step))
    steps.addStretch(1)
    card.body.addLayout(steps)
    card.body.addStretch(1)
    return card


def _states() -> QHBoxLayout:
    done = EmptyState(
        "check",
        say("收款成功 · 找零 ¥3.30", "Paid · change ¥3.30"),
        say("扫下一位即自动开新单", "The next scan starts a new sale"),
        kind="success",
    )
    start = EmptyState(
        "scan-line",
        say("扫一件商品开始", "Scan an item to start"),
        say("或按 F3 按名称找商品", "or press F3 to find it by name"),
    )
    wrong = EmptyState(
        "printer",
        say("小票没有打出来", "Receipt not printed"),
        say("收款已完成，只需补打", "Payment is done, just reprint"),
        kind="danger",
        action=say("补打小票", "Reprint"),
    )
    cards = []
    for part in (start, Skeleton(), done, wrong):
        card = Card(padding=t.S8)
        card.body.addWidget(part)
        cards.append(card)
    made = row(*cards, gap=t.S12)
    for place in range(len(cards)):
        made.setStretch(place, 1)
    return made


def forms_board() -> QWidget:
    """Return lookup rows, offers, split payment, consents, sign-in and approval parts."""
    made = board()
    body = QHBoxLayout(made)
    body.setContentsMargins(t.S16, t.S16, t.S16, t.S16)
    body.setSpacing(t.S16)
    for part in (_lookup_and_offers(), _split(), _sign_in()):
        body.addLayout(part, 1)
    return made


def _lookup_and_offers() -> QVBoxLayout:
    figures = (("¥1,286.50", say("储值", "Balance")), ("12,480", say("积分", "Points")))
    rows = [
        ResultRow(
            Result(
                "a", say("林晓雯", "Lin Xiaowen"), "138 **** 6620", say("金卡", "Gold"), "gold",
                say("尾号", "Ends"), figures[:1],
            ),
            say("选择", "Choose"), say("已选中", "Chosen"),
        ),
        ResultRow(
            Result("b", say("沈一诺", "Shen Yinuo"), "159 **** 6620", figures=figures[:1]),
            say("选择", "Choose"), say("已选中", "Chosen"),
        ),
    ]  # fmt: skip
    rows[0].set_marked(marked=True)
    offer = OfferTile(
        Offer(
            say("充", "Pay"),
            "¥2,000",
            say("送 ¥300", "+ ¥300"),
            say("再送护理券 1 张", "and 1 care coupon"),
            say("最多人选", "Most chosen"),
        )
    )
    offer.setChecked(True)
    other = OtherAmountTile(say("其他金额", "Other"), say("按 100 元整数倍", "in steps of ¥100"))
    tenders = [
        TenderButton("banknote", say("现金", "Cash"), "Alt 1"),
        TenderButton("qr-code", say("扫码付", "QR pay"), "Alt 2"),
    ]
    tenders[1].setChecked(True)
    note = Notice(
        say("赠送金规则", "About the bonus"),
        say(
            "先用本金、再用赠送金；赠送金 2 年有效。退卡只退本金余额。",
            "Paid-in value is used first, then the bonus, for two years.",
        ),
    )
    select = Select([("k", say("Kevin · 造型师", "Kevin · Stylist"))], avatar=True)
    staff = Field(say("业绩归属", "Sold by"), select, hint=say("可不选", "Optional"))
    return column(*rows, row(offer, other), row(*tenders), note, staff, None)


def _split() -> QVBoxLayout:
    progress = PaymentProgress()
    progress.show_progress(
        say("已收 ¥520.00", "Received ¥520.00"), say("待收 ¥146.70", "Due ¥146.70"), 7_800
    )
    remove = say("撤下", "Take back")
    held = TenderRow("1", "wallet", say("储值", "Balance"), remove)
    held.show_tender("¥500.00", say("只用 500", "500 only"), state=say("已锁定", "Locked"))
    typed = TenderRow("2", "banknote", say("现金", "Cash"), remove)
    typed.show_tender(
        "¥146.70",
        say("找零 3.30", "change 3.30"),
        state=say("输入中", "Typing"),
        kind="primary",
        icon=None,
    )
    typed.set_active(active=True)
    amount = AmountInput(say("实收", "Received"))
    amount.suggest(15_000)
    quick = [
        QuickCash("¥146.70", detail=say("正好", "exact")),
        QuickCash("¥150"),
        QuickCash("¥200"),
    ]
    quick[1].setChecked(True)
    change = ChangePanel()
    change.show_change(say("找零", "Change"), "¥3.30")
    figure = FigureBlock(say("会员与券优惠", "Member and coupons"))
    figure.show_figure("− ¥127.30", "success")
    pad = NumPad("cash", key_height=t.PAD_KEY)
    return column(progress, held, typed, amount, row(*quick), pad, change, figure, None)


def _sign_in() -> QVBoxLayout:
    staff = [
        StaffRow("1", say("周敏", "Zhou Min"), say("收银员 · 早班", "Cashier · early")),
        StaffRow("2", say("李志强", "Li Zhiqiang"), say("店长", "Manager")),
    ]
    staff[0].set_chosen(chosen=True)
    pin = PinEntry(key_height=t.PAD_KEY)
    for digit in "12":
        pin.press(digit)
    consent = ConsentRow(
        say("会员服务所需信息", "Needed for membership"),
        say(
            "手机号、称呼、消费与余额，用于积分、储值与售后。",
            "Phone, name, purchases and balances.",
        ),
        say("入会必需", "Required"),
        purpose="service",
    )
    consent.set_given(given=True)
    news = ConsentRow(
        say("营销短信", "News by text message"),
        say("未勾选不影响入会。", "You can join without it."),
        say("可不同意", "Optional"),
        purpose="news",
    )
    option = OptionRow(
        say("扣 ¥35.00，差额 ¥53.00 记应收", "Take ¥35.00, owe ¥53.00"),
        say("下次到店或充值时提醒补收", "Asked for at the next visit"),
        value="owe",
    )
    option.set_chosen(chosen=True)
    value = KeyValue(say("到账后", "Then"), "¥3,586.50")
    avatar = row(
        Avatar("林", ramp="gold"),
        Label(say("林晓雯 · 金卡", "Lin Xiaowen · Gold"), "label_large"),
        None,
    )
    return column(*staff, pin, consent, news, option, value, avatar, None)


BOARDS: dict[str, Callable[[], QWidget]] = {
    "sale": sale_board,
    "parts": parts_board,
    "forms": forms_board,
}
