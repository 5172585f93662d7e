"""The reference job as a MoviePy 2 program; runs where MoviePy is installed, without Sajangpick.

Run: python moviepy_job.py FOLDER SECONDS RATE ZOOM FADE SPRITES_JSON X264_JSON
"""

import json
import resource
import sys
import time
from pathlib import Path

from moviepy import AudioFileClip, CompositeVideoClip, ImageClip, vfx


def main() -> None:
    folder, seconds, rate, zoom = Path(sys.argv[1]), float(sys.argv[2]), int(sys.argv[3]), float(sys.argv[4])
    fade, sprites, x264 = float(sys.argv[5]), json.loads(sys.argv[6]), json.loads(sys.argv[7])
    photo = ImageClip(str(folder / "still.png"), duration=seconds)
    size = photo.size
    layers = [photo.resized(lambda t: 1 + zoom * t / seconds).with_position("center")]
    for name, (left, top, fades) in sprites.items():
        sprite = ImageClip(str(folder / name), duration=seconds).with_position((left, top))
        layers.append(sprite.with_effects([vfx.CrossFadeIn(fade), vfx.CrossFadeOut(fade)]) if fades else sprite)
    video = CompositeVideoClip(layers, size=size)
    video = video.with_audio(AudioFileClip(str(folder / "music.wav")).subclipped(0, seconds))
    video.write_videofile(
        str(folder / "moviepy.mp4"),
        fps=rate,
        codec="libx264",
        audio_codec="aac",
        audio_bitrate="192k",
        temp_audiofile=str(folder / "moviepy.m4a"),
        threads=2,
        preset=x264["preset"],
        ffmpeg_params=["-profile:v", x264["profile"], "-crf", x264["crf"], "-x264-params", x264["x264-params"]],
        pixel_format="yuv420p",
        logger=None,
    )


def cpu_seconds() -> float:
    """Of this process and of the encoder that MoviePy starts."""
    used = [resource.getrusage(who) for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN)]
    return sum(each.ru_utime + each.ru_stime for each in used)


if __name__ == "__main__":
    cpu, wall = cpu_seconds(), time.perf_counter()
    main()
    print(json.dumps({"job_cpu_s": cpu_seconds() - cpu, "job_wall_s": time.perf_counter() - wall}))
