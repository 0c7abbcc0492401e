"""A shop in memory for the screens: quotes with the real pricing, keeps balances, books once.

It stands where the till's services stand in the product and follows the same rules through the
same domain functions; only the disk and the network are missing.
"""

from collections.abc import Callable
from dataclasses import dataclass, field, replace

from pos_member.domain.basket import Basket
from pos_member.domain.coupon import CouponFacts
from pos_member.domain.errors import PosError, Refused
from pos_member.domain.ids import uuid7
from pos_member.domain.member import Status
from pos_member.domain.operations import Approval
from pos_member.domain.pricing import MemberFacts, Quote, quote
from pos_member.domain.program import Program
from pos_member.domain.stored_value import TopUpHolder, TopUpPlan, check_spender, plan_top_up
from pos_member.domain.tender import EXTERNAL, TenderKind, TenderPlan, settle
from pos_member.domain.views import (
    GoodsView,
    HeldBasket,
    MemberHit,
    MemberView,
    SaleDone,
    Scanned,
    ScanOutcome,
    StaffView,
    Standing,
    TenderLine,
    TopUpDone,
)
from tests.ui.screens.shop_devices import ShopDevices
from tests.ui.screens.shop_packages import PackageShelves
from tests.ui.screens.shop_receipts import Books, no_receipts, no_shift
from tests.ui.screens.shop_sample import (
    BADGE_LI,
    CARD_CODE,
    CATALOGUE,
    CHEN,
    LI,
    LIN,
    MEMBER_CODE,
    NOW_MS,
    OTHERS,
    PIN,
    PROGRAM,
    WANG,
    ZHOU,
    hits,
    joined,
    other_scan,
)
from ui.actions import (
    Actions,
    EnrolmentForm,
    Payment,
    PlannedTender,
    RestoredBasket,
    ShopFacts,
    TopUpOrder,
)


