"""The users of a provider, changes of several, and receipts."""

from playwright.sync_api import Page

from crypto.protocol import DeviceState
from portal.domain.accounts.accounts import Role
from tests.support.device import Device
from tests.support.portal_screens.studio import Draw, Studio, logged_in, login_of
from tests.support.registrations import links
from tests.support.texts import portal_text

_NAMES = (
    ("Erika Mustermann", "erika.mustermann@praxis-montag.de", Role.USER),
    ("Jana Sommer", "jana.sommer@praxis-montag.de", Role.ADMIN),
    (
        "Prof. Dr. Maximiliane Alexandra von Hohenstein-Württemberg",
        "maximiliane.alexandra.von.hohenstein-wuerttemberg@gemeinschaftspraxis-am-markt.example",
        Role.USER,
    ),
)
_IK = "260326822"


def colleagues(studio: Studio, device: Device) -> None:
    """Some more people at the provider of the account."""
    login = login_of(device)
    provider = "SELECT provider_id FROM accounts WHERE login = :login"
    studio.portal.execute(
        "UPDATE provider_iks SET ik = :ik WHERE provider_id = "
        f"({provider}) AND NOT EXISTS (SELECT 1 FROM provider_iks WHERE ik = :ik)",
        login=login,
        ik=_IK,
    )
    for name, other, role in _NAMES:
        user = f"{login.partition('@')[0]}.{other}"
        studio.portal.create_account(
            user, name, "Praxis Dr. Montag", ik=None, cleared=True, role=role
        )
        studio.portal.execute(
            f"UPDATE accounts SET provider_id = ({provider}) WHERE login = :user",
            login=login,
            user=user,
        )


def users(studio: Studio, device: Device) -> None:
    page = logged_in(studio, device)
    page.goto("/users")
    studio.show(page, "users-alone")
    page.goto("/receipts")
    studio.show(page, "receipts-none")
    colleagues(studio, device)
    page.goto("/users")
    page.get_by_text(portal_text("Delete"), exact=True).click()
    page.get_by_role("button", name=portal_text("Delete selected users")).click(force=True)
    studio.show(page, "users-nobody-ticked")
    page.goto("/users")
    # As without the script, which lets nobody press the buttons yet.
    page.locator("form.chosen").evaluate("form => form.submit()")
    page.get_by_role("alert").wait_for()
    studio.show(page, "users-nobody-chosen")
    page.goto("/users?search=nobody")
    studio.show(page, "users-not-found")
    page.goto("/users")
    _choose(page)
    page.get_by_text(portal_text("Delete"), exact=True).click()
    studio.show(page, "users")
    page.get_by_role("button", name=portal_text("Block"), exact=True).click()
    page.get_by_text("Noch gültig").wait_for()
    studio.show(page, "change-wait-several")
    device.freshen()
    device.respond(device.poll()["challenge"])
    page.get_by_role("heading", name=portal_text("The change has been made")).wait_for()
    studio.show(page, "change-done-several")
    page.goto("/users")
    studio.show(page, "users-blocked")
    for box in page.locator("tbody").get_by_role("checkbox").all():
        box.check()
    page.get_by_role("button", name=portal_text("Block"), exact=True).click()
    page.get_by_role("alert").wait_for()
    studio.show(page, "users-refused")
    page.goto("/receipts")
    studio.show(page, "receipts")
    page.locator("tbody a").first.click()
    studio.show(page, "receipt")
    page.context.close()


def invitation(studio: Studio, device: Device) -> None:
    page = logged_in(studio, device)
    page.goto("/users/invite")
    studio.show(page, "users-invite")
    page.get_by_role("button", name=portal_text("Continue to confirmation")).click()
    page.get_by_role("alert").wait_for()
    studio.show(page, "users-invite-wrong")
    _invite(studio, device, page, "Peter", "Holm")
    login = _invite(studio, device, page, "Jana", "Sommer")
    studio.show(page, "change-done-invited")
    _invite(studio, device, page, "Ahmet", "Berg")
    _invite(studio, device, page, "Sofia", "Adam")
    page.goto("/users")
    studio.show(page, "users-invitations")
    page.goto("/users?gone=1")
    studio.show(page, "users-invitation-gone")
    page.goto("/home")
    studio.show(page, "home-invitations")
    _invite_again(studio, device, page)
    colleagues(studio, device)
    page.context.close()
    invited = studio.context().new_page()
    found = studio.portal.query("SELECT id FROM registrations WHERE login = :l", l=login)
    invited.goto(links(studio.portal).confirm(found[0][0], login))
    invited.get_by_role("heading", name=portal_text("Accept invitation")).wait_for()
    studio.show(invited, "invited")
    invited.get_by_role("button", name=portal_text("Continue")).click()
    invited.get_by_role("alert").wait_for()
    studio.show(invited, "invited-wrong")
    invited.context.close()


