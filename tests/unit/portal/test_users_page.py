"""`/users`: who is listed to whom, and that changes need an LE-Admin who still is one."""

import contextlib
import re
import threading

import pytest

from crypto.challenge import read_challenge
from portal.domain.accounts.accounts import Role
from portal.domain.users import members
from tests.support.device import PortalProblem
from tests.support.portal_browser import Browser
from tests.support.portal_server import RunningPortal
from tests.support.providers import Person, new_ik, person
from tests.support.statements import Statements
from tests.support.texts import portal_text
from tests.unit.portal.conftest import name_of


@pytest.fixture
def ik() -> str:
    return new_ik()


@pytest.fixture
def admin(portal: RunningPortal, ik: str) -> Person:
    return person(portal, ik)


@pytest.fixture
def colleague(portal: RunningPortal, admin: Person, ik: str) -> Person:
    """A plain user of the same provider."""
    return person(portal, ik, "Erika Mustermann", Role.USER)


def row(portal: RunningPortal, who: Person) -> tuple[str, bool]:
    """Role, and whether blocked."""
    found = portal.query("SELECT role, blocked_at FROM accounts WHERE id = :i", i=who.id)
    return found[0][0], found[0][1] is not None


def test_who_is_ticked_is_read_once_for_a_change(
    monkeypatch: pytest.MonkeyPatch, admin: Person, colleague: Person
) -> None:
    seen = Statements(monkeypatch).of(lambda: admin.wants("/users/grant", colleague))
    assert seen.count(id(members._FIND)) == 1


# --- who sees what


def test_an_le_admin_sees_the_users_of_the_own_provider_alone(
    portal: RunningPortal, admin: Person, colleague: Person
) -> None:
    stranger = person(portal, new_ik())
    text = admin.browser.open("/users").text
    assert colleague.login in text
    assert admin.login in text
    assert stranger.login not in text


@pytest.mark.parametrize("path", ["/users", "/receipts", "/receipts/x"])
def test_a_plain_user_finds_no_such_page(colleague: Person, path: str) -> None:
    assert colleague.browser.open(path).status_code == 404
    assert 'href="/users"' not in colleague.browser.open("/home").text


def test_nobody_comes_in_without_a_login(portal: RunningPortal) -> None:
    browser = Browser(portal.url)
    for path in ("/users", "/receipts"):
        assert browser.open(path).headers["location"] == "/login"


def test_users_are_found_by_parts_of_their_names(admin: Person, colleague: Person) -> None:
    found = admin.browser.http.get("/users", params={"search": "erika M"}).text
    assert colleague.login in found
    assert admin.login not in found
    assert colleague.login not in admin.browser.http.get("/users", params={"search": "%"}).text


NAMES = {
    "Özlem Özdemir": [
        "özdemir",
        "ÖZDEMIR",
        "ozdemir",
        "o\u0308zdemir",
        "Öz\u00addemir",
        "\u200eözlem",
    ],
    "Ärzte-Haus Groß": ["ärzte", "ÄRZTE", "arzte\u2011haus", "gross", "GROSS", "groß"],
    "Émile Łukasz": ["émile", "EMILE", "lukasz"],
    "anna klein": ["ANNA  klein"],
    "Bernd Zimt": ["bernd"],
    "Zoe Adler": ["zoe a"],
}


def test_users_are_found_however_their_names_are_typed(
    portal: RunningPortal, admin: Person, ik: str
) -> None:
    logins = {name: person(portal, ik, name, Role.USER).login for name in NAMES}
    for name, typed in NAMES.items():
        for search in typed:
            text = admin.browser.http.get("/users", params={"search": search}).text
            shown = [name for name, login in logins.items() if login in text]
            assert shown == [name], search


