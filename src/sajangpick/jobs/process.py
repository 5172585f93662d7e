"""An act in a process of its own, which dies with us, and at once when it is cancelled."""

import asyncio
import json
import os
import signal
import sys
from collections.abc import Mapping
from contextlib import suppress
from pathlib import Path
from typing import cast

from sajangpick.domain.json import JsonObject
from sajangpick.pipeline import Act, Report
from sajangpick.settings import Settings

# A line holds what an act answers: checks, warnings, a caption. Never files.
_LONGEST_LINE_BYTES = 4 * 1024 * 1024
_PASSED_ON = ("data_dir", "c2pa_certificate", "c2pa_private_key", "c2pa_timestamp_url")


class Died(Exception):
    """The process was killed by someone else: by the system, for its memory."""


class Broke(Exception):
    """The process ended by itself, without an outcome: a mistake of ours, told on its standard error."""


def name_of(act: Act) -> str:
    """Where another process finds an act."""
    return f"{act.__module__}:{act.__qualname__}"


async def in_own_process(
    name: str, folder: Path, given: JsonObject, *, report: Report, environment: Mapping[str, str]
) -> JsonObject:
    """The outcome of an act, `{"value": …}` or `{"failure": …}`. Raises Died and Broke.

    When we are cancelled the process and all it started are killed before this returns.
    """
    process = await asyncio.create_subprocess_exec(
        sys.executable,
        "-m",
        "sajangpick.jobs.act",
        name,
        str(folder),
        str(os.getpid()),
        stdin=asyncio.subprocess.PIPE,
        stdout=asyncio.subprocess.PIPE,
        start_new_session=True,
        limit=_LONGEST_LINE_BYTES,
        env={**os.environ, **environment},
    )
    try:
        return await _converse(process, given, report)
    finally:
        # Its own children have no reason to outlive it either; the group is gone if all went well.
        with suppress(ProcessLookupError, PermissionError):
            os.killpg(process.pid, signal.SIGKILL)
        await process.wait()


def environment_of(settings: Settings) -> dict[str, str]:
    """The settings that acts read, for their processes: ours may not have come from the environment."""
    values = {name: getattr(settings, name) for name in _PASSED_ON}
    return {f"SAJANGPICK_{name.upper()}": str(value) for name, value in values.items() if value is not None}


async def _converse(process: asyncio.subprocess.Process, given: JsonObject, report: Report) -> JsonObject:
    assert process.stdin
    assert process.stdout
    with suppress(BrokenPipeError, ConnectionResetError):
        process.stdin.write(json.dumps(given).encode())
        await process.stdin.drain()
    process.stdin.close()
    outcome: JsonObject | None = None
    async for line in process.stdout:
        said = cast(JsonObject, json.loads(line))
        if "stage" in said:
            report(str(said["stage"]), cast(int, said["done"]), cast(int, said["total"]))
        else:
            outcome = said
    code = await process.wait()
    if outcome is None and code < 0:
        raise Died(f"An act was killed by signal {-code}.")
    if outcome is None:
        raise Broke(f"An act ended with {code}, and said nothing of how it went.")
    return outcome
