"""Several places may hold a policy: each value counts from the first that has it."""

import json
import plistlib
from collections.abc import Mapping
from pathlib import Path

import pytest

from authenticator.branding import load_branding
from authenticator.config import Config, Origin, Wrong
from authenticator.failures import Failure, Refused
from authenticator.policy.catalogue import PolicyValue, policy_values
from authenticator.policy.loading import load_config
from authenticator.policy.ownership import KEY_CHANGEABLE, UserCanChange
from authenticator.policy.report import policy_report
from authenticator.policy.sources import (
    ManagedPreferences,
    PolicyFile,
    PolicySource,
    RegistryPolicy,
    RegistryValues,
    Unreadable,
)
from authenticator.storage.preferences import Preferences, PreferenceStore

KEY = r"HKLM\SOFTWARE\Policies\AOK\AOK 2-Faktor App"
SZ, EXPAND, BINARY, DWORD = 1, 2, 3, 4
DEFAULT = load_branding().portal_address


def registry(**values: tuple[object, int]) -> RegistryPolicy:
    return RegistryPolicy(lambda: values, check=lambda _: None)


def file(folder: Path, text: str) -> PolicyFile:
    (folder / "policy.toml").write_text(text)
    return PolicyFile(folder / "policy.toml", check=lambda _: None)


def preferences(folder: Path, content: Mapping[str, object] | bytes) -> ManagedPreferences:
    path = folder / "de.aok.2faktor.plist"
    path.write_bytes(content if isinstance(content, bytes) else plistlib.dumps(dict(content)))
    return ManagedPreferences(path, check=lambda _: None)


def load(folder: Path, *sources: PolicySource) -> Config:
    return load_config(None, folder, default_portal=DEFAULT, sources=sources)


def test_each_value_counts_from_the_first_place_that_has_it(tmp_path: Path) -> None:
    found = load(
        tmp_path,
        registry(portal=("https://first.example", SZ), roaming=(1, DWORD)),
        file(tmp_path, 'portal = "https://second.example"\nlog_folder = ""\ntray = false'),
    )
    assert (found.portal, found.roaming) == ("https://first.example", True)
    assert (found.log_folder, found.tray) == (None, False)
    place = str(tmp_path / "policy.toml")
    assert found.settled == {
        "portal": Origin(KEY),
        "roaming": Origin(KEY),
        "log_folder": Origin(place, 2),
        "tray": Origin(place, 3),
    }


def test_one_place_settles_the_proxy_and_its_script(tmp_path: Path) -> None:
    second = file(tmp_path, 'proxy_pac = "https://pac.example/x.pac"\nroaming = true')
    found = load(tmp_path, registry(proxy=("direct", SZ)), second)
    assert (found.proxy, found.proxy_pac, found.roaming) == ("direct", "", True)


WITHOUT_FILE = [each for each in policy_values() if each.name != "extra_ca"]
"""Those that name no file which has to be there."""


@pytest.mark.parametrize("value", WITHOUT_FILE, ids=lambda value: value.name)
def test_the_registry_and_a_profile_have_every_value(tmp_path: Path, value: PolicyValue) -> None:
    example = value.traits.example
    kind = SZ if value.base is str else DWORD
    given = int(example) if isinstance(example, bool) else example
    in_registry = load(tmp_path, registry(**{value.name.upper(): (given, kind)}))
    in_profile = load(tmp_path, preferences(tmp_path, {value.name: example}))
    in_file = load(tmp_path, file(tmp_path, f"{value.name} = {json.dumps(example)}"))
    wanted = getattr(in_file, value.name)
    assert getattr(in_registry, value.name) == getattr(in_profile, value.name) == wanted
    assert in_registry.faults == in_profile.faults == ()


@pytest.mark.parametrize(
    ("value", "remedy"),
    [
        (("1", SZ), "give 1 or 0 (REG_DWORD)"),
        ((2, DWORD), "give 1 or 0 (REG_DWORD)"),
        (("1", EXPAND), "give 1 or 0 (REG_DWORD)"),
        ((b"\1", BINARY), "give 1 or 0 (REG_DWORD)"),
    ],
)
def test_a_registry_value_of_another_type_is_told(
    tmp_path: Path, value: tuple[object, int], remedy: str
) -> None:
    found = load(tmp_path, registry(tray=value))
    assert found.tray is None
    assert (found.faults[0].place, found.faults[0].remedy) == (KEY, remedy)
    with pytest.raises(Refused) as refused:
        load(tmp_path, registry(roaming=value))
    assert remedy in refused.value.problem.details


def test_a_text_that_the_users_environment_completes_is_refused(tmp_path: Path) -> None:
    with pytest.raises(Refused) as refused:
        load(tmp_path, registry(extra_ca=(r"%USERPROFILE%\ca.pem", EXPAND)))
    assert refused.value.problem.details == (
        f"{KEY}: extra_ca is of the registry type 2: give a text (REG_SZ)"
    )


