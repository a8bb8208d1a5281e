"""`respond`: the user agrees to a login request, or does not."""

import logging
from typing import Final

from sqlalchemy import Connection, bindparam, update

from crypto.encoding import JsonObject
from crypto.envelope import Response
from crypto.errors import Malformed
from crypto.statements import Decision as UserDecision
from crypto.statements import Kind, challenge_hash
from portal.accounts.tables import ACCOUNTS
from portal.db.statement import Statement
from portal.devices.answers import Decision
from portal.devices.call import Call, DeviceRoom
from portal.devices.problems import Name, Problem, Refused
from portal.login import tickets
from portal.login.challenge_states import ChallengeEvent, ChallengeState
from portal.login.challenges import ACTION, Challenge, find_challenge, move
from portal.login.keys import account_key, challenge_key
from portal.selfcare import actions

_LOG: Final = logging.getLogger("portal.alarm")
_REPORT = Statement(
    update(ACCOUNTS)
    .where(ACCOUNTS.c.id == bindparam("account"))
    .values(reported_at=bindparam("now_"))
)


async def respond(room: DeviceRoom, call: Call) -> Response:
    """Approve with the PIN, or deny or report without."""
    statement, content = call.statement(Kind.RESPOND)
    decision = _decision(content["decision"])
    proven = decision is UserDecision.APPROVE
    call.body({"st": str, "pp": str} if proven else {"st": str})
    challenge = await room.database.read(
        lambda connection: _open_challenge(connection, call, content, room.clock.now())
    )
    if not proven:
        return await _refuse(room, call, challenge, decision)
    if not call.known.cleared:
        raise Refused(Name.NOT_CLEARED)
    return await _approve(room, call, challenge, statement)


async def _approve(
    room: DeviceRoom, call: Call, challenge: Challenge, statement: bytes
) -> Response:
    if challenge.mode == ACTION:
        return await _carry_out(room, call, challenge, statement)
    ticket = tickets.new_ticket()

    def approve(connection: Connection) -> Decision:
        now = room.clock.now()
        ends_at = now + tickets.SECONDS
        if not move(connection, challenge, ChallengeEvent.APPROVE, now, ends_at=ends_at):
            return Decision(_ended(connection, challenge.cid, now))
        tickets.issue(
            connection,
            ticket,
            kind=tickets.Kind.BROWSER,
            account_id=call.known.account_id,
            dev=call.slot.dev,
            cid=challenge.cid,
            now=now,
        )
        answer = {"ticket": ticket, "expires_in": tickets.SECONDS}
        # The waiting page has nothing new to show before the ticket is posted.
        return Decision(answer, (account_key(call.known.account_id),))

    return await room.pins.judge(call.proof(statement), approve)


async def _carry_out(
    room: DeviceRoom, call: Call, challenge: Challenge, statement: bytes
) -> Response:
    def carry_out(connection: Connection) -> Decision:
        now = room.clock.now()
        done, bells = actions.carry_out(connection, challenge, now)
        bells.append(account_key(call.known.account_id))
        return Decision({} if done else _ended(connection, challenge.cid, now), tuple(bells))

    return await room.pins.judge(call.proof(statement), carry_out)


async def _refuse(
    room: DeviceRoom, call: Call, challenge: Challenge, decision: UserDecision
) -> Response:
    reported = decision is UserDecision.REPORT

    def refuse(connection: Connection) -> Decision:
        now = room.clock.now()
        event = ChallengeEvent.REPORT if reported else ChallengeEvent.DENY
        if not move(connection, challenge, event, now):
            return Decision(_ended(connection, challenge.cid, now))
        if reported:
            _LOG.warning("account %d: a login request was reported", call.known.account_id)
            values = {"account": call.known.account_id, "now_": now}
            _REPORT.change(connection, **values)
        return Decision({}, _bells(call, challenge))

    return await room.answers.conclude(call.slot, refuse, reserved=False)


def _decision(text: str) -> UserDecision:
    try:
        return UserDecision(text)
    except ValueError as error:
        raise Malformed("no such decision") from error


def _open_challenge(connection: Connection, call: Call, content: JsonObject, now: int) -> Challenge:
    challenge = find_challenge(connection, content["cid"])
    if challenge is None or challenge.account_id != call.known.account_id:
        raise Refused(Name.GONE)
    if challenge_hash(challenge.signed) != content["ch"]:
        raise Malformed("an answer to another challenge")
    if challenge.state_at(now) is not ChallengeState.OPEN and not call.resumed:
        raise Refused(_ended(connection, challenge.cid, now).name)
    return challenge


def _ended(connection: Connection, cid: str, now: int) -> Problem:
    challenge = find_challenge(connection, cid)
    superseded = challenge is not None and challenge.state_at(now) is ChallengeState.SUPERSEDED
    return Problem(Name.SUPERSEDED if superseded else Name.GONE)


def _bells(call: Call, challenge: Challenge) -> tuple[object, ...]:
    return (account_key(call.known.account_id), challenge_key(challenge.cid))
