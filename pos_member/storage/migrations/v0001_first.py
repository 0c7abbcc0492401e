"""Version 1: journal, side tables, projections, and the triggers that keep the journal as it is.

Every page that a sale touches is written and flushed with it, so there is no index that a sale
would have to move and a rare question could do without.
"""

from alembic.operations import Operations

_STATEMENTS = (
    """
    CREATE TABLE journal(
      incarnation INTEGER NOT NULL, seq INTEGER NOT NULL CHECK (seq >= 1),
      op_id BLOB NOT NULL CHECK (length(op_id) = 16),
      kind TEXT NOT NULL, schema_ver INTEGER NOT NULL,
      wall_ms INTEGER NOT NULL, mono_ms INTEGER NOT NULL,
      boot_id TEXT NOT NULL, tz_min INTEGER NOT NULL,
      actor_id TEXT NOT NULL, body BLOB NOT NULL,
      prev BLOB NOT NULL CHECK (length(prev) = 32),
      hash BLOB NOT NULL CHECK (length(hash) = 32),
      PRIMARY KEY (incarnation, seq), UNIQUE (op_id, incarnation)
    ) STRICT
    """,
    """
    CREATE INDEX journal_by_member ON journal (
      kind, substr(body, instr(body, X'226D656D626572223A22') + 10, 36))
    """,
    """
    CREATE INDEX journal_by_sale ON journal (
      substr(body, instr(body, X'2273616C65223A22') + 8, 36)) WHERE kind = 'refund'
    """,
    """
    CREATE TRIGGER journal_is_never_changed BEFORE UPDATE ON journal
    BEGIN SELECT RAISE(ABORT, 'the journal is append-only'); END
    """,
    """
    CREATE TRIGGER journal_is_never_shortened BEFORE DELETE ON journal
    BEGIN SELECT RAISE(ABORT, 'the journal is append-only'); END
    """,
    """
    CREATE TRIGGER journal_has_no_gap BEFORE INSERT ON journal
    WHEN NEW.seq <> (
      SELECT coalesce(max(seq), 0) + 1 FROM journal WHERE incarnation = NEW.incarnation)
    BEGIN SELECT RAISE(ABORT, 'the journal has no gap'); END
    """,
    """
    CREATE TRIGGER journal_stays_sealed BEFORE INSERT ON journal
    WHEN NEW.incarnation < (SELECT max(incarnation) FROM journal)
    BEGIN SELECT RAISE(ABORT, 'that incarnation is sealed'); END
    """,
    """
    CREATE TABLE meta(key TEXT PRIMARY KEY, value TEXT NOT NULL) STRICT, WITHOUT ROWID
    """,
    """
    CREATE TABLE personal(
      op_id BLOB PRIMARY KEY, sealed TEXT NOT NULL
    ) STRICT, WITHOUT ROWID
    """,
    """
    CREATE TABLE effect(
      member_id TEXT NOT NULL, seq INTEGER NOT NULL, kind TEXT NOT NULL,
      delta INTEGER NOT NULL, earned INTEGER NOT NULL, quarantined INTEGER NOT NULL DEFAULT 0,
      day TEXT NOT NULL DEFAULT '',
      PRIMARY KEY (member_id, seq, kind)
    ) STRICT, WITHOUT ROWID
    """,
    """
    CREATE TABLE lease(
      lease_id TEXT PRIMARY KEY, member_id TEXT NOT NULL, kind TEXT NOT NULL,
      granted INTEGER NOT NULL CHECK (granted > 0),
      remaining INTEGER NOT NULL CHECK (remaining >= 0 AND remaining <= granted),
      expires_ms INTEGER NOT NULL, max_single INTEGER NOT NULL, grant_ver INTEGER NOT NULL,
      lots TEXT NOT NULL
    ) STRICT, WITHOUT ROWID
    """,
    "CREATE INDEX lease_by_member ON lease(member_id)",
    """
    CREATE TABLE basket(
      basket_id TEXT PRIMARY KEY,
      state TEXT NOT NULL CHECK (state IN ('open','held','sold','abandoned')),
      body TEXT NOT NULL, started_ms INTEGER NOT NULL, changed_ms INTEGER NOT NULL,
      run_id TEXT NOT NULL, op_id BLOB, actor_id TEXT NOT NULL
    ) STRICT, WITHOUT ROWID
    """,
    "CREATE UNIQUE INDEX basket_one_open ON basket(state) WHERE state = 'open'",
    "CREATE INDEX basket_held ON basket(changed_ms) WHERE state = 'held'",
    """
    CREATE TABLE tender(
      tender_id TEXT PRIMARY KEY, basket_id TEXT NOT NULL, place INTEGER NOT NULL,
      kind TEXT NOT NULL, amount INTEGER NOT NULL CHECK (amount >= 0),
      points INTEGER NOT NULL, received INTEGER NOT NULL, reference TEXT NOT NULL,
      state TEXT NOT NULL CHECK (state IN ('reserved','confirmed')),
      legs TEXT NOT NULL, approval TEXT NOT NULL, created_ms INTEGER NOT NULL,
      UNIQUE (basket_id, place)
    ) STRICT, WITHOUT ROWID
    """,
    """
    CREATE TABLE reservation(
      tender_id TEXT NOT NULL REFERENCES tender(tender_id) ON DELETE CASCADE,
      lease_id TEXT NOT NULL REFERENCES lease(lease_id),
      amount INTEGER NOT NULL CHECK (amount > 0), lots TEXT NOT NULL,
      PRIMARY KEY (tender_id, lease_id)
    ) STRICT, WITHOUT ROWID
    """,
    "CREATE INDEX reservation_by_lease ON reservation(lease_id)",
    """
    CREATE TABLE chosen_coupon(
      coupon_id TEXT PRIMARY KEY, basket_id TEXT NOT NULL, member_id TEXT NOT NULL,
      template_id TEXT NOT NULL, first_day TEXT NOT NULL, last_day TEXT NOT NULL,
      lease_id TEXT NOT NULL
    ) STRICT, WITHOUT ROWID
    """,
    "CREATE TABLE used_coupon(coupon_id TEXT PRIMARY KEY) STRICT, WITHOUT ROWID",
    """
    CREATE TABLE print_job(
      job INTEGER PRIMARY KEY, op_id TEXT NOT NULL, receipt TEXT NOT NULL,
      state TEXT NOT NULL CHECK (state IN ('queued','sending','done','failed')),
      copy INTEGER NOT NULL, kick_drawer INTEGER NOT NULL, created_ms INTEGER NOT NULL,
      trouble TEXT NOT NULL DEFAULT ''
    ) STRICT
    """,
    "CREATE INDEX print_job_waiting ON print_job(job) WHERE state <> 'done'",
    "CREATE INDEX print_job_by_op ON print_job(op_id)",
    """
    CREATE TABLE local_member(
      member_id TEXT PRIMARY KEY, seq INTEGER NOT NULL, name TEXT NOT NULL,
      phone_mask TEXT NOT NULL, phone_sealed TEXT NOT NULL,
      card_number TEXT NOT NULL,
      phone_key BLOB NOT NULL, tail_key BLOB NOT NULL, code TEXT NOT NULL,
      name_chars TEXT NOT NULL, pinyin TEXT NOT NULL, terms TEXT NOT NULL, rest TEXT NOT NULL
    ) STRICT, WITHOUT ROWID
    """,
    "CREATE INDEX local_member_by_phone ON local_member(phone_key)",
    "CREATE INDEX local_member_by_tail ON local_member(tail_key)",
    "CREATE INDEX local_member_by_code ON local_member(code)",
    "CREATE INDEX local_member_by_card ON local_member(card_number)",
    """
    CREATE TABLE lockout(
      staff_id TEXT PRIMARY KEY, fails INTEGER NOT NULL,
      boot_id TEXT NOT NULL, locked_ms INTEGER NOT NULL, until_mono_ms INTEGER NOT NULL,
      attempts TEXT NOT NULL
    ) STRICT, WITHOUT ROWID
    """,
)


def change(operations: Operations) -> None:
    """Make the tables of version 1 in an empty file."""
    for statement in _STATEMENTS:
        operations.execute(statement)
