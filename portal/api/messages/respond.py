"""`respond`: the user agrees to a login request, or does not."""

import hmac
import logging
import re
from typing import Final, NamedTuple

from sqlalchemy import Connection

from crypto.challenge import challenge_hash
from crypto.encoding import JsonObject
from crypto.envelope import Response
from crypto.errors import Malformed
from crypto.protocol import LoginResult, Mode, ProblemType
from crypto.statements import Decision as UserDecision
from crypto.statements import Kind
from portal.api.request import AuthenticatedRequest
from portal.api.responses import Decide, Decision
from portal.context import AppContext
from portal.domain.accounts.accounts import note_report
from portal.domain.audit import log as audit
from portal.domain.audit.log import Event
from portal.domain.devices.idempotency import Problem, Refused
from portal.domain.email.outbox import Notice, notify_suspicious
from portal.domain.logins import actions, sessions, tickets
from portal.domain.logins.challenges import (
    Challenge,
    ChallengeEvent,
    ChallengeState,
    find_challenge,
    move,
)
from portal.domain.logins.endings import REPORTED_REASON, end_challenges
from portal.domain.logins.history import note_challenge
from portal.domain.logins.redemption import DIGITS, digits_of, let_waiting_in
from portal.domain.logins.starts import forget_browsers
from portal.domain.providers.receipts import keep_receipt

_LOG: Final = logging.getLogger("portal.alarm")
_CODE: Final = re.compile(rf"[0-9]{{{DIGITS}}}")


class Answer(NamedTuple):
    """The user's answer to a challenge."""

    context: AppContext
    request: AuthenticatedRequest
    challenge: Challenge

    def note_result(self, connection: Connection, result: LoginResult) -> None:
        """Add to the account's history of logins."""
        name = self.request.known.device_name
        note_challenge(connection, self.challenge, result, name, self.context.clock.now())

    def record(self, connection: Connection, event: Event) -> None:
        """Add to the audit log."""
        now, dev, cid = self.context.clock.now(), self.request.slot.dev, self.challenge.cid
        account = self.request.known.account_id
        audit.record_event(connection, event, now, account=account, device=dev, cid=cid)

    def ended(self, connection: Connection) -> Decision:
        return Decision(_ended(connection, self.challenge.cid, self.context.clock.now()))


async def respond(context: AppContext, request: AuthenticatedRequest) -> Response:
    """Approve with the PIN, or deny or report without."""
    statement, content = request.statement(Kind.RESPOND)
    decision = _decision(content["decision"])
    proven = decision is UserDecision.APPROVE
    request.body({"st": str, "pp": str} if proven else {"st": str})
    challenge, touched = await context.database.read(
        lambda connection: _open_challenge(connection, request, content, context.clock.now())
    )
    if touched:
        request = request._replace(slot=request.slot._replace(touched=touched))
    answer = Answer(context, request, challenge)
    _check_code(content["code"], wanted=proven and challenge.mode == Mode.CODE)
    if not proven:
        refuse = _refusal(answer, decision)
        return await request.commit(refuse)
    if not request.known.cleared:
        raise Refused(ProblemType.NOT_CLEARED)
    return await request.verify_pin(
        statement,
        _approval(answer, content["code"]),
        note_wrong=lambda connection: answer.note_result(connection, LoginResult.WRONG_PIN),
    )


def _approval(answer: Answer, code: str) -> Decide:
    if answer.challenge.mode == Mode.BROWSER:
        return _ticket(answer)
    if answer.challenge.mode == Mode.CODE:
        return _transfer(answer, code)
    return _change(answer)


def _ticket(answer: Answer) -> Decide:
    """The app opens the browser that began the login."""
    request, challenge = answer.request, answer.challenge
    ticket = tickets.new_ticket()

    def approve(connection: Connection) -> Decision:
        now = answer.context.clock.now()
        ends_at, hash_ = now + tickets.SECONDS, tickets.ticket_hash(ticket)
        if not move(
            connection, challenge, ChallengeEvent.APPROVE, now, ends_at=ends_at, ticket_hash=hash_
        ):
            return answer.ended(connection)
        tickets.issue(
            connection,
            ticket,
            kind=tickets.Kind.BROWSER,
            account_id=request.known.account_id,
            dev=request.slot.dev,
            cid=challenge.cid,
            now=now,
        )
        answer.record(connection, Event.LOGIN_APPROVED)
        return Decision({"ticket": ticket, "expires_in": tickets.SECONDS})

    return approve


