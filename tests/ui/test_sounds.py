"""The sounds: what is in the files, and that silence is no fault."""

import io
import struct
import threading
import wave
from pathlib import Path

import pytest

from ui.sounds import PEAKS, RATE, TUNES, Sound, Sounds, Tone, platform_player, wav


def samples_of(content: bytes) -> tuple[int, ...]:
    with wave.open(io.BytesIO(content)) as sound:
        assert (sound.getnchannels(), sound.getsampwidth(), sound.getframerate()) == (1, 2, RATE)
        frames = sound.readframes(sound.getnframes())
    return struct.unpack(f"<{len(frames) // 2}h", frames)


@pytest.mark.parametrize("sound", Sound)
def test_every_sound_has_a_tune_of_its_length(sound):
    expected = sum(RATE * tone.ms // 1000 for tone in TUNES[sound])
    assert len(samples_of(wav(TUNES[sound]))) == expected


@pytest.mark.parametrize("volume", [1, 2, 3])
def test_no_step_is_louder_than_its_peak(volume):
    loudest = max(abs(sample) for sample in samples_of(wav(TUNES[Sound.PAID], volume)))
    assert 0.9 * PEAKS[volume] < loudest / 32_767 <= 1.001 * PEAKS[volume]


def test_a_pause_is_silent_and_a_tone_starts_and_ends_softly():
    assert set(samples_of(wav([Tone(0, 50)]))) == {0}
    tone = samples_of(wav([Tone(440, 50)]))
    assert abs(tone[0]) < 10 and abs(tone[-1]) < 300


def test_wrong_sounds_low_and_right_sounds_high():
    low = max(tone.hz for sound in (Sound.UNKNOWN, Sound.REFUSED) for tone in TUNES[sound])
    high = min(tone.hz for sound in (Sound.MEMBER, Sound.PAID) for tone in TUNES[sound])
    assert low < high


def test_a_sound_is_played_from_a_file_off_the_gui_thread():
    played: list[tuple[bytes, threading.Thread]] = []
    heard = threading.Event()

    def player(path: Path) -> None:
        played.append((path.read_bytes(), threading.current_thread()))
        heard.set()

    sounds = Sounds(player)
    sounds.play(Sound.REFUSED)
    assert heard.wait(5)
    sounds.stop()
    assert played[0][0] == wav(TUNES[Sound.REFUSED])
    assert played[0][1] is not threading.main_thread()


def test_a_player_that_breaks_is_written_to_the_log_and_the_next_sound_plays(caplog):
    caplog.set_level("INFO")
    heard = threading.Event()
    calls: list[Path] = []

    def player(path: Path) -> None:
        calls.append(path)
        if len(calls) == 1:
            raise OSError("no device")
        heard.set()

    sounds = Sounds(player)
    sounds.play(Sound.PAID)
    sounds.play(Sound.PAID)
    assert heard.wait(5)
    sounds.stop()
    assert "no device" in caplog.text


def test_without_a_player_nothing_happens():
    sounds = Sounds(None)
    sounds.play(Sound.PAID)
    sounds.stop()


def test_the_platforms_player_is_found_on_the_path_and_given_the_file(monkeypatch, tmp_path):
    monkeypatch.setenv("PATH", str(tmp_path))
    assert platform_player() is None
    heard = tmp_path / "heard"
    aplay = tmp_path / "aplay"
    aplay.write_text(f'#!/bin/sh\necho "$@" > {heard}\n', encoding="utf-8")
    aplay.chmod(0o755)
    player = platform_player()
    assert player is not None
    player(tmp_path / "tune.wav")
    assert heard.read_text(encoding="utf-8") == f"-q {tmp_path}/tune.wav\n"
