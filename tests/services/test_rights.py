"""Any sequence of grants, sales, recalls and top-ups: never below zero, never spent twice."""

from dataclasses import replace
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, precondition, rule

from pos_member.domain.errors import Refused
from pos_member.domain.lease import Lot
from pos_member.domain.ledger import LEASED_KINDS, Kind
from pos_member.domain.money import format_minor
from pos_member.domain.tender import TenderKind, TenderPlan
from pos_member.domain.views import TenderLine
from pos_member.services import acknowledge, checkout, leases, open_tenders, topup
from pos_member.services.rights import Spender
from pos_member.services.verify import verify
from pos_member.storage import leases as lease_rows
from sync.protocol.messages import Recall
from tests.support.counter import DAY_MS, Counter, cash, member_id, value

AMOUNTS = st.integers(1, 60).map(lambda yuan: yuan * 100)
WHO = member_id(1)


def test_the_day_so_far_is_counted_from_the_journal_alone(counter: Counter) -> None:
    """Other members' sales and sales in cash are passed over."""
    counter.publish(version=2, spending={"day_max": "30.00"})
    for no in (1, 2):
        who = counter.member(no, mobile=f"1380000000{no}", principal=9_000)
        counter.lend(who, Kind.PRINCIPAL, 9_000)
    for no in (1, 2, 1, 2):
        seen = counter.see(member_id(no))
        basket = replace(counter.basket("15"), program_version=2)
        checkout.pay(counter.till, counter.payment(basket, value("15"), member=seen), counter.now())
    basket = replace(counter.basket("1"), program_version=2)
    payment = counter.payment(basket, value("1"), member=counter.see(member_id(1)))
    with pytest.raises(Refused, match="spend_over_day"):
        checkout.pay(counter.till, payment, counter.now())


