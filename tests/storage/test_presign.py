"""Signed links, against Amazon's own library."""

from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from urllib.parse import parse_qs, urlsplit

import boto3
import pytest
from botocore.config import Config
from hypothesis import given
from hypothesis import strategies as st
from pydantic import SecretStr

from sajangpick.settings import Settings
from sajangpick.storage.objects import open_objects
from sajangpick.storage.presign import Signer, disposition

SIGNER = Signer("https://s3.us-east-1.amazonaws.com/bucket", region="us-east-1", access_key="AK", secret_key="SK")
NOON = datetime(2026, 1, 2, 12, tzinfo=UTC)


def link(**changes: object) -> str:
    facts: dict[str, object] = {"name": "a.mp4", "media_type": "video/mp4", "seconds": 60, "inline": True, "now": NOON}
    return SIGNER.link("files/a", **(facts | changes))  # pyright: ignore[reportArgumentType]


@pytest.mark.parametrize("change", [{"name": "b.mp4"}, {"seconds": 61}, {"inline": False}, {"media_type": "text/html"}])
def test_whatever_is_changed_changes_the_signature(change: dict[str, object]) -> None:
    assert link().rpartition("=")[2] != link(**change).rpartition("=")[2]
    assert link() == link()


@pytest.mark.parametrize("name", ["a.mp4", "새우 파스타 (1)+~*'.mp4", 'a"b;c%d&e=f.mp4'])
def test_links_are_signed_as_amazon_signs_them(name: str) -> None:
    amazon = boto3.client(
        "s3",
        endpoint_url="https://s3.us-east-1.amazonaws.com",
        region_name="us-east-1",
        aws_access_key_id="AK",
        aws_secret_access_key="SK",
        config=Config(signature_version="s3v4", s3={"addressing_style": "path"}),
    )
    wanted = {
        "Bucket": "bucket",
        "Key": "some ~prefix/files/a",
        "ResponseContentDisposition": disposition(name, inline=False),
        "ResponseContentType": "video/mp4",
    }
    theirs = parse_qs(urlsplit(amazon.generate_presigned_url("get_object", Params=wanted, ExpiresIn=60)).query)
    moment = datetime.strptime(theirs["X-Amz-Date"][0], "%Y%m%dT%H%M%SZ").replace(tzinfo=UTC)
    signer = replace(SIGNER, root=f"{SIGNER.root}/some ~prefix")
    ours = signer.link("files/a", name=name, media_type="video/mp4", seconds=60, inline=False, now=moment)
    assert parse_qs(urlsplit(ours).query) == theirs


def test_a_link_lives_a_week_at_most() -> None:
    assert "X-Amz-Expires=604800&" in link(seconds=30 * 24 * 3600)


def test_browsers_may_reach_the_server_at_another_address(tmp_path: Path) -> None:
    settings = Settings(
        _env_file=None,
        data_dir=tmp_path,
        storage_url="s3://bucket/some/prefix",
        s3_endpoint="http://minio:9000",
        s3_public_endpoint="https://files.example.com/",
        s3_access_key="AK",
        s3_secret_key=SecretStr("SK"),
    )
    link = open_objects(settings).link("a" * 64, name="a.mp4", media_type="video/mp4", seconds=60, inline=True)
    assert link is not None
    assert link.startswith(f"https://files.example.com/bucket/some/prefix/files/aa/{'a' * 64}?")


def test_keys_of_the_machine_sign_no_links(tmp_path: Path) -> None:
    settings = Settings(_env_file=None, data_dir=tmp_path, storage_url="s3://bucket")
    link = open_objects(settings).link("a" * 64, name="a.mp4", media_type="video/mp4", seconds=60, inline=True)
    assert link is None


def test_a_name_comes_in_two_spellings() -> None:
    header = disposition("새우 파스타.mp4", inline=False)
    assert header.startswith("attachment; filename=\"__ ___.mp4\"; filename*=UTF-8''%EC%83%88")


@given(st.text(st.characters(exclude_categories=["Cs"])), st.booleans())
def test_no_name_breaks_out_of_the_header(name: str, inline: bool) -> None:
    header = disposition(name, inline=inline)
    assert header.isascii()
    assert header.isprintable()
    assert header.count('"') == 2
    assert header.count(";") == 2
