"""The shop's days: cut for business, midnight for validity, in the shop's own zone."""

import pytest

from pos_member.domain.clock import ShopDays, add_days, moment_of

SHANGHAI = ShopDays("Asia/Shanghai", day_cut_hour=4)
BERLIN = ShopDays("Europe/Berlin", day_cut_hour=4)


@pytest.mark.parametrize(
    ("moment", "business", "calendar"),
    [
        ("2026-11-22T03:59:59+08:00", "2026-11-21", "2026-11-22"),
        ("2026-11-22T04:00:00+08:00", "2026-11-22", "2026-11-22"),
        ("2026-11-22T23:59:59+08:00", "2026-11-22", "2026-11-22"),
        ("2026-01-01T00:00:00+08:00", "2025-12-31", "2026-01-01"),
    ],
)
def test_a_late_evening_stays_one_business_day(moment, business, calendar):
    assert SHANGHAI.business_day(moment_of(moment)) == business
    assert SHANGHAI.calendar_day(moment_of(moment)) == calendar


def test_the_cut_is_read_off_the_wall_when_summer_time_begins():
    # On 29 March 2026 the clock goes from 02:00 to 03:00: 03:59 is still the evening before.
    assert BERLIN.business_day(moment_of("2026-03-29T03:59:00+02:00")) == "2026-03-28"
    assert BERLIN.business_day(moment_of("2026-03-29T04:00:00+02:00")) == "2026-03-29"


def test_validity_ends_at_the_shops_midnight():
    assert SHANGHAI.midnight_after("2026-11-22") == moment_of("2026-11-23T00:00:00+08:00")
    assert BERLIN.midnight_after("2026-03-29") == moment_of("2026-03-30T00:00:00+02:00")


def test_days_are_counted_on_the_calendar():
    assert add_days("2028-02-28", 1) == "2028-02-29"
    assert add_days("2026-12-31", 1) == "2027-01-01"


def test_a_moment_says_its_offset():
    assert moment_of("1970-01-01T00:00:01Z") == 1000
    with pytest.raises(ValueError, match="offset"):
        moment_of("2026-11-22T12:00:00")
