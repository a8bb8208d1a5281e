"""The tables of docs/protocol.md say what the code does."""

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Final

import pytest

from crypto import envelope, jws, protocol
from crypto.protocol import RATCHETED, DeviceState, MessageName, ProblemType
from portal.api import nonces
from portal.api.messages.account import MOST_DEVICES
from portal.api.pipeline import MESSAGES
from portal.domain.accounts import codes
from portal.domain.devices import idempotency, pin_tries
from portal.domain.devices.devices import PROVISIONAL_SECONDS
from portal.domain.devices.idempotency import Problem
from portal.domain.logins import challenges, history, tickets
from portal.platform.limits import Limit
from tests.unit.portal.test_overtaken_requests import REFUSALS
from tests.vectors import build

PAGE: Final = (Path(__file__).resolve().parents[3] / "docs" / "protocol.md").read_text()
VECTORS: Final = build.load()
DAY: Final = 86_400
EVERYBODYS: Final = {ProblemType.SUSPECT, ProblemType.LOCKED, ProblemType.REVOKED}
"""They name a state, whatever the message."""


def table(first: str) -> Iterator[list[str]]:
    """The rows of the table whose heading begins with these cells."""
    _, _, rest = PAGE.partition(f"\n{first}")
    for line in rest.split("\n\n")[0].splitlines()[2:]:
        yield [cell.strip() for cell in line.strip("|").split("|")]


def words(cell: str) -> set[str]:
    return set(re.findall(r"`([^`]+)`", cell))


RULES: Final = {row[0].strip("`"): row[1:] for row in table("| `m` | PIN |")}
BODIES: Final = {row[0].strip("`"): row[1:] for row in table("| `m` | body |")}
PROBLEMS: Final = {row[0].strip("`"): row[1:] for row in table("| NAME |")}
NUMBERS: Final = {row[0]: row[1] for row in table("| what | number |")}


def test_each_message_and_problem_has_its_row() -> None:
    assert list(RULES) == list(MessageName)
    assert list(BODIES) == list(MessageName)
    assert set(PROBLEMS) == set(ProblemType)


@pytest.mark.parametrize("message", MessageName)
def test_a_row_says_what_is_recorded_makes_stale_and_waits(message: MessageName) -> None:
    _, recorded, stale, waits, *_ = RULES[message]
    assert (recorded == "yes") is (message in RATCHETED)
    assert (stale == "yes") is (message in RATCHETED and message is not MessageName.ACTIVATE)
    bodies = [one["payload"]["b"] for one in VECTORS["requests"] if one["payload"]["m"] == message]
    assert (waits == "yes") is any("wait" in body for body in bodies)


@pytest.mark.parametrize("message", MessageName)
def test_a_row_says_in_which_states_a_message_is_served(message: MessageName) -> None:
    told = {each for each in RULES[message][4].split(", ") if each != "none"}
    served = {state.value for state in MESSAGES[message].states}
    assert told == served or (told == {"all"} and served == set(DeviceState))


@pytest.mark.parametrize("message", MessageName)
def test_a_row_says_whether_a_pin_is_needed(message: MessageName) -> None:
    proven = {
        "pp" in one["payload"]["b"] for one in VECTORS["requests"] if one["payload"]["m"] == message
    }
    told = RULES[message][0]
    assert {"yes": {True}, "—": {False}}.get(told, {True, False}) == proven


@pytest.mark.parametrize("message", MessageName)
def test_a_row_has_the_problems_that_are_seen(message: MessageName) -> None:
    told = words(RULES[message][5])
    seen = {problem.value for name, problem, _ in REFUSALS if name == message}
    assert told <= set(ProblemType)
    assert seen - EVERYBODYS <= told
    assert ("pin-wrong" in told) is (RULES[message][0] != "—")


@pytest.mark.parametrize("message", MessageName)
def test_a_row_has_the_members_of_bodies_and_answers(message: MessageName) -> None:
    body, answer = (members(cell) for cell in BODIES[message])
    for one in VECTORS["requests"]:
        if one["payload"]["m"] == message:
            assert frozenset(one["payload"]["b"]) in body
    for one in VECTORS["answers"]:
        if one["payload"]["m"] == message:
            assert frozenset(one["payload"]["b"]) in answer


def members(cell: str) -> set[frozenset[str]]:
    found = re.findall(r"`\{([^}]*)\}`", cell)
    return {frozenset(re.findall(r'"(\w+)"', each)) for each in found}


@pytest.mark.parametrize("name", ProblemType)
def test_a_problem_has_its_status_and_whether_it_is_recorded(name: ProblemType) -> None:
    status, recorded, _ = PROBLEMS[name]
    assert int(status) == Problem(name).body["status"]
    assert (recorded == "yes") is Problem(name).is_final


def test_numbers_are_those_of_the_code() -> None:
    code, most, span = codes, pin_tries.MOST, pin_tries.SECONDS // DAY
    addresses, logins = Limit.ACTIVATIONS_BY_ADDRESS, Limit.ACTIVATIONS_BY_LOGIN
    assert {
        "request": f"{jws.MAX_BYTES:,} bytes",
        "answer": f"{envelope.MAX_RESPONSE_BYTES:,} bytes",
        "nonce": f"{nonces.SECONDS} seconds",
        "recorded answer": f"{idempotency.SECONDS:,} seconds",
        "wait of a poll": f"{protocol.LONGEST_WAIT} seconds",
        "wait of `claim`": f"{protocol.LONGEST_CLAIM} seconds",
        "sign of life": f"every {protocol.SIGN_SECONDS} seconds",
        "activation code": f"{protocol.CODE_DIGITS} digits, {code.SECONDS} seconds",
        "provisional device": f"{PROVISIONAL_SECONDS} seconds",
        "wrong PINs in a row": str(pin_tries.TRIES),
        "wrong PINs that no success resets": f"{most} in {span} days",
        "login request": f"{challenges.SECONDS} seconds",
        "ticket": f"256 bits, {tickets.SECONDS} seconds",
        "devices in a list": str(MOST_DEVICES),
        "history": f"{history.MOST} logins, {history.KEPT_SECONDS // DAY} days",
        "messages of a device": rate(Limit.MESSAGES_BY_DEVICE),
        "messages of one address that no known device has signed": rate(Limit.FAILURES_BY_ADDRESS),
        "activations": f"{rate(addresses)} of one address, {rate(logins)} of one user name there",
        "user name": f"{protocol.LONGEST_LOGIN} bytes",
        "name of a device, system": f"{protocol.LONGEST_DEVICE_NAME} characters",
        "version of app and terms": f"{protocol.LONGEST_VERSION} characters",
    } == NUMBERS


def rate(limit: Limit) -> str:
    wanted = limit.value.rate
    return f"{wanted.most} in {wanted.seconds} seconds"
