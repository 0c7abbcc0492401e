"""What a printer would put on paper for some bytes: for previews, tests and the sample day.

It reads the bytes only, never our own layout, so that a mistake in the encoder shows. Fonts are
set in cells of 12 x 24 dots, two cells for a character of two bytes, as such printers do.
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field, replace

from devices.escpos_commands import Command, CommandReader
from devices.receipt import Align, Bitmap, CodeKind


@dataclass(frozen=True, slots=True)
class Style:
    """How text is set; ``wide`` and ``tall`` are factors."""

    align: Align = Align.LEFT
    bold: bool = False
    wide: int = 1
    tall: int = 1


@dataclass(frozen=True, slots=True)
class PrintedText:
    """One line on paper: runs of text, each in its style; the first one's style aligns it."""

    runs: tuple[tuple[str, Style], ...] = ()

    @property
    def text(self) -> str:
        """The line's characters."""
        return "".join(text for text, _ in self.runs)

    @property
    def align(self) -> Align:
        """Where the line stands."""
        return self.runs[0][1].align if self.runs else Align.LEFT


@dataclass(frozen=True, slots=True)
class PrintedCode:
    """A QR or bar code that the printer itself draws."""

    kind: CodeKind
    text: str
    align: Align
    dots_per_module: int
    height_dots: int = 0


@dataclass(frozen=True, slots=True)
class PrintedImage:
    """Dots that were sent."""

    bitmap: Bitmap
    align: Align


@dataclass(frozen=True, slots=True)
class Cut:
    """The paper was cut here."""


@dataclass(frozen=True, slots=True)
class DrawerPulse:
    """The drawer was opened; ``pin`` is 0 or 1."""

    pin: int


Printed = PrintedText | PrintedCode | PrintedImage | Cut | DrawerPulse


@dataclass(slots=True)
class Page:
    """What came out, from top to bottom, and what the interpreter did not know."""

    columns: int
    items: list[Printed] = field(default_factory=list)
    unknown: list[bytes] = field(default_factory=list)

    @property
    def pulses(self) -> int:
        """How often the drawer was opened."""
        return sum(isinstance(item, DrawerPulse) for item in self.items)

    def codes(self) -> list[tuple[CodeKind, str]]:
        """Return the codes that the printer was told to draw."""
        return [(item.kind, item.text) for item in self.items if isinstance(item, PrintedCode)]


def interpret(received: bytes, columns: int) -> Page:
    """Return what ``received`` prints on paper of ``columns``; never raises on any bytes."""
    machine = _Machine(Page(columns))
    machine.run(CommandReader().feed(received))
    return machine.page


def page_text(page: Page) -> str:
    """Return the page as plain text: codes in brackets, images as their size, cuts as a line."""
    lines = []
    for item in page.items:
        match item:
            case PrintedText():
                lines.append(_aligned(item, page.columns))
            case PrintedCode():
                lines.append(f"[{item.kind}: {item.text}]")
            case PrintedImage(bitmap):
                lines.append(f"[image {bitmap.bytes_per_row * 8} x {bitmap.rows}]")
            case Cut():
                lines.append("~" * page.columns)
            case DrawerPulse(pin):
                lines.append(f"[drawer {pin}]")
    return "\n".join(lines) + "\n"


def cells_of(char: str) -> int:
    """Return how many cells ``char`` takes on paper: one for a byte, two for two bytes."""
    return 1 if char.isascii() else 2


