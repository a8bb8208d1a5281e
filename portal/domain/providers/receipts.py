"""Receipts of approved changes: what was shown, who agreed, when, and the proof.

The proof is the device's signed answer, byte for byte as it came in, the challenge that the answer
names by its hash, and the device's public key. With these three anybody can check it without the
portal, as docs/protocol.md says.
"""

import json
import secrets
from collections.abc import Sequence
from dataclasses import asdict, dataclass, fields
from typing import Any, Final

from sqlalchemy import (
    BigInteger,
    Column,
    Connection,
    ForeignKey,
    Index,
    Integer,
    LargeBinary,
    Table,
    Text,
    bindparam,
    insert,
    select,
)

from crypto.challenge import challenge_hash, read_challenge
from crypto.encoding import JsonObject, b64url, parse_object, require_members, unb64url
from crypto.envelope import ReceivedRequest
from crypto.errors import BadSignature, Malformed
from crypto.keys import PublicKey
from crypto.protocol import MessageName
from crypto.statements import Decision, Kind, Slot, read_statement
from portal.domain.audit.log import Event, record_event
from portal.domain.devices.devices import Device
from portal.domain.logins.actions import Action
from portal.domain.logins.challenges import Challenge
from portal.domain.providers.providers import provider_of
from portal.platform.database.engines import METADATA
from portal.platform.database.statement import Statement

FORMAT: Final = "approval-receipt/1"
_ID_BYTES: Final = 16
_MOST: Final = 50

# Names are texts: a receipt outlives the account of whoever approved.
RECEIPTS: Final = Table(
    "receipts",
    METADATA,
    Column("id", Text, primary_key=True),
    Column("provider_id", Integer, ForeignKey("providers.id", ondelete="CASCADE"), nullable=False),
    Column("at", BigInteger, nullable=False),
    Column("account_id", Integer, nullable=False),
    Column("login", Text, nullable=False),
    Column("name", Text, nullable=False),
    # What the device was called.
    Column("device", Text, nullable=False),
    # JSON: for each change its sentence and whether it was carried out.
    Column("outcome", Text, nullable=False),
    # As it was sent to the device, base64url.
    Column("challenge", Text, nullable=False),
    # The signed answer as it came in.
    Column("request", LargeBinary, nullable=False),
    # The device's public key.
    Column("point", LargeBinary, nullable=False),
    Index("ix_receipts_provider_id_at", "provider_id", "at"),
)


@dataclass(frozen=True)
class Outcome:
    """One change of an approval."""

    sentence: str
    done: bool


@dataclass(frozen=True)
class Receipt:
    """One approval of changes that concern a provider."""

    id: str
    provider_id: int
    at: int
    account_id: int
    login: str
    name: str
    device: str
    outcomes: list[Outcome]
    challenge: str
    request: bytes
    point: bytes

    @property
    def cid(self) -> str:
        """Id of the challenge that was approved."""
        return read_challenge(self.challenge).cid

    @property
    def file(self) -> str:
        """The text that `read_receipt` takes: what is needed to check it, and nothing else."""
        return json.dumps(
            {
                "format": FORMAT,
                "challenge": self.challenge,
                "request": self.request.decode("ascii"),
                "key": self.point.hex(),
            },
            indent=2,
        )


@dataclass(frozen=True)
class Proven:
    """What a receipt proves, from nothing but its own bytes."""

    portal: str
    """The address of the portal that the approval was for."""
    login: str
    sentences: list[str]
    started: int
    """When the change was asked for, by the portal's clock; seconds since 1970."""
    dev: str
    """Id of the device key: its thumbprint."""


_R = RECEIPTS.c
_INSERT = Statement(insert(RECEIPTS), columns=_R.keys())
_FIND = Statement(select(RECEIPTS).where(_R.id == bindparam("id_")))
_LATEST = Statement(
    select(RECEIPTS)
    .where(_R.provider_id == bindparam("provider"))
    .order_by(_R.at.desc(), _R.id)
    .limit(_MOST)
)
_APPROVED_BY = Statement(
    select(RECEIPTS)
    .where(_R.provider_id == bindparam("provider"), _R.account_id == bindparam("account"))
    .order_by(_R.at.desc(), _R.id)
    .limit(_MOST)
)


