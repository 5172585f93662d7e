"""One file that holds everything of an embedded installation, taken while it runs; and the way back.

The order makes the copy whole. First the jobs' database, so that a job is at most further on than it remembers: it does
again what its guards know was done. Then the database of everything else; then the files, which are written before the
rows that name them and are not removed within a day. So every row of the copy finds its file.

PostgreSQL and S3 have their own tools, which know more than we do: docs/how-to/back-up-and-restore.md.
"""

import shutil
import sqlite3
import tarfile
import tempfile
from collections.abc import Iterator
from contextlib import closing, suppress
from pathlib import Path

from sajangpick.errors import BadInput
from sajangpick.media.unfinished import unfinished
from sajangpick.settings import Settings

JOBS_DATABASE = "jobs.sqlite"
# What a running process makes for itself and a restored one makes anew.
_PASSING = {"work", "jobs.lock"}
_SQLITE_BESIDE = ("-wal", "-shm", "-journal")


def back_up(settings: Settings, target: Path) -> int:
    """Write the data folder as it is at this moment to `target` (.tar), and say how many bytes that is.

    Raises BadInput where the data is not in the data folder, or there is none.
    """
    _require_embedded(settings)
    folder = settings.data_dir
    if not folder.is_dir():
        raise BadInput(f"There is nothing in {folder} yet.", hint="Check SAJANGPICK_DATA_DIR.")
    if folder.resolve() in target.resolve().parents:
        raise BadInput("A backup inside the data folder would hold itself.", hint="Write it somewhere else.")
    with (
        tempfile.TemporaryDirectory(prefix=".backup-", dir=target.resolve().parent) as copies,
        unfinished(target) as draft,
        tarfile.open(draft, "w") as archive,
    ):
        draft.chmod(0o600)  # it holds keys
        for database in _databases(folder):
            copy = Path(copies) / database.name
            _copy_database(database, copy)
            archive.add(copy, database.name)
        for file in _files(folder):
            # Parts of an upload go when it is whole, and half-written files get another name.
            with suppress(FileNotFoundError):
                archive.add(file, str(file.relative_to(folder)), recursive=False)
    return target.stat().st_size


def restore(settings: Settings, source: Path) -> int:
    """Put a backup into the data folder, which must be empty or missing, and say how many files it held.

    The folder appears when it is whole. Raises BadInput for what is no backup, and rather than write over anything.
    """
    _require_embedded(settings)
    folder = settings.data_dir
    if folder.exists() and any(folder.iterdir()):
        raise BadInput(f"There is data in {folder} already.", hint="Stop the service and move that folder away first.")
    folder.parent.mkdir(parents=True, exist_ok=True)
    draft = Path(tempfile.mkdtemp(prefix=".restore-", dir=folder.parent))
    try:
        count = _unpack(source, draft)
        if folder.exists():
            folder.rmdir()
        draft.rename(folder)
    except BaseException:
        shutil.rmtree(draft, ignore_errors=True)
        raise
    return count


def _unpack(source: Path, target: Path) -> int:
    try:
        with tarfile.open(source) as archive:
            names = archive.getnames()
            archive.extractall(target, filter="data")
    except FileNotFoundError as error:
        raise BadInput(f"There is no file {source}.", hint="Name the file that `sajangpick backup` wrote.") from error
    except (tarfile.TarError, EOFError) as error:
        raise BadInput(f"{source.name} is no backup, or was cut short.", hint="Copy it here again.") from error
    databases = list(target.glob("*.sqlite"))
    if not databases:
        raise BadInput(f"{source.name} holds no database.", hint="Name the file that `sajangpick backup` wrote.")
    for database in databases:
        _require_sound(database)
    return len(names)


def _require_embedded(settings: Settings) -> None:
    if settings.database_url or settings.storage_url:
        raise BadInput(
            "The data lies outside the data folder.",
            hint="See docs/how-to/back-up-and-restore.md for PostgreSQL and S3.",
        )


def _databases(folder: Path) -> list[Path]:
    """The databases, the jobs' first."""
    return sorted(folder.glob("*.sqlite"), key=lambda path: path.name != JOBS_DATABASE)


def _files(folder: Path) -> Iterator[Path]:
    for path in sorted(folder.rglob("*")):
        first = path.relative_to(folder).parts[0]
        is_database = first.endswith((".sqlite", *(f".sqlite{suffix}" for suffix in _SQLITE_BESIDE)))
        if path.is_file() and first not in _PASSING and not is_database:
            yield path


def _copy_database(source: Path, target: Path) -> None:
    """A consistent copy, while others write (SQLite's online backup)."""
    with closing(sqlite3.connect(source)) as live, closing(sqlite3.connect(target)) as copy:
        live.backup(copy)


def _require_sound(database: Path) -> None:
    try:
        with closing(sqlite3.connect(database)) as connection:
            found = connection.execute("PRAGMA integrity_check").fetchone()
    except sqlite3.DatabaseError as error:
        raise BadInput(f"{database.name} in the backup is no database.", hint="Copy the backup here again.") from error
    if found != ("ok",):
        raise BadInput(f"{database.name} in the backup is damaged.", hint="Use an older backup.")
