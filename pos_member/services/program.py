"""The program that prices now: the newest valid document, taken only when the server signed it."""

from pos_member.domain import canonical
from pos_member.domain.errors import Damaged, Unavailable
from pos_member.domain.program import Program
from pos_member.domain.program_document import read_program
from pos_member.services.till import Till
from pos_member.storage import programs
from pos_member.storage.programs import ProgramRow
from pos_member.storage.trust import program_is_genuine


def program_at(till: Till, now_ms: int) -> Program:
    """Return the program that is valid at ``now_ms``.

    Raises:
        Unavailable: ``no_program``: the first sync is still to come.
        Damaged: ``program_forged``, or ``shape`` with the path.
    """
    with till.cache.reading() as connection:
        version = programs.version_at(connection, now_ms)
        row = None
        if version is not None and version not in till.programs:
            row = programs.valid_at(connection, now_ms)
    if version is None:
        raise Unavailable("no_program")
    return _kept(till, version, row)


def program_of(till: Till, version: int) -> Program | None:
    """Return version ``version``, if the replica has it: a basket keeps the one it began with."""
    if version in till.programs:
        return _kept(till, version, None)
    with till.cache.reading() as connection:
        row = programs.by_version(connection, version)
    return None if row is None else _kept(till, version, row)


def _kept(till: Till, version: int, row: ProgramRow | None) -> Program:
    if row is not None:
        till.programs[version] = _read(till, row)
    return till.programs[version]


def _read(till: Till, row: ProgramRow) -> Program:
    if not program_is_genuine(row, till.identity.server_public):
        raise Damaged("program_forged", version=row.version)
    try:
        return read_program(canonical.load(row.document))
    except (ValueError, RecursionError) as wrong:
        raise Damaged("program_unreadable", version=row.version) from wrong
