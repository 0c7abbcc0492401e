"""The server's tables, the same in SQLite and PostgreSQL; the migrations make them.

What a member holds stands in one row of ``holding``: the figures that screens show, and how much of
each is available, so that one guarded statement moves an operation's amounts and no check can be
passed by two at once. Booleans are 0 and 1, because SQLite's STRICT tables have no other.
"""

import sqlalchemy as sa

metadata = sa.MetaData()

WHOLE = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
_TEXT = sa.Text
_BYTES = sa.LargeBinary


def _whole(name: str) -> sa.Column[int]:
    return sa.Column(name, WHOLE, nullable=False)


def _text(name: str, *, key: bool = False) -> sa.Column[str]:
    return sa.Column(name, _TEXT, primary_key=key, nullable=False)


def _bytes(name: str) -> sa.Column[bytes]:
    return sa.Column(name, _BYTES, nullable=False)


def _amount(name: str) -> sa.Column[int]:
    return sa.Column(name, WHOLE, sa.CheckConstraint(f"{name} >= 0"), nullable=False)


def _number(name: str = "no") -> sa.Column[int]:
    return sa.Column(name, WHOLE, primary_key=True, autoincrement=False)


def _table(name: str, *parts: sa.schema.SchemaItem, rowid: bool = True) -> sa.Table:
    return sa.Table(name, metadata, *parts, sqlite_strict=True, sqlite_with_rowid=rowid)


setting = _table("setting", _text("key", key=True), _text("value"), rowid=False)

terminal = _table(
    "terminal",
    _text("terminal_id", key=True),
    _text("store_id"),
    _text("register"),
    _bytes("public_key"),
    _text("status"),  # active, lost, revoked, returned
    _whole("incarnation"),
    _whole("last_seq"),
    _text("last_hash"),
    _whole("head_seq"),
    _whole("grant_ver"),
    _whole("quarantined"),
    _whole("enrolled_ms"),
    _whole("seen_ms"),
)

incarnation = _table(
    "incarnation",
    _text("terminal_id", key=True),
    _number("incarnation"),
    _bytes("public_key"),
    _whole("last_seq"),
    _text("last_hash"),
    _text("claim"),  # whose claim ended it; empty where a new device did, or where that is unknown
    _whole("followed_by"),
    _text("state"),  # claimed, replaced, barred, settled
    _whole("ended_ms"),
    rowid=False,
)
"""Incarnations of tills that ended. They may still push what they had; they are lent nothing."""

enrolment_code = _table(
    "enrolment_code",
    _text("selector", key=True),
    _text("secret_hash"),
    _text("register"),
    _whole("expires_ms"),
    _whole("tries_left"),
    _text("replaces"),  # the till whose place the new device takes; empty for a new till
    _text("terminal_id"),  # whom it made; empty while unused
)

member = _table(
    "member",
    sa.Column("no", WHOLE, primary_key=True, autoincrement=True, nullable=False),
    sa.Column("member_id", _TEXT, nullable=False, unique=True),
    _text("name"),
    _text("tier_id"),
    sa.Column(
        "status",
        _TEXT,
        sa.CheckConstraint("status IN ('active','frozen','closed')"),
        nullable=False,
    ),
    _text("card_number"),
    _text("phone_mask"),
    _text("phone_sealed"),
    _text("last_visit_day"),
    _text("name_chars"),
    _text("pinyin"),
    _text("rest"),
)

member_code = _table(
    "member_code",
    _text("code", key=True),
    _text("kind", key=True),
    _whole("no"),
    _text("status"),
    sa.Index("member_code_by_no", "no"),
    rowid=False,
)

member_phone = _table(
    "member_phone",
    sa.Column("key", _BYTES, primary_key=True, nullable=False),
    _number(),
    _whole("former"),
    sa.Index("member_phone_by_no", "no"),
    rowid=False,
)

