"""F3 finds goods by name, for the basket or for the code that nobody knows."""

from tests.ui.screens.till import STRANGE, WATER, Till
from ui.screens.goods_finder import SHOWN_MAX, GoodsFinder


def finder_of(till: Till) -> GoodsFinder:
    till.pilot.press("F3")
    dialog = till.dialog
    assert isinstance(dialog, GoodsFinder)
    till.qtbot.waitUntil(lambda: len(dialog.rows) == SHOWN_MAX)
    return dialog


def test_f3_finds_goods_by_name_and_resolves_the_unknown_line(till: Till) -> None:
    till.sell(WATER, STRANGE)
    assert till.window.counter.sale.basket.unknown_lines == 1
    finder = finder_of(till)
    assert STRANGE in finder.subtitle.text()
    till.pilot.type("洗发")
    till.qtbot.waitUntil(lambda: [one.value for one in finder.rows] == ["G001"])
    till.pilot.press("Return")
    till.qtbot.waitUntil(lambda: till.window.counter.sale.basket.unknown_lines == 0)
    assert sorted(till.names) == ["天然矿泉水 550ml", "氨基酸洗发水 500ml"]
    assert till.window.counter.sale.quote.due_minor == 9_200


def test_without_an_unknown_line_it_adds_what_was_chosen(till: Till) -> None:
    finder = finder_of(till)
    till.pilot.press("Down")
    assert finder.chosen == "S002"
    till.pilot.press("Return")
    till.qtbot.waitUntil(lambda: till.names == ["植萃头皮护理 60 分钟"])


def test_a_name_that_nothing_has_is_said_and_enter_takes_nothing(till: Till) -> None:
    finder = finder_of(till)
    till.pilot.type("zzz")
    till.qtbot.waitUntil(finder.nothing.isVisible)
    till.pilot.press("Return")
    assert till.dialog is finder
    till.pilot.press("Esc")
    assert till.dialog is None
    assert till.names == []
