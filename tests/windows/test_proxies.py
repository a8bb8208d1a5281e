"""What Windows has set about proxies, the app finds there."""

from collections.abc import Iterator

import pytest

from tests.windows.machine import Machine

USERS = r"HKCU\Software\Microsoft\Windows\CurrentVersion\Internet Settings"
MACHINES = USERS.replace("HKCU", "HKLM")
POLICY = r"HKLM\Software\Policies\Microsoft\Windows\CurrentVersion\Internet Settings"


def set_value(windows: Machine, key: str, name: str, value: str, kind: str = "REG_SZ") -> None:
    words = ["reg", "add", key, "/v", name, "/t", kind, "/d", value, "/f", "/reg:64"]
    assert windows.wine.run(words, seconds=120).code == 0


@pytest.fixture
def settings(windows: Machine) -> Iterator[None]:
    """A proxy of the user's and one of the machine's."""
    for key, proxy in ((USERS, "user.example:8080"), (MACHINES, "machine.example:8080")):
        set_value(windows, key, "ProxyEnable", "1", "REG_DWORD")
        set_value(windows, key, "ProxyServer", proxy)
    yield
    for key in (USERS, MACHINES):
        for name in ("ProxyEnable", "ProxyServer"):
            words = ["reg", "delete", key, "/v", name, "/f", "/reg:64"]
            assert windows.wine.run(words, seconds=120).code == 0


WAY = """
from authenticator.network.finder import RouteFinder
from authenticator.network.rules import NetworkRules
from authenticator.network.trust import trust

route = RouteFinder(NetworkRules(), trust).route("https://portal.example")
print(route, route.source.value)
"""


def way(windows: Machine) -> str:
    done = windows.python("-c", WAY, seconds=600)
    assert done.code == 0, done.words
    return done.words.strip()


@pytest.mark.usefixtures("settings")
def test_the_internet_options_count_and_those_of_the_machine_where_the_policy_says_so(
    windows: Machine,
) -> None:
    assert way(windows) == "user.example:8080 windows"
    set_value(windows, POLICY, "ProxySettingsPerUser", "0", "REG_DWORD")
    try:
        assert way(windows) == "machine.example:8080 windows"
    finally:
        assert windows.wine.run(["reg", "delete", POLICY, "/f", "/reg:64"], seconds=120).code == 0


PROGRAM = """
from authenticator.network.proxy_schemes import NoToken, possible_schemes
from authenticator.network.routes import Proxy
from authenticator.network.windows_settings import discovered_script

print("discovered:", repr(discovered_script()))
offered = frozenset(("negotiate", "ntlm", "basic"))
for discovered in (False, True):
    proxy = Proxy("proxy.example", 8080, discovered=discovered)
    for scheme, next_token in possible_schemes(offered, proxy, None):
        try:
            print(scheme.value, len(next_token(b"")))
        except NoToken as none:
            print(scheme.value, none)
"""


def test_the_account_of_the_computer_is_tried_by_the_systems_own_means(windows: Machine) -> None:
    """SSPI and WinHTTP are called as they want it. Wine has no account to prove; given a password
    its SSPI crashes."""
    done = windows.python("-c", PROGRAM, seconds=600)
    assert done.code == 0, done.words
    first, *tried = done.words.splitlines()
    assert first == "discovered: ''"
    assert [line.split()[0] for line in tried] == ["Negotiate", "NTLM", "Negotiate"]
    assert not {"TypeError", "ValueError", "ImportError"} & {line.split()[1] for line in tried}
