"""The first schema: members, holdings, leases, ledger, operations, feed, catalogue."""

from alembic import op

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None

_WORDS = {
    "sqlite": {
        "whole": "INTEGER",
        "bytes": "BLOB",
        "number": "INTEGER NOT NULL PRIMARY KEY",
        "strict": " STRICT",
        "packed": " STRICT, WITHOUT ROWID",
    },
    "postgresql": {
        "whole": "BIGINT",
        "bytes": "BYTEA",
        "number": "BIGSERIAL PRIMARY KEY",
        "strict": "",
        "packed": "",
    },
}

_TERMINALS = """
CREATE TABLE setting (key TEXT NOT NULL PRIMARY KEY, value TEXT NOT NULL){packed};
CREATE TABLE terminal (
  terminal_id TEXT NOT NULL PRIMARY KEY, store_id TEXT NOT NULL, register TEXT NOT NULL,
  public_key {bytes} NOT NULL,
  status TEXT NOT NULL CHECK (status IN ('active','lost','revoked','returned')),
  incarnation {whole} NOT NULL, last_seq {whole} NOT NULL, last_hash TEXT NOT NULL,
  head_seq {whole} NOT NULL, grant_ver {whole} NOT NULL, quarantined {whole} NOT NULL,
  enrolled_ms {whole} NOT NULL, seen_ms {whole} NOT NULL
){strict};
CREATE TABLE incarnation (
  terminal_id TEXT NOT NULL, incarnation {whole} NOT NULL, public_key {bytes} NOT NULL,
  last_seq {whole} NOT NULL, last_hash TEXT NOT NULL, claim TEXT NOT NULL,
  followed_by {whole} NOT NULL,
  state TEXT NOT NULL CHECK (state IN ('claimed','replaced','barred','settled')),
  ended_ms {whole} NOT NULL, PRIMARY KEY (terminal_id, incarnation)
){packed};
CREATE TABLE enrolment_code (
  selector TEXT NOT NULL PRIMARY KEY, secret_hash TEXT NOT NULL, register TEXT NOT NULL,
  expires_ms {whole} NOT NULL, tries_left {whole} NOT NULL, replaces TEXT NOT NULL,
  terminal_id TEXT NOT NULL
){strict};
"""

_MEMBERS = """
CREATE TABLE member (
  no {number}, member_id TEXT NOT NULL UNIQUE, name TEXT NOT NULL, tier_id TEXT NOT NULL,
  status TEXT NOT NULL CHECK (status IN ('active','frozen','closed')), card_number TEXT NOT NULL,
  phone_mask TEXT NOT NULL, phone_sealed TEXT NOT NULL, last_visit_day TEXT NOT NULL,
  name_chars TEXT NOT NULL, pinyin TEXT NOT NULL, rest TEXT NOT NULL
){strict};
CREATE TABLE member_code (
  code TEXT NOT NULL, kind TEXT NOT NULL, no {whole} NOT NULL, status TEXT NOT NULL,
  PRIMARY KEY (code, kind)
){packed};
CREATE INDEX member_code_by_no ON member_code (no);
CREATE TABLE member_phone (
  key {bytes} NOT NULL, no {whole} NOT NULL, former {whole} NOT NULL, PRIMARY KEY (key, no)
){packed};
CREATE INDEX member_phone_by_no ON member_phone (no);
CREATE TABLE member_term (
  term TEXT NOT NULL, no {whole} NOT NULL, PRIMARY KEY (term, no)
){packed};
CREATE INDEX member_term_by_no ON member_term (no);
CREATE TABLE merge_candidate (
  no {whole} NOT NULL, other_no {whole} NOT NULL, why TEXT NOT NULL, found_ms {whole} NOT NULL,
  PRIMARY KEY (no, other_no)
){packed};
CREATE TABLE holding (
  no {whole} NOT NULL PRIMARY KEY,
  principal {whole} NOT NULL CHECK (principal >= 0),
  bonus {whole} NOT NULL CHECK (bonus >= 0),
  points {whole} NOT NULL CHECK (points >= 0),
  qualifying {whole} NOT NULL CHECK (qualifying >= 0),
  coupon {whole} NOT NULL CHECK (coupon >= 0),
  session {whole} NOT NULL DEFAULT 0 CHECK (session >= 0),
  free_principal {whole} NOT NULL CHECK (free_principal >= 0),
  free_bonus {whole} NOT NULL CHECK (free_bonus >= 0),
  free_points {whole} NOT NULL CHECK (free_points >= 0),
  free_coupon {whole} NOT NULL CHECK (free_coupon >= 0),
  free_session {whole} NOT NULL DEFAULT 0 CHECK (free_session >= 0),
  owed_points {whole} NOT NULL DEFAULT 0 CHECK (owed_points >= 0)
){strict};
CREATE TABLE coupon (
  coupon_id TEXT NOT NULL PRIMARY KEY, no {whole} NOT NULL, template_id TEXT NOT NULL,
  first_day TEXT NOT NULL, last_day TEXT NOT NULL,
  offline_ok {whole} NOT NULL CHECK (offline_ok IN (0,1)), issued_ms {whole} NOT NULL,
  used_by TEXT NOT NULL, ended {whole} NOT NULL CHECK (ended IN (0,1))
){strict};
CREATE INDEX coupon_by_member ON coupon (no);
CREATE TABLE lot (
  no {whole} NOT NULL, lot TEXT NOT NULL, expires_day TEXT NOT NULL,
  amount {whole} NOT NULL CHECK (amount >= 0), PRIMARY KEY (no, lot)
){packed};
CREATE TABLE tier_book (
  no {whole} NOT NULL PRIMARY KEY, book TEXT NOT NULL, look_day TEXT NOT NULL
){strict};
CREATE INDEX tier_book_by_day ON tier_book (look_day);
CREATE TABLE tier_event (
  event_id TEXT NOT NULL PRIMARY KEY, no {whole} NOT NULL, event TEXT NOT NULL,
  told_by TEXT NOT NULL, told_ms {whole} NOT NULL
){packed};
"""

