import asyncio
import contextlib
import datetime
import ipaddress
import socket
import ssl
from collections.abc import Generator
from pathlib import Path

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat
from hypothesis import given
from hypothesis import strategies as st
from tests.telling.endpoint import Endpoint, free_port, serve

from sajangpick.errors import BadInput
from sajangpick.settings import Settings
from sajangpick.telling import outbound
from sajangpick.telling.outbound import open_client, post, require_address
from sajangpick.telling.outcome import Outcome, Verdict

pytestmark = pytest.mark.anyio

CLOSED = Settings(_env_file=None)
OPEN = Settings(_env_file=None, webhooks_to_private_addresses=True)
PRIVATE = [
    "127.0.0.1", "127.8.8.8", "10.0.0.1", "172.16.3.4", "192.168.0.1", "169.254.169.254", "100.64.0.1", "0.0.0.0",
    "224.0.0.1", "255.255.255.255", "[::1]", "[::]", "[fe80::1]", "[fd00::1]", "[ff02::1]", "[::ffff:10.0.0.1]",
    "[::ffff:127.0.0.1]", "[2002:7f00:1::]", "[64:ff9b::7f00:1]", "[64:ff9b::a9fe:a9fe]",
]  # fmt: skip


@pytest.mark.parametrize("host", PRIVATE)
def test_a_private_address_is_refused_when_it_is_given(host: str) -> None:
    with pytest.raises(BadInput, match="private"):
        require_address(CLOSED, f"https://{host}/hook")


@pytest.mark.parametrize("host", PRIVATE)
async def test_a_name_that_leads_to_a_private_address_is_not_called(host: str, monkeypatch: pytest.MonkeyPatch) -> None:
    resolve_to(monkeypatch, "8.8.8.8", host.strip("[]"))
    outcome = await posted(CLOSED, "https://hooks.example/")
    assert outcome == Outcome(Verdict.LATER, "not sent: the name leads to a private address")


@pytest.mark.parametrize(
    "url",
    ["http://hooks.example/", "ftp://hooks.example", "https://", "hooks.example", "", "https://[", "file:///etc/passwd",
     "https://a:b@hooks.example/", "http://2130706433/", "https://exa mple/\r\nx: y"],
)  # fmt: skip
def test_what_is_no_https_address_is_refused(url: str) -> None:
    with pytest.raises(BadInput):
        require_address(CLOSED, url)


@given(st.text(max_size=60))
def test_any_text_is_an_address_or_bad_input(text: str) -> None:
    with contextlib.suppress(BadInput):
        require_address(CLOSED, text)


@given(st.ip_addresses(v=4))
def test_public_addresses_are_the_global_ones(address: ipaddress.IPv4Address) -> None:
    try:
        require_address(CLOSED, f"https://{address}/")
    except BadInput:
        assert not address.is_global or address.is_multicast
    else:
        assert address.is_global


async def test_numbers_that_only_the_resolver_understands_are_not_called() -> None:
    # getaddrinfo takes 2130706433 and 0x7f.1 for 127.0.0.1.
    for host in ("2130706433", "0x7f.1", "127.1"):
        outcome = await posted(CLOSED, f"https://{host}/")
        assert outcome.verdict is not Verdict.DELIVERED
        assert "private" in outcome.answer or "resolve" in outcome.answer


async def test_the_name_is_resolved_once(monkeypatch: pytest.MonkeyPatch) -> None:
    with serve() as endpoint:
        asked = resolve_to(monkeypatch, "127.0.0.1")
        outcome = await posted(OPEN, f"http://hooks.example:{endpoint.port}/x?y=1")
    assert outcome.verdict is Verdict.DELIVERED
    assert asked == ["hooks.example"]
    (received,) = endpoint.received
    assert (received.path, received.headers["host"]) == ("/x?y=1", f"hooks.example:{endpoint.port}")


async def test_the_next_address_is_tried(monkeypatch: pytest.MonkeyPatch) -> None:
    with serve() as endpoint:
        resolve_to(monkeypatch, "127.0.0.2", "127.0.0.1")
        assert (await posted(OPEN, f"http://hooks.example:{endpoint.port}/")).verdict is Verdict.DELIVERED


async def test_nobody_there_is_an_outcome() -> None:
    outcome = await posted(OPEN, f"http://127.0.0.1:{free_port()}/")
    assert outcome.verdict is Verdict.LATER
    assert outcome.answer.startswith("no answer")


async def test_who_never_answers_is_left(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(outbound, "TIMEOUT_SECONDS", 0.2)
    with socket.create_server(("127.0.0.1", 0)) as silent:
        outcome = await posted(OPEN, f"http://127.0.0.1:{silent.getsockname()[1]}/")
    assert outcome.verdict is Verdict.LATER


async def test_of_a_long_answer_the_beginning_is_read() -> None:
    with serve() as endpoint:
        endpoint.statuses, endpoint.body = [200], b"a" * 10_000_000
        outcome = await posted(OPEN, endpoint.url)
    assert outcome.verdict is Verdict.DELIVERED
    assert len(outcome.answer) < 500


async def test_tls_is_checked_against_the_name_not_the_address(
    tls_endpoint: Endpoint, monkeypatch: pytest.MonkeyPatch
) -> None:
    resolve_to(monkeypatch, "127.0.0.1")
    assert (await posted(OPEN, f"https://hooks.example:{tls_endpoint.port}/")).verdict is Verdict.DELIVERED
    wrong = await posted(OPEN, f"https://other.example:{tls_endpoint.port}/")
    assert wrong.verdict is Verdict.LATER
    assert "certificate" in wrong.answer.lower()
    assert len(tls_endpoint.received) == 1


@pytest.fixture
def tls_endpoint(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Generator[Endpoint]:
    """An endpoint with a certificate for hooks.example, which this process trusts."""
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, "hooks.example")])
    now = datetime.datetime.now(datetime.UTC)
    certificate = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - datetime.timedelta(days=1))
        .not_valid_after(now + datetime.timedelta(days=1))
        .add_extension(x509.SubjectAlternativeName([x509.DNSName("hooks.example")]), critical=False)
        .add_extension(x509.BasicConstraints(ca=True, path_length=None), critical=True)
        .sign(key, hashes.SHA256())
    )
    pem = tmp_path / "certificate.pem"
    secret = key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())
    pem.write_bytes(certificate.public_bytes(Encoding.PEM) + secret)
    monkeypatch.setenv("SSL_CERT_FILE", str(pem))
    tls = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    tls.load_cert_chain(pem)
    with serve(tls) as endpoint:
        yield endpoint


async def posted(settings: Settings, url: str) -> Outcome:
    async with open_client() as client:
        return await post(client, settings, url, content=b"{}", headers={"content-type": "application/json"})


def resolve_to(monkeypatch: pytest.MonkeyPatch, *addresses: str) -> list[str]:
    """Let every name have these addresses; returns the names that are asked for."""
    asked: list[str] = []

    async def resolve(host: str, port: int, **_: object) -> list[tuple[int, int, int, str, tuple[str, int]]]:
        asked.append(host)
        return [(0, socket.SOCK_STREAM, 6, "", (address, port)) for address in addresses]

    real = asyncio.get_running_loop().getaddrinfo

    async def for_names_only(host: str, port: int, **more: int) -> object:
        try:
            ipaddress.ip_address(host)
        except ValueError:
            return await resolve(host, port)
        return await real(host, port, **more)

    monkeypatch.setattr(asyncio.get_running_loop(), "getaddrinfo", for_names_only, raising=False)
    return asked
