"""Music is wrapped anew: it sounds the same, and nothing else of the old file is left."""

from collections.abc import Callable
from pathlib import Path

import av
import numpy as np
import pytest
from benchmarks.mutated_uploads import music, seeds

from sajangpick.errors import BadInput
from sajangpick.media.decode import read_samples
from sajangpick.media.rewrap import rewrap_sound

FORMS = [
    ("mp3", "mp3", ".mp3"),
    ("wav", "pcm_s16le", ".wav"),
    ("ipod", "aac", ".m4a"),
    ("adts", "aac", ".m4a"),
    ("ipod", "alac", ".m4a"),
    ("flac", "flac", ".flac"),
    ("aiff", "pcm_s16be", ".aiff"),
]


def rewrapped(tmp_path: Path, data: bytes, *, longest_seconds: int = 600) -> tuple[bytes, str, float]:
    source, target = tmp_path / "source", tmp_path / "target"
    source.write_bytes(data)
    sound = rewrap_sound(source, target, longest_seconds=longest_seconds)
    assert sound.path == target
    return target.read_bytes(), sound.wrapping.suffix, sound.seconds


@pytest.mark.parametrize(("form", "codec", "suffix"), FORMS)
def test_the_sound_stays_and_its_titles_go(tmp_path: Path, form: str, codec: str, suffix: str) -> None:
    old = music(form, codec, title="our kitchen", artist="our kitchen")
    new, kind, seconds = rewrapped(tmp_path, old)
    assert kind == suffix
    assert b"kitchen" not in new
    assert seconds == pytest.approx(2, abs=0.1)
    (tmp_path / "old").write_bytes(old)
    before, after = read_samples(tmp_path / "old"), read_samples(tmp_path / "target")
    middle = slice(24_000, 72_000)
    assert np.abs(after[middle]).max() == pytest.approx(np.abs(before[middle]).max(), abs=0.01)


def test_the_same_file_is_always_written_the_same(tmp_path: Path) -> None:
    data = music("ipod", "aac", title="a")
    assert rewrapped(tmp_path, data)[0] == rewrapped(tmp_path, data)[0]


def test_packets_that_do_not_decode_are_left_out(tmp_path: Path) -> None:
    data = bytearray(music("mp3", "mp3"))
    data[5000:5400] = bytes(400)
    _, _, seconds = rewrapped(tmp_path, bytes(data))
    assert 1.5 < seconds < 2.1


@pytest.mark.parametrize(
    ("data", "word"),
    [
        (lambda: b"this is no music" * 100, "깨졌습니다"),
        (lambda: music("mp3", "mp3")[:300], "깨졌습니다"),
        (lambda: seeds()["photo.jpg"][1], "사진"),
        (lambda: music("wav", "pcm_s16le", level=0.0), "들리지"),
        (lambda: music("wav", "pcm_s16le", seconds=4), "깁니다"),
        (lambda: music("wav", "adpcm_ima_wav"), "형식"),
        (lambda: b"#EXTM3U\n#EXTINF:1,\nfile:///etc/passwd\n", "깨졌습니다"),
    ],
)
def test_what_is_no_music_is_refused_in_one_sentence(tmp_path: Path, data: Callable[[], bytes], word: str) -> None:
    with pytest.raises(BadInput, match=word) as caught:
        rewrapped(tmp_path, data(), longest_seconds=3)
    assert caught.value.hint
    assert "source" not in str(caught.value)


def test_a_video_is_no_music(tmp_path: Path) -> None:
    path = tmp_path / "video.mp4"
    with av.open(str(path), "w") as container:
        stream = container.add_stream("mpeg4", rate=10, width=64, height=64, pix_fmt="yuv420p")
        container.mux(stream.encode(av.VideoFrame.from_ndarray(np.zeros((64, 64, 3), np.uint8))))
        container.mux(stream.encode(None))
    with pytest.raises(BadInput, match="동영상"):
        rewrapped(tmp_path, path.read_bytes())
