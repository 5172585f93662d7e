"""What a command is: it reports its progress, ends with one sentence, and its exit code means something.

Exit codes: 0 done · 2 bad input (the caller can mend it) · 1 our fault, or an engine's.
"""

import json
import os
import sys
import time
import traceback
from collections.abc import Generator, Mapping
from contextlib import contextmanager
from typing import NoReturn, Protocol

import click

from sajangpick.errors import BadInput, SajangpickError

JSON_OPTION = click.option("--json", "as_json", is_flag=True, help="Print one JSON object, for machines.")


class Reporter(Protocol):
    """Where progress goes."""

    def __call__(self, stage: str, done: int, total: int) -> None:
        """`done` of `total` units of a stage are through."""
        ...


def finish(result: Mapping[str, object], *, as_json: bool, text: str) -> None:
    """Say that a command is done: a JSON object on standard output, or a text for people."""
    click.echo(json.dumps(result, ensure_ascii=False, default=str) if as_json else text)


@contextmanager
def reporting(*, as_json: bool) -> Generator[Reporter, None, None]:
    """Progress bars on a terminal, one plain line a stage when piped, nothing with --json."""
    if as_json:
        yield _keep_quiet
    elif sys.stderr.isatty():
        with _bars() as bars:
            yield bars
    else:
        yield _Lines()


@contextmanager
def speaking(*, as_json: bool) -> Generator[None, None, None]:
    """Turn what goes wrong inside into one sentence and an exit code; no traceback meets a user."""
    try:
        yield
    except SajangpickError as error:
        _stop(error.message, hint=error.hint, code=2 if isinstance(error, BadInput) else 1, as_json=as_json)
    except KeyboardInterrupt:
        _stop("Stopped. Nothing was left behind.", hint="", code=130, as_json=as_json)
    except click.ClickException:
        raise
    except Exception as error:  # the last door: whatever gets here is our fault and must still read as a sentence
        if os.environ.get("SAJANGPICK_DEBUG"):
            traceback.print_exc()
        _stop(
            f"Something broke on our side: {type(error).__name__}: {error}.",
            hint="Run it again with SAJANGPICK_DEBUG=1 and send us what it prints.",
            code=1,
            as_json=as_json,
        )


def _stop(message: str, *, hint: str, code: int, as_json: bool) -> NoReturn:
    if as_json:
        click.echo(json.dumps({"error": {"message": message, "hint": hint, "exit": code}}, ensure_ascii=False))
    else:
        click.echo(f"{message} {hint}".strip(), err=True)
    raise SystemExit(code)


def _keep_quiet(stage: str, done: int, total: int) -> None:  # noqa: ARG001 (a Reporter that reports nothing)
    return


class _Lines:
    """One line when a stage ends."""

    def __init__(self) -> None:
        self._started = time.monotonic()

    def __call__(self, stage: str, done: int, total: int) -> None:
        if done >= total:
            seconds = time.monotonic() - self._started
            click.echo(f"{stage}: done ({seconds:.1f} s)", err=True)
            self._started = time.monotonic()


@contextmanager
def _bars() -> Generator[Reporter, None, None]:
    from rich.console import Console
    from rich.progress import (
        BarColumn,
        MofNCompleteColumn,
        Progress,
        SpinnerColumn,
        TaskID,
        TextColumn,
        TimeRemainingColumn,
    )

    columns = (
        SpinnerColumn(),
        TextColumn("{task.description}"),
        BarColumn(),
        MofNCompleteColumn(),
        TimeRemainingColumn(),
    )
    with Progress(*columns, console=Console(stderr=True), transient=True) as progress:
        tasks: dict[str, TaskID] = {}

        def report(stage: str, done: int, total: int) -> None:
            if stage not in tasks:
                tasks[stage] = progress.add_task(stage, total=total)
            progress.update(tasks[stage], completed=done, total=total)

        yield report
