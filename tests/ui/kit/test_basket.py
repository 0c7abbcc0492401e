"""The basket keeps its selection, and its buttons act on the line they lie on."""

from dataclasses import replace

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from pytestqt.qtbot import QtBot

from tests.ui.kit.gallery import lines
from ui.kit.basket import BasketList
from ui.kit.basket_delegate import BasketLine
from ui.theme import Theme


@pytest.fixture
def basket(qtbot: QtBot) -> BasketList:
    made = BasketList()
    qtbot.add_widget(made)
    made.resize(500, 600)
    made.show()
    qtbot.wait_exposed(made)
    made.set_lines(lines(), select="oil")
    return made


def test_the_selection_survives_new_lines(basket: BasketList) -> None:
    basket.set_lines([*lines(), BasketLine("water", "水", "¥3.00")])
    assert basket.selected_key() == "oil"
    basket.set_lines([line for line in lines() if line.key != "oil"])
    assert basket.selected_key() == ""
    assert basket.line_actions.isHidden()


def test_a_scan_lays_out_only_what_changed(basket: BasketList, qtbot: QtBot) -> None:
    anew, changed, added = [], [], []
    basket.lines.modelReset.connect(lambda: anew.append(True))
    basket.lines.dataChanged.connect(lambda first, last: changed.append((first.row(), last.row())))
    basket.lines.rowsInserted.connect(lambda _parent, first, last: added.append((first, last)))
    first, *rest = lines()
    basket.set_lines([replace(first, quantity="×2"), *rest, BasketLine("water", "水", "¥3.00")])
    assert (anew, changed, added) == ([], [(0, 0)], [(len(rest) + 1, len(rest) + 1)])
    assert [line.key for line in basket.lines.lines][-1] == "water"
    known = [replace(line, unknown=False) for line in basket.lines.lines]
    basket.set_lines(known)
    basket.set_lines(known[1:])
    assert len(anew) == 2


def test_selecting_is_told_once_per_line(basket: BasketList, qtbot: QtBot) -> None:
    with qtbot.wait_signal(basket.selected) as told:
        basket.select("cut")
    assert told.args == ["cut"]
    basket.select("no such line")
    assert basket.selected_key() == ""


@pytest.mark.parametrize(
    ("button", "signal", "args"),
    [
        ("less", "quantity_step", ["oil", -1]),
        ("more", "quantity_step", ["oil", 1]),
        ("price", "reprice", ["oil"]),
        ("remove", "remove", ["oil"]),
    ],
)
def test_a_button_acts_on_the_selected_line(
    basket: BasketList, qtbot: QtBot, button: str, signal: str, args: list[object]
) -> None:
    with qtbot.wait_signal(getattr(basket, signal)) as told:
        qtbot.mouseClick(getattr(basket.line_actions, button), Qt.MouseButton.LeftButton)
    assert told.args == args


@pytest.mark.parametrize(
    ("button", "signal"),
    [("search", "find_by_name"), ("price", "reprice"), ("remove", "remove")],
)
def test_an_unknown_code_has_its_own_buttons(
    basket: BasketList, qtbot: QtBot, button: str, signal: str
) -> None:
    basket.select("odd")
    assert basket.line_actions.isHidden()
    with qtbot.wait_signal(getattr(basket, signal)) as told:
        qtbot.mouseClick(getattr(basket.unknown_actions, button), Qt.MouseButton.LeftButton)
    assert told.args == ["odd"]


def test_the_buttons_lie_on_their_line(basket: BasketList) -> None:
    for key, actions in (("oil", basket.line_actions), ("odd", basket.unknown_actions)):
        basket.select(key)
        assert basket.line_rect(key).contains(actions.geometry())
    basket.resize(420, 300)
    assert basket.line_rect("odd").top() <= basket.unknown_actions.geometry().top()


def test_arrows_move_and_change_the_quantity(basket: BasketList, qtbot: QtBot) -> None:
    with qtbot.wait_signal(basket.quantity_step) as told:
        QTest.keyClick(basket, Qt.Key.Key_Right)
    assert told.args == ["oil", 1]
    QTest.keyClick(basket, Qt.Key.Key_Up)
    assert basket.selected_key() == "wash"
    with qtbot.wait_signal(basket.quantity_step) as told:
        QTest.keyClick(basket, Qt.Key.Key_Left)
    assert told.args == ["wash", -1]


def test_typing_does_not_search_the_list(basket: BasketList) -> None:
    QTest.keyClicks(basket, "6901")
    assert basket.selected_key() == "oil"


def test_the_buttons_follow_when_the_list_scrolls(basket: BasketList) -> None:
    many = [BasketLine(str(n), f"商品 {n}", "¥1.00", "× 1") for n in range(200)]
    basket.set_lines(many, select="150")
    assert basket.line_rect("150").contains(basket.line_actions.geometry())
    basket.verticalScrollBar().setValue(basket.verticalScrollBar().value() - 40)
    assert basket.line_rect("150").contains(basket.line_actions.geometry())
    assert basket.line_rect("nobody").isEmpty()


def test_a_scanned_line_lights_up_for_a_moment(
    basket: BasketList, look: Theme, qtbot: QtBot
) -> None:
    basket.flash("cut")
    assert basket.flashing == ""
    look.reduced_motion = False
    basket.flash("cut")
    assert basket.flashing == "cut"
    assert not basket.grab().isNull()
    qtbot.wait_until(lambda: basket.flashing == "", timeout=2_000)


def test_a_line_is_spoken(basket: BasketList) -> None:
    model = basket.lines
    spoken = model.data(model.index(2), Qt.ItemDataRole.AccessibleTextRole)
    assert spoken == "× 1 护发精油 100ml ¥116.10"
    assert model.data(model.index(2), Qt.ItemDataRole.DecorationRole) is None
    assert model.rowCount(model.index(0)) == 0
