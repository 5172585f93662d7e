"""Every rule for a finished file: the good file keeps them all, and for each there is a bad file that it catches."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field, replace
from fractions import Fraction
from functools import cache
from pathlib import Path

import av
import numpy as np
import pytest

from sajangpick.errors import BadInput, SourceMissing, UnfitFile
from sajangpick.inspection.file import Expectation, inspect_file
from sajangpick.media.encode import VideoWriter, x264_options
from sajangpick.media.frame import F32, Frame
from sajangpick.media.loudness import normalize

WIDTH, HEIGHT, COUNT = 180, 320, 60
EXPECTED = Expectation(WIDTH, HEIGHT, seconds=Fraction(2))


@cache
def frames() -> tuple[Frame, ...]:
    """A soft texture that slides by half a pixel a frame: as slow as a push-in."""
    texture = np.random.default_rng(3).integers(30, 230, (HEIGHT // 4, WIDTH // 2, 3), np.uint8)
    wide = texture.repeat(4, axis=0).repeat(4, axis=1)
    return tuple(Frame.from_bgr(np.ascontiguousarray(wide[:, n // 2 : n // 2 + WIDTH])) for n in range(COUNT))


@cache
def sound() -> F32:
    """Two seconds at the master's level."""
    rng = np.random.default_rng(4)
    time = np.arange(96_000) / 48_000
    tone = 0.2 * np.sin(2 * np.pi * 330 * time) * (1 + np.sin(2 * np.pi * 4 * time)) + rng.normal(0, 0.01, 96_000)
    return normalize(np.stack([tone, tone], axis=1).astype(np.float32))


@dataclass(frozen=True)
class Making:
    """How a file is made, by FFmpeg itself; as it stands, in the way that passes."""

    profile: str = "high"
    pixel_format: str = "yuv420p"
    x264: str = x264_options(Fraction(30))["x264-params"]
    tagged: bool = True
    full_range: bool = False
    container: dict[str, str] = field(
        default_factory=lambda: {"movflags": "+faststart+negative_cts_offsets", "use_editlist": "0"}
    )
    moments: Callable[[int], int] = lambda index: 20 * index
    layout: str = "stereo"
    rate_hz: int = 48_000
    audio: str = "aac"
    shift: int = 1024


def make(path: Path, making: Making) -> Path:
    with av.open(str(path), "w", format="mp4", options=making.container) as container:
        stream = container.add_stream("libx264", rate=30)
        stream.width, stream.height, stream.pix_fmt = WIDTH, HEIGHT, making.pixel_format
        context = stream.codec_context
        context.time_base = Fraction(1, 600)
        context.options = {"preset": "veryfast", "profile": making.profile, "x264-params": making.x264}
        if making.tagged:
            context.color_primaries = context.color_trc = context.colorspace = 1
            context.color_range = 2 if making.full_range else 1
        voice = container.add_stream(making.audio, rate=making.rate_hz, layout=making.layout)
        for index, frame in enumerate(frames()):
            picture = av.VideoFrame.from_ndarray(frame.data, "yuv420p").reformat(format=making.pixel_format)
            picture.pts, picture.time_base = making.moments(index), Fraction(1, 600)
            container.mux(stream.encode(picture))
        container.mux(stream.encode(None))
        for packet in voiced(voice, making):
            packet.pts = packet.dts = packet.pts + making.shift
            if packet.pts < 2 * making.rate_hz:
                container.mux(packet)
    return path


def voiced(stream: av.AudioStream, making: Making) -> Iterator[av.Packet]:
    resampler = av.AudioResampler(format="fltp", layout=making.layout, rate=making.rate_hz, frame_size=1024)
    whole = av.AudioFrame.from_ndarray(np.ascontiguousarray(sound().T), "fltp", "stereo")
    whole.sample_rate, whole.pts = 48_000, 0
    for piece in [*resampler.resample(whole), *resampler.resample(None)]:
        yield from stream.encode(piece)
    yield from stream.encode(None)


