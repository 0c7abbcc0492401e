"""Who signs in, and with how many tries. A try is counted and committed before it is compared.

Comparing takes a third of a second and knows no database, so it stands between two short calls and
may run on another thread: ``begin_attempt``, ``pin_matches``, ``finish_attempt``. A program killed
in between has counted a wrong PIN. Locks run on the monotonic clock: setting the wall clock does
not shorten one, and restarting the machine starts it anew.
"""

import hashlib
from dataclasses import dataclass, replace

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError

from pos_member.domain.errors import Refused
from pos_member.domain.journal import Moment
from pos_member.domain.operations import Approval
from pos_member.domain.views import StaffView
from pos_member.services.till import Till
from pos_member.storage import lockouts, staff
from pos_member.storage.lockouts import Lockout
from pos_member.storage.staff import StaffRow

CASHIER = "cashier"
MANAGER = "manager"
FREE_TRIES = 5
_MINUTE_MS = 60_000
LOCKS_MS = (1 * _MINUTE_MS, 5 * _MINUTE_MS, 15 * _MINUTE_MS, 30 * _MINUTE_MS)
"""What each wrong PIN from the fifth on costs; the last one for all that follow."""
TRIES_AN_HOUR = 20
_HOUR_MS = 60 * _MINUTE_MS


@dataclass(frozen=True, slots=True)
class Attempt:
    """A try that is counted already; ``verifier`` is the argon2 hash to compare with."""

    staff_id: str
    verifier: str


def staff_list(till: Till, moment: Moment) -> list[StaffView]:
    """Return who may sign in here, with the end of a lock in wall-clock milliseconds."""
    with till.cache.reading() as connection:
        found = staff.active(connection)
    with till.journal.reading() as connection:
        counts = [lockouts.get(connection, person.staff_id) for person in found]
    return [_view(person, count, moment) for person, count in zip(found, counts, strict=True)]


def staff_of_badge(till: Till, secret_hex: str) -> StaffView | None:
    """Return whose badge was scanned; the PIN is still asked for."""
    digest = hashlib.sha256(bytes.fromhex(secret_hex)).hexdigest()
    with till.cache.reading() as connection:
        found = staff.by_badge(connection, digest)
    return StaffView(found.staff_id, found.name, found.role) if found else None


