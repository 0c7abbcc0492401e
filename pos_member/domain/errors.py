"""What can be refused, and what can be out of reach. Texts live in the catalogues, by ``code``.

``Refused`` is a rule: the cashier reads why, and nothing was written. ``Unavailable`` is the
surroundings: try again, or go on offline. Anything else is a bug.
"""


class PosError(Exception):
    """Whatever the product says no to, with a stable ``code`` and the values its text needs."""

    code = "error"

    def __init__(self, code: str | None = None, **values: str | int) -> None:
        if code is not None:
            self.code = code
        self.values = values
        super().__init__(self.code, values)


class Refused(PosError):
    """A rule says no; nothing was written."""

    code = "refused"


class Unavailable(PosError):
    """Something outside does not answer; nothing was written."""

    code = "unavailable"


class Damaged(PosError):
    """A file, a message or a document is not what it should be; it was not used."""

    code = "damaged"
