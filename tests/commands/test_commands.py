"""The command line: exit codes, sentences, plain lines and JSON."""

import json
import os
import pty
import signal
import subprocess
import sys
from importlib import resources
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from sajangpick.__main__ import main

PHOTO = str(resources.files("sajangpick").joinpath("data/photos/espresso.jpg"))
CARD = {"width": 64, "height": 64, "fill_color": "#102030", "elements": [{"type": "shape", "width": "50%"}]}


def run(*arguments: str) -> Result:
    return CliRunner().invoke(main, list(arguments))


@pytest.fixture
def card(tmp_path: Path) -> Path:
    path = tmp_path / "card.json"
    path.write_text(json.dumps(CARD), encoding="utf-8")
    return path


def test_render_makes_a_picture(card: Path, tmp_path: Path) -> None:
    result = run("render", str(card), "-o", str(tmp_path / "card.png"), "--json")
    assert result.exit_code == 0, result.output
    assert json.loads(result.stdout)["width"] == 64
    assert (tmp_path / "card.png").stat().st_size > 0


def test_render_takes_modifications_as_text_and_as_a_file(card: Path, tmp_path: Path) -> None:
    changes = tmp_path / "changes.json"
    changes.write_text('{"fill_color": "#ffffff"}', encoding="utf-8")
    for given in ('{"fill_color": "#ffffff"}', str(changes)):
        result = run("render", str(card), "--modifications", given, "-o", str(tmp_path / "white.png"))
        assert result.exit_code == 0, result.output


@pytest.mark.parametrize(
    ("document", "word"),
    [
        ("", "JSON"),
        ("[]", "object"),
        ('{"elements": [{"type": "text", "font_size": "3 parsecs"}]}', r"font_size"),
        ('{"elements": [{"type": "image", "source": "missing.jpg"}]}', "missing.jpg"),
        ("[" * 100_000, "nested"),
    ],
)
def test_a_bad_document_is_one_sentence_and_exit_2(tmp_path: Path, document: str, word: str) -> None:
    script = tmp_path / "bad.json"
    script.write_text(document, encoding="utf-8")
    result = run("render", str(script), "-o", str(tmp_path / "bad.png"))
    assert result.exit_code == 2
    assert word in result.stderr
    assert "Traceback" not in result.output
    assert not (tmp_path / "bad.png").exists()


def test_an_error_is_json_for_machines(tmp_path: Path) -> None:
    result = run("render", str(tmp_path / "none.json"), "-o", str(tmp_path / "x.png"), "--json")
    assert result.exit_code == 2
    assert json.loads(result.stdout)["error"]["exit"] == 2


def test_make_refuses_a_bad_price(tmp_path: Path) -> None:
    result = run("make", PHOTO, "--menu", "라면", "--price", "비쌈", "-o", str(tmp_path / "short.mp4"))
    assert result.exit_code == 2
    assert list(tmp_path.iterdir()) == []


def test_lint_reports_and_refuses(card: Path, tmp_path: Path) -> None:
    assert json.loads(run("lint", str(card), "--json").stdout)["status"] == "drawn"
    bad = tmp_path / "bad.json"
    bad.write_text('{"elements": [{"type": "text", "opacity": "much"}]}', encoding="utf-8")
    result = run("lint", str(bad))
    assert result.exit_code == 2
    assert "opacity" in result.stdout


def test_templates_lists_all_eight() -> None:
    rows = json.loads(run("templates", "--json").stdout)["templates"]
    assert len(rows) == 8
    assert all(6 <= row["seconds"] <= 10 for row in rows)


def test_doctor_finds_this_machine_well(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SAJANGPICK_DATA_DIR", str(tmp_path))
    result = run("doctor", "--json")
    assert result.exit_code == 0, result.output
    assert json.loads(result.stdout)["well"]


def test_inspect_says_what_is_wrong_with_a_plain_file(card: Path, tmp_path: Path) -> None:
    video = tmp_path / "card.mp4"
    assert run("render", str(card), "-o", str(video)).exit_code == 0
    result = run("inspect", str(video), "--json")
    assert result.exit_code == 2
    found = json.loads(result.stdout)
    assert found["claim"] is None
    assert not found["badge"]["whole"]


def test_progress_is_plain_lines_when_piped_and_bars_on_a_terminal(card: Path, tmp_path: Path) -> None:
    command = [sys.executable, "-m", "sajangpick", "render", str(card), "-o", str(tmp_path / "card.gif")]
    piped = subprocess.run(command, capture_output=True, text=True, check=True)
    assert "render: done" in piped.stderr
    assert "\x1b" not in piped.stderr

    ours, theirs = pty.openpty()
    process = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=theirs, env={**os.environ, "TERM": "xterm"})
    os.close(theirs)
    seen = b""
    while chunk := _read(ours):
        seen += chunk
    assert process.wait() == 0
    assert b"\x1b" in seen


def test_ctrl_c_leaves_nothing_behind(tmp_path: Path) -> None:
    command = [sys.executable, "-m", "sajangpick", "make", PHOTO, "--menu", "라면", "--price", "4500"]
    target = ["--size", "360x640", "-o", str(tmp_path / "short.mp4")]
    # Tests that were started in the background were told to ignore it, and so would their children be.
    signal.signal(signal.SIGINT, signal.default_int_handler)
    with subprocess.Popen([*command, *target], stderr=subprocess.PIPE, text=True) as process:
        assert process.stderr is not None
        while "layout: done" not in process.stderr.readline():
            assert process.poll() is None
        process.send_signal(signal.SIGINT)
        assert "Stopped" in process.stderr.read()
    assert process.returncode == 130
    assert list(tmp_path.iterdir()) == []


def _read(descriptor: int) -> bytes:
    try:
        return os.read(descriptor, 4096)
    except OSError:  # the other end of the terminal has closed
        return b""
