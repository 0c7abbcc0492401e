"""The table of who kills whom in ``docs/reliability.md``: ``python -m`` this module writes it."""

from pathlib import Path

from tests.sync.simulator.mutants.every import MUTANTS
from tests.sync.simulator.mutants.mutant import WORLDS

DOCUMENT = Path(__file__).parents[4] / "docs/reliability.md"
BEGIN, END = "<!-- mutants: generated -->", "<!-- mutants: end -->"


def table() -> str:
    """Return the table: what is wrong, where, and the test that notices."""
    rows = ["| What is wrong | Taken out of | Killed by |", "|---|---|---|"]
    for mutant in MUTANTS:
        killer = mutant.killer if mutant.killer == WORLDS else f"`{mutant.killer.split('::')[1]}`"
        rows.append(f"| {mutant.name} | `{mutant.file}` | {killer} |")
    return "\n".join(rows)


def written(text: str) -> str:
    """Return the document ``text`` with the table as it is now."""
    before, rest = text.split(BEGIN)
    _, after = rest.split(END)
    return f"{before}{BEGIN}\n{table()}\n{END}{after}"


if __name__ == "__main__":
    DOCUMENT.write_text(written(DOCUMENT.read_text(encoding="utf-8")), encoding="utf-8")
