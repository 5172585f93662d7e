"""Reading videos and sounds: every form becomes ours, at the right time, and broken files get one sentence."""

import struct
import wave
from fractions import Fraction
from pathlib import Path

import av
import numpy as np
import pytest

from sajangpick.errors import BadInput, SourceMissing
from sajangpick.media.decode import VideoReader, read_samples
from sajangpick.media.encode import GifWriter, VideoWriter
from sajangpick.media.frame import Frame
from sajangpick.media.probe import MediaInfo, probe

WIDTH, HEIGHT = 96, 64


def grey(level: int) -> Frame:
    frame = Frame.blank(WIDTH, HEIGHT)
    frame.y[:] = level
    return frame


def write_levels(path: Path, count: int = 60, **settings: int) -> Path:
    """A video whose frame n has luma 30 + 3n."""
    with VideoWriter(path, width=WIDTH, height=HEIGHT, **settings) as writer:
        for index in range(count):
            writer.write(grey(30 + 3 * index))
        tone = 0.5 * np.sin(2 * np.pi * 440 * np.arange(count * 1600) / 48_000)
        writer.write_samples(np.stack([tone, -tone], axis=1).astype(np.float32))
    return path


def level_at(reader: VideoReader, at: Fraction) -> int:
    return round((float(reader.frame(at).y.mean()) - 30) / 3)


def write_colour(path: Path, pixel_format: str, matrix: int, full_range: bool, bgr: tuple[int, int, int]) -> Path:
    """A flat colour, encoded as `pixel_format` with the given H.273 matrix by an arithmetic of its own."""
    red_weight, blue_weight = {1: (0.2126, 0.0722), 6: (0.299, 0.114), 9: (0.2627, 0.0593)}[matrix]
    blue, green, red = (value / 255 for value in bgr)
    luma = red_weight * red + (1 - red_weight - blue_weight) * green + blue_weight * blue
    chroma = ((blue - luma) / (2 - 2 * blue_weight), (red - luma) / (2 - 2 * red_weight))
    depth = 4 if "10" in pixel_format else 1
    if full_range:
        codes = [255 * luma, *(128 + 255 * value for value in chroma)]
    else:
        codes = [16 + 219 * luma, *(128 + 224 * value for value in chroma)]
    with av.open(str(path), "w") as container:
        stream = container.add_stream("libx264", rate=30, options={"qp": "0" if depth == 1 else "1"})
        stream.width, stream.height, stream.pix_fmt = WIDTH, HEIGHT, pixel_format
        stream.codec_context.colorspace = matrix
        stream.codec_context.color_range = 2 if full_range else 1
        for _ in range(3):
            frame = av.VideoFrame(WIDTH, HEIGHT, pixel_format)
            frame.colorspace, frame.color_range = matrix, 2 if full_range else 1
            for plane, code in zip(frame.planes, codes, strict=True):
                kind = np.uint16 if depth == 4 else np.uint8
                np.frombuffer(plane, kind)[:] = round(code * depth)
            container.mux(stream.encode(frame))
        container.mux(stream.encode(None))
    return path


class TestTime:
    def test_going_forward_gives_every_frame(self, tmp_path: Path) -> None:
        with VideoReader(write_levels(tmp_path / "a.mp4")) as reader:
            assert reader.size == (WIDTH, HEIGHT)
            assert [level_at(reader, Fraction(index, 30)) for index in range(60)] == list(range(60))

    def test_between_two_frames_the_earlier_is_shown(self, tmp_path: Path) -> None:
        with VideoReader(write_levels(tmp_path / "a.mp4")) as reader:
            assert level_at(reader, Fraction(10, 30) - Fraction(1, 1000)) == 9
            assert level_at(reader, Fraction(10, 30)) == 10

    def test_any_order_gives_the_same(self, tmp_path: Path) -> None:
        with VideoReader(write_levels(tmp_path / "a.mp4")) as reader:
            for index in np.random.default_rng(5).integers(0, 60, 25).tolist():
                assert level_at(reader, Fraction(index, 30)) == index

    def test_the_ends_are_held(self, tmp_path: Path) -> None:
        with VideoReader(write_levels(tmp_path / "a.mp4")) as reader:
            assert level_at(reader, Fraction(100)) == 59
            assert level_at(reader, Fraction(-1)) == 0
            assert level_at(reader, Fraction(1)) == 30

    def test_the_same_frame_is_converted_once(self, tmp_path: Path) -> None:
        with VideoReader(write_levels(tmp_path / "a.mp4")) as reader:
            assert reader.frame(Fraction(1, 2)) is reader.frame(Fraction(1, 2) + Fraction(1, 100))

    def test_a_variable_frame_rate_is_kept_to(self, tmp_path: Path) -> None:
        times = [0, 3, 4, 20, 21, 50]
        with av.open(str(tmp_path / "a.mp4"), "w") as container:
            stream = container.add_stream("libx264", rate=100)
            stream.width, stream.height, stream.pix_fmt = WIDTH, HEIGHT, "yuv420p"
            for index, time in enumerate(times):
                frame = av.VideoFrame.from_ndarray(grey(30 + 30 * index).data, "yuv420p")
                frame.pts, frame.time_base = time, Fraction(1, 100)
                container.mux(stream.encode(frame))
            container.mux(stream.encode(None))
        with VideoReader(tmp_path / "a.mp4") as reader:
            seen = [level_at(reader, Fraction(at, 100)) / 10 for at in (0, 2, 3, 4, 19, 20, 49, 50, 99)]
        assert seen == pytest.approx([0, 0, 1, 2, 2, 3, 4, 5, 5], abs=0.2)

    def test_a_gif_can_be_read_again_from_the_start(self, tmp_path: Path) -> None:
        with GifWriter(tmp_path / "a.gif", width=WIDTH, height=HEIGHT, frame_rate=10) as writer:
            for index in range(5):
                writer.write(grey(30 + 30 * index))
        with VideoReader(tmp_path / "a.gif") as reader:
            assert [round(reader.frame(Fraction(at, 10)).y.mean() / 30) for at in (0, 4, 1, 3)] == [1, 5, 2, 4]


