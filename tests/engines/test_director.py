"""The director, by the contract of every engine."""

import asyncio

import pytest

from sajangpick.engine import Finished, PromptRequest, make
from sajangpick.engines.director import LocalDirector
from sajangpick.errors import BadInput


def test_an_idea_becomes_a_prompt() -> None:
    made = asyncio.run(make(LocalDirector(), PromptRequest("망고빙수", mood="시원한", ratio="4:5"), key="a"))
    assert made.prompt.startswith("Mango bingsu (망고빙수)")
    assert "시원한" in made.korean
    assert made.camera in ("push-in", "tilt")


def test_a_ticket_can_be_polled_by_another_process_and_cancelled() -> None:
    ticket = asyncio.run(LocalDirector().submit(PromptRequest("라떼", seed=4), key="a"))
    first, second = (asyncio.run(LocalDirector().poll(ticket)) for _ in range(2))
    assert isinstance(first, Finished)
    assert first == second
    asyncio.run(LocalDirector().cancel(ticket))


def test_what_cannot_be_directed_is_refused_when_it_is_asked_for() -> None:
    with pytest.raises(BadInput, match="비어"):
        asyncio.run(LocalDirector().submit(PromptRequest("  "), key="a"))
