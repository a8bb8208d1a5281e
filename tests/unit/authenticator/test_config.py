import json
from pathlib import Path

import pytest
from cryptography.hazmat.primitives.serialization import Encoding

from authenticator.config import Config, Origin
from authenticator.failures import Failure, Refused
from authenticator.network.rules import NetworkRules
from authenticator.policy.catalogue import PolicyValue, policy_values
from authenticator.policy.loading import load_config
from authenticator.policy.sources import PolicyFile
from authenticator.portal_address import portal_address
from authenticator.storage.paths import log_folder
from tests.support.certificates import new_certificate

DEFAULT = "https://portal.example"
MISSING = Path("/none.pem").absolute()


def load(tmp_path: Path, policy: str | bytes | None = None, portal: str | None = None) -> Config:
    file = tmp_path / "policy.toml"
    if policy is not None:
        file.write_bytes(policy if isinstance(policy, bytes) else policy.encode())
    source = PolicyFile(file, check=lambda _: None)
    return load_config(portal, tmp_path, default_portal=DEFAULT, sources=(source,))


def test_without_policy_and_command_line_the_branding_says_where_the_portal_is(
    tmp_path: Path,
) -> None:
    assert load(tmp_path) == Config(DEFAULT, tmp_path, log_folder=log_folder())


def test_the_policy_wins_over_the_command_line(tmp_path: Path) -> None:
    found = load(tmp_path, 'portal = "https://policy.example/"', "https://mine.example")
    assert found.portal == "https://policy.example"


def test_a_policy_may_pin_the_portal_and_let_secrets_roam(tmp_path: Path) -> None:
    found = load(tmp_path, f'portal_root = "{"ab" * 32}"\nroaming = true')
    assert found.portal_root == b"\xab" * 32
    assert found.roaming


def test_a_policy_may_settle_the_network(tmp_path: Path) -> None:
    file = tmp_path / "ca.pem"
    file.write_bytes(new_certificate("Clinic").public_bytes(Encoding.PEM))
    proxy = load(tmp_path, f"proxy = \"http://proxy.example:8080\"\nextra_ca = '{file}'")
    assert proxy.network == NetworkRules("http://proxy.example:8080", extra_ca=file)
    script = load(tmp_path, 'proxy_pac = "https://pac.example/proxy.pac"')
    assert script.network == NetworkRules(pac="https://pac.example/proxy.pac")


def test_a_policy_may_move_the_logs_or_switch_them_off(tmp_path: Path) -> None:
    assert load(tmp_path, 'log_folder = "~/logs"').log_folder == Path.home() / "logs"
    assert load(tmp_path, 'log_folder = ""').log_folder is None


@pytest.mark.parametrize(
    "policy",
    [
        "portal = ",
        "unknown = 1",
        'roaming = "yes"',
        'portal_root = "abc"',
        'portal = "http://portal.example"',
        "\x00",
        'proxy = "proxy.example"',
        'proxy = "http://user:password@proxy.example:8080"',
        'proxy_pac = "proxy.pac"',
        'proxy = "direct"\nproxy_pac = "https://pac.example/proxy.pac"',
        "extra_ca = true",
        'extra_ca = "ca.pem"',
        'extra_ca = "/missing/ca.pem"',
        'profile = "/tmp"',
    ],
)
def test_a_policy_that_cannot_be_understood_is_never_ignored(tmp_path: Path, policy: str) -> None:
    with pytest.raises(Refused) as refusal:
        load(tmp_path, policy)
    assert refusal.value.problem.failure is Failure.POLICY_INVALID


