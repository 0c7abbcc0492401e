"""What a script may read of the window is one plain JSON value."""

import json

from tests.ui.screens.till import SHAMPOO, Till
from ui.screens.pilot_state import state_of


def test_the_state_is_json_and_tells_the_sale(till: Till) -> None:
    till.sell(SHAMPOO)
    state = json.loads(json.dumps(state_of(till.window, till.window)))
    assert (state["screen"], state["pieces"], state["dialog"]) == ("sale-page", 1, "")
    assert state["due"] > 0
    assert state["primary_enabled"]
