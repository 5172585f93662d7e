"""A process of the service as the crash test runs it: `python -m tests.jobs.node web PORT` or `worker`.

The web process is the real one. The worker runs the real machinery on a recipe that takes a moment, and asks a vendor
that writes down whom it heard. Both read their settings from the environment, as they always do.
"""

import asyncio
import ctypes
import os
import signal
import sys
from pathlib import Path

import uvicorn
from tests.jobs.recipes import Vendor, recipe

from sajangpick import telemetry
from sajangpick.app import create_app
from sajangpick.jobs.runtime import Jobs
from sajangpick.pipeline import Engines
from sajangpick.settings import settings
from sajangpick.storage.database import open_database
from sajangpick.storage.objects import open_objects

# A kill shall often find a submit under way, and a clip that is not there yet.
SUBMIT_SECONDS, BUSY_POLLS = 0.3, 1


# prctl(2): the signal that comes when the parent dies, so that a test that is killed leaves nobody behind.
_PR_SET_PDEATHSIG = 1


def main() -> None:
    ctypes.CDLL(None).prctl(_PR_SET_PDEATHSIG, signal.SIGKILL)
    match sys.argv[1:]:
        case ["web", port]:
            uvicorn.run(create_app(settings(), work=False), host="127.0.0.1", port=int(port), log_config=None)
        case ["worker"]:
            asyncio.run(_work())
        case _:
            raise SystemExit(2)


async def _work() -> None:
    telemetry.configure(settings())
    database = open_database(settings())
    vendor = Vendor(Path(os.environ["CRASH_ASKS"]), submit_seconds=SUBMIT_SECONDS, busy_polls=BUSY_POLLS)
    if os.environ["CRASH_VENDOR"] == "knows its keys":
        vendor = vendor.repeatable()
    engines = Engines(vendor)
    jobs = Jobs(settings(), database, open_objects(settings()), recipes={"short": recipe}, engines=engines)
    await jobs.start(work=True)
    await asyncio.Event().wait()


if __name__ == "__main__":
    main()
