"""What the portal answers to the messages of the vectors."""

import hashlib

from crypto.encoding import JsonObject, b64url, dump_object
from crypto.envelope import Response, sign_response
from crypto.protocol import ProblemType
from portal.domain.devices.idempotency import Problem
from portal.platform.limits import By
from tests.vectors.from_portal import challenge, taken_apart
from tests.vectors.material import CODE, DEVICE, INVITED, LOGIN, NOW, PORTAL_SIGNING, ROTATED, token
from tests.vectors.messages import OTHER_DEV, TICKET
from tests.vectors.seals import Seals

_ENDED = (ProblemType.LOCKED, ProblemType.SUSPECT, ProblemType.REVOKED)
_OF_NOBODY = (ProblemType.UNKNOWN_DEVICE, ProblemType.UPGRADE_REQUIRED, ProblemType.UNAVAILABLE)
"""Said before the portal knows, or without knowing, which device speaks."""
UNRECORDED = ("poll", "claim", "devices", "history")
ACCOUNT = {
    "login": LOGIN,
    "name": "Max Mustermann",
    "provider": "Praxis am Markt",
    "cleared": True,
    "reported": False,
}
NOBODY = {"ip": "", "browser": "", "os": "", "line": "unknown"}
VISITOR = {"ip": "192.0.2.7", "browser": "Firefox 140", "os": "Windows"}


def _listed(dev: str, name: str, last_login: int | None, this: bool) -> JsonObject:
    return {
        "dev": dev,
        "name": name,
        "os": "Linux" if this else "Windows",
        "state": "active",
        "activated": NOW - 86_400,
        "last_login": last_login,
        "this": this,
    }


def _login(kind: str, result: str, device: str, ago: int, *changes: str) -> JsonObject:
    entry = {"at": NOW - ago, "kind": kind, "result": result, **VISITOR, "device": device}
    return {**entry, "what": "".join(changes[:1]), "changes": len(changes)}


_TICKET = {"ticket": TICKET, "expires_in": 60}
_BODIES: dict[str, JsonObject] = {
    "activate": {"expires_in": 600},
    "confirm": {"account": ACCOUNT},
    "status": {"state": "active", "account": ACCOUNT, "left": 5, "pv": 1},
    "poll, first": {
        "tag": token("tag"),
        "challenge": None,
        "line": "",
        "account": ACCOUNT,
        "lowest_version": "",
    },
    "poll, waiting": {
        "tag": token("tag, later"),
        "challenge": challenge("browser"),
        "line": "same",
        "account": ACCOUNT,
        "lowest_version": "1.2.0",
    },
    "respond, approve": _TICKET,
    "respond, approve with code": {},
    "respond, deny": {},
    "respond, report": {},
    "applogin": _TICKET,
    "claim": {"state": "claimed", **VISITOR, "line": "same"},
    "claimok, let in": {"state": "done"},
    "claimok, refuse": {"state": "void"},
    "enrol": {},
    "pinchange": {"pv": 2},
    "rotate": {"dev": ROTATED.dev},
    "devices": {
        "devices": [
            _listed(DEVICE.dev, "Rechner am Empfang", NOW - 60, this=True),
            _listed(OTHER_DEV, "Büro", None, this=False),
        ]
    },
    "history": {
        "logins": [
            _login("browser", "done", "Rechner am Empfang", 60),
            _login("action", "done", "Rechner am Empfang", 600, "Gerät „Büro“ entfernen"),
            _login("browser", "expired", "", 3_600),
        ]
    },
    "revoke, itself": {},
    "revoke, another": {},
}


def answers(requests: list[JsonObject], seals: Seals) -> list[JsonObject]:
    """One answer to each message, then every refusal, and an answer to another poll of `claim`."""
    good = [_answer(one, _body(one["name"], seals)) for one in requests]
    by_name = {one["name"]: one for one in requests}
    unclaimed = _answer(by_name["claim"], {"state": "unclaimed", **NOBODY})
    return [*good, {**unclaimed, "name": "claim, nobody yet"}, *_problems(by_name)]


def _body(name: str, seals: Seals) -> JsonObject:
    if not name.startswith("invite"):
        return _BODIES[name]
    info = f"pa/v1/invite|{DEVICE.dev}".encode()
    sealed = seals.seal(f"{name}: answer", dump_object({"code": CODE}), INVITED, info)
    return {"sealed": b64url(sealed), "expires_in": 600}


def _problems(requests: dict[str, JsonObject]) -> list[JsonObject]:
    vectors = []
    for name in ProblemType:
        request = "activate" if name is ProblemType.ACTIVATION_REFUSED else "respond, approve"
        left = 4 if name is ProblemType.PIN_WRONG else None
        problem = Problem(name, left=left)
        if name is ProblemType.RATE_LIMITED:
            problem = Problem(name, retry_after=30, limit=By.DEVICE)
        vector = _answer(requests[request], problem.body, m="problem")
        vectors.append({**vector, "name": f"problem, {name}"})
    return vectors


def _answer(request: JsonObject, body: JsonObject, m: str = "") -> JsonObject:
    sent = request["payload"]
    problem = body.get("type", "").rpartition(":")[2]
    unknown = problem in _OF_NOBODY or sent["m"] == "rotate"
    unknown = unknown or (sent["m"], m) == ("activate", "problem")
    turns = sent["m"] not in (*UNRECORDED, "activate", "confirm", "rotate") and not unknown
    still = problem in _ENDED or (problem and not Problem(ProblemType(problem)).is_final)
    response = Response(
        m=m or sent["m"],
        irt=b64url(hashlib.sha256(request["jws"].rpartition(".")[0].encode()).digest()),
        iat=NOW + 1,
        nn="" if unknown else token(f"nn, {request['name']}, {problem}"),
        nr=token(f"nr, {request['name']}, {problem}") if turns and not still else "",
        b=body,
    )
    text = sign_response(response, PORTAL_SIGNING).decode()
    return {"name": request["name"], "request": request["name"], **taken_apart(text)}
