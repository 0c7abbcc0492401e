"""Surfaces carry layouts, icons and rules."""

from PySide6.QtWidgets import QWidget
from pytestqt.qtbot import QtBot

from ui.kit.label import Label
from ui.kit.surfaces import Card, Icon, Inset, Rule, Surface, column, row
from ui.theme import tokens as t


def test_a_card_pads_its_body(qtbot: QtBot) -> None:
    card, inset = Card(padding=t.S16), Inset(padding=(1, 2, 3, 4))
    qtbot.add_widget(card)
    qtbot.add_widget(inset)
    assert card.body.contentsMargins().left() == t.S16
    margins = inset.body.contentsMargins()
    assert (margins.left(), margins.top(), margins.right(), margins.bottom()) == (1, 2, 3, 4)


def test_a_surface_shows_that_it_is_selected(qtbot: QtBot) -> None:
    surface = Surface(radius=0)
    qtbot.add_widget(surface)
    surface.resize(40, 40)
    surface.set_look("primary_soft", "primary", selected=True)
    image = surface.grab().toImage()
    assert image.pixelColor(20, 1).name() == t.LIGHT.primary.lower()
    assert image.pixelColor(20, 20).name() == t.LIGHT.primary_soft.lower()


def test_an_icon_can_change_its_drawing_role_and_tile(qtbot: QtBot) -> None:
    icon = Icon("check", "success", tile="success_soft")
    qtbot.add_widget(icon)
    assert icon.width() == t.ALERT_ICON
    icon.set_icon("x", "danger", "danger_soft")
    assert (icon.icon, icon.role, icon.tile) == ("x", "danger", "danger_soft")
    image = icon.grab().toImage()
    assert image.pixelColor(t.ALERT_ICON // 2, 2).name() == t.LIGHT.danger_soft.lower()
    icon.set_icon("check")
    assert icon.role == "danger"


def test_a_rule_is_thin(qtbot: QtBot) -> None:
    across, upright = Rule(), Rule(upright=True)
    qtbot.add_widget(across)
    qtbot.add_widget(upright)
    assert across.sizeHint().height() == upright.sizeHint().width() == 1


def test_rows_and_columns_take_parts_layouts_spaces_and_stretches(qtbot: QtBot) -> None:
    one, other = Label("a"), Label("b")
    frame = QWidget()
    qtbot.add_widget(frame)
    frame.setLayout(row(one, t.S16, column(other), None, gap=t.S4))
    box = frame.layout()
    assert box is not None
    assert box.count() == 4
    assert box.spacing() == t.S4
    assert {one.parent(), other.parent()} == {frame}
