"""What `portal.toml`, the environment and the command line decide."""

import os
from dataclasses import fields
from pathlib import Path

import pytest

from crypto.typed_settings import setting_names
from portal.platform.limits import Limit
from portal.platform.rate_limits import Rate
from portal.platform.settings import Settings, SettingsProblem, load_settings
from tests.architecture.sources import ROOT

URL = "https://portal.example.de"


def read(folder: Path, toml: str, **environ: str) -> Settings:
    (folder / "portal.toml").write_text(f'public_url = "{URL}"\n{toml}')
    return load_settings(folder, environ)


def refusal(folder: Path, toml: str, **environ: str) -> str:
    with pytest.raises(SettingsProblem) as refused:
        read(folder, toml, **environ)
    return str(refused.value).replace(str(folder / "portal.toml"), "portal.toml")


def test_every_field_has_a_type_that_can_be_read() -> None:
    others = {"data", "code_cost", "rates"}
    rates = {limit.setting for limit in Limit}
    plain = {field.name for field in fields(Settings)} - others
    assert set(setting_names(Settings)) == plain | rates


def test_the_operators_document_names_every_setting() -> None:
    document = (ROOT / "docs" / "operators.md").read_text(encoding="utf-8")
    assert [name for name in setting_names(Settings) if f"`{name}`" not in document] == []


@pytest.mark.parametrize(
    ("toml", "sentence"),
    [
        ("port = 99999", "portal.toml, line 2: port is 99999: give a number from 0 to 65535."),
        ("\nfour_eyes = 1", "portal.toml, line 3: four_eyes is 1: give true or false."),
        ("mail_user = 7", "portal.toml, line 2: mail_user is 7: give a text in quotation marks."),
        ("downloads = 7", "portal.toml, line 2: downloads is 7: give a text in quotation marks."),
        (
            "rate_emails_in_a_day = 7",
            "portal.toml, line 2: rate_emails_in_a_day is 7: give a text in quotation marks.",
        ),
        (
            'rate_emails_in_a_day = "often"',
            (
                "portal.toml, line 2: rate_emails_in_a_day is 'often': "
                'give a rate, as in "600 per 10 minutes" or "4 per hour".'
            ),
        ),
        (
            'rate_email_in_a_day = "8 per day"',
            (
                "portal.toml, line 2: the setting 'rate_email_in_a_day' is unknown: "
                "did you mean rate_emails_in_a_day?"
            ),
        ),
        (
            'trusted_proxies = ["a"]',
            (
                "portal.toml, line 2: trusted_proxies is ['a']: "
                "give addresses or networks, as in 10.0.0.5 or 10.0.0.0/24."
            ),
        ),
        (
            "keep_certificate_days = 3",
            (
                "portal.toml, line 2: the setting 'keep_certificate_days' is unknown: "
                "did you mean keep_certificates_days?"
            ),
        ),
    ],
)
def test_a_mistake_in_the_file_is_told_with_line_value_and_remedy(
    tmp_path: Path, toml: str, sentence: str
) -> None:
    assert refusal(tmp_path, toml) == sentence


def test_a_file_that_is_no_toml_is_told_with_its_line(tmp_path: Path) -> None:
    sentence = "portal.toml, line 2: host: not valid TOML: write name = value, one in each line."
    assert refusal(tmp_path, "host: 0.0.0.0") == sentence


def test_a_file_that_is_no_text_is_told(tmp_path: Path) -> None:
    (tmp_path / "portal.toml").write_bytes(b"PK\x03\x04\x00")
    with pytest.raises(SettingsProblem, match=r"is no text file: save it as text \(UTF-8\)\."):
        load_settings(tmp_path, {})


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "cp1252", "utf-16"])
def test_the_file_is_read_as_any_editor_saves_it(tmp_path: Path, encoding: str) -> None:
    document = f'public_url = "{URL}"\r\nmail_from_name = "AOK Köln"\r\n'
    (tmp_path / "portal.toml").write_bytes(document.encode(encoding))
    assert load_settings(tmp_path, {}).mail_from_name == "AOK Köln"


