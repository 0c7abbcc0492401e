"""The receipts of the shop that the screens are tried in: a real till on real files."""

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from pos_member.bootstrap.desk import Hands
from pos_member.bootstrap.receipt_desk import ReceiptDesk
from pos_member.bootstrap.shift_desk import ShiftDesk
from pos_member.domain.basket import Basket, BasketLine
from pos_member.domain.errors import PosError, Refused
from pos_member.domain.lease import Lot
from pos_member.domain.ledger import Kind, session_lot
from pos_member.domain.money import Milli
from pos_member.domain.receipt_views import ReceiptPage
from pos_member.domain.shift import Totals
from pos_member.domain.shift_views import RunningShift
from pos_member.domain.tender import TenderPlan
from pos_member.domain.views import Scanned
from pos_member.services import checkout, packages, printing, topup
from pos_member.services.rights import Spender
from pos_member.services.scanning import scan
from tests.services.test_checkout import person
from tests.support.counter import Counter, cash, points, qr, value
from tests.ui.screens.shop_sample import CATALOGUE, LI, NOW_MS, ZHOU
from ui.receipt_actions import ReceiptActions
from ui.shift_actions import ShiftActions

SHAMPOO, OIL, WATER = CATALOGUE[2], CATALOGUE[3], CATALOGUE[5]
TOLERANCE = 500
"""Minor units by which a counted drawer may differ without a manager."""
RICE = BasketLine("9", "W001", "东北大米（散装）", 800, Milli(1_250), weighed=True)


@dataclass
class _Time:
    """The clock of the counter, where the desk wants a clock."""

    counter: Counter

    def moment(self) -> object:
        """Return now."""
        return self.counter.now()


