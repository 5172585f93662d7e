"""From documents to files: what comes out, that it comes out twice the same, and that nothing half-made is left."""

import json
from fractions import Fraction
from pathlib import Path

import cv2
import numpy as np
import pytest

import sajangpick.renderer
from sajangpick.errors import BadInput, ScriptError, SourceMissing
from sajangpick.media.decode import VideoReader, read_samples
from sajangpick.media.frame import U8, Frame
from sajangpick.media.loudness import measure
from sajangpick.media.probe import probe
from sajangpick.media.still import read_still
from sajangpick.renderer import FileWorld, Moving, frame, lint, render
from sajangpick.renderer.geometry import Size
from sajangpick.renderer.painter import FramePainter
from sajangpick.renderer.render import Rendered


def video_of(count: list[Fraction]) -> Moving:
    """A video that notes when it is looked at."""

    def at(t: Fraction) -> Frame:
        count.append(t)
        return Frame.from_bgr(np.full((48, 32, 3), (int(t * 100) % 256, 90, 160), np.uint8))

    return Moving(Size(32, 48), Fraction(1), at, Fraction(10))


def document(**more: object) -> dict[str, object]:
    return {
        "output_format": "mp4", "width": 64, "height": 96, "frame_rate": 10, "duration": 1.5, "fill_color": "#204060",
        "elements": [
            {"type": "text", "name": "Title", "text": "특가", "font_size": 24, "fill_color": "#ffffff",
             "animations": [{"type": "fade", "time": 0, "duration": 0.5}]},
        ],
        **more,
    }  # fmt: skip


def tone(seconds: float = 1.5) -> np.ndarray:
    t = np.arange(round(seconds * 48_000)) / 48_000
    return np.stack([np.sin(2 * np.pi * 330 * t) * 0.2] * 2, axis=1).astype(np.float32)


def test_a_video(tmp_path: Path) -> None:
    done = render(document(), tmp_path / "out.mp4")
    assert done == Rendered(tmp_path / "out.mp4", 64, 96, 15, Fraction(10), Fraction(3, 2), ())
    info = probe(done.path)
    assert (info.kind, info.size, info.frame_rate, info.has_sound) == ("moving", (64, 96), 10, False)
    with VideoReader(done.path) as reader:
        last = reader.frame(Fraction(14, 10)).to_bgr()
        first = reader.frame(Fraction(0)).to_bgr()
    assert np.abs(first.astype(int) - (0x60, 0x40, 0x20)).max() < 12
    assert last.max() > 230
    assert json.dumps(done.summary())


def test_the_same_document_gives_the_same_bytes(tmp_path: Path) -> None:
    for name in ("a.mp4", "b.mp4"):
        render(document(), tmp_path / name)
    assert (tmp_path / "a.mp4").read_bytes() == (tmp_path / "b.mp4").read_bytes()


@pytest.mark.parametrize("suffix", ["png", "jpg"])
def test_a_picture_of_a_moment(tmp_path: Path, suffix: str) -> None:
    done = render(document(), tmp_path / f"out.{suffix}", at=Fraction(1))
    assert (done.width, done.height, done.frame_count, done.frame_rate) == (64, 96, 1, None)
    pixels = read_still(done.path)
    assert pixels[..., :3].max() > 230
    assert np.abs(pixels.astype(int) - frame(document(), Fraction(1))).mean() < (0.01 if suffix == "png" else 3)


def test_a_picture_is_of_the_snapshot_time_unless_told_otherwise(tmp_path: Path) -> None:
    render(document(snapshot_time=1.2), tmp_path / "out.png")
    assert np.array_equal(read_still(tmp_path / "out.png"), frame(document(), Fraction(6, 5)))
    assert not np.array_equal(frame(document(snapshot_time=1.2)), frame(document(), Fraction(0)))


def test_an_animation_is_no_faster_than_a_gif_can_be(tmp_path: Path) -> None:
    done = render(document(frame_rate=30), tmp_path / "out.gif")
    assert done.frame_rate == 15
    assert done.frame_count == 23
    assert probe(done.path).size == (64, 96)


def test_sound_is_mixed_and_brought_to_level(tmp_path: Path) -> None:
    sound = {"type": "audio", "source": "music", "time": 0.5, "duration": None}
    world = FileWorld(sources={"music": tone()})
    done = render(document(duration=3, elements=[sound]), tmp_path / "out.mp4", world=world)
    samples = read_samples(done.path)
    assert np.abs(samples[:20_000]).max() < 0.01
    assert abs(measure(samples[:96_000]).integrated_lufs - -14) < 0.7


def test_an_odd_size_is_made_even_with_a_warning(tmp_path: Path) -> None:
    odd = document(render_scale=0.546875)
    done = render(odd, tmp_path / "out.mp4")
    assert (done.width, done.height) == (36, 52)
    assert "35x52 became 36x52" in done.warnings[-1]
    assert render(odd, tmp_path / "out.png").width == 35


@pytest.mark.parametrize("scale", [0.5, 2])
def test_render_scale_draws_everything_larger_or_smaller(tmp_path: Path, scale: float) -> None:
    scaled = frame(document(render_scale=scale), Fraction(1))
    assert scaled.shape == (96 * scale, 64 * scale, 4)
    plain = cv2.resize(frame(document(), Fraction(1)), scaled.shape[1::-1], interpolation=cv2.INTER_AREA)
    assert np.abs(scaled.astype(int) - plain).mean() < 8
    assert render(document(render_scale=scale), tmp_path / "out.mp4").width == 64 * scale


