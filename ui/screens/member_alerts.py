"""What a cashier may tell the member in front of them, or must know of the figures."""

import datetime as dt
from dataclasses import dataclass

from pos_member.domain.views import MemberView
from pos_member.i18n import tr
from ui.screens.wording import ShopClock

BIRTHDAY_DAYS = 3
STALE_MS = 30 * 60_000
ROWS_MAX = 3


@dataclass(frozen=True, slots=True)
class Alert:
    """One row: its icon, what it says, and its kind."""

    icon: str
    text: str
    kind: str


def alerts(member: MemberView, clock: ShopClock, now_ms: int, *, online: bool) -> list[Alert]:
    """Return what there is to say, the weightiest first, three things at most."""
    rows: list[Alert] = []
    days = days_to(member.birthday, clock.at(now_ms).date())
    if days is not None and days <= BIRTHDAY_DAYS:
        text = tr("alert.birthday_today") if days == 0 else tr("alert.birthday", count=days)
        rows.append(Alert("cake", text, "info"))
    if not member.synced:
        rows.append(Alert("cloud-upload", tr("alert.local_member"), "warn"))
    elif not online or now_ms - member.standing.as_of_ms > STALE_MS:
        time = clock.as_of(member.standing.as_of_ms, now_ms)
        text = tr("alert.as_of", time=time)
        rows.append(Alert("shield-alert", text, "warn"))
    sessions = sum(each.left for each in member.packages if not each.is_ended)
    if sessions:
        rows.append(Alert("ticket", tr("alert.packages", count=sessions), "info"))
    if member.standing.pending_points > 0:
        text = tr("alert.pending_points", count=member.standing.pending_points)
        rows.append(Alert("hourglass", text, "info"))
    if member.tier_in_grace:
        text = tr("alert.tier_grace", tier=member.tier_name, day=member.tier_until)
        rows.append(Alert("hourglass", text, "warn"))
    if member.next_tier_missing:
        text = tr("alert.next_tier", tier=member.next_tier_name, missing=member.next_tier_missing)
        rows.append(Alert("crown", text, "info"))
    return rows[:ROWS_MAX]


def days_to(birthday: str, today: dt.date) -> int | None:
    """Return in how many days ``birthday`` (``MM-DD``) is; ``None`` where it is not known.

    The 29th of February counts as the 1st of March in a year without one.
    """
    if not birthday:
        return None
    month, day = (int(part) for part in birthday.split("-")[-2:])
    for year in (today.year, today.year + 1):
        try:
            coming = dt.date(year, month, day)
        except ValueError:
            coming = dt.date(year, 3, 1)
        if coming >= today:
            return (coming - today).days
    raise AssertionError
