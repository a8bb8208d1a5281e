"""What `./run demo` says, and in which order."""

import io
import re
import subprocess
import sys
import time
from pathlib import Path

import pikepdf
import pytest
from sqlalchemy import select

from portal.domain.accounts.accounts import Role, get_account
from portal.domain.advices.tables import ADVICES
from portal.domain.eavis.orders import EavisState, eavis_of, today
from portal.domain.providers.providers import cleared_iks, iks_of
from portal.platform.database.engines import sync_transaction
from portal.platform.language import catalogue
from tests.support.advices import pdf
from tests.support.demo.__main__ import COLLEAGUE, LOGIN, PROVIDER_IK, SECOND_IK, prepare
from tests.support.demo.words import BY_LANGUAGE, ENGLISH, GERMAN, Words
from tests.support.portal_process import running_portal_process

ROOT = Path(__file__).parents[3]
SLOW = ("babel", "keyring", "playwright", "requests", "sqlalchemy", "starlette", "uvicorn")


def quoted(words: Words, marks: str) -> list[str]:
    texts = words.steps_ready + words.steps_fresh + words.steps_activated
    return re.findall(f"{marks[0]}([^{marks[1]}]+){marks[1]}", texts)


def test_the_buttons_that_are_named_are_the_portals_and_the_mailboxs() -> None:
    german, english = quoted(GERMAN, "„“"), quoted(ENGLISH, "“”")
    portals = {"Anmelden", "Weiter", "Registrieren", "Zahlungsavise", "Nutzer"}
    assert portals | {GERMAN.as_clerk} == set(german)
    known = {name: catalogue("en").gettext(name) for name in german}
    known["Nutzer"] = catalogue("en").ngettext("Nutzer", "Nutzer", 2)
    assert english == [
        known[name] if name != GERMAN.as_clerk else ENGLISH.as_clerk for name in german
    ]


@pytest.mark.parametrize("language", BY_LANGUAGE)
def test_both_languages_fill_in_the_same(language: str) -> None:
    words = vars(BY_LANGUAGE[language])
    holes = {name: re.findall(r"\{(\w+)\}", text) for name, text in words.items()}
    assert {name: sorted(found) for name, found in holes.items()} == {
        name: sorted(re.findall(r"\{(\w+)\}", text)) for name, text in vars(GERMAN).items()
    }


@pytest.mark.heavy
def test_the_first_line_waits_for_nothing_that_is_slow_to_import() -> None:
    program = (
        "import builtins, sys, tests.support.demo.__main__ as demo\n"
        "def said(text, **_):\n"
        f"    sys.stdout.write(repr((text, [n for n in {SLOW} if n in sys.modules])))\n"
        "    sys.exit()\n"
        "builtins.print = said\n"
        "demo.main(['--language', 'de'])\n"
    )
    done = subprocess.run(
        (sys.executable, "-c", program), cwd=ROOT, capture_output=True, text=True, check=True
    )
    assert done.stdout == repr(("Portal startet …", []))


@pytest.mark.heavy
@pytest.mark.only_on("posix", reason="there is always a screen")
def test_help_is_given_without_a_screen_and_names_the_port() -> None:
    command = (sys.executable, ROOT / "run", "demo", "--help")
    done = subprocess.run(
        command, env={"PATH": "/usr/bin:/bin"}, capture_output=True, text=True, check=True
    )
    for option in ("--fresh", "--port", "--language", "--headless"):
        assert option in done.stdout
    listed = subprocess.run(command[:2], capture_output=True, text=True, check=True)
    assert "demo [--fresh] [--port N] [--language de|en]" in listed.stdout


def test_readers_have_nothing_to_repair_in_the_documents() -> None:
    with pikepdf.open(io.BytesIO(pdf("Zahlungsavis\nBetrag: 12,50 EUR"))) as document:
        assert document.check_pdf_syntax() == []
        assert document.get_warnings() == []


@pytest.mark.heavy
def test_the_practice_has_two_users_two_ik_numbers_and_three_advices(tmp_path: Path) -> None:
    with running_portal_process(tmp_path / "portal") as portal:
        prepare(portal, fresh=False)
    with sync_transaction(f"sqlite:///{portal.data / 'portal.sqlite'}", reading=True) as connection:
        admin, colleague = (get_account(connection, login) for login in (LOGIN, COLLEAGUE))
        assert (admin.role, colleague.role) == (Role.ADMIN, Role.USER)
        assert admin.provider_id == colleague.provider_id
        iks = [one.ik for one in cleared_iks(connection, admin.provider_id or 0)]
        assert sorted(iks) == sorted((PROVIDER_IK, SECOND_IK))
        a, now = ADVICES.c, int(time.time())
        advices = connection.execute(
            select(a.provider_id, a.ik, a.period_from, a.period_to, a.issued_on)
        ).all()
        all_iks = iks_of(connection, admin.provider_id or 0)
        eavis = eavis_of(connection, admin.provider_id or 0, all_iks, now)
    assert [one.provider_id for one in advices] == [admin.provider_id] * 3
    assert {one.ik for one in advices} == {PROVIDER_IK, SECOND_IK}
    assert {order.ordered_by for one in eavis for order in one.history} == {admin.name}
    # What came electronically came once it was ordered, and none is from the future.
    since = {one.ik.ik: one.history[0].effective_on for one in eavis if one.state is EavisState.ON}
    for one in advices:
        days = [since[one.ik], one.period_from, one.period_to, one.issued_on]
        assert days == sorted(days)
        assert one.issued_on < str(today(now))
