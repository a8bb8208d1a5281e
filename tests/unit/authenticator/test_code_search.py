"""The activation code is found in what people paste; nothing else is taken for it."""

import time

import pytest
from hypothesis import strategies as st

from authenticator.code_search.search import find_codes, read_code, scanned_code, typed_digits
from tests.support.properties import given
from tests.unit.authenticator.mails import mails, mails_without_code

CODE = "10542963"
FULL_WIDTH = "".join(chr(ord(c) + 0xFEE0) for c in CODE)
ARABIC = "".join(chr(ord(c) - ord("0") + 0x0660) for c in CODE)


@pytest.mark.parametrize(
    "text",
    [
        "10542963",
        "1054 2963",
        "1054-2963",
        "1054\u20132963",
        "1054\u00a02963",
        "1054\n2963",
        "10 54 29 63",
        " Ihr Aktivierungscode: 1054 2963. ",
        "Code10542963",
        "gültig 10 Minuten: 1054 2963",
        "1054 2963 (1054 2963)",
        "Aktivierungscode 1054 2963 Hotline: 089/62730-144",
        "Januar 2025\n1054 2963",
        "1054\u200b2963",
        "1054/2963",
        "*1054* *2963*",
        "**1054 2963**",
        "1054_2963",
        "_1054_ _2963_",
        "1 0 5 4 2 9 6 3",
        "1054.2963",
        "1054&nbsp;2963",
        "1054=C2=A02963",
        "Ihr Code lautet 10=\n54 2963",
        "> Code: 1054\n> 2963",
        "<b>1054</b> <b>2963</b>",
        "<td>Code</td><td>1054 2963</td><td>089 62730-144</td>",
        "Kundennummer: 12345678\nAktivierungscode: 1054 2963\nIK 260326822",
        "1054 2963 ist Ihr Aktivierungscode.\nTel. 62730144",
        "Dein Activation code is 1054 2963, valid until 10:54 on 11/24/2025",
        "Aktivierungscode\t1054 2963\t089 6273014",
        "Benutzername\tAktivierungscode\tGültig\nmax@abc.de\t1054 2963\t14:30 Uhr",
        "Aktivierungscode\n1054 2963\nHotline\n62730144",
        "Code 1054 2963\n\n-- \nMusterstr. 123\n80331 München\nTel 089 12345678",
        "Aktivierungscode vom 24.12.2025: 1054 2963",
        "Aktivierungscode für IK 260326822: 1054 2963",
        "10.54.29.63",
        "Ihr Code, wie am Telefon besprochen: 1054 2963",
        "Ihr Code lautet wie telefonisch besprochen: 1054 2963",
        "Aktivierungscode (Hotline siehe unten): 1054 2963",
        "1054 2963 1054 2963",
        "1054 2963gültig bis 14:30",
        "[1054 2963]",
        '"1054 2963"',
        "1054 2963¹",
        "1054\u2009\u2013\u20092963",
        "Stand 01/2025\n1054 2963",
        "©2025\n1054 2963",
        "2025\n1054 2963",
        "Code: 12 34 5\nAktivierungscode: 1054 2963",
        FULL_WIDTH,
        ARABIC,
        "1054\u00ad2963",
        "\ufeff1054 2963",
        "1054\u20602963",
        "1054\u202f2963",
        "1054\u22122963",
        "1054\uff0d2963",
        "1054\u20142963",
        "`1054` `2963`",
        "Aktivierungs-Code: 1054 2963",
        "Code-Nr.: 1054 2963",
        "Aktivierungscode Nr. 1054 2963",
        "Telefonischer Aktivierungscode: 1054 2963",
        "1054 2963 (Aktivierungscode), Kunden-Nr. 12345678",
        "Aktivierungscode: 1054 2963\nKarte 1234 5678 9012 3456",
        "Aktivierungscode 105 42 963",
        "Hallo,\n\nder Code: 1054 2963 (gilt nur 10 min!)\n\nLG Max\nTel. 089/123456-78",
        "Der Code lautet: 1 0 5 4  2 9 6 3",
        "Code : 1054 - 2963",
        "Aktivierungscode=10542963",
        "AKTIVIERUNGSCODE 1054 2963",
        "aktivierungs code 1054 2963",
        "Ihr Code:\t1054 2963",
        "Code\n\n\n\n1054 2963",
        "1054 2963\n\nVon meinem iPhone gesendet",
        "Der 8-stellige Aktivierungscode ist 1054 2963.",
        "Ihre 8 Ziffern: 1054 2963",
        "Schritt 2 von 3: Aktivierungscode eingeben 1054 2963",
        "Aktivierungscode: 1054 2963 Gültig bis: 24.12.2025 14:30 Uhr",
        "max.mustermann1975@abc.de 1054 2963",
        "Benutzername: max1234@abc.de\nCode: 1054 2963",
        "Code: **1054** **2963**",
        "Code: <strong>1054 2963</strong>",
        "Code: 1054&#8239;2963",
        "Code: 1054&thinsp;2963",
        'Code: "1054 2963"',
        "Code: '10542963'",
        "Code #10542963",
        "Code #1054 2963",
        "Codes: 1054 2963",
        "Here's the code you asked for: 1054 2963. Call me on +49 171 12345678",
        "Activation code: 1054 2963 / Customer No.: 12345678",
        "PLZ 80331, Code 1054 2963",
        "Aktivierungscode 1054 2963 IK 260326822 Tel 08962730144",
        "[12:30, 24.11.2025] Max: Code 1054 2963",
        "[24.11.25, 12:30:15] Max: 1054 2963",
        "24.11.2025 12:30 - Max: 1054 2963",
        "1054 2963 <- Code",
        "Mein Geburtstag 24.12.1980, Code 1054 2963",
        "Auftrag 4711 vom 3.1.2025: Code 1054 2963",
        "Rufen Sie 0800 7236598 an. Code: 1054 2963",
        "Bitte geben Sie 1054 2963 in der App ein",
        "Bitte geben Sie 1054\n2963 in der App ein",
        "Code: 1054\u20072963",
        "Code:1054\u30002963",
        "Code: 1054~2963",
        "Code (1054) (2963)",
        "10542963.",
        "(10542963)",
        "10542963\n10542963",
        "Code 1054 2963, ich wiederhole 1054 2963",
        "Aktivierungs\u00adcode: 1054 2963",
        "Freischaltcode 1054 2963",
        "Registrierungscode: 1054 2963",
        "Zugangscode: 1054 2963",
        "Einmalcode: 1054 2963",
        "„1054 2963“",
        "Kundennummer 12345678 Code 10542963",
        "10542963 12345 München",
    ],
)
def test_the_code_is_found_whatever_stands_around_it(text: str) -> None:
    assert read_code(text) == CODE


