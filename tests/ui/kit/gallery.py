"""Every part of the kit on three boards, in Chinese and English, for gates and pictures."""

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from pos_member.i18n import language
from ui.kit.basket import BasketList
from ui.kit.basket_delegate import BasketLine
from ui.kit.button import Button
from ui.kit.label import Label
from ui.kit.marks import Chip
from ui.kit.member_card import CardFace, MemberCard
from ui.kit.nav_rail import NavRail, RailItem
from ui.kit.notices import OfflineStrip
from ui.kit.pads import NumPad
from ui.kit.scan_field import ScanField
from ui.kit.status_bar import StatusBar
from ui.kit.surfaces import Card, Rule, column, row
from ui.kit.tender_tiles import TenderTile
from ui.kit.tiles import AlertRow, StatTile
from ui.kit.top_bar import ConnPill, TopBar
from ui.kit.totals import AmountDue, TotalLine, Totals
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
            RailItem("orders", "archive", say("单据", "Orders")),
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
