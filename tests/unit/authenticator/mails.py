"""Mails as people forward an activation code in, and what mail programs make of them."""

import html
import random
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass

CODES = ("10542963", "00417265", "98765432", "20250117", "24122025", "13371337")

FORMS: tuple[Callable[[str], str], ...] = (
    lambda code: code,
    lambda code: f"{code[:4]} {code[4:]}",
    lambda code: f"{code[:4]}\u00a0{code[4:]}",
    lambda code: f"{code[:4]}\u2009{code[4:]}",
    lambda code: f"{code[:4]}\u200b{code[4:]}",
    lambda code: f"{code[:4]}-{code[4:]}",
    lambda code: f"{code[:4]}\u2011{code[4:]}",
    lambda code: f"{code[:4]} \u2013 {code[4:]}",
    lambda code: f"*{code[:4]}* *{code[4:]}*",
    lambda code: f"**{code[:4]} {code[4:]}**",
    lambda code: f"_{code[:4]} {code[4:]}_",
    lambda code: f"\u201e{code[:4]} {code[4:]}\u201c",
    lambda code: f"\u202a{code[:4]} {code[4:]}\u202c",
    lambda code: " ".join((code[:2], code[2:4], code[4:6], code[6:])),
    lambda code: "".join(chr(ord(digit) + 0xFEE0) for digit in code),
    lambda code: "".join(chr(ord(digit) - ord("0") + 0x0660) for digit in code),
)

SENTENCES = (
    "Aktivierungscode: {code}",
    "Ihr Aktivierungscode lautet {code} und gilt 10 Minuten.",
    "Ihr Aktivierungscode lautet:\n\n{code}\n\nEr gilt bis 14:30 Uhr.",
    "Aktivierungscode (gültig bis 24.12.2025, 14:30 Uhr): {code}",
    "Bitte den Code {code} bis 10.30 Uhr eingeben, sonst 089/62730-144 anrufen.",
    "Aktivierungscode für IK 260326822: {code}",
    "{code} ist der Aktivierungscode.",
    "Code {code} Hotline: 089/62730-144",
    "Benutzername\tAktivierungscode\tGültig bis\nmax@abc.de\t{code}\t14:30 Uhr",
    "Aktivierungscode\n{code}\nHotline\n0800/7236598",
    "Your activation code is {code}. It expires on December 24, 2025 at 2:30 pm.",
    "Code: {code} (call +49 89 62730-144 if it fails)",
)

HEADS = (
    "",
    (
        "Von: Max Mustermann <max@abc.de>\nGesendet: Montag, 24. November 2025 10:54\n"
        "An: Erika Muster <erika@abc.de>\nBetreff: Zugang 2025\n\n"
    ),
    "Am Mo., 24. Nov. 2025 um 10:54 Uhr schrieb Max Mustermann <max@abc.de>:\n\n",
    "On Mon, Nov 24, 2025 at 10:54 AM Max Mustermann <max@abc.de> wrote:\n\n",
    "Januar 2025\n",
    "Berlin, 24.11.2025\nKundennummer: 12345678\nUnser Zeichen: AZ 2025/4711\n\n",
    "Rechnung Nr. 2025-1054, Kd.-Nr. 4711 0815, Vorgang 87654321\n\n",
    "IK: 260326822, BSNR 123456789, LANR 987654321\n",
)

TAILS = (
    "",
    (
        "\n\n-- \nPraxis Dr. Müller\nMusterstr. 123\n80331 München\nTel. 089 12345678\n"
        "Fax 089 1234567\nMobil 0171 1234567\n"
    ),
    (
        "\n\nMit freundlichen Grüßen\n\nT: +49 (0)89 62730-144 | F: +49 89 62730-199\n"
        "Sparkasse, IBAN DE89 3704 0044 0532 0130 00, BIC COBADEFFXXX\nUSt-ID DE123456789\n"
    ),
    (
        "\n\nPflegedienst Nord GmbH · Hauptstraße 12 · 20095 Hamburg\nTelefon: 62730144\n"
        "Bürozeiten: Mo-Fr 08.00-12.00 und 14.00 - 16.30 Uhr\n© 2019-2025\n"
    ),
    (
        "\n\nDurchwahl -144, Zentrale (040) 1234-0, Rufnummer 0541/9630, Telefax: 6273 0199\n"
        "Gläubiger-ID DE98ZZZ09999999999 Steuernummer 143/123/12345\n"
    ),
    (
        "\n\nRückfragen: 0800/7236598 \nTeams: Meeting-ID: 1234 5678, Passcode: 87654321\n"
        "https://teams.example/l/12345678?p=87654321\n"
    ),
)


def _quoted(text: str) -> str:
    return "".join(f"> {line}\n" for line in text.splitlines())


def _quoted_printable(text: str) -> str:
    text = re.sub("[\u00a0\u2009\u200b\u2011]", lambda sign: _hexadecimal(sign[0]), text)
    lines = (re.sub(r"(.{60})(?!$)", r"\1=\n", line) for line in text.splitlines())
    return "\n".join(lines)


def _hexadecimal(sign: str) -> str:
    return "".join(f"={byte:02X}" for byte in sign.encode())


def _html(text: str) -> str:
    lines = "".join(f"<p>{html.escape(line)}</p>" for line in text.splitlines())
    return lines.replace("\u00a0", "&nbsp;")


PROGRAMS: tuple[Callable[[str], str], ...] = (
    lambda text: text,
    lambda text: text.replace("\n", "\r\n"),
    _quoted,
    lambda text: _quoted(_quoted(text)),
    _quoted_printable,
    _html,
    lambda text: text.replace("\n", "\u2028"),
    lambda text: text.replace(" ", "\u00a0"),
)


@dataclass(frozen=True)
class Mail:
    """A mail, and the code that is in it."""

    text: str
    code: str


def mails(count: int) -> Iterator[Mail]:
    """The same ones each time."""
    chosen = random.Random(2963)
    for _ in range(count):
        code = chosen.choice(CODES)
        sentence = chosen.choice(SENTENCES).format(code=chosen.choice(FORMS)(code))
        whole = chosen.choice(HEADS) + sentence + chosen.choice(TAILS)
        yield Mail(chosen.choice(PROGRAMS)(whole), code)


def mails_without_code() -> Iterator[str]:
    """All heads and tails as all programs make them."""
    for program in PROGRAMS:
        for head in HEADS:
            for tail in TAILS:
                yield program(f"{head}Guten Tag, der Aktivierungscode kommt später.{tail}")
