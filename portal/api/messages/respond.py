"""`respond`: the user agrees to a login request, or does not."""

import hmac
import logging
import re
from dataclasses import dataclass
from typing import Final

from sqlalchemy import Connection, bindparam, update

from crypto.encoding import JsonObject
from crypto.envelope import Response
from crypto.errors import Malformed
from crypto.statements import Decision as UserDecision
from crypto.statements import Kind, challenge_hash
from portal.api.request import ApiContext, AuthenticatedRequest
from portal.api.responses import Decide, Decision
from portal.domain.accounts.tables import ACCOUNTS
from portal.domain.actions import actions
from portal.domain.audit import log as audit
from portal.domain.audit.events import Event
from portal.domain.devices.problems import Problem, ProblemType, Refused
from portal.domain.email.notices import Notice, notify_suspicious
from portal.domain.logins import sessions, tickets
from portal.domain.logins.challenges import (
    Challenge,
    ChallengeEvent,
    ChallengeState,
    Mode,
    find_challenge,
    move,
)
from portal.domain.logins.code_transfer import DIGITS, digits_of, let_waiting_in
from portal.domain.logins.history import Result, note_challenge
from portal.platform.database.statement import Statement

_LOG: Final = logging.getLogger("portal.alarm")
_CODE: Final = re.compile(rf"[0-9]{{{DIGITS}}}")
_REPORT = Statement(
    update(ACCOUNTS)
    .where(ACCOUNTS.c.id == bindparam("account"))
    .values(reported_at=bindparam("now_"))
)


@dataclass(frozen=True)
class Answering:
    """An answer on its way to the request that it names."""

    room: ApiContext
    call: AuthenticatedRequest
    challenge: Challenge

    def note(self, connection: Connection, result: Result) -> None:
        """Tell the account's history."""
        name = self.call.known.device_name
        note_challenge(connection, self.challenge, result, name, self.room.clock.now())

    def write_down(self, connection: Connection, event: Event) -> None:
        """Tell the audit log, last in the transaction."""
        now, dev, cid = self.room.clock.now(), self.call.slot.dev, self.challenge.cid
        account = self.call.known.account_id
        audit.record_event(connection, event, now, account=account, device=dev, cid=cid)

    def ended(self, connection: Connection) -> Decision:
        return Decision(_ended(connection, self.challenge.cid, self.room.clock.now()))


async def respond(room: ApiContext, call: AuthenticatedRequest) -> Response:
    """Approve with the PIN, or deny or report without."""
    statement, content = call.statement(Kind.RESPOND)
    decision = _decision(content["decision"])
    proven = decision is UserDecision.APPROVE
    call.body({"st": str, "pp": str} if proven else {"st": str})
    challenge = await room.database.read(
        lambda connection: _open_challenge(connection, call, content, room.clock.now())
    )
    answering = Answering(room, call, challenge)
    _check_code(content["code"], wanted=proven and challenge.mode == Mode.CODE)
    if not proven:
        refuse = _refusal(answering, decision)
        return await room.answers.conclude(call.slot, refuse, reserved=False)
    if not call.known.cleared:
        raise Refused(ProblemType.NOT_CLEARED)
    return await room.pins.judge(
        call.proof(statement),
        _approval(answering, content["code"]),
        note_wrong=lambda connection: answering.note(connection, Result.WRONG_PIN),
    )


def _approval(answering: Answering, code: str) -> Decide:
    if answering.challenge.mode == Mode.BROWSER:
        return _ticket(answering)
    if answering.challenge.mode == Mode.CODE:
        return _transfer(answering, code)
    return _change(answering)


