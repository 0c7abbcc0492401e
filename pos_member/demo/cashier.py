"""What a cashier does all day on one till, told in keys and scans, with a look after each."""

import random
from collections.abc import Callable, Sequence
from pathlib import Path

from pos_member.demo.hands import Hands, State
from pos_member.demo.shop import SampleMember

FEN = 100
PEOPLE_MAX = 12


class Cashier:
    """A person who works on one till.

    Args:
        manager, manager_pin: who comes over to approve.
        pictures: where pictures of the screens go; each picture is taken once.
    """

    def __init__(
        self,
        hands: Hands,
        *,
        name: str,
        badge: str,
        pin: str,
        manager: str,
        manager_pin: str,
        pictures: Path,
    ) -> None:
        self.hands = hands
        self._name, self._badge, self._pin = name, badge, pin
        self._manager, self._manager_pin = manager, manager_pin
        self._pictures = pictures
        self.done: dict[str, int] = {}

    # -- signing in ------------------------------------------------------------------------------

    def sign_in(self, *, by_badge: bool) -> None:
        """Sign in by badge, or by choosing the name with the arrow keys and typing the PIN."""
        hands = self.hands
        hands.wait("the people who work here", lambda s: self._name in s["texts"])
        self.picture("01_signin")
        if by_badge:
            hands.scan(self._badge)
        else:
            self._choose_name()
            for digit in self._pin:
                hands.key(digit)
            hands.key("Return")
        hands.wait("the sale screen", lambda s: not s["locked"])

    def _choose_name(self) -> None:
        for key in ("Up", "Down"):
            for _ in range(PEOPLE_MAX):
                if self.hands.state["chosen"] == self._name:
                    return
                self.hands.key(key)

    # -- the basket ------------------------------------------------------------------------------

    def scan_goods(self, codes: Sequence[str]) -> None:
        """Scan goods, each until it is on the screen."""
        for code in codes:
            before = self.hands.state["pieces"]
            self.hands.scan(code)
            self.hands.wait("the scanned goods", _more_than(before))

    def scan_unknown(self, code: str) -> None:
        """Scan a code that nobody knows, see that it blocks payment, and take it out."""
        hands = self.hands
        hands.scan(code)
        hands.wait("an amber line", lambda s: s["unknown"] == 1 and not s["primary_enabled"])
        self.picture("15_unknown")
        hands.key("Delete")
        hands.wait("no unknown line", lambda s: s["unknown"] == 0)
        self._count("unknown codes")

    def identify(self, customer: SampleMember, *, by: str) -> State:
        """Bring the customer's member card up, by ``qr``, ``card`` or ``phone``."""
        hands = self.hands
        if by == "phone":
            hands.enter_code(customer.phone)
            # One exact hit is taken at once; several are for the cashier to tell apart.
            there = hands.wait(
                "the member or the hits",
                lambda s: s["member"] == customer.member_id or customer.name in s["texts"],
            )
            if there["member"] != customer.member_id:
                self.picture("03_lookup")
                hands.key("Return")
        else:
            hands.scan(customer.qr if by == "qr" else f"M{customer.card}")
        found = hands.wait("the member", _shows_member(customer))
        self._count(f"members by {by}")
        return found

    def enrol(self, chance: random.Random) -> None:
        """Register a new customer by phone alone, with the one consent that joining needs."""
        hands = self.hands
        hands.key("Ctrl+N")
        hands.wait("the form", lambda s: s["screen"] == "registration-page")
        hands.type(f"139{chance.randrange(10**8):08d}")
        hands.click("consent-service-check")
        self.picture("04_register")
        hands.key("Return")
        hands.wait("the new member", lambda s: s["screen"] != "registration-page")
        self._count("registrations")

    def top_up(self, customer: SampleMember, *, amount: int) -> None:
        """Top a customer's card up with cash; a manager comes where the bonus needs one."""
        hands = self.hands
        hands.scan(customer.qr)
        hands.wait("the member", lambda s: s["member"] == customer.member_id)
        hands.key("F6")
        before = hands.wait("the top-up page", lambda s: s["screen"] == "top-up-page")
        self._type_amount(amount)
        hands.wait("what it gives", lambda s: s["primary_enabled"])
        self.picture("05_topup")
        hands.key("Return")
        asked = hands.wait("an answer", lambda s: s["dialog"] or s["receipt"] != before["receipt"])
        if asked["dialog"]:
            self._approve()
        hands.wait("the top-up in the journal", lambda s: s["receipt"] != before["receipt"])
        self.picture("05_topup_done")
        hands.key("Escape")
        hands.wait("the sale screen", _on_sale)
        self._count("top-ups with approval" if asked["dialog"] else "top-ups")

    def leave_top_up(self) -> None:
        """Go back to the sale where a top-up was refused: the customer was told why."""
        if self.hands.state["screen"] == "top-up-page":
            self.hands.key("Escape")
            self.hands.wait("the sale screen", _on_sale)

    def _approve(self) -> None:
        hands = self.hands
        self.picture("05b_approval")
        for digit in self._manager_pin:
            hands.key(digit)
        hands.key("Return")
        hands.wait("the approval", lambda s: not s["dialog"])

    # -- money -----------------------------------------------------------------------------------

    def pay_cash(self, *, handed_over: int = 0) -> State:
        """Take cash; ``handed_over`` minor units, or exactly what is due."""
        hands = self.hands
        hands.key("Alt+2")
        hands.wait("cash in hand", lambda s: s["tender"] == "cash")
        if handed_over:
            self._type_amount(handed_over)
            self.picture("02_cash")
        return self._complete("cash")

    def pay_stored_value(self, *, wait_for_rights: bool) -> State:
        """Pay from the card; what it does not cover here is paid in cash, in one gesture more.

        Offline a manager comes over for a customer who was found without a code.
        """
        hands = self.hands
        if wait_for_rights:
            hands.wait("rights, or the answer that there are none", _rights_settled)
        hands.key("Alt+1")
        state = hands.wait("a tender in hand", lambda s: s["phase"] == "open")
        if state["tender"] != "stored_value":
            return self.pay_cash()
        self.picture("02_sale")
        before = state["receipt"]
        hands.key("Return")
        now = hands.wait("an answer", _answered(before))
        if now["dialog"]:
            self._approve()
            self._count("spends approved by a manager")
            now = hands.wait("an answer", _answered(before))
        if now["receipt"] != before:
            self._count("sales by stored value")
            return now
        self.picture("06_split")
        return self._complete_in_cash("split")

    def pay_points(self) -> State:
        """Burn points for a part and take the rest in cash."""
        hands = self.hands
        hands.key("F7")
        state = hands.wait("a tender in hand", lambda s: s["phase"] == "open")
        if state["tender"] != "points":
            return self.pay_cash()
        hands.key("Return")
        hands.wait("the part from points", lambda s: s["paid"] > 0 or s["phase"] == "done")
        if self.hands.state["phase"] == "done":
            self._count("points")
            return self.hands.state
        return self._complete_in_cash("points")

    def pay_outside(self, kind: str, reference: str) -> State:
        """Take money with another machine (``qr``, ``bank_card``), and note its reference."""
        hands = self.hands
        hands.key("Alt+3" if kind == "qr" else "Alt+4")
        hands.wait("the tender", lambda s: s["tender"] == kind)
        hands.key("Return")
        hands.wait("the payment page", lambda s: s["screen"] == "payment-page")
        hands.type(reference)
        self.picture(f"06_{kind}")
        return self._complete(kind)

    def take_part_by_card_machine(self, reference: str) -> None:
        """Take a part of the bill with the bank card machine and stop there."""
        hands = self.hands
        hands.key("Alt+4")
        hands.wait("the tender", lambda s: s["tender"] == "bank_card")
        self._type_amount(FEN)
        hands.key("Return")
        hands.wait("the payment page", lambda s: s["screen"] == "payment-page")
        hands.type(reference)
        hands.key("Return")
        hands.wait("the part", lambda s: s["paid"] > 0)

    def finish_in_cash(self) -> None:
        """Take what is left in cash; a bill paid in parts is finished on the payment page."""
        hands = self.hands
        if hands.state["screen"] != "payment-page":
            hands.key("Return")
            hands.wait("the payment page", lambda s: s["screen"] == "payment-page")
        self._complete_in_cash("split")

    def picture(self, name: str) -> None:
        """Take the picture ``name`` unless it was taken before."""
        file = self._pictures / f"{name}.png"
        if not file.exists():
            file.parent.mkdir(parents=True, exist_ok=True)
            self.hands.grab(str(file))

    def _complete_in_cash(self, what: str) -> State:
        hands = self.hands
        hands.key("Alt+2")
        hands.wait("cash in hand", lambda s: s["tender"] == "cash" and s["phase"] == "open")
        return self._complete(what)

    def _complete(self, what: str) -> State:
        """Press the one button until the sale is done: a card's part may come first."""
        hands = self.hands
        before = hands.wait("a button to press", lambda s: s["primary_enabled"])["receipt"]
        hands.key("Return")
        done = hands.wait(
            f"a sale paid by {what}", lambda s: s["receipt"] != before and s["phase"] == "done"
        )
        self._count(f"sales by {what}")
        return done

    def _type_amount(self, minor: int) -> None:
        whole, rest = divmod(minor, FEN)
        self.hands.type(f"{whole}.{rest:02d}" if rest else str(whole))

    def _count(self, what: str) -> None:
        self.done[what] = self.done.get(what, 0) + 1


def _more_than(pieces: int) -> Callable[[State], bool]:
    return lambda state: state["pieces"] > pieces


def _shows_member(customer: SampleMember) -> Callable[[State], bool]:
    return lambda state: state["member"] == customer.member_id and _on_sale(state)


def _answered(receipt: str) -> Callable[[State], bool]:
    return lambda s: bool(s["dialog"] or s["paid"] > 0 or s["receipt"] != receipt)


def _on_sale(state: State) -> bool:
    return state["screen"] in ("sale-page", "payment-page")


def _rights_settled(state: State) -> bool:
    return state["sure"] >= min(state["due"], state["book"]) or not state["wish_pending"]
