"""Every part of the kit on three boards, in Chinese and English, for gates and pictures."""

from collections.abc import Callable

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from pos_member.i18n import language
from ui.kit.amount_input import AmountInput
from ui.kit.approval import PinEntry
from ui.kit.basket import BasketList
from ui.kit.basket_delegate import BasketLine
from ui.kit.button import Button
from ui.kit.choice_rows import ConsentRow, OptionRow, StaffRow
from ui.kit.choices import Check, Radio, Segmented, Select, Toggle
from ui.kit.empty import EmptyState, Skeleton
from ui.kit.field import Field
from ui.kit.label import Label, MoneyLabel
from ui.kit.line_input import LineInput, PhoneInput
from ui.kit.marks import Avatar, Chip, TierChip
from ui.kit.member_card import CardFace, MemberCard
from ui.kit.nav_rail import NavRail, RailItem
from ui.kit.notices import Notice, OfflineStrip
from ui.kit.offer_tiles import Offer, OfferTile, OtherAmountTile
from ui.kit.pads import NumPad
from ui.kit.payment import ChangePanel, FigureBlock, PaymentProgress, TenderRow
from ui.kit.result_row import Result, ResultRow
from ui.kit.scan_field import ScanField
from ui.kit.status_bar import StatusBar
from ui.kit.surfaces import Card, Rule, column, row
from ui.kit.tender_tiles import QuickCash, TenderButton, TenderTile
from ui.kit.tiles import AlertRow, StatTile
from ui.kit.top_bar import ConnPill, TopBar
from ui.kit.totals import AmountDue, KeyValue, TotalLine, Totals
from ui.theme import tokens as t


def say(zh: str, en: str) -> str:
    """Return the text of the language in force."""
    return zh if language() == "zh_CN" else en


def board(height: int = 768) -> QWidget:
    """Return an empty board, as wide as a till."""
    made = QWidget()
    made.setObjectName("screen")
    made.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
    made.resize(1366, height)
    return made


def lines() -> list[BasketLine]:
    """Return a basket with every kind of line."""
    each, gold = say("/ 件", "ea"), say("金卡 9 折", "Gold −10%")
    return [
        BasketLine(
            "cut", say("精致剪发 · 首席造型师", "Signature cut · Lead stylist"), "¥151.20", "× 1",
            detail=say("服务 · 造型师 Kevin", "Service · Kevin"), badge=gold,
            unit=f"¥168.00 {each}",
        ),
        BasketLine(
            "wash", say("氨基酸洗发水 500ml", "Amino shampoo 500 ml"), "¥160.20", "× 2", many=True,
            detail="6901234567892", badge=gold, unit=f"¥89.00 {each}",
        ),
        BasketLine(
            "oil", say("护发精油 100ml", "Hair oil 100 ml"), "¥116.10", "× 1",
            detail="6901234560015", badge=gold, unit=f"¥129.00 {each}",
        ),
        BasketLine(
            "odd", say("未识别的码", "Unknown code"), "—",
            detail=say("6901 2990 0418 · 刚刚扫入", "6901 2990 0418 · just scanned"), unknown=True,
        ),
    ]  # fmt: skip


def gold_face() -> CardFace:
    """Return a card of gold."""
    return CardFace(
        say("林晓雯", "Lin Xiaowen"),
        "138 **** 6620",
        say("金卡", "Gold"),
        "gold",
        "No. 8801 2203 1146",
        7_200,
        say("成长值 8,640 / 12,000", "Tier progress 8,640 / 12,000"),
        say("距铂金 3,360", "3,360 to Platinum"),
    )


def sale_board() -> QWidget:
    """Return the frame with basket, member and payment."""
    made = board()
    rail = NavRail(
        [
            RailItem("sale", "shopping-basket", say("收银", "Sale")),
            RailItem("members", "users", say("会员", "Members")),
            RailItem("topup", "wallet", say("充值", "Top-up")),
            RailItem("orders", "receipt-text", say("单据", "Orders")),
            RailItem("sync", "refresh-cw", say("同步", "Sync")),
        ],
        [RailItem("lock", "lock", say("锁屏", "Lock"))],
    )
    rail.set_place("sale")
    content = row(_basket(), _member(), _pay(), gap=t.S12)
    content.setContentsMargins(t.S12, t.S12, t.S12, t.S12)
    content.setStretch(0, 1)
    strip = OfflineStrip(say("离线收银中", "Working offline"), say("查看待同步", "Show queue"))
    strip.show_detail(
        say(
            "已断网 30 分钟 · 23 笔已存本机，联网后自动上传 · 充值、注册照常",
            "Offline for 30 minutes · 23 sales saved here, will upload by themselves",
        )
    )
    main = column(_top(), strip, content, _status(), gap=0)
    main.setStretch(2, 1)
    whole = QHBoxLayout(made)
    whole.setContentsMargins(0, 0, 0, 0)
    whole.setSpacing(0)
    whole.addWidget(rail)
    whole.addLayout(main, 1)
    return made


def _top() -> TopBar:
    field = ScanField(say("扫会员码 / 商品码，或输入手机号", "Scan a code, or type a phone"))
    top = TopBar(field, ConnPill(say("在线", "Online"), say("离线", "Offline")))
    top.show_shop(
        say("悦己生活馆 · 徐汇店", "YueJi Living · Xuhui"), say("02 号收银台", "Register 02")
    )
    top.show_cashier(say("周敏", "Zhou Min"), say("早班 · 收银员", "Early · Cashier"))
    top.show_scanner(say("扫码就绪", "Scanner ready"), ready=True)
    top.connection.set_online(online=False)
    return top


