"""The writers: what platforms ask for, the same bytes for the same input, and nothing left behind."""

from collections.abc import Iterator
from fractions import Fraction
from pathlib import Path

import av
import numpy as np
import pytest
from PIL import Image

from sajangpick.errors import BadInput
from sajangpick.media.encode import GifWriter, VideoWriter
from sajangpick.media.frame import F32, Frame

WIDTH, HEIGHT = 90, 162


def moving_frames(count: int, width: int = WIDTH, height: int = HEIGHT) -> Iterator[Frame]:
    """A textured picture that slides two pixels a frame."""
    texture = np.random.default_rng(3).integers(40, 220, (height, width + 2 * count, 3), np.uint8)
    for index in range(count):
        yield Frame.from_bgr(np.ascontiguousarray(texture[:, 2 * index : 2 * index + width]))


def click_at(sample: int, count: int) -> F32:
    samples = np.zeros((count, 2), np.float32)
    samples[sample : sample + 64] = 0.8
    return samples


def write_video(path: Path, count: int = 40, samples: F32 | None = None, **settings: bool | Fraction | int) -> bytes:
    with VideoWriter(path, width=WIDTH, height=HEIGHT, **settings) as writer:
        if samples is not None:
            writer.write_samples(samples)
        for frame in moving_frames(count):
            writer.write(frame)
    return path.read_bytes()


def test_a_video_starts_at_zero_and_has_every_frame_once_and_in_time(tmp_path: Path) -> None:
    write_video(tmp_path / "a.mp4")
    with av.open(str(tmp_path / "a.mp4")) as container:
        stream = container.streams.video[0]
        times = [frame.pts * frame.time_base for frame in container.decode(stream)]
        assert times == [Fraction(index, 30) for index in range(40)]
        assert container.streams.audio[0].start_time == 0