def _transfer(answer: Answer, code: str) -> Decide:
    """The browser that waits goes on, if the user has read the digits there: one try."""
    right = hmac.compare_digest(code, digits_of(answer.context.keys, answer.challenge.cid))

    def transfer(connection: Connection) -> Decision:
        now, challenge = answer.context.clock.now(), answer.challenge
        if not right:
            if not move(connection, challenge, ChallengeEvent.DENY, now):
                return answer.ended(connection)
            answer.note_result(connection, LoginResult.DENIED)
            answer.record(connection, Event.LOGIN_DENIED)
            return Decision(Problem(ProblemType.GONE))
        if not let_waiting_in(connection, challenge, answer.request.slot.dev, now):
            return answer.ended(connection)
        answer.record(connection, Event.LOGIN_APPROVED)
        return Decision({})

    return transfer


def _change(answer: Answer) -> Decide:
    """The portal does what somebody who is logged in has asked for."""

    def change(connection: Connection) -> Decision:
        now, challenge, request = answer.context.clock.now(), answer.challenge, answer.request
        done = actions.carry_out(connection, challenge, now)
        if not done:
            return answer.ended(connection)
        keep_receipt(connection, done, challenge, request.known, request.signed, now)
        answer.note_result(connection, LoginResult.DONE)
        answer.record(connection, Event.LOGIN_APPROVED)
        return Decision({})

    return change


def _refusal(answer: Answer, decision: UserDecision) -> Decide:
    reported = decision is UserDecision.REPORT

    def refuse(connection: Connection) -> Decision:
        now = answer.context.clock.now()
        event = ChallengeEvent.REPORT if reported else ChallengeEvent.DENY
        if not move(connection, answer.challenge, event, now):
            return answer.ended(connection)
        answer.note_result(connection, LoginResult.REPORTED if reported else LoginResult.DENIED)
        if reported:
            _report(connection, answer, now)
        written = Event.LOGIN_REPORTED if reported else Event.LOGIN_DENIED
        answer.record(connection, written)
        return Decision({})

    return refuse


def _report(connection: Connection, answer: Answer, now: int) -> None:
    """Somebody else is at this account: nobody stays logged in, and no browser begins a login."""
    account = answer.request.known.account_id
    _LOG.warning("account %d: a login request was reported", account)
    note_report(connection, account, now)
    tickets.void_all(connection, account)
    sessions.end_all(connection, account)
    end_challenges(connection, account, REPORTED_REASON)
    forget_browsers(connection, account)
    notify_suspicious(connection, account, answer.request.known.device_name, Notice.REPORTED, now)


def _check_code(code: str, *, wanted: bool) -> None:
    if not (_CODE.fullmatch(code) if wanted else code == ""):
        raise Malformed("digits where none belong, or none where they do")


def _decision(text: str) -> UserDecision:
    try:
        return UserDecision(text)
    except ValueError as error:
        raise Malformed("no such decision") from error


def _open_challenge(
    connection: Connection, request: AuthenticatedRequest, content: JsonObject, now: int
) -> tuple[Challenge, tuple[int, ...]]:
    """What is answered, and the accounts whose devices the answer may change (`touched`)."""
    challenge = find_challenge(connection, content["cid"])
    if challenge is None or challenge.account_id != request.known.account_id:
        raise Refused(ProblemType.GONE)
    if challenge_hash(challenge.content) != content["ch"]:
        raise Malformed("an answer to another challenge")
    if challenge.state_at(now) is not ChallengeState.OPEN and not request.resumed:
        raise Refused(_ended(connection, challenge.cid, now).name)
    if challenge.mode != Mode.ACTION:
        return challenge, ()
    return challenge, actions.touched_accounts(connection, challenge)


def _ended(connection: Connection, cid: str, now: int) -> Problem:
    challenge = find_challenge(connection, cid)
    superseded = challenge is not None and challenge.state_at(now) is ChallengeState.SUPERSEDED
    return Problem(ProblemType.SUPERSEDED if superseded else ProblemType.GONE)