@pytest.mark.parametrize("scale", [0, 99, "big", True])
def test_a_wrong_scale_is_refused(scale: object) -> None:
    with pytest.raises(ScriptError, match="render_scale"):
        frame(document(render_scale=scale))


def test_modifications_and_files_beside_the_document(tmp_path: Path) -> None:
    cv2.imwrite(str(tmp_path / "red.png"), np.full((8, 8, 3), (0, 0, 255), np.uint8))
    path = tmp_path / "script.json"
    path.write_text(json.dumps(document(elements=[{"type": "image", "name": "Photo", "source": "none.png"}])))
    pixels = frame(path, modifications={"Photo": "red.png"})
    assert tuple(pixels[40, 30]) == (0, 0, 255, 255)
    with pytest.raises(SourceMissing):
        frame(path)


def test_progress_is_told_frame_by_frame(tmp_path: Path) -> None:
    told: list[tuple[int, int]] = []
    render(document(), tmp_path / "out.mp4", on_progress=lambda done, total: told.append((done, total)))
    assert told == [(index, 15) for index in range(1, 16)]


@pytest.mark.parametrize("name", ["out.mp4", "out.gif", "out.png"])
def test_what_is_stopped_leaves_nothing(tmp_path: Path, name: str) -> None:
    def stop(done: int, total: int) -> None:
        if done == min(5, total):
            raise KeyboardInterrupt

    if name == "out.png":
        with pytest.raises(ScriptError):
            render(document(width="wide"), tmp_path / name)
    else:
        with pytest.raises(KeyboardInterrupt):
            render(document(), tmp_path / name, on_progress=stop)
    assert list(tmp_path.iterdir()) == []


def test_what_fails_half_way_leaves_the_old_file(tmp_path: Path) -> None:
    def torn(t: Fraction) -> Frame:
        if t > Fraction(1, 2):
            raise BadInput("The video tears.")
        return Frame.blank(32, 48)

    (tmp_path / "out.mp4").write_bytes(b"the last one")
    world = FileWorld(sources={"video": Moving(Size(32, 48), Fraction(2), torn)})
    with pytest.raises(BadInput, match="tears"):
        render(document(elements=[{"type": "video", "source": "video"}]), tmp_path / "out.mp4", world=world)
    assert [path.name for path in tmp_path.iterdir()] == ["out.mp4"]
    assert (tmp_path / "out.mp4").read_bytes() == b"the last one"


def test_bad_input_is_one_sentence(tmp_path: Path) -> None:
    with pytest.raises(BadInput, match="no name for a video"):
        render(document(), tmp_path / "out.avi")
    with pytest.raises(BadInput, match="has no second 9"):
        render(document(), tmp_path / "out.png", at=Fraction(9))
    with pytest.raises(SourceMissing, match="There is no file"):
        render(tmp_path / "none.json", tmp_path / "out.mp4")
    (tmp_path / "binary.json").write_bytes(b"\xff\xfe\x00\x01")
    with pytest.raises(ScriptError, match="not a text"):
        render(tmp_path / "binary.json", tmp_path / "out.mp4")


def test_what_does_not_change_is_painted_once(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    painted: list[object] = []
    paint = FramePainter.paint

    def counting(self: FramePainter, scene: object) -> Frame:
        painted.append(scene)
        return paint(self, scene)  # pyright: ignore[reportArgumentType]

    monkeypatch.setattr(FramePainter, "paint", counting)
    render(document(), tmp_path / "out.mp4")
    assert len(painted) == 6  # five frames of fading, then one for the rest


def test_a_video_is_asked_for_each_frame_once_and_in_order(tmp_path: Path) -> None:
    asked: list[Fraction] = []
    world = FileWorld(sources={"video": video_of(asked)})
    render(document(duration=1, elements=[{"type": "video", "source": "video"}]), tmp_path / "out.mp4", world=world)
    assert asked == sorted(set(asked))
    assert len(asked) == 10


def test_a_frame_of_the_video_is_the_frame_alone(tmp_path: Path) -> None:
    moving = document(elements=[
        {"type": "text", "text": "가나다", "font_size": 20, "fill_color": "#fff",
         "animations": [{"type": "slide", "duration": 1.5, "easing": "linear"}]},
    ])  # fmt: skip
    render(moving, tmp_path / "out.mp4")
    with VideoReader(tmp_path / "out.mp4") as reader:
        for index in (3, 9):
            alone = frame(moving, Fraction(index, 10))[..., :3]
            assert _luma_difference(reader.frame(Fraction(index, 10)).to_bgr(), alone) < 3


def test_functions_are_not_hidden_by_modules_of_the_same_name() -> None:
    for name in ("render", "lint"):
        module = __import__(f"sajangpick.renderer.{name}", fromlist=["x"])
        assert callable(getattr(module, name))
    assert sajangpick.renderer.render is render
    assert sajangpick.renderer.lint is lint


def _luma_difference(a: U8, b: U8) -> float:
    weights = [0.0722, 0.7152, 0.2126]
    return float(np.abs(a.astype(float) @ weights - b.astype(float) @ weights).mean())