@pytest.mark.parametrize(
    "text",
    [
        "",
        "1054 296",
        "105429631",
        "1054 2963 1054 2964",
        "zehn",
        "1054/2963/1",
        "01.01.2025",
        "24.12.2025",
        "2025-12-24",
        "24/12/2025",
        "12/24/2025",
        "24. Dezember 2025",
        "089/62730-144",
        "62730-144",
        "089 12345",
        "+49 89 1234",
        "+49 (0)89 62730-144",
        "(089) 12345",
        "0891/2345",
        "0800/7236598",
        "Tel. 62730144",
        "Telefon: 6273 0144",
        "Hotline 6273 0144",
        "Fax: 62730 144",
        "Mobil 0171 1234567",
        "Kundennummer 12345678",
        "Kd.-Nr. 1234 5678",
        "Kunden-Nr.: 12345678",
        "Meeting-ID: 1234 5678",
        "Rechnung Nr. 2025-1054",
        "2024/2025",
        "2019 - 2025",
        "24122025",
        "20251224",
        "8.00-12.00 Uhr",
        "10.00 - 12.30 Uhr",
        "12.345.678 Versicherte",
        "Musterstr. 123\n80331 München",
        "260326822",
        "IK 26 032 6822",
        "DE89 3704 0044 0532 0130 00",
        "Code per Telefon unter 6273 0144",
        "1054 2963 oder 2054 2963",
        "Aktivierungscode 1054 2963 oder 2054 2963",
        "Telefonnummern: 62730144, 62730145",
        "Mo-Fr 08:00-12:00",
        "Code bei 089 12345 erfragen",
        "10542963,00 EUR",
        "12345678 €",
        "PIN-Code 12345678",
        "Passcode: 12345678",
        "HRB 12345678",
        "BLZ 700 500 00",
        "BIC BYLADEMM / Konto 12345678",
        "Telefon:\n6273 0144",
        "USt-ID DE12345678",
        "AZ 1054/2963",
        "Postfach 1234 5678",
        "https://x.example/?c=10542963",
        "max10542963@abc.de",
        "Bei Fragen zum Code: Telefon 6273 0144",
        "Bei Fragen zum Aktivierungscode: 0800 7236598",
        "Passwort: 12345678a",
        "0x12345678ab",
        "SHA 12345678abcdef",
        "Tel.: 62 73 01 44",
        "T: 62730144",
        "Durchwahl 62730144",
        "0541/9630",
        "(0541) 9630",
        "54 1 96 30 1",
        "Version 12.34.56.78.9",
        "Tel 0 89 / 62 73 01 44",
        "Tel: (0 89) 6 27 30-1 44",
        "0049 89 62730144",
        "+49-89-62730-144",
        "0171/12 34 56 7",
        "01 71-1 23 45 67",
        "Fax +49(89)62730144",
        "089.62730.144",
        "T 089 62730144",
        "Festnetz 62 73 01 44",
        "Tel. dienstl.: 6273 0144",
        "Sie erreichen mich unter 62730144",
        "Rückruf unter 6273 0144",
        "Erreichbar unter der Nummer 6273 0144",
        "am 3. 1. 2025",
        "3.1.25",
        "2025/12/24",
        "24-12-2025",
        "24.12.",
        "24. 12. 2025",
        "Mo, 24 Nov 2025 10:54:00 +0100",
        "20251124T105400",
        "2025-11-24T10:54",
        "Nov 24, 2025",
        "11/24/25",
        "Heiligabend 24 12 2025",
        "Kontonummer 12345678",
        "Konto-Nr. 12345678 BLZ 70050000",
        "Versichertennummer A123456789",
        "LANR 123456789",
        "Steuer-Nr. 12/345/67890",
        "Ust-Id-Nr. DE 123456789",
        "Sendungsnummer 12345678",
        "Bestell-Nr. 12345678",
        "Ticket #12345678",
        "Ticket-ID 12345678",
        "Vorgangsnr. 12345678",
        "Az.: 12345678",
        "Rechnungsnummer: 2025 1054",
        "Meeting-Kenncode: 12345678",
        "Zimmer 1234 5678",
        "Postfach 10 54 29 63",
        "12345678 EUR",
        "EUR 12345678",
        "Summe: 12.345.678,00",
        "ISBN 978-3-16-148410-0",
        "12345678-1234-1234-1234-123456789012",
        "Seriennummer 12345678",
        "MAC 12-34-56-78-90-12",
        "IP 10.54.29.63",
        "192.168.10.54",
        "Version 10.54.29.63",
        "Code: 105 429 6",
        "PIN 1054 2963",
        "Passwort 10542963",
        "IBAN DE12 3456 7890 1234 5678 90",
        "4711 0815 1234 5678",
        "SMS-TAN 10542963",
    ],
)
def test_dates_telephone_and_other_numbers_are_no_code(text: str) -> None:
    assert read_code(text) is None