def write(path: Path, pictures: tuple[Frame, ...] = (), samples: F32 | None = None, **settings: bool | int) -> Path:
    with VideoWriter(path, width=WIDTH, height=HEIGHT, **settings) as writer:
        writer.write_samples(sound() if samples is None else samples)
        for frame in pictures or frames():
            writer.write(frame)
    return path


def broken_rules(path: Path, expect: Expectation = EXPECTED) -> set[str]:
    return {finding.rule for finding in inspect_file(path, expect=expect).failed}


def test_what_the_writer_makes_passes_every_rule(tmp_path: Path) -> None:
    report = inspect_file(write(tmp_path / "a.mp4"), expect=EXPECTED)
    assert report.passed, [finding.sentence_ko for finding in report.failed]
    report.require()
    assert len(report.rules) == 18


def test_what_ffmpeg_makes_with_the_same_settings_passes_too(tmp_path: Path) -> None:
    assert broken_rules(make(tmp_path / "a.mp4", Making())) == set()


X264 = Making().x264
BAD_MAKINGS = {
    "main profile": (Making(profile="main"), {"video_codec"}),
    "4:4:4": (Making(profile="high444", pixel_format="yuv444p"), {"video_codec", "pixel_format"}),
    "untagged": (Making(tagged=False), {"colour"}),
    "full range": (Making(full_range=True), {"colour"}),
    "a key frame every two seconds": (Making(x264=X264.replace("int=15", "int=60")), {"gop"}),
    "open groups of pictures": (Making(x264=X264.replace("open-gop=0", "open-gop=1")), {"gop"}),
    "25 frames a second": (Making(moments=lambda index: 24 * index), {"frame_rate", "length", "sound_length"}),
    "a variable frame rate": (Making(moments=lambda index: 20 * index + index % 2), {"frame_rate"}),
    "the index at the end": (
        Making(container={"movflags": "+negative_cts_offsets", "use_editlist": "0"}),
        {"faststart"},
    ),
    "edit lists": (Making(container={"movflags": "+faststart"}, shift=0), {"edit_list"}),
    "one channel": (Making(layout="mono"), {"audio_codec"}),
    "44.1 kHz": (Making(rate_hz=44_100), {"audio_codec"}),
    "sound that is no AAC": (Making(audio="ac3", shift=0), {"audio_codec"}),
    "sound that begins late": (Making(shift=1024 + 9600), {"sound_length"}),
}


@pytest.mark.parametrize("name", BAD_MAKINGS)
def test_a_file_made_otherwise_is_caught(tmp_path: Path, name: str) -> None:
    making, rules = BAD_MAKINGS[name]
    assert rules <= broken_rules(make(tmp_path / "a.mp4", making))


def held(first: int, last: int, shown: Frame | None = None) -> tuple[Frame, ...]:
    """The frames, with those from `first` to `last` replaced by one."""
    return tuple((shown or frames()[first]) if first <= index < last else frame for index, frame in enumerate(frames()))


BAD_CONTENT = {
    "too loud": ({"samples": lambda: sound() * 1.2}, {"loudness"}),
    "too quiet": ({"samples": lambda: sound() * 0.8}, {"loudness"}),
    "peaks": ({"samples": lambda: clicking()}, {"true_peak"}),
    "silent": ({"samples": lambda: sound() * 0}, {"sound", "loudness"}),
    "no sound track": ({"sound": lambda: False}, {"sound"}),
    "too short": ({"pictures": lambda: frames()[:45]}, {"length"}),
    "too long": ({"pictures": lambda: (*frames(), *frames()[:5])}, {"length"}),
    "black for half a second": ({"pictures": lambda: held(20, 36, Frame.blank(WIDTH, HEIGHT))}, {"black"}),
    "frozen for a second": ({"pictures": lambda: held(15, 50)}, {"frozen"}),
    "frozen from the beginning": ({"pictures": lambda: held(0, 35)}, {"frozen"}),
    "frozen until the end": ({"pictures": lambda: held(25, 60)}, {"frozen"}),
}


