import email
from collections.abc import Generator
from dataclasses import dataclass, field
from email.message import EmailMessage
from email.policy import default
from typing import cast

import pytest
from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP, AuthResult, Envelope, LoginPassword, Session
from pydantic import SecretStr
from structlog.testing import capture_logs
from tests.telling.conftest import happened
from tests.telling.endpoint import free_port

from sajangpick.domain.account import Account
from sajangpick.errors import Misconfigured, Refused, Unavailable
from sajangpick.settings import Settings
from sajangpick.storage import deliveries
from sajangpick.storage.database import Database
from sajangpick.telling import announce
from sajangpick.telling.deliver import deliver_due
from sajangpick.telling.mail import send_mail

pytestmark = pytest.mark.anyio


@dataclass
class MailServer:
    """A real SMTP server that keeps what it is handed; `answer` is what it says to a message, or to a recipient."""

    port: int
    envelopes: list[Envelope] = field(default_factory=list)
    answer: str = "250 kept"
    recipient_answer: str = "250 known"

    async def handle_RCPT(  # noqa: N802 (the name that aiosmtpd calls)
        self, _: SMTP, __: Session, envelope: Envelope, address: str, ___: list[str]
    ) -> str:
        if self.recipient_answer.startswith("250"):
            envelope.rcpt_tos.append(address)
        return self.recipient_answer

    async def handle_DATA(self, _: SMTP, __: Session, envelope: Envelope) -> str:  # noqa: N802
        if self.answer.startswith("250"):
            self.envelopes.append(envelope)
        return self.answer

    @property
    def messages(self) -> list[EmailMessage]:
        parsed = (email.message_from_bytes(cast(bytes, each.content), policy=default) for each in self.envelopes)
        return [cast(EmailMessage, message) for message in parsed]

    def settings(self, *, user: str = "") -> Settings:
        return Settings(_env_file=None, smtp_url=SecretStr(f"smtp://{user}127.0.0.1:{self.port}"))


def log_in(_: SMTP, __: Session, ___: Envelope, ____: str, login: LoginPassword) -> AuthResult:
    return AuthResult(success=login == LoginPassword(b"u@x", b"p:w/d"), handled=False)


@pytest.fixture
def server() -> Generator[MailServer]:
    server = MailServer(free_port())
    controller = Controller(
        server, hostname="127.0.0.1", port=server.port, authenticator=log_in, auth_require_tls=False, decode_data=False
    )
    controller.start()
    yield server
    controller.stop()


async def test_a_mail_is_text_and_page(server: MailServer) -> None:
    text = "첫 줄\n둘째 줄 <b>\n\nhttp://127.0.0.1:8000/shorts/s1?a=1&b=2"
    await send_mail(server.settings(), to="owner@example.com", subject="완성됐어요", text=text)
    (message,) = server.messages
    assert (message["To"], message["Subject"]) == ("owner@example.com", "완성됐어요")
    assert message["From"] == "사장픽 <no-reply@localhost>"
    assert message["Message-ID"]
    plain, page = message.get_body(("plain",)), message.get_body(("html",))
    assert plain is not None
    assert page is not None
    assert plain.get_content().splitlines() == text.splitlines()
    assert "둘째 줄 &lt;b&gt;" in page.get_content()
    assert 'href="http://127.0.0.1:8000/shorts/s1?a=1&amp;b=2"' in page.get_content()
    assert server.envelopes[0].rcpt_tos == ["owner@example.com"]


async def test_a_menu_cannot_write_headers(server: MailServer) -> None:
    await send_mail(server.settings(), to="o@example.com", subject="a\r\nBcc: all@example.com", text="x")
    (message,) = server.messages
    assert message["Subject"] == "a Bcc: all@example.com"
    assert message["Bcc"] is None
    assert server.envelopes[0].rcpt_tos == ["o@example.com"]


async def test_a_password_with_odd_letters_is_given(server: MailServer) -> None:
    await send_mail(server.settings(user="u%40x:p%3Aw%2Fd@"), to="o@example.com", subject="a", text="x")
    assert len(server.messages) == 1


async def test_a_wrong_password_is_the_operators_business(server: MailServer) -> None:
    with pytest.raises(Misconfigured, match="password") as error:
        await send_mail(server.settings(user="u:wrong-password@"), to="o@example.com", subject="a", text="x")
    assert "wrong-password" not in str(error.value)


@pytest.mark.parametrize(("code", "kind"), [("550 no", Refused), ("451 later", Unavailable)])
async def test_the_server_says_whether_to_try_again(
    server: MailServer, code: str, kind: type[Refused] | type[Unavailable]
) -> None:
    server.answer = code
    with pytest.raises(kind, match="message"):
        await send_mail(server.settings(), to="o@example.com", subject="a", text="x")
    server.recipient_answer = code
    with pytest.raises(kind, match="recipient"):
        await send_mail(server.settings(), to="o@example.com", subject="a", text="x")


async def test_no_server_is_unavailable() -> None:
    settings = Settings(_env_file=None, smtp_url=SecretStr(f"smtp://127.0.0.1:{free_port()}"))
    with pytest.raises(Unavailable, match="cannot be reached"):
        await send_mail(settings, to="o@example.com", subject="a", text="x")


@pytest.mark.parametrize("url", ["http://x", "smtp://", "mail.example.com"])
async def test_an_address_that_is_none_is_said_to_be(url: str) -> None:
    with pytest.raises(Misconfigured, match="smtp"):
        await send_mail(Settings(_env_file=None, smtp_url=SecretStr(url)), to="o@x.kr", subject="a", text="x")


async def test_without_a_server_the_mail_is_in_the_log() -> None:
    with capture_logs() as lines:
        await send_mail(Settings(_env_file=None), to="o@example.com", subject="새 비밀번호", text="http://x/reset")
    (line,) = lines
    assert (line["event"], line["to"], line["text"]) == ("mail.printed", "o@example.com", "http://x/reset")


async def test_an_event_is_mailed_once_in_the_owners_words(
    database: Database, service_settings: Settings, account: Account, server: MailServer
) -> None:
    settings = service_settings.model_copy(update={"smtp_url": server.settings().smtp_url})
    event = happened(account, "job.failed", failure="photo_refused")
    async with database.writing() as session:
        await announce(session, event, account)
    assert await deliver_due(settings, database) == 1
    assert await deliver_due(settings, database) == 0
    (message,) = server.messages
    assert message["To"] == account.email
    assert message["Subject"] == "‘새우 파스타’ 영상을 만들지 못했어요"
    plain = message.get_body(("plain",))
    assert plain is not None
    assert "다른 사진을 골라 주세요. 크레딧은 돌려드렸어요." in plain.get_content()
    assert "/shorts/s1" in plain.get_content()


async def test_a_refused_recipient_is_not_tried_again(
    database: Database, service_settings: Settings, account: Account, server: MailServer
) -> None:
    settings = service_settings.model_copy(update={"smtp_url": server.settings().smtp_url})
    server.recipient_answer = "550 unknown"
    async with database.writing() as session:
        await announce(session, happened(account, "job.succeeded"), account)
    await deliver_due(settings, database)
    async with database.reading() as session:
        assert await deliveries.waiting(session) == 0
