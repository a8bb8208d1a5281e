"""The clerks' desk: lists, a registration, and what is decided on it."""

import json

from playwright.sync_api import Page

from portal.domain.accounts.accounts import Role
from portal.domain.certificates.sandbox.form import form_pdf
from tests.support import clerk_cases
from tests.support.device import Device
from tests.support.portal_screens.studio import Draw, Studio, button, logged_in
from tests.support.providers import new_ik, person
from tests.support.texts import portal_text
from tests.support.uploads import documents, samples

_CLERK = "karla.klar@aok.example"
_LONG = "Apotheke am Alten Markt mit einem sehr langen Namen GmbH & Co. KG"


def _at_the_desk(studio: Studio, login: str) -> Page:
    """A page in a browser in which a new clerk has logged in."""
    studio.portal.create_account(
        login, "Karla Klar", "AOK Bayern", ik=None, cleared=True, role=Role.CLERK
    )
    device = Device(studio.url)
    device.activate(login, studio.portal.issue_code(login))
    device.confirm()
    page = studio.context().new_page()
    ticket = device.applogin()["ticket"]
    page.goto(f"/login/app#t={ticket}")
    device.claim(ticket, wait=25)
    device.claimok(ticket)
    page.get_by_role("heading", name=portal_text("Clearance")).wait_for()
    return page


def _certificate() -> bytes:
    """The form of the registrations that `clerk_cases` makes."""
    values = {
        "portal": "Mein AOK Gesundheitspartnerservice",
        "publisher": "AOK",
        "ik": "260326822",
        "institution": "Praxis Dr. Montag",
        "street": "Am Markt 1",
        "postal_code": "80331",
        "city": "München",
        "name": "Maren Montag",
        "function": "Praxisleitung",
        "email": "provider1@abc.example",
        "phone": "089 1234567",
        "occasion": "new",
    }
    return form_pdf(json.dumps(values).encode())


def lists(studio: Studio, _device: Device) -> None:
    portal = studio.portal
    page = _at_the_desk(studio, _CLERK)
    studio.show(page, "desk-empty")
    clerk_cases.add_regions(portal)
    clerk_cases.ordered_registration(portal, days=3, region="BY")
    changes = {"first_name": "Jens", "last_name": "Juni", "institution": _LONG}
    clerk_cases.ordered_registration(portal, days=1, region="HE", first_clerk=1, **changes)
    clerk_cases.ordered_registration(portal, kind="reset", last_name="Übermann-Löwenherz")
    clerk_cases.ordered_registration(portal, state="open", reason="Der Stempel fehlt.")
    clerk_cases.ordered_registration(portal, state="refused", decided_at=portal.clock.now())
    for tab in ("waiting", "asked", "decided"):
        page.goto(f"/desk?tab={tab}")
        studio.show(page, f"desk-{tab}")
    page.goto("/desk?search=nichts&kind=new")
    studio.show(page, "desk-nothing-found")
    page.goto("/desk/none")
    studio.show(page, "desk-gone")
    _question_for_what_is_gone(studio, page)
    page.context.close()


def _question_for_what_is_gone(studio: Studio, page: Page) -> None:
    id_ = clerk_cases.ordered_registration(studio.portal)
    page.goto(f"/desk/{id_}")
    page.get_by_role("heading", name=portal_text("Question")).click()
    page.locator("#ask-reason").fill("Auf der zweiten Seite fehlt der Stempel.\nBitte noch einmal.")
    studio.portal.execute("DELETE FROM registrations WHERE id = :i", i=id_)
    button(page, portal_text("Send the question")).click()
    page.get_by_role("alert").wait_for()
    studio.show(page, "desk-text-of-gone")