def clicking() -> F32:
    samples = sound().copy()
    samples[::24_000] = samples[1::24_000] = 0.99
    return samples


@pytest.mark.parametrize("name", BAD_CONTENT)
def test_a_file_that_shows_or_sounds_wrong_is_caught(tmp_path: Path, name: str) -> None:
    settings, rules = BAD_CONTENT[name]
    path = write(tmp_path / "a.mp4", **{key: value() for key, value in settings.items()})
    assert broken_rules(path) == rules


def test_what_was_ordered_to_stand_may_be_frozen(tmp_path: Path) -> None:
    path = write(tmp_path / "a.mp4", pictures=held(15, 50))
    report = inspect_file(path, expect=replace(EXPECTED, moves=False))
    assert report.passed


def test_short_blinks_and_holds_are_allowed(tmp_path: Path) -> None:
    blink = held(20, 30, Frame.blank(WIDTH, HEIGHT))
    assert broken_rules(write(tmp_path / "a.mp4", blink)) == set()
    assert broken_rules(write(tmp_path / "b.mp4", held(20, 34))) == set()


def test_a_file_of_another_size_is_caught(tmp_path: Path) -> None:
    assert broken_rules(write(tmp_path / "a.mp4"), replace(EXPECTED, width=1080)) == {"dimensions"}


def test_a_file_of_fifty_megabytes_is_caught(tmp_path: Path) -> None:
    path = write(tmp_path / "a.mp4")
    with path.open("ab") as file:
        file.write((50_000_000).to_bytes(4, "big") + b"free")
        file.truncate(path.stat().st_size + 50_000_000)
    assert broken_rules(path) == {"size"}


@pytest.mark.parametrize("share", [0.5, 0.9])
def test_a_truncated_file_is_caught(tmp_path: Path, share: float) -> None:
    path = write(tmp_path / "a.mp4")
    path.write_bytes(path.read_bytes()[: int(path.stat().st_size * share)])
    assert "decodable" in broken_rules(path)


def test_damaged_pictures_are_caught(tmp_path: Path) -> None:
    path = write(tmp_path / "a.mp4")
    data = bytearray(path.read_bytes())
    start = data.index(b"mdat") + 2000
    data[start : start + 40_000] = np.random.default_rng(1).bytes(40_000)
    path.write_bytes(data)
    assert "decodable" in broken_rules(path)


def test_a_short_ordered_without_sound_may_be_silent_or_have_no_track(tmp_path: Path) -> None:
    quiet = replace(EXPECTED, has_sound=False)
    assert broken_rules(write(tmp_path / "a.mp4", sound=False), quiet) == set()
    assert broken_rules(write(tmp_path / "b.mp4", samples=sound() * 0), quiet) == set()
    assert broken_rules(write(tmp_path / "c.mp4"), quiet) == {"sound"}


def test_the_length_is_judged_only_when_it_was_ordered(tmp_path: Path) -> None:
    assert broken_rules(write(tmp_path / "a.mp4"), replace(EXPECTED, seconds=None)) == set()


def test_requiring_names_every_broken_rule(tmp_path: Path) -> None:
    report = inspect_file(write(tmp_path / "a.mp4", sound=False), expect=replace(EXPECTED, seconds=Fraction(9)))
    with pytest.raises(UnfitFile, match=r"length .*9\.000초.*sound"):
        report.require()


def test_what_is_no_video_is_bad_input(tmp_path: Path) -> None:
    (tmp_path / "a.mp4").write_bytes(b"no video")
    with pytest.raises(BadInput):
        inspect_file(tmp_path / "a.mp4")
    with pytest.raises(SourceMissing):
        inspect_file(tmp_path / "none.mp4")
