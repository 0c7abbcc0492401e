r"""How the settings write a device: its place, and options behind commas.

``usb:0c2e:0206:S1,baud=115200,end=crlf`` is one scanner; several stand with ``;`` between them.
Control characters in an option are written ``\x02``.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field

from pos_member.domain.errors import Damaged

_ESCAPED = re.compile(rb"\\x([0-9a-fA-F]{2})")


@dataclass(frozen=True, slots=True)
class Spec:
    """One device as written: ``place``, and its options as texts."""

    text: str
    place: str
    options: Mapping[str, str] = field(default_factory=dict)

    def only(self, *names: str) -> None:
        """Refuse an option that this kind of device does not have.

        Raises:
            Damaged: ``device_option``.
        """
        for name in self.options:
            if name not in names:
                raise self.wrong(name)

    def number(self, name: str, otherwise: int, *, most: int) -> int:
        """Return a whole number from 0 to ``most``; raises ``Damaged`` as ``only`` does."""
        written = self.options.get(name, str(otherwise))
        if not (written.isascii() and written.isdigit()) or int(written) > most:
            raise self.wrong(name)
        return int(written)

    def choice(self, name: str, *allowed: str) -> str:
        """Return one of ``allowed``, the first one by default; raises as ``only`` does."""
        chosen = self.options.get(name, allowed[0])
        if chosen not in allowed:
            raise self.wrong(name)
        return chosen

    def content(self, name: str) -> bytes:
        """Return an option that stands for bytes."""
        written = self.options.get(name, "").encode()
        return _ESCAPED.sub(lambda found: bytes((int(found[1], 16),)), written)

    def wrong(self, name: str) -> Damaged:
        """Return the error that names an option of this device."""
        return Damaged("device_option", line=self.text, option=name)


def read_spec(text: str) -> Spec:
    """Read one device.

    Raises:
        Damaged: ``device_option`` where an option has no value or stands twice.
    """
    place, *written = text.strip().split(",")
    options: dict[str, str] = {}
    for part in written:
        name, equals, value = part.strip().partition("=")
        if not (name and equals and value) or name in options:
            raise Damaged("device_option", line=text, option=part)
        options[name] = value
    return Spec(text, place.strip(), options)


def read_specs(text: str) -> list[Spec]:
    """Read several devices; raises as ``read_spec`` does."""
    return [read_spec(part) for part in text.split(";") if part.strip()]
