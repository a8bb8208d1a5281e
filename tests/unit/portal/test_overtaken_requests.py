"""A request that was overtaken by a later one is never carried out, whatever the later one got."""

from collections.abc import Callable
from typing import Final

import pytest

from crypto.keys import PrivateKey
from crypto.protocol import RATCHETED, MessageName, ProblemType
from crypto.statements import Decision, Kind, Slot, make_statement
from portal.domain.devices.idempotency import Problem
from tests.support.device import PIN, Device
from tests.support.device_life import LivingDevice
from tests.support.portal_browser import Browser
from tests.support.portal_server import RunningPortal
from tests.unit.portal.conftest import activated, name_of

pytestmark = pytest.mark.heavy

WRONG, OTHER = "000001", "739154"
OVERTAKEN: Final = RATCHETED - {MessageName.ACTIVATE}
"""What a device sends with a nonce."""


class Scene:
    """A device with an open login request and a ticket."""

    def __init__(self, portal: RunningPortal, login: str) -> None:
        self.portal, self.login = portal, login
        self.device = activated(portal, login)
        self.ticket = self.device.applogin()["ticket"]
        Browser(portal.url).begin(login)
        self.challenge = self.device.poll()["challenge"]

    def message(self, name: MessageName, pin: str = PIN) -> bytes:
        """The bytes of a message that nothing speaks against but a wrong PIN."""
        device = self.device
        match name:
            case MessageName.CONFIRM:
                return device.proven(name, Kind.CONFIRM, pin, aid=device.aid)
            case MessageName.STATUS:
                return device.sign(name, {})
            case MessageName.RESPOND:
                return device.response_to(self.challenge, pin=pin)
            case MessageName.APPLOGIN:
                return device.proven(name, Kind.APPLOGIN, pin)
            case MessageName.CLAIMOK:
                return device.claim_answer(self.ticket, ok=False)
            case MessageName.ENROL:
                return device.proven(name, Kind.ENROL, pin, name="PC 7", roaming="yes")
            case MessageName.PINCHANGE:
                return device.pin_change(pin, OTHER)
            case MessageName.ROTATE:
                return device.rotation(Device(device.url), pin)
            case MessageName.INVITE:
                reader = PrivateKey.generate().public.hex()
                return device.proven(name, Kind.INVITE, pin, mode="add", to=reader)
            case MessageName.REVOKE:
                other = activated(self.portal, self.login)
                return device.proven(name, Kind.REVOKE, pin, target=other.dev)
            case _:
                raise ValueError(name)

    def state(self) -> list[object]:
        """Whatever one of the messages might change."""
        tables = ("tickets", "codes", "challenges", "sessions")
        rows = [self.portal.query(f"SELECT * FROM {table}") for table in tables]
        devices = self.portal.query("SELECT id, state, pin_version, tries_left FROM devices")
        return [*rows, devices]

    def execute(self, change: str) -> None:
        self.portal.execute(change, dev=self.device.dev)


def ended_challenge(scene: Scene) -> bytes:
    scene.device.respond(scene.challenge, Decision.DENY)
    return scene.device.response_to(scene.challenge, Decision.DENY)


def superseded_challenge(scene: Scene) -> bytes:
    Browser(scene.portal.url).begin(scene.login)
    return scene.message(MessageName.RESPOND)


def not_cleared(message: MessageName) -> Callable[[Scene], bytes]:
    def make(scene: Scene) -> bytes:
        scene.execute(
            "UPDATE accounts SET cleared = false"
            " WHERE id = (SELECT account_id FROM devices WHERE id = :dev)"
        )
        return scene.message(message)

    return make


def last_try(scene: Scene) -> bytes:
    scene.execute("UPDATE devices SET tries_left = 1 WHERE id = :dev")
    return scene.message(MessageName.APPLOGIN, WRONG)


def in_state(state: str) -> Callable[[Scene], bytes]:
    def make(scene: Scene) -> bytes:
        scene.execute(f"UPDATE devices SET state = '{state}' WHERE id = :dev")
        return scene.message(MessageName.APPLOGIN)

    return make


def foreign_ratchet(scene: Scene) -> bytes:
    return scene.device.sign("status", {}, r="A" * 22)


def taken_key(scene: Scene) -> bytes:
    return scene.device.rotation(activated(scene.portal, scene.login))


def nobody(scene: Scene) -> bytes:
    return scene.device.proven("revoke", Kind.REVOKE, PIN, target="nobody")


def other_attempt(scene: Scene) -> bytes:
    return scene.device.proven("confirm", Kind.CONFIRM, PIN, aid="A" * 22)


