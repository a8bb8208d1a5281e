"""Every state machine of the portal, every pair of state and event."""

from enum import StrEnum

import pytest

from crypto.protocol import DeviceState
from portal.domain.devices import tables as devices
from portal.domain.logins import challenges, tickets

# One line per state: what each event leads to; a dot stays.
DEVICES = """
              confirm suspect clear  lock   revoke
provisional   active  .       .      .      revoked
active        .       suspect .      locked revoked
suspect       .       .       active .      revoked
locked        .       .       .      .      revoked
revoked       .       .       .      .      .
"""
CHALLENGES = """
              approve  deny   report   finish   expire  supersede  cancel  lock
open          approved denied reported .        expired superseded expired denied
approved      .        .      .        finished expired .          expired denied
finished      .        .      .        .        .       .          .       .
denied        .        .      .        .        .       .          .       .
reported      .        .      .        .        .       .          .       .
expired       .        .      .        .        .       .          .       .
superseded    .        .      .        .        .       .          .       .
"""
TICKETS = """
              claim   claim-again confirm refuse expire lock
issued        claimed .           .       void   void   void
claimed       .       void        done    void   void   void
done          .       void        .       .      .      void
void          .       .           .       .      .      .
"""


def rows(table: str) -> list[tuple[str, str, str]]:
    head, *lines = [line.split() for line in table.strip().splitlines()]
    return [
        (state, event, state if after == "." else after)
        for state, *afters in lines
        for event, after in zip(head, afters, strict=True)
    ]


@pytest.mark.parametrize(("state", "event", "after"), rows(DEVICES))
def test_a_device_goes_where_the_table_says(state: str, event: str, after: str) -> None:
    moved = devices.advance(DeviceState(state), devices.DeviceEvent(event))
    assert moved is DeviceState(after)


@pytest.mark.parametrize(("state", "event", "after"), rows(CHALLENGES))
def test_a_challenge_goes_where_the_table_says(state: str, event: str, after: str) -> None:
    moved = challenges.advance(challenges.ChallengeState(state), challenges.ChallengeEvent(event))
    assert moved is challenges.ChallengeState(after)


@pytest.mark.parametrize(("state", "event", "after"), rows(TICKETS))
def test_a_ticket_goes_where_the_table_says(state: str, event: str, after: str) -> None:
    moved = tickets.advance(tickets.TicketState(state), tickets.TicketEvent(event))
    assert moved is tickets.TicketState(after)


@pytest.mark.parametrize(
    ("table", "states", "events"),
    [
        (DEVICES, DeviceState, devices.DeviceEvent),
        (CHALLENGES, challenges.ChallengeState, challenges.ChallengeEvent),
        (TICKETS, tickets.TicketState, tickets.TicketEvent),
    ],
)
def test_the_tables_are_complete(table: str, states: type[StrEnum], events: type[StrEnum]) -> None:
    named = {(state, event) for state, event, _ in rows(table)}
    assert named == {(state.value, event.value) for state in states for event in events}