class Rights(RuleBasedStateMachine):
    """One till, one member: what was lent, topped up, spent and returned, counted beside it."""

    @initialize()
    def open_shop(self) -> None:
        self._folder = TemporaryDirectory()
        self.counter = Counter(Path(self._folder.name))
        self.counter.publish()
        self.counter.member(1, principal=1_000_000, bonus=1_000_000, points=1_000_000)
        self.rights = dict.fromkeys(LEASED_KINDS, 0)
        self.lots = 0
        self.open: list[str] = []

    def teardown(self) -> None:
        if hasattr(self, "counter"):
            self.counter.till.close()
            self._folder.cleanup()

    @rule(kind=st.sampled_from(LEASED_KINDS), amount=AMOUNTS, days=st.sampled_from([1, 30]))
    def lend(self, kind: Kind, amount: int, days: int) -> None:
        self.lots += 1
        lots = (Lot(f"lot-{self.lots}", amount, ""),) if kind is Kind.POINTS else ()
        self.counter.lend(WHO, kind, amount, valid_ms=days * DAY_MS, lots=lots)
        self.rights[kind] += amount

    @rule(amount=AMOUNTS)
    def pay_from_the_card(self, amount: int) -> None:
        plan = TenderPlan(TenderKind.STORED_VALUE, amount)
        self._pay(plan, amount)

    @rule(steps=st.integers(1, 30))
    def burn(self, steps: int) -> None:
        plan = TenderPlan(TenderKind.POINTS, steps * 100, points=steps * 100)
        self._pay(plan, steps * 100)

    @rule(amount=AMOUNTS, kind=st.sampled_from(["stored_value", "points"]))
    def reserve(self, amount: int, kind: str) -> None:
        basket = self.counter.basket(format_minor(amount))
        points = amount if kind == "points" else 0
        plan = TenderPlan(TenderKind(kind), amount, points=points)
        sure = self._sure(plan)
        spender = Spender(self.counter.see(WHO))

        def add() -> TenderLine:
            return open_tenders.add_tender(
                self.counter.till, basket, plan, spender=spender, moment=self.counter.now()
            )

        if amount > sure:
            with pytest.raises(Refused, match="lease_short"):
                add()
        else:
            self.open.append(add().tender_id)

    @precondition(lambda self: self.open)
    @rule(data=st.data())
    def give_up_a_reservation(self, data) -> None:
        place = data.draw(st.integers(0, len(self.open) - 1))
        tender_id = self.open.pop(place)
        open_tenders.remove_tender(
            self.counter.till,
            tender_id,
            approval=None,
            cashier_id="anna",
            moment=self.counter.now(),
        )

    @rule(keep=st.sampled_from([0, 500, 3_000]))
    def recall_everything_above(self, keep: int) -> None:
        with self.counter.till.journal.reading() as connection:
            held = lease_rows.of_member(connection, WHO)
        recalls = [Recall(lease.lease_id, keep) for lease in held]
        leases.honour_recalls(self.counter.till, recalls, self.counter.now())
        for lease in held:
            self.rights[lease.kind] -= max(0, lease.free - keep)

    @rule()
    def top_up(self) -> None:
        seen = self.counter.see(WHO)
        order = topup.TopUpOrder(self.counter.next_id(), seen, 1_000, cash("10"), "anna")
        topup.top_up(self.counter.till, order, self.counter.now())
        self.rights[Kind.PRINCIPAL] += 1_000

    @rule()
    def two_days_pass(self) -> None:
        with self.counter.till.journal.reading() as connection:
            before = lease_rows.of_member(connection, WHO)
        now = self.counter.wait(2 * DAY_MS)
        leases.return_expired(self.counter.till, now)
        for lease in before:
            if lease.expires_ms <= self.counter.wall_ms:
                self.rights[lease.kind] -= lease.free

    @rule(reboot=st.booleans())
    def restart(self, *, reboot: bool) -> None:
        self.counter.restart(reboot=reboot)

    @rule()
    def the_server_catches_up(self) -> None:
        queue = acknowledge.queue_of(self.counter.till)
        with self.counter.till.journal.reading() as connection:
            head = acknowledge.meta.head(connection)
        acknowledge.acknowledged(self.counter.till, head.seq, head.hash, ())
        assert queue.queued >= 0
        shown = self.counter.see(WHO).standing
        self.counter.figures(
            1,
            included=head.seq,
            principal=shown.principal,
            bonus=shown.bonus,
            points=shown.points,
            qualifying=shown.qualifying,
        )
        acknowledge.forget_included(self.counter.till)
        after = self.counter.see(WHO).standing
        assert (after.principal, after.bonus, after.points) == (
            shown.principal,
            shown.bonus,
            shown.points,
        )

    @invariant()
    def what_is_held_is_what_was_given_less_what_was_taken(self) -> None:
        if not hasattr(self, "rights"):
            return
        with self.counter.till.journal.reading() as connection:
            held = lease_rows.of_member(connection, WHO)
            assert verify(connection).code == ""
        for kind in LEASED_KINDS:
            mine = [lease for lease in held if lease.kind is kind]
            assert sum(lease.remaining for lease in mine) == self.rights[kind] >= 0
            assert all(lease.free >= 0 for lease in mine)
            if kind is Kind.POINTS:
                assert all(sum(x.amount for x in each.lots) == each.remaining for each in mine)

    def _sure(self, plan: TenderPlan) -> int:
        standing = self.counter.see(WHO).standing
        return standing.sure_points if plan.points else standing.sure

    def _pay(self, plan: TenderPlan, amount: int) -> None:
        sure = self._sure(plan)
        before = self.counter.see(WHO).standing
        basket = self.counter.basket(format_minor(amount))
        payment = self.counter.payment(basket, plan, member=self.counter.see(WHO))
        if amount > sure:
            with pytest.raises(Refused, match="lease_short"):
                checkout.pay(self.counter.till, payment, self.counter.now())
            return
        checkout.pay(self.counter.till, payment, self.counter.now())
        after = self.counter.see(WHO).standing
        if plan.points:
            self.rights[Kind.POINTS] -= amount
            return
        self.rights[Kind.PRINCIPAL] -= before.principal - after.principal
        self.rights[Kind.BONUS] -= before.bonus - after.bonus
        assert before.book - after.book == amount


TestRights = Rights.TestCase
TestRights.settings = settings(max_examples=12, stateful_step_count=20, deadline=None)