class Books:
    """A till with receipts in its journal, and the actions on them.

    Attributes:
        troubles: action → what its next calls fail with; ``lost`` after they were done.
    """

    def __init__(self, folder: Path) -> None:
        self.troubles: dict[str, list[PosError]] = {}
        self.lost: dict[str, list[PosError]] = {}
        self.counter = Counter(folder, wall_ms=NOW_MS)
        self.counter.publish()
        staff = [
            {**person(one.staff_id, role), "name": one.name}
            for one, role in ((ZHOU, "cashier"), (LI, "manager"))
        ]
        self.counter.pull(staff=tuple(staff))
        hands, clock = Hands(till=self.counter.till), _Time(self.counter)
        self.desk = ReceiptDesk(hands, clock=clock)  # type: ignore[arg-type]
        self.drawer = ShiftDesk(hands, clock=clock, tolerance=lambda: TOLERANCE)  # type: ignore[arg-type]

    def actions(self) -> ReceiptActions:
        """Return what the screens see of it."""
        names = ("page", "open", "reprint", "preview", "refund")
        return ReceiptActions(*(self._guarded(self.desk, name) for name in names))

    def shift(self) -> ShiftActions:
        """Return what the screens see of the drawer."""
        names = (
            "running", "tolerance", "count_in", "move_cash", "preview", "close", "show_report",
            "print_report",
        )  # fmt: skip
        return ShiftActions(*(self._guarded(self.drawer, name) for name in names))

    def _guarded(self, desk: object, name: str) -> Callable[..., Any]:
        """Return the action ``name``, which fails, or loses its answer, when a test says so."""

        def call(*asked: object) -> object:
            if self.troubles.get(name):
                raise self.troubles[name].pop(0)
            done = getattr(desk, name)(*asked)
            if self.lost.get(name):
                raise self.lost[name].pop(0)
            return done

        return call

    def scan(self, text: str) -> Scanned:
        """Say what the code of a receipt is."""
        return scan(self.counter.till, text, self.counter.now())

    def sell(self, *tenders: TenderPlan, lines: tuple[BasketLine, ...] = (), who: str = "") -> str:
        """Sell two bottles of shampoo and one of oil, or ``lines``; return the operation."""
        chosen = lines or (_line(1, SHAMPOO, 2), _line(2, OIL))
        counter = self.counter
        basket = Basket(counter.next_id(), chosen, program_version=1, started_ms=counter.wall_ms)
        member = counter.see(who) if who else None
        payment = counter.payment(basket, *tenders or (cash(_sum(chosen)),), member=member)
        counter.wait(60_000)
        return checkout.pay(counter.till, payment, counter.now()).op_id

    def code_of(self, op_id: str) -> str:
        """Return what the QR of a receipt holds."""
        found = self.desk.open(op_id, "").printed
        assert found is not None
        return found.seal

    def papers(self) -> list[tuple[str, str, bool]]:
        """Print what waits; return kind, number and whether it says that it is a copy."""
        came = []
        while (job := printing.next_job(self.counter.till)) is not None:
            paper = printing.receipt_of(job)
            came.append((paper.kind.value, paper.number, paper.copy))
            printing.done(self.counter.till, job.job)
        return came

    def member(self) -> str:
        """Let a member come who holds balance and points here."""
        counter = self.counter
        who = counter.member(name="林晓雯", principal=50_000, bonus=5_000, points=2_000)
        for kind, amount in ((Kind.PRINCIPAL, 50_000), (Kind.BONUS, 5_000)):
            counter.lend(who, kind, amount)
        counter.lend(who, Kind.POINTS, 2_000, lots=(Lot("old", 2_000, ""),))
        return who

    def fill(self) -> str:
        """Sell, top up and sell again; return the sale that was paid in four ways."""
        who = self.member()
        self.sell()
        self.sell(qr("10"), lines=(RICE,))
        counter = self.counter
        order = topup.TopUpOrder(
            counter.next_id(), counter.see(who), 20_000, cash("200"), ZHOU.staff_id
        )
        topup.top_up(counter.till, order, counter.now())
        return self.sell(
            points(1_000), value("150"), qr("100", "4200001234"), cash("47", "50"), who=who
        )

    def use_session(self) -> str:
        """Let the member use one of three sessions of a package; return the operation."""
        counter = self.counter
        package = {
            "id": "cut3", "name": {"zh": "剪发卡", "en": "Cuts"}, "sku": "PK", "sessions": 3,
            "services": ["剪发"],
        }  # fmt: skip
        counter.publish(version=2, packages=[package])
        who = counter.member(name="林晓雯")
        counter.lend(who, Kind.SESSION, 3, lots=(Lot(session_lot("x", "cut3"), 3, ""),))
        order = packages.RedeemOrder(
            counter.next_id(), Spender(counter.see(who)), "cut3", "剪发", ZHOU.staff_id,
            ZHOU.staff_id,
        )  # fmt: skip
        return packages.redeem(counter.till, order, counter.now()).op_id

    def close(self) -> None:
        """Give the files back."""
        self.counter.till.close()


def _line(place: int, goods: object, pieces: int = 1) -> BasketLine:
    """Return ``pieces`` of ``goods`` as a line of a basket."""
    assert isinstance(goods, type(SHAMPOO))
    return BasketLine(
        str(place), goods.sku, goods.name, goods.price_minor, Milli(1_000 * pieces),
        category=goods.category, code=goods.code,
    )  # fmt: skip


def _sum(lines: tuple[BasketLine, ...]) -> str:
    """Return in yuan what ``lines`` cost."""
    fen = sum(line.unit_minor * line.quantity // 1_000 for line in lines)
    return f"{fen // 100}.{fen % 100:02d}"


def no_receipts() -> ReceiptActions:
    """Return the receipts of a till that sold nothing yet."""

    def nothing(*_asked: object) -> object:
        raise Refused("receipt_elsewhere")

    return ReceiptActions(lambda _wish: ReceiptPage((), 0), *(nothing,) * 4)  # type: ignore[arg-type]


def no_shift() -> ShiftActions:
    """Return the drawer of a till that nothing happened to yet."""

    def nothing(*_asked: object) -> object:
        raise Refused("shift_unpaid")

    return ShiftActions(
        lambda: RunningShift(1, 0, False, Totals(), 0, False),
        lambda: TOLERANCE,
        *(nothing,) * 6,  # type: ignore[arg-type]
    )