def test_users_are_listed_in_the_order_of_a_german_dictionary_page_by_page(
    portal: RunningPortal, admin: Person, ik: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(members, "PAGE_SIZE", 2)
    wanted = ["anna klein", "Ärzte-Haus Groß", "Bernd Zimt", "Émile Łukasz"]
    wanted += ["Max Mustermann", "Özlem Özdemir", "Özlem Özdemir", "Zoe Adler"]
    for name in (*NAMES, "Özlem Özdemir"):
        person(portal, ik, name, Role.USER)
    listed, where = list[str](), "/users"
    while where:
        text = admin.browser.open(where).text
        listed += re.findall(r'<label class="typed" for="user-\d+">([^<]+)</label>', text)
        found = re.search(r'href="([^"]+)" rel="next"', text)
        where = "" if found is None else found[1].replace("&amp;", "&")
    assert listed == wanted


# --- approved in the app


def test_the_app_shows_who_becomes_what_and_where(
    admin: Person, colleague: Person, ik: str
) -> None:
    page = admin.wants("/users/grant", colleague)
    shown = read_challenge(admin.device.poll()["challenge"]).action
    where = f"Praxis am Markt, IK‑Nummer {ik}"
    assert shown == f"Erika Mustermann ({colleague.login}) wird LE‑Admin für {where}"
    assert shown in admin.browser.open(page).text


def test_nothing_changes_before_the_approval(
    portal: RunningPortal, admin: Person, colleague: Person
) -> None:
    admin.wants("/users/block", colleague)
    assert row(portal, colleague) == ("user", False)


def test_rights_come_and_go_at_the_next_click(
    portal: RunningPortal, admin: Person, colleague: Person
) -> None:
    admin.carries_out("/users/grant", colleague)
    assert colleague.browser.open("/users").status_code == 200
    admin.carries_out("/users/withdraw", colleague)
    assert colleague.browser.open("/users").status_code == 404
    assert colleague.is_logged_in()


def test_whose_rights_are_withdrawn_is_told_so_with_the_menu_that_is_left(
    admin: Person, colleague: Person
) -> None:
    admin.carries_out("/users/grant", colleague)
    admin.carries_out("/users/withdraw", colleague)
    told = portal_text("For this you need LE-Admin rights")
    for text in (
        colleague.browser.open("/users").text,
        colleague.browser.post("/users/block").text,
    ):
        assert told in text
        assert 'action="/logout"' in text
        assert 'href="/users"' not in text


def test_a_blocked_user_is_told_why_and_no_stranger_is(
    portal: RunningPortal, admin: Person, colleague: Person
) -> None:
    stranger = Browser(portal.url)
    for somebody in (admin, colleague):
        somebody.browser.open("/home")
    admin.carries_out("/users/block", colleague)
    told = portal_text("Your account is blocked")
    assert colleague.browser.open("/home").headers["location"] == "/login"
    text = colleague.browser.open("/login").text
    assert told in text
    assert colleague.login not in text
    assert told not in colleague.browser.open("/login?anew").text
    for browser in (stranger, admin.browser):
        assert told not in browser.open("/login").text
    stranger.begin(colleague.login)
    assert told not in stranger.open("/login/wait").text
    admin.carries_out("/users/unblock", colleague)
    assert told not in colleague.browser.open("/login").text


def test_after_logging_out_nothing_is_told_at_this_browser(
    admin: Person, colleague: Person
) -> None:
    colleague.browser.open("/home")
    colleague.browser.post("/logout")
    admin.carries_out("/users/block", colleague)
    assert portal_text("Your account is blocked") not in colleague.browser.open("/login").text


def test_a_blocked_user_is_out_at_the_next_click(
    portal: RunningPortal, admin: Person, colleague: Person
) -> None:
    admin.carries_out("/users/block", colleague)
    assert not colleague.is_logged_in()
    assert colleague.device.poll()["account"]["cleared"] is False
    assert name_of(colleague.device.applogin) == "not-cleared"
    admin.carries_out("/users/unblock", colleague)
    assert colleague.device.poll()["account"]["cleared"] is True


def test_a_session_that_outlived_its_block_would_let_nobody_in(
    portal: RunningPortal, colleague: Person
) -> None:
    portal.execute("UPDATE accounts SET blocked_at = 1 WHERE id = :i", i=colleague.id)
    assert not colleague.is_logged_in()


def test_who_waits_for_the_app_is_told_at_once_that_it_is_over(
    admin: Person, colleague: Person
) -> None:
    browser = Browser(colleague.portal.url)
    cid = browser.begin(colleague.login)
    admin.carries_out("/users/block", colleague)
    assert browser.stage(cid) == "denied"


def test_several_are_approved_together_and_listed_singly(
    portal: RunningPortal, admin: Person, colleague: Person, ik: str
) -> None:
    second = person(portal, ik, "Jana Sommer", Role.USER)
    page = admin.wants("/users/block", colleague, second)
    shown = read_challenge(admin.device.poll()["challenge"]).sentences
    assert len(shown) == 2
    assert all(line in admin.browser.open(page).text for line in shown)
    admin.approves()
    assert [row(portal, who)[1] for who in (colleague, second)] == [True, True]


def test_a_deleted_user_leaves_nothing_but_numbers(
    portal: RunningPortal, admin: Person, colleague: Person
) -> None:
    admin.carries_out("/users/delete", colleague)
    for table in ("sessions", "devices", "logins", "tickets", "challenges"):
        count = f"SELECT count(*) FROM {table} WHERE account_id = :i"
        assert portal.query(count, i=colleague.id)[0][0] == 0
    assert not portal.query("SELECT id FROM accounts WHERE login = :l", l=colleague.login)
    assert not colleague.is_logged_in()


# --- what is not possible


@pytest.mark.parametrize("path", ["/users/withdraw", "/users/block"])
def test_the_last_le_admin_keeps_the_rights(
    portal: RunningPortal, admin: Person, ik: str, path: str
) -> None:
    other = person(portal, ik, "Jana Sommer")
    page = admin.wants(path, admin)
    portal.execute("UPDATE accounts SET role = 'user' WHERE id = :i", i=other.id)
    assert name_of(admin.approves) == "gone"
    assert admin.stage(page) == "impossible"
    assert row(portal, admin) == ("admin", False)


def test_nobody_deletes_the_own_account(admin: Person) -> None:
    answer = admin.browser.post("/users/delete", **{f"user-{admin.id}": "1"})
    assert answer.headers.get("location", "/users") == "/users"
    assert admin.device.poll()["challenge"] is None


def test_of_two_le_admins_who_take_the_rights_from_each_other_one_remains(
    portal: RunningPortal, admin: Person, ik: str
) -> None:
    other = person(portal, ik, "Jana Sommer")
    admin.wants("/users/withdraw", other)
    other.wants("/users/withdraw", admin)
    threads = [threading.Thread(target=tried, args=(one,)) for one in (admin, other)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    roles = sorted(row(portal, one)[0] for one in (admin, other))
    assert roles == ["admin", "user"]


def tried(who: Person) -> None:
    with contextlib.suppress(PortalProblem):
        who.approves()


def test_a_foreign_user_is_nobody(portal: RunningPortal, admin: Person) -> None:
    # Somebody who could be blocked: no other reason refuses it.
    stranger = person(portal, new_ik(), role=Role.USER)
    answers = [
        admin.browser.post("/users/block", **{f"user-{id_}": "1"})
        for id_ in (stranger.id, 999_999_999)
    ]
    assert answers[0].status_code == answers[1].status_code
    assert admin.device.poll()["challenge"] is None
    assert row(portal, stranger) == ("user", False)


def test_a_user_who_has_gone_elsewhere_since_is_not_changed(
    portal: RunningPortal, admin: Person, colleague: Person
) -> None:
    stranger = person(portal, new_ik())
    admin.wants("/users/block", colleague)
    portal.execute(
        "UPDATE accounts SET provider_id = (SELECT provider_id FROM accounts WHERE id = :s) "
        "WHERE id = :i",
        s=stranger.id,
        i=colleague.id,
    )
    assert name_of(admin.approves) == "gone"
    assert row(portal, colleague) == ("user", False)


def test_an_approval_is_worth_nothing_without_the_right_that_it_was_asked_with(
    portal: RunningPortal, admin: Person, colleague: Person
) -> None:
    admin.wants("/users/block", colleague)
    portal.execute("UPDATE accounts SET role = 'user' WHERE id = :i", i=admin.id)
    assert name_of(admin.approves) == "gone"
    assert row(portal, colleague) == ("user", False)


def test_an_approval_is_for_what_was_shown_and_nothing_else(
    portal: RunningPortal, admin: Person, colleague: Person, ik: str
) -> None:
    """Whoever can write to the table of pending changes makes nobody approve another one."""
    second = person(portal, ik, "Jana Sommer", Role.USER)
    admin.wants("/users/block", colleague)
    portal.execute(
        "UPDATE actions SET sentence = 'x', facts = :f", f=f'{{"account": "{second.id}"}}'
    )
    assert name_of(admin.approves) == "gone"
    assert row(portal, second) == ("user", False)


# --- why a change is not asked for


def refused(admin: Person, path: str, *others: Person) -> tuple[str, set[str]]:
    """The page that says why, and whose ticks it has kept."""
    text = admin.browser.post(path, **{f"user-{other.id}": "1" for other in others}).text
    ticked = re.findall(r'name="user-(\d+)" value="1" checked', text)
    assert admin.device.poll()["challenge"] is None
    return text, set(ticked)


def test_nobody_chosen_is_said(admin: Person) -> None:
    text, _ = refused(admin, "/users/block")
    assert portal_text("First tick the people in the list whom the change is for.") in text


def test_too_many_are_counted_and_stay_ticked(admin: Person) -> None:
    form = {f"user-{number}": "1" for number in range(700_000, 700_021)}
    text = admin.browser.post("/users/block", **form).text
    assert portal_text("You have ticked {number} …", number=21, most=20) in text


@pytest.mark.parametrize("path", ["/users/withdraw", "/users/block"])
def test_the_last_le_admin_is_told_before_the_app_is_asked(
    admin: Person, colleague: Person, path: str
) -> None:
    text, ticked = refused(admin, path, admin)
    who = f"Max Mustermann ({admin.login})"
    assert portal_text("{who} is the last LE-Admin …", who=who) in text
    assert ticked == {str(admin.id)}


@pytest.mark.parametrize(
    ("path", "reason"),
    [
        ("/users/block", "{who} is blocked already."),
        ("/users/grant", "{who} is blocked. Lift the block first."),
        ("/users/withdraw", "{who} is not an LE-Admin."),
    ],
)
def test_of_several_the_one_that_cannot_be_changed_is_named_and_the_others_stay_ticked(
    portal: RunningPortal, admin: Person, colleague: Person, ik: str, path: str, reason: str
) -> None:
    role = Role.ADMIN if path == "/users/withdraw" else Role.USER
    second = person(portal, ik, "Jana Sommer", role)
    portal.execute("UPDATE accounts SET blocked_at = 1 WHERE id = :i", i=colleague.id)
    text, ticked = refused(admin, path, colleague, second)
    assert portal_text(reason, who=f"Erika Mustermann ({colleague.login})") in text
    assert portal_text("The others are still ticked: …") in text
    assert ticked == {str(second.id)}


def test_whoever_a_colleague_has_deleted_meanwhile_is_counted_and_the_others_stay_ticked(
    portal: RunningPortal, admin: Person, colleague: Person, ik: str
) -> None:
    second, stranger = person(portal, ik, "Jana Sommer"), person(portal, new_ik())
    admin.wants("/users/delete", colleague)
    admin.approves()
    text, ticked = refused(admin, "/users/block", colleague, second, stranger)
    gone = "{number} people that you ticked are not in your list. Perhaps …"
    assert portal_text(gone, number=2) in text
    assert portal_text("The others are still ticked: …") in text
    assert ticked == {str(second.id)}
    assert stranger.login not in text
    text, _ = refused(admin, "/users/block", colleague)
    assert portal_text("{number} person that you ticked is …", number=1) in text


def test_a_refusal_shows_the_list_as_it_was(admin: Person, colleague: Person) -> None:
    form = {"search": "erika", f"user-{colleague.id}": "1"}
    text = admin.browser.post("/users/unblock", **form).text
    assert 'value="erika"' in text
    assert admin.login not in text.partition("<tbody>")[2]


# --- what is told afterwards


@pytest.mark.parametrize(
    ("path", "outcome"),
    [
        ("/users/block", "The account of %(who)s is blocked. …"),
        ("/users/grant", "%(who)s is an LE-Admin now. …"),
        ("/users/delete", "The account of %(who)s is deleted. …"),
    ],
)
def test_the_page_says_what_was_done_to_whom(
    admin: Person, colleague: Person, path: str, outcome: str
) -> None:
    page = admin.wants(path, colleague)
    admin.approves()
    who = f"Erika Mustermann ({colleague.login})"
    assert portal_text(outcome, who=who) in admin.browser.open(page).text
