"""A backup that is taken while others write comes back whole."""

import sqlite3
import tarfile
from contextlib import closing
from pathlib import Path

import pytest

from sajangpick.errors import BadInput
from sajangpick.settings import Settings
from sajangpick.storage.backup import back_up, restore


def settings_for(folder: Path) -> Settings:
    return Settings(_env_file=None, data_dir=folder)


@pytest.fixture
def data(tmp_path: Path) -> Path:
    folder = tmp_path / "data"
    (folder / "files" / "ab").mkdir(parents=True)
    (folder / "files" / "ab" / "abcd").write_bytes(b"bytes")
    (folder / "work" / "job").mkdir(parents=True)
    (folder / "work" / "job" / "half").write_bytes(b"half")
    for name in ("sajangpick", "jobs"):
        with closing(sqlite3.connect(folder / f"{name}.sqlite")) as connection:
            connection.execute("PRAGMA journal_mode=WAL")
            connection.execute("CREATE TABLE row (n INTEGER)")
            connection.execute("INSERT INTO row VALUES (1)")
            connection.commit()
    return folder


def test_everything_but_what_is_passing_comes_back(data: Path, tmp_path: Path) -> None:
    with closing(sqlite3.connect(data / "sajangpick.sqlite")) as writer:
        writer.execute("INSERT INTO row VALUES (2)")
        writer.commit()
        writer.execute("INSERT INTO row VALUES (3)")  # not committed: another hand is in the middle of it
        back_up(settings_for(data), tmp_path / "kept.tar")
    restore(settings_for(tmp_path / "new"), tmp_path / "kept.tar")
    assert (tmp_path / "new" / "files" / "ab" / "abcd").read_bytes() == b"bytes"
    assert not (tmp_path / "new" / "work").exists()
    with closing(sqlite3.connect(tmp_path / "new" / "sajangpick.sqlite")) as reader:
        assert reader.execute("SELECT n FROM row").fetchall() == [(1,), (2,)]
    assert sorted(path.name for path in tmp_path.iterdir()) == ["data", "kept.tar", "new"]


def test_the_jobs_are_copied_before_what_they_changed(data: Path, tmp_path: Path) -> None:
    back_up(settings_for(data), tmp_path / "kept.tar")
    with tarfile.open(tmp_path / "kept.tar") as archive:
        assert archive.getnames()[:2] == ["jobs.sqlite", "sajangpick.sqlite"]


def test_a_file_that_goes_meanwhile_is_left_out(data: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    part = data / "files" / "uploads" / "part"
    part.parent.mkdir()
    part.write_bytes(b"part")
    add = tarfile.TarFile.add

    def added(archive: tarfile.TarFile, name: Path, arcname: str, **more: bool) -> None:
        if Path(name) == part:
            part.unlink()
        add(archive, name, arcname, **more)

    monkeypatch.setattr(tarfile.TarFile, "add", added)
    back_up(settings_for(data), tmp_path / "kept.tar")
    restore(settings_for(tmp_path / "new"), tmp_path / "kept.tar")
    assert (tmp_path / "new" / "files" / "ab" / "abcd").read_bytes() == b"bytes"


def test_nothing_is_written_over(data: Path, tmp_path: Path) -> None:
    back_up(settings_for(data), tmp_path / "kept.tar")
    with pytest.raises(BadInput, match="already"):
        restore(settings_for(data), tmp_path / "kept.tar")


@pytest.mark.parametrize("content", [b"", b"not a tar", b"x" * 5000])
def test_what_is_no_backup_leaves_nothing(content: bytes, tmp_path: Path) -> None:
    (tmp_path / "kept.tar").write_bytes(content)
    with pytest.raises(BadInput):
        restore(settings_for(tmp_path / "new"), tmp_path / "kept.tar")
    assert [path.name for path in tmp_path.iterdir()] == ["kept.tar"]


def test_a_damaged_database_is_refused(data: Path, tmp_path: Path) -> None:
    back_up(settings_for(data), tmp_path / "kept.tar")
    whole = (tmp_path / "kept.tar").read_bytes()
    (tmp_path / "bad.tar").write_bytes(whole.replace(b"SQLite format 3", b"SQLite farmat 3"))
    with pytest.raises(BadInput, match=r"jobs\.sqlite"):
        restore(settings_for(tmp_path / "new"), tmp_path / "bad.tar")
    assert not (tmp_path / "new").exists()


def test_a_path_that_leads_out_is_refused(tmp_path: Path) -> None:
    with tarfile.open(tmp_path / "evil.tar", "w") as archive:
        archive.addfile(tarfile.TarInfo("../outside"))
    with pytest.raises(BadInput):
        restore(settings_for(tmp_path / "new"), tmp_path / "evil.tar")
    assert not (tmp_path / "outside").exists()


def test_data_that_lies_elsewhere_is_left_to_its_own_tools(tmp_path: Path) -> None:
    elsewhere = Settings(_env_file=None, data_dir=tmp_path, database_url="postgresql://db/sajangpick")
    with pytest.raises(BadInput, match="outside"):
        back_up(elsewhere, tmp_path / "kept.tar")


def test_a_backup_into_the_data_itself_is_refused(data: Path) -> None:
    with pytest.raises(BadInput, match="hold itself"):
        back_up(settings_for(data), data / "kept.tar")
