"""The reference job against the bare encoder, a hand-written ffmpeg graph, and MoviePy, side by side.

The job: 10 s of 1080x1920 at 30 frames a second; the sample photo slowly pushed in, two texts that fade in and out, a
scrim, a badge, a logo, music at -14 LUFS; H.264 with the same settings everywhere. Ours runs twice: with the plain
push-in that the others do, and with the photo as a living clip (parallax, depth, steam), which they cannot.

Run: python -m benchmarks.bench_render [--rounds 3] [--seconds 10] [--json]
The others run in `.venv/bench`, which `make bench` installs; without it they are left out.
"""

import argparse
import json
import resource
import statistics
import subprocess
import sys
import tempfile
import time
import wave
from collections.abc import Callable
from fractions import Fraction
from pathlib import Path

import cv2
import numpy as np

import sajangpick
import sajangpick.renderer.render
from benchmarks.peak import with_peak
from sajangpick.media.encode import THREADS, VideoWriter, x264_options
from sajangpick.media.frame import U8, Frame
from sajangpick.media.still import read_photo, write_still
from sajangpick.motion import LivingClip, animate
from sajangpick.renderer import FileWorld, Moving, frame, render
from sajangpick.renderer.geometry import Size
from sajangpick.renderer.painter import FramePainter
from sajangpick.renderer.script import parse
from sajangpick.renderer.timeline.resolve import resolve

WIDTH, HEIGHT, RATE = 1080, 1920, 30
ZOOM = 0.08
FADE_SECONDS = 0.5
PHOTO = Path(sajangpick.__file__).parent / "data" / "photos" / "espresso.jpg"
OTHERS = Path(sys.prefix) / "bench" / "bin" / "python"
MOVIEPY_PART = 5
"""MoviePy makes this part of the seconds, and its figures are multiplied: it would take most of the time."""

SPRITES = {"scrim.png": False, "title.png": True, "price.png": True, "badge.png": False, "logo.png": False}
"""What lies over the photo, from below, and whether it fades."""


def main() -> None:
    options = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    options.add_argument("--rounds", type=int, default=3)
    options.add_argument("--seconds", type=int, default=10)
    options.add_argument("--json", action="store_true", help="figures for machines")
    options.add_argument("--one", choices=OWN_JOBS, help=argparse.SUPPRESS)
    options.add_argument("--folder", type=Path, help=argparse.SUPPRESS)
    given = options.parse_args()
    if given.one:
        run_in_process(OWN_JOBS[given.one], given.folder, given.seconds)
        return
    with tempfile.TemporaryDirectory() as folder:
        figures = measure(Path(folder), rounds=given.rounds, seconds=given.seconds)
        stages = stages_ms(Path(folder), given.seconds)
    if given.json:
        print(json.dumps({"jobs": figures, "stages_ms": stages}, indent=2))
    else:
        print(table(figures))
        print("\n".join(["", "CPU ms a frame, one thread:", *(f"{name:40}{ms:7.2f}" for name, ms in stages.items())]))


