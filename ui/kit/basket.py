"""The basket: a list that paints its lines, and real buttons on the one that is selected.

The list is model and delegate, so that two hundred lines cost what ten do. Actions exist once, as
widgets over the selected line, so that they have names, keys and a focus like any other button.
"""

from collections.abc import Sequence

from PySide6.QtCore import (
    QAbstractListModel,
    QItemSelectionModel,
    QModelIndex,
    QPersistentModelIndex,
    QRect,
    Qt,
    QTimer,
    Signal,
)
from PySide6.QtGui import QKeyEvent, QResizeEvent
from PySide6.QtWidgets import QAbstractItemView, QListView, QWidget
from typing_extensions import override

from pos_member.i18n import tr
from ui.kit.basket_actions import LineActions, UnknownActions
from ui.kit.basket_delegate import BasketDelegate, BasketLine, actions_rect
from ui.kit.naming import named
from ui.theme import theme
from ui.theme import tokens as t

_Index = QModelIndex | QPersistentModelIndex


class BasketModel(QAbstractListModel):
    """The lines as the list sees them; a scan repaints the line that it changes, or adds one."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.lines: tuple[BasketLine, ...] = ()

    def replace(self, lines: Sequence[BasketLine]) -> None:
        """Show ``lines`` from now on; only a line that went or moved has all laid out anew."""
        before, after = self.lines, tuple(lines)
        more = len(after) - len(before)
        same_places = all(
            (old.key, old.unknown) == (new.key, new.unknown)
            for old, new in zip(before, after, strict=False)
        )
        if more < 0 or not same_places:
            self.beginResetModel()
            self.lines = after
            self.endResetModel()
            return
        if more:
            self.beginInsertRows(QModelIndex(), len(before), len(after) - 1)
        self.lines = after
        if more:
            self.endInsertRows()
        for place, (old, new) in enumerate(zip(before, after, strict=False)):
            if old != new:
                self.dataChanged.emit(self.index(place), self.index(place))

    @override
    def rowCount(self, parent: _Index = QModelIndex()) -> int:  # noqa: B008 - Qt's own signature
        return 0 if parent.isValid() else len(self.lines)

    @override
    def data(self, index: _Index, role: int = Qt.ItemDataRole.DisplayRole) -> object:
        line = self.lines[index.row()]
        if role == Qt.ItemDataRole.UserRole:
            return line
        if role in (Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.AccessibleTextRole):
            return f"{line.quantity} {line.name} {line.amount}"
        return None


class BasketList(QListView):
    """The lines of the sale.

    Signals:
        selected: key of the line that is selected now; empty for none.
        quantity_step: key of the line, and +1 or -1.
        reprice, remove, find_by_name: key of the line.
    """

    selected = Signal(str)
    quantity_step = Signal(str, int)
    reprice = Signal(str)
    remove = Signal(str)
    find_by_name = Signal(str)

    def __init__(self, *, name: str = "basket-list", parent: QWidget | None = None) -> None:
        super().__init__(parent)
        named(self, name, tr("kit.basket"))
        self.lines = BasketModel(self)
        self.flashing = ""
        self.setModel(self.lines)
        self.setItemDelegate(BasketDelegate(self))
        self.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        self.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.setUniformItemSizes(False)
        self.setAttribute(Qt.WidgetAttribute.WA_InputMethodEnabled, False)
        self.line_actions = LineActions(self.viewport())
        self.unknown_actions = UnknownActions(self.viewport())
        self._connect_actions()
        self._dim = QTimer(self)
        self._dim.setSingleShot(True)
        self._dim.timeout.connect(self._end_flash)
        self.selectionModel().selectionChanged.connect(self._selection_moved)
        self.verticalScrollBar().valueChanged.connect(self._place_actions)

    def set_lines(self, lines: Sequence[BasketLine], *, select: str | None = None) -> None:
        """Show ``lines``; keep the selection, or select the line whose key is ``select``."""
        keep = self.selected_key() if select is None else select
        self.lines.replace(lines)
        self._select(keep)

    def selected_key(self) -> str:
        """Return the key of the selected line, or an empty text."""
        line = self._line()
        return line.key if line else ""

    def select(self, key: str) -> None:
        """Select the line called ``key``; an unknown key selects none."""
        self._select(key)

    def flash(self, key: str) -> None:
        """Light the line called ``key`` up for a moment: it was just scanned."""
        if duration := theme().motion_ms(t.FLASH_MS):
            self.flashing = key
            self._dim.start(duration)
            self.viewport().update()

    def line_rect(self, key: str) -> QRect:
        """Return where the line called ``key`` is painted; empty if there is none."""
        for place, line in enumerate(self.lines.lines):
            if line.key == key:
                return self.visualRect(self.lines.index(place))
        return QRect()

    @override
    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._place_actions()

    @override
    def keyPressEvent(self, event: QKeyEvent) -> None:
        steps = {Qt.Key.Key_Left: -1, Qt.Key.Key_Right: 1}
        key = self.selected_key()
        if key and (step := steps.get(Qt.Key(event.key()))):
            self.quantity_step.emit(key, step)
        elif event.key() in (Qt.Key.Key_Up, Qt.Key.Key_Down):
            super().keyPressEvent(event)
        else:
            event.ignore()

    def _connect_actions(self) -> None:
        known, unknown = self.line_actions, self.unknown_actions
        known.less.clicked.connect(lambda: self.quantity_step.emit(self.selected_key(), -1))
        known.more.clicked.connect(lambda: self.quantity_step.emit(self.selected_key(), 1))
        for button in (known.price, unknown.price):
            button.clicked.connect(lambda: self.reprice.emit(self.selected_key()))
        for button in (known.remove, unknown.remove):
            button.clicked.connect(lambda: self.remove.emit(self.selected_key()))
        unknown.search.clicked.connect(lambda: self.find_by_name.emit(self.selected_key()))

    def _line(self) -> BasketLine | None:
        chosen = self.selectionModel().selectedIndexes()
        place = chosen[0].row() if chosen else -1
        return self.lines.lines[place] if 0 <= place < len(self.lines.lines) else None

    def _select(self, key: str) -> None:
        flag = QItemSelectionModel.SelectionFlag.ClearAndSelect
        for place, line in enumerate(self.lines.lines):
            if line.key == key:
                index = self.lines.index(place)
                self.selectionModel().setCurrentIndex(index, flag)
                self.scrollTo(index)
                break
        else:
            self.selectionModel().clear()
        self._place_actions()

    def _selection_moved(self) -> None:
        self.scheduleDelayedItemsLayout()
        self.executeDelayedItemsLayout()
        self._place_actions()
        self.selected.emit(self.selected_key())

    def _place_actions(self) -> None:
        line = self._line()
        self.line_actions.setVisible(bool(line and not line.unknown))
        self.unknown_actions.setVisible(bool(line and line.unknown))
        if line is None:
            return
        shown = self.unknown_actions if line.unknown else self.line_actions
        self.line_actions.show_quantity(line.quantity)
        shown.setGeometry(actions_rect(self.line_rect(line.key), shown.sizeHint(), line))
        shown.raise_()

    def _end_flash(self) -> None:
        self.flashing = ""
        self.viewport().update()