@pytest.mark.parametrize(
    "text",
    [
        "1054 2963 oder 2054 2963",
        "Aktivierungscode 1054 2963 oder 2054 2963",
        "Code: 1054 2963\nCode: 2054 2963",
        "1054 2963\n2054 2963",
        "Aktivierungscode: 1054 2963\n\n> Aktivierungscode: 2054 2963",
    ],
)
def test_of_two_that_are_equally_good_none_is_chosen(text: str) -> None:
    assert find_codes(text) == {CODE, "20542963"}
    assert read_code(text) is None


@pytest.mark.parametrize(
    "text",
    [
        "2054 2963\nCode: 1054 2963",
        "Code: 2054 2963\nAktivierungscode: 1054 2963",
        "Kundennummer: 2054 2963\n1054 2963",
        "20 54 29 63\n1054 2963",
    ],
)
def test_what_is_called_the_code_wins(text: str) -> None:
    assert read_code(text) == CODE


def test_the_code_is_found_in_mails_of_all_kinds() -> None:
    wrong = [mail.text for mail in mails(500) if read_code(mail.text) != mail.code]
    assert wrong == []


def test_no_number_of_a_mail_without_code_is_taken_for_one() -> None:
    wrong = [text for text in mails_without_code() if find_codes(text)]
    assert wrong == []


