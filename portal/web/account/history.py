"""`/security`: what happened to an account, one line for each login."""

import json
from collections.abc import Mapping
from dataclasses import dataclass, replace
from itertools import groupby
from types import MappingProxyType
from typing import Any, Final

from sqlalchemy import Connection
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import BaseRoute, Route

from portal.domain.audit.entries import Entry, latest_of
from portal.domain.audit.log import Event
from portal.domain.devices.lists import names_of, quotable
from portal.domain.logins.actions import sentences_of
from portal.domain.logins.challenges import SECONDS
from portal.domain.logins.device_actions import DeviceChange
from portal.domain.logins.sessions import Session
from portal.domain.providers.permissions import Action, actor_of, is_permitted
from portal.domain.providers.receipts import Outcome, approved_by
from portal.platform.language import clock_time, german_date, translated
from portal.platform.language import marked as _
from portal.web.access import logged_in
from portal.web.context import WebContext

_E = Event
# Texts of events that stand alone; {} is the device. Other events are not shown.
_TEXTS: Final = {
    _E.ACCOUNT_CREATED: _("Zugang angelegt"),
    _E.ACCOUNT_CLEARED: _("Zugang freigeschaltet"),
    _E.RESET_WANTED: _("Zurücksetzen des Zugangs angefragt"),
    _E.ACCOUNT_RESET: _("Zugang zurückgesetzt: alle Geräte entfernt"),
    _E.CODE_ISSUED: _("Aktivierungscode ausgestellt"),
    _E.CODE_REFUSED: _("Aktivierungscode abgelehnt"),
    _E.DEVICE_CONFIRMED: _("Gerät {} aktiviert"),
    _E.DEVICE_LOCKED: _("Gerät {} gesperrt: PIN‑Code zu oft falsch"),
    _E.DEVICE_SUSPECT: _("Gerät {} angehalten: sein Schlüssel wurde an zwei Stellen benutzt"),
    _E.DEVICE_TRUSTED: _("Gerät {} wieder zugelassen"),
    _E.DEVICE_REVOKED: _("Gerät {} entfernt"),
    _E.DEVICE_RENAMED: _("Gerät {} umbenannt"),
    _E.WORKPLACE_ENROLLED: _("Gerät {} an einem weiteren Computer eingerichtet"),
    _E.WORKPLACE_REPLACED: _("Gerät {}: am längsten unbenutzter Computer entfernt"),
    _E.PIN_WRONG: _("Falscher PIN‑Code eingegeben"),
    _E.PIN_CHANGED: _("PIN‑Code geändert"),
    _E.KEY_ROTATED: _("Schlüssel des Geräts {} erneuert"),
    _E.PROVIDER_JOINED: _("Ihrer Einrichtung zugeordnet"),
    _E.USER_BLOCKED: _("Zugang von einem LE‑Admin gesperrt"),
    _E.USER_UNBLOCKED: _("Sperre des Zugangs aufgehoben"),
    _E.ADMIN_GRANTED: _("LE‑Admin-Rechte erhalten"),
    _E.ADMIN_WITHDRAWN: _("LE‑Admin-Rechte entzogen"),
    _E.NEW_DEVICE_ALLOWED: _("Neues Gerät von einem LE‑Admin ermöglicht"),
    _E.TICKET_ALARM: _("Anmeldung beendet: sie wurde in zwei Browsern geöffnet"),
}
# What has become of something that was asked of the app, by the last that is known of it.
_LOGINS: Final = {
    _E.LOGIN_APPROVED: _("Anmeldung bestätigt, aber nicht abgeschlossen"),
    _E.LOGIN_DENIED: _("Anmeldung abgelehnt"),
    _E.LOGIN_REPORTED: _("Anmeldung gemeldet: „Das war ich nicht“"),
    _E.LOGIN_FINISHED: _("Anmeldung"),
}
_CHANGES: Final = {
    _E.LOGIN_DENIED: _("{} abgelehnt"),
    _E.LOGIN_REPORTED: _("{} gemeldet: „Das war ich nicht“"),
}
_REQUESTED: Final[dict[str, str]] = {
    DeviceChange.REMOVE: _("Entfernen des Geräts {}"),
    DeviceChange.RENAME: _("Umbenennen des Geräts {}"),
    DeviceChange.FORGET: _("Entfernen eines Computers des Geräts {}"),
}
_DONE: Final[dict[str, str]] = {
    DeviceChange.REMOVE: _("Gerät {} entfernt"),
    DeviceChange.RENAME: _("Gerät {} umbenannt"),
    DeviceChange.FORGET: _("Computer des Geräts {} entfernt"),
}
# Of the provider; the sentences beside it say what it was.
_REQUESTED_OTHER: Final = _("Änderung für Ihre Einrichtung")
_DONE_OTHER: Final = _("Änderung für Ihre Einrichtung freigegeben")
_BEGINNINGS: Final = frozenset({_E.LOGIN_BEGUN, _E.CHANGE_WANTED})
_IN_THE_APP: Final = frozenset({_E.LOGIN_FINISHED, _E.PIN_WRONG, _E.PIN_CHANGED})
_NOTEWORTHY: Final = frozenset(
    {
        _E.ACCOUNT_RESET,
        _E.CODE_REFUSED,
        _E.DEVICE_LOCKED,
        _E.DEVICE_SUSPECT,
        _E.PIN_WRONG,
        _E.TICKET_ALARM,
        _E.LOGIN_DENIED,
        _E.LOGIN_REPORTED,
    }
)