def test_a_value_that_only_a_newer_app_knows_is_told_and_left_out(tmp_path: Path) -> None:
    for source in (registry(later=(1, DWORD)), preferences(tmp_path, {"later": True})):
        found = load(tmp_path, source)
        assert (found.faults[0].key, found.settled) == ("later", {})


def test_a_key_that_users_can_write_is_refused(tmp_path: Path) -> None:
    def read() -> RegistryValues:
        raise UserCanChange(Path("HKLM", "SOFTWARE"), KEY_CHANGEABLE, "BU")

    with pytest.raises(Refused) as refused:
        load(tmp_path, RegistryPolicy(read))
    assert refused.value.problem.failure is Failure.POLICY_CHANGEABLE


def test_a_key_that_cannot_be_read_is_never_ignored(tmp_path: Path) -> None:
    def read() -> RegistryValues:
        raise PermissionError

    with pytest.raises(Refused) as refused:
        load(tmp_path, RegistryPolicy(read))
    assert refused.value.problem.details == f"{KEY}: {Unreadable.REFUSED.value}"


def test_no_key_and_no_profile_settle_nothing(tmp_path: Path) -> None:
    missing = ManagedPreferences(tmp_path / "none.plist", check=lambda _: None)
    assert load(tmp_path, RegistryPolicy(lambda: None), missing).settled == {}


@pytest.mark.parametrize(
    "content", [b"", b"roaming = true", b"<plist><dict>", plistlib.dumps(["portal"])]
)
def test_a_profile_that_is_no_property_list_is_never_ignored(
    tmp_path: Path, content: bytes
) -> None:
    with pytest.raises(Refused) as refused:
        load(tmp_path, preferences(tmp_path, content))
    assert Unreadable.NO_PROPERTIES.value in refused.value.problem.details


def test_a_profile_is_read_with_what_the_system_adds(tmp_path: Path) -> None:
    source = preferences(tmp_path, {"PayloadUUID": "1", "PayloadVersion": 1, "lock_minutes": 1})
    found = load(tmp_path, source)
    assert (found.lock_minutes, found.faults) == (1, ())


def test_a_wrong_profile_value_has_the_remedy_of_profiles(tmp_path: Path) -> None:
    with pytest.raises(Refused) as refused:
        load(tmp_path, preferences(tmp_path, {"portal_root": True}))
    assert refused.value.problem.details.endswith("portal_root is True: give a text (string)")


def test_a_password_in_the_registry_is_not_repeated(tmp_path: Path) -> None:
    with pytest.raises(Refused) as refused:
        load(tmp_path, registry(proxy=(["http://user:hunter2@x:1"], 7)))
    assert "hunter2" not in refused.value.problem.details


def test_the_report_tells_each_value_and_who_says_so(tmp_path: Path) -> None:
    PreferenceStore(tmp_path).save(Preferences(sound=True, lock_minutes=15))
    sources = (registry(roaming=(1, DWORD)), file(tmp_path, "\nlock_minutes = 5\ntray = 3"))
    report = policy_report(
        load_branding(), portal="https://mine.example", profile=tmp_path, sources=sources
    )
    place = str(tmp_path / "policy.toml")
    lines = report.lines()
    assert lines[:2] == (f"policy: {KEY}", f"policy: {place}")
    assert lines[2] == f"problem: AZF-9003 {place}:3: tray = 3: give true or false"
    for line in (
        'portal = "https://mine.example"  # command line',
        f"roaming = true  # policy, locked: {KEY}",
        f"lock_minutes = 5  # policy, locked: {place}:2",
        "sound = true  # user",
        "tray = true  # default",
        'portal_root = ""  # default',
    ):
        assert line in lines
    assert len(lines) == 3 + len(policy_values())
    told = json.loads(report.json())
    assert told["sources"] == [KEY, place]
    assert told["values"]["lock_minutes"] == {
        "value": 5,
        "source": "policy",
        "locked": True,
        "place": place,
        "line": 2,
    }
    assert told["values"]["sound"] == {"value": True, "source": "user", "locked": False}
    assert told["problems"][0]["code"] == "AZF-9003"
    assert told["problems"][0]["remedy"] == "give true or false"


def test_without_a_policy_the_report_says_none(tmp_path: Path) -> None:
    report = policy_report(load_branding(), profile=tmp_path, sources=())
    assert report.lines()[0] == "policy: none"
    assert "start_at_login = false  # default" in report.lines()


def test_what_decides_whom_the_app_trusts_must_be_right() -> None:
    refusing = {each.name for each in policy_values() if each.traits.wrong is Wrong.REFUSES}
    trusted = {"portal", "portal_root", "roaming", "proxy", "proxy_pac", "extra_ca"}
    assert refusing == trusted