_LEASES = """
CREATE TABLE lease (
  lease_id TEXT NOT NULL PRIMARY KEY, terminal_id TEXT NOT NULL, no {whole} NOT NULL,
  kind TEXT NOT NULL, granted {whole} NOT NULL,
  remaining {whole} NOT NULL CHECK (remaining >= 0), expires_ms {whole} NOT NULL,
  max_single {whole} NOT NULL, grant_ver {whole} NOT NULL, grant_json TEXT NOT NULL,
  opened {whole} NOT NULL,
  incarnation {whole} NOT NULL, void {whole} NOT NULL CHECK (void IN (0,1)),
  recall_keep {whole}, recall_told {whole} NOT NULL
){strict};
CREATE INDEX lease_by_terminal ON lease (terminal_id, grant_ver);
CREATE INDEX lease_by_account ON lease (no, kind);
CREATE INDEX lease_recalled ON lease (terminal_id) WHERE recall_keep IS NOT NULL;
CREATE TABLE wish (
  terminal_id TEXT NOT NULL, no {whole} NOT NULL, kind TEXT NOT NULL, lease_id TEXT NOT NULL,
  amount {whole} NOT NULL, until_ms {whole} NOT NULL, ready {whole} NOT NULL, lot TEXT NOT NULL,
  PRIMARY KEY (terminal_id, no, kind, lot)
){packed};
CREATE TABLE lease_lot (
  lease_id TEXT NOT NULL, lot TEXT NOT NULL, expires_day TEXT NOT NULL,
  amount {whole} NOT NULL CHECK (amount >= 0), PRIMARY KEY (lease_id, lot)
){packed};
"""

_RECOVERY = """
CREATE TABLE recovering (
  terminal_id TEXT NOT NULL PRIMARY KEY,
  state TEXT NOT NULL CHECK (state IN ('awaited','absent'))
){packed};
CREATE TABLE suspense (
  no {whole} NOT NULL, kind TEXT NOT NULL, lot TEXT NOT NULL, expires_day TEXT NOT NULL,
  amount {whole} NOT NULL, moves {whole} NOT NULL,
  PRIMARY KEY (no, kind, lot)
){packed};
CREATE TABLE unnamed (no {whole} NOT NULL PRIMARY KEY){strict};
"""

