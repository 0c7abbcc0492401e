"""The tables of ``cache.db`` as Core sees them; ``sync.protocol.replica`` is what makes them."""

from sqlalchemy import Column, Integer, LargeBinary, MetaData, String, Table

metadata = MetaData()

meta = Table("meta", metadata, Column("key", String, primary_key=True), Column("value", String))
member = Table(
    "member",
    metadata,
    Column("no", Integer, primary_key=True),
    Column("member_id", String),
    Column("name", String),
    Column("tier_id", String),
    Column("status", String),
    Column("card_number", String),
    Column("phone_mask", String),
    Column("phone_sealed", String),
    Column("last_visit_day", String),
    Column("name_chars", String),
    Column("pinyin", String),
    Column("rest", String),
)
member_code = Table(
    "member_code",
    metadata,
    Column("code", String, primary_key=True),
    Column("kind", String, primary_key=True),
    Column("no", Integer),
    Column("status", String),
)
member_phone = Table(
    "member_phone",
    metadata,
    Column("key", LargeBinary, primary_key=True),
    Column("no", Integer, primary_key=True),
    Column("former", Integer),
)
member_term = Table(
    "member_term",
    metadata,
    Column("term", String, primary_key=True),
    Column("no", Integer, primary_key=True),
)
figures = Table(
    "figures",
    metadata,
    Column("no", Integer, primary_key=True),
    Column("principal", Integer),
    Column("bonus", Integer),
    Column("points", Integer),
    Column("qualifying", Integer),
    Column("included_seq", Integer),
)
tier_book = Table(
    "tier_book",
    metadata,
    Column("no", Integer, primary_key=True),
    Column("book", String),
)
goods = Table(
    "goods",
    metadata,
    Column("sku", String, primary_key=True),
    Column("name", String),
    Column("category", String),
    Column("price_minor", Integer),
    Column("member_price_minor", Integer),
    Column("service", Integer),
    Column("weighed", Integer),
    Column("tax_bp", Integer),
    Column("terms", String),
    Column("active", Integer),
)
goods_code = Table(
    "goods_code", metadata, Column("code", String, primary_key=True), Column("sku", String)
)
staff = Table(
    "staff",
    metadata,
    Column("staff_id", String, primary_key=True),
    Column("name", String),
    Column("role", String),
    Column("pin_verifier", String),
    Column("badge_hash", String),
    Column("active", Integer),
)
coupon = Table(
    "coupon",
    metadata,
    Column("coupon_id", String, primary_key=True),
    Column("no", Integer),
    Column("template_id", String),
    Column("first_day", String),
    Column("last_day", String),
    Column("offline_ok", Integer),
    Column("state", String),
)
program = Table(
    "program",
    metadata,
    Column("version", Integer, primary_key=True),
    Column("valid_from_ms", Integer),
    Column("document", String),
    Column("signature", String),
)