@given(st.text(max_size=60) | st.text(alphabet="0123456789 .-/+()\n:CodeTl", max_size=60))
def test_any_text_is_read_without_an_error(text: str) -> None:
    code = read_code(text)
    assert code is None or (len(code) == 8 and code.isdigit() and code.isascii())
    typed_digits(text)


@given(st.integers(min_value=0, max_value=10**8 - 1))
def test_every_code_is_found_as_the_portal_shows_it(number: int) -> None:
    code = f"{number:08d}"
    assert read_code(f"{code[:4]} {code[4:]}") == code
    assert read_code(f"Aktivierungscode {code}") == code


@pytest.mark.parametrize("text", [CODE, "1054 2963", "1054-2963", " 1054\u00a02963\n"])
def test_a_qr_code_may_say_nothing_but_the_code(text: str) -> None:
    assert scanned_code(text) == CODE


@pytest.mark.parametrize(
    "text",
    [
        "",
        "Aktivierungscode 1054 2963",
        "tel:10542963",
        "https://portal.example/?code=10542963",
        "BEGIN:VCARD\nTEL:10542963\nEND:VCARD",
        "WIFI:S:Praxis;T:WPA;P:10542963;;",
        "otpauth://totp/AOK?secret=10542963",
        "BCD\n002\n1\nSCT\n\nPraxis\nDE89370400440532013000\nEUR10\n\n10542963",
        "105429631",
        "01.01.2025",
        "1054\n2963",
    ],
)
def test_a_qr_code_that_says_more_is_none(text: str) -> None:
    assert scanned_code(text) is None


@pytest.mark.parametrize(
    ("text", "digits"),
    [("1054 29", "105429"), ("1054\u200b29", "105429"), ("", ""), ("1054x", None)],
)
def test_digits_are_counted_while_they_are_typed(text: str, digits: str | None) -> None:
    assert typed_digits(text) == digits


@pytest.mark.parametrize(
    "part",
    [
        *"1 *>(=<_-.:/a",
        "1.",
        "1 ",
        "a-",
        "a:",
        "code ",
        "code 1 ",
        "<a ",
        "(1",
        "1\n",
        "&#49;",
        "=\n",
    ],
)
def test_a_text_that_means_no_good_takes_no_time(part: str) -> None:
    begun = time.process_time()
    find_codes(part * (20_000 // len(part)))
    assert time.process_time() - begun < 6


def test_a_long_text_is_searched_at_once() -> None:
    assert read_code("1054 29 " * 2500) is None
    assert read_code("Tel. 089 1 " * 1800 + "Code 1054 2963") == CODE
