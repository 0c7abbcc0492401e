"""The trials of scanners hold, in small; ``pos-member devices try`` runs them in full."""

from devices.simulators.trials import try_fuzz, try_replugs, try_scans


def test_codes_with_pauses_inside_are_neither_lost_nor_doubled_nor_joined(tmp_path):
    found = try_scans(tmp_path, scans=60, per_second=0)
    assert (found.sent, found.lost, found.doubled, found.joined) == (60, 0, 0, 0)


def test_replugging_under_another_name_leaves_nothing_behind(tmp_path):
    found = try_replugs(tmp_path, rounds=4)
    assert (found.lost, found.doubled, found.threads_more, found.handles_more) == (0, 0, 0, 0)
    assert found.slowest_s < 3


def test_byte_strings_that_mean_nothing_become_no_code_of_ours():
    found = try_fuzz(strings=3_000)
    assert (found.strings, found.invented) == (3_000, 0)
    assert found.texts > 3_000
    assert found.longest_waiting <= 512


def test_a_pace_is_kept(tmp_path):
    assert try_scans(tmp_path, scans=10, per_second=30).seconds >= 0.3
