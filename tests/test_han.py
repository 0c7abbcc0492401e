"""Characters are read in all their ways."""

from pos_member import han


def test_each_character_has_all_its_readings() -> None:
    assert han.readings("单林") == [han.readings("单")[0], ["lin"]]
    assert {"dan", "shan", "chan"} <= set(han.readings("单")[0])


def test_what_has_no_reading_is_itself() -> None:
    assert han.readings("A") == [["A"]]