def _invite_again(studio: Studio, device: Device, page: Page) -> None:
    page.goto("/users/invite")
    _fill(page, "Ahmet", "Berg", f"berg.{login_of(device)}")
    page.get_by_role("button", name=portal_text("Continue to confirmation")).click()
    page.get_by_role("alert").wait_for()
    studio.show(page, "users-invite-known")
    page.goto("/users")
    for button_, name in (("Send again", "sent-again"), ("Withdraw", "withdrawn")):
        page.get_by_text(portal_text(button_), exact=True).first.click()
        page.locator(".notice.success").wait_for()
        studio.show(page, f"users-invitation-{name}")


def missing_devices(studio: Studio, device: Device) -> None:
    """Colleagues who have no device that works, each for another reason."""
    page = logged_in(studio, device)
    colleagues(studio, device)
    first = login_of(device).partition("@")[0]
    for (_, other, _), state in zip(
        _NAMES, (DeviceState.REVOKED, DeviceState.LOCKED, DeviceState.SUSPECT), strict=True
    ):
        theirs = Device(studio.url)
        theirs.activate(f"{first}.{other}", studio.portal.issue_code(f"{first}.{other}"))
        theirs.confirm()
        studio.portal.execute("UPDATE devices SET state = :s WHERE id = :i", s=state, i=theirs.dev)
    page.goto("/users?search=mustermann")
    page.locator("tbody").get_by_role("checkbox").first.check()
    page.get_by_text(portal_text("Device lost or PIN forgotten"), exact=True).click()
    page.get_by_role("button", name=portal_text("Make a new device possible")).click()
    page.get_by_text("Noch gültig").wait_for()
    device.freshen()
    device.respond(device.poll()["challenge"])
    page.get_by_role("heading", name=portal_text("The change has been made")).wait_for()
    page.goto("/users")
    studio.show(page, "users-no-devices")
    page.context.close()


def without_rights(studio: Studio, device: Device) -> None:
    """Somebody who loses the LE-Admin's rights while logged in, and is blocked then."""
    page = logged_in(studio, device)
    login = login_of(device)
    studio.portal.execute("UPDATE accounts SET role = :r WHERE login = :l", r=Role.USER, l=login)
    page.goto("/users")
    page.get_by_role("heading", name=portal_text("For this you need LE-Admin rights")).wait_for()
    studio.show(page, "no-right")
    studio.portal.execute("UPDATE accounts SET blocked_at = 1 WHERE login = :l", l=login)
    page.goto("/login")
    page.get_by_role("heading", name=portal_text("Your account is blocked")).wait_for()
    studio.show(page, "login-blocked")
    page.context.close()


def _invite(studio: Studio, device: Device, page: Page, first: str, last: str) -> str:
    """Invite somebody and approve it; the user name."""
    login = f"{last.lower()}.{login_of(device)}"
    page.goto("/users/invite")
    _fill(page, first, last, login)
    page.get_by_role("button", name=portal_text("Continue to confirmation")).click()
    page.get_by_text("Noch gültig").wait_for()
    device.freshen()
    device.respond(device.poll()["challenge"])
    page.get_by_role("heading", name=portal_text("The change has been made")).wait_for()
    return login


def _fill(page: Page, first: str, last: str, login: str) -> None:
    page.get_by_label(portal_text("First name")).fill(first)
    page.get_by_label(portal_text("Last name")).fill(last)
    page.get_by_label(portal_text("E‑mail address")).fill(login)


def _choose(page: Page) -> None:
    for box in page.locator("tbody").get_by_role("checkbox").all()[:2]:
        box.check()


SCENES: list[Draw] = [users, invitation, missing_devices, without_rights]