@dataclass(frozen=True)
class Line:
    """One line for people."""

    at: int
    what: str
    place: str
    """Browser, system and address, where they are known."""
    device: str
    noteworthy: bool
    sentences: tuple[str, ...] = ()
    """What was to be changed for the provider, as the app has shown it."""
    decided_at: int | None = None
    """When a change was approved, denied or reported; None while it waits, and of all else."""
    receipt: str = ""
    """The id of its receipt."""


@dataclass(frozen=True)
class Approval:
    """What is known of a change beside the log, which has no names."""

    sentences: tuple[str, ...]
    receipt: str = ""


def history(
    entries: list[Entry],
    names: Mapping[str, str],
    now: int,
    approvals: Mapping[str, Approval] = MappingProxyType({}),
) -> list[Line]:
    """Lines from an account's entries, the newest first in both.

    Args:
        entries: of the log.
        names: of devices, by their ids.
        now: seconds.
        approvals: of changes, by the ids of their challenges.
    """
    lines: list[Line] = []
    later: dict[str, Entry] = {}
    known = dict(names)
    for entry in entries:
        facts = json.loads(entry.facts)
        if entry.event == _E.KEY_ROTATED and entry.device_id and facts["new"] in known:
            # What is older names the device by the key that it had then.
            known[entry.device_id] = known[facts["new"]]
        cid = str(facts.get("cid", ""))
        if not cid:
            lines += _alone(entry, facts, known)
        elif entry.event in _BEGINNINGS:
            line = _asked(entry, facts, later.get(cid), known, now)
            lines.append(_completed(line, entry, later.get(cid), approvals.get(cid)))
        else:
            # The newest comes first: it says how it ended.
            later.setdefault(cid, entry)
    return lines


def _alone(entry: Entry, facts: Mapping[str, Any], names: Mapping[str, str]) -> list[Line]:
    event = Event(entry.event)
    if event is _E.LOGIN_FINISHED:
        what = translated("Anmeldung aus der App")
    elif event in _TEXTS:
        what = translated(_TEXTS[event]).format(_quoted(entry.device_id, names))
    else:
        return []
    device = _name(entry.device_id, names) if event in _IN_THE_APP else ""
    return [Line(entry.at, " ".join(what.split()), _place(facts), device, event in _NOTEWORTHY)]


