"""What the server lacks is written to a file by a process of its own."""

from pathlib import Path

import pytest

from pos_member.bootstrap import export
from pos_member.domain.errors import Unavailable
from pos_member.services import checkout
from pos_member.services.identity import write_identity
from tests.support.counter import Counter, cash, identity


@pytest.mark.process
def test_unsent_operations_are_exported_while_the_journal_is_open(
    tmp_path: Path, counter: Counter
) -> None:
    write_identity(counter.till.folder, identity())
    payment = counter.payment(counter.basket("10.00"), cash("10.00"))
    checkout.pay(counter.till, payment, counter.now())
    made = export.export_unsent(counter.till.folder, stamp="1")
    assert made.operations == 1
    assert b"rescue" in Path(made.file).read_bytes() or Path(made.file).stat().st_size > 0
    with pytest.raises(Unavailable, match="export_failed"):
        export.export_unsent(counter.till.folder, stamp="1")
    assert counter.till.journal.quick_check() is None
