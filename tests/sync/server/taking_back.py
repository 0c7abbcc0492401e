"""A till's far end that sells by its record and takes back what it sold."""

from collections.abc import Sequence
from dataclasses import replace

from pos_member.domain import canonical
from pos_member.domain.lease import Grant
from pos_member.domain.ledger import Kind
from pos_member.domain.operation_reader import read_body
from pos_member.domain.operations import LeaseOpened, Refund, Sale, Tendered
from pos_member.domain.program import CashRules
from pos_member.domain.refund import inverse
from pos_member.domain.sold import sold_lines
from tests.support.sold import refund_of, sale_of
from tests.sync.server.far_end import Till, cash, stored_value

LINES = (("a", 1_000, 6_000), ("b", 2_000, 4_000))


def sell(till: Till, member: str | None, *tenders: Tendered, earned: int = 0) -> str:
    made = sale_of(LINES, tenders, earned=earned, qualifying=10_000 if member else 0)
    sale = replace(made, where=till.where(), member_id=member)
    if member is None:
        sale = replace(sale, identified_by=None)
    return till.write(sale).draft.op_id


def body_of(till: Till, op_id: str) -> Sale:
    (entry,) = ({p.entry.draft.op_id: p.entry for p in till.entries}[op_id],)
    body = read_body("sale", canonical.load(entry.draft.body))
    assert isinstance(body, Sale)
    return body


def take_back(till: Till, sale_id: str, before: Sequence[Refund] = (), **lines: int) -> Refund:
    """Write the refund of ``lines`` (of all, without any) after ``before``; return it."""
    sale = body_of(till, sale_id)
    wanted = lines or {line.line_id: line.quantity for line in sold_lines(sale)}
    made = inverse(sale, before, wanted, cash=CashRules())
    refund = replace(refund_of(sale, made, sale_id=sale_id), where=till.where())
    till.write(refund)
    return refund


def last(till: Till, kind: str = "refund") -> str:
    drafts = [pushed.entry.draft for pushed in till.entries]
    return [draft.op_id for draft in drafts if draft.kind == kind][-1]


def pushed(till: Till) -> list[tuple[str, str]]:
    """Push, and return what became of the sales, refunds and top-ups in it."""
    said = [pushed.entry for pushed in till.entries[till.acked :]]
    ours = {entry.seq for entry in said if entry.draft.kind in ("sale", "refund", "top_up")}
    return [(each.outcome, each.code) for each in till.push().results if each.seq in ours]


def lent(till: Till, kind: Kind) -> Grant:
    """Return the newest grant of ``kind`` that the till has written down."""
    drafts = [pushed.entry.draft for pushed in till.entries]
    bodies = [read_body(each.kind, canonical.load(each.body)) for each in drafts]
    grants = [body.grant for body in bodies if isinstance(body, LeaseOpened)]
    return [grant for grant in grants if grant.kind is kind][-1]


def shopping(till: Till) -> tuple[Till, str, str]:
    """Return a till that sold to a member: 60.00 of principal, 40.00 in cash, 40 points earned."""
    member = till.enrol()
    lease = till.top_up(member, 10_000, 500, points=7)
    sale_id = sell(till, member, stored_value(lease, 6_000), cash(4_000), earned=40)
    till.push()
    return till, member, sale_id