def _ticket(answering: Answering) -> Decide:
    """The app opens the browser that began the login."""
    call, challenge = answering.call, answering.challenge
    ticket = tickets.new_ticket()

    def approve(connection: Connection) -> Decision:
        now = answering.room.clock.now()
        ends_at = now + tickets.SECONDS
        if not move(connection, challenge, ChallengeEvent.APPROVE, now, ends_at=ends_at):
            return answering.ended(connection)
        tickets.issue(
            connection,
            ticket,
            kind=tickets.Kind.BROWSER,
            account_id=call.known.account_id,
            dev=call.slot.dev,
            cid=challenge.cid,
            now=now,
        )
        answering.write_down(connection, Event.LOGIN_APPROVED)
        answer = {"ticket": ticket, "expires_in": tickets.SECONDS}
        return Decision(answer)

    return approve


def _transfer(answering: Answering, code: str) -> Decide:
    """The browser that waits goes on, if the user has read the digits there: one try."""
    right = hmac.compare_digest(code, digits_of(answering.room.keys, answering.challenge.cid))

    def transfer(connection: Connection) -> Decision:
        now, challenge = answering.room.clock.now(), answering.challenge
        if not right:
            if not move(connection, challenge, ChallengeEvent.DENY, now):
                return answering.ended(connection)
            answering.note(connection, Result.DENIED)
            answering.write_down(connection, Event.LOGIN_DENIED)
            return Decision(Problem(ProblemType.GONE))
        if not let_waiting_in(connection, challenge, answering.call.slot.dev, now):
            return answering.ended(connection)
        answering.write_down(connection, Event.LOGIN_APPROVED)
        return Decision({})

    return transfer


def _change(answering: Answering) -> Decide:
    """The portal does what somebody who is logged in has asked for."""

    def change(connection: Connection) -> Decision:
        now, challenge = answering.room.clock.now(), answering.challenge
        if not actions.carry_out(connection, challenge, now):
            return answering.ended(connection)
        answering.note(connection, Result.DONE)
        answering.write_down(connection, Event.LOGIN_APPROVED)
        return Decision({})

    return change


def _refusal(answering: Answering, decision: UserDecision) -> Decide:
    reported = decision is UserDecision.REPORT

    def refuse(connection: Connection) -> Decision:
        now = answering.room.clock.now()
        event = ChallengeEvent.REPORT if reported else ChallengeEvent.DENY
        if not move(connection, answering.challenge, event, now):
            return answering.ended(connection)
        answering.note(connection, Result.REPORTED if reported else Result.DENIED)
        if reported:
            _report(connection, answering, now)
        written = Event.LOGIN_REPORTED if reported else Event.LOGIN_DENIED
        answering.write_down(connection, written)
        return Decision({})

    return refuse


def _report(connection: Connection, answering: Answering, now: int) -> None:
    """Somebody else is at this account: nobody stays logged in, and no browser begins a login."""
    account = answering.call.known.account_id
    _LOG.warning("account %d: a login request was reported", account)
    _REPORT.change(connection, account=account, now_=now)
    tickets.void_all(connection, account)
    sessions.end_all(connection, account)
    notify_suspicious(connection, account, answering.call.known.device_name, Notice.REPORTED, now)


def _check_code(code: str, *, wanted: bool) -> None:
    if not (_CODE.fullmatch(code) if wanted else code == ""):
        raise Malformed("digits where none belong, or none where they do")


def _decision(text: str) -> UserDecision:
    try:
        return UserDecision(text)
    except ValueError as error:
        raise Malformed("no such decision") from error


def _open_challenge(
    connection: Connection, call: AuthenticatedRequest, content: JsonObject, now: int
) -> Challenge:
    challenge = find_challenge(connection, content["cid"])
    if challenge is None or challenge.account_id != call.known.account_id:
        raise Refused(ProblemType.GONE)
    if challenge_hash(challenge.signed) != content["ch"]:
        raise Malformed("an answer to another challenge")
    if challenge.state_at(now) is not ChallengeState.OPEN and not call.resumed:
        raise Refused(_ended(connection, challenge.cid, now).name)
    return challenge


def _ended(connection: Connection, cid: str, now: int) -> Problem:
    challenge = find_challenge(connection, cid)
    superseded = challenge is not None and challenge.state_at(now) is ChallengeState.SUPERSEDED
    return Problem(ProblemType.SUPERSEDED if superseded else ProblemType.GONE)