def wrong_pin(message: MessageName) -> Callable[[Scene], bytes]:
    return lambda scene: scene.message(message, WRONG)


Refusal = tuple[str, ProblemType, Callable[[Scene], bytes]]
REFUSALS: Final[list[Refusal]] = [
    ("respond", ProblemType.GONE, ended_challenge),
    ("respond", ProblemType.SUPERSEDED, superseded_challenge),
    ("respond", ProblemType.NOT_CLEARED, not_cleared(MessageName.RESPOND)),
    ("applogin", ProblemType.NOT_CLEARED, not_cleared(MessageName.APPLOGIN)),
    ("claimok", ProblemType.GONE, lambda scene: scene.device.claim_answer("another", ok=True)),
    ("pinchange", ProblemType.GONE, lambda scene: scene.device.pin_change(PIN, OTHER, 7)),
    ("rotate", ProblemType.GONE, taken_key),
    ("revoke", ProblemType.GONE, nobody),
    ("confirm", ProblemType.GONE, other_attempt),
    ("applogin", ProblemType.LOCKED, last_try),
    ("applogin", ProblemType.LOCKED, in_state("locked")),
    ("applogin", ProblemType.SUSPECT, in_state("suspect")),
    ("applogin", ProblemType.REVOKED, in_state("revoked")),
    ("status", ProblemType.SUSPECT, foreign_ratchet),
] + [
    (name.value, ProblemType.PIN_WRONG, wrong_pin(name))
    for name in sorted(OVERTAKEN - {MessageName.STATUS, MessageName.CLAIMOK})
]


def test_the_table_has_every_refusal_that_is_recorded_for_a_known_device() -> None:
    recorded = {name for name in ProblemType if Problem(name).is_final}
    of_a_new_one = {ProblemType.ACTIVATION_REFUSED}
    assert {problem for _, problem, _ in REFUSALS} == recorded - of_a_new_one


@pytest.mark.parametrize(
    ("problem", "refuse"),
    [pytest.param(problem, make, id=f"{name}-{problem}") for name, problem, make in REFUSALS],
)
def test_after_a_recorded_refusal_nothing_that_was_sent_before_is_carried_out(
    portal: RunningPortal, login: str, problem: ProblemType, refuse: Callable[[Scene], bytes]
) -> None:
    scene = Scene(portal, login)
    device = scene.device
    held_back = [scene.message(name) for name in sorted(OVERTAKEN)]
    assert name_of(lambda: device.send(refuse(scene))) == problem
    before = scene.state()
    for data in held_back:
        assert name_of(lambda: device.send(data)) == "nonce-stale"  # noqa: B023
    assert scene.state() == before


@pytest.mark.parametrize("message", sorted(OVERTAKEN - {MessageName.ROTATE}))
def test_after_a_recorded_answer_nothing_that_was_sent_before_is_carried_out(
    portal: RunningPortal, login: str, message: MessageName
) -> None:
    scene = Scene(portal, login)
    held_back = [scene.message(name) for name in sorted(OVERTAKEN)]
    scene.device.send(scene.message(message))
    before = scene.state()
    for data in held_back:
        assert name_of(lambda: scene.device.send(data)) == "nonce-stale"  # noqa: B023
    assert scene.state() == before


def test_what_is_not_recorded_makes_nothing_stale(device: LivingDevice) -> None:
    late = device.pin_change(PIN, OTHER)
    request = device.request("applogin")
    statement = make_statement(Kind.APPLOGIN, Slot.of(request))
    unsealed = device.proof(statement, PIN) | {"pp": "AAAA"}
    refused = device.signed(request, unsealed)
    assert name_of(lambda: device.send(refused)) == "bad-request"
    device.poll()
    assert device.send(late)["pv"] == 2


def test_a_status_of_a_new_instance_makes_stale_what_another_one_has_sent(
    portal: RunningPortal, login: str
) -> None:
    device = activated(portal, login, roaming=True)
    late, elsewhere = device.pin_change(PIN, OTHER), device.copied(b"another machine")
    elsewhere.freshen()
    assert elsewhere.status()["pv"] == 1
    assert name_of(lambda: device.send(late)) == "nonce-stale"


def test_a_confirmation_that_was_overtaken_is_not_carried_out(
    portal: RunningPortal, login: str
) -> None:
    device = Device(portal.url)
    device.activate(login, portal.issue_code(login))
    late = device.proven("confirm", Kind.CONFIRM, PIN, aid=device.aid)
    assert device.status()["state"] == "provisional"
    assert name_of(lambda: device.send(late)) == "nonce-stale"
    assert device.status()["state"] == "provisional"
