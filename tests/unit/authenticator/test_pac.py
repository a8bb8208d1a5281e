"""Proxy auto-configuration scripts: what they answer, and what they cannot do."""

import time
from pathlib import Path

import pytest

from authenticator.network.pac import LARGEST, START_LIMIT, PacBroken, ask_script, read_answer
from authenticator.network.pac_file import PacNotLoaded, fetch_script
from authenticator.network.pac_process import NoAnswer, evaluate
from authenticator.network.routes import Proxy, ProxyKind
from authenticator.network.trust import trust
from authenticator.programs import ProgramFailed, run_program
from tests.support.web_server import self_signed, unused_address, web_server

pytestmark = pytest.mark.heavy

URL = "https://gp.portal.example/pa/v1/keys?secret=1"


def answer(expression: str) -> str:
    """What a script answers, in this process."""
    script = f"function FindProxyForURL(url, host) {{ return String({expression}); }}"
    return evaluate(script, "https://gp.portal.example/", "gp.portal.example")


@pytest.mark.parametrize(
    ("expression", "expected"),
    [
        ("isPlainHostName(host)", "false"),
        ("isPlainHostName('intranet')", "true"),
        ("dnsDomainIs(host, '.example')", "true"),
        ("dnsDomainIs(host, '.other')", "false"),
        ("localHostOrDomainIs('gp', 'gp.portal.example')", "true"),
        ("localHostOrDomainIs('gp.else.example', 'gp.portal.example')", "false"),
        ("dnsDomainLevels(host)", "2"),
        ("shExpMatch(host, '*.portal.example')", "true"),
        ("shExpMatch(host, 'gp?portal*')", "true"),
        ("shExpMatch('gpXportal', 'gp.portal')", "false"),
        ("isInNet('192.168.7.9', '192.168.0.0', '255.255.0.0')", "true"),
        ("isInNet('10.0.0.1', '192.168.0.0', '255.255.0.0')", "false"),
        ("isInNet('200.1.2.3', '200.0.0.0', '255.0.0.0')", "true"),
        ("isInNet('name.invalid', '10.0.0.0', '255.0.0.0')", "false"),
        ("isResolvable('localhost')", "true"),
        ("isResolvable('name.invalid')", "false"),
        ("dnsResolve('localhost')", "127.0.0.1"),
        ("dnsResolve('127.0.0.1; rm')", "null"),
        ("dnsResolve('name.invalid')", "null"),
        ("dnsResolve('local' + 'host'.repeat(1))", "127.0.0.1"),
        ("dnsResolveEx('127.0.0.1')", "127.0.0.1"),
        ("dnsResolveEx('::1')", "::1"),
        ("dnsResolveEx('name.invalid')", ""),
        ("dnsResolveEx('localhost').split(';').includes('127.0.0.1')", "true"),
        ("isResolvableEx('localhost')", "true"),
        ("isResolvableEx('name.invalid')", "false"),
        ("isResolvable('')", "false"),
        ("isInNetEx('192.168.7.9', '192.168.0.0/16')", "true"),
        ("isInNetEx('10.0.0.1', '192.168.0.0/16')", "false"),
        ("isInNetEx('3ffe:8311:ffff::7', '3ffe:8311:ffff::/48')", "true"),
        ("isInNetEx('3ffe:8311:fffe::7', '3ffe:8311:ffff::/48')", "false"),
        ("isInNetEx('::1', '0.0.0.0/0')", "false"),
        ("isInNetEx('10.0.0.1', 'no network')", "false"),
        ("isInNetEx('localhost', '127.0.0.0/8')", "true"),
        ("isInNetEx('name.invalid', '0.0.0.0/0')", "false"),
        (
            "sortIpAddressList('2001:4898::1; 157.59.139.22; fe80::5efe:157.59.139.22; 10.0.0.1')",
            "fe80::5efe:157.59.139.22;2001:4898::1;10.0.0.1;157.59.139.22",
        ),
        ("sortIpAddressList('10.0.0.1; name')", ""),
        ("isValidIpAddress('10.0.0.1') && isValidIpAddress('::1')", "true"),
        ("isValidIpAddress('localhost')", "false"),
        ("/^[0-9a-f.:;]+$/.test(myIpAddressEx() || '::')", "true"),
        ("getClientVersion()", "1.0"),
        ("alert('x')", "undefined"),
        ("convert_addr('1.2.3.4')", "16909060"),
        ("isPlainHostName('::1')", "false"),
        ("dnsDomainIs(7, '7')", "true"),
        ("/^[0-9.]+$/.test(myIpAddress())", "true"),
        ("weekdayRange('SUN', 'SAT')", "true"),
        ("weekdayRange('MON', 'SUN', 'GMT')", "true"),
        ("timeRange(0, 24)", "true"),
        ("timeRange(0, 0, 0, 23, 59, 59)", "true"),
        ("dateRange(1, 31)", "true"),
        ("dateRange('JAN', 'DEC')", "true"),
        ("dateRange(1990, 1991)", "false"),
        ("dateRange(1, 'JAN', 1990, 31, 'DEC', 2990)", "true"),
    ],
)
def test_a_script_may_ask_what_the_format_offers(expression: str, expected: str) -> None:
    assert answer(expression) == expected