member_term = _table(
    "member_term",
    _text("term", key=True),
    _number(),
    sa.Index("member_term_by_no", "no"),
    rowid=False,
)

merge_candidate = _table(
    "merge_candidate", _number(), _number("other_no"), _text("why"), _whole("found_ms"), rowid=False
)
"""Two members that may be one person; both live until somebody decides."""

holding = _table(
    "holding",
    _number(),
    _amount("principal"),
    _amount("bonus"),
    _amount("points"),
    _amount("qualifying"),
    _amount("coupon"),
    _amount("free_principal"),
    _amount("free_bonus"),
    _amount("free_points"),
    _amount("free_coupon"),
    _amount("owed_points"),
)
"""The figures of a member (available and on loan together), and what is free to be lent."""

lot = _table(
    "lot",
    _number(),
    _text("lot", key=True),
    _text("expires_day"),
    _amount("amount"),
    rowid=False,
)
"""Points that are available, by the operation that earned them; coupons likewise, by their id."""

coupon = _table(
    "coupon",
    _text("coupon_id", key=True),
    _whole("no"),
    _text("template_id"),  # empty where only a till knew of it: the books were restored
    _text("first_day"),
    _text("last_day"),
    _whole("offline_ok"),  # as its template was when it was issued
    _whole("issued_ms"),
    _text("used_by"),  # the first operation here that used it; empty until then
    _whole("ended"),  # 1 once the shop took it back
    sa.Index("coupon_by_member", "no"),
)
"""What a coupon is. Whether it is free or on loan is its lot: in ``lot``, or in ``lease_lot``."""

tier_book = _table(
    "tier_book",
    _number(),
    _text("book"),
    _text("look_day"),
    sa.Index("tier_book_by_day", "look_day"),
)
"""What a member did for its tier and what is held; ``look_day``: when time alone may change it."""

tier_event = _table(
    "tier_event",
    _text("event_id", key=True),
    _whole("no"),
    _text("event"),
    _text("told_by"),
    _whole("told_ms"),
    rowid=False,
)
"""What counts for a tier and is no sale, each once: activity, a grant, a paid membership."""

lease = _table(
    "lease",
    _text("lease_id", key=True),
    _text("terminal_id"),
    _whole("no"),
    _text("kind"),
    _whole("granted"),
    _amount("remaining"),
    _whole("expires_ms"),
    _whole("max_single"),  # 0 for no limit
    _whole("grant_ver"),  # 0 for a lease that a top-up made
    _text("grant_json"),  # as granted, for a reply that has to be given again
    _whole("opened"),
    _whole("incarnation"),
    _whole("void"),  # 1 once its incarnation has ended: nothing may be spent from it any more
    sa.Column("recall_keep", WHOLE, nullable=True),
    _whole("recall_told"),
    sa.Index("lease_by_terminal", "terminal_id", "grant_ver"),
    sa.Index("lease_by_account", "no", "kind"),
    sa.Index(
        "lease_recalled",
        "terminal_id",
        sqlite_where=sa.text("recall_keep IS NOT NULL"),
        postgresql_where=sa.text("recall_keep IS NOT NULL"),
    ),
)

wish = _table(
    "wish",
    _text("terminal_id", key=True),
    _number(),
    _text("kind", key=True),
    _text("lease_id"),  # of a payment that waits; empty where a share is to be looked at
    _whole("amount"),
    _whole("until_ms"),
    _whole("ready"),
    _text("lot", key=True),  # of a coupon's wish: which one
    rowid=False,
)
"""What a till is to hear of in its next push: it may be lent more, or a payment waits."""

recovering = _table("recovering", _text("terminal_id", key=True), _text("state"), rowid=False)
"""Tills that have not checked in since a backup was restored: ``awaited``, or given up: ``absent``.

While one is awaited, nothing is lent to anybody.
"""