class TestColour:
    @pytest.mark.parametrize("matrix", [1, 6, 9])
    @pytest.mark.parametrize("full_range", [False, True])
    @pytest.mark.parametrize("pixel_format", ["yuv420p", "yuv444p", "yuv422p10le"])
    def test_every_matrix_range_and_depth_shows_the_same_colour(
        self, tmp_path: Path, matrix: int, full_range: bool, pixel_format: str
    ) -> None:
        colour = (60, 110, 200)
        path = write_colour(tmp_path / "a.mp4", pixel_format, matrix, full_range, colour)
        with VideoReader(path) as reader:
            shown = reader.frame(Fraction(0)).to_bgr()[HEIGHT // 2, WIDTH // 2]
        assert np.abs(shown.astype(int) - colour).max() <= 3


@pytest.mark.parametrize(("degrees", "corner"), [(0, (0, 0)), (90, (0, -1)), (180, (-1, -1)), (270, (-1, 0))])
def test_a_phone_held_otherwise_is_turned_upright(tmp_path: Path, degrees: int, corner: tuple[int, int]) -> None:
    frame = grey(40)
    frame.y[:16, :16] = 220
    with VideoWriter(tmp_path / "a.mp4", width=WIDTH, height=HEIGHT, sound=False) as writer:
        for _ in range(5):
            writer.write(frame)
    # The track header's matrix is the last thing in it but the size (ISO 14496-12, 8.3.2): clockwise turns.
    data = bytearray((tmp_path / "a.mp4").read_bytes())
    at = data.index(b"tkhd") + 4 + 40
    cosine, sine = {0: (1, 0), 90: (0, 1), 180: (-1, 0), 270: (0, -1)}[degrees]
    data[at : at + 36] = struct.pack(
        ">9i", *(value << 16 for value in (cosine, sine)), 0, -sine << 16, cosine << 16, 0, 0, 0, 1 << 30
    )
    (tmp_path / "a.mp4").write_bytes(data)
    size = (WIDTH, HEIGHT) if degrees % 180 == 0 else (HEIGHT, WIDTH)
    with VideoReader(tmp_path / "a.mp4") as reader:
        assert reader.size == size
        assert reader.frame(Fraction(0)).y[corner] > 200
    assert probe(tmp_path / "a.mp4").size == size


def write_wave(path: Path, samples: np.ndarray, rate: int) -> Path:
    with wave.open(str(path), "wb") as file:
        file.setnchannels(samples.shape[1])
        file.setsampwidth(2)
        file.setframerate(rate)
        file.writeframes((samples * 32767).astype("<i2").tobytes())
    return path


class TestSamples:
    def test_stereo_at_our_rate_comes_back_exactly(self, tmp_path: Path) -> None:
        ramp = np.linspace(-0.5, 0.5, 96_000)[:, None] * [1, -1]
        path = write_wave(tmp_path / "a.wav", ramp, 48_000)
        read = read_samples(path)
        assert read.shape == (96_000, 2)
        assert read.dtype == np.float32
        assert np.abs(read - ramp).max() < 1e-4

    def test_a_stretch_begins_and_ends_at_its_samples(self, tmp_path: Path) -> None:
        ramp = np.linspace(-0.5, 0.5, 96_000)[:, None] * [1, -1]
        path = write_wave(tmp_path / "a.wav", ramp, 48_000)
        read = read_samples(path, start=Fraction(7, 10), duration=Fraction(1, 2))
        assert np.abs(read - ramp[33_600:57_600]).max() < 1e-4
        assert len(read_samples(path, start=Fraction(19, 10), duration=Fraction(5))) == 4800
        assert len(read_samples(path, start=Fraction(5))) == 0

    @pytest.mark.parametrize("channels", [1, 2])
    def test_another_rate_and_one_channel_become_ours_at_the_same_level(self, tmp_path: Path, channels: int) -> None:
        tone = 0.5 * np.sin(2 * np.pi * 300 * np.arange(44_100) / 44_100)
        path = write_wave(tmp_path / "a.wav", tone[:, None].repeat(channels, axis=1), 44_100)
        read = read_samples(path)
        expected = 0.5 * np.sin(2 * np.pi * 300 * np.arange(48_000) / 48_000)
        assert abs(len(read) - 48_000) <= 32
        assert np.abs(read[500:-500] - expected[500 : len(read) - 500, None]).max() < 0.01

    def test_the_sound_of_a_video(self, tmp_path: Path) -> None:
        path = write_levels(tmp_path / "a.mp4")
        whole = read_samples(path)
        assert abs(len(whole) - 96_000) <= 1024
        part = read_samples(path, start=Fraction(1), duration=Fraction(1, 4))
        assert np.abs(part - whole[48_000:60_000]).max() < 0.01

    def test_a_video_without_sound_gives_none(self, tmp_path: Path) -> None:
        assert read_samples(write_levels(tmp_path / "a.mp4", count=5, sound=False)).shape == (0, 2)


class TestProbe:
    def test_a_video(self, tmp_path: Path) -> None:
        assert probe(write_levels(tmp_path / "a.mp4")) == MediaInfo(
            "moving", (WIDTH, HEIGHT), Fraction(2), Fraction(30), True, "h264", "aac", 48_000, 2
        )

    def test_a_sound(self, tmp_path: Path) -> None:
        facts = probe(write_wave(tmp_path / "a.wav", np.zeros((4410, 1)), 44_100))
        assert (facts.kind, facts.duration, facts.size) == ("sound", Fraction(1, 10), None)
        assert (facts.has_sound, facts.sample_rate_hz, facts.channels) == (True, 44_100, 1)

    def test_a_gif_moves(self, tmp_path: Path) -> None:
        with GifWriter(tmp_path / "a.gif", width=WIDTH, height=HEIGHT) as writer:
            for level in (50, 100, 150):
                writer.write(grey(level))
        facts = probe(tmp_path / "a.gif")
        assert (facts.kind, facts.size, facts.duration) == ("moving", (WIDTH, HEIGHT), Fraction(3, 10))

    def test_a_still_lying_on_its_side(self, tmp_path: Path) -> None:
        from PIL import Image

        exif = Image.Exif()
        exif[0x0112] = 6
        Image.new("RGB", (30, 20)).save(tmp_path / "a.jpg", exif=exif)
        assert probe(tmp_path / "a.jpg") == MediaInfo("still", (20, 30))


HOSTILE = {
    "empty": b"",
    "text": b"no video at all",
    "a playlist naming another file": b"#EXTM3U\n#EXT-X-TARGETDURATION:10\n#EXTINF:10,\nfile:///etc/hosts\n#EXT-X-ENDLIST\n",
    "a list of files": b"ffconcat version 1.0\nfile /etc/hosts\n",
    "a header alone": struct.pack(">I", 24) + b"ftypmp42" + bytes(12),
}


class TestBadInput:
    @pytest.mark.parametrize("name", HOSTILE)
    def test_what_is_no_video(self, tmp_path: Path, name: str) -> None:
        path = tmp_path / "a.mp4"
        path.write_bytes(HOSTILE[name])
        for read in (probe, VideoReader, read_samples):
            with pytest.raises(BadInput):
                read(path)

    def test_a_missing_file(self, tmp_path: Path) -> None:
        for read in (probe, VideoReader, read_samples):
            with pytest.raises(SourceMissing):
                read(tmp_path / "none.mp4")

    def test_sound_is_no_video(self, tmp_path: Path) -> None:
        with pytest.raises(BadInput):
            VideoReader(write_wave(tmp_path / "a.wav", np.zeros((100, 1)), 48_000))

    def test_a_codec_that_nobody_knows_counts_as_no_stream(self, tmp_path: Path) -> None:
        path = write_levels(tmp_path / "a.mp4", count=10)
        path.write_bytes(path.read_bytes().replace(b"avc1", b"zzzz").replace(b"avcC", b"zzzC"))
        assert probe(path).kind == "sound"
        with pytest.raises(BadInput):
            VideoReader(path)

    def test_a_video_cut_short_plays_as_far_as_it_goes(self, tmp_path: Path) -> None:
        path = write_levels(tmp_path / "a.mp4")
        path.write_bytes(path.read_bytes()[: path.stat().st_size * 3 // 5])
        with VideoReader(path) as reader:
            assert level_at(reader, Fraction(0)) == 0
            assert level_at(reader, Fraction(50)) < 59

    def test_mutated_videos_never_raise_anything_else(self, tmp_path: Path) -> None:
        rng = np.random.default_rng(11)
        whole = write_levels(tmp_path / "a.mp4", count=10).read_bytes()
        for _ in range(25):
            data = bytearray(whole)
            for place in rng.integers(0, len(data), 6).tolist():
                data[place] = int(rng.integers(256))
            (tmp_path / "b.mp4").write_bytes(data)
            for read in (probe, read_samples, lambda path: VideoReader(path).frame(Fraction(1, 5))):
                try:
                    read(tmp_path / "b.mp4")
                except BadInput:
                    continue
