"""What owners read, of whatever was made, in both languages."""

from datetime import UTC, datetime

import pytest

from sajangpick.domain.json import JsonObject
from sajangpick.domain.listener import Channel, Listener
from sajangpick.telling.announce import message_to
from sajangpick.telling.words import Words, words

NOW = datetime(2026, 11, 20, 3, 0, tzinfo=UTC)
SHORT: JsonObject = {"kind": "short", "shortId": "s1", "menu": "새우 파스타"}
PICTURE: JsonObject = {"kind": "picture", "creationId": "c1"}
CLIP: JsonObject = {"kind": "clip", "creationId": "c2"}


def read(event: str, data: JsonObject, language: str = "ko") -> Words:
    listener = Listener("", "a", Channel.MAIL, "owner@example.com", {}, NOW)
    return words(message_to(listener, event, data, now=NOW, language=language), public_url="https://shop.example/")


@pytest.mark.parametrize(
    ("data", "korean", "english", "page"),
    [
        (SHORT, "‘새우 파스타’ 영상이 완성됐어요", "Your short of 새우 파스타 is ready", "/shorts/s1"),
        ({"shortId": "s1"}, "주문하신 영상이 완성됐어요", "Your short is ready", "/shorts/s1"),
        (PICTURE, "스튜디오 이미지가 완성됐어요", "Your studio picture is ready", "/studio?creation=c1"),
        (CLIP, "스튜디오 영상이 완성됐어요", "Your studio clip is ready", "/studio?creation=c2"),
        ({}, "주문하신 영상이 완성됐어요", "Your short is ready", ""),
    ],
)
def test_what_is_ready_is_named(data: JsonObject, korean: str, english: str, page: str) -> None:
    assert (read("job.succeeded", data).title, read("job.succeeded", data, "en").title) == (korean, english)
    assert read("job.succeeded", data).url == f"https://shop.example{page}"


@pytest.mark.parametrize(
    ("data", "korean", "english"),
    [
        (SHORT, "‘새우 파스타’ 영상을 만들지 못했어요", "Your short of 새우 파스타 could not be made"),
        (PICTURE, "스튜디오 이미지를 만들지 못했어요", "Your studio picture could not be made"),
        (CLIP, "스튜디오 영상을 만들지 못했어요", "Your studio clip could not be made"),
    ],
)
def test_what_failed_is_named_with_its_reason_and_its_credit(data: JsonObject, korean: str, english: str) -> None:
    failed = {**data, "failure": "internal"}
    told = read("job.failed", failed)
    assert told.title == korean
    assert told.text == "저희 쪽 문제로 만들지 못했어요. 다시 시도해 주세요. 크레딧은 돌려드렸어요."
    assert read("job.failed", failed, "en").title == english
    assert "영상" not in read("job.failed", {**PICTURE, "failure": "engine_unavailable"}).text
    assert "돌려드렸" not in read("job.failed", {**data, "failure": "needs_review"}).text
