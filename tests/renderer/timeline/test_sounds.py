"""What is heard, when, and how loud."""

from fractions import Fraction

from tests.renderer.facts import timeline

from sajangpick.domain.json import JsonObject
from sajangpick.renderer.timeline.sounds import Level

F = Fraction
SONG: JsonObject = {"type": "audio", "source": "song.mp3"}


def test_a_sound_plays_where_its_element_does() -> None:
    (sound,) = timeline({**SONG, "time": 2, "duration": 5, "trim_start": 3, "volume": "40%", "audio_fade_in": 1}).sounds
    assert (sound.source, sound.at, sound.duration, sound.trim_start) == ("song.mp3", 2, 5, 3)
    assert (sound.volume, sound.fade_in, sound.fade_out, sound.loop) == (0.4, 1, 0, False)


def test_music_without_a_duration_is_cut_at_the_end_and_fades_there() -> None:
    made = timeline({"type": "video", "source": "mute.mp4"}, {**SONG, "duration": None, "audio_fade_out": 2})
    (sound,) = made.sounds
    assert (sound.duration, sound.fade_out) == (4, 2)


def test_a_source_that_ends_early_is_silent_afterwards_unless_it_loops() -> None:
    assert timeline({**SONG, "duration": 30}).sounds[0].duration == 20
    looped = timeline({**SONG, "duration": 30, "loop": True}).sounds[0]
    assert (looped.duration, looped.loop) == (30, True)


def test_a_trimmed_loop_repeats_its_part_in_sound_as_in_picture() -> None:
    clip: JsonObject = {"type": "video", "source": "clip.mp4", "trim_start": 2, "trim_duration": 3, "loop": True}
    made = timeline({**clip, "time": -1, "duration": 9})
    (sound,) = made.sounds
    assert (sound.duration, sound.loop, sound.trim_start) == (8, True, 3)
    assert (sound.loop_start, sound.loop_duration) == (2, 3)
    assert made.at(F(1)) == made.at(F(4))
    assert made.at(F(1)) != made.at(F(2))


def test_silent_things_make_no_sound() -> None:
    assert (
        timeline({**SONG, "volume": 0}, {**SONG, "muted": True}, {"type": "video", "source": "mute.mp4"}).sounds == ()
    )


def test_speed_is_told() -> None:
    (sound,) = timeline({**SONG, "speed": "200%"}).sounds
    assert (sound.speed, sound.duration) == (2, 10)


def test_nested_sounds_are_in_the_clock_of_the_whole_and_cut_with_their_composition() -> None:
    inner: JsonObject = {"type": "composition", "time": 1, "duration": 4, "elements": [
        {**SONG, "time": 2, "audio_fade_out": 1, "audio_fade_in": 1}]}  # fmt: skip
    (whole,) = timeline({"type": "composition", "time": 3, "elements": [inner]}).sounds
    assert (whole.at, whole.duration, whole.fade_in, whole.fade_out) == (6, 2, 1, 1)
    (cut,) = timeline({"type": "composition", "time": 3, "duration": 4, "elements": [inner]}).sounds
    assert (cut.at, cut.duration, cut.fade_in, cut.fade_out) == (6, 1, 1, 0)


def test_a_looping_composition_repeats_its_sounds() -> None:
    beat: JsonObject = {
        "type": "composition",
        "loop": True,
        "duration": 2,
        "elements": [{**SONG, "time": 1, "duration": 1}],
    }
    made = timeline(beat, duration=7)
    assert [(sound.at, sound.duration) for sound in made.sounds] == [(1, 1), (3, 1), (5, 1)]


def test_a_sound_that_begins_before_the_whole_has_lost_its_beginning() -> None:
    (sound,) = timeline({**SONG, "time": -5, "audio_fade_in": 1}, duration=10).sounds
    assert (sound.at, sound.duration, sound.trim_start, sound.fade_in) == (0, 10, 5, 0)


def test_volume_keyframes_become_levels() -> None:
    volume = [{"time": 1, "value": "100%"}, {"time": 3, "value": "20%"}]
    (sound,) = timeline({**SONG, "duration": 5, "volume": volume}).sounds
    assert sound.levels[0] == Level(F(0), 1.0)
    assert sound.levels[-1] == Level(F(5), 0.2)
    assert Level(F(2), 0.6) in [Level(level.at, round(level.volume, 6)) for level in sound.levels]
