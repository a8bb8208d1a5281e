"""Addresses as people type and paste them, with the one form in which they are compared."""

# ruff: noqa: RUF001  letters that look alike are what is tested

import pytest
from hypothesis import example
from hypothesis import strategies as st

from crypto.email_address import AddressFault, BadAddress, _address_in, mail_form, read_address
from tests.support.properties import given

UMLAUT, PUNYCODE = "info@praxis-müller.de", "info@xn--praxis-mller-klb.de"
PERSIAN = "max@علی\u200cرضا.ir"
RIGHT_TO_LEFT = "\u202e"
LONGEST_LABEL = "a" * 63

TAKEN = {
    # Both spellings of a domain, in small and capital letters.
    UMLAUT: UMLAUT,
    PUNYCODE: UMLAUT,
    "INFO@PRAXIS-MÜLLER.DE": UMLAUT,
    "Info@XN--Praxis-Mller-KLB.de": UMLAUT,
    "info@praxis-mu\u0308ller.de": UMLAUT,
    "info@praxis-straße.de": "info@praxis-straße.de",
    "info@PRAXIS-STRAẞE.de": "info@praxis-straße.de",
    "info@xn--praxis-strae-v9a.de": "info@praxis-straße.de",
    "info@praxis-strasse.de": "info@praxis-strasse.de",
    "max@bücher.xn--fiqs8s": "max@bücher.中国",
    "max@abc。中国": "max@abc.中国",
    PERSIAN: PERSIAN,
    "max@xn--mgbtpk9c63c260k.ir": PERSIAN,
    "max@ab--cd.de": "max@ab--cd.de",
    f"max@{LONGEST_LABEL}.de": f"max@{LONGEST_LABEL}.de",
    # What stands around an address.
    " Max@ABC.de\t": "max@abc.de",
    "mailto:max@abc.de": "max@abc.de",
    "MAILTO:max%40abc.de?subject=Hallo%20Max": "max@abc.de",
    "mailto:info@praxis-m%C3%BCller.de": UMLAUT,
    "E-Mail: max@abc.de": "max@abc.de",
    # As our own pages and windows write it, with hyphens that do not break.
    "E\u2011Mail\u2011Adresse: max@abc.de": "max@abc.de",
    "Benutzername / E-Mail Adresse: max@abc.de": "max@abc.de",
    "User name: max@abc.de": "max@abc.de",
    "Max <max@abc.de>": "max@abc.de",
    '"Mustermann, Max" <max@abc.de>;': "max@abc.de",
    "<max@abc.de>": "max@abc.de",
    "max@abc.de (Max Mustermann)": "max@abc.de",
    "Max Mustermann (max@abc.de)": "max@abc.de",
    "[max@abc.de]": "max@abc.de",
    "*max@abc.de*": "max@abc.de",
    "_max@abc.de_": "max@abc.de",
    # That one may be somebody's own.
    "_max@abc.de": "_max@abc.de",
    '"max@abc.de",': "max@abc.de",
    "'max@abc.de'": "max@abc.de",
    "„max@abc.de“": "max@abc.de",
    "max@abc.de,": "max@abc.de",
    "max@abc.de;": "max@abc.de",
    "max@abc.de.": "max@abc.de",
    "max @ abc.de": "max@abc.de",
    "max@\nabc.de": "max@abc.de",
    "max@abc.de <max@ABC.de>": "max@abc.de",
    # What nobody sees, and what Asian keyboards type.
    "ma\u00adx@abc.de": "max@abc.de",
    "\u200emax@abc.de\u200f": "max@abc.de",
    "\ufeffmax@abc.de": "max@abc.de",
    "\u00a0max@abc.de\u00a0": "max@abc.de",
    "max@abc\u200b.de": "max@abc.de",
    "max\u200d@abc.de": "max@abc.de",
    "\u202amax@abc.de\u202c": "max@abc.de",
    "\u202dmax@abc.de\u202c": "max@abc.de",
    "max＠abc．de": "max@abc.de",
    "ｍａｘ１@ａｂｃ.ｄｅ": "max1@abc.de",
    # Signs that belong to it.
    "max+praxis@abc.de": "max+praxis@abc.de",
    "'t.hooft@abc.nl": "'t.hooft@abc.nl",
    "o'neill@abc.ie": "o'neill@abc.ie",
    "m@a.b.c.de": "m@a.b.c.de",
    "max_1@123.de": "max_1@123.de",
}


@pytest.mark.parametrize(("typed", "address"), TAKEN.items())
def test_an_address_is_found_in_what_was_typed(typed: str, address: str) -> None:
    assert read_address(typed) == address


PARTS = ("a", "b.", ".c", "1", "-", "'", "`", "xn--", "ä", "A", " ", "@", "a" * 62, "a" * 64)


@given(
    st.lists(st.sampled_from(PARTS), max_size=4).map("".join),
    st.lists(st.sampled_from(PARTS), max_size=4).map("".join),
    st.sampled_from(("de", "d", "1a", "12", "")),
)
@example("a" * 64, ".".join(["a" * 61] * 3), "de")
@example("a" * 64, ".".join(["a" * 61] * 3), "dee")
def test_most_addresses_are_read_at_a_glance_and_as_by_looking_into_them(
    local: str, domain: str, ending: str
) -> None:
    text = f"{local}@{domain}.{ending}"
    assert read_address(text) == _address_in(text, any_letters=False)


