"""What a layout says of itself."""

from devices.layout import Layout, Mark, MarkRow, Row, RuleRow, Size


def test_sizes_double_what_their_names_say():
    assert [(size.wide, size.tall) for size in Size] == [
        (False, False),
        (True, False),
        (False, True),
        (True, True),
    ]


def test_a_layout_knows_its_marks():
    layout = Layout((Row(RuleRow("-")), Row(MarkRow(Mark.COPY))), {})
    assert [mark for mark in Mark if layout.marks(mark)] == [Mark.COPY]