def _asked(
    begun: Entry,
    facts: Mapping[str, Any],
    ended: Entry | None,
    names: Mapping[str, str],
    now: int,
) -> Line:
    event = None if ended is None else Event(ended.event)
    open_ = begun.at + SECONDS > now
    if begun.event == _E.LOGIN_BEGUN:
        nothing = _("Anmeldung wartet auf die App") if open_ else _("Anmeldung nicht bestätigt")
        what = translated(nothing if event is None else _LOGINS.get(event, nothing))
    else:
        nothing = _("{} wartet auf die App") if open_ else _("{} nicht bestätigt")
        text = _CHANGES.get(event, nothing) if event is not None else nothing
        change = facts["change"]
        # Approving it and carrying it out are one.
        done = event is _E.LOGIN_APPROVED
        asked = translated(text).format(translated(_REQUESTED.get(change, _REQUESTED_OTHER)))
        what = translated(_DONE.get(change, _DONE_OTHER)) if done else asked
        what = what.format(_quoted(begun.device_id, names))
    device = "" if ended is None else _name(ended.device_id, names)
    return Line(begun.at, what, _place(facts), device, event in _NOTEWORTHY)


def _completed(line: Line, begun: Entry, ended: Entry | None, known: Approval | None) -> Line:
    """With when a change was decided, and what it was where it was no device's."""
    if begun.event != _E.CHANGE_WANTED:
        return line
    decided_at = None if ended is None else ended.at
    if known is None or begun.device_id is not None:
        return replace(line, decided_at=decided_at)
    receipt, sentences = known.receipt, known.sentences
    return replace(line, decided_at=decided_at, sentences=sentences, receipt=receipt)


def _place(facts: Mapping[str, Any]) -> str:
    if "ip" not in facts:
        return ""
    text = translated("{browser} unter {os}, IP‑Adresse {ip}")
    return text.format(browser=facts.get("browser", ""), os=facts.get("os", ""), ip=facts["ip"])


def _name(device: str | None, names: Mapping[str, str]) -> str:
    return quotable(names[device]) if device is not None and device in names else ""


def _quoted(device: str | None, names: Mapping[str, str]) -> str:
    name = _name(device, names)
    return translated("„{}“").format(name) if name else ""


def approvals_of(connection: Connection, session: Session) -> dict[str, Approval]:
    """What somebody has asked for in the last hour, and has approved for the provider; a receipt is
    named to those alone who may see it.
    """
    asked = sentences_of(connection, session.account_id)
    found = {cid: Approval(tuple(sentences)) for cid, sentences in asked.items()}
    if session.provider_id is None:
        return found
    may_see = is_permitted(actor_of(session), Action.SEE_RECEIPTS, own=True)
    for one in approved_by(connection, session.provider_id, session.account_id):
        sentences = tuple(_said(outcome) for outcome in one.outcomes)
        found[one.cid] = Approval(sentences, one.id if may_see else "")
    return found


def _said(outcome: Outcome) -> str:
    if outcome.done:
        return outcome.sentence
    return translated("{change} (war nicht mehr möglich)").format(change=outcome.sentence)


_MOST_ENTRIES: Final = 300
_MOST_LINES: Final = 50


class HistoryRoutes:
    """What happened to the user's account."""

    def __init__(self, context: WebContext) -> None:
        self._context = context

    @property
    def routes(self) -> list[BaseRoute]:
        return [Route("/security", logged_in(self._context, self.security), methods=["GET"])]

    async def security(self, request: Request, session: Session) -> Response:
        """The last logins and events, by day."""
        account, now = session.account_id, self._context.clock.now()

        def find(connection: Connection) -> list[Line]:
            entries = latest_of(connection, account, _MOST_ENTRIES)
            approvals = approvals_of(connection, session)
            return history(entries, names_of(connection, account), now, approvals)

        lines = (await self._context.database.read(find))[:_MOST_LINES]
        days = [(day, list(group)) for day, group in groupby(lines, lambda o: german_date(o.at))]
        return self._context.pages.page(
            "security.html",
            session=session,
            days=days,
            gone="gone" in request.query_params,
            when=clock_time,
        )
