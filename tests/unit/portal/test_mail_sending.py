"""Handing mails in: who is believed to be the mail server, and who is told the password."""

import asyncio
import functools
import threading
from collections.abc import Callable, Iterator
from email.message import EmailMessage
from pathlib import Path
from typing import Any

import pytest

from portal.platform.smtp import MailServer, Never, NotNow, Security, ServerNotThere, SmtpSender
from tests.support import mail_server as receiving
from tests.support.mail_server import mail_server
from tests.support.web_server import self_signed

TO = "max@abc.de"
LOGIN = ("portal", "correct horse")
Send = Callable[..., None]


@pytest.fixture
def certificate(tmp_path: Path) -> Path:
    return self_signed(tmp_path)


@pytest.fixture
def trusted(certificate: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The certificate, in the machine's trust store."""
    monkeypatch.setenv("SSL_CERT_FILE", str(certificate))
    return certificate


@pytest.fixture
def mails() -> Iterator[receiving.MailServer]:
    with mail_server() as server:
        yield server


@pytest.fixture(scope="module")
def loop() -> Iterator[asyncio.Runner]:
    """One for all, so that connections have the time to end."""
    with asyncio.Runner() as runner:
        yield runner


@pytest.fixture
def send(loop: asyncio.Runner) -> Send:
    return functools.partial(_send, loop)


def _send(
    loop: asyncio.Runner, port: int, security: Security = Security.NONE, to: str = TO, **more: Any
) -> None:
    user, password = more.get("login", ("", ""))
    host = more.get("host", "127.0.0.1")
    server = MailServer(host, port, security, user, password, "portal@example.de", "")
    message = EmailMessage()
    message["From"], message["To"], message["Subject"] = "portal@example.de", TO, "Grüße"
    message.set_content("Guten Tag", cte="quoted-printable")

    async def hand_over() -> None:
        async with SmtpSender(server, "portal.example.de").connected() as connection:
            await connection.hand_over(message, to)

    loop.run(hand_over())


def test_a_mail_goes_to_whom_it_is_for(send: Send, mails: receiving.MailServer) -> None:
    send(mails.port)
    assert mails.wait_for(TO)["Subject"] == "Grüße"


@pytest.mark.parametrize("security", [Security.STARTTLS, Security.TLS])
def test_it_goes_encrypted_to_a_server_whose_certificate_is_trusted(
    send: Send, trusted: Path, security: Security
) -> None:
    with mail_server(tls=trusted, from_the_start=security is Security.TLS) as mails:
        send(mails.port, security)
        assert len(mails.mails_to(TO)) == 1


@pytest.mark.parametrize("security", [Security.STARTTLS, Security.TLS])
def test_a_server_whose_certificate_is_not_trusted_gets_nothing(
    send: Send, certificate: Path, security: Security
) -> None:
    with mail_server(tls=certificate, from_the_start=security is Security.TLS) as mails:
        with pytest.raises(ServerNotThere):
            send(mails.port, security)
        assert mails.received == []


@pytest.mark.parametrize("security", [Security.STARTTLS, Security.TLS])
def test_a_certificate_for_another_name_is_not_enough(
    send: Send, trusted: Path, security: Security, monkeypatch: pytest.MonkeyPatch
) -> None:
    with mail_server(tls=trusted, from_the_start=security is Security.TLS) as mails:
        with pytest.raises(ServerNotThere):
            send(mails.port, security, host="localhost")
        assert mails.received == []


def test_a_server_that_offers_no_encryption_gets_nothing(
    send: Send, mails: receiving.MailServer
) -> None:
    with pytest.raises(ServerNotThere):
        send(mails.port, Security.STARTTLS)
    assert mails.received == []


def test_a_server_that_wants_a_password_gets_it(send: Send, trusted: Path) -> None:
    with mail_server(tls=trusted, login=LOGIN) as mails:
        send(mails.port, Security.STARTTLS, login=LOGIN)
        assert len(mails.mails_to(TO)) == 1


def test_a_wrong_password_is_not_the_emails_fault(send: Send, trusted: Path) -> None:
    with mail_server(tls=trusted, login=LOGIN) as mails:
        with pytest.raises(ServerNotThere, match="535") as refused:
            send(mails.port, Security.STARTTLS, login=("portal", "wrong horse"))
        assert "horse" not in str(refused.value)


def test_no_server_at_all_is_not_the_emails_fault(send: Send, mails: receiving.MailServer) -> None:
    mails.stop()
    with pytest.raises(ServerNotThere):
        send(mails.port)


@pytest.mark.parametrize(("code", "kind"), [(450, NotNow), (550, Never)])
def test_what_the_server_says_decides_and_no_word_of_it_is_kept(
    send: Send, mails: receiving.MailServer, code: int, kind: type[Exception]
) -> None:
    mails.refuse(code)
    with pytest.raises(kind) as refused:
        send(mails.port)
    assert str(refused.value) == f"the mail server answered {code}"
    assert not isinstance(refused.value, ServerNotThere)


def test_an_international_address_goes_where_it_is_understood(send: Send) -> None:
    with mail_server() as mails:
        send(mails.port, to="jörg@müller.de")
        assert len(mails.mails_to("jörg@xn--mller-kva.de")) == 1


def test_a_domain_with_an_umlaut_is_reached_by_any_mail_server(send: Send) -> None:
    with mail_server(utf8=False) as mails:
        send(mails.port, to="info@praxis-müller.de")
        assert len(mails.mails_to("info@xn--praxis-mller-klb.de")) == 1


def test_an_international_address_is_refused_with_a_sentence_where_it_is_not(send: Send) -> None:
    with mail_server(utf8=False) as mails:
        with pytest.raises(Never, match="takes no international addresses"):
            send(mails.port, to="jörg@müller.de")
        assert mails.received == []


def test_a_server_that_takes_its_time_is_waited_for(
    send: Send, mails: receiving.MailServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    # Whoever gives up here sends the mail a second time.
    monkeypatch.setattr("portal.platform.smtp._ANSWER_SECONDS", 0.2)
    mails.hold()
    threading.Timer(0.6, mails.release).start()
    send(mails.port)
    assert len(mails.mails_to(TO)) == 1


def test_the_password_is_not_shown() -> None:
    server = MailServer("h", 25, Security.TLS, *LOGIN, "portal@example.de", "")
    assert LOGIN[1] not in repr(SmtpSender(server, "p"))
