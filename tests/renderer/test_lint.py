"""Reports: what is drawn, approximated, left out or refused."""

import json

from tests.renderer.facts import Facts

from sajangpick.domain.json import JsonObject
from sajangpick.renderer.lint import Row, lint

PLAIN: JsonObject = {
    "width": 640,
    "height": 360,
    "elements": [
        {"type": "image", "name": "Dish", "source": "nowhere.jpg", "fit": "contain", "x": "50%"},
        {
            "type": "text",
            "text": "메뉴",
            "font_family": "Pretendard",
            "animations": [{"type": "fade", "time": "start"}],
        },
    ],
}


def test_a_plain_document_is_drawn_although_its_sources_are_elsewhere() -> None:
    report = lint(PLAIN)
    assert report.status == "drawn"
    assert Row("elements[0].fit", "fit", "drawn") in report.rows
    assert Row("elements[1].animations[0]", "fade", "drawn") in report.rows
    assert "elements[0].x" not in {row.path for row in report.rows}, "a default is no feature"
    assert report.errors == ()


def test_what_is_missing_in_a_given_world_is_an_error() -> None:
    report = lint(PLAIN, Facts())
    assert report.status == "not-supported"
    assert report.errors[0].startswith("elements[0].source: There is no nowhere.jpg")


def test_shortfalls_have_paths_and_notes() -> None:
    report = lint(
        {
            "fonts": [{"family": "Mine"}],
            "emoji_style": "apple",
            "elements": [
                {
                    "type": "composition",
                    "elements": [
                        {"type": "text", "text": "[family Comic Sans]hi[/family]", "font_family": "Pretendard"},
                        {"type": "text", "text": "a", "transcript_source": "Clip", "font_family": "Pretendard"},
                    ],
                },
                {"type": "image", "source": "a.jpg", "smart_crop": True, "warp_matrix": [[{"x": 0, "y": 0}]]},
                {
                    "type": "image",
                    "source": "a.jpg",
                    "warp_mode": "perspective",
                    "warp_matrix": [
                        [{"x": "0%", "y": "0%"}, {"x": "90%", "y": "9%"}],
                        [{"x": "5%", "y": "99%"}, {"x": "95%", "y": "90%"}],
                    ],
                },
            ],
        }
    )
    by_path = {row.path: row for row in report.rows if row.status != "drawn"}
    assert {path: row.status for path, row in by_path.items()} == {
        "fonts": "not-supported",
        "emoji_style": "approximated",
        "elements[0].elements[0].font_family": "approximated",
        "elements[0].elements[1].transcript_source": "not-supported",
        "elements[1].smart_crop": "approximated",
        "elements[1].warp_matrix": "not-supported",
    }
    assert "Comic Sans" in by_path["elements[0].elements[0].font_family"].note


def test_a_share_written_as_a_factor_is_a_warning_with_its_path() -> None:
    stops: JsonObject = {"offset": 1, "color": "red"}
    report = lint(
        {
            "elements": [
                {
                    "type": "shape",
                    "opacity": 0.5,
                    "x_scale": [{"time": 0, "value": "50%"}, {"time": 1, "value": "1.5"}],
                    "y_scale": 120,
                    "x_alignment": 0,
                    "border_radius": 1,
                    "fill_color": [{"offset": 0, "color": "blue"}, stops],
                    "animations": [{"type": "scale", "start_scale": 0.8, "end_scale": "1%"}],
                }
            ]
        }
    )
    assert report.warnings == (
        "elements[0].opacity: 0.5 means 0.5 %; write 50% if a factor of 0.5 is meant.",
        "elements[0].x_scale[1].value: 1.5 means 1.5 %; write 150% if a factor of 1.5 is meant.",
        "elements[0].fill_color[1].offset: 1 means 1 %; write 100% if a factor of 1 is meant.",
        "elements[0].animations[0].start_scale: 0.8 means 0.8 %; write 80% if a factor of 0.8 is meant.",
    )


def test_what_an_animation_draws_otherwise_is_owned_up_to() -> None:
    fly: JsonObject = {"type": "text-fly", "perspective": "50%"}
    plain: JsonObject = {"type": "text-typewriter", "cursor_frequency": "1 Hz"}
    report = lint(
        {"elements": [{"type": "text", "text": "a", "font_family": "Pretendard", "animations": [plain, fly]}]}
    )
    assert [(row.path, row.status) for row in report.rows if "animations" in row.path] == [
        ("elements[0].animations[0]", "drawn"),
        ("elements[0].animations[1]", "drawn"),
        ("elements[0].animations[1].perspective", "approximated"),
    ]


def test_a_wrong_document_is_an_error_with_its_path() -> None:
    report = lint({"elements": [{"type": "text", "x": "5 em"}]})
    assert report.rows == ()
    assert report.errors[0].startswith("elements[0].x: Expected a number ending with")


def test_unknown_keys_and_modifications_are_warnings() -> None:
    report = lint({"elements": [{"type": "text", "txt": "a"}]}, modifications={"Nobody": 1})
    assert len(report.warnings) == 2


def test_a_report_is_json() -> None:
    data = json.loads(lint(PLAIN).to_json())
    assert data["status"] == "drawn"
    assert data["rows"][0] == {"path": "width", "feature": "width", "status": "drawn", "note": ""}
