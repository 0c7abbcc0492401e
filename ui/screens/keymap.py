"""Which key does what, once: shortcuts, key caps and the overlay all read this table."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Key:
    """A key and the command it gives to the page in front.

    Attributes:
        sequence: as ``QKeySequence`` reads it; empty for keys that come as plain typing.
        cap: what is printed on the button.
        label: id of the message that says what it does.
        group: under which heading the overlay lists it.
    """

    command: str
    sequence: str
    cap: str
    label: str
    group: str


KEYS: tuple[Key, ...] = (
    Key("find_member", "F2", "F2", "keys.find_member", "sale"),
    Key("find_goods", "F3", "F3", "keys.find_goods", "sale"),
    Key("edit_price", "F5", "F5", "keys.edit_price", "sale"),
    Key("quantity", "", "n *", "keys.quantity", "sale"),
    Key("change_quantity", "", "← →", "keys.change_quantity", "sale"),
    Key("move", "", "↑ ↓", "keys.move", "sale"),
    Key("remove_line", "", "Del", "keys.remove_line", "sale"),
    Key("hold", "F9", "F9", "keys.hold", "sale"),
    Key("points", "F7", "F7", "keys.points", "pay"),
    Key("coupons", "F8", "F8", "keys.coupons", "pay"),
    Key("tender_1", "Alt+1", "Alt 1", "keys.tender_1", "pay"),
    Key("tender_2", "Alt+2", "Alt 2", "keys.tender_2", "pay"),
    Key("tender_3", "Alt+3", "Alt 3", "keys.tender_3", "pay"),
    Key("tender_4", "Alt+4", "Alt 4", "keys.tender_4", "pay"),
    Key("tender_5", "Alt+5", "Alt 5", "keys.tender_5", "pay"),
    Key("pay", "F12", "F12", "keys.pay", "pay"),
    Key("primary", "", "Enter", "keys.primary", "pay"),
    Key("approve", "F10", "F10", "keys.approve", "pay"),
    Key("top_up", "F6", "F6", "keys.top_up", "till"),
    Key("packages", "Ctrl+K", "Ctrl K", "keys.packages", "till"),
    Key("new_member", "Ctrl+N", "Ctrl N", "keys.new_member", "till"),
    Key("receipts", "Ctrl+R", "Ctrl R", "keys.receipts", "till"),
    Key("shift", "Ctrl+D", "Ctrl D", "keys.shift", "till"),
    Key("reprint", "Ctrl+P", "Ctrl P", "keys.reprint", "till"),
    Key("lock", "Ctrl+L", "Ctrl L", "keys.lock", "till"),
    Key("help", "F1", "F1", "keys.help", "till"),
    Key("full_screen", "F11", "F11", "keys.full_screen", "till"),
    Key("back", "", "Esc", "keys.back", "till"),
)

GROUPS = ("sale", "pay", "till")

CAPS: dict[str, str] = {key.command: key.cap for key in KEYS}
"""Command → what to print on its button."""
