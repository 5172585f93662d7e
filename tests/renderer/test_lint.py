"""Reports: what is drawn, approximated, left out or refused."""

import json

from tests.renderer.facts import Facts

from sajangpick.renderer.lint import Row, lint
from sajangpick.renderer.modifications import JsonObject

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