@pytest.mark.parametrize(
    "name",
    ["require", "process", "fetch", "XMLHttpRequest", "console", "std", "os", "scriptArgs", "load"],
)
def test_a_script_reaches_nothing_outside(name: str) -> None:
    assert answer(f"typeof {name}") == "undefined"


@pytest.mark.parametrize(
    "script",
    [
        "function FindProxyForURL() { return 'x'.repeat(1 << 29); }",
        "function FindProxyForURL() { var a = []; while (true) a.push(new Array(1000)); }",
        "function FindProxyForURL() { return FindProxyForURL(); }",
        "function FindProxyForURL() { throw new Error('x'); }",
        "function FindProxyForURL() { return 7; }",
        "function FindProxyForURL() { return { toString: () => 'DIRECT' }; }",
        "async function FindProxyForURL() { return 'DIRECT'; }",
        "function FindProxyForURL() { return 'x'.repeat(100000); }",
        "function FindProxyForURL() { }",
        "var FindProxyForURL = 'DIRECT';",
        "this is no script",
        "<html>Bitte melden Sie sich an</html>",
        "",
    ],
)
def test_a_script_that_swells_or_says_nothing_gives_no_answer(script: str) -> None:
    with pytest.raises(NoAnswer):
        evaluate(script, URL, "gp.portal.example")


TAKEN = {
    "joined-text": "var tail = '; DIRECT'.repeat(500) + Math.min(1);"
    "function FindProxyForURL(url, host) { return 'PROXY ' + host + ':1' + tail; }",
    "constant": "const FindProxyForURL = (url, host) => 'DIRECT';",
    "names-of-ours": "let ask = 1, moment = 2, lookUp = 3; const isInNet = 4;"
    "function FindProxyForURL(url, host) { return dnsResolve('127.0.0.1'); }",
    "only-ex": "function FindProxyForURLEx(url, host) { return 'DIRECT'; }",
    "both": "function FindProxyForURL() { return 'DIRECT'; }"
    "function FindProxyForURLEx() { return 'PROXY ex:1'; }",
}


@pytest.mark.parametrize("script", TAKEN.values(), ids=TAKEN)
def test_what_browsers_take_is_taken(script: str) -> None:
    found = evaluate(script, URL, "gp.portal.example")
    assert found.endswith(("DIRECT", "DIRECT1", "127.0.0.1"))


def test_a_script_cannot_have_names_resolved_without_end() -> None:
    with pytest.raises(NoAnswer):
        answer("(() => { for (let n = 0; n < 100; n++) dnsResolve('127.0.0.' + n); })()")


def test_a_script_in_its_process_is_told_no_path() -> None:
    script = "function FindProxyForURL(url, host) { return url + ' ' + host; }"
    assert ask_script(script, URL) == "https://gp.portal.example/ gp.portal.example"


def test_a_script_without_an_answer_is_broken() -> None:
    with pytest.raises(PacBroken):
        ask_script("", URL)


@pytest.mark.parametrize(
    "script",
    [
        "while (true) {}",
        "[].reverse.call({ length: 9007199254740991 })",
        "[].join.call({ length: 4294967295 }, '')",
        "const all = new Uint8Array(1 << 24); while (true) all.fill(1)",
        "try { while (true) {} } catch (error) {}",
    ],
    ids=["loop", "reverse", "join", "fill", "catch"],
)
def test_a_script_that_does_not_end_is_ended_with_its_process(script: str) -> None:
    begun = time.monotonic()
    with pytest.raises(PacBroken):
        ask_script(script, URL, time_limit=0.2)
    assert time.monotonic() - begun < START_LIMIT


