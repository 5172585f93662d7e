"""The page about the sandbox, as it is written: it starts, its commands work, its table of faults is whole."""

import asyncio
import json
import re
import shlex
import subprocess
import sys
from collections.abc import Generator
from pathlib import Path
from typing import Any

import httpx
import pytest
from tests.docs.pages import DOCS, blocks, rows

from sajangpick.engine import Kind, PictureRequest, make
from sajangpick.engines import chain, open_engine
from sajangpick.errors import Refused, Unavailable
from sajangpick.sandbox import Fault, Step
from sajangpick.settings import Settings

PAGE = DOCS / "how-to" / "sandbox.md"
WRITTEN_PORT = "8100"


def written(word: str, language: str = "sh") -> list[str]:
    """The lines of the page's block with this word."""
    (text,) = [block.text for block in blocks(PAGE, language) if word in block.words]
    return text.splitlines()


def curl(line: str, address: httpx.URL) -> Any:
    """What the command answers, asked of the sandbox that is running."""
    match shlex.split(line):
        case ["curl", url, "--json", body]:
            method, content = "POST", json.loads(body)
        case ["curl", "-X", method, url]:
            content = None
        case ["curl", url]:
            method, content = "GET", None
        case words:
            raise AssertionError(f"{words} is nothing that this test understands")
    answer = httpx.request(method, httpx.URL(url).copy_with(port=address.port), json=content)
    assert answer.is_success, answer.text
    return answer.json() if answer.content else None


@pytest.fixture(scope="module")
def printed(tmp_path_factory: pytest.TempPathFactory) -> Generator[dict[str, str]]:
    """The page's sandbox, at a free port and quicker; what it printed, by setting."""
    (line,) = written("start")
    words = shlex.split(line)
    words[words.index("--port") + 1], words[words.index("--seconds") + 1] = "0", "0"
    command = [sys.executable, "-m", *words]
    folder = tmp_path_factory.mktemp("sandbox")
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True, cwd=folder) as process:
        try:
            assert process.stdout
            lines = [line.strip().removeprefix("export ") for line in iter(process.stdout.readline, "\n")]
            yield dict(line.split("=", 1) for line in lines)
        finally:
            process.terminate()


@pytest.fixture
def address(printed: dict[str, str]) -> httpx.URL:
    return httpx.URL(printed["SAJANGPICK_RUNWAY_URL"])


@pytest.fixture
def rehearsed(printed: dict[str, str], monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Settings:
    """The settings of the page, with the addresses that the sandbox printed."""
    monkeypatch.chdir(tmp_path)
    exported = [words[1:] for line in written("setup") if (words := shlex.split(line))[0] == "export"]
    for name, value in [*printed.items(), *(each.split("=", 1) for words in exported for each in words)]:
        monkeypatch.setenv(name, value)
    return Settings(_env_file=None)


def test_it_prints_what_the_page_shows(printed: dict[str, str], address: httpx.URL) -> None:
    shown = [line.removeprefix("export ").split("=", 1) for line in written("printed", "text")]
    assert shown
    for name, url in shown:
        assert printed[name] == url.replace(WRITTEN_PORT, str(address.port))


def test_the_settings_of_the_page_are_chains(rehearsed: Settings) -> None:
    chains = {kind: chain(kind, rehearsed) for kind in Kind}
    assert [len(chains[kind]) for kind in (Kind.PROMPT, Kind.PICTURE, Kind.CLIP)] == [2, 2, 2]
    for each in (engine for engines in chains.values() for engine in engines if engine != "local:renderer"):
        assert open_engine(each, rehearsed).profile.id == each


def test_what_was_ordered_to_go_wrong_does_and_the_bill_says_what_it_cost(
    rehearsed: Settings, address: httpx.URL, tmp_path: Path
) -> None:
    engine: Any = open_engine("stability:core", rehearsed)

    def draw(prompt: str) -> Path:
        request = PictureRequest(prompt, (1080, 1920), tmp_path)
        return asyncio.run(make(engine, request, key="k")).path

    (order,), (forget,), (bill,) = written("faults"), written("forget"), written("bill")
    assert curl(order, address)["faults"] == [{"fault": "busy", "step": "order", "vendor": "stability", "times": 2}]
    for _ in range(2):
        with pytest.raises(Unavailable):
            draw("김치찌개")
    assert draw("김치찌개").is_file()
    assert curl(bill, address)["usd"] == 0.03
    curl(order, address)
    assert curl(forget, address) is None
    (word,) = re.findall(r"`(김치찌개 \[fault:moderated\])`", PAGE.read_text(encoding="utf-8"))
    with pytest.raises(Refused):
        draw(word)


def test_its_other_doors_answer(address: httpx.URL) -> None:
    moved, told = [curl(line, address) for line in written("rest")]
    assert moved["now"] >= 600
    assert told == {"delivered": []}


def test_every_fault_and_every_step_is_explained() -> None:
    listed = [re.findall(r"`(\w+)`", row)[0] for row in rows(PAGE) if row.startswith("| `")]
    assert listed == [fault.value for fault in Fault]
    text = PAGE.read_text(encoding="utf-8")
    assert [step for step in Step if step is not Step.ORDER and f"`{step}`" not in text] == []
