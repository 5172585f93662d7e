"""What holds for every test, and the two worlds the service lives in: SQLite with a folder, PostgreSQL with S3."""

import itertools
import shutil
from collections.abc import AsyncGenerator, Generator, Iterable, Sequence
from pathlib import Path
from typing import Any

import pytest
from alembic import command
from hypothesis import settings as hypothesis_settings
from pydantic import SecretStr
from sqlalchemy import create_engine
from tests.servers import BUCKET, Postgres, postgres, s3

from sajangpick.jobs.backing import prepare
from sajangpick.settings import Settings
from sajangpick.storage.database import Database, open_database
from sajangpick.storage.migrate import configuration
from sajangpick.storage.objects import Objects, open_objects
from sajangpick.storage.tables import Table

# No property fails because the machine is slow.
hypothesis_settings.register_profile("house", deadline=None)
hypothesis_settings.load_profile("house")

BACKENDS = ["sqlite+disk", "postgres+s3"]
# What takes longest begins first, so that no worker is left with it in the end.
LONGEST = (
    "web/test_journeys.py",
    "docs/test_operate.py",
    "web/test_pages.py",
    "jobs/test_runtime.py",
    "web",
    "jobs",
    "api/test_whatever_is_sent.py",
    "renderer/display",
    "docs",
    "pipelines",
    "api",
    "templates",
)

_numbers = itertools.count()


def in_turns(names: Sequence[str], cases: Iterable[Sequence[object]], ids: Iterable[str] | None = None) -> Any:
    """Cases of a test, the first in one world, the next in the other: for what is settled before data is touched."""
    turns = [(*case, backend) for case, backend in zip(cases, itertools.cycle(BACKENDS), strict=False)]
    return pytest.mark.parametrize((*names, "backend"), turns, indirect=["backend"], ids=ids)


def lay_tables(url: str) -> None:
    """What `migrate` does, which a test of its own holds to it; but fit for tables that are still being drawn."""
    engine = create_engine(url)
    with engine.begin() as connection:
        Table.metadata.create_all(connection)
        command.stamp(configuration(connection), "head")
    engine.dispose()


@pytest.hookimpl(trylast=True)
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Bring `LONGEST` to the front; the rest, and what is alike, stays as it was shuffled."""
    ranks = {Path(__file__).parent / name: rank for rank, name in enumerate(LONGEST)}
    items.sort(key=lambda item: min(ranks.get(each, len(ranks)) for each in (item.path, *item.path.parents)))


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    """Print what tests recorded to be read by people."""
    for report in (*terminalreporter.getreports("passed"), *terminalreporter.getreports("failed")):
        for name, text in report.user_properties if report.when == "call" else ():
            terminalreporter.section(name, sep="-")
            terminalreporter.write_line(str(text))


@pytest.fixture(scope="session")
def anyio_backend() -> str:
    return "asyncio"


@pytest.fixture(scope="session")
def postgres_server() -> Generator[Postgres]:
    """PostgreSQL with a migrated, empty database named `model`, of which each test gets a copy.

    The tables of the workflow engine lie there too: it takes half a second to lay them, and most tests begin a service.
    """
    with postgres() as server:
        server.run("CREATE DATABASE model")
        lay_tables(server.url("model").replace("postgresql:", "postgresql+psycopg:"))
        prepare(open_database(Settings(_env_file=None, database_url=server.url("model"))))
        yield server


@pytest.fixture(scope="session")
def sqlite_model(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A migrated, empty SQLite file, of which each test gets a copy."""
    path = tmp_path_factory.mktemp("model") / "model.sqlite"
    lay_tables(f"sqlite:///{path}")
    return path


@pytest.fixture(scope="session")
def s3_server() -> Generator[str]:
    """The address of an S3 server with the bucket of the tests."""
    with s3() as address:
        yield address


@pytest.fixture(params=BACKENDS)
def backend(request: pytest.FixtureRequest) -> str:
    """Where the test's data lies; a test that asks for it, or for what follows, runs once in each world."""
    return request.param


@pytest.fixture
def service_settings(backend: str, request: pytest.FixtureRequest, tmp_path: Path) -> Generator[Settings]:
    """Settings of a service of the test's own: a migrated, empty database and an empty store."""
    if backend == "sqlite+disk":
        path = tmp_path / "data" / "sajangpick.sqlite"
        path.parent.mkdir()
        shutil.copy(request.getfixturevalue("sqlite_model"), path)
        yield Settings(_env_file=None, data_dir=path.parent)
        return
    server: Postgres = request.getfixturevalue("postgres_server")
    name = f"test_{next(_numbers)}"
    server.run(f"CREATE DATABASE {name} TEMPLATE model STRATEGY file_copy")
    yield Settings(
        _env_file=None,
        data_dir=tmp_path / "data",
        database_url=server.url(name),
        storage_url=f"s3://{BUCKET}/{name}",
        s3_endpoint=request.getfixturevalue("s3_server"),
        s3_access_key="key",
        s3_secret_key=SecretStr("secret"),
    )
    server.run(f"DROP DATABASE {name} WITH (FORCE)")


@pytest.fixture
async def database(service_settings: Settings) -> AsyncGenerator[Database]:
    """The database of `service_settings`."""
    database = open_database(service_settings)
    yield database
    await database.close()


@pytest.fixture
def objects(service_settings: Settings) -> Objects:
    """The files of `service_settings`."""
    return open_objects(service_settings)
