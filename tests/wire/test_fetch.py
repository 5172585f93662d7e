"""Results are fetched whole, of a known kind, and never out of our own network."""

import socket
from collections.abc import AsyncGenerator, Callable
from pathlib import Path

import httpx
import pytest

from sajangpick.errors import EngineError, Refused, Unavailable, Unreachable
from sajangpick.wire import PICTURES, VIDEOS, FileKind, Line, is_whole, kind_of
from sajangpick.wire.fetch import Origin, download

pytestmark = pytest.mark.anyio

PNG = b"\x89PNG\r\n\x1a\n" + b"x" * 100 + b"\x00\x00\x00\x00IEND\xaeB`\x82"
JPEG = b"\xff\xd8\xff\xe0" + b"x" * 100 + b"\xff\xd9"
WEBP = b"RIFF" + (104).to_bytes(4, "little") + b"WEBP" + b"x" * 100
MP4 = b"".join(
    (8 + len(body)).to_bytes(4, "big") + name + body
    for name, body in ((b"ftyp", b"isom"), (b"moov", b"x" * 40), (b"mdat", b"x" * 60))
)
WHOLE = {FileKind.PNG: PNG, FileKind.JPEG: JPEG, FileKind.WEBP: WEBP, FileKind.MP4: MP4}
ORIGIN = "http://vendor.test:8100/v1"


def sent(content: bytes, *, length: int = 0) -> httpx.Response:
    """A file as a line brings it: in parts, and with its length if it is told."""

    async def parts() -> AsyncGenerator[bytes]:
        for start in range(0, len(content), 64):
            yield content[start : start + 64]

    return httpx.Response(200, content=parts(), headers={"Content-Length": str(length)} if length else {})


def answering(reply: Callable[[httpx.Request], httpx.Response]) -> Origin:
    return Origin(ORIGIN, {"Authorization": "Bearer key"}, httpx.MockTransport(reply))


async def fetch(
    origin: Origin, target: Path, url: str = "http://vendor.test:8100/file", *, most_bytes: int = 10_000
) -> Path:
    return await download(url, target, origin=origin, most_bytes=most_bytes, kinds=PICTURES | VIDEOS, vendor="Vendor")


@pytest.mark.parametrize("kind", WHOLE)
async def test_a_result_gets_the_suffix_of_what_it_is(kind: FileKind, tmp_path: Path) -> None:
    origin = answering(lambda _: sent(WHOLE[kind]))
    path = await fetch(origin, tmp_path / "folder" / "made.bin")
    assert path == tmp_path / "folder" / f"made.{kind}"
    assert path.read_bytes() == WHOLE[kind]
    assert list(path.parent.iterdir()) == [path]


