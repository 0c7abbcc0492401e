"""What a screen shows of a refund is values, equal when they say the same."""

from dataclasses import replace

from pos_member.domain.refund_views import RefundLine

LINE = RefundLine("1", "洗发水", 2_000, 1_000, 8_900, weighed=False)


def test_a_line_may_come_back_unless_it_says_why_not():
    assert (LINE.why_not, LINE.last_day) == ("", "")
    assert replace(LINE, left=1_000) == LINE
