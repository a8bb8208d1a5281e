"""Which way is taken, and who says so."""

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest

from authenticator.model import Secret
from authenticator.network import linux_settings, windows_settings
from authenticator.network.finder import REMEMBERED, RouteFinder
from authenticator.network.linux_settings import read_gnome, read_kde
from authenticator.network.proxy_exceptions import is_exception, read_exceptions
from authenticator.network.routes import (
    PacFault,
    Proxy,
    ProxyKind,
    ProxyLogin,
    Route,
    Source,
    bare_address,
    read_proxy,
)
from authenticator.network.rules import NetworkRules, checked_pac, checked_proxy
from authenticator.network.system_settings import (
    WPAD,
    SystemSettings,
    read_mac,
    read_system_settings,
)
from authenticator.network.trust import trust
from authenticator.network.windows_settings import read_windows
from tests.support.web_server import pac_script, unused_address, web_server

URL = "https://gp.portal.example"
NAMED = Proxy("proxy.example", 8080)


@pytest.fixture(autouse=True)
def no_proxy_here(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("https_proxy", "http_proxy", "all_proxy", "no_proxy"):
        monkeypatch.delenv(name, raising=False)
        monkeypatch.delenv(name.upper(), raising=False)


def finder(
    rules: NetworkRules = NetworkRules(),  # noqa: B008 (frozen)
    settings: SystemSettings = SystemSettings(),  # noqa: B008 (frozen)
    clock: Callable[[], float] = lambda: 0.0,
) -> RouteFinder:
    return RouteFinder(rules, trust, settings=lambda: settings, monotonic=clock)


def test_without_any_setting_the_way_is_direct() -> None:
    assert finder().route(URL) == Route((None,), Source.NOBODY)


def test_the_policy_goes_before_environment_and_system(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("https_proxy", "http://other.example:1")
    system = SystemSettings(proxies={"https": "third.example:2"})
    rules = NetworkRules(proxy="http://proxy.example:8080")
    assert finder(rules, system).route(URL) == Route((NAMED,), Source.POLICY)
    assert finder(NetworkRules(proxy="direct"), system).route(URL) == Route(source=Source.POLICY)


def test_the_environment_goes_before_the_system(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("https_proxy", "proxy.example:8080")
    system = SystemSettings(proxies={"https": "third.example:2"})
    assert finder(settings=system).route(URL) == Route((NAMED,), Source.ENVIRONMENT)
    monkeypatch.setenv("no_proxy", "portal.example")
    assert finder(settings=system).route(URL) == Route(source=Source.ENVIRONMENT)


def test_a_login_in_the_environment_is_kept_apart_from_the_address(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setenv("https_proxy", "http://montag:ge%3Aheim@proxy.example:8080")
    found = finder()
    route = found.route(URL)
    assert route == Route((NAMED,), Source.ENVIRONMENT)
    assert found.logins == {NAMED: ProxyLogin(Secret("montag"), Secret("ge:heim"))}
    assert "heim" not in repr(found.logins)


def test_the_desktop_names_proxy_and_exceptions() -> None:
    system = SystemSettings(proxies={"https": "proxy.example:8080"}, exceptions=("*.intern",))
    assert finder(settings=system).route(URL) == Route((NAMED,), Source.SYSTEM)
    intern = finder(settings=system).route("https://gp.intern")
    assert intern == Route(source=Source.SYSTEM)


def test_a_script_is_asked_and_shown_without_what_is_nobodys_business() -> None:
    with web_server(pac_script("PROXY proxy.example:8080; DIRECT")) as address:
        url = f"{address}/proxy.pac?token=geheim"
        route = finder(settings=SystemSettings(pac=url)).route(URL)
    assert route == Route((NAMED, None), Source.SYSTEM, pac=f"{address}/proxy.pac")


@pytest.mark.parametrize(
    ("body", "fault"), [(b"no script", PacFault.BROKEN), (pac_script("PROXY"), PacFault.BROKEN)]
)
def test_a_broken_script_is_told_and_the_way_is_direct(body: bytes, fault: PacFault) -> None:
    with web_server(body) as address:
        route = finder(NetworkRules(pac=address)).route(URL)
    assert (route.steps, route.fault) == ((None,), fault)


def test_a_missing_script_is_told_and_the_way_is_direct() -> None:
    route = finder(NetworkRules(pac=unused_address())).route(URL)
    assert (route.steps, route.fault) == ((None,), PacFault.NOT_LOADED)


def test_a_way_is_looked_for_again_after_a_while_or_on_request() -> None:
    now = [0.0]
    system = [SystemSettings()]
    found = RouteFinder(NetworkRules(), trust, settings=lambda: system[0], monotonic=lambda: now[0])
    assert found.route(URL).steps == (None,)
    system[0] = SystemSettings(proxies={"https": "proxy.example:8080"})
    assert found.route(URL).steps == (None,)
    assert found.route(URL, fresh=True).steps == (NAMED,)
    system[0] = SystemSettings()
    now[0] = REMEMBERED + 1
    assert found.route(URL).steps == (None,)


@pytest.mark.parametrize(
    ("text", "proxy"),
    [
        ("proxy.example:8080", NAMED),
        ("http://proxy.example:8080/", NAMED),
        ("https://proxy.example", Proxy("proxy.example", 443, ProxyKind.HTTPS)),
        ("socks5://proxy.example:1081", Proxy("proxy.example", 1081, ProxyKind.SOCKS5)),
        ("socks5h://proxy.example", Proxy("proxy.example", 1080, ProxyKind.SOCKS5)),
        ("socks://proxy.example:1080", None),
        ("socks4a://proxy.example:1080", None),
        ("http://", None),
        ("http://proxy.example:port", None),
    ],
)
def test_a_proxy_is_read_from_what_is_set(text: str, proxy: Proxy | None) -> None:
    assert read_proxy(text)[0] == proxy


def test_an_address_is_shown_without_login_and_query() -> None:
    assert bare_address("http://a:b@pac.example/x?y#z") == "http://pac.example/x"


@pytest.mark.parametrize(
    ("check", "text"),
    [
        (checked_proxy, "proxy.example:8080"),
        (checked_proxy, "socks4://proxy.example:1080"),
        (checked_proxy, "http://user:pw@proxy.example:8080"),
        (checked_proxy, "http://proxy.example"),
        (checked_proxy, "http://proxy.example:x"),
        (checked_pac, "proxy.pac"),
        (checked_pac, "ftp://a/proxy.pac"),
    ],
)
def test_rules_that_cannot_be_followed_are_refused(check: Callable[[str], str], text: str) -> None:
    with pytest.raises(ValueError, match=r"^give "):
        check(text)


GNOME = """\
org.gnome.system.proxy autoconfig-url 'http://pac.example/proxy.pac'
org.gnome.system.proxy ignore-hosts ['localhost', '127.0.0.0/8', '::1']
org.gnome.system.proxy mode '{mode}'
org.gnome.system.proxy use-same-proxy true
org.gnome.system.proxy.http host ''
org.gnome.system.proxy.http port 0
org.gnome.system.proxy.https host 'proxy.example'
org.gnome.system.proxy.https port 8080
"""


def test_gnomes_settings_are_understood() -> None:
    assert read_gnome(GNOME.format(mode="none")) == SystemSettings()
    assert read_gnome("") == SystemSettings()
    script = read_gnome(GNOME.format(mode="auto"))
    assert script == SystemSettings("http://pac.example/proxy.pac", source=Source.GNOME)
    manual = read_gnome(GNOME.format(mode="manual"))
    assert manual.proxies == {"https": "proxy.example:8080"}
    assert manual.exceptions == ("localhost", "127.0.0.0/8", "::1")
    socks = (
        "org.gnome.system.proxy.socks host 'socks.example'\norg.gnome.system.proxy.socks port 1080"
    )
    beside = read_gnome(GNOME.format(mode="manual") + socks)
    assert beside.proxies == {"https": "proxy.example:8080", "http": "socks5://socks.example:1080"}


@pytest.mark.parametrize("address", ["''", "@s ''"])
def test_gnome_has_the_network_asked_where_no_script_is_named(address: str) -> None:
    listed = GNOME.format(mode="auto").replace("'http://pac.example/proxy.pac'", address)
    assert read_gnome(listed) == SystemSettings(discovered=WPAD, source=Source.GNOME)


KDE = """\
[$Version]
update_info=kioslave.upd:kde2.2/r1

[Proxy Settings]
NoProxyFor[$e]=localhost,.clinic.example
Proxy Config Script=https://pac.example/proxy.pac
ProxyType={kind}
httpsProxy=http://proxy.example 8080
"""


def test_kdes_settings_are_understood() -> None:
    for content in ("", "not a file of KDE", "[Other]\nProxyType=1", KDE.format(kind=0)):
        assert read_kde(content) == SystemSettings()
    # Variables of the environment come first anyway.
    assert read_kde(KDE.format(kind=4)) == SystemSettings()
    found = SystemSettings(discovered=WPAD, source=Source.KDE)
    assert read_kde(KDE.format(kind=3)) == found
    script = SystemSettings("https://pac.example/proxy.pac", source=Source.KDE)
    assert read_kde(KDE.format(kind=2)) == script
    manual = read_kde(KDE.format(kind=1))
    assert manual.proxies == {"https": "http://proxy.example:8080"}
    assert manual.exceptions == ("localhost", ".clinic.example")
    turned = read_kde(f"{KDE.format(kind=1)}ReversedException=true\n")
    assert (turned.proxies, turned.reversed) == (manual.proxies, True)
    socks = read_kde("[Proxy Settings]\nProxyType=1\nsocksProxy=socks://proxy.example 1080\n")
    assert socks.proxies == dict.fromkeys(("https", "http"), "socks5://proxy.example:1080")


def test_kde_may_name_the_only_hosts_that_take_the_proxy() -> None:
    content = KDE.format(kind=1).replace("localhost,.clinic.example", "{hosts}")
    settings = read_kde(f"{content}ReversedException=true\n".format(hosts=".portal.example"))
    assert finder(settings=settings).route(URL) == Route((NAMED,), Source.KDE)
    elsewhere = read_kde(f"{content}ReversedException=true\n".format(hosts=".clinic.example"))
    assert finder(settings=elsewhere).route(URL) == Route(source=Source.KDE)


@pytest.mark.only_on("linux", reason="KDE is where its file counts")
@pytest.mark.parametrize(
    ("desktop", "proxies"), [("KDE", {"https": "http://proxy.example:8080"}), ("X-Other", None)]
)
def test_kdes_file_counts_under_kde(
    tmp_path: Path,
    desktop: str,
    proxies: dict[str, str] | None,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    (tmp_path / "kioslaverc").write_text(KDE.format(kind=1))
    monkeypatch.setenv("XDG_CONFIG_HOME", str(tmp_path))
    monkeypatch.setenv("XDG_CURRENT_DESKTOP", desktop)
    monkeypatch.setattr(linux_settings, "answer_of", lambda *_: "")
    assert read_system_settings().proxies == proxies


@pytest.mark.parametrize(
    ("host", "pattern", "matches"),
    [
        ("127.0.0.1", "127.0.0.0/8", True),
        ("128.0.0.1", "127.0.0.0/8", False),
        ("portal.example", "127.0.0.0/8", False),
        ("gp.portal.example", "portal.example", True),
        ("gp.portal.example", ".portal.example", True),
        ("gpportal.example", "portal.example", False),
        ("gp.portal.example", "*.EXAMPLE", True),
        ("intranet", "<local>", True),
        ("portal.example", "<local>", False),
        ("portal.example", "", False),
        ("portal.example", ".portal.example", True),
        ("portal.example", "*.portal.example", True),
        ("gp.meine.aok.de", "*.aok.de", True),
        ("gp.meine.aok.de", "*aok.de", True),
        ("gp.meine.aok.de", "*.aok.de.", True),
        ("gp.meine.aok.de", "gp.*", True),
        ("gp.meine.aok.de", "*.meine.*", True),
        ("gp.meine.aok.de", "*", True),
        ("gp.meine.aok.de.evil.example", "*.aok.de", False),
        ("gp.meine.aok.de", "gp.meine.aok.de:443", True),
        ("gp.meine.aok.de", "gp.meine.aok.de:8443", False),
        ("gp.meine.aok.de", "https://gp.meine.aok.de", True),
        ("gp.meine.aok.de", "http://gp.meine.aok.de", False),
        ("10.1.2.3", "10.*", True),
        ("100.1.2.3", "10.*", False),
        ("10.1.2.3", "10.1.0.0/16", True),
        ("10.1.2.3", "10.1/16", True),
        ("10.1.2.3", "10.1.2.3", True),
        ("fe80::1", "fe80::/10", True),
        ("::1", "[::1]", True),
        ("::1", "[::1]:443", True),
        ("::1", "<local>", False),
        ("portal.example", "<-loopback>", False),
    ],
)
def test_exceptions_are_matched_as_the_systems_do(host: str, pattern: str, matches: bool) -> None:
    assert is_exception(host, (pattern,)) is matches


@pytest.mark.parametrize(
    ("host", "listed", "matches"),
    [
        ("portal.example", "*", True),
        ("portal.example", "other.example,*", True),
        ("www.portal.example", "portal.example", True),
        ("wwwportal.example", "portal.example", False),
        ("portal.example", ".portal.example", True),
        ("www.portal.example", ".portal.example.", True),
        ("www.portal.example.", "portal.example", True),
        ("PORTAL.example", "portal.EXAMPLE", True),
        ("portal.example", "a,b,,portal.example", True),
        ("portal.example", "a portal.example b", True),
        ("portal.example", "a,portal.example.org", False),
        ("portal.example", "portal.example:443", True),
        ("portal.example", ".example:80", False),
        ("192.168.1.7", "192.168.1.7", True),
        ("192.168.1.70", "192.168.1.7", False),
        ("192.168.1.7", "192.168.0.0/16", True),
        ("192.168.1.7", "192.169.0.0/16", False),
        ("192.168.1.7", "192.168.1.7/32", True),
        ("192.168.1.7", "192.168.0.0/33", False),
        ("192.168.1.7", "168.1.7", False),
        ("192.168.1.7", ".1.7", False),
        ("2001:db8::7", "2001:db8::7", True),
        ("2001:db8::7", "[2001:db8::7]", True),
        ("2001:db8::7", "2001:0DB8:0:0::7", True),
        ("2001:db8::7", "[2001:db8::7]:443", True),
        ("2001:db8::7", "[2001:db8::7]:8443", False),
        ("2001:db8::7", "2001:db8::/32", True),
        ("2001:db8::7", "[2001:db8::]/32", True),
        ("2001:db9::7", "2001:db8::/32", False),
        ("portal.example", "2001:db8::/32", False),
    ],
)
def test_no_proxy_is_matched_as_curl_does(host: str, listed: str, matches: bool) -> None:
    assert is_exception(host, read_exceptions(listed)) is matches


@pytest.mark.parametrize(
    ("pattern", "matches"),
    [("portal.example", False), ("*.portal.example", True), ("gp.portal.example", True)],
)
def test_windows_and_macos_take_a_name_for_one_host(pattern: str, matches: bool) -> None:
    assert is_exception("gp.portal.example", (pattern,), whole_names=True) is matches
    assert not is_exception("portal.example", ("*.portal.example",), whole_names=True)


@pytest.mark.parametrize(
    "listed",
    [
        "*.aok.de",
        "localhost,*.aok.de",
        "localhost, 127.0.0.1 , .aok.de",
        "localhost;127.0.0.1;*.aok.de;<local>",
        "localhost *.aok.de",
        '"*.aok.de"',
        "aok.de:443",
        "*",
    ],
)
def test_no_proxy_is_read_as_browsers_do(monkeypatch: pytest.MonkeyPatch, listed: str) -> None:
    monkeypatch.setenv("HTTPS_PROXY", "http://proxy.example:8080")
    monkeypatch.setenv("NO_PROXY", listed)
    assert finder().route("https://gp.meine.aok.de") == Route(source=Source.ENVIRONMENT)
    if listed != "*":
        assert finder().route(URL) == Route((NAMED,), Source.ENVIRONMENT)


SERVER = {"ProxyEnable": 1, "ProxyServer": "proxy.example:8080"}
BOTH = {"https": "proxy.example:8080", "http": "proxy.example:8080"}


def windows(
    user: dict[str, object],
    machine: dict[str, object] | None = None,
    policy: dict[str, object] | None = None,
) -> Route:
    return finder(settings=read_windows(user, machine or {}, policy or {})).route(URL)


def test_windows_names_proxy_and_exceptions() -> None:
    assert windows({}) == Route()
    assert windows({**SERVER}) == Route((NAMED,), Source.WINDOWS)
    assert windows({**SERVER, "ProxyEnable": 0}) == Route()
    for listed in ("<local>;*.portal.example", "*.PORTAL.example ; 10.*", "gp.portal.example"):
        assert windows({**SERVER, "ProxyOverride": listed}) == Route(source=Source.WINDOWS)
    assert windows({**SERVER, "ProxyOverride": "<local>"}) == Route((NAMED,), Source.WINDOWS)


@pytest.mark.parametrize("empty", ["", "  ", None])
def test_an_empty_script_of_windows_hides_no_proxy(empty: str | None) -> None:
    assert windows({**SERVER, "AutoConfigURL": empty}) == Route((NAMED,), Source.WINDOWS)


def test_a_script_of_windows_goes_before_its_proxy() -> None:
    found = read_windows({**SERVER, "AutoConfigURL": "http://pac.example/p.pac"}, {}, {})
    assert found.pac == "http://pac.example/p.pac"


FLAGS_AT = 8


@pytest.mark.parametrize(
    ("values", "looked_for"),
    [
        ({}, False),
        ({"AutoDetect": 1}, True),
        ({"DefaultConnectionSettings": bytes(FLAGS_AT) + b"\x09"}, True),
        ({"DefaultConnectionSettings": bytes(FLAGS_AT) + b"\x01", "AutoDetect": 1}, False),
        ({"DefaultConnectionSettings": b"short", "AutoDetect": 1}, True),
    ],
)
def test_windows_has_the_network_asked_where_the_internet_options_say_so(
    values: dict[str, object], looked_for: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(windows_settings, "discovered_script", lambda: "http://wpad.example/w.dat")
    found = read_windows({**SERVER, **values}, {}, {})
    assert found.discovered == ("http://wpad.example/w.dat" if looked_for else "")
    assert found.proxies == BOTH


def test_what_the_network_offers_goes_before_what_is_set_and_is_known_as_such() -> None:
    with web_server(pac_script("PROXY proxy.example:8080; DIRECT")) as address:
        system = SystemSettings(discovered=f"{address}/wpad.dat", proxies={"https": "other:1"})
        route = finder(settings=system).route(URL)
    found = replace(NAMED, discovered=True)
    assert route == Route((found, None), Source.DISCOVERY, pac=f"{address}/wpad.dat")


@pytest.mark.parametrize("body", [b"<html>the hotel's page</html>", None])
def test_a_network_that_offers_no_script_changes_nothing(body: bytes | None) -> None:
    system = SystemSettings(proxies={"https": "proxy.example:8080"}, source=Source.GNOME)
    with web_server(body or b"", status=200 if body else 404) as address:
        looked_for = replace(system, discovered=f"{address}/wpad.dat")
        assert finder(settings=looked_for).route(URL) == Route((NAMED,), Source.GNOME)


def test_the_machines_settings_count_where_windows_policy_says_so() -> None:
    machine = {"ProxyEnable": 1, "ProxyServer": "proxy.example:8080"}
    user = {"ProxyEnable": 1, "ProxyServer": "own.example:1"}
    own = Route((Proxy("own.example", 1),), Source.WINDOWS)
    assert windows(user, machine, {"ProxySettingsPerUser": 0}) == Route((NAMED,), Source.WINDOWS)
    assert windows({}, machine, {"ProxySettingsPerUser": 0}) == Route((NAMED,), Source.WINDOWS)
    assert windows(user, machine, {"ProxySettingsPerUser": 1}) == own
    assert windows(user, machine) == own
    assert windows({}, machine) == Route()
    assert windows(user, {}, {"ProxySettingsPerUser": 0}) == Route()


@pytest.mark.parametrize(
    ("server", "proxies"),
    [
        ("proxy.example:8080", BOTH),
        ("http://proxy.example:8080", dict.fromkeys(BOTH, "http://proxy.example:8080")),
        ("http=a:1;https=b:2;ftp=c:3", {"http": "a:1", "https": "b:2", "ftp": "c:3"}),
        ("https=b:2 http=a:1", {"http": "a:1", "https": "b:2"}),
        ("HTTPS=b:2", {"https": "b:2"}),
        ("socks=s:1080", dict.fromkeys(BOTH, "socks://s:1080")),
    ],
)
def test_windows_may_name_a_proxy_for_each_scheme(server: str, proxies: dict[str, str]) -> None:
    found = read_windows({"ProxyEnable": 1, "ProxyServer": server}, {}, {})
    assert found.proxies == proxies


def test_socks_alone_is_told_as_unusable() -> None:
    route = windows({"ProxyEnable": 1, "ProxyServer": "socks=s:1080"})
    assert (route.steps, route.unusable) == ((), "socks")


MAC = """\
<dictionary> {
  ExceptionsList : <array> {
    0 : *.local
    1 : 169.254/16
  }
  ExcludeSimpleHostnames : 1
  HTTPSEnable : 1
  HTTPSPort : 8080
  HTTPSProxy : proxy.example
  ProxyAutoConfigEnable : 1
  ProxyAutoConfigURLString :
}
"""


def test_macos_names_proxy_and_exceptions() -> None:
    found = read_mac(MAC)
    assert found.proxies == {"https": "proxy.example:8080"}
    assert found.exceptions == ("*.local", "169.254/16", "<local>")
    assert found.whole_names
    assert read_mac(MAC.replace("String :", "String : http://p/x")).pac == "http://p/x"


def test_macos_socks_stands_in_and_discovery_is_followed() -> None:
    socks = "  SOCKSEnable : 1\n  SOCKSProxy : socks.example\n  SOCKSPort : 1080\n"
    found = read_mac(f"{MAC}{socks}  ProxyAutoDiscoveryEnable : 1\n")
    assert found.proxies == {"https": "proxy.example:8080", "http": "socks5://socks.example:1080"}
    assert (found.discovered, found.source) == (WPAD, Source.MACOS)
