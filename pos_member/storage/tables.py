"""The tables of ``journal.db`` as Core sees them; migrations make them, a test compares both."""

from sqlalchemy import Column, Integer, LargeBinary, MetaData, String, Table

metadata = MetaData()

journal = Table(
    "journal",
    metadata,
    Column("incarnation", Integer, primary_key=True),
    Column("seq", Integer, primary_key=True),
    Column("op_id", LargeBinary),
    Column("kind", String),
    Column("schema_ver", Integer),
    Column("wall_ms", Integer),
    Column("mono_ms", Integer),
    Column("boot_id", String),
    Column("tz_min", Integer),
    Column("actor_id", String),
    Column("body", LargeBinary),
    Column("prev", LargeBinary),
    Column("hash", LargeBinary),
)
meta = Table("meta", metadata, Column("key", String, primary_key=True), Column("value", String))
personal = Table(
    "personal",
    metadata,
    Column("op_id", LargeBinary, primary_key=True),
    Column("sealed", String),
)
effect = Table(
    "effect",
    metadata,
    Column("member_id", String, primary_key=True),
    Column("seq", Integer, primary_key=True),
    Column("kind", String, primary_key=True),
    Column("delta", Integer),
    Column("earned", Integer),
    Column("quarantined", Integer),
    Column("day", String),
)
lease = Table(
    "lease",
    metadata,
    Column("lease_id", String, primary_key=True),
    Column("member_id", String),
    Column("kind", String),
    Column("granted", Integer),
    Column("remaining", Integer),
    Column("expires_ms", Integer),
    Column("max_single", Integer),
    Column("grant_ver", Integer),
    Column("lots", String),
)
basket = Table(
    "basket",
    metadata,
    Column("basket_id", String, primary_key=True),
    Column("state", String),
    Column("body", String),
    Column("started_ms", Integer),
    Column("changed_ms", Integer),
    Column("run_id", String),
    Column("op_id", LargeBinary),
    Column("actor_id", String),
)
tender = Table(
    "tender",
    metadata,
    Column("tender_id", String, primary_key=True),
    Column("basket_id", String),
    Column("place", Integer),
    Column("kind", String),
    Column("amount", Integer),
    Column("points", Integer),
    Column("received", Integer),
    Column("reference", String),
    Column("state", String),
    Column("legs", String),
    Column("approval", String),
    Column("created_ms", Integer),
)
reservation = Table(
    "reservation",
    metadata,
    Column("tender_id", String, primary_key=True),
    Column("lease_id", String, primary_key=True),
    Column("amount", Integer),
    Column("lots", String),
)
chosen_coupon = Table(
    "chosen_coupon",
    metadata,
    Column("coupon_id", String, primary_key=True),
    Column("basket_id", String),
    Column("member_id", String),
    Column("template_id", String),
    Column("first_day", String),
    Column("last_day", String),
    Column("lease_id", String),
)
used_coupon = Table("used_coupon", metadata, Column("coupon_id", String, primary_key=True))
print_job = Table(
    "print_job",
    metadata,
    Column("job", Integer, primary_key=True),
    Column("op_id", String),
    Column("receipt", String),
    Column("state", String),
    Column("copy", Integer),
    Column("kick_drawer", Integer),
    Column("created_ms", Integer),
    Column("trouble", String),
)
local_member = Table(
    "local_member",
    metadata,
    Column("member_id", String, primary_key=True),
    Column("seq", Integer),
    Column("name", String),
    Column("phone_mask", String),
    Column("phone_sealed", String),
    Column("card_number", String),
    Column("phone_key", LargeBinary),
    Column("tail_key", LargeBinary),
    Column("code", String),
    Column("name_chars", String),
    Column("pinyin", String),
    Column("terms", String),
    Column("rest", String),
)
lockout = Table(
    "lockout",
    metadata,
    Column("staff_id", String, primary_key=True),
    Column("fails", Integer),
    Column("boot_id", String),
    Column("locked_ms", Integer),
    Column("until_mono_ms", Integer),
    Column("attempts", String),
)
