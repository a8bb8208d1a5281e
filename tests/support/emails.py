"""E-mails as the portal writes them, with an example of everything that they may tell."""

import uuid
from email.message import EmailMessage

from crypto.encoding import b64url
from portal.domain.email.deliveries import Due
from portal.domain.email.outbox import Email, EmailKind
from portal.jobs.email.rendering import EmailRenderer

TO = "max@abc.de"
NOW = 1_763_964_000
ID = b64url(bytes(range(16)))
FACTS = {
    "reason": "Bitte mit Stempel.",
    "days": "7",
    "until": str(NOW),
    "kind": "new",
    "stand": "both",
    "lost": "",
    "cleared": "yes",
    "device": "Empfang",
    "workplace": "EMPFANG-2",
    "what": "locked",
    "provider": "Praxis Dr. Montag",
    "by": "Maren Montag",
    "taken": "",
    "at": str(NOW),
    "page": "/registration",
    "text": "Der Knopf lässt sich nicht bedienen.",
    "reply_to": "erika@abc.de",
    "number": "3",
    "ik": "260326822",
    "day": "2026-12-01",
    "institution": "Praxis Dr. Montag",
}

OF_KIND = {
    EmailKind.USER_CHANGED: {"what": "user-block"},
    EmailKind.IK: {"what": "removed"},
    EmailKind.INVITATION: {"name": "Erika Mustermann"},
}
"""Where a fact has other values in an e-mail of this kind."""


def written(
    renderer: EmailRenderer,
    kind: EmailKind,
    language: str = "de",
    /,
    *,
    to: str = TO,
    **facts: str,
) -> EmailMessage:
    """What is sent; `facts` in place of the examples."""
    email = Email(kind, to, language, ID, FACTS | OF_KIND.get(kind, {}) | facts)
    return renderer.render(Due(str(uuid.uuid4()), email, NOW, 0, 0), NOW)
