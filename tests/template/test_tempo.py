"""The same beats at another tempo."""

from sajangpick.template.tempo import at_tempo

DOCUMENT = {
    "duration": 8.0,
    "snapshot_time": 4.0,
    "width": 1080,
    "elements": [
        {
            "id": "a", "time": 1.0, "duration": 2.0, "audio_fade_out": 0.8,
            "x": [{"time": 0.5, "value": 300}],
            "animations": [{"type": "fade", "time": "end", "duration": 0.4}],
        }
    ],
}  # fmt: skip


def test_times_stretch_and_places_stay() -> None:
    slower = at_tempo(DOCUMENT, written=120, played=60)
    assert (slower["duration"], slower["snapshot_time"], slower["width"]) == (16.0, 8.0, 1080)
    [element] = slower["elements"]
    assert (element["time"], element["duration"], element["audio_fade_out"]) == (2.0, 4.0, 0.8)
    assert element["x"] == [{"time": 1.0, "value": 300}]
    assert element["animations"] == [{"type": "fade", "time": "end", "duration": 0.8}]


def test_its_own_tempo_changes_nothing() -> None:
    assert at_tempo(DOCUMENT, written=96, played=96) == DOCUMENT
