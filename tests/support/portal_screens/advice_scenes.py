"""Payment advices: the list, full and empty, what is chosen, and what was done."""

import tempfile
from pathlib import Path
from typing import Final

from portal.domain.accounts.accounts import Role
from portal.domain.eavis.orders import first_day
from portal.domain.providers.providers import add_ik
from tests.support.advices import add_advices, announced, clear_ik, deliver, provider_of
from tests.support.device import Device
from tests.support.portal_screens.studio import Draw, Studio, button, logged_in, login_of
from tests.support.providers import new_ik
from tests.support.texts import portal_text

_LIST: Final = (
    ("AOK Bayern", "2026-118842", "2026-11-28", "12480.55", "42"),
    ("AOK Hessen", "2026-118790", "2026-11-27", "1904.10", "7"),
    ("AOK PLUS", "2026-118655", "2026-11-26", "386.00", "2"),
    ("AOK Bayern", "2026-117310", "2026-11-21", "10972.40", "38"),
    ("AOK Hessen", "2026-117204", "2026-11-20", "2310.75", "11"),
    (
        "AOK Rheinland/Hamburg und Westfalen-Lippe",
        "2026/116033-Nachtrag 2",
        "2026-11-14",
        "-11.20",
        "1",
    ),
    ("AOK Nordost", "2026-115990", "2026-11-13", "98.60", "1"),
)


def _practice(studio: Studio, device: Device, *iks: str) -> int:
    """The provider of an account that has these IK numbers alone."""
    portal, login = studio.portal, login_of(device)
    name = "Praxis Dr. Montag"
    portal.execute("INSERT INTO providers (name, created_at) VALUES (:n, 1)", n=name)
    provider = int(portal.query("SELECT max(id) FROM providers")[0][0])
    portal.execute("UPDATE accounts SET provider_id = :p WHERE login = :l", p=provider, l=login)
    for ik in iks:
        clear_ik(portal, provider, ik)
    return provider_of(portal, login)


def _delivered(studio: Studio, *iks: str) -> None:
    advices = [
        announced(
            ik=iks[number % len(iks)],
            sender=sender,
            reference=reference,
            issued=issued,
            amount=amount,
            invoices=invoices,
        )
        for number, (sender, reference, issued, amount, invoices) in enumerate(_LIST)
    ]
    with tempfile.TemporaryDirectory() as folder:
        deliver(studio.portal, Path(folder), advices)


def lists(studio: Studio, device: Device) -> None:
    ik = new_ik()
    _practice(studio, device, ik)
    page = logged_in(studio, device)
    page.goto("/advices")
    studio.show(page, "advices-empty")
    _delivered(studio, ik)
    page.goto("/advices")
    studio.show(page, "advices")
    boxes = page.locator("input[name=id]")
    boxes.nth(0).check()
    boxes.nth(1).check()
    studio.show(page, "advices-chosen")
    chosen = "&".join(f"id={box.get_attribute('value')}" for box in boxes.all()[:2])
    page.goto(f"/advices/zip?{chosen}&id=999999999")
    studio.show(page, "advices-chosen-gone")
    page.goto("/advices")
    page.get_by_text(portal_text("More"), exact=True).click()
    studio.show(page, "advices-more")
    page.goto("/advices?search=nichts&least=5,00&unread=1")
    studio.show(page, "advices-nothing-found")
    page.goto("/advices")
    page.locator("input[name=id]").nth(0).check()
    button(page, portal_text("Delete")).click()
    page.get_by_role("button", name=portal_text("Undo")).wait_for()
    studio.show(page, "advices-deleted-one")
    page.goto("/advices?folder=deleted")
    studio.show(page, "advices-deleted")
    _take_rights(studio, device)
    page.goto("/advices")
    page.locator("input[name=id]").nth(0).check()
    page.get_by_text(portal_text("More"), exact=True).click()
    studio.show(page, "advices-plain-user")
    page.context.close()


def of_several_iks(studio: Studio, device: Device) -> None:
    iks = new_ik(), new_ik()
    provider = _practice(studio, device, *iks)
    _delivered(studio, *iks)
    add_advices(studio.portal, provider, 120, ik=iks[1])
    page = logged_in(studio, device)
    page.goto("/advices?sort=amount")
    studio.show(page, "advices-several-iks")
    page.get_by_role("link", name=portal_text("Continue"), exact=True).click()
    page.wait_for_url("**after=**")
    studio.show(page, "advices-second-page")
    page.context.close()


def eavis(studio: Studio, device: Device) -> None:
    iks = new_ik(), new_ik(), new_ik()
    provider = _practice(studio, device, *iks)
    now = studio.portal.clock.now()
    studio.portal.write(lambda c: add_ik(c, provider, "260326822", "Zweigpraxis am Markt", now))
    page = logged_in(studio, device)
    page.goto("/iks")
    page.get_by_text(portal_text("Request eAvis"), exact=True).first.click()
    studio.show(page, "iks")
    page.locator("details[open] input[name=day]").fill("1.1.2020")
    page.locator("details[open] button[type=submit]").click()
    page.locator(".field-error").wait_for()
    studio.show(page, "iks-wrong-day")
    page.locator("details[open] input[name=day]").fill(f"{first_day(now):%d.%m.%Y}")
    page.locator("details[open] button[type=submit]").click()
    page.get_by_text(portal_text("Withdraw the eAvis request"), exact=True).click()
    page.get_by_text(portal_text("History"), exact=True).click()
    studio.show(page, "iks-eavis")
    past = first_day(now - 10 * 86_400).isoformat()
    studio.portal.execute(
        "UPDATE eavis_orders SET effective_on = :d WHERE provider_id = :p", d=past, p=provider
    )
    page.goto("/iks")
    page.get_by_text(portal_text("End eAvis"), exact=True).click()
    studio.show(page, "iks-eavis-end")
    page.locator("details[open] button[type=submit]").click()
    page.get_by_text("Noch gültig").wait_for()
    studio.show(page, "iks-end-waits")
    device.freshen()
    device.respond(device.poll()["challenge"])
    page.get_by_role("heading", name=portal_text("The change has been made")).wait_for()
    page.goto("/iks")
    page.get_by_text(portal_text("Withdraw end"), exact=True).click()
    studio.show(page, "iks-eavis-ending")
    page.goto(f"/iks?why=settled&ik={iks[0]}")
    studio.show(page, "iks-impossible")
    page.goto("/iks")
    page.get_by_text(portal_text("Remove IK number"), exact=True).first.click()
    studio.show(page, "iks-remove")
    page.locator("details[open] button[type=submit]").click()
    page.get_by_text("Noch gültig").wait_for()
    studio.show(page, "iks-removal-waits")
    studio.portal.execute(
        "UPDATE provider_iks SET state = 'removed' WHERE provider_id = :p AND ik <> :i",
        p=provider,
        i=iks[0],
    )
    page.goto("/iks")
    studio.show(page, "iks-only-one")
    _take_rights(studio, device)
    page.goto("/iks")
    studio.show(page, "iks-plain-user")
    page.context.close()


def _take_rights(studio: Studio, device: Device) -> None:
    login = login_of(device)
    studio.portal.execute("UPDATE accounts SET role = :r WHERE login = :l", r=Role.USER, l=login)


SCENES: list[Draw] = [lists, of_several_iks, eavis]