def test_a_program_that_does_not_end_is_killed() -> None:
    begun = time.monotonic()
    with pytest.raises(ProgramFailed):
        run_program("sleep", "10", seconds=0.2)
    assert time.monotonic() - begun < 8


@pytest.mark.parametrize(
    ("text", "steps", "unusable"),
    [
        ("DIRECT", (None,), ""),
        ("PROXY a:8080", (Proxy("a", 8080),), ""),
        (" proxy a:1 ; HTTP b:2; DIRECT;", (Proxy("a", 1), Proxy("b", 2), None), ""),
        ("HTTPS a:443", (Proxy("a", 443, ProxyKind.HTTPS),), ""),
        ("SOCKS5 a:1; PROXY b:2", (Proxy("a", 1, ProxyKind.SOCKS5), Proxy("b", 2)), ""),
        ("SOCKS4 a:1080; PROXY b:2", (Proxy("b", 2),), "SOCKS4"),
        ("SOCKS a:1080", (), "SOCKS"),
        ("PROXY [::1]:8080", (Proxy("::1", 8080),), ""),
        ("PROXY", (), ""),
        ("PROXY a:x", (), ""),
        ("", (), ""),
    ],
)
def test_an_answer_names_ways_in_order(
    text: str, steps: tuple[Proxy | None, ...], unusable: str
) -> None:
    assert read_answer(text) == (steps, unusable)


def test_a_script_is_fetched_from_the_web_or_a_file(tmp_path: Path) -> None:
    path = tmp_path / "proxy.pac"
    path.write_text("script")
    assert fetch_script(path.as_uri(), trust()) == "script"
    with web_server(b"\xef\xbb\xbfscript") as address:
        assert fetch_script(address, trust()) == "script"


@pytest.mark.parametrize(
    "server",
    [
        {"body": b"x", "status": 404},
        {"body": b"x", "status": 302, "headers": {"Location": "file:///etc/passwd"}},
        {"body": b"x" * (LARGEST + 1)},
    ],
)
def test_what_is_no_script_to_be_had_is_not_taken(server: dict[str, object]) -> None:
    with web_server(**server) as address, pytest.raises(PacNotLoaded):  # type: ignore[arg-type]
        fetch_script(address, trust())


@pytest.mark.parametrize("address", ["ftp://a/proxy.pac", "data:,x", "file:///no/where", "proxy"])
def test_an_address_without_a_script_is_told(address: str) -> None:
    with pytest.raises(PacNotLoaded):
        fetch_script(address, trust())


def test_a_server_that_is_not_there_is_told() -> None:
    with pytest.raises(PacNotLoaded):
        fetch_script(unused_address(), trust())


@pytest.mark.parametrize("status", [301, 302, 303, 307, 308])
def test_a_redirect_to_the_web_is_followed(status: int) -> None:
    with web_server(b"script") as end:
        headers = {"Location": f"{end}/other.pac?a=b"}
        with web_server(b"", status=status, headers=headers) as address:
            assert fetch_script(f"{address}/proxy.pac", trust()) == "script"


@pytest.mark.parametrize("location", ["", "file:///etc/passwd", "ftp://a/b", "data:,x", "http://"])
def test_a_redirect_elsewhere_is_not_followed(location: str) -> None:
    server = web_server(b"x", status=302, headers={"Location": location})
    with server as address, pytest.raises(PacNotLoaded):
        fetch_script(address, trust())


def test_a_redirect_from_https_leads_to_no_plain_http(tmp_path: Path) -> None:
    certificate = self_signed(tmp_path)
    with web_server(b"script") as end:
        server = web_server(b"", status=302, headers={"Location": end}, tls=certificate)
        with server as address, pytest.raises(PacNotLoaded):
            fetch_script(address, trust(certificate))


def test_redirects_in_a_circle_end() -> None:
    server = web_server(b"", status=302, headers={"Location": "/proxy.pac"})
    with server as address, pytest.raises(PacNotLoaded):
        fetch_script(address, trust())
