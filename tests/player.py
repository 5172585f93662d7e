"""The page's own player of display lists, as one module that a browser imports."""

import fcntl
import subprocess
import sys
import tempfile
from pathlib import Path

ROOT = Path(__file__).parents[1]
WEB = ROOT / "web"
BUILT = ROOT / "build" / "player" / "player.js"


def built_player() -> Path:
    """The module's file; built first where it is missing or older than what it is made of."""
    with (Path(tempfile.gettempdir()) / "sajangpick-player.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        made_of = [WEB / "package-lock.json", WEB / "vite.player.config.ts", *(WEB / "src" / "player").glob("*.ts")]
        if not BUILT.exists() or BUILT.stat().st_mtime < max(path.stat().st_mtime for path in made_of):
            subprocess.run([sys.executable, ROOT / "hatch_build.py", "build:player"], check=True)
    return BUILT
