"""A receipt survives its printer's plug; ``pos-member devices try receipts`` tries it in full."""

from devices.simulators.receipt_trial import try_receipts


def test_a_printer_unplugged_in_the_middle_prints_each_receipt_whole_and_kicks_once(tmp_path):
    found = try_receipts(tmp_path, rounds=5, retry_s=0.05)
    assert found.torn > 0
    assert (found.lost, found.doubled, found.kicks_more) == (0, 0, 0)
    assert (found.threads_more, found.handles_more) == (0, 0)
    assert found.slowest_s < 3
