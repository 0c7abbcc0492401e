"""The server's tables, the same in SQLite and PostgreSQL; the migrations make them.

What a member holds stands in one row of ``holding``: the figures that screens show, and how much of
each is available, so that one guarded statement moves an operation's amounts and no check can be
passed by two at once. Booleans are 0 and 1, because SQLite's STRICT tables have no other.
"""

import sqlalchemy as sa

from sync.server import columns
from sync.server.columns import WHOLE, amount, blob, number, table, text, whole

metadata = columns.metadata

setting = table("setting", text("key", key=True), text("value"), rowid=False)

terminal = table(
    "terminal",
    text("terminal_id", key=True),
    text("store_id"),
    text("register"),
    blob("public_key"),
    text("status"),  # active, lost, revoked, returned
    whole("incarnation"),
    whole("last_seq"),
    text("last_hash"),
    whole("head_seq"),
    whole("grant_ver"),
    whole("quarantined"),
    whole("enrolled_ms"),
    whole("seen_ms"),
)

incarnation = table(
    "incarnation",
    text("terminal_id", key=True),
    number("incarnation"),
    blob("public_key"),
    whole("last_seq"),
    text("last_hash"),
    text("claim"),  # whose claim ended it; empty where a new device did, or where that is unknown
    whole("followed_by"),
    text("state"),  # claimed, replaced, barred, settled
    whole("ended_ms"),
    rowid=False,
)
"""Incarnations of tills that ended. They may still push what they had; they are lent nothing."""

enrolment_code = table(
    "enrolment_code",
    text("selector", key=True),
    text("secret_hash"),
    text("register"),
    whole("expires_ms"),
    whole("tries_left"),
    text("replaces"),  # the till whose place the new device takes; empty for a new till
    text("terminal_id"),  # whom it made; empty while unused
)

member = table(
    "member",
    sa.Column("no", WHOLE, primary_key=True, autoincrement=True, nullable=False),
    sa.Column("member_id", sa.Text, nullable=False, unique=True),
    text("name"),
    text("tier_id"),
    sa.Column(
        "status",
        sa.Text,
        sa.CheckConstraint("status IN ('active','frozen','closed')"),
        nullable=False,
    ),
    text("card_number"),
    text("phone_mask"),
    text("phone_sealed"),
    text("last_visit_day"),
    text("name_chars"),
    text("pinyin"),
    text("rest"),
)

member_code = table(
    "member_code",
    text("code", key=True),
    text("kind", key=True),
    whole("no"),
    text("status"),
    sa.Index("member_code_by_no", "no"),
    rowid=False,
)

member_phone = table(
    "member_phone",
    sa.Column("key", sa.LargeBinary, primary_key=True, nullable=False),
    number(),
    whole("former"),
    sa.Index("member_phone_by_no", "no"),
    rowid=False,
)

member_term = table(
    "member_term",
    text("term", key=True),
    number(),
    sa.Index("member_term_by_no", "no"),
    rowid=False,
)

merge_candidate = table(
    "merge_candidate", number(), number("other_no"), text("why"), whole("found_ms"), rowid=False
)
"""Two members that may be one person; both live until somebody decides."""

holding = table(
    "holding",
    number(),
    amount("principal"),
    amount("bonus"),
    amount("points"),
    amount("qualifying"),
    amount("coupon"),
    amount("session"),
    amount("free_principal"),
    amount("free_bonus"),
    amount("free_points"),
    amount("free_coupon"),
    amount("free_session"),
    amount("owed_points"),
)
"""The figures of a member (available and on loan together), and what is free to be lent."""

lot = table(
    "lot",
    number(),
    text("lot", key=True),
    text("expires_day"),
    amount("amount"),
    rowid=False,
)
"""Points that are available, by the operation that earned them; coupons likewise, by their id,
and sessions, by the sale and the package."""

coupon = table(
    "coupon",
    text("coupon_id", key=True),
    whole("no"),
    text("template_id"),  # empty where only a till knew of it: the books were restored
    text("first_day"),
    text("last_day"),
    whole("offline_ok"),  # as its template was when it was issued
    whole("issued_ms"),
    text("used_by"),  # the first operation here that used it; empty until then
    whole("ended"),  # 1 once the shop took it back
    sa.Index("coupon_by_member", "no"),
)
"""What a coupon is. Whether it is free or on loan is its lot: in ``lot``, or in ``lease_lot``."""

tier_book = table(
    "tier_book",
    number(),
    text("book"),
    text("look_day"),
    sa.Index("tier_book_by_day", "look_day"),
)
"""What a member did for its tier and what is held; ``look_day``: when time alone may change it."""

tier_event = table(
    "tier_event",
    text("event_id", key=True),
    whole("no"),
    text("event"),
    text("told_by"),
    whole("told_ms"),
    rowid=False,
)
"""What counts for a tier and is no sale, each once: activity, a grant, a paid membership."""