suspense = _table(
    "suspense",
    _number(),
    _text("kind", key=True),
    _text("lot", key=True),
    _text("expires_day"),
    _whole("amount"),
    _whole("moves"),  # counts them, so that each has a name of its own
    rowid=False,
)
"""What tills have on loan beyond what restored books know of; below zero until it is made good."""

unnamed = _table("unnamed", _number())
"""Members of whom a till spoke before their enrolment was here; their name comes with it."""

lease_lot = _table(
    "lease_lot",
    _text("lease_id", key=True),
    _text("lot", key=True),
    _text("expires_day"),
    _amount("amount"),
    rowid=False,
)

ledger = _table(
    "ledger",
    _text("cause_id", key=True),
    _number("line"),
    sa.Column("no", WHOLE, nullable=True),
    _text("debit"),
    _text("credit"),
    sa.Column("amount", WHOLE, sa.CheckConstraint("amount > 0"), nullable=False),
    _text("unit"),
    _text("reason"),
    _text("lot"),
    _text("expires_day"),
    _whole("posted_ms"),
    sa.Index("ledger_by_member", "no", "posted_ms"),
    rowid=False,
)
"""Every transfer, for ever. ``cause_id`` is the operation's id, or of the lease that was lent."""

operation = _table(
    "operation",
    _text("terminal_id", key=True),
    _number("incarnation"),
    _number("seq"),
    _text("op_id"),
    _text("kind"),
    _whole("schema_version"),
    _text("actor_id"),
    _whole("wall_ms"),
    _whole("mono_ms"),
    _text("boot_id"),
    _whole("tz_min"),
    _bytes("body"),
    _text("prev"),
    _text("hash"),
    _text("outcome"),
    _text("code"),
    _whole("original"),  # 0 for what repeats an operation that came from elsewhere
    _whole("received_ms"),
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

returned = _table(
    "returned",
    _text("sale_id", key=True),
    _text("line", key=True),
    _amount("quantity"),
    rowid=False,
)
"""What came back of each sold line, in thousandths; a line of which nothing did may have no row."""

operation_personal = _table(
    "operation_personal", _text("op_id", key=True), _text("sealed"), rowid=False
)
"""Personal values that came with an operation that waits for a manager; erasable."""

held_apart = _table("held_apart", _text("name", key=True), _text("op_id"), rowid=False)
"""Members and leases that exist only in quarantine: ``member/<id>``, ``lease/<id>``."""

resolution = _table(
    "resolution",
    _text("terminal_id", key=True),
    _number("incarnation"),
    _number("seq"),
    _text("decision"),  # voided, written_off, applied, said_again
    _text("code"),  # of one that was applied: what was left undone
    _text("decided_by"),
    _text("reason"),
    _whole("decided_ms"),
    rowid=False,
)
"""What a manager decided about an operation that waited; never changed."""

feed = _table(
    "feed",
    _text("kind", key=True),
    _text("key", key=True),
    _whole("tx"),
    _whole("ver"),
    sa.Index("feed_in_order", "tx", "ver"),
    rowid=False,
)

program = _table(
    "program",
    _number("version"),
    _whole("valid_from_ms"),
    _text("document"),
    _text("signature"),
)

goods = _table(
    "goods",
    _text("sku", key=True),
    _text("name"),
    _text("category"),
    _whole("price_minor"),
    sa.Column("member_price_minor", WHOLE, nullable=True),
    _whole("service"),
    _whole("weighed"),
    _whole("tax_bp"),
    _text("terms"),
    _whole("active"),
    rowid=False,
)

goods_code = _table(
    "goods_code",
    _text("code", key=True),
    _text("sku"),
    sa.Index("goods_code_by_sku", "sku"),
    rowid=False,
)

staff = _table(
    "staff",
    _text("staff_id", key=True),
    _text("name"),
    _text("role"),
    _text("pin_verifier"),
    _text("badge_hash"),
    _whole("active"),
    rowid=False,
)
