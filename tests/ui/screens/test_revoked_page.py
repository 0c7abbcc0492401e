"""A till that is not trusted: one screen in place of all that says what to do, until it is."""

from collections.abc import Callable
from dataclasses import replace

import pytest
from pytestqt.qtbot import QtBot

from pos_member.domain.errors import Unavailable
from pos_member.domain.views import UnsentFile
from pos_member.i18n import set_language
from tests.ui.screens.shop import Shop
from tests.ui.screens.till import SHAMPOO, Till, opened
from tests.ui.screens.tour import state


def revoked(till: Till, queued: int = 3) -> None:
    told = replace(state(till, online=True), queued=queued, trouble="revoked")
    till.events.sync_changed.emit(told)


def exports(till: Till, how: Callable[[], UnsentFile]) -> None:
    counter = till.window.counter
    counter.actions = replace(counter.actions, export_unsent=how)


def fails() -> UnsentFile:
    raise Unavailable("export_failed")


@pytest.mark.parametrize(
    ("language", "words"),
    [("zh_CN", ("本机已被停用", "未上传 3 笔", "请联系店长")),
     ("en", ("This till was revoked", "3 not uploaded", "Ask the manager"))],
)  # fmt: skip
def test_it_says_what_happened_what_is_safe_and_what_to_do(
    qtbot: QtBot, language: str, words: tuple[str, ...]
) -> None:
    set_language(language)
    with opened(qtbot, Shop()) as till:
        revoked(till)
        said = " ".join(till.texts())
        assert [word for word in words if word not in said] == []


def test_nobody_works_behind_it_and_it_goes_by_itself(qtbot: QtBot) -> None:
    with opened(qtbot, Shop()) as till:
        till.sign_in()
        till.sell(SHAMPOO)
        revoked(till)
        window = till.window
        assert window.page is window.revoked and window.counter.locked
        till.pilot.press("F10")
        assert window.page is window.revoked
        asked: list[bool] = []
        till.shop.before["sync_now"] = lambda: asked.append(True)
        till.pilot.press("Return")
        qtbot.waitUntil(lambda: asked == [True])
        till.pilot.press("F5")
        qtbot.waitUntil(lambda: asked == [True, True])
        till.events.sync_changed.emit(state(till, online=True))
        assert window.page is window.sign_in
        till.sign_in()
        assert till.names != [], "and the basket is still there"


def test_what_was_not_uploaded_is_exported_and_where_to_is_said(qtbot: QtBot) -> None:
    with opened(qtbot, Shop()) as till:
        revoked(till)
        page = till.window.revoked
        exports(till, lambda: UnsentFile("/data/exported/unsent-1.json", 3))
        till.touch("revoked-export")
        qtbot.waitUntil(page.answer.isVisible)
        assert "/data/exported/unsent-1.json" in page.answer.text.text()


def test_an_export_that_fails_says_so(qtbot: QtBot) -> None:
    with opened(qtbot, Shop()) as till:
        revoked(till)
        page = till.window.revoked
        exports(till, fails)
        till.touch("revoked-export")
        qtbot.waitUntil(page.answer.isVisible)
        assert "导出失败" in page.answer.title.text()
