"""Is this file fit to leave? Every rule of the master is measured on the finished file, not assumed from its making."""

import math
from collections.abc import Iterator
from dataclasses import dataclass
from fractions import Fraction
from itertools import pairwise
from pathlib import Path

from sajangpick.errors import UnfitFile
from sajangpick.media.examine import FileFacts, PictureFacts, SoundFacts, examine

LARGEST_BYTES = 50_000_000
LONGEST_GOP_SECONDS = Fraction(1)
LOUDNESS_LUFS = -14.0
LOUDNESS_TOLERANCE_LU = 0.5
HIGHEST_PEAK_DBTP = -1.5
# Limited-range luma begins at 16; a night photo's mean lies above 24.
BLACK_LUMA = 24.0
LONGEST_BLACK_SECONDS = 0.5
# The greatest change of any tile, a seventeenth of the width, within a third of a second: a held picture's coding noise
# reaches 0.4 at 1080x1920 and 0.9 at 180x320; the calmest end cards stay above 1 but for half a second.
FROZEN_CHANGE = 0.95
LONGEST_FROZEN_SECONDS = 1.0
# Sound may end this much before or after the picture: it comes in blocks of 21 ms, and starts one block late.
SOUND_LENGTH_TOLERANCE_SECONDS = Fraction(1, 20)
# ITU-T H.273: code 1 of primaries, transfer and matrix is BT.709.
_BT709 = 1


@dataclass(frozen=True, slots=True)
class Expectation:
    """What was ordered. Without `seconds` the length is not judged; without `has_sound` nothing may be heard; what
    does not `move` may stand still."""

    width: int = 1080
    height: int = 1920
    seconds: Fraction | None = None
    has_sound: bool = True
    frame_rate: Fraction = Fraction(30)
    moves: bool = True


@dataclass(frozen=True, slots=True)
class Finding:
    """One rule: what was measured, and what it should be."""

    rule: str
    ok: bool
    measured: str
    wanted: str

    @property
    def sentence_ko(self) -> str:
        """The finding in one Korean sentence."""
        title = _TITLES_KO[self.rule]
        return f"{title}: {self.measured}" if self.ok else f"{title}: {self.measured} (기준: {self.wanted})"


@dataclass(frozen=True, slots=True)
class FileReport:
    """Every rule's finding, in a fixed order."""

    path: Path
    rules: tuple[Finding, ...]

    @property
    def passed(self) -> bool:
        """True when no rule is broken."""
        return all(finding.ok for finding in self.rules)

    @property
    def failed(self) -> tuple[Finding, ...]:
        """The broken rules."""
        return tuple(finding for finding in self.rules if not finding.ok)

    def require(self) -> None:
        """Raise UnfitFile naming every broken rule."""
        if not self.passed:
            broken = ", ".join(f"{finding.rule} ({finding.sentence_ko})" for finding in self.failed)
            raise UnfitFile(f"완성된 파일이 검사를 통과하지 못했습니다: {broken}", hint="다시 만들어 주세요.")


def inspect_file(path: Path | str, *, expect: Expectation | None = None) -> FileReport:
    """Measure a finished MP4 against the master's rules and what was ordered (by default 1080x1920 with sound).

    One decoding pass. Raises SourceMissing, or BadInput for what is no video at all.
    """
    wanted = expect or Expectation()
    facts = examine(path)
    return FileReport(Path(path), tuple(_findings(facts, wanted)))


def _findings(facts: FileFacts, expect: Expectation) -> Iterator[Finding]:
    yield from _container(facts)
    if facts.picture is None:
        yield Finding("video_codec", False, "영상 없음", "H.264 High")
    else:
        yield from _coding(facts.picture, expect)
        yield from _content(facts.picture, expect)
    yield from _sound(facts, expect)


def _container(facts: FileFacts) -> Iterator[Finding]:
    megabytes = f"{facts.size_bytes / 1_000_000:.1f} MB"
    yield Finding("size", facts.size_bytes < LARGEST_BYTES, megabytes, f"< {LARGEST_BYTES // 1_000_000} MB")
    yield Finding("faststart", facts.index_first, "앞" if facts.index_first else "뒤", "앞")
    yield Finding("edit_list", facts.edit_list_count == 0, f"{facts.edit_list_count}개", "0개")


def _coding(picture: PictureFacts, expect: Expectation) -> Iterator[Finding]:
    codec = f"{picture.codec} {picture.profile}"
    yield Finding("video_codec", codec == "h264 High", codec, "h264 High")
    size, wanted_size = f"{picture.width}x{picture.height}", f"{expect.width}x{expect.height}"
    yield Finding("dimensions", size == wanted_size, size, wanted_size)
    yield Finding("pixel_format", picture.pixel_format == "yuv420p", picture.pixel_format, "yuv420p")
    tags = (picture.primaries, picture.transfer, picture.matrix)
    tagged = tags == (_BT709,) * 3 and not picture.full_range
    written = "/".join(map(str, tags)) + (" full" if picture.full_range else " limited")
    yield Finding("colour", tagged, written, "1/1/1 limited (BT.709)")
    yield _frame_rate(picture, expect)
    yield _gop(picture)


