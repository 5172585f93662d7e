"""`sajangpick engines` and `sajangpick sandbox`, as operators type them."""

import json
import os
import re
import signal
import subprocess
import sys
from pathlib import Path

import httpx
import pytest
from click.testing import CliRunner

from sajangpick.__main__ import main
from sajangpick.settings import settings


@pytest.fixture(autouse=True)
def _own_settings(monkeypatch: pytest.MonkeyPatch, tmp_path: Path):  # noqa: ANN202 (a fixture)
    monkeypatch.chdir(tmp_path)
    settings.cache_clear()
    yield
    settings.cache_clear()


def test_every_engine_is_listed_with_its_price_and_its_place(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SAJANGPICK_CLIP_ENGINES", "runway:gen4_turbo,local:motion")
    monkeypatch.setenv("SAJANGPICK_WON_PER_USD", "1000")
    ran = CliRunner().invoke(main, ["engines", "--json"])
    assert ran.exit_code == 0
    engines = {each["id"]: each for each in json.loads(ran.output)["engines"]}
    assert engines["runway:gen4_turbo"]["won_per_second"] == 50
    assert (engines["runway:gen4_turbo"]["asked"], engines["local:motion"]["asked"]) == (1, 2)
    assert engines["openai_videos:sora-2"]["state"] == "ended"
    assert engines["openai_videos:sora-2"]["successor"] == "runway:gen4_turbo"


def test_people_read_a_line_each() -> None:
    ran = CliRunner().invoke(main, ["engines"])
    assert re.search(r"clip +local:motion +0 won +used \(asked as number 1\)", ran.output)
    assert re.search(r"openai_videos:sora-2 .* ended on 2026-09-24; next: runway:gen4_turbo", ran.output)


def test_a_chain_that_is_wrong_is_one_sentence(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SAJANGPICK_CLIP_ENGINES", "nobody")
    ran = CliRunner().invoke(main, ["engines"])
    assert ran.exit_code == 1
    assert "Traceback" not in ran.output


def test_the_sandbox_says_how_to_reach_it_and_answers() -> None:
    command = [sys.executable, "-m", "sajangpick", "sandbox", "--port", "0", "--small", "--seconds", "0"]
    # Its secret is that of the service's own settings.
    command += ["--webhook", "gemini=http://127.0.0.1:1/webhooks/gemini"]
    env = {**os.environ, "SAJANGPICK_GEMINI_WEBHOOK_SECRET": "whsec_c2VjcmV0"}
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True, env=env) as process:
        assert process.stdout
        exported = dict(
            line.removeprefix("export ").strip().split("=", 1) for line in iter(process.stdout.readline, "\n")
        )
        try:
            address = exported["SAJANGPICK_RUNWAY_URL"]
            assert httpx.get(f"{address}/v1/organization").status_code == 401
            assert httpx.get(f"{address.removesuffix('/runway')}/sandbox/bill").json() == {"usd": 0, "charges": []}
        finally:
            process.send_signal(signal.SIGTERM)


@pytest.mark.parametrize(
    ("webhook", "told"),
    [
        ("runway=https://shop.example/,whsec_c2VjcmV0", "is no webhook"),
        ("gemini", "is no webhook"),
        ("gemini=https://shop.example/", "need a secret"),
        ("gemini=https://shop.example/,whsec_!", "need a secret"),
    ],
)
def test_a_webhook_that_is_wrong_is_one_sentence(webhook: str, told: str) -> None:
    ran = CliRunner().invoke(main, ["sandbox", "--port", "0", "--webhook", webhook])
    assert ran.exit_code == 2
    assert told in ran.output
    assert "Traceback" not in ran.output


def test_sora_lives_on_where_its_protocol_is_served(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SAJANGPICK_OPENAI_VIDEOS_URL", "https://videos.example/v1")
    ran = CliRunner().invoke(main, ["engines"])
    assert re.search(r"openai_videos:sora-2 .* not used$", ran.output, re.MULTILINE)
