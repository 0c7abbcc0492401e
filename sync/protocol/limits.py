"""What one message may weigh, and which versions of the protocol are spoken."""

PROTOCOL = 3
PROTOCOL_OLDEST = 1

PUSH_OPS_MAX = 200
PUSH_BYTES_MAX = 512 * 1024
REPLY_BYTES_MAX = 4 * 1024 * 1024
PULL_ROWS_MAX = 2_000
TIER_BOOK_MAX = 64_000
TIER_BOOKS_MAX = 2_000_000
"""Characters of all books of one page; the first one goes in any case."""
GRANTS_MAX = 500
WANTS_MAX = 20

LEASE_WAIT_MS = 800
"""How long a payment waits for a lease before it uses what the till holds."""

CONNECT_TIMEOUT_MS = 3_000
TOTAL_TIMEOUT_MS = 20_000
LONG_POLL_MS = 25_000
