"""A World of files and of things in memory."""

from fractions import Fraction
from pathlib import Path

import cv2
import numpy as np
import pytest

from sajangpick.errors import BadInput, SourceMissing
from sajangpick.media.encode import VideoWriter
from sajangpick.media.frame import Frame
from sajangpick.renderer.assets import Samples
from sajangpick.renderer.files import LONGEST_STILL_PIXELS, FileWorld, Moving, Sounding
from sajangpick.renderer.geometry import Size


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A still, and a video of two seconds whose luma grows by 4 a frame."""
    cv2.imwrite(str(tmp_path / "still.png"), np.full((6, 10, 3), (10, 20, 30), np.uint8))
    with VideoWriter(tmp_path / "video.mp4", width=32, height=16, frame_rate=25, crf=4) as writer:
        for index in range(50):
            frame = Frame.blank(32, 16)
            frame.y[:] = 20 + 4 * index
            writer.write(frame)
        writer.write_samples(np.full((96_000, 2), 0.1, np.float32))
    (tmp_path / "broken.jpg").write_bytes(b"no picture")
    return tmp_path


def test_facts(folder: Path) -> None:
    with FileWorld(folder) as world:
        still, video = world.source("still.png"), world.source("video.mp4")
    assert (still.kind, still.size) == ("still", Size(10, 6))
    assert (video.kind, video.size, video.frame_rate, video.has_sound) == ("moving", Size(32, 16), 25, True)
    assert video.duration == 2


def test_pixels_and_samples(folder: Path) -> None:
    with FileWorld(folder) as world:
        assert tuple(world.pixels("still.png", None)[0, 0]) == (10, 20, 30, 255)
        frame = world.pixels("video.mp4", Fraction(1))
        assert isinstance(frame, Frame)
        assert abs(int(frame.y.mean()) - 120) <= 2
        assert world.samples("video.mp4", start=Fraction(1), duration=Fraction(1, 2)).shape == (24_000, 2)


def test_names_may_be_urls_of_files_and_no_others(folder: Path) -> None:
    with FileWorld("/nowhere") as world:
        assert world.source(f"file://{folder}/still.png").size == Size(10, 6)
        assert world.source(str(folder / "still.png")).size == Size(10, 6)
        with pytest.raises(SourceMissing, match="Download it"):
            world.source("https://example.com/a.png")


@pytest.mark.parametrize("name", ["none.png", "none.mp4"])
def test_what_is_not_there_is_missing(folder: Path, name: str) -> None:
    with FileWorld(folder) as world, pytest.raises(SourceMissing):
        world.source(name)


def test_what_is_broken_is_bad_input(folder: Path) -> None:
    with FileWorld(folder) as world, pytest.raises(BadInput):
        world.source("broken.jpg")


def test_one_video_at_several_times_at_once(folder: Path) -> None:
    """Three layers of the same video, each in order, do not disturb one another."""
    with FileWorld(folder) as world:
        for step in range(12):
            for offset in (0, 20, 35, 5):
                frame = world.pixels("video.mp4", Fraction(step + offset, 25))
                assert isinstance(frame, Frame)
                assert abs(int(frame.y.mean()) - (20 + 4 * (step + offset))) <= 2


def test_things_in_memory() -> None:
    asked: list[Fraction] = []

    def at(t: Fraction) -> Frame:
        asked.append(t)
        return Frame.blank(8, 4)

    pixels, sound = np.zeros((5, 7, 4), np.uint8), np.zeros((48_000, 2), np.float32)
    world = FileWorld(
        sources={
            "pixels": pixels,
            "frame": Frame.blank(6, 2),
            "sound": sound,
            "video": Moving(Size(8, 4), Fraction(3), at),
        }
    )
    assert world.source("pixels").size == Size(7, 5)
    assert world.source("frame").size == Size(6, 2)
    assert (world.source("sound").kind, world.source("sound").duration) == ("sound", 1)
    assert (world.source("video").kind, world.source("video").duration) == ("moving", 3)
    assert world.pixels("pixels", None).shape == (5, 7, 4)
    world.pixels("video", Fraction(2))
    assert asked == [2]
    assert world.samples("sound", start=Fraction(1, 4), duration=Fraction(1, 2)).shape == (24_000, 2)
    assert world.samples("sound", start=Fraction(1, 2)).shape == (24_000, 2)
    for silent in ("pixels", "video", "frame"):
        with pytest.raises(BadInput, match="no sound"):
            world.samples(silent)
    with pytest.raises(BadInput, match="is no picture"):
        world.pixels("sound", None)


def test_openers_make_videos_of_other_files(tmp_path: Path) -> None:
    opened: list[Path] = []

    def opener(path: Path) -> Moving:
        opened.append(path)
        return Moving(Size(8, 4), Fraction(2), lambda _: Frame.blank(8, 4))

    world = FileWorld(tmp_path, openers={".clip": opener})
    assert world.source("a.CLIP").duration == 2
    world.pixels("a.CLIP", Fraction(1))
    assert opened == [tmp_path / "a.CLIP"]


def test_a_giant_photo_is_read_no_larger_than_any_frame_needs(tmp_path: Path) -> None:
    cv2.imwrite(str(tmp_path / "giant.jpg"), np.zeros((120, 6000, 3), np.uint8))
    world = FileWorld(tmp_path)
    assert world.source("giant.jpg").size == Size(6000, 120)
    assert world.pixels("giant.jpg", None).shape[1] <= LONGEST_STILL_PIXELS


def test_a_sound_is_made_when_it_is_first_asked_for() -> None:
    asked: list[int] = []

    def made() -> Samples:
        asked.append(1)
        return np.ones((48_000, 2), np.float32)

    with FileWorld(sources={"music": Sounding(Fraction(1), made)}) as world:
        assert world.source("music").duration == 1
        assert not asked
        assert len(world.samples("music", start=Fraction(1, 2))) == 24_000
        with pytest.raises(BadInput, match="is no picture"):
            world.pixels("music", None)