def test_pixels_come_back_nearly_as_they_went_in(tmp_path: Path) -> None:
    path = tmp_path / "a.mp4"
    smooth = Frame.blank(WIDTH, HEIGHT)
    smooth.y[:] = np.linspace(30, 220, WIDTH).astype(np.uint8)
    smooth.u[:] = np.linspace(90, 160, HEIGHT // 2).astype(np.uint8)[:, None]
    smooth.v[:] = 110
    with VideoWriter(path, width=WIDTH, height=HEIGHT) as writer:
        for _ in range(5):
            writer.write(smooth)
    with av.open(str(path)) as container:
        decoded = next(container.decode(video=0)).to_ndarray(format="yuv420p")
    assert np.abs(decoded.astype(int) - smooth.data).max() <= 4


def test_frames_are_coded_where_they_lie_and_left_as_they_were(tmp_path: Path) -> None:
    given = list(moving_frames(40))
    with VideoWriter(tmp_path / "a.mp4", width=WIDTH, height=HEIGHT) as writer:
        for frame in given:
            writer.write(frame)
    assert all(np.array_equal(a.data, b.data) for a, b in zip(given, moving_frames(40), strict=True))
    assert (tmp_path / "a.mp4").read_bytes() == write_video(tmp_path / "again.mp4")


def test_same_input_same_bytes_whenever_the_sound_arrives(tmp_path: Path) -> None:
    samples = click_at(20_000, 64_000)
    first = write_video(tmp_path / "first.mp4", samples=samples)
    with VideoWriter(tmp_path / "second.mp4", width=WIDTH, height=HEIGHT) as writer:
        for index, frame in enumerate(moving_frames(40)):
            writer.write(frame)
            writer.write_samples(samples[index * 1600 : (index + 1) * 1600])
    assert (tmp_path / "second.mp4").read_bytes() == first


def test_sound_is_in_step_to_within_one_aac_block(tmp_path: Path) -> None:
    write_video(tmp_path / "a.mp4", samples=click_at(24_000, 64_000))
    with av.open(str(tmp_path / "a.mp4")) as container:
        heard = np.concatenate([frame.to_ndarray()[0] for frame in container.decode(audio=0)])
    assert 0 <= int(np.argmax(heard > 0.4)) - 24_000 <= 1024 + 8


@pytest.mark.parametrize("count", [0, 1000, 64_000, 100_000])
def test_sound_lasts_as_long_as_the_picture_whatever_was_given(tmp_path: Path, count: int) -> None:
    write_video(tmp_path / "a.mp4", samples=np.full((count, 2), 0.1, np.float32))
    with av.open(str(tmp_path / "a.mp4")) as container:
        packets = [packet for packet in container.demux(audio=0) if packet.pts is not None]
    assert len(packets) == -(-40 * 1600 // 1024)


def test_a_silent_file_has_no_sound_track(tmp_path: Path) -> None:
    write_video(tmp_path / "a.mp4", sound=False)
    with av.open(str(tmp_path / "a.mp4")) as container:
        assert not container.streams.audio


def test_other_frame_rates_keep_the_half_second_gop(tmp_path: Path) -> None:
    write_video(tmp_path / "a.mp4", frame_rate=Fraction(30000, 1001))
    with av.open(str(tmp_path / "a.mp4")) as container:
        assert container.streams.video[0].average_rate == Fraction(30000, 1001)
        keys = [index for index, frame in enumerate(container.decode(video=0)) if frame.key_frame]
    assert keys == [0, 15, 30]


def test_nothing_is_left_after_an_exception_and_an_older_file_stays(tmp_path: Path) -> None:
    path = tmp_path / "a.mp4"
    path.write_bytes(b"the older file")

    def fail_half_way() -> None:
        with VideoWriter(path, width=WIDTH, height=HEIGHT) as writer:
            for frame in moving_frames(20):
                writer.write(frame)
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        fail_half_way()
    assert [item.name for item in tmp_path.iterdir()] == ["a.mp4"]
    assert path.read_bytes() == b"the older file"


def test_sound_that_cannot_be_encoded_stops_the_writer_and_leaves_nothing(tmp_path: Path) -> None:
    with pytest.raises((OSError, ValueError)):
        write_video(tmp_path / "a.mp4", samples=np.full((64_000, 2), np.nan, np.float32))
    assert not list(tmp_path.iterdir())


@pytest.mark.parametrize("writer", [VideoWriter, GifWriter])
class TestBadInput:
    def test_odd_sides(self, tmp_path: Path, writer: type[VideoWriter] | type[GifWriter]) -> None:
        with pytest.raises(BadInput):
            writer(tmp_path / "a", width=91, height=160)

    def test_missing_folder(self, tmp_path: Path, writer: type[VideoWriter] | type[GifWriter]) -> None:
        with pytest.raises(BadInput), writer(tmp_path / "none" / "a", width=90, height=160):
            pass

    def test_no_frames(self, tmp_path: Path, writer: type[VideoWriter] | type[GifWriter]) -> None:
        with pytest.raises(BadInput), writer(tmp_path / "a", width=90, height=160):
            pass
        assert not list(tmp_path.iterdir())

    def test_a_frame_of_another_size(self, tmp_path: Path, writer: type[VideoWriter] | type[GifWriter]) -> None:
        with pytest.raises(BadInput), writer(tmp_path / "a", width=90, height=160) as opened:
            opened.write(Frame.blank(90, 162))
        assert not list(tmp_path.iterdir())


def test_a_gif_plays_every_frame_in_its_colours(tmp_path: Path) -> None:
    path = tmp_path / "a.gif"
    with GifWriter(path, width=40, height=60, frame_rate=10) as writer:
        for colour in ((200, 40, 30), (20, 160, 60), (240, 240, 240)):
            writer.write(Frame.from_bgr(np.full((60, 40, 3), colour, np.uint8)))
    with Image.open(path) as picture:
        assert picture.n_frames == 3
        for index, colour in enumerate(((200, 40, 30), (20, 160, 60), (240, 240, 240))):
            picture.seek(index)
            assert picture.info["duration"] == 100
            shown = np.asarray(picture.convert("RGB"))[30, 20, ::-1].astype(int)
            assert np.abs(shown - colour).max() <= 6


def test_a_gif_of_thirty_frames_a_second_is_refused(tmp_path: Path) -> None:
    with pytest.raises(BadInput):
        GifWriter(tmp_path / "a.gif", width=40, height=60, frame_rate=30)
