"""Labels keep a fixed line box, are wide enough for their text, and draw small currency signs."""

import pytest
from PySide6.QtCore import QPoint, QRect
from pytestqt.qtbot import QtBot

from ui.kit.label import Label, MoneyLabel, split_amount
from ui.theme import tokens as t


@pytest.mark.parametrize("text", ["Total", "合计", "合计 Total ¥1.00"])
def test_the_line_box_does_not_depend_on_the_script(qtbot: QtBot, text: str) -> None:
    label = Label(text, "body")
    qtbot.add_widget(label)
    assert label.sizeHint().height() == t.STEPS["body"].line
    assert label.sizeHint().width() == label.natural_width() == label.minimumSizeHint().width()


def test_only_a_label_that_says_so_may_be_narrower(qtbot: QtBot) -> None:
    long = "一位名字特别特别特别长的会员"
    plain, elided = Label(long), Label(long, elide=True)
    qtbot.add_widget(plain)
    qtbot.add_widget(elided)
    assert plain.minimumSizeHint().width() == plain.natural_width()
    assert elided.minimumSizeHint().width() == t.MIN_TEXT_W < elided.natural_width()


def test_wrapped_text_asks_for_whole_lines(qtbot: QtBot) -> None:
    label = Label("先用本金、再用赠送金；赠送金 2 年有效。退卡只退本金余额。", wrap=True)
    qtbot.add_widget(label)
    line = t.STEPS["label"].line
    assert label.hasHeightForWidth()
    assert label.heightForWidth(10_000) == line
    narrow = label.heightForWidth(120)
    assert narrow > 2 * line
    assert narrow % line == 0
    assert Label("x").heightForWidth(1) == line


def test_a_wrapped_line_does_not_begin_with_a_comma(qtbot: QtBot) -> None:
    label = Label("充值注册照常，联网后自动上传", wrap=True)
    qtbot.add_widget(label)
    width = Label("充值注册照常").natural_width() + 2
    layout, lines = label._lines(width)
    starts = [label.text()[layout.lineAt(i).textStart()] for i in range(len(lines))]
    assert "，" not in starts


def test_role_and_step_can_change(qtbot: QtBot) -> None:
    label = Label("应收", "label", "text2")
    qtbot.add_widget(label)
    label.set_role("danger")
    label.set_step("display", 700)
    assert label.sizeHint().height() == t.STEPS["display"].line
    label.resize(label.sizeHint())
    colours = _colours(label)
    assert t.LIGHT.danger.lower() in colours
    label.setEnabled(False)
    assert t.LIGHT.danger.lower() not in _colours(label)


@pytest.mark.parametrize(
    ("text", "parts"),
    [
        ("¥1,286.50", ("¥", "1,286.50")),
        ("−\u00a0¥77.30", ("−\u00a0¥", "77.30")),
        ("12,480", ("", "12,480")),
        ("—", ("", "—")),
    ],
)
def test_an_amount_is_split_before_its_first_digit(text: str, parts: tuple[str, str]) -> None:
    assert split_amount(text) == parts


def test_the_sign_of_an_amount_is_smaller(qtbot: QtBot) -> None:
    whole, money = Label("¥666.70", "display"), MoneyLabel("¥666.70", "display")
    number = Label("666.70", "display")
    for label in (whole, money, number):
        qtbot.add_widget(label)
        label.resize(label.sizeHint())
    assert money.natural_width() < whole.natural_width()
    sign_w = money.natural_width() - number.natural_width()
    image = money.grab(QRect(QPoint(0, 0), money.size())).toImage()
    sign = [y for y in range(image.height()) for x in range(sign_w) if _is_ink(image, x, y)]
    rest = [
        y
        for y in range(image.height())
        for x in range(sign_w, image.width())
        if _is_ink(image, x, y)
    ]
    assert max(sign) - min(sign) < 0.75 * (max(rest) - min(rest))
    assert abs(max(sign) - max(rest)) <= 1


def test_an_amount_keeps_to_the_right(qtbot: QtBot) -> None:
    money = MoneyLabel("¥1.00", "money", align="right")
    qtbot.add_widget(money)
    money.resize(200, 28)
    image = money.grab().toImage()
    ink = [x for x in range(200) for y in range(28) if _is_ink(image, x, y)]
    assert min(ink) > 100
    assert max(ink) <= 200


def _is_ink(image, x: int, y: int) -> bool:
    return image.pixelColor(x, y).lightness() < 100


def _colours(label: Label) -> set[str]:
    image = label.grab().toImage()
    return {
        image.pixelColor(x, y).name() for x in range(image.width()) for y in range(image.height())
    }