def begin_attempt(till: Till, staff_id: str, moment: Moment) -> Attempt:
    """Count a try and commit the count.

    Raises:
        Refused: ``staff_unknown``; ``pin_locked`` with ``seconds`` to wait.
    """
    person = _person(till, staff_id)
    with till.journal.writing() as connection:
        before = _settled(lockouts.get(connection, staff_id), moment)
        wait_ms = _wait_ms(before, moment)
        if wait_ms:
            # A lock from before a restart is written down anew, so that it ends some day.
            lockouts.put(connection, before)
        else:
            lockouts.put(connection, _counted(before, moment))
    if wait_ms:
        raise Refused("pin_locked", seconds=-(-wait_ms // 1000))
    return Attempt(staff_id, person.pin_verifier)


def pin_matches(attempt: Attempt, pin: str) -> bool:
    """Tell whether ``pin`` is the person's: slow on purpose, pure, for any thread."""
    try:
        return PasswordHasher().verify(attempt.verifier, pin)
    except (VerificationError, InvalidHashError):
        return False


def finish_attempt(till: Till, attempt: Attempt, *, matched: bool, moment: Moment) -> StaffView:
    """Sign the person in, or say how many tries are left.

    Raises:
        Refused: ``pin_wrong`` with ``left`` tries before a lock, or ``pin_locked`` with
            ``seconds``; ``staff_unknown``.
    """
    person = _person(till, attempt.staff_id)
    with till.journal.writing() as connection:
        count = lockouts.get(connection, attempt.staff_id)
        if matched:
            # A right PIN takes back all counts but those of the hour's other tries.
            lockouts.put(
                connection,
                replace(count, fails=0, locked_ms=0, until_mono_ms=0, attempts=count.attempts[:-1]),
            )
    if matched:
        return StaffView(person.staff_id, person.name, person.role)
    wait_ms = _wait_ms(count, moment)
    if wait_ms:
        raise Refused("pin_locked", seconds=-(-wait_ms // 1000))
    raise Refused("pin_wrong", left=FREE_TRIES - count.fails)


def unlock(till: Till, staff_id: str) -> None:
    """Forget the tries of ``staff_id``: a manager signed in and allowed it."""
    with till.journal.writing() as connection:
        lockouts.put(connection, Lockout(staff_id))


def approve(till: Till, manager: StaffView, reason: str) -> Approval:
    """Return the approval that ``manager``, whose PIN was right just now, gives.

    Raises:
        Refused: ``not_manager``; ``staff_unknown``.
    """
    if _person(till, manager.staff_id).role != MANAGER:
        raise Refused("not_manager")
    return Approval(manager.staff_id, reason)


def check_approval(till: Till, approval: Approval | None, reason: str) -> Approval:
    """Return ``approval`` if a manager gave it.

    Raises:
        Refused: ``approval_needed`` with the ``reason``; ``not_manager``.
    """
    if approval is None:
        raise Refused("approval_needed", reason=reason)
    if _person(till, approval.staff_id).role != MANAGER:
        raise Refused("not_manager")
    return approval


def allowed(till: Till, actor_id: str, approval: Approval | None, reason: str) -> Approval:
    """Return who allows what takes a manager: whoever approved it, or the manager who does it.

    Raises:
        Refused: ``approval_needed`` with the ``reason``; ``not_manager``.
    """
    if approval is None and is_manager(till, actor_id):
        return Approval(actor_id, reason)
    return check_approval(till, approval, reason)


def is_manager(till: Till, staff_id: str) -> bool:
    """Tell whether ``staff_id`` may do what takes a manager."""
    with till.cache.reading() as connection:
        found = staff.by_id(connection, staff_id)
    return found is not None and found.role == MANAGER


def staff_name(till: Till, staff_id: str) -> str:
    """Return how a receipt names ``staff_id``; the id itself for somebody who left."""
    with till.cache.reading() as connection:
        found = staff.by_id(connection, staff_id)
    return found.name if found else staff_id


def _person(till: Till, staff_id: str) -> StaffRow:
    with till.cache.reading() as connection:
        found = staff.by_id(connection, staff_id)
    if found is None:
        raise Refused("staff_unknown")
    return found


def _view(person: StaffRow, count: Lockout, moment: Moment) -> StaffView:
    wait_ms = _wait_ms(_settled(count, moment), moment)
    until_ms = moment.wall_ms + wait_ms if wait_ms else 0
    return StaffView(person.staff_id, person.name, person.role, until_ms)


def _settled(count: Lockout, moment: Moment) -> Lockout:
    """Carry ``count`` over into this run of the machine, as if everything happened just now."""
    if count.boot_id == moment.boot_id:
        recent = tuple(at for at in count.attempts if at > moment.mono_ms - _HOUR_MS)
        return replace(count, attempts=recent)
    until = moment.mono_ms + count.locked_ms if count.locked_ms else 0
    return replace(
        count,
        boot_id=moment.boot_id,
        until_mono_ms=until,
        attempts=(moment.mono_ms,) * len(count.attempts),
    )


def _counted(count: Lockout, moment: Moment) -> Lockout:
    fails = count.fails + 1
    steps = fails - FREE_TRIES
    lock_ms = LOCKS_MS[min(steps, len(LOCKS_MS) - 1)] if steps >= 0 else 0
    return replace(
        count,
        fails=fails,
        locked_ms=lock_ms,
        until_mono_ms=moment.mono_ms + lock_ms if lock_ms else 0,
        attempts=(*count.attempts, moment.mono_ms),
    )


def _wait_ms(count: Lockout, moment: Moment) -> int:
    locked = max(0, count.until_mono_ms - moment.mono_ms)
    if len(count.attempts) < TRIES_AN_HOUR:
        return locked
    return max(locked, count.attempts[-TRIES_AN_HOUR] + _HOUR_MS - moment.mono_ms, 1)
