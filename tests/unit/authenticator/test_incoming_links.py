import pytest
from hypothesis import strategies as st

from authenticator.failures import Failure, Refused
from authenticator.flows.incoming_links import (
    FillIn,
    ShowRequest,
    find_activations,
    read_link,
    scanned_activations,
)
from authenticator.model import Secret
from crypto.app_link import ActivationLink, LoginLink
from crypto.encoding import b64url
from tests.support.properties import given

PORTAL, LOGIN, CODE = "https://portal.example", "max.mustermann@abc.de", "10542963"
LINK = ActivationLink(PORTAL, LOGIN, CODE).text
FOREIGN = ActivationLink("https://portal.example.evil.example", LOGIN, CODE).text
OTHER = ActivationLink(PORTAL, LOGIN, "20542963").text
FILL_IN = FillIn(LOGIN, Secret(CODE))
CID = b64url(bytes(16))


def failure(text: str, portal: str = PORTAL) -> Failure:
    with pytest.raises(Refused) as refused:
        read_link(text, portal)
    assert CODE not in str(refused.value)
    return refused.value.problem.failure


def test_an_activation_link_fills_in_user_name_and_code() -> None:
    assert read_link(LINK, PORTAL) == FILL_IN
    assert CODE not in repr(read_link(LINK, PORTAL))


def test_the_user_name_is_brought_to_the_portals_form() -> None:
    assert read_link(ActivationLink(PORTAL, "Max@ABC.de", CODE).text, PORTAL) == FillIn(
        "max@abc.de", Secret(CODE)
    )


def test_a_login_link_only_names_a_request() -> None:
    assert read_link(LoginLink(CID).text, PORTAL) == ShowRequest(CID)


@pytest.mark.parametrize(
    "portal",
    [
        "https://portal.example.evil.example",
        "https://portal.example:8443",
        "http://portal.example",
        "http://127.0.0.1:8000",
    ],
)
def test_a_link_of_another_portal_is_refused(portal: str) -> None:
    assert failure(ActivationLink(portal, LOGIN, CODE).text) is Failure.LINK_FOREIGN


@pytest.mark.parametrize(
    "text", ["", "aokzweifaktor:activate", f"{LINK}&x=1", "https://portal.example"]
)
def test_what_is_no_link_is_refused(text: str) -> None:
    assert failure(text) is Failure.LINK_UNREADABLE


@pytest.mark.parametrize(
    "text",
    [
        LINK,
        f"Ihr Link: {LINK}.",
        f"<{LINK}>",
        f'<a href="{LINK}">',
        f"({LINK}), noch einmal: {LINK}",
        f"Code 1234 5678, Link {LINK}",
    ],
)
def test_a_link_is_found_in_any_text(text: str) -> None:
    assert find_activations(text, PORTAL) == {FILL_IN}


@pytest.mark.parametrize("text", [CODE, f"Ihr Aktivierungscode: {CODE[:4]} {CODE[4:]}."])
def test_a_code_alone_is_found_too(text: str) -> None:
    assert find_activations(text, PORTAL) == {FillIn("", Secret(CODE))}


@pytest.mark.parametrize(
    "text",
    [
        "",
        "Guten Tag",
        "Telefon 089/62730-144, 24.12.2025",
        LoginLink(CID).text,
        "x" * 20_000 + LINK,
        LINK.replace("aokzweifaktor", "xaokzweifaktor"),
    ],
)
def test_where_there_is_none_nothing_is_found(text: str) -> None:
    assert find_activations(text, PORTAL) == frozenset()


@pytest.mark.parametrize(
    "text", ["1054 2963 oder 2054 2963", f"{LINK} {OTHER}", f"{OTHER}\n{LINK}"]
)
def test_of_several_that_differ_none_is_chosen(text: str) -> None:
    assert len(find_activations(text, PORTAL)) == 2


def test_a_foreign_link_does_not_hide_ours() -> None:
    assert find_activations(f"{FOREIGN}\n{LINK}", PORTAL) == {FILL_IN}


