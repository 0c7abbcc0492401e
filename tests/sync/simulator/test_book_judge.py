"""Books that do not come out are found at any moment; what a server has not heard is no fault."""

import pytest
import sqlalchemy as sa

from pos_member.domain.ledger import Kind, Reason
from sync.server import tables
from sync.simulator import book_judge
from tests.sync.simulator.conftest import Scene


@pytest.fixture
def member(scene: Scene) -> str:
    first = scene.tills[0]
    made = scene.enrol(first)
    scene.top_up(first, made, 10_000)
    scene.wait(20_000)
    assert book_judge.judge(scene.chain) == []
    return made


def post(scene: Scene, debit: str, credit: str) -> list[str]:
    """Write one transfer behind the server's back; return what the judge says."""
    row = {
        "cause_id": "x", "line": 0, "no": 1, "debit": debit, "credit": credit, "amount": 7,
        "unit": "CNY", "reason": Reason.SUSPENSE, "lot": "", "expires_day": "", "posted_ms": 1,
    }  # fmt: skip
    with scene.chain.centre.database.writing() as connection:
        connection.execute(sa.insert(tables.ledger), row)
    return book_judge.judge(scene.chain)


def test_figures_that_the_transfers_do_not_make_are_found(scene: Scene, member: str) -> None:
    (found,) = post(scene, "store/s/cash", f"member/{member}/{Kind.PRINCIPAL}")
    assert found.startswith("I2: principal of ")


def test_an_account_below_zero_is_found(scene: Scene, member: str) -> None:
    found = post(scene, f"suspense/{member}/{Kind.PRINCIPAL}", f"member/{member}/{Kind.PRINCIPAL}")
    assert found == [f"I1: account suspense/{member}/{Kind.PRINCIPAL} is at -7"]


def test_what_a_server_that_recovers_has_not_heard_is_no_fault(scene: Scene, member: str) -> None:
    backup = scene.chain.centre.backup()
    scene.top_up(scene.tills[0], member, 5_000)
    scene.wait(20_000)
    scene.cut()
    scene.chain.centre.restore(backup)
    (found,) = post(
        scene, f"suspense/{member}/{Kind.PRINCIPAL}", f"member/{member}/{Kind.PRINCIPAL}"
    )
    assert found.startswith("I2: principal of ")
