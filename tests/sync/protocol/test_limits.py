"""The limits fit each other: a full message of one kind is below the limit of its bytes."""

from sync.protocol import limits


def test_the_oldest_spoken_version_is_not_above_the_newest() -> None:
    assert limits.PROTOCOL_OLDEST <= limits.PROTOCOL


def test_a_payment_gives_up_waiting_for_a_lease_before_the_line_gives_up() -> None:
    assert limits.LEASE_WAIT_MS < limits.CONNECT_TIMEOUT_MS < limits.TOTAL_TIMEOUT_MS


def test_a_full_page_of_figures_fits_into_a_reply() -> None:
    longest_row = len("[" + ",".join(["9" * 16] * 6) + "],")
    assert limits.PULL_ROWS_MAX * longest_row < limits.REPLY_BYTES_MAX
