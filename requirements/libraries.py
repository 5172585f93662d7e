"""Make sure that the system libraries behind our wheels are there; install them where we may.

Skia's wheel links to OpenGL and fontconfig, which a bare container lacks.
"""

import os
import shutil
import subprocess
import sys

DEBIAN_PACKAGES = ["libgl1", "libegl1", "libfontconfig1"]


def main() -> None:
    """Import Skia; if its libraries are missing, install them with apt (as root) or say what to install."""
    if _skia_loads():
        return
    apt = shutil.which("apt-get")
    if apt and os.geteuid() == 0:
        print("Installing", *DEBIAN_PACKAGES, "...")
        subprocess.run([apt, "update", "-qq"], check=True)
        subprocess.run([apt, "install", "-y", "-qq", "--no-install-recommends", *DEBIAN_PACKAGES], check=True)
    if not _skia_loads():
        sys.exit(f"Skia needs system libraries. Install them, then try again: {' '.join(DEBIAN_PACKAGES)}")


def _skia_loads() -> bool:
    return subprocess.run([sys.executable, "-c", "import skia"], capture_output=True, check=False).returncode == 0


if __name__ == "__main__":
    main()