def _aligned(line: PrintedText, columns: int) -> str:
    taken = sum(cells_of(char) * style.wide for text, style in line.runs for char in text)
    room = max(0, columns - taken)
    indent = {Align.LEFT: 0, Align.CENTRE: room // 2, Align.RIGHT: room}[line.align]
    return (" " * indent + line.text).rstrip()


class _Machine:
    """The state of a printer: style, line being set, what is stored for the next QR code."""

    def __init__(self, page: Page) -> None:
        self.page = page
        self._reset()
        self._do: dict[bytes, Callable[[bytes], None]] = {
            b"": self._write, b"\n": self._line_feed, b"\r": _nothing, b"\x1b@": self._initialise,
            b"\x1ba": self._align, b"\x1bE": self._bold, b"\x1d!": self._size,
            b"\x1c&": self._kanji_on, b"\x1c.": self._kanji_off, b"\x1bt": _nothing,
            b"\x1bd": self._feed_lines, b"\x1dV": self._cut, b"\x1bp": self._pulse,
            b"\x1d(": self._two_dimensional, b"\x1dh": self._bar_height, b"\x1dw": self._bar_width,
            b"\x1dH": _nothing, b"\x1dk": self._bar_code, b"\x1dv": self._raster,
            b"\x10\x04": _nothing, b"\x1dr": _nothing,
        }  # fmt: skip

    def run(self, commands: Iterable[Command]) -> None:
        for command in commands:
            known = self._do.get(command.lead)
            if known is None:
                self.page.unknown.append(command.lead + command.rest)
            else:
                known(command.rest)
        self._end_line()

    def _reset(self) -> None:
        self._style = Style()
        self._kanji = False
        self._runs: list[tuple[str, Style]] = []
        self._qr_dots, self._qr_text = 3, ""
        self._bar_dots, self._bar_height_dots = 3, 162

    def _initialise(self, _rest: bytes) -> None:
        self._end_line()
        self._reset()

    def _write(self, coded: bytes) -> None:
        text = coded.decode("gb18030" if self._kanji else "cp437", "replace")
        for char in text:
            if self._taken() + cells_of(char) * self._style.wide > self.page.columns:
                self._end_line()
            self._append(char)

    def _append(self, char: str) -> None:
        if self._runs and self._runs[-1][1] == self._style:
            self._runs[-1] = (self._runs[-1][0] + char, self._style)
        else:
            self._runs.append((char, self._style))

    def _taken(self) -> int:
        return sum(cells_of(char) * style.wide for text, style in self._runs for char in text)

    def _line_feed(self, _rest: bytes) -> None:
        self.page.items.append(PrintedText(tuple(self._runs) or (("", self._style),)))
        self._runs = []

    def _end_line(self) -> None:
        if self._runs:
            self._line_feed(b"")

    def _align(self, rest: bytes) -> None:
        self._style = replace(self._style, align=Align(rest[0] % 48 % 3))

    def _bold(self, rest: bytes) -> None:
        self._style = replace(self._style, bold=bool(rest[0] & 1))

    def _size(self, rest: bytes) -> None:
        wide, tall = (rest[0] >> 4 & 7) + 1, (rest[0] & 7) + 1
        self._style = replace(self._style, wide=wide, tall=tall)

    def _kanji_on(self, _rest: bytes) -> None:
        self._kanji = True

    def _kanji_off(self, _rest: bytes) -> None:
        self._kanji = False

    def _feed_lines(self, rest: bytes) -> None:
        self._end_line()
        for _ in range(rest[0]):
            self._line_feed(b"")

    def _cut(self, _rest: bytes) -> None:
        self._end_line()
        self.page.items.append(Cut())

    def _pulse(self, rest: bytes) -> None:
        self.page.items.append(DrawerPulse(rest[0] & 1))

    def _two_dimensional(self, rest: bytes) -> None:
        """GS ( k with cn 49: module size, store, print of a QR code; the rest is stepped over."""
        function, content = rest[3:5], rest[5:]
        if function == b"1C" and content:
            self._qr_dots = max(1, content[0])
        elif function == b"1P":
            self._qr_text = content[1:].decode("utf-8", "replace")
        elif function == b"1Q":
            self._end_line()
            code = PrintedCode(CodeKind.QR, self._qr_text, self._style.align, self._qr_dots)
            self.page.items.append(code)

    def _bar_height(self, rest: bytes) -> None:
        self._bar_height_dots = max(1, rest[0])

    def _bar_width(self, rest: bytes) -> None:
        self._bar_dots = max(1, rest[0])

    def _bar_code(self, rest: bytes) -> None:
        if rest[:1] != b"I":
            self.page.unknown.append(b"\x1dk" + rest)
            return
        self._end_line()
        text = rest[2:].removeprefix(b"{B").replace(b"{{", b"{").decode("ascii", "replace")
        code = PrintedCode(
            CodeKind.CODE128, text, self._style.align, self._bar_dots, self._bar_height_dots
        )
        self.page.items.append(code)

    def _raster(self, rest: bytes) -> None:
        self._end_line()
        width, rows = int.from_bytes(rest[2:4], "little"), int.from_bytes(rest[4:6], "little")
        bitmap = Bitmap(width, rows, rest[6:])
        self.page.items.append(PrintedImage(bitmap, self._style.align))


def _nothing(_rest: bytes) -> None:
    """Take a command that leaves no trace on paper."""