@pytest.mark.parametrize(
    ("policy", "details"),
    [
        ('portl = "https://x"', "1: the setting 'portl' is unknown: did you mean portal?"),
        ('\nroaming = "yes"', "2: roaming is 'yes': give true or false"),
        ('portal_root = "abc"', "1: portal_root is 'abc': give 64 hexadecimal characters"),
        ("roaming = maybe", "1: roaming: not valid TOML: put texts into quotation marks"),
        ("roaming = True", "1: roaming: not valid TOML: put texts into quotation marks, and write"),
        ("roaming = true\nroaming = true", "2: roaming: not valid TOML: it is set twice"),
        ("portal = \u201ehttps://x\u201c", "1: portal: not valid TOML: write straight quotation"),
        (r'extra_ca = "C:\Clinic\ca.pem"', "1: extra_ca: not valid TOML: put a text with backsl"),
        (r'extra_ca = "C:\temp\ca.pem"', "1: extra_ca: not valid TOML: put a text with backsla"),
        (r'extra_ca = "C:\new.pem"', r"1: extra_ca is 'C:\new.pem': put a text with backslashes"),
        ('portal: "https://x"', "1: portal: not valid TOML: write name = value"),
        ('\n\nportal = "https://x', "3: portal: not valid TOML: a quotation mark or bracket at"),
        ("[policy]\nroaming = true", "1: [policy]: there are no sections: leave this line out"),
        ("[portal]\nroaming = true", "1: [portal]: there are no sections: leave this line out"),
        ("Roaming = true", "1: the setting 'Roaming' is unknown: did you mean roaming?"),
        ("portal-root = 1", "1: the setting 'portal-root' is unknown: did you mean portal_root?"),
        ('extra_ca = "ca.pem"', "1: extra_ca is 'ca.pem': give the whole path, from the drive"),
        (f"extra_ca = '{MISSING}'", f"1: extra_ca is '{MISSING}': there is no such file"),
        ("roaming = 1", "1: roaming is 1: give true or false"),
        ("portal = true", "1: portal has a wrong value: give a text in quotation marks"),
        (
            'proxy = "direct"\nproxy_pac = "https://pac.example/proxy.pac"',
            "2: proxy_pac has a wrong value: give only one of proxy and proxy_pac",
        ),
    ],
)
def test_a_wrong_policy_names_file_line_setting_value_and_remedy(
    tmp_path: Path, policy: str, details: str
) -> None:
    with pytest.raises(Refused) as refusal:
        load(tmp_path, policy)
    problem = refusal.value.problem
    assert problem.details.startswith(f"{tmp_path / 'policy.toml'}:{details}")
    assert problem.setting is not None
    assert problem.setting.place == str(tmp_path / "policy.toml")
    assert problem.setting.line == int(details.partition(":")[0])


POLICY = 'log_folder = "~/Müller"\nroaming = true\n'


@pytest.mark.parametrize(
    "content",
    [
        POLICY.encode(),
        POLICY.encode("utf-8-sig"),
        POLICY.encode("cp1252"),
        POLICY.encode("utf-16"),
        b"\xfe\xff" + POLICY.encode("utf-16-be"),
        POLICY.replace("\n", "\r\n").encode("utf-8-sig"),
        POLICY.encode() + b"\x1a",
    ],
    ids=["utf-8", "mark", "cp1252", "utf-16", "utf-16-be", "crlf", "ctrl-z"],
)
def test_a_policy_is_read_as_any_editor_saves_it(tmp_path: Path, content: bytes) -> None:
    found = load(tmp_path, content)
    assert found.log_folder == Path.home() / "Müller"
    assert found.roaming


@pytest.mark.parametrize("content", [b"", b"\xef\xbb\xbf", b"# none\r\n", b"\n\n"])
def test_an_empty_policy_settles_nothing(tmp_path: Path, content: bytes) -> None:
    assert load(tmp_path, content) == load(tmp_path)


@pytest.mark.parametrize("content", [b"PK\x03\x04\x00\x00", "roaming = true".encode("utf-16-le")])
def test_a_policy_that_is_no_text_is_said(tmp_path: Path, content: bytes) -> None:
    with pytest.raises(Refused) as refusal:
        load(tmp_path, content)
    words = "it is no text file: save it as text (UTF-8)"
    assert refusal.value.problem.details == f"{tmp_path / 'policy.toml'}: {words}"


def test_a_thumbprint_is_read_as_people_copy_it(tmp_path: Path) -> None:
    pairs = ":".join(["AB"] * 32)
    assert load(tmp_path, f'portal_root = " {pairs} "').portal_root == b"\xab" * 32


