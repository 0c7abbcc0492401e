"""What waits is exported from the sync page too, and the answer says where it lies or why not."""

from dataclasses import replace

from pos_member.domain.errors import Unavailable
from pos_member.domain.views import SyncState, UnsentFile
from pos_member.i18n import tr
from tests.ui.screens.till import Till
from tests.ui.screens.tour import state
from ui.screens.sync_page import SyncPage


def shown(till: Till) -> SyncPage:
    """Go to the sync page of a till that works offline."""
    till.events.sync_changed.emit(state(till, online=False))
    till.window.journeys.choose_place("sync")
    page = till.window.journeys.page
    assert isinstance(page, SyncPage)
    return page


def test_what_waits_is_written_to_a_file_that_the_page_names(till: Till) -> None:
    counter = till.window.counter
    made = UnsentFile("/media/usb/unsent.jsonl", 1_023)
    counter.actions = replace(counter.actions, export_unsent=lambda: made)
    page = shown(till)
    till.touch("sync-export")
    till.qtbot.waitUntil(page.answer.isVisible)
    assert tr("revoked.exported", count=1_023) in till.texts()
    assert tr("revoked.exported_text", file=made.file) in till.texts()


def test_a_disk_without_room_is_said(till: Till) -> None:
    def full() -> UnsentFile:
        raise Unavailable("disk_full")

    counter = till.window.counter
    counter.actions = replace(counter.actions, export_unsent=full)
    page = shown(till)
    till.touch("sync-export")
    till.qtbot.waitUntil(page.answer.isVisible)
    assert tr("error.disk_full") in till.texts()


def test_where_nothing_waits_there_is_nothing_to_export(till: Till) -> None:
    page = shown(till)
    assert page.export.isVisible()
    till.events.sync_changed.emit(SyncState(online=True))
    assert not page.export.isVisible()
