"""What keeps an LE-Admin's change of users from happening, in sentences."""

from typing import Final

from sqlalchemy import Connection

from portal.domain.logins.actions import Action
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
_NOT_LISTED: Final = marked("Die Person steht nicht mehr in Ihrer Liste.")
_KINDS: Final = frozenset(kind.value for kind in UserChange)
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


def reason_now(connection: Connection, session: Session, action: Action) -> str | None:
    """What keeps a change from being possible now, to whom may see it; None where nothing does, or
    where the change is not of users.
    """
    kind, provider_id = action.change.kind, session.provider_id
    if kind != INVITE and kind not in _KINDS:
        return None
    if provider_id is None or not is_le_admin(connection, session.account_id, provider_id):
        return translated(_NO_RIGHT)
    if kind == INVITE:
        return invitation_fault(connection, provider_id, action.change.facts["login"])
    member = find_member(connection, provider_id, int(action.change.facts["account"]))
    if member is None:
        return translated(_NOT_LISTED)
    problem = obstacle(connection, UserChange(kind), member, session.account_id)
    return None if problem is None else obstacle_sentence(UserChange(kind), member, problem)
