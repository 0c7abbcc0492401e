"""The scan field: where codes are typed, and the only place that answers a scan.

The answer colours the field, changes its icon and says a sentence; success goes by itself, a
warning or a refusal stays until the next action, because the cashier may be looking elsewhere.
"""

from dataclasses import dataclass

from PySide6.QtCore import QPointF, QRectF, QSize, QTimer
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QWidget
from typing_extensions import override

from ui.kit.line_input import CodeInput
from ui.kit.paint import RIGHT, draw_icon, draw_surface, draw_text, text_width
from ui.theme import tokens as t
from ui.theme.fonts import step_of
from ui.theme.tokens import BOLD, SEMIBOLD

OK, WARN, ERROR, INFO = "ok", "warn", "error", "info"

_LOOK = {
    OK: ("success", "success_soft", "check"),
    WARN: ("warn", "warn_soft", "search-x"),
    ERROR: ("danger", "danger_soft", "circle-x"),
    INFO: ("info", "info_soft", "info"),
}


@dataclass(frozen=True, slots=True)
class Feedback:
    """An answer to a scan: its state, a sentence, and a short hint at the right."""

    state: str
    text: str
    hint: str = ""


class _Answer(QWidget):
    """Covers the field while there is an answer to read."""

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self.setObjectName("scan-answer")
        self.feedback = Feedback(OK, "")
        self.hide()

    @override
    def paintEvent(self, _event: QPaintEvent) -> None:
        painter, rect = QPainter(self), QRectF(self.rect())
        role, fill, icon = _LOOK[self.feedback.state]
        draw_surface(painter, rect, fill, radius=t.R_CONTROL, border=role, width=t.BORDER_SELECTED)
        draw_icon(painter, icon, role, t.I20, QPointF(t.S14, (rect.height() - t.I20) / 2))
        small = step_of("label", SEMIBOLD)
        hint_w = text_width(self.feedback.hint, small)
        inner = rect.adjusted(t.S14 + t.I20 + t.S10, 0, -t.S14, 0)
        words = inner.adjusted(0, 0, -(hint_w + t.S8 if hint_w else 0), 0)
        draw_text(painter, words, self.feedback.text, step_of("label_large", BOLD), role)
        draw_text(painter, inner, self.feedback.hint, small, "text2", align=RIGHT)


class ScanField(CodeInput):
    """Takes a code or a phone, and says what the last scan did (property ``state``)."""

    def __init__(self, placeholder: str, *, key: str = "F2", name: str = "scan-field") -> None:
        super().__init__(placeholder, icon="scan-line", key=key, name=name)
        self.setFixedHeight(t.SCAN_FIELD)
        self._answer = _Answer(self)
        self._fade = QTimer(self)
        self._fade.setSingleShot(True)
        self._fade.timeout.connect(self.clear_feedback)
        self.setProperty("state", "idle")
        self.edit.textEdited.connect(self.clear_feedback)
        self.edit.focus_changed.connect(self._show_typing)

    def show_feedback(self, feedback: Feedback) -> None:
        """Answer a scan; a success goes after a moment, anything else stays."""
        self.setProperty("state", feedback.state)
        self._answer.feedback = feedback
        self._answer.setGeometry(self.rect())
        self._answer.setVisible(True)
        self._answer.raise_()
        self._answer.update()
        self.setAccessibleDescription(" ".join(filter(None, (feedback.text, feedback.hint))))
        if feedback.state == OK:
            self._fade.start(t.SCAN_OK_MS)
        else:
            self._fade.stop()

    def clear_feedback(self) -> None:
        """Go back to idle: the next action has begun."""
        self._fade.stop()
        self.setProperty("state", "idle")
        self.setAccessibleDescription("")
        self._answer.hide()

    def feedback(self) -> Feedback | None:
        """Return the answer that is shown, if any."""
        return None if self._answer.isHidden() else self._answer.feedback

    @override
    def sizeHint(self) -> QSize:
        return QSize(t.SCAN_FIELD_W, t.SCAN_FIELD)

    @override
    def minimumSizeHint(self) -> QSize:
        return QSize(t.SCAN_FIELD_MIN_W, t.SCAN_FIELD)

    def _show_typing(self) -> None:
        if self.edit.hasFocus():
            self.clear_feedback()
