"""The product's own server on a shop of a million members, as a process beside what is measured."""

from collections.abc import Iterator
from contextlib import contextmanager

from benchmarks import million
from pos_member.demo.programs import ServerProgram


@contextmanager
def server_of(members: int) -> Iterator[str]:
    """Run the server of the shop with ``members`` members and give its address."""
    million.shop_of(members).database.dispose()
    program = ServerProgram.start(million.OUT / f"server-{members}", "--port", "0")
    try:
        yield str(program.ready["url"])
    finally:
        program.stop()