lease = table(
    "lease",
    text("lease_id", key=True),
    text("terminal_id"),
    whole("no"),
    text("kind"),
    whole("granted"),
    amount("remaining"),
    whole("expires_ms"),
    whole("max_single"),  # 0 for no limit
    whole("grant_ver"),  # 0 for a lease that a top-up made
    text("grant_json"),  # as granted, for a reply that has to be given again
    whole("opened"),
    whole("incarnation"),
    whole("void"),  # 1 once its incarnation has ended: nothing may be spent from it any more
    sa.Column("recall_keep", WHOLE, nullable=True),
    whole("recall_told"),
    sa.Index("lease_by_terminal", "terminal_id", "grant_ver"),
    sa.Index("lease_by_account", "no", "kind"),
    sa.Index(
        "lease_recalled",
        "terminal_id",
        sqlite_where=sa.text("recall_keep IS NOT NULL"),
        postgresql_where=sa.text("recall_keep IS NOT NULL"),
    ),
)

wish = table(
    "wish",
    text("terminal_id", key=True),
    number(),
    text("kind", key=True),
    text("lease_id"),  # of a payment that waits; empty where a share is to be looked at
    whole("amount"),
    whole("until_ms"),
    whole("ready"),
    text("lot", key=True),  # of a coupon's wish: which one
    rowid=False,
)
"""What a till is to hear of in its next push: it may be lent more, or a payment waits."""

recovering = table("recovering", text("terminal_id", key=True), text("state"), rowid=False)
"""Tills that have not checked in since a backup was restored: ``awaited``, or given up: ``absent``.

While one is awaited, nothing is lent to anybody.
"""

suspense = table(
    "suspense",
    number(),
    text("kind", key=True),
    text("lot", key=True),
    text("expires_day"),
    whole("amount"),
    whole("moves"),  # counts them, so that each has a name of its own
    rowid=False,
)
"""What tills have on loan beyond what restored books know of; below zero until it is made good."""

unnamed = table("unnamed", number())
"""Members of whom a till spoke before their enrolment was here; their name comes with it."""

lease_lot = table(
    "lease_lot",
    text("lease_id", key=True),
    text("lot", key=True),
    text("expires_day"),
    amount("amount"),
    rowid=False,
)

ledger = table(
    "ledger",
    text("cause_id", key=True),
    number("line"),
    sa.Column("no", WHOLE, nullable=True),
    text("debit"),
    text("credit"),
    sa.Column("amount", WHOLE, sa.CheckConstraint("amount > 0"), nullable=False),
    text("unit"),
    text("reason"),
    text("lot"),
    text("expires_day"),
    whole("posted_ms"),
    sa.Index("ledger_by_member", "no", "posted_ms"),
    rowid=False,
)
"""Every transfer, for ever. ``cause_id`` is the operation's id, or of the lease that was lent."""

operation = table(
    "operation",
    text("terminal_id", key=True),
    number("incarnation"),
    number("seq"),
    text("op_id"),
    text("kind"),
    whole("schema_version"),
    text("actor_id"),
    whole("wall_ms"),
    whole("mono_ms"),
    text("boot_id"),
    whole("tz_min"),
    blob("body"),
    text("prev"),
    text("hash"),
    text("outcome"),
    text("code"),
    whole("original"),  # 0 for what repeats an operation that came from elsewhere
    whole("received_ms"),
    sa.Index(
        "operation_by_id",
        "op_id",
        unique=True,
        sqlite_where=sa.text("original = 1"),
        postgresql_where=sa.text("original = 1"),
    ),
    sa.Index(
        "operation_waiting",
        "received_ms",
        sqlite_where=sa.text("outcome = 'quarantined'"),
        postgresql_where=sa.text("outcome = 'quarantined'"),
    ),
)

returned = table(
    "returned",
    text("sale_id", key=True),
    text("line", key=True),
    amount("quantity"),
    rowid=False,
)
"""What came back of each sold line, in thousandths; a line of which nothing did may have no row."""

operation_personal = table(
    "operation_personal", text("op_id", key=True), text("sealed"), rowid=False
)
"""Personal values that came with an operation that waits for a manager; erasable."""

held_apart = table("held_apart", text("name", key=True), text("op_id"), rowid=False)
"""Members and leases that exist only in quarantine: ``member/<id>``, ``lease/<id>``."""

resolution = table(
    "resolution",
    text("terminal_id", key=True),
    number("incarnation"),
    number("seq"),
    text("decision"),  # voided, written_off, applied, said_again
    text("code"),  # of one that was applied: what was left undone
    text("decided_by"),
    text("reason"),
    whole("decided_ms"),
    rowid=False,
)
"""What a manager decided about an operation that waited; never changed."""

feed = table(
    "feed",
    text("kind", key=True),
    text("key", key=True),
    whole("tx"),
    whole("ver"),
    sa.Index("feed_in_order", "tx", "ver"),
    rowid=False,
)

program = table(
    "program",
    number("version"),
    whole("valid_from_ms"),
    text("document"),
    text("signature"),
)

goods = table(
    "goods",
    text("sku", key=True),
    text("name"),
    text("category"),
    whole("price_minor"),
    sa.Column("member_price_minor", WHOLE, nullable=True),
    whole("service"),
    whole("weighed"),
    whole("tax_bp"),
    text("terms"),
    whole("active"),
    rowid=False,
)

goods_code = table(
    "goods_code",
    text("code", key=True),
    text("sku"),
    sa.Index("goods_code_by_sku", "sku"),
    rowid=False,
)

staff = table(
    "staff",
    text("staff_id", key=True),
    text("name"),
    text("role"),
    text("pin_verifier"),
    text("badge_hash"),
    whole("active"),
    rowid=False,
)