@dataclass
class Shop(PackageShelves):
    """The shop's memory: what was asked, what was booked, what everybody holds."""

    now_ms: int = NOW_MS
    program: Program = PROGRAM
    online: bool = True
    ids: int = 0
    members: dict[str, MemberView] = field(default_factory=lambda: {LIN.member_id: LIN})
    tenders: dict[str, TenderLine] = field(default_factory=dict)
    sales: dict[str, SaleDone] = field(default_factory=dict)
    payments: list[Payment] = field(default_factory=list)
    top_ups: dict[str, TopUpDone] = field(default_factory=dict)
    held: dict[str, tuple[Basket, MemberView | None]] = field(default_factory=dict)
    saved: list[tuple[Basket, MemberView | None]] = field(default_factory=list)
    discarded: list[str] = field(default_factory=list)
    open: RestoredBasket | None = None
    room_wants: list[tuple[str, int]] = field(default_factory=list)
    approvals: list[Approval] = field(default_factory=list)
    pins: list[tuple[str, str]] = field(default_factory=list)
    staff: list[StaffView] = field(default_factory=lambda: [ZHOU, LI, CHEN, WANG])
    troubles: dict[str, list[PosError]] = field(default_factory=dict)
    before: dict[str, Callable[[], None]] = field(default_factory=dict)
    choices: dict[str, str] = field(default_factory=dict)
    enrolled: list[EnrolmentForm] = field(default_factory=list)
    devices: ShopDevices = field(default_factory=ShopDevices)
    books: Books | None = None

    def new_id(self) -> str:
        """Return the next id."""
        self.ids += 1
        return uuid7(self.now_ms, self.ids.to_bytes(10, "big"))

    def trouble(self, action: str, *errors: PosError) -> None:
        """Have the next calls of ``action`` fail with ``errors``, one each."""
        self.troubles.setdefault(action, []).extend(errors)

    def actions(self) -> Actions:
        """Return the shop as the screens see it."""
        names = (
            "scan", "search", "open_member", "find_goods", "enrol", "save_basket", "discard_basket",
            "hold_basket", "held_baskets", "take_basket", "open_basket", "add_tender",
            "remove_tender", "pay", "top_up", "reprint_last", "choose_coupon", "drop_coupon",
            "want_coupon", "sync_now", "check_pin",
        )  # fmt: skip
        return Actions(
            shop=ShopFacts("悦己生活馆 · 徐汇店", "02", "CNY", "Asia/Shanghai", "0.1.0"),
            now_ms=lambda: self.now_ms,
            new_id=self.new_id,
            program=lambda: self.program,
            quote=self.quote,
            plan_top_up=self.plan_top_up,
            want_leases=lambda *asked: self.wants.append(asked),
            want_room=lambda *asked: self.room_wants.append(asked),
            staff=lambda: list(self.staff),
            remember_choice=self.choices.__setitem__,
            packages=self.packages(),
            receipts=self.books.actions() if self.books else no_receipts(),
            shift=self.books.shift() if self.books else no_shift(),
            **self.devices.actions(),  # type: ignore[arg-type]
            **{name: self._guarded(name) for name in names},  # type: ignore[arg-type]
        )

    def _guarded(self, name: str) -> Callable[..., object]:
        def call(*arguments: object) -> object:
            if name in self.before:
                self.before[name]()
            if self.troubles.get(name):
                raise self.troubles[name].pop(0)
            return getattr(self, f"do_{name}")(*arguments)

        return call

    def quote(
        self,
        basket: Basket,
        member: MemberView | None,
        *,
        points_offered: int = 0,
        tenders: tuple[PlannedTender, ...] = (),
        coupons: tuple[CouponFacts, ...] = (),
    ) -> Quote:
        """Price with the real rules."""
        facts = None
        if member is not None:
            facts = MemberFacts(member.member_id, member.tier_id, member.standing.points)
        plans = tuple(
            TenderPlan(TenderKind(one.kind), one.amount, one.received, one.points)
            for one in tenders
        )
        return quote(
            basket,
            program=PROGRAM,
            member=facts,
            coupons=coupons,
            points_offered=points_offered,
            tenders=plans,
            at_ms=self.now_ms,
        )

    def plan_top_up(self, member: MemberView, pay_minor: int) -> TopUpPlan:
        """Plan with the real rules."""
        held = member.standing
        holder = TopUpHolder(Status(member.status), held.book, held.sure_room)
        return plan_top_up(self.program, pay_minor, member=holder)

    # On the ledger's thread.

    def do_check_pin(self, staff_id: str, pin: str) -> StaffView:
        """123456 is everybody's PIN."""
        self.pins.append((staff_id, pin))
        if pin != PIN:
            raise Refused("pin_wrong", left=4)
        return next(one for one in self.staff if one.staff_id == staff_id)

    def do_scan(self, text: str) -> Scanned:
        """Know the member's codes, a badge, and the catalogue."""
        if text in (MEMBER_CODE, CARD_CODE):
            how = "code" if text == MEMBER_CODE else "card"
            return Scanned(ScanOutcome.MEMBER, "", member=self.do_open_member("m-lin", how))
        if text == BADGE_LI:
            return Scanned(ScanOutcome.STAFF, "", staff_id=LI.staff_id)
        if text.startswith("PR0:") and self.books is not None:
            return self.books.scan(text)
        return other_scan(text)

    def do_search(self, typed: str) -> list[MemberHit]:
        """Find by any part of what is on the list."""
        return hits(typed, self.members["m-lin"])

    def do_open_member(self, member_id: str, identified_by: str) -> MemberView:
        """Return the member with the figures of now."""
        if member_id in self.members:
            return replace(self.members[member_id], identified_by=identified_by)
        key, name, phone, tier, word, book, points, day, _ = next(
            one for one in OTHERS if one[0] == member_id
        )
        standing = Standing(book, 0, points, 0, book, 0, points, 0, self.now_ms)
        return MemberView(
            key, name, name[:1], phone, "", tier, word, tier, "", 0, "active", identified_by,
            standing, last_visit_day=day,
        )  # fmt: skip

    def do_find_goods(self, typed: str) -> list[GoodsView]:
        """Find by part of the name or number."""
        return [one for one in CATALOGUE if typed in one.name or typed in one.code]

    def do_enrol(self, form: EnrolmentForm) -> MemberView:
        """Register whoever is not here yet."""
        if form.phone == "13800136620":
            raise Refused("phone_taken")
        self.enrolled.append(form)
        made = joined(form, f"m-{len(self.members)}", self.now_ms)
        self.members[made.member_id] = made
        return made

    def do_save_basket(self, basket: Basket, member: MemberView | None) -> None:
        """Remember the open basket."""
        self.saved.append((basket, member))

    def do_discard_basket(self, basket: Basket) -> None:
        """Remember what was thrown away."""
        self.discarded.append(basket.basket_id)

    def do_hold_basket(self, basket: Basket, member: MemberView | None) -> None:
        """Put it aside."""
        self.held[basket.basket_id] = (basket, member)

    def do_held_baskets(self) -> list[HeldBasket]:
        """List what is put aside."""
        return [
            HeldBasket(
                key, self.now_ms - 300_000, basket.pieces,
                self.quote(basket, member).due_minor, member.name if member else "", False,
            )
            for key, (basket, member) in self.held.items()
        ]  # fmt: skip

    def do_take_basket(self, basket_id: str) -> RestoredBasket:
        """Give it back."""
        basket, member = self.held.pop(basket_id)
        return RestoredBasket(basket, member, (), interrupted=False)

    def do_open_basket(self) -> RestoredBasket | None:
        """Return what was left open at the last start."""
        return self.open

    def do_add_tender(
        self,
        _basket: Basket,
        member: MemberView | None,
        planned: PlannedTender,
        approval: Approval | None,
    ) -> TenderLine:
        """Reserve, or note money taken outside."""
        self._check_spender(planned, member, approval)
        if planned.kind in EXTERNAL and not planned.reference:
            raise Refused("reference_missing", kind=planned.kind)
        state = "confirmed" if planned.kind in EXTERNAL else "reserved"
        line = TenderLine(
            self.new_id(), planned.kind, planned.amount, planned.points, planned.reference, state
        )
        self.tenders[line.tender_id] = line
        return line

    def do_remove_tender(self, tender_id: str, approval: Approval | None) -> None:
        """Take it back; money from outside only with a manager."""
        line = self.tenders[tender_id]
        if line.state == "confirmed" and approval is None:
            raise Refused("approval_needed")
        if approval is not None:
            self.approvals.append(approval)
        del self.tenders[tender_id]

    def do_pay(self, payment: Payment) -> SaleDone:
        """Book the sale once, whatever is pressed."""
        if payment.op_id in self.sales:
            return self.sales[payment.op_id]
        for planned in payment.tenders:
            self._check_spender(planned, payment.member, payment.approval)
        plans = [
            TenderPlan(TenderKind(one.kind), one.amount, points=one.points)
            for one in payment.locked
        ] + [
            TenderPlan(TenderKind(one.kind), one.amount, one.received, one.points)
            for one in payment.tenders
        ]
        points = sum(one.points for one in plans)
        used, self.on_counter = self.on_counter, ()
        priced = self.quote(payment.basket, payment.member, points_offered=points, coupons=used)
        settled = settle(priced.due_minor, plans, PROGRAM.cash)
        if not settled.complete:
            raise Refused("not_paid", left_minor=settled.left_minor)
        if payment.member is not None:
            self._spend(payment.member.member_id, plans)
        if payment.approval is not None:
            self.approvals.append(payment.approval)
        number = f"02-251122-{len(self.sales) + 1:04d}"
        done = SaleDone(
            payment.op_id, number, priced.due_minor, settled.change_minor,
            priced.points_earned, len(self.sales) + 1, not self.online,
        )  # fmt: skip
        self.sales[payment.op_id] = done
        self.payments.append(payment)
        return done

    def do_top_up(self, order: TopUpOrder) -> TopUpDone:
        """Book the top-up once."""
        if order.op_id in self.top_ups:
            return self.top_ups[order.op_id]
        if order.plan.needs_approval and order.approval is None:
            raise Refused("approval_needed")
        if order.approval is not None:
            self.approvals.append(order.approval)
        member = self.members[order.member.member_id]
        standing = replace(
            member.standing,
            principal=member.standing.principal + order.plan.principal_minor,
            bonus=member.standing.bonus + order.plan.bonus_minor,
            sure_principal=member.standing.sure_principal + order.plan.principal_minor,
            points=member.standing.points + order.plan.points,
        )
        self.members[member.member_id] = replace(member, standing=standing)
        done = TopUpDone(
            order.op_id, f"02-251122-T{len(self.top_ups) + 1:03d}", order.plan.principal_minor,
            order.plan.bonus_minor, order.plan.points, standing.book, 900 + len(self.top_ups),
        )  # fmt: skip
        self.top_ups[order.op_id] = done
        return done

    def do_reprint_last(self) -> str:
        """Name the last receipt."""
        if not self.sales:
            raise Refused("no_receipt")
        return list(self.sales.values())[-1].receipt

    def lend_all(self) -> None:
        """Have the server lend everything to this till."""
        lin = self.members["m-lin"]
        held = lin.standing
        self.members["m-lin"] = replace(
            lin,
            standing=replace(
                held,
                sure_principal=held.principal,
                sure_bonus=held.bonus,
                sure_points=held.points,
            ),
        )

    def hold_here(self, principal: int, bonus: int = 0, points: int = 0) -> None:
        """Have this till hold so much of the member's book."""
        lin = self.members["m-lin"]
        standing = replace(
            lin.standing, sure_principal=principal, sure_bonus=bonus, sure_points=points
        )
        self.members["m-lin"] = replace(lin, standing=standing)

    def _check_spender(
        self, planned: PlannedTender, member: MemberView | None, approval: Approval | None
    ) -> None:
        if planned.kind not in (TenderKind.STORED_VALUE, TenderKind.POINTS):
            return
        if member is None:
            raise Refused("member_needed")
        check_spender(
            PROGRAM,
            identified_by=member.identified_by,
            online=self.online,
            verified=False,
            approved=approval is not None,
        )
        held = self.members[member.member_id].standing
        if planned.kind == TenderKind.STORED_VALUE and planned.amount > held.sure:
            raise Refused("lease_short", asked=planned.amount, sure=held.sure, kind="stored_value")

    def _spend(self, member_id: str, plans: list[TenderPlan]) -> None:
        value = sum(one.amount_minor for one in plans if one.kind is TenderKind.STORED_VALUE)
        points = sum(one.points for one in plans)
        member = self.members[member_id]
        held = member.standing
        from_principal = min(value, held.sure_principal)
        from_bonus = value - from_principal
        assert from_bonus <= held.sure_bonus
        assert points <= held.sure_points
        standing = replace(
            held,
            principal=held.principal - from_principal,
            bonus=held.bonus - from_bonus,
            points=held.points - points,
            sure_principal=held.sure_principal - from_principal,
            sure_bonus=held.sure_bonus - from_bonus,
            sure_points=held.sure_points - points,
        )
        self.members[member_id] = replace(member, standing=standing)
