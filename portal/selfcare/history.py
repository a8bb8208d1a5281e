"""What happened to an account, in words: one line for each login, whatever became of it."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final

from portal.audit.chain import Entry
from portal.audit.events import Event
from portal.login.challenges import SECONDS
from portal.selfcare.names import quotable

_E = Event
# What is told of events that stand alone; {} is the device. What is missing is not told.
_WORDS: Final = {
    _E.ACCOUNT_CREATED: "Zugang angelegt",
    _E.ACCOUNT_CLEARED: "Zugang freigeschaltet",
    _E.ACCOUNT_RESET: "Zugang zurückgesetzt: alle Geräte entfernt",
    _E.CODE_ISSUED: "Aktivierungscode ausgestellt",
    _E.DEVICE_CONFIRMED: "Gerät {} aktiviert",
    _E.DEVICE_LOCKED: "Gerät {} gesperrt: PIN zu oft falsch",
    _E.DEVICE_SUSPECT: "Gerät {} angehalten: sein Schlüssel wurde an zwei Stellen benutzt",
    _E.DEVICE_TRUSTED: "Gerät {} wieder zugelassen",
    _E.DEVICE_REVOKED: "Gerät {} entfernt",
    _E.DEVICE_RENAMED: "Gerät {} umbenannt",
    _E.PIN_WRONG: "Falsche PIN eingegeben",
    _E.PIN_CHANGED: "PIN geändert",
    _E.KEY_ROTATED: "Schlüssel des Geräts {} erneuert",
    _E.TICKET_ALARM: "Anmeldung beendet: sie wurde in zwei Browsern geöffnet",
}
# What has become of something that was asked of the app, by the last that is known of it.
_LOGINS: Final = {
    _E.LOGIN_APPROVED: "Anmeldung bestätigt, aber nicht abgeschlossen",
    _E.LOGIN_DENIED: "Anmeldung abgelehnt",
    _E.LOGIN_REPORTED: "Anmeldung gemeldet: „Das war ich nicht“",
    _E.LOGIN_FINISHED: "Anmeldung",
}
_CHANGES: Final = {
    _E.LOGIN_DENIED: "{} abgelehnt",
    _E.LOGIN_REPORTED: "{} gemeldet: „Das war ich nicht“",
}
_WISHES: Final = {"remove": "Entfernen des Geräts {}", "rename": "Umbenennen des Geräts {}"}
_DONE: Final = {"remove": "Gerät {} entfernt", "rename": "Gerät {} umbenannt"}
_BEGINNINGS: Final = frozenset({_E.LOGIN_BEGUN, _E.CHANGE_WANTED})
_IN_THE_APP: Final = frozenset({_E.LOGIN_FINISHED, _E.PIN_WRONG, _E.PIN_CHANGED})
_NOTEWORTHY: Final = frozenset(
    {
        _E.ACCOUNT_RESET,
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


def history(entries: list[Entry], names: Mapping[str, str], now: int) -> list[Line]:
    """Lines from an account's entries, the newest first in both."""
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
            lines.append(_asked(entry, facts, later.get(cid), known, now))
        else:
            # The newest comes first: it says how it ended.
            later.setdefault(cid, entry)
    return lines


def _alone(entry: Entry, facts: Mapping[str, Any], names: Mapping[str, str]) -> list[Line]:
    event = Event(entry.event)
    if event is _E.LOGIN_FINISHED:
        what = "Anmeldung aus der App"
    elif event in _WORDS:
        what = _WORDS[event].format(_quoted(entry.device_id, names))
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
        nothing = "Anmeldung wartet auf die App" if open_ else "Anmeldung nicht bestätigt"
        what = nothing if event is None else _LOGINS.get(event, nothing)
    else:
        nothing = "{} wartet auf die App" if open_ else "{} nicht bestätigt"
        words = _CHANGES.get(event, nothing) if event is not None else nothing
        change = str(facts["change"])
        # Approving it and carrying it out are one.
        what = _DONE[change] if event is _E.LOGIN_APPROVED else words.format(_WISHES[change])
        what = what.format(_quoted(begun.device_id, names))
    device = "" if ended is None else _name(ended.device_id, names)
    return Line(begun.at, what, _place(facts), device, event in _NOTEWORTHY)


def _place(facts: Mapping[str, Any]) -> str:
    if "ip" not in facts:
        return ""
    return f"{facts.get('browser', '')} auf {facts.get('os', '')}, Adresse {facts['ip']}"


def _name(device: str | None, names: Mapping[str, str]) -> str:
    return quotable(names[device]) if device is not None and device in names else ""


def _quoted(device: str | None, names: Mapping[str, str]) -> str:
    name = _name(device, names)
    return f"„{name}“" if name else ""
