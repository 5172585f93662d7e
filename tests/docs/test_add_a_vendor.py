"""The page that adds a vendor, as it is written: its module, its server, its first picture, its run of the contract."""

import os
import re
import shlex
import socket
import subprocess
import sys
from collections.abc import Generator
from pathlib import Path
from typing import Any

import httpx
import pytest
from click.testing import CliRunner
from tests.api.world import opened
from tests.docs.pages import DOCS, ROOT, blocks

from sajangpick.__main__ import main
from sajangpick.media.probe import probe
from sajangpick.settings import Settings, settings

PAGE = DOCS / "how-to" / "add-a-vendor.md"
LONGEST_WAIT_SECONDS = 60


def written(language: str, word: str) -> str:
    """The page's block with this word."""
    (text,) = [block.text for block in blocks(PAGE, language) if word in block.words]
    return text


@pytest.fixture
def toys(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Generator[Path]:
    """The page's files where Python finds them, and its settings; `TOY_URL` leads to a free port."""
    for block in blocks(PAGE, "python"):
        if "file" in block.options:
            (tmp_path / block.options["file"]).write_text(f"{block.text}\n", encoding="utf-8")
    monkeypatch.chdir(tmp_path)
    monkeypatch.syspath_prepend(str(tmp_path))
    for line in written("sh", "setup").splitlines():
        match shlex.split(line):
            case ["export", assignment]:
                name, _, value = assignment.partition("=")
                monkeypatch.setenv(name, value)
            case words:
                assert words == ["sajangpick", "engines"]
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
    monkeypatch.setenv("TOY_URL", os.environ["TOY_URL"].replace(":8200", f":{port}"))
    monkeypatch.setenv("PYTHONPATH", os.pathsep.join([str(tmp_path), str(ROOT / "src"), str(ROOT)]))
    settings.cache_clear()
    yield tmp_path
    settings.cache_clear()
    for name in ("toy_vendor", "toy_sandbox", "toy_cases"):
        sys.modules.pop(name, None)


def test_its_files_are_in_the_house_s_style(toys: Path) -> None:
    ruff = [sys.executable, "-m", "ruff"]
    house = ["--config", str(ROOT / "pyproject.toml"), str(toys)]
    # Beside ours its imports are in one order, and elsewhere in another.
    subprocess.run([*ruff, "check", "--quiet", "--ignore=I001", *house], check=True)
    subprocess.run([*ruff, "format", "--check", "--quiet", *house], check=True)


def test_the_command_lists_it_as_the_page_shows(toys: Path) -> None:
    ran = CliRunner().invoke(main, ["engines"])
    assert ran.exit_code == 0, ran.output
    lines = [re.sub(r" +", " ", line) for line in ran.output.splitlines()]
    for line in written("text", "listed").splitlines():
        assert re.sub(r" +", " ", line) in lines


@pytest.mark.anyio
async def test_owners_are_offered_it_with_its_price_and_its_policy(toys: Path, service_settings: Settings) -> None:
    named = {name: getattr(settings(), name) for name in ("vendors", "picture_engines")}
    async with opened(service_settings.model_copy(update=named)) as world:
        owner = await world.join("owner")
        offers = (await owner.ask("GET", "/api/engines", params={"kind": "picture"})).json()["items"]
        made = await owner.ask("POST", "/api/images", json={"prompt": "stew", "engine": "toy:draw"})
    assert [(each["id"], each["place"], each["wonPerResult"]) for each in offers] == [
        ("toy:draw", 1, 29),
        ("local:card", 2, 0),
    ]
    assert (offers[0]["isHome"], offers[0]["policy"]) == (
        False,
        "글이 장난감 회사로 나가고, 음식이 아닌 것은 거절돼요.",
    )
    assert made.status_code == 202


def test_its_first_picture_is_drawn(toys: Path, capsys: pytest.CaptureFixture[str]) -> None:
    address = httpx.URL(os.environ["TOY_URL"])
    command = [sys.executable, "toy_sandbox.py", str(address.port)]
    with subprocess.Popen(command, stderr=subprocess.PIPE, text=True) as process:
        try:
            assert process.stderr
            assert any("running on" in line for line in process.stderr)
            exec(compile(written("python", "picture"), str(PAGE), "exec"), {})
            bill: dict[str, Any] = httpx.get(address.copy_with(path="/sandbox/bill")).json()
        finally:
            process.terminate()
    facts = probe(Path(capsys.readouterr().out.strip()))
    assert (facts.kind, bill["usd"]) == ("still", 0.02)


def test_it_keeps_the_contract_of_every_engine(toys: Path) -> None:
    *exports, run = written("sh", "contract").splitlines()
    environment = {**os.environ, **dict(shlex.split(line)[1].split("=", 1) for line in exports)}
    words = shlex.split(run)
    assert words[0] == "python"
    done = subprocess.run(
        [sys.executable, *words[1:], "-p", "no:xdist", "-p", "no:cacheprovider"],
        cwd=ROOT,
        env=environment,
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stdout
    assert int(re.findall(r"\[(\d+)%\]", done.stdout)[-1]) == 100
    assert done.stdout.count(".") > 15