@pytest.mark.parametrize(
    "text",
    [
        f"*{LINK}*",
        f"[Öffnen]({LINK})",
        f"_{LINK}_",
        f"`{LINK}`",
        f"<a href='{LINK.replace('&', '&amp;')}'>App</a>",
        LINK.replace("=", "=3D"),
        "=\n".join((LINK[:40], LINK[40:80], LINK[80:])),
        "\n".join((LINK[:40], LINK[40:80], LINK[80:], "Viele Grüße")),
        "> " + "\n> ".join((f"Siehe {LINK[:50]}", LINK[50:], "", "Gruß")),
        f"<{LINK[:60]}\r\n{LINK[60:]}>",
        f"{LINK[:30]}\u200b{LINK[30:]}",
        f"\u202a{LINK}\u202c",
        LINK.replace("aokzweifaktor", "AOKZweifaktor"),
        f"{LoginLink(CID).text} und {LINK}",
        f"Aktivierungscode 2054 2963 ist alt: {LINK}",
    ],
)
def test_a_link_is_found_as_mail_programs_leave_it(text: str) -> None:
    assert find_activations(text, PORTAL) == {FILL_IN}


def test_a_code_beside_a_link_to_a_request_is_found() -> None:
    text = f"{LoginLink(CID).text} Code 1054 2963"
    assert find_activations(text, PORTAL) == {FillIn("", Secret(CODE))}


def test_the_code_of_a_foreign_link_is_not_taken_out_of_it() -> None:
    with pytest.raises(Refused) as refused:
        find_activations(f"Bitte hier: {FOREIGN}, Code 1054 2963", PORTAL)
    assert refused.value.problem.failure is Failure.LINK_FOREIGN


@given(st.text(max_size=300))
def test_looking_into_any_text_finds_or_refuses(text: str) -> None:
    allowed = {Failure.LINK_UNREADABLE, Failure.LINK_FOREIGN}
    try:
        found = find_activations(f"aokzweifaktor:{text}", PORTAL)
    except Refused as refusal:
        ended = refusal.problem.failure in allowed
    else:
        ended = all(len(each.code.reveal()) == 8 for each in found)
    assert ended


FOREIGN_QR = (
    "BEGIN:VCARD\nVERSION:3.0\nFN:Praxis\nTEL:62730144\nEND:VCARD",
    "tel:+498962730144",
    "WIFI:S:Praxis;T:WPA;P:12345678;;",
    "https://portal.example/?code=20542963",
    "otpauth://totp/AOK:max@abc.de?secret=JBSWY3DPEHPK3PXP&digits=8",
    "BCD\n002\n1\nSCT\nCOBADEFF\nPraxis\nDE89370400440532013000\nEUR12.34\n\n\n20542963",
    "MATMSG:TO:max@abc.de;SUB:Code;BODY:20542963;;",
    "BEGIN:VEVENT\nDTSTART:20251224\nEND:VEVENT",
    "Aktivierungscode: 2054 2963",
    "24.12.2025",
    "260326822",
    "",
    f"Bitte öffnen: {OTHER}",
)


@pytest.mark.parametrize("text", FOREIGN_QR)
def test_a_foreign_qr_code_is_not_taken_and_hides_nothing(text: str) -> None:
    assert scanned_activations([text], PORTAL) == frozenset()
    assert scanned_activations([text, LINK], PORTAL) == {FILL_IN}
    assert scanned_activations(["1054 2963", text], PORTAL) == {FillIn("", Secret(CODE))}


@pytest.mark.parametrize("text", [LINK, f" {LINK}\n", LINK.replace("aokzw", "AOKZW")])
def test_a_qr_code_with_our_link_is_taken(text: str) -> None:
    assert scanned_activations([text], PORTAL) == {FILL_IN}


def test_a_qr_code_of_another_portal_is_refused_unless_there_is_ours() -> None:
    with pytest.raises(Refused) as refused:
        scanned_activations([FOREIGN], PORTAL)
    assert refused.value.problem.failure is Failure.LINK_FOREIGN
    assert scanned_activations([FOREIGN, LINK], PORTAL) == {FILL_IN}
    assert scanned_activations([FOREIGN, CODE], PORTAL) == {FillIn("", Secret(CODE))}


def test_qr_codes_of_ours_that_differ_are_all_told() -> None:
    assert len(scanned_activations([LINK, OTHER], PORTAL)) == 2
    assert len(scanned_activations([LINK, "20542963"], PORTAL)) == 2
    assert scanned_activations([LINK, LINK, CODE], PORTAL) == {FILL_IN}
