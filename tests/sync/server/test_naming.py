"""Characters are read in all their ways."""

from sync.server import naming


def test_each_character_has_all_its_readings() -> None:
    assert naming.readings("单林") == [naming.readings("单")[0], ["lin"]]
    assert {"dan", "shan", "chan"} <= set(naming.readings("单")[0])


def test_what_has_no_reading_is_itself() -> None:
    assert naming.readings("A") == [["A"]]
