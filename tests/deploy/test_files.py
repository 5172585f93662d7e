"""The files of deploy/ name settings, commands and files that there are."""

import configparser
import re
import shlex
from typing import Any

import pytest
import yaml
from tests.docs.pages import ROOT

from sajangpick.__main__ import main
from sajangpick.settings import Settings

DEPLOY = ROOT / "deploy"
SETTINGS = {f"SAJANGPICK_{name.upper()}" for name in Settings.model_fields}
FILES = sorted(path for path in DEPLOY.rglob("*") if path.is_file())
UNITS = sorted((DEPLOY / "systemd").glob("*.service"))
COMPOSE: dict[str, Any] = yaml.safe_load((DEPLOY / "compose.yaml").read_text(encoding="utf-8"))
DOCKERFILE = (DEPLOY / "Dockerfile").read_text(encoding="utf-8")


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.name)
def test_only_settings_that_exist_are_set(path: Any) -> None:
    assert set(re.findall(r"SAJANGPICK_[A-Z0-9_]+", path.read_text(encoding="utf-8"))) <= SETTINGS


@pytest.mark.parametrize("path", UNITS, ids=lambda path: path.name)
def test_a_unit_runs_a_command_that_exists(path: Any) -> None:
    unit = configparser.RawConfigParser(strict=False)
    unit.optionxform = str  # type: ignore[method-assign,assignment]
    unit.read_string(path.read_text(encoding="utf-8"))
    program, command = shlex.split(unit["Service"]["ExecStart"])
    assert program.endswith("/bin/sajangpick")
    assert command in main.commands
    assert unit["Service"]["Restart"] == "always"


def test_compose_runs_commands_that_exist() -> None:
    for name in ("web", "worker"):
        program, command, *options = COMPOSE["services"][name]["command"]
        assert program == "sajangpick"
        known = {option for each in main.commands[command].params for option in (*each.opts, *each.secondary_opts)}
        assert set(options) <= known


def test_the_settings_of_compose_are_taken() -> None:
    for name in ("web", "worker"):
        environment = COMPOSE["services"][name]["environment"]
        values = {key.removeprefix("SAJANGPICK_").lower(): value for key, value in environment.items()}
        assert Settings(_env_file=None, **values).database_url


def test_every_secret_of_compose_is_asked_for_and_described() -> None:
    asked = set(re.findall(r"\$\{([A-Z0-9_]+)", (DEPLOY / "compose.yaml").read_text(encoding="utf-8")))
    described = set(re.findall(r"^([A-Z0-9_]+)=", (DEPLOY / "README.md").read_text(encoding="utf-8"), re.MULTILINE))
    assert asked == described


def test_volumes_and_dependencies_are_there() -> None:
    services = COMPOSE["services"]
    for service in services.values():
        assert set(service.get("depends_on", [])) <= set(services)
        for volume in service.get("volumes", []):
            assert volume.partition(":")[0] in COMPOSE["volumes"]


def test_the_image_copies_what_there_is_and_runs_without_rights() -> None:
    for line in re.findall(r"^COPY (?!--)(.+)$", DOCKERFILE, re.MULTILINE):
        for source in line.split()[:-1]:
            assert (ROOT / source).exists(), source
    assert re.search(r"^USER sajangpick$", DOCKERFILE, re.MULTILINE)


def test_the_image_installs_the_libraries_that_make_installs() -> None:
    listed = re.search(
        r"DEBIAN_PACKAGES = \[(.*)\]", (ROOT / "requirements" / "libraries.py").read_text(encoding="utf-8")
    )
    assert listed is not None
    assert " ".join(re.findall(r'"([^"]+)"', listed[1])) in DOCKERFILE


def test_the_readme_lists_every_folder() -> None:
    readme = (DEPLOY / "README.md").read_text(encoding="utf-8")
    for path in DEPLOY.iterdir():
        assert f"`{path.name}{'/' if path.is_dir() else ''}`" in readme or path.name == "README.md"