@pytest.mark.parametrize(
    ("policy", "name", "instead", "remedy"),
    [
        ('code_transfer = "yes"', "code_transfer", False, "give true or false"),
        ("line_warning = 0", "line_warning", True, "give true or false"),
        ("introduction = 'no'", "introduction", True, "give true or false"),
        ("tray = 1", "tray", None, "give true or false"),
        ("lock_minutes = 60", "lock_minutes", 5, "give 1, 5, 15 or 0"),
        ('lock_minutes = "5"', "lock_minutes", 5, "give a whole number"),
    ],
)
def test_a_wrong_value_that_can_be_left_out_is_told_and_the_app_starts(
    tmp_path: Path, policy: str, name: str, instead: object, remedy: str
) -> None:
    found = load(tmp_path, f"roaming = true\n{policy}")
    assert getattr(found, name) == instead
    assert found.roaming
    (fault,) = found.faults
    place = str(tmp_path / "policy.toml")
    assert (fault.place, fault.line, fault.key, fault.remedy) == (place, 2, name, remedy)
    assert fault.value


def test_a_wrong_log_folder_leaves_the_usual_one(tmp_path: Path) -> None:
    found = load(tmp_path, 'log_folder = "logs"')
    assert found.log_folder == log_folder()
    assert found.faults[0].remedy == "give the whole path, from the drive or / on"


def test_a_value_that_must_be_right_refuses_beside_one_that_can_be_left_out(tmp_path: Path) -> None:
    with pytest.raises(Refused) as refusal:
        load(tmp_path, 'tray = 1\nportal_root = "abc"')
    assert "portal_root" in refusal.value.problem.details


def test_a_password_in_a_policy_is_not_repeated(tmp_path: Path) -> None:
    with pytest.raises(Refused) as refusal:
        load(tmp_path, 'proxy = "http://user:hunter2@proxy.example:8080"')
    assert "hunter2" not in refusal.value.problem.details


def test_a_wrong_address_on_the_command_line_is_named(tmp_path: Path) -> None:
    with pytest.raises(Refused) as refusal:
        load(tmp_path, portal="http://portal.example")
    assert refusal.value.problem.details.startswith("--portal: portal has a wrong value")


@pytest.mark.parametrize("value", policy_values(), ids=lambda value: value.name)
def test_every_value_takes_its_example(tmp_path: Path, value: PolicyValue) -> None:
    given = value.traits.example
    if value.name == "extra_ca":
        given = str(tmp_path / "ca.pem")
        authority = new_certificate("Clinic").public_bytes(Encoding.PEM)
        (tmp_path / "ca.pem").write_bytes(authority)
    found = load(tmp_path, f"{value.name} = {json.dumps(given)}")
    assert getattr(found, value.name) != getattr(load(tmp_path, ""), value.name)
    assert found.settled == {value.name: Origin(str(tmp_path / "policy.toml"), 1)}
    assert found.faults == ()


@pytest.mark.parametrize(
    ("text", "address"),
    [
        ("https://Portal.Example/", "https://portal.example"),
        ("https://portal.example:8443", "https://portal.example:8443"),
        ("http://127.0.0.1:8642", "http://127.0.0.1:8642"),
        ("http://localhost:8642", "http://localhost:8642"),
        ("http://[::1]:8642", "http://[::1]:8642"),
    ],
)
def test_addresses_have_one_form(text: str, address: str) -> None:
    assert portal_address(text) == address


@pytest.mark.parametrize(
    "text",
    [
        "",
        "portal.example",
        "http://portal.example",
        "http://127.0.0.1.portal.example",
        "ftp://127.0.0.1",
        "https://user@portal.example",
        "https://portal.example/path",
        "https://portal.example?x=1",
        "javascript:alert(1)",
        "https://portal.example:99999",
        "https://portal.example:x",
        "https://[portal.example",
    ],
)
def test_only_https_or_this_machine_is_an_address(text: str) -> None:
    with pytest.raises(ValueError, match=r"^give https://"):
        portal_address(text)
