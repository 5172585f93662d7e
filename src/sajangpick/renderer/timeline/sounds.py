"""What is heard: the sounds of all layers, in the clock of the whole."""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from fractions import Fraction
from typing import Final, NamedTuple

from sajangpick.errors import ScriptError
from sajangpick.renderer.playback import Playback
from sajangpick.renderer.timeline.layer import Layer, Stack
from sajangpick.renderer.timeline.schedule import TimeRange

MAX_SOUNDS: Final = 2000
"""In one document, repetitions of looping compositions included."""


class Level(NamedTuple):
    """A loudness factor at a time, in seconds from the sound's start; between two, it changes evenly."""

    at: Fraction
    volume: float


@dataclass(frozen=True, slots=True)
class Sound:
    """A source that is heard from `at` for `duration` seconds of the whole.

    It begins at `trim_start` seconds of its own time and, with `loop`, plays `loop_duration` seconds from `loop_start`
    (else all from there) again and again. `levels` takes the place of `volume` where that changes. `speed` is seconds
    of the source a second.
    """

    source: str
    at: Fraction
    duration: Fraction
    trim_start: Fraction = Fraction(0)
    loop: bool = False
    volume: float = 1.0
    fade_in: Fraction = Fraction(0)
    fade_out: Fraction = Fraction(0)
    levels: tuple[Level, ...] = ()
    speed: Fraction = Fraction(1)
    loop_start: Fraction = Fraction(0)
    loop_duration: Fraction | None = None


def sounds_of(stack: Stack) -> tuple[Sound, ...]:
    """Every sound of the stack, by start."""
    sounds: list[Sound] = []
    for sound in _sounds(stack, Fraction(0), TimeRange(Fraction(0), stack.duration)):
        sounds.append(sound)
        if len(sounds) > MAX_SOUNDS:
            raise ScriptError(f"The document plays more than {MAX_SOUNDS} sounds.", hint="Loop fewer of them.")
    return tuple(sorted(sounds, key=lambda sound: sound.at))


def _sounds(stack: Stack, offset: Fraction, heard: TimeRange) -> Iterator[Sound]:
    """The sounds of a stack that begins at `offset`, as far as they lie in `heard`; both in the clock of the whole."""
    for layer in stack.layers:
        start = offset + layer.time.start
        window = _common(heard, TimeRange(start, layer.time.duration))
        if window.duration <= 0:
            continue
        if layer.stack is not None:
            yield from _inside(layer, layer.stack, start, window)
        elif isinstance(layer.element, Playback):
            sound = _sound(layer, layer.element, start)
            if sound is not None and (cut := _cut(sound, window)) is not None:
                yield cut


def _inside(layer: Layer, stack: Stack, start: Fraction, window: TimeRange) -> Iterator[Sound]:
    if not layer.cycle:
        yield from _sounds(stack, start, window)
        return
    first = (window.start - start) // layer.cycle
    begin = start + first * layer.cycle
    while begin < window.end:
        yield from _sounds(stack, begin, _common(window, TimeRange(begin, layer.cycle)))
        begin += layer.cycle


def _sound(layer: Layer, element: Playback, start: Fraction) -> Sound | None:
    source = layer.source
    is_silent = element.muted or (element.volume <= 0 and "volume" not in element.motion)
    if source is None or element.source is None or not source.has_sound or is_silent:
        return None
    length = None if element.loop else element.media_length(source)
    duration = layer.time.duration if length is None else min(length, layer.time.duration)
    return Sound(
        element.source,
        start,
        duration,
        element.begin,
        element.loop,
        max(element.volume, 0.0),
        min(element.audio_fade_in or Fraction(0), duration),
        min(element.audio_fade_out or Fraction(0), duration),
        _levels(element, layer.time.duration),
        element.rate,
        loop_start=element.begin,
        loop_duration=element.source_span(source),
    )


def _levels(element: Playback, duration: Fraction) -> tuple[Level, ...]:
    """The volume's keyframes as straight lines, ten a second: an ear hears no finer."""
    keyframes = element.motion.get("volume")
    if keyframes is None:
        return ()
    moments = [min(Fraction(step, 10), duration) for step in range(int(duration * 10) + 2)]
    levels: list[Level] = []
    for moment in moments:
        volume = keyframes.value_at(moment, duration=duration)
        assert isinstance(volume, float), "volume is a percentage"
        levels.append(Level(moment, max(volume, 0.0)))
    return tuple(
        level
        for index, level in enumerate(levels)
        if index in {0, len(levels) - 1} or not levels[index - 1].volume == level.volume == levels[index + 1].volume
    )


def _cut(sound: Sound, window: TimeRange) -> Sound | None:
    """The part of the sound inside `window`; an end that is cut off takes its fade with it."""
    heard = _common(window, TimeRange(sound.at, sound.duration))
    if heard.duration <= 0:
        return None
    skipped = heard.start - sound.at
    return replace(
        sound,
        at=heard.start,
        duration=heard.duration,
        trim_start=sound.trim_start + skipped * sound.speed,
        fade_in=sound.fade_in if skipped == 0 else Fraction(0),
        fade_out=sound.fade_out if heard.end == sound.at + sound.duration else Fraction(0),
        levels=tuple(Level(level.at - skipped, level.volume) for level in sound.levels),
    )


def _common(a: TimeRange, b: TimeRange) -> TimeRange:
    start = max(a.start, b.start)
    return TimeRange(start, min(a.end, b.end) - start)