@pytest.mark.parametrize(
    ("toml", "sentence"),
    [
        ("port = 1\nport = 2", "line 3: port: not valid TOML: it is set twice: leave one out."),
        ("[mail]\nhost = 'x'", "line 2: [mail]: there are no sections: leave this line out."),
        ("Port = 1", "line 2: the setting 'Port' is unknown: did you mean port?"),
        (r'downloads = "C:\App"', "line 2: downloads: not valid TOML: put a text with backslashes"),
        (r'downloads = "C:\temp"', r"line 2: downloads is 'C:\temp': put a text with backslashes"),
        ("four_eyes = True", "line 2: four_eyes: not valid TOML: put texts into quotation marks"),
    ],
)
def test_a_typing_error_is_told_with_line_name_and_remedy(
    tmp_path: Path, toml: str, sentence: str
) -> None:
    assert refusal(tmp_path, toml).startswith(f"portal.toml, {sentence}")


def test_a_variable_with_a_typing_error_is_told(tmp_path: Path) -> None:
    sentence = "The variable AOK_PORTAL_MAIL_HSOT is unknown: did you mean AOK_PORTAL_MAIL_HOST?"
    assert refusal(tmp_path, "", AOK_PORTAL_MAIL_HSOT="x") == sentence
    settings = read(tmp_path, "", AOK_PORTAL_KEK="ab", AOK_PORTAL_PKCS11_PIN="1", AOK_OTHER="x")
    assert settings == read(tmp_path, "")


def test_a_file_that_cannot_be_read_is_told(tmp_path: Path) -> None:
    (tmp_path / "portal.toml").mkdir()
    with pytest.raises(SettingsProblem, match=r"is a folder: put a file in its place\."):
        load_settings(tmp_path, {})


def test_a_mistake_in_the_environment_names_the_variable(tmp_path: Path) -> None:
    sentence = "AOK_PORTAL_PORT: port is 'x': give a number from 0 to 65535."
    assert refusal(tmp_path, "", AOK_PORTAL_PORT="x") == sentence


def test_the_environment_wins_over_the_file_and_the_command_line_over_both(tmp_path: Path) -> None:
    settings = read(tmp_path, "port = 1\nroaming_copies = 2\nfour_eyes = true")
    assert (settings.port, settings.roaming_copies, settings.four_eyes) == (1, 2, True)
    environ = {"AOK_PORTAL_PORT": "3", "AOK_PORTAL_FOUR_EYES": "False"}
    settings = load_settings(tmp_path, environ, port=4)
    assert (settings.port, settings.roaming_copies, settings.four_eyes) == (4, 2, False)


def test_a_value_that_is_replaced_is_not_looked_at(tmp_path: Path) -> None:
    assert read(tmp_path, 'downloads = "/none/such"', AOK_PORTAL_DOWNLOADS=os.sep).downloads
    assert load_settings(tmp_path, {"AOK_PORTAL_PORT": "x"}, port=5, downloads=os.sep).port == 5


def test_a_password_in_a_wrong_public_address_is_not_repeated(tmp_path: Path) -> None:
    with pytest.raises(SettingsProblem, match="public_url has a wrong value: give") as refused:
        load_settings(tmp_path, {"AOK_PORTAL_PUBLIC_URL": "https://user:secret@portal.example"})
    assert "secret" not in str(refused.value)


def test_spaces_around_a_network_are_no_mistake(tmp_path: Path) -> None:
    settings = read(tmp_path, 'trusted_proxies = [" 10.0.0.5", "10.0.1.0/24 "]')
    assert settings.trusted_proxies == ("10.0.0.5/32", "10.0.1.0/24")


def test_the_environment_may_list_several_networks(tmp_path: Path) -> None:
    settings = read(tmp_path, "", AOK_PORTAL_TRUSTED_PROXIES="127.0.0.1, 10.0.0.0/24")
    assert settings.trusted_proxies == ("127.0.0.1/32", "10.0.0.0/24")


@pytest.mark.parametrize(
    "line",
    [
        'database_url = "me:secret@host"',
        'database_url = "postgresql://user:se@secret:1x@host/db"',
        'database_url = "postgresql://user:secret@host:port/db"',
    ],
)
def test_a_password_in_a_wrong_address_is_not_repeated(tmp_path: Path, line: str) -> None:
    sentence = refusal(tmp_path, line)
    assert "has a wrong value: give" in sentence
    assert "secret" not in sentence


@pytest.mark.parametrize("limit", Limit)
def test_every_rate_can_be_set_in_the_file_and_in_the_environment(
    tmp_path: Path, limit: Limit
) -> None:
    settings = read(tmp_path, f'{limit.setting} = "7 per 2 hours"')
    assert settings.rates == {limit: Rate(7, 7200)}
    environ = {f"AOK_PORTAL_{limit.setting.upper()}": "8 per day"}
    assert load_settings(tmp_path, environ).rates == {limit: Rate(8, 86_400)}