def decisions(studio: Studio, _device: Device) -> None:
    portal = studio.portal
    first = clerk_cases.ordered_registration(portal, days=9)
    clerk_cases.ordered_registration(portal, days=8, language="en")
    clerk_cases.add_attachment(portal, first, "Bescheinigung.pdf", _certificate())
    clerk_cases.add_attachment(portal, first, "Anlage.docx", documents.word())
    clerk_cases.add_attachment(portal, first, "Hinweis.txt", b"Anbei die Bescheinigung.")
    page, other = (_at_the_desk(studio, f"clerk{number}@aok.example") for number in (1, 2))
    for each in (page, other):
        each.goto(f"/desk/{first}")
    studio.show(page, "desk-case")
    page.goto(f"{page.url}/files/none")
    studio.show(page, "desk-file-gone")
    button(page, portal_text("Clear")).click()
    page.locator(".summary").wait_for()
    studio.show(page, "desk-not-all-read")
    page.get_by_role("heading", name=portal_text("Question")).click()
    page.get_by_role("link", name=portal_text("Stamp or address missing")).click()
    studio.show(page, "desk-question")
    page.get_by_role("heading", name=portal_text("Refuse")).click()
    page.locator("#refuse-reason").fill("kurz")
    button(page, portal_text("Continue to the refusal")).click()
    page.locator(".summary").wait_for()
    studio.show(page, "desk-reason-too-short")
    page.locator("#refuse-reason").fill("Sie sind dort nicht mehr beschäftigt.")
    button(page, portal_text("Continue to the refusal")).click()
    page.get_by_role("heading", name="wirklich ablehnen").wait_for()
    studio.show(page, "desk-refuse")
    button(page, portal_text("Refuse for good")).click()
    page.get_by_text("ist abgelehnt").wait_for()
    studio.show(page, "desk-next")
    other.get_by_role("heading", name=portal_text("Question")).click()
    other.get_by_role("link", name=portal_text("Not legible")).click()
    button(other, portal_text("Send the question")).click()
    other.get_by_text("Ihr Text war").wait_for()
    studio.show(other, "desk-too-late")
    for each in (page, other):
        each.context.close()


def no_function(studio: Studio, _device: Device) -> None:
    """Of who was invited, became LE-Admin and resets the access: nobody has asked for it."""
    case = clerk_cases.ordered_registration(studio.portal, kind="reset", function="")
    clerk_cases.add_attachment(studio.portal, case, "Bescheinigung.pdf", _certificate())
    page = _at_the_desk(studio, "function@aok.example")
    page.goto(f"/desk/{case}")
    studio.show(page, "desk-no-function")
    page.context.close()


def papers(studio: Studio, _device: Device) -> None:
    """A file of each kind, also of those without a preview."""
    portal = studio.portal
    case = clerk_cases.ordered_registration(portal)
    for name, content in (
        ("Bescheinigung.docx", documents.word()),
        ("Liste.xlsx", documents.excel()),
        ("Vorstellung.pptx", documents.powerpoint()),
        ("Notiz.txt", "Bestätigung\tfür Łukasz\nمحمد\n".encode("utf-16")),
        ("Kaputt.docx", samples.office("docx")),
        ("Kaputt.jpg", b"\xff\xd8\xff\xe0"),
    ):
        clerk_cases.add_attachment(portal, case, name, content)
    page = _at_the_desk(studio, "papers@aok.example")
    page.goto(f"/desk/{case}")
    studio.show(page, "desk-papers")
    page.context.close()


def further_ik(studio: Studio, device: Device) -> None:
    portal, ik = studio.portal, new_ik()
    page = logged_in(studio, device)
    page.goto("/iks/new")
    studio.show(page, "ik-new")
    page.locator("#ik").fill("123")
    button(page, portal_text("Continue to the certificate")).click()
    page.locator(".summary").wait_for()
    studio.show(page, "ik-new-wrong")
    page.locator("#ik").fill(ik)
    page.locator("#institution").wait_for()
    page.locator("#institution").fill("Zweigpraxis am Ring")
    page.locator("#postal_code").fill("80331")
    button(page, portal_text("Continue to the certificate")).click()
    page.wait_for_url("**/registration/certificate")
    studio.show(page, "ik-certificate")
    page.goto("/iks")
    page.get_by_text(portal_text("Withdraw application"), exact=True).click()
    studio.show(page, "iks-certificate-missing")
    sql = "SELECT id FROM registrations WHERE ik = :i"
    id_ = portal.query(sql, i=ik)[0][0]
    clerk_cases.add_attachment(portal, id_, "Bescheinigung.txt", b"Bescheinigung")
    page.goto("/registration/certificate")
    button(page, portal_text("Continue")).click()
    page.wait_for_url("**/iks?done=handed-in&ik=*")
    studio.show(page, "iks-checked")
    clerk = _at_the_desk(studio, "clerk9@aok.example")
    clerk.goto(f"/desk/{id_}")
    studio.show(clerk, "desk-further-ik")
    person(portal, ik, provider="Gemeinschaftspraxis am Ring")
    clerk.reload()
    studio.show(clerk, "desk-further-ik-taken")
    clerk.context.close()
    page.context.close()


SCENES: list[Draw] = [lists, decisions, no_function, papers, further_ik]
