"""Resolve one set of dependencies into a hashed lock that names no index: `lock.py NAME`, as below."""

import subprocess
import sys

SOURCES = {
    "run": ["pyproject.toml"],
    "test": ["pyproject.toml", "--group", "test", "--constraint", "requirements/run.txt"],
    "build": ["requirements/build.in"],
    "node": ["requirements/node.in"],
    "bench": ["requirements/bench.in"],
    "diffusers": ["pyproject.toml", "requirements/diffusers.in", "--extra", "diffusers"],
}
OPTIONS = [
    "--universal", "--python-version", "3.11", "--generate-hashes", "--quiet",
    "--no-header", "--no-annotate", "--no-emit-index-url", "--no-emit-find-links",
]  # fmt: skip


def main(name: str) -> None:
    """Write requirements/NAME.txt."""
    target = ["--output-file", f"requirements/{name}.txt"]
    subprocess.run([sys.executable, "-m", "uv", "pip", "compile", *SOURCES[name], *OPTIONS, *target], check=True)


if __name__ == "__main__":
    main(sys.argv[1])