@pytest.mark.parametrize("kind", WHOLE)
async def test_half_a_file_is_asked_for_anew_and_leaves_nothing(kind: FileKind, tmp_path: Path) -> None:
    for length in (20, len(WHOLE[kind]) // 2, len(WHOLE[kind]) - 1):
        origin = answering(lambda _, length=length: sent(WHOLE[kind][:length]))
        with pytest.raises(Unreachable):
            await fetch(origin, tmp_path / "made.bin")
    assert list(tmp_path.iterdir()) == []


async def test_a_line_that_ends_before_the_file_does_is_asked_for_anew(tmp_path: Path) -> None:
    origin = answering(lambda _: sent(PNG, length=999))
    with pytest.raises(Unreachable):
        await fetch(origin, tmp_path / "made.png")


@pytest.mark.parametrize("status", [403, 404, 410, 429, 500, 503])
async def test_a_link_that_does_not_hold_is_asked_for_anew(status: int, tmp_path: Path) -> None:
    with pytest.raises(Unreachable):
        await fetch(answering(lambda _: httpx.Response(status)), tmp_path / "made.png")


@pytest.mark.parametrize("content", [b"", b"<html>", b"GIF89a" + b"x" * 90, b"#EXTM3U\nfile:///etc/passwd"])
async def test_what_is_no_such_file_is_not_kept(content: bytes, tmp_path: Path) -> None:
    with pytest.raises(Unavailable) as raised:
        await fetch(answering(lambda _: sent(content)), tmp_path / "made.png")
    assert type(raised.value) is Unavailable
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("told", [True, False])
async def test_what_is_too_large_is_not_taken(told: bool, tmp_path: Path) -> None:
    origin = answering(lambda _: sent(b"x" * 20_000, length=20_000 if told else 0))
    with pytest.raises(Unavailable):
        await fetch(origin, tmp_path / "made.png")
    assert list(tmp_path.iterdir()) == []


PRIVATE = [
    "https://127.0.0.1/x",
    "https://10.1.2.3/x",
    "https://169.254.169.254/latest/meta-data",
    "https://[::1]/x",
    "https://[::ffff:127.0.0.1]/x",
    "https://[fd00::1]/x",
    "https://[64:ff9b::7f00:1]/x",
    "https://0.0.0.0/x",
    "https://2130706433/x",
    "http://vendor.test/x",
    "http://93.184.216.34/x",
    "https://user:password@93.184.216.34/x",
    "ftp://93.184.216.34/x",
    "file:///etc/passwd",
    "https:///x",
]


@pytest.mark.parametrize("url", PRIVATE)
async def test_a_link_into_a_private_network_is_not_followed(url: str, tmp_path: Path) -> None:
    origin = answering(lambda _: sent(PNG))
    with pytest.raises((Refused, Unavailable)):
        await fetch(origin, tmp_path / "made.png", url)
    away = answering(lambda _: httpx.Response(302, headers={"Location": url}))
    with pytest.raises((Refused, Unavailable)):
        await fetch(away, tmp_path / "made.png")


async def test_a_name_is_private_if_any_of_its_addresses_is(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    async def resolve(host: str, port: int) -> list[object]:
        import ipaddress

        return [ipaddress.ip_address("93.184.216.34"), ipaddress.ip_address("192.168.0.7")]

    monkeypatch.setattr("sajangpick.wire.fetch.resolve", resolve)
    with pytest.raises(Refused):
        await fetch(answering(lambda _: httpx.Response(200)), tmp_path / "made.png", "https://rebinding.test/x")


async def test_a_name_that_is_not_there_is_asked_for_anew(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    async def resolve(host: str, port: int) -> list[object]:
        raise socket.gaierror

    monkeypatch.setattr("sajangpick.wire.fetch.resolve", resolve)
    with pytest.raises(Unreachable):
        await fetch(answering(lambda _: httpx.Response(200)), tmp_path / "made.png", "https://nowhere.test/x")


async def test_the_vendor_s_own_redirects_are_followed_a_few_times(tmp_path: Path) -> None:
    def reply(request: httpx.Request) -> httpx.Response:
        assert request.headers["authorization"] == "Bearer key"
        left = int(request.url.params.get("left", "0"))
        if left:
            return httpx.Response(302, headers={"Location": f"/file?left={left - 1}"})
        return sent(PNG)

    origin = answering(reply)
    await fetch(origin, tmp_path / "made.png", "http://vendor.test:8100/file?left=3")
    with pytest.raises(Refused):
        await fetch(origin, tmp_path / "made.png", "http://vendor.test:8100/file?left=4")


@pytest.mark.parametrize(
    ("url", "own"),
    [
        ("http://vendor.test:8100/x", True),
        ("http://vendor.test/x", False),
        ("https://vendor.test:8100/x", False),
        ("http://evil.test:8100/x", False),
        ("http://vendor.test.evil.test:8100/x", False),
    ],
)
def test_only_its_own_host_is_the_vendor_s(url: str, own: bool) -> None:
    assert Origin(ORIGIN).has(httpx.URL(url)) is own


async def test_an_upload_goes_to_no_private_address() -> None:
    line = Line("Vendor", ORIGIN, transport=httpx.MockTransport(lambda _: httpx.Response(204)))
    part = [("file", ("photo.jpg", JPEG, "image/jpeg"))]
    await line.upload("http://vendor.test:8100/put", data={"key": "7"}, files=part)
    with pytest.raises(Refused):
        await line.upload("https://169.254.169.254/put", data={}, files=part)


@pytest.mark.parametrize("status", [403, 500])
async def test_an_upload_that_is_not_taken_is_said(status: int) -> None:
    line = Line("Vendor", ORIGIN, transport=httpx.MockTransport(lambda _: httpx.Response(status)))
    with pytest.raises(EngineError):
        await line.upload("http://vendor.test:8100/put", data={}, files=[])


@pytest.mark.parametrize("kind", WHOLE)
def test_a_file_says_of_itself_what_it_is(kind: FileKind, tmp_path: Path) -> None:
    path = tmp_path / "file"
    path.write_bytes(WHOLE[kind])
    assert kind_of(path) is kind
    assert is_whole(path, kind)
