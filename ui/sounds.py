"""What the till sounds like: low for wrong, high for right, told apart without looking up.

The tones are made here from sines and played by the platform's own player on a thread of their own:
the GUI never waits for an audio device, and a machine without one is silent. Every sound has a
visual twin, so nothing depends on hearing it.
"""

import io
import logging
import math
import shutil
import struct
import subprocess
import sys
import tempfile
import wave
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from enum import StrEnum
from functools import partial
from pathlib import Path

if sys.platform == "win32":
    import winsound

log = logging.getLogger(__name__)

RATE = 44_100
FADE_MS = 4
PEAKS = {1: 0.063, 2: 0.125, 3: 0.25}
"""Volume step → peak amplitude: -24, -18 and -12 dB below full scale."""
PLAY_SECONDS = 3.0
PLAYERS: tuple[tuple[str, ...], ...] = (
    ("paplay",),
    ("pw-play",),
    ("aplay", "-q"),
    ("afplay",),
)

Play = Callable[[Path], None]


class Sound(StrEnum):
    """What there is to hear."""

    MEMBER = "member"
    UNKNOWN = "unknown"
    REFUSED = "refused"
    PAID = "paid"
    WENT_OFFLINE = "went_offline"
    CAME_BACK = "came_back"


@dataclass(frozen=True, slots=True)
class Tone:
    """A sine of ``hz`` for ``ms`` milliseconds; 0 Hz is a pause."""

    hz: int
    ms: int


TUNES: dict[Sound, tuple[Tone, ...]] = {
    Sound.MEMBER: (Tone(880, 55), Tone(1320, 70)),
    Sound.UNKNOWN: (Tone(220, 120), Tone(0, 60), Tone(220, 120)),
    Sound.REFUSED: (Tone(196, 350),),
    Sound.PAID: (Tone(523, 60), Tone(659, 60), Tone(784, 120)),
    Sound.WENT_OFFLINE: (Tone(660, 120), Tone(440, 160)),
    Sound.CAME_BACK: (Tone(440, 120), Tone(660, 160)),
}


def wav(tones: Sequence[Tone], volume: int = 3) -> bytes:
    """Return ``tones`` as a mono 16-bit WAV at ``volume`` 1 to 3, each tone faded at its edges."""
    frames = b"".join(_sine(tone, PEAKS[volume]) for tone in tones)
    written = io.BytesIO()
    with wave.open(written, "wb") as sound:
        sound.setnchannels(1)
        sound.setsampwidth(2)
        sound.setframerate(RATE)
        sound.writeframes(frames)
    return written.getvalue()


def platform_player() -> Play | None:
    """Return what plays a file on this machine, or None when nothing does."""
    if sys.platform == "win32":
        return _play_on_windows
    for command in PLAYERS:
        found = shutil.which(command[0])
        if found:
            return partial(_play_by, (found, *command[1:]))
    return None


class Sounds:
    """Plays sounds in their order, behind the screen's back."""

    def __init__(self, player: Play | None, *, volume: int = 3) -> None:
        self._player = player
        self._volume = volume
        self._pool = ThreadPoolExecutor(max_workers=1, thread_name_prefix="sound")
        self._folder: tempfile.TemporaryDirectory[str] | None = None

    def play(self, sound: Sound) -> None:
        """Have ``sound`` played soon; does nothing where nothing plays."""
        if self._player is not None:
            self._pool.submit(self._play, self._player, sound)

    def stop(self) -> None:
        """Forget what is still to be played and end the thread."""
        self._pool.shutdown(wait=True, cancel_futures=True)
        if self._folder is not None:
            self._folder.cleanup()
            self._folder = None

    def _play(self, player: Play, sound: Sound) -> None:
        try:
            player(self._file(sound))
        except (OSError, subprocess.SubprocessError, RuntimeError) as silent:
            # A sound that cannot be heard is worth a line in the log, never a broken sale.
            log.info("no sound: %s", silent)

    def _file(self, sound: Sound) -> Path:
        if self._folder is None:
            self._folder = tempfile.TemporaryDirectory(prefix="pos-member-sounds-")
        path = Path(self._folder.name) / f"{sound}.wav"
        if not path.exists():
            path.write_bytes(wav(TUNES[sound], self._volume))
        return path


def _sine(tone: Tone, peak: float) -> bytes:
    count = RATE * tone.ms // 1000
    fade = RATE * FADE_MS // 1000
    samples = []
    for at in range(count):
        edge = min(1.0, at / fade, (count - at) / fade)
        level = peak * edge * math.sin(2 * math.pi * tone.hz * at / RATE)
        samples.append(round(level * 32_767))
    return struct.pack(f"<{count}h", *samples)


def _play_by(command: Sequence[str], path: Path) -> None:
    subprocess.run(  # noqa: S603 - a player found on the path, a file of our own
        [*command, str(path)],
        stdin=subprocess.DEVNULL,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        timeout=PLAY_SECONDS,
        check=False,
    )


def _play_on_windows(path: Path) -> None:
    if sys.platform == "win32":
        winsound.PlaySound(str(path), winsound.SND_FILENAME)