def measure(folder: Path, *, rounds: int, seconds: int) -> dict[str, dict[str, float]]:
    """Medians over interleaved rounds. `cpu_s` and `wall_s` are the whole process, `job_*` ours without its imports."""
    prepare(folder, seconds)
    jobs: dict[str, Callable[[], dict[str, float]]] = {
        name: lambda name=name: _spawned(_own(name, folder, seconds), reports=True) for name in OWN_JOBS
    }
    if OTHERS.exists():
        graph = ffmpeg_command(folder, seconds)
        jobs["ffmpeg graph"] = lambda: _spawned(graph)
        part = max(1, seconds // MOVIEPY_PART)
        jobs["MoviePy 2"] = lambda: _whole(_spawned(moviepy_command(folder, part), reports=True), seconds / part)
    runs: dict[str, list[dict[str, float]]] = {name: [] for name in jobs}
    for _ in range(rounds):
        for name, job in jobs.items():
            runs[name].append(job())
    return {name: _medians(found) for name, found in runs.items()}


def table(figures: dict[str, dict[str, float]]) -> str:
    """The figures for people, with the ratios that matter."""
    lines = [f"{'':24}{'CPU s':>8}{'wall s':>8}{'job CPU':>9}{'job wall':>9}{'peak MiB':>9}"]
    for name, row in figures.items():
        own = f"{row['job_cpu_s']:9.2f}{row['job_wall_s']:9.2f}" if "job_cpu_s" in row else f"{'':18}"
        lines.append(f"{name:24}{row['cpu_s']:8.2f}{row['wall_s']:8.2f}{own}{row['peak_mib']:9.0f}")
    lines.append("")
    for name, bare in BARE.items():
        row = figures[name]
        lines.append(
            f"{name}: CPU {row['job_cpu_s'] / figures[bare]['job_cpu_s']:.2f} x the bare encoder of its frames"
        )
        if "ffmpeg graph" in figures:
            moviepy, graph = figures["MoviePy 2"], figures["ffmpeg graph"]
            whole, job = moviepy["wall_s"] / row["wall_s"], moviepy["job_wall_s"] / row["job_wall_s"]
            lines.append(f"{name}: wall {row['wall_s'] / graph['wall_s']:.2f} x the ffmpeg graph")
            lines.append(
                f"{name}: MoviePy takes {whole:.1f} x as long, {job:.1f} x without the start of both processes"
            )
    return "\n".join(lines)


def document(seconds: int, *, photo: dict[str, object]) -> dict[str, object]:
    fades = [
        {"type": "fade", "time": 0, "duration": FADE_SECONDS},
        {"type": "fade", "time": "end", "duration": FADE_SECONDS, "reversed": True},
    ]
    text = {"type": "text", "x_anchor": 0, "y_anchor": 0, "x": 90, "fill_color": "#ffffff"}
    return {
        "output_format": "mp4", "width": WIDTH, "height": HEIGHT, "frame_rate": RATE, "duration": seconds,
        "elements": [
            {"width": "100%", "height": "100%", **photo},
            {"type": "shape", "name": "scrim", "y": 1100, "y_anchor": 0, "width": WIDTH, "height": HEIGHT - 1100,
             "fill_mode": "linear", "fill_color": [
                 {"offset": "0%", "color": "rgba(0,0,0,0)"}, {"offset": "100%", "color": "rgba(0,0,0,0.8)"}]},
            {**text, "name": "title", "text": "새우 파스타", "y": 1280, "font_family": "Black Han Sans",
             "font_size": 170, "animations": fades},
            {**text, "name": "price", "text": "18,000원", "y": 1500, "font_family": "Pretendard", "font_weight": 800,
             "font_size": 120, "animations": fades},
            {**text, "name": "badge", "text": "AI로 제작", "x": 60, "y": 200, "font_size": 36,
             "background_color": "rgba(0,0,0,0.5)"},
            {"type": "image", "name": "logo", "source": "logo.png", "x": 860, "y": 190, "x_anchor": 0, "y_anchor": 0,
             "width": 160, "height": 160},
            {"type": "audio", "source": "music.wav", "duration": None},
        ],
    }  # fmt: skip


def prepare(folder: Path, seconds: int) -> None:
    """What all of them read: the photo at the frame's size, the sprites, the music, and the frames for the encoder."""
    photo = read_photo(PHOTO)
    scale = max(WIDTH / photo.shape[1], HEIGHT / photo.shape[0])
    fitted = cv2.resize(photo, None, fx=scale, fy=scale, interpolation=cv2.INTER_CUBIC)
    top, left = (fitted.shape[0] - HEIGHT) // 2, (fitted.shape[1] - WIDTH) // 2
    write_still(fitted[top : top + HEIGHT, left : left + WIDTH], folder / "still.png")
    cv2.imwrite(str(folder / "logo.png"), _logo())
    _write_music(folder / "music.wav", seconds)
    _write_sprites(folder)
    for job in (push_in, living_clip):
        _keep_frames(job, folder, seconds)


def _keep_frames(job: Callable[[Path, int], None], folder: Path, seconds: int) -> None:
    """The very frames of a job, as the bare encoder gets them: caught on their way to ours."""
    with open(folder / f"{job.__name__}.i420", "wb") as raw:

        class Catcher(VideoWriter):
            def write(self, frame: Frame) -> None:
                raw.write(frame.data)
                super().write(frame)

        rendering = sys.modules["sajangpick.renderer.render"]
        rendering.VideoWriter = Catcher
        try:
            job(folder, seconds)
        finally:
            rendering.VideoWriter = VideoWriter


def push_in(folder: Path, seconds: int) -> None:
    with FileWorld(folder) as world:
        render(document(seconds, photo=_pushed_in()), folder / "push-in.mp4", world=world)


def _pushed_in() -> dict[str, object]:
    zoom = {"type": "scale", "scope": "element", "start_scale": "100%", "end_scale": f"{100 + 100 * ZOOM}%"}
    return {"type": "image", "source": "still.png", "animations": [{**zoom, "easing": "linear", "fade": False}]}


def living_clip(folder: Path, seconds: int) -> None:
    clip = animate(read_photo(PHOTO), seconds=seconds, size=(WIDTH, HEIGHT), fps=RATE, seed=1)
    video = Moving(Size(WIDTH, HEIGHT), Fraction(seconds), lambda at: _at(clip, at), Fraction(RATE))
    with FileWorld(folder, sources={"clip": video}) as world:
        render(document(seconds, photo={"type": "video", "source": "clip"}), folder / "living.mp4", world=world)


def bare_push_in(folder: Path, seconds: int) -> None:
    _encode(folder / "push_in.i420", folder, seconds)


def bare_living_clip(folder: Path, seconds: int) -> None:
    _encode(folder / "living_clip.i420", folder, seconds)


def _encode(frames: Path, folder: Path, seconds: int) -> None:
    raw = np.memmap(frames, np.uint8, "r").reshape(seconds * RATE, HEIGHT * 3 // 2, WIDTH)
    with VideoWriter(folder / "bare.mp4", width=WIDTH, height=HEIGHT, frame_rate=RATE, sound=False) as writer:
        for data in raw:
            writer.write(Frame(data, WIDTH, HEIGHT))


def stages_ms(folder: Path, seconds: int) -> dict[str, float]:
    """What composing costs by itself: over a video that is already there, and with the push-in."""
    data = np.fromfile(folder / "push_in.i420", np.uint8, HEIGHT * 3 // 2 * WIDTH).reshape(-1, WIDTH)
    still = Moving(Size(WIDTH, HEIGHT), Fraction(seconds), lambda _: Frame(data, WIDTH, HEIGHT), Fraction(RATE))
    world = FileWorld(folder, sources={"clip": still})
    resolving, over_video = _composing(document(seconds, photo={"type": "video", "source": "clip"}), world)
    _, with_push_in = _composing(document(seconds, photo=_pushed_in()), world)
    return {"timeline": resolving, "paint over a video": over_video, "paint with the push-in": with_push_in}


def _composing(written: dict[str, object], world: FileWorld) -> tuple[float, float]:
    threads = cv2.getNumThreads()
    cv2.setNumThreads(1)
    timeline, painter = resolve(parse(written), world), FramePainter(world)
    resolving, painting = [], []
    for index in range(timeline.frame_count):
        start = time.thread_time()
        scene = timeline.at(index / timeline.frame_rate)
        middle = time.thread_time()
        painter.paint(scene)
        resolving.append(middle - start)
        painting.append(time.thread_time() - middle)
    cv2.setNumThreads(threads)
    return 1000 * statistics.mean(resolving), 1000 * statistics.mean(painting)


OWN_JOBS: dict[str, Callable[[Path, int], None]] = {
    "push-in": push_in,
    "its frames encoded": bare_push_in,
    "living clip": living_clip,
    "these frames encoded": bare_living_clip,
}
BARE = {"push-in": "its frames encoded", "living clip": "these frames encoded"}


def run_in_process(job: Callable[[Path, int], None], folder: Path, seconds: int) -> None:
    """Run one of our jobs and print what it took without the imports."""
    wall, cpu = time.perf_counter(), time.process_time()
    job(folder, seconds)
    print(json.dumps({"job_cpu_s": time.process_time() - cpu, "job_wall_s": time.perf_counter() - wall}))


def ffmpeg_command(folder: Path, seconds: int) -> list[str]:
    """A filter graph as one writes it by hand.

    zoompan moves by whole pixels of its input, so the photo is enlarged fourfold first: the usual cure for its jitter.
    """
    frames = seconds * RATE
    steps = [
        f"[0]scale={WIDTH * 4}:{HEIGHT * 4}:flags=bicubic,zoompan=z='1+{ZOOM}*on/{frames}':x='iw/2-iw/zoom/2'"
        f":y='ih/2-ih/zoom/2':d={frames}:s={WIDTH}x{HEIGHT}:fps={RATE}[v0]"
    ]
    inputs = ["-i", str(folder / "still.png")]
    for index, (name, (left, top, fades)) in enumerate(_placed_sprites(folder).items(), start=1):
        inputs += ["-loop", "1", "-framerate", str(RATE), "-t", str(seconds), "-i", str(folder / name)]
        end = seconds - FADE_SECONDS
        fade = f"fade=in:d={FADE_SECONDS}:alpha=1,fade=out:st={end}:d={FADE_SECONDS}:alpha=1" if fades else "null"
        steps.append(f"[{index}]format=yuva420p,{fade}[s{index}]")
        steps.append(f"[v{index - 1}][s{index}]overlay={left}:{top}[v{index}]")
    last = len(SPRITES)
    steps.append(f"[v{last}]format=yuv420p[out];[{last + 1}]loudnorm=I=-14:TP=-1.5[sound]")
    x264 = x264_options(Fraction(RATE))
    return [
        _ffmpeg(), "-hide_banner", "-loglevel", "error", "-y", *inputs, "-i", str(folder / "music.wav"),
        "-filter_complex", ";".join(steps), "-map", "[out]", "-map", "[sound]", "-t", str(seconds),
        "-c:v", "libx264", "-threads:v", str(THREADS), "-preset", x264["preset"], "-profile:v", x264["profile"],
        "-crf", x264["crf"], "-x264-params", x264["x264-params"], "-c:a", "aac", "-b:a", "192k", "-ar", "48000",
        "-movflags", "+faststart", str(folder / "graph.mp4"),
    ]  # fmt: skip


def moviepy_command(folder: Path, seconds: int) -> list[str]:
    job = Path(__file__).with_name("moviepy_job.py")
    numbers = [str(value) for value in (seconds, RATE, ZOOM, FADE_SECONDS)]
    sprites, x264 = json.dumps(_placed_sprites(folder)), json.dumps(x264_options(Fraction(RATE)))
    return [str(OTHERS), str(job), str(folder), *numbers, sprites, x264]


def _ffmpeg() -> str:
    ask = "import imageio_ffmpeg; print(imageio_ffmpeg.get_ffmpeg_exe())"
    return subprocess.run([str(OTHERS), "-c", ask], check=True, capture_output=True, text=True).stdout.strip()


def _own(name: str, folder: Path, seconds: int) -> list[str]:
    module = [sys.executable, "-m", "benchmarks.bench_render"]
    return [*module, "--one", name, "--folder", str(folder), "--seconds", str(seconds)]


def _spawned(command: list[str], *, reports: bool = False) -> dict[str, float]:
    before, wall = resource.getrusage(resource.RUSAGE_CHILDREN), time.perf_counter()
    timed = with_peak(command)
    done = subprocess.run(timed, check=True, stdout=subprocess.PIPE, text=True)
    wall = time.perf_counter() - wall
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    cpu = after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime
    lines = done.stdout.splitlines()
    own = json.loads(lines[-2]) if reports else {}
    return {"cpu_s": cpu, "wall_s": wall, "peak_mib": int(lines[-1]) / 1024, **own}


def _whole(part: dict[str, float], factor: float) -> dict[str, float]:
    """What the whole job would take: the job's own time multiplied, the start of the process counted once."""
    job = {"cpu_s": part["job_cpu_s"], "wall_s": part["job_wall_s"]}
    rest = {name: part[name] - own + own * factor for name, own in job.items()}
    return {**part, **rest, **{f"job_{name}": own * factor for name, own in job.items()}}


def _medians(runs: list[dict[str, float]]) -> dict[str, float]:
    return {name: statistics.median(run[name] for run in runs) for name in runs[0]}


def _at(clip: LivingClip, at: Fraction) -> Frame:
    return clip.frame(min(clip.count - 1, int(at * RATE)))


def _logo() -> U8:
    logo = np.zeros((160, 160, 4), np.uint8)
    cv2.circle(logo, (80, 80), 76, (40, 60, 200, 255), -1, cv2.LINE_AA)
    cv2.circle(logo, (80, 80), 48, (240, 240, 240, 255), 6, cv2.LINE_AA)
    return logo


def _write_music(path: Path, seconds: int) -> None:
    t = np.arange(seconds * 48_000) / 48_000
    chord = sum(np.sin(2 * np.pi * pitch * t) for pitch in (220, 277.18, 329.63, 440)) * (0.6 + 0.4 * np.cos(8 * t))
    stereo = np.stack([chord, np.roll(chord, 400)], axis=1) * 0.15
    with wave.open(str(path), "wb") as file:
        file.setnchannels(2)
        file.setsampwidth(2)
        file.setframerate(48_000)
        file.writeframes((stereo * 32767).astype("<i2").tobytes())


def _write_sprites(folder: Path) -> None:
    """Each layer alone on nothing, as our own renderer sets it, cropped; and where it was."""
    whole = document(2, photo={})
    layers = {str(element.get("name")): element for element in whole["elements"]}  # pyright: ignore[reportGeneralTypeIssues]
    places: dict[str, tuple[int, int, bool]] = {}
    for name, fades in SPRITES.items():
        alone = {**whole, "output_format": "png", "elements": [{**layers[Path(name).stem], "animations": None}]}
        pixels = frame(alone, Fraction(1), world=FileWorld(folder))
        left, top, width, height = cv2.boundingRect(pixels[..., 3])
        write_still(pixels[top : top + height, left : left + width], folder / name)
        places[name] = (left, top, fades)
    (folder / "sprites.json").write_text(json.dumps(places))


def _placed_sprites(folder: Path) -> dict[str, tuple[int, int, bool]]:
    """The top left corner of each sprite, and whether it fades."""
    return json.loads((folder / "sprites.json").read_text())


if __name__ == "__main__":
    main()
