"""The desk of the drawer asks for a manager where the services do, and says what came of it."""

from collections.abc import Iterator

import pytest
from pytestqt.qtbot import QtBot

from pos_member.domain.errors import Unavailable
from pos_member.domain.operations import Approval
from pos_member.domain.shift_operations import Purpose
from tests.ui.screens.shop import Shop
from tests.ui.screens.shop_receipts import Books
from tests.ui.screens.shop_sample import LI, ZHOU
from ui.screens.drawer_desk import DrawerDesk
from ui.screens.pay_values import Ask
from ui.screens.said import Said
from ui.worker import Worker


@pytest.fixture(scope="module")
def books(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Books]:
    made = Books(tmp_path_factory.mktemp("drawer"))
    yield made
    made.close()


@pytest.fixture(scope="module")
def shop(books: Books) -> Shop:
    return Shop(books=books)


@pytest.fixture
def ledger(qtbot: QtBot) -> Iterator[Worker]:
    made = Worker("ledger")
    yield made
    made.stop()


@pytest.fixture
def desk(qtbot: QtBot, ledger: Worker, shop: Shop) -> DrawerDesk:
    made = DrawerDesk(shop.actions(), ledger)
    made.cashier = ZHOU
    return made


def test_the_drawer_opens_without_a_sale_by_a_manager(
    desk: DrawerDesk, books: Books, ledger: Worker, qtbot: QtBot
) -> None:
    asked: list[Ask] = []
    done: list[object] = []
    desk.approval_wanted.connect(asked.append)
    desk.booked.connect(done.append)
    desk.move_cash(Purpose.NO_SALE, 0, "check")
    desk.move_cash(Purpose.NO_SALE, 0, "pressed twice")
    qtbot.waitUntil(lambda: len(asked) == 1)
    assert asked[0].why.message == "approve.no_sale" and asked[0].member == ""
    asked[0].go_on(Approval(LI.staff_id, "approve.no_sale"))
    qtbot.waitUntil(lambda: len(done) == 1)
    assert ledger.wait_for(books.papers)[-1][0] == "cash"


def test_what_is_refused_is_said_and_its_sound_is_heard(desk: DrawerDesk, qtbot: QtBot) -> None:
    said: list[Said] = []
    desk.said.connect(said.append)
    with qtbot.waitSignal(desk.refused):
        desk.move_cash(Purpose.SAFE_DROP, 99_999, "takings")
    assert [one.message for one in said] == ["error.drawer_short"]


def test_the_figures_so_far_take_a_manager_and_print_when_asked(
    desk: DrawerDesk, books: Books, ledger: Worker, qtbot: QtBot
) -> None:
    asked: list[Ask] = []
    shown: list[object] = []
    said: list[Said] = []
    desk.approval_wanted.connect(asked.append)
    desk.report_ready.connect(lambda made, print_it: shown.extend((made, print_it)))
    desk.said.connect(said.append)
    desk.show_report()
    qtbot.waitUntil(lambda: len(asked) == 1)
    asked[0].go_on(Approval(LI.staff_id, "approve.shift_report"))
    qtbot.waitUntil(lambda: len(shown) == 2)
    ledger.wait_for(books.papers)
    shown[1]()  # type: ignore[operator]
    qtbot.waitUntil(lambda: bool(said))
    assert said[0].message == "shift.said_printing"
    assert ledger.wait_for(books.papers) == [("shift", "", False)]
    books.troubles["show_report"] = [Unavailable("ledger_busy")]
    desk.show_report()
    qtbot.waitUntil(lambda: len(said) == 2)
    assert said[1].message == "error.ledger_busy"