@pytest.mark.parametrize("address", dict.fromkeys(TAKEN.values()))
def test_the_normal_form_is_its_own_normal_form_and_names_the_same_mailbox(address: str) -> None:
    assert read_address(address) == address
    assert mail_form(address).isascii()
    assert read_address(mail_form(address)) == address


def test_ss_and_sharp_s_are_two_mailboxes() -> None:
    sharp, ss = (read_address(f"info@praxis-{text}.de") for text in ("straße", "strasse"))
    assert isinstance(sharp, str)
    assert isinstance(ss, str)
    assert sharp != ss
    assert mail_form(sharp) != mail_form(ss)


REFUSED = {
    "": (AddressFault.EMPTY, ""),
    " \u200b\u00a0": (AddressFault.EMPTY, ""),
    "max": (AddressFault.NO_AT, ""),
    "max.abc.de": (AddressFault.NO_AT, ""),
    "@abc.de": (AddressFault.NO_NAME, ""),
    # Never one of two.
    "max@abc.de, eva@abc.de": (AddressFault.SEVERAL, ""),
    "max@abc.de (eva@abc.de)": (AddressFault.SEVERAL, ""),
    "max@abc.de eva@abc.de": (AddressFault.SEVERAL, ""),
    "Max <max@abc.de>; Eva <eva@abc.de>": (AddressFault.SEVERAL, ""),
    "eva@abc.de <max@abc.de>": (AddressFault.SEVERAL, ""),
    "mailto:max@abc.de,eva@abc.de": (AddressFault.SEVERAL, ""),
    "max@abc.de\nbcc:eva@abc.de": (AddressFault.SEVERAL, ""),
    "info@praxis-straße.de info@praxis-strasse.de": (AddressFault.SEVERAL, ""),
    "max@@abc.de": (AddressFault.SEVERAL, ""),
    "max@abc@de": (AddressFault.SEVERAL, ""),
    # The sign is named.
    "max mustermann@abc.de": (AddressFault.SIGN, " "),
    "Max Mustermann max@abc.de": (AddressFault.SIGN, " "),
    "max@abc,de": (AddressFault.SIGN, ","),
    "max@abc_d.de": (AddressFault.SIGN, "_"),
    "max@abc.de/": (AddressFault.SIGN, "/"),
    "max\x00@abc.de": (AddressFault.SIGN, "\x00"),
    f"max@abc.de{RIGHT_TO_LEFT}": (AddressFault.SIGN, RIGHT_TO_LEFT),
    "max@☃.de": (AddressFault.SIGN, "☃"),
    "mailto:\ud800@abc.de": (AddressFault.SIGN, "\ufffd"),
    # Letters before the @ that few mail servers take, look-alikes among them.
    "müller@abc.de": (AddressFault.LETTER, "ü"),
    "m\u0430x@abc.de": (AddressFault.LETTER, "\u0430"),
    "max²@abc.de": (AddressFault.LETTER, "²"),
    ".max@abc.de": (AddressFault.DOTS, ""),
    "max.@abc.de": (AddressFault.DOTS, ""),
    "ma..x@abc.de": (AddressFault.DOTS, ""),
    "max@abc..de": (AddressFault.DOTS, ""),
    "max@.abc.de": (AddressFault.DOTS, ""),
    "max@abc": (AddressFault.ENDING, ""),
    "max@abc.d": (AddressFault.ENDING, "d"),
    "max@abc.123": (AddressFault.ENDING, "123"),
    "max@[192.0.2.1]": (AddressFault.DOMAIN, "[192.0.2.1]"),
    "max@192.0.2.1": (AddressFault.DOMAIN, "192.0.2.1"),
    "max@xn--a.de": (AddressFault.DOMAIN, "xn--a.de"),
    "max@xn--zz--.de": (AddressFault.DOMAIN, "xn--zz--.de"),
    "max@-abc.de": (AddressFault.DOMAIN, "-abc.de"),
    "max@abc-.de": (AddressFault.DOMAIN, "abc-.de"),
    f"max@a{LONGEST_LABEL}.de": (AddressFault.DOMAIN, f"a{LONGEST_LABEL}.de"),
    f"{'m' * 65}@abc.de": (AddressFault.TOO_LONG, ""),
    f"max@{'abcde.' * 41}abc.de": (AddressFault.TOO_LONG, ""),
    "m" * 513: (AddressFault.TOO_LONG, ""),
}


@pytest.mark.parametrize(("typed", "why"), REFUSED.items())
def test_what_is_no_address_is_refused_with_its_reason(
    typed: str, why: tuple[AddressFault, str]
) -> None:
    assert read_address(typed) == BadAddress(*why)


def test_a_user_name_of_before_may_have_any_letters() -> None:
    assert read_address("Jörg@Müller.de", any_letters=True) == "jörg@müller.de"
    assert read_address("jo\u0308rg@xn--mller-kva.de", any_letters=True) == "jörg@müller.de"
    assert mail_form("jörg@müller.de") == "jörg@xn--mller-kva.de"


@given(st.text(max_size=600) | st.text("@<>()\"' ,;.:xaü\u200c\u202d-", max_size=600))
def test_any_text_is_an_address_in_its_normal_form_or_is_none(text: str) -> None:
    for any_letters in (False, True):
        read = read_address(text, any_letters=any_letters)
        if isinstance(read, str):
            assert read_address(read, any_letters=any_letters) == read
            assert len(read.encode()) <= 254
            assert read.isprintable() or "\u200c" in read or "\u200d" in read