_LEDGER = """
CREATE TABLE ledger (
  cause_id TEXT NOT NULL, line {whole} NOT NULL, no {whole}, debit TEXT NOT NULL,
  credit TEXT NOT NULL, amount {whole} NOT NULL CHECK (amount > 0), unit TEXT NOT NULL,
  reason TEXT NOT NULL, lot TEXT NOT NULL, expires_day TEXT NOT NULL, posted_ms {whole} NOT NULL,
  PRIMARY KEY (cause_id, line)
){packed};
CREATE INDEX ledger_by_member ON ledger (no, posted_ms);
CREATE TABLE operation (
  terminal_id TEXT NOT NULL, incarnation {whole} NOT NULL, seq {whole} NOT NULL,
  op_id TEXT NOT NULL, kind TEXT NOT NULL, schema_version {whole} NOT NULL,
  actor_id TEXT NOT NULL, wall_ms {whole} NOT NULL, mono_ms {whole} NOT NULL,
  boot_id TEXT NOT NULL, tz_min {whole} NOT NULL, body {bytes} NOT NULL, prev TEXT NOT NULL,
  hash TEXT NOT NULL, outcome TEXT NOT NULL, code TEXT NOT NULL, original {whole} NOT NULL,
  received_ms {whole} NOT NULL, PRIMARY KEY (terminal_id, incarnation, seq)
){strict};
CREATE UNIQUE INDEX operation_by_id ON operation (op_id) WHERE original = 1;
CREATE INDEX operation_waiting ON operation (received_ms) WHERE outcome = 'quarantined';
CREATE TABLE returned (
  sale_id TEXT NOT NULL, line TEXT NOT NULL, quantity {whole} NOT NULL CHECK (quantity >= 0),
  PRIMARY KEY (sale_id, line)
){packed};
CREATE TABLE operation_personal (
  op_id TEXT NOT NULL PRIMARY KEY, sealed TEXT NOT NULL
){packed};
CREATE TABLE resolution (
  terminal_id TEXT NOT NULL, incarnation {whole} NOT NULL, seq {whole} NOT NULL,
  decision TEXT NOT NULL, code TEXT NOT NULL, decided_by TEXT NOT NULL, reason TEXT NOT NULL,
  decided_ms {whole} NOT NULL, PRIMARY KEY (terminal_id, incarnation, seq)
){packed};
CREATE TABLE held_apart (name TEXT NOT NULL PRIMARY KEY, op_id TEXT NOT NULL){packed};
CREATE TABLE feed (
  kind TEXT NOT NULL, key TEXT NOT NULL, tx {whole} NOT NULL, ver {whole} NOT NULL,
  PRIMARY KEY (kind, key)
){packed};
CREATE INDEX feed_in_order ON feed (tx, ver);
"""

_CATALOGUE = """
CREATE TABLE program (
  version {whole} NOT NULL PRIMARY KEY, valid_from_ms {whole} NOT NULL,
  document TEXT NOT NULL, signature TEXT NOT NULL
){strict};
CREATE TABLE goods (
  sku TEXT NOT NULL PRIMARY KEY, name TEXT NOT NULL, category TEXT NOT NULL,
  price_minor {whole} NOT NULL, member_price_minor {whole}, service {whole} NOT NULL,
  weighed {whole} NOT NULL, tax_bp {whole} NOT NULL, terms TEXT NOT NULL,
  active {whole} NOT NULL
){packed};
CREATE TABLE goods_code (code TEXT NOT NULL PRIMARY KEY, sku TEXT NOT NULL){packed};
CREATE INDEX goods_code_by_sku ON goods_code (sku);
CREATE TABLE staff (
  staff_id TEXT NOT NULL PRIMARY KEY, name TEXT NOT NULL, role TEXT NOT NULL,
  pin_verifier TEXT NOT NULL, badge_hash TEXT NOT NULL, active {whole} NOT NULL
){packed};
"""

_APPEND_ONLY = {
    "sqlite": """
CREATE TRIGGER {table}_stays BEFORE UPDATE ON {table}
  BEGIN SELECT RAISE(ABORT, '{table} is append-only'); END
--
CREATE TRIGGER {table}_is_kept BEFORE DELETE ON {table}
  BEGIN SELECT RAISE(ABORT, '{table} is append-only'); END
""",
    "postgresql": """
CREATE TRIGGER {table}_stays BEFORE UPDATE OR DELETE OR TRUNCATE ON {table}
  FOR EACH STATEMENT EXECUTE FUNCTION append_only()
""",
}

_POSTGRESQL_FIRST = """
CREATE SEQUENCE feed_ver;
CREATE FUNCTION append_only() RETURNS trigger LANGUAGE plpgsql AS
  'BEGIN RAISE EXCEPTION ''% is append-only'', TG_TABLE_NAME USING ERRCODE = ''23514''; END'
"""


def upgrade() -> None:
    """Make the tables, their indexes, and the triggers that keep ledger and operations whole."""
    dialect = op.get_bind().dialect.name
    for part in (_TERMINALS, _MEMBERS, _LEASES, _RECOVERY, _LEDGER, _CATALOGUE):
        for statement in part.format(**_WORDS[dialect]).split(";\n"):
            if statement.strip():
                op.execute(statement)
    if dialect == "postgresql":
        for statement in _POSTGRESQL_FIRST.split(";\n"):
            op.execute(statement)
    for table in ("ledger", "operation"):
        for trigger in _APPEND_ONLY[dialect].split("--\n"):
            op.execute(trigger.format(table=table))