def _status() -> StatusBar:
    bar = StatusBar()
    bar.show_server(
        say("服务器不可达 · 8 秒后自动重试", "Server out of reach · trying in 8 s"), online=False
    )
    bar.show_queue(say("待同步 23", "23 queued"), waiting=True)
    bar.show_review(say("需处理 2", "2 need review"))
    bar.last_sync.setText(say("上次同步 14:02:41", "Last sync 14:02:41"))
    for device, icon, text in (
        ("scanner", "scan-line", say("扫码枪", "Scanner")),
        ("printer", "printer", say("小票机", "Printer")),
        ("drawer", "archive", say("钱箱", "Drawer")),
    ):
        bar.add_device(device, icon, text)
    bar.devices["printer"].set_ready(ready=False, reason=say("没有纸", "No paper"))
    bar.show_time(say("11月22日 周六", "Sat 22 Nov"), "14:32")
    return bar


def _basket() -> QWidget:
    card = Card(padding=0, gap=0)
    head = row(
        Label(say("购物篮", "Basket"), "heading"),
        Chip(say("9 件", "9 items")),
        None,
        Button(say("挂单", "Hold"), "ghost", "compact", icon="pause", key="F9"),
        Button(say("清空", "Clear"), "ghost", "compact", icon="trash-2"),
    )
    head.setContentsMargins(t.S16, t.S8, t.S8, t.S8)
    basket = BasketList()
    basket.set_lines(lines(), select="oil")
    totals = Totals()
    totals.show_lines(
        [
            TotalLine(say("商品小计", "Subtotal"), "¥794.00"),
            TotalLine(
                say("金卡会员折扣 9 折", "Gold member discount 10%"), "− ¥77.30", saving=True
            ),
            TotalLine(
                say("会员优惠", "Member price"),
                say("识别会员后计算", "Once identified"),
                quiet=True,
            ),
        ]
    )
    foot = QVBoxLayout()
    foot.setContentsMargins(t.S12, t.S8, t.S12, t.S12)
    foot.addWidget(totals)
    card.body.addLayout(head)
    card.body.addWidget(Rule())
    card.body.addWidget(basket, 1)
    card.body.addLayout(foot)
    return card


def _member() -> QWidget:
    card = Card()
    card.setFixedWidth(t.MEMBER_W)
    stored = StatTile("wallet", say("储值 · 离线可用", "Stored value · offline"))
    stored.show_figure(
        "¥300.00", say("账面 ¥1,286.50（14:02）", "Book ¥1,286.50 at 14:02"), role="warn"
    )
    points = StatTile("star", say("积分", "Points"))
    points.show_figure("12,480", say("可抵 ¥124.80", "worth ¥124.80"))
    card.body.addLayout(
        row(
            Label(say("会员", "Member"), "heading"),
            Chip(say("已识别 · 扫码", "Identified · scan"), "success", icon="check"),
            None,
            Button(say("移除", "Remove"), "ghost", "compact"),
        )
    )
    card.body.addWidget(MemberCard(gold_face()))
    card.body.addLayout(row(stored, points))
    for alert in (
        AlertRow("cake", say("后天生日 · 生日礼券已用上", "Birthday in 2 days · coupon applied")),
        AlertRow(
            "hourglass", say("1,200 积分 11-30 到期", "1,200 points expire 30 Nov"), "warn",
            action=say("去抵扣", "Use"),
        ),
    ):  # fmt: skip
        card.body.addWidget(alert)
    card.body.addStretch(1)
    buttons = (("充值", "Top up", "plus", "F6"), ("积分", "Points", "star", "F7"))
    card.body.addLayout(row(*(Button(say(z, e), icon=i, key=k) for z, e, i, k in buttons)))
    return card


def _pay() -> QWidget:
    card = Card(padding=t.S12, gap=t.S8)
    card.setFixedWidth(t.PAY_W)
    due = AmountDue(say("应收", "Amount due"))
    due.show_due(
        "¥666.70",
        saved=say("已省 ¥127.30", "Saved ¥127.30"),
        remark=say("还有 1 个码没有价格", "1 code has no price yet"),
        warning=True,
    )
    tiles = [
        TenderTile(
            "wallet", say("储值", "Balance"), detail=say("离线可付 300", "300 offline"), key="Alt 1"
        ),
        TenderTile(
            "banknote", say("现金", "Cash"), detail=say("自动算找零", "change shown"), key="Alt 2"
        ),
        TenderTile("qr-code", say("扫码付", "QR pay"), key="Alt 3"),
        TenderTile(
            "credit-card", say("银行卡", "Card"), detail=say("POS 机", "terminal"), key="Alt 4"
        ),
    ]
    tiles[0].setChecked(True)
    tiles[2].set_blocked(say("需联网", "Needs network"))
    card.body.addWidget(due)
    card.body.addLayout(row(*tiles[:2]))
    card.body.addLayout(row(*tiles[2:]))
    card.body.addLayout(
        row(
            Label(say("本次金额", "This tender"), "label", "text2"), None, Label("¥300.00", "money")
        )
    )
    card.body.addWidget(NumPad(key_height=t.PAD_KEY_TIGHT))
    card.body.addStretch(1)
    text = say("收储值 ¥300.00", "Charge ¥300.00")
    card.body.addWidget(Button(text, "primary", "primary", icon="check", key="Enter"))
    return card


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
        "printer-x",
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
