"""The till's replica of the server, ``cache.db``: its schema is a part of the protocol.

A new till gets it as a ready SQLite file with all indexes, so the server must write exactly the
tables that the till reads. ``no`` is the server's number of a member: it keeps every index small.
Phones stand in it only as keyed hashes and as ciphertext.
"""

APPLICATION_ID = 0x504D5243  # "PMRC"
SCHEMA_VERSION = 1

TABLES = """
CREATE TABLE meta(key TEXT PRIMARY KEY, value TEXT NOT NULL) STRICT, WITHOUT ROWID;
CREATE TABLE member(
  no INTEGER PRIMARY KEY,
  member_id TEXT NOT NULL,
  name TEXT NOT NULL,
  tier_id TEXT NOT NULL,
  status TEXT NOT NULL CHECK (status IN ('active','frozen','closed')),
  card_number TEXT NOT NULL,
  phone_mask TEXT NOT NULL,
  phone_sealed TEXT NOT NULL,
  last_visit_day TEXT NOT NULL,
  name_chars TEXT NOT NULL,
  pinyin TEXT NOT NULL,
  rest TEXT NOT NULL
) STRICT;
CREATE TABLE member_code(
  code TEXT NOT NULL, kind TEXT NOT NULL, no INTEGER NOT NULL, status TEXT NOT NULL,
  PRIMARY KEY(code, kind)
) STRICT, WITHOUT ROWID;
CREATE TABLE member_phone(
  key BLOB NOT NULL, no INTEGER NOT NULL, former INTEGER NOT NULL,
  PRIMARY KEY(key, no)
) STRICT, WITHOUT ROWID;
CREATE TABLE member_term(
  term TEXT NOT NULL, no INTEGER NOT NULL, PRIMARY KEY(term, no)
) STRICT, WITHOUT ROWID;
CREATE TABLE figures(
  no INTEGER PRIMARY KEY,
  principal INTEGER NOT NULL, bonus INTEGER NOT NULL,
  points INTEGER NOT NULL, qualifying INTEGER NOT NULL,
  included_seq INTEGER NOT NULL
) STRICT;
CREATE TABLE tier_book(no INTEGER PRIMARY KEY, book TEXT NOT NULL) STRICT;
CREATE TABLE goods(
  sku TEXT PRIMARY KEY, name TEXT NOT NULL, category TEXT NOT NULL,
  price_minor INTEGER NOT NULL, member_price_minor INTEGER,
  service INTEGER NOT NULL, weighed INTEGER NOT NULL, tax_bp INTEGER NOT NULL,
  terms TEXT NOT NULL, active INTEGER NOT NULL
) STRICT, WITHOUT ROWID;
CREATE TABLE goods_code(
  code TEXT PRIMARY KEY, sku TEXT NOT NULL
) STRICT, WITHOUT ROWID;
CREATE TABLE staff(
  staff_id TEXT PRIMARY KEY, name TEXT NOT NULL, role TEXT NOT NULL,
  pin_verifier TEXT NOT NULL, badge_hash TEXT NOT NULL, active INTEGER NOT NULL
) STRICT, WITHOUT ROWID;
CREATE TABLE coupon(
  coupon_id TEXT PRIMARY KEY, no INTEGER NOT NULL, template_id TEXT NOT NULL,
  first_day TEXT NOT NULL, last_day TEXT NOT NULL, offline_ok INTEGER NOT NULL,
  state TEXT NOT NULL CHECK (state IN ('open','used','ended'))
) STRICT, WITHOUT ROWID;
CREATE TABLE program(
  version INTEGER PRIMARY KEY, valid_from_ms INTEGER NOT NULL,
  document TEXT NOT NULL, signature TEXT NOT NULL
) STRICT;
CREATE VIRTUAL TABLE name_fts USING fts5(
  name_chars, content='member', content_rowid='no', tokenize='unicode61', detail='full'
);
CREATE VIRTUAL TABLE pinyin_fts USING fts5(
  pinyin, content='member', content_rowid='no', tokenize='trigram', detail='full'
);
"""

INDEXES = """
CREATE UNIQUE INDEX member_by_id ON member(member_id);
CREATE INDEX member_code_by_no ON member_code(no);
CREATE INDEX member_phone_by_no ON member_phone(no);
CREATE INDEX member_term_by_no ON member_term(no);
CREATE INDEX coupon_by_no ON coupon(no);
CREATE INDEX goods_code_by_sku ON goods_code(sku);
"""
"""Made after the rows: for a million members that is several times faster."""

META_CURSOR = "cursor"
META_EPOCH = "server_epoch"
META_SERVER_TIME = "server_time_ms"
META_SCHEMA = "schema_version"
META_INCLUDED = "included_seq_by_terminal"
"""In a fresh snapshot: JSON object terminal id → last operation that all its figures include."""

PROFILE_COLUMNS = (
    "no",
    "member_id",
    "name",
    "tier_id",
    "status",
    "card_number",
    "phone_mask",
    "phone_sealed",
    "last_visit_day",
    "name_chars",
    "pinyin",
    "rest",
)
"""What a profile of the feed carries beside ``codes``, ``phones`` and ``terms``:

* ``codes``: list of ``{"code","kind","status"}``;
* ``phones``: list of ``{"key": hex, "former": bool}``, whole number and last four alike;
* ``terms``: list of prefix terms (name, pinyin, initials);
* ``rest``: canonical JSON text: salutation, gender, birthday, joined_day, home_store, note, tags,
  consents, visits.
"""

GOODS_COLUMNS = (
    "sku",
    "name",
    "category",
    "price_minor",
    "member_price_minor",
    "service",
    "weighed",
    "tax_bp",
    "terms",
    "active",
)
"""What goods of the feed carry beside ``codes``: a list of bar codes."""

STAFF_COLUMNS = ("staff_id", "name", "role", "pin_verifier", "badge_hash", "active")

COUPON_COLUMNS = (
    "coupon_id",
    "no",
    "template_id",
    "first_day",
    "last_day",
    "offline_ok",
    "state",
)
"""Which till has one on loan is not told: a till asks for it when it is needed."""

PHONE_KEY_BYTES = 16
"""HMAC-SHA256 under the chain's index key, cut to 16 bytes: ``whole:<digits>`` and ``tail:<4>``."""
