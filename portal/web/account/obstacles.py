"""What keeps a change from happening, in sentences."""

from typing import Final

from sqlalchemy import Connection

from portal.domain.devices.lists import find_own
from portal.domain.eavis.changes import REMOVAL, removable
from portal.domain.eavis.obstacles import IkObstacle, NotOrdered
from portal.domain.eavis.orders import Target, check
from portal.domain.logins.actions import Action
from portal.domain.logins.device_actions import DeviceChange
from portal.domain.logins.sessions import Session
from portal.domain.providers.providers import is_le_admin
from portal.domain.users.changes import Obstacle, UserChange, obstacle, person_words
from portal.domain.users.invitations import INVITE, InvitationObstacle, invitation_obstacle
from portal.domain.users.members import Member, find_member
from portal.platform.language import marked, translated

_OBSTACLES: Final = {
    Obstacle.BLOCKED: marked("{who} ist schon gesperrt."),
    Obstacle.NOT_BLOCKED: marked("{who} ist nicht gesperrt."),
    Obstacle.PENDING: marked("{who} ist noch nicht freigeschaltet. Das geht erst danach."),
    Obstacle.NEEDS_CERTIFICATE: marked(
        "{who} ist LE‑Admin. Ein neues Gerät für LE‑Admins schaltet die AOK frei: Die Person setzt "
        "dafür ihren Zugang selbst zurück, mit einer neuen Arbeitgeberbescheinigung."
    ),
    Obstacle.ADMIN: marked("{who} ist schon LE‑Admin."),
    Obstacle.NOT_ADMIN: marked("{who} ist kein LE‑Admin."),
    Obstacle.LAST_ADMIN: marked(
        "{who} ist der letzte LE‑Admin Ihrer Einrichtung. "
        "Machen Sie zuerst jemand anderen zum LE‑Admin."
    ),
    Obstacle.OWN: marked("{who}: Den eigenen Zugang kann nur ein anderer LE‑Admin löschen."),
}
_BLOCKED_FIRST: Final = marked("{who} ist gesperrt. Heben Sie zuerst die Sperre auf.")
_INVITATION_OBSTACLES: Final = {
    InvitationObstacle.MEMBER: marked(
        "Zu dieser Adresse gibt es in Ihrer Einrichtung schon einen Nutzer. Er steht in der Liste."
    ),
    InvitationObstacle.INVITED: marked(
        "Diese Adresse ist schon eingeladen. Unter „Offene Einladungen“ können Sie die E‑Mail "
        "erneut senden."
    ),
}
HANDED_IN: Final = "handed-in"
"""Of an IK number whose certificate the clerks have; it stands beside the domain's obstacles."""
GONE: Final = "gone"
"""Of an application that is not there: nothing of it was kept, its IK number included."""
_OF_IKS: Final = {
    IkObstacle.UNLISTED: marked(
        "IK‑Nummer {ik} gehört nicht zu Ihrer Einrichtung oder ist nicht freigeschaltet."
    ),
    IkObstacle.ORDERED: marked("eAvis für IK‑Nummer {ik} ist schon beantragt oder aktiv."),
    IkObstacle.ENDED: marked("eAvis für IK‑Nummer {ik} ist nicht aktiv oder endet schon."),
    IkObstacle.SETTLED: marked(
        "Für IK‑Nummer {ik} lässt sich nichts mehr zurückziehen: Es ist schon zurückgezogen, oder "
        "der gewünschte Tag ist gekommen."
    ),
    IkObstacle.DAY: marked(
        "Der gewünschte Tag für IK‑Nummer {ik} ist nicht mehr möglich. Frühestens geht es am Tag "
        "nach der Freigabe."
    ),
    IkObstacle.LAST: marked(
        "IK‑Nummer {ik} ist die einzige freigeschaltete Ihrer Einrichtung. Entfernen können Sie "
        "sie erst, wenn eine andere freigeschaltet ist."
    ),
    GONE: marked(
        "Diesen Antrag gibt es nicht. Vielleicht hat ihn jemand aus Ihrer Einrichtung "
        "zurückgezogen, oder seine Frist ist abgelaufen. Die Liste zeigt, was jetzt gilt."
    ),
    HANDED_IN: marked(
        "Die AOK hat den Antrag für IK‑Nummer {ik} schon. Ändern oder zurückziehen können Sie ihn "
        "nicht mehr."
    ),
}
_NOT_LISTED: Final = marked("Die Person steht nicht mehr in Ihrer Liste.")
_NO_DEVICE: Final = marked("Das Gerät steht nicht mehr in Ihrer Liste.")
_OF_USERS: Final = frozenset(kind.value for kind in UserChange)
_OF_DEVICES: Final = frozenset(kind.value for kind in DeviceChange)
_NO_RIGHT: Final = marked("Sie sind nicht mehr LE‑Admin Ihrer Einrichtung.")


def obstacle_sentence(kind: UserChange, member: Member, problem: Obstacle) -> str:
    # Blocked already, or to be unblocked before anything else.
    first = problem is Obstacle.BLOCKED and kind is not UserChange.BLOCK
    words = translated(_BLOCKED_FIRST if first else _OBSTACLES[problem])
    return words.format(who=person_words(member.name, member.login))


def invitation_fault(connection: Connection, provider_id: int, login: str) -> str | None:
    """Why the LE-Admin's own list already has an address; foreign accounts are not told."""
    found = invitation_obstacle(connection, provider_id, login)
    return None if found is None else translated(_INVITATION_OBSTACLES[found])


def ik_sentence(problem: str, ik: str) -> str:
    """What keeps something from being done with an IK number; "" of what is no such obstacle."""
    words = _OF_IKS.get(problem)
    if words is None or not (ik or problem == GONE):
        return ""
    return translated(words).format(ik=ik)


def reason_now(connection: Connection, session: Session, action: Action, now: int) -> str | None:
    """What keeps a change from being possible now, to whom may see it; None where nothing does."""
    kind, facts = action.change.kind, action.change.facts
    if kind in _OF_DEVICES:
        found = find_own(connection, session.account_id, action.change.device_id or "")
        return translated(_NO_DEVICE) if found is None else None
    provider_id = session.provider_id
    if provider_id is None or not is_le_admin(connection, session.account_id, provider_id):
        return translated(_NO_RIGHT)
    if kind == INVITE:
        return invitation_fault(connection, provider_id, facts["login"])
    if kind in _OF_USERS:
        return _user_reason(connection, session, provider_id, action)
    problem = _ik_obstacle(connection, provider_id, action, now)
    return None if problem is None else ik_sentence(problem, facts["ik"])


def _user_reason(
    connection: Connection, session: Session, provider_id: int, action: Action
) -> str | None:
    kind = UserChange(action.change.kind)
    member = find_member(connection, provider_id, int(action.change.facts["account"]))
    if member is None:
        return translated(_NOT_LISTED)
    problem = obstacle(connection, kind, member, session.account_id)
    return None if problem is None else obstacle_sentence(kind, member, problem)


def _ik_obstacle(
    connection: Connection, provider_id: int, action: Action, now: int
) -> IkObstacle | None:
    facts = action.change.facts
    if action.change.kind == REMOVAL:
        found = removable(connection, provider_id, facts["ik"])
        return found if isinstance(found, IkObstacle) else None
    try:
        check(connection, provider_id, facts["ik"], Target.OFF, facts["day"], now)
    except NotOrdered as error:
        return error.obstacle
    return None
