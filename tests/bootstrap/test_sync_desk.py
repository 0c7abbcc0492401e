"""What the sync process says is written down and shown; what the till needs is asked of it."""

import sys
from collections.abc import Iterator

import pytest

from pos_member.bootstrap.sync_desk import SyncDesk, read_state
from pos_member.domain.errors import Damaged
from pos_member.domain.views import SyncState
from pos_member.services import checkout
from tests.support.counter import START_MS, cash

MINUTE_MS = 60_000
STATE = (
    '{"type":"state","online":true,"since_ms":1,"queued":0,"oldest_ms":0,"needs_review":2,'
    '"last_sync_ms":3,"latency_ms":4,"retry_at_ms":0,"trouble":"slow",'
    f'"server_time_ms":{START_MS}}}'
)
# The far end: says where it stands, repeats what it is told into a file, ends at "stop".
CHILD = f"""
import sys
print('{STATE}', flush=True)
with open(sys.argv[1], 'a') as heard:
    for line in sys.stdin:
        print(line, end='', file=heard, flush=True)
        if '"stop"' in line:
            break
"""


@pytest.fixture
def said(tmp_path):
    return tmp_path / "said"


@pytest.fixture
def sync(counter, ledger, events, said) -> Iterator[SyncDesk]:
    made = SyncDesk(
        lambda: counter.till,
        ledger=ledger,
        events=events,
        moment=counter.now,
        command=[sys.executable, "-c", CHILD, str(said)],
        chance=lambda _: 0,
        on_replica=lambda: None,
    )
    made.start()
    yield made
    made.stop()


def hears(qtbot, said, word: str) -> None:
    qtbot.waitUntil(lambda: said.exists() and word in said.read_text(), timeout=20_000)


def test_its_state_is_shown_with_the_queue_of_the_journal(
    qtbot, sync, counter, ledger, events
) -> None:
    qtbot.waitUntil(lambda: sync.state.online, timeout=20_000)
    assert (sync.state.needs_review, sync.state.trouble) == (2, "slow")
    payment = counter.payment(counter.basket("10.00"), cash("10.00"))
    ledger.wait_for(lambda: checkout.pay(counter.till, payment, counter.now()))
    with qtbot.waitSignal(events.sync_changed, timeout=20_000) as changed:
        ledger.submit(sync.grew)
    assert changed.args[0].queued > 0


def test_a_wish_and_a_wake_reach_the_process(qtbot, sync, counter, ledger, said) -> None:
    member = ledger.wait_for(lambda: counter.see(counter.member(principal=10_000)))
    qtbot.waitUntil(lambda: sync.state.online, timeout=20_000)
    assert ledger.wait_for(lambda: sync.want(member, value_minor=5_000)) > 0
    sync.sync_now()
    hears(qtbot, said, '"want"')
    hears(qtbot, said, '"sync_now"')


def test_a_clock_that_is_set_wrong_is_shown_and_asks_for_no_lease(
    qtbot, sync, counter, ledger, events
) -> None:
    member = ledger.wait_for(lambda: counter.see(counter.member(principal=10_000)))
    qtbot.waitUntil(lambda: sync.state.online, timeout=20_000)
    counter.mono_ms += 3 * MINUTE_MS
    with qtbot.waitSignal(events.sync_changed, timeout=20_000) as changed:
        ledger.submit(sync.grew)
    assert changed.args[0].trouble == "skew"
    counter.mono_ms += 3 * MINUTE_MS
    with qtbot.waitSignal(events.sync_changed, timeout=20_000) as changed:
        ledger.submit(sync.grew)
    assert changed.args[0].trouble == "clock"
    assert ledger.wait_for(lambda: sync.want(member, value_minor=5_000)) == 0


def test_a_state_without_its_fields_is_damaged() -> None:
    with pytest.raises(Damaged, match="shape"):
        read_state({"online": "yes"})


def test_a_state_is_read_as_it_was_told() -> None:
    told = {name: getattr(SyncState(), name) for name in SyncState.__slots__}
    assert read_state({**told, "online": True}) == SyncState(online=True)
