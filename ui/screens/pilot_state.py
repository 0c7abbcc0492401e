"""What the window shows, as one JSON value: for scripts and for tests that look from outside."""

from typing import Protocol

from PySide6.QtWidgets import QApplication, QLabel, QWidget

from ui.screens.counter import Counter
from ui.screens.frame import Frame
from ui.screens.page import Page
from ui.screens.top_up_page import TopUpPage


class Playable(Protocol):
    """What a window must have to be read."""

    counter: Counter
    frame: Frame
    paint_timings: list[float]

    @property
    def page(self) -> Page:
        """Return the page in front."""
        ...


def state_of(window: Playable, root: QWidget) -> dict[str, object]:
    """Return screen, sale, member, connectivity, the dialog in front, and texts below ``root``."""
    counter = window.counter
    sale, pay = counter.sale, counter.pay
    button = window.page.primary_button()
    dialog = QApplication.activeModalWidget()
    return {
        "screen": window.page.objectName(),
        "locked": counter.locked,
        "person": counter.person.name if counter.person else "",
        "chosen": counter.pins.person.name if counter.pins.person else "",
        "due": sale.quote.due_minor,
        "paid": sale.paid_minor,
        "pieces": sale.pieces,
        "unknown": sale.basket.unknown_lines,
        "lines": len(sale.basket.lines),
        **_member(counter),
        "tender": pay.kind.value,
        "phase": pay.phase.name.lower(),
        "wish_pending": pay.wish.pending,
        "problem": _problem(window.page, counter),
        "online": counter.sync.online,
        "queued": counter.sync.queued,
        "needs_review": counter.sync.needs_review,
        "said": _said(window.frame),
        "waiting_scans": counter.gate.waiting,
        "receipt": counter.last_receipt,
        "change": pay.done.change if pay.done else 0,
        "primary": button.text() if button else "",
        "primary_enabled": bool(button and button.isEnabled() and not button.busy),
        "dialog": dialog.objectName() if dialog else "",
        "texts": _texts(dialog or root),
        "paint_ms": list(window.paint_timings),
    }


def _member(counter: Counter) -> dict[str, object]:
    member = counter.sale.member
    if member is None:
        return {"member": "", "member_name": "", "sure": 0, "book": 0, "points": 0}
    return {
        "member": member.member_id,
        "member_name": member.name,
        "sure": member.standing.sure,
        "book": member.standing.book,
        "points": member.standing.points,
    }


def _problem(page: Page, counter: Counter) -> str:
    """Return what the desk in front turned away, and why; empty: nothing."""
    why = counter.top_up.problem if isinstance(page, TopUpPage) else counter.pay.problem
    return why.message if why else ""


def _said(frame: Frame) -> str:
    said = frame.scan_field.feedback()
    return said.text if said else ""


def _texts(root: QWidget) -> list[str]:
    return [
        label.text()
        for label in root.findChildren(QLabel)
        if label.isVisible() and label.text().strip()
    ]