def _frame_rate(picture: PictureFacts, expect: Expectation) -> Finding:
    steps = {later - earlier for earlier, later in pairwise(picture.times)}
    starts = bool(picture.times) and picture.times[0] == 0
    even = all(abs(step * expect.frame_rate - 1) < Fraction(1, 1000) for step in steps)
    slowest, fastest = (max(steps), min(steps)) if steps and min(steps) > 0 else (Fraction(0), Fraction(0))
    rates = sorted({f"{float(1 / step):.6g}" for step in (slowest, fastest) if step})
    measured = f"{'~'.join(rates) or '?'} fps" + ("" if starts else " (0초에 시작하지 않음)")
    return Finding("frame_rate", starts and even, measured, f"{float(expect.frame_rate):.6g} fps")


def _gop(picture: PictureFacts) -> Finding:
    ends = [*picture.key_times, picture.end]
    longest = max((later - earlier for earlier, later in pairwise(ends)), default=picture.end)
    first = bool(picture.key_times) and picture.key_times[0] == picture.times[0]
    closed = picture.open_key_count == 0
    ok = first and closed and longest <= LONGEST_GOP_SECONDS
    measured = (
        f"{float(longest):.3f}초" + ("" if closed else ", 열린 GOP") + ("" if first else ", 첫 프레임이 IDR 아님")
    )
    return Finding("gop", ok, measured, f"닫힌 GOP ≤ {LONGEST_GOP_SECONDS}초")


def _content(picture: PictureFacts, expect: Expectation) -> Iterator[Finding]:
    count, declared = picture.decoded_count, max(picture.declared_count, len(picture.times))
    yield Finding("decodable", count == declared > 0, f"{count}/{declared} 프레임", "전부")
    if expect.seconds is not None:
        close = abs(picture.end - expect.seconds) <= 1 / expect.frame_rate
        yield Finding("length", close, f"{float(picture.end):.3f}초", f"{float(expect.seconds):.3f}초")
    rate = float(expect.frame_rate)
    black = _longest_run([luma < BLACK_LUMA for luma in picture.luma]) / rate
    yield Finding("black", black < LONGEST_BLACK_SECONDS, f"{black:.2f}초", f"< {LONGEST_BLACK_SECONDS}초")
    still = _longest_run([change < FROZEN_CHANGE for change in picture.change[picture.lag :]])
    frozen = (still + picture.lag) / rate if still else 0.0
    longest = LONGEST_FROZEN_SECONDS if expect.moves else math.inf
    yield Finding("frozen", frozen < longest, f"{frozen:.2f}초", f"< {longest}초" if expect.moves else "멈춤 허용")


def _sound(facts: FileFacts, expect: Expectation) -> Iterator[Finding]:
    sound = facts.sound
    if sound is None:
        yield Finding("sound", not expect.has_sound, "없음", "있음" if expect.has_sound else "없음")
        return
    heard = not math.isinf(sound.loudness.integrated_lufs)
    yield Finding("sound", heard == expect.has_sound, *("있음" if yes else "없음" for yes in (heard, expect.has_sound)))
    coded = f"{sound.codec} {sound.profile} {sound.sample_rate_hz} Hz {sound.channels}ch"
    yield Finding("audio_codec", coded == "aac LC 48000 Hz 2ch", coded, "aac LC 48000 Hz 2ch")
    if facts.picture is not None:
        yield _sound_length(sound, facts.picture)
    if expect.has_sound:
        yield from _level(sound)


def _sound_length(sound: SoundFacts, picture: PictureFacts) -> Finding:
    apart = abs(sound.end - picture.end)
    ok = sound.start == 0 and apart <= SOUND_LENGTH_TOLERANCE_SECONDS
    measured = f"{float(sound.start):.3f}~{float(sound.end):.3f}초"
    return Finding("sound_length", ok, measured, f"0~{float(picture.end):.3f}초")


def _level(sound: SoundFacts) -> Iterator[Finding]:
    lufs, peak = sound.loudness.integrated_lufs, sound.loudness.true_peak_dbtp
    wanted = f"{LOUDNESS_LUFS:g} ±{LOUDNESS_TOLERANCE_LU:g} LUFS"
    yield Finding("loudness", abs(lufs - LOUDNESS_LUFS) <= LOUDNESS_TOLERANCE_LU, f"{lufs:.2f} LUFS", wanted)
    yield Finding("true_peak", peak <= HIGHEST_PEAK_DBTP, f"{peak:.2f} dBTP", f"≤ {HIGHEST_PEAK_DBTP:g} dBTP")


def _longest_run(holds: list[bool]) -> int:
    longest = current = 0
    for yes in holds:
        current = current + 1 if yes else 0
        longest = max(longest, current)
    return longest


_TITLES_KO = {
    "size": "파일 크기",
    "faststart": "색인 위치",
    "edit_list": "편집 목록",
    "video_codec": "영상 코덱",
    "dimensions": "화면 크기",
    "pixel_format": "픽셀 형식",
    "colour": "색 정보",
    "frame_rate": "프레임 속도",
    "gop": "키프레임 간격",
    "decodable": "끝까지 재생",
    "length": "영상 길이",
    "black": "검은 화면",
    "frozen": "멈춘 화면",
    "sound": "소리",
    "audio_codec": "소리 코덱",
    "sound_length": "소리 길이",
    "loudness": "소리 크기",
    "true_peak": "소리 최고점",
}
"""Every rule, and what an owner reads for it."""
