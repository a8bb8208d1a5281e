"""The certificate form, filled with what is known (requirement P7)."""

import json
import tempfile
from typing import Protocol

from crypto.email_address import mail_form
from portal.domain.certificates.sandbox_client import Sandbox, Task
from portal.domain.registration.contact_data import unprintable
from portal.domain.registration.registrations import Registration
from portal.platform.branding import Branding


class Address(Protocol):
    """What the form takes of an institution of the directory."""

    @property
    def name(self) -> str: ...
    @property
    def street(self) -> str: ...
    @property
    def postal_code(self) -> str: ...
    @property
    def city(self) -> str: ...


async def certificate_form(
    sandbox: Sandbox,
    branding: Branding,
    registration: Registration,
    institution: Address | None,
    address: str,
) -> bytes:
    """A PDF of two pages, in German whatever the pages' language: clerks and employers read it.

    `address` is that of the network it is made for.

    Raises:
        Busy, SandboxFailure: try later.
    """
    values = _values(branding, registration, institution)
    with tempfile.TemporaryFile() as file:
        file.write(json.dumps(values).encode())
        file.seek(0)
        async with sandbox.turn(registration.id, address) as run:
            return await run(Task.FORM, file)


def _printed(login: str) -> str:
    """The address, with an ASCII domain where the form lacks letters of the other one."""
    return mail_form(login) if unprintable(login) else login


def _values(
    branding: Branding, registration: Registration, institution: Address | None
) -> dict[str, object]:
    return {
        "portal": branding.portal,
        "publisher": branding.publisher,
        "ik": registration.ik,
        "institution": institution.name if institution else registration.institution,
        "street": institution.street if institution else "",
        "postal_code": institution.postal_code if institution else registration.postal_code,
        "city": institution.city if institution else "",
        "name": registration.name,
        "function": registration.function,
        "email": _printed(registration.login),
        "phone": registration.phone,
        "occasion": registration.kind.value,
    }
