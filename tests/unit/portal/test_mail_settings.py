"""What an operator writes about mail."""

from pathlib import Path

import pytest

from portal.platform.settings import PASSWORD_VARIABLE, SettingsProblem, load_settings
from portal.platform.smtp import MailServer, Security, mail_server

FROM = {"AOK_PORTAL_MAIL_FROM": "portal@example.de"}


def read(folder: Path, toml: str = "", **environ: str) -> MailServer | None:
    (folder / "portal.toml").write_text(f'public_url = "https://p.example.de"\n{toml}')
    return mail_server(load_settings(folder, environ), environ)


def test_without_a_host_no_mail_is_sent(tmp_path: Path) -> None:
    assert read(tmp_path, 'mail_from = "portal@example.de"') is None


@pytest.mark.parametrize(
    ("host", "said", "security", "port"),
    [
        ("mail.example.de", "", Security.STARTTLS, 587),
        ("mail.example.de", "starttls", Security.STARTTLS, 587),
        ("mail.example.de", "tls", Security.TLS, 465),
        ("mail.example.de", "none", Security.NONE, 25),
        ("127.0.0.1", "", Security.NONE, 25),
        ("127.0.0.1", "starttls", Security.STARTTLS, 587),
    ],
)
def test_port_and_encryption_follow_from_each_other(
    tmp_path: Path, host: str, said: str, security: Security, port: int
) -> None:
    server = read(tmp_path, AOK_PORTAL_MAIL_HOST=host, AOK_PORTAL_MAIL_SECURITY=said, **FROM)
    assert server is not None
    assert (server.security, server.port) == (security, port)


def test_a_port_that_is_given_wins(tmp_path: Path) -> None:
    toml = 'mail_host = "m.example.de"\nmail_port = 2525\nmail_from = "portal@example.de"'
    server = read(tmp_path, toml)
    assert server is not None
    assert server.port == 2525


def test_the_password_comes_from_a_file_or_a_variable(tmp_path: Path) -> None:
    secret = tmp_path / "password"
    secret.write_text("correct horse\n")
    toml = f'mail_host = "m.example.de"\nmail_user = "portal"\nmail_password_file = "{secret}"'
    from_file = read(tmp_path, toml, **FROM)
    assert from_file is not None
    assert from_file.password == "correct horse"
    assert "horse" not in repr(from_file)
    from_variable = read(tmp_path, toml, **FROM, **{PASSWORD_VARIABLE: "battery"})
    assert from_variable is not None
    assert from_variable.password == "battery"


def test_a_password_in_the_settings_file_is_refused_and_not_repeated(tmp_path: Path) -> None:
    with pytest.raises(SettingsProblem, match="mail_password") as refused:
        read(tmp_path, 'mail_password = "correct horse"')
    assert "horse" not in str(refused.value)


@pytest.mark.parametrize(
    ("toml", "sentence"),
    [
        ('mail_from = ""', "mail_from is no e-mail address"),
        ('mail_from = "Portal <portal@example.de>"', "mail_from is no e-mail address"),
        ('mail_from = "p@example.de"\nmail_from_name = "a\\nb"', "mail_from_name holds"),
        ('mail_from = "p@example.de"\nmail_security = "ssl"', "give none, starttls or tls"),
        ('mail_from = "p@example.de"\nmail_port = 70000', "mail_port is 70000"),
        ('mail_from = "p@example.de"\nmail_user = "portal"', "mail_user has no password"),
        (
            'mail_from = "p@example.de"\nmail_user = "portal"\nmail_password_file = "/none/such"',
            "mail_password_file /none/such cannot be read",
        ),
        (
            'mail_from = "p@example.de"\nmail_user = "portal"\nmail_security = "none"',
            "would be readable on the way",
        ),
    ],
)
def test_what_cannot_work_is_a_sentence(tmp_path: Path, toml: str, sentence: str) -> None:
    with pytest.raises(SettingsProblem, match=sentence):
        read(tmp_path, f'mail_host = "m.example.de"\n{toml}')