def keep_receipt(
    connection: Connection,
    actions: Sequence[Action],
    challenge: Challenge,
    device: Device,
    signed: bytes,
    now: int,
) -> None:
    """Keep the proof of an approval that was just carried out.

    Changes of a user's own devices are nobody else's business: of these nothing is kept here.
    """
    provider = provider_of(connection, device.account_id)
    if provider is None or all(one.change.device_id is not None for one in actions):
        return
    outcomes = [Outcome(one.change.sentence, bool(one.done)) for one in actions]
    id_ = b64url(secrets.token_bytes(_ID_BYTES))
    row: dict[str, Any] = {"id": id_, "provider_id": provider.id, "at": now}
    row |= {"account_id": device.account_id, "login": device.login, "name": device.name}
    row |= {"device": device.device_name, "outcome": json.dumps([asdict(o) for o in outcomes])}
    row |= {"challenge": challenge.content, "request": signed, "point": device.point}
    _INSERT.change(connection, **row)
    record_event(
        connection,
        Event.CHANGES_APPROVED,
        now,
        account=device.account_id,
        device=device.id,
        receipt=id_,
        ch=challenge_hash(challenge.content),
    )


def find_receipt(connection: Connection, id_: str) -> Receipt | None:
    """Whosever it is: ask `permissions.require` before it is shown."""
    row = _FIND.one(connection, id_=id_)
    return None if row is None else _receipt(*row)


def latest_receipts(connection: Connection, provider_id: int) -> list[Receipt]:
    """The last 50, the newest first."""
    return [_receipt(*row) for row in _LATEST.all(connection, provider=provider_id)]


def approved_by(connection: Connection, provider_id: int, account_id: int) -> list[Receipt]:
    """The last 50 that an account has approved for this provider, the newest first."""
    values = {"provider": provider_id, "account": account_id}
    return [_receipt(*row) for row in _APPROVED_BY.all(connection, **values)]


def read_receipt(text: str) -> Proven:
    """Check a receipt's file without the portal.

    Raises:
        Malformed: this is no receipt, or its parts do not belong together.
        BadSignature: not signed by the key that stands in it.
    """
    parts = parse_object(text.encode())
    require_members(parts, {"format": str, "challenge": str, "request": str, "key": str})
    if parts["format"] != FORMAT:
        raise Malformed("a receipt of another format")
    key = PublicKey.from_hex(parts["key"])
    received = ReceivedRequest(parts["request"].encode("ascii"))
    if received.dev != key.key_id:
        raise BadSignature("not the key that the answer names")
    request = received.verified(key)
    content = _statement(request.m, request.b, Slot.of(request))
    challenge = read_challenge(parts["challenge"])
    if content["ch"] != challenge_hash(parts["challenge"]) or content["cid"] != challenge.cid:
        raise BadSignature("an answer to another challenge")
    return Proven(
        request.aud, challenge.account, challenge.sentences, challenge.started, received.dev
    )


def _statement(message: str, body: JsonObject, slot: Slot) -> JsonObject:
    if message != MessageName.RESPOND or not isinstance(body.get("st"), str):
        raise Malformed("not an answer to a challenge")
    content = read_statement(unb64url(body["st"]), Kind.RESPOND, slot)
    if content["decision"] != Decision.APPROVE or "pp" not in body:
        raise Malformed("not an approval")
    return content


def _receipt(*row: Any) -> Receipt:
    *whose, outcome, challenge, request, point = row
    outcomes = [Outcome(**one) for one in json.loads(outcome)]
    proof = {"challenge": challenge, "request": bytes(request), "point": bytes(point)}
    names = [field.name for field in fields(Receipt)][: len(whose)]
    return Receipt(**dict(zip(names, whose, strict=True)), outcomes=outcomes, **proof)
