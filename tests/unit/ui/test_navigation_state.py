"""The navigation as a table: what was shown, what happened, what is shown then."""

import itertools
from dataclasses import replace

import pytest

from authenticator.flows.approval import Answering, Asking, Closed, NoRequest, Outcome
from authenticator.flows.approval import State as Request
from crypto.statements import Decision
from tests.support.screens.fakes import login_request
from ui.navigation.state import (
    AccountsChanged,
    Event,
    Left,
    Opened,
    Overlay,
    RequestChanged,
    RequestWanted,
    Screen,
    Started,
    State,
    Task,
    UpdateDemanded,
    UserAbsent,
    advance,
)

ASKING = Asking(login_request("one"))
ANSWERING = Answering(ASKING.request, Decision.DENY, 1)
DENIED = Closed(ASKING.request, Outcome.DENIED)
EXPIRED = Closed(ASKING.request, Outcome.ENDED)
REQUESTS: tuple[Request, ...] = (NoRequest(), ASKING, ANSWERING, DENIED, EXPIRED)
LOGIN, ACCOUNT, ACTIVATION = Task.APP_LOGIN, Task.ACCOUNT, Task.ACTIVATION
INTRODUCTION = Task.INTRODUCTION
APPROVAL, HELP, PROXY = Overlay.APPROVAL, Overlay.HELP, Overlay.PROXY_LOGIN
UPDATE = Overlay.UPDATE


def at(task: Task, *overlays: Overlay, request: Request = NoRequest()) -> State:  # noqa: B008
    return State(task, overlays, request)


TRANSITIONS: list[tuple[State, Event, State]] = [
    # The start
    (State(), Started(True, False), at(Task.HOME)),
    (State(), Started(True, True), at(ACTIVATION)),
    (State(), Started(False, False), replace(at(ACTIVATION), has_accounts=False)),
    (State(), Started(False, False, True), replace(at(INTRODUCTION), has_accounts=False)),
    (State(), Started(False, True, True), replace(at(ACTIVATION), has_accounts=False)),
    (State(), Started(True, False, True), at(Task.HOME)),
    # The introduction
    (
        replace(at(INTRODUCTION), has_accounts=False),
        Left(INTRODUCTION),
        replace(at(ACTIVATION), has_accounts=False),
    ),
    (at(INTRODUCTION), Opened(HELP), at(INTRODUCTION, HELP)),
    (at(INTRODUCTION, HELP), Left(HELP), at(INTRODUCTION)),
    (at(INTRODUCTION, HELP), Opened(ACTIVATION), at(ACTIVATION)),
    # Tasks
    (at(Task.HOME), Opened(LOGIN), at(LOGIN)),
    (at(Task.HOME, HELP), Opened(ACTIVATION), at(ACTIVATION)),
    (at(LOGIN), Left(LOGIN), at(Task.HOME)),
    (at(LOGIN, HELP), Left(LOGIN), at(Task.HOME, HELP)),
    (at(ACCOUNT), Left(LOGIN), at(ACCOUNT)),
    # Overlays
    (at(LOGIN), Opened(HELP), at(LOGIN, HELP)),
    (at(LOGIN, HELP), Opened(Overlay.SETTINGS), at(LOGIN, Overlay.SETTINGS)),
    (at(LOGIN, HELP), Opened(Overlay.ABOUT), at(LOGIN, Overlay.ABOUT)),
    (at(LOGIN, HELP), Left(HELP), at(LOGIN)),
    (at(LOGIN), Left(HELP), at(LOGIN)),
    # The question of a proxy
    (at(LOGIN, HELP), Opened(PROXY), at(LOGIN, HELP, PROXY)),
    (at(LOGIN, HELP, PROXY), Left(PROXY), at(LOGIN, HELP)),
    (at(LOGIN, PROXY), Opened(HELP), at(LOGIN, PROXY, HELP)),
    (at(LOGIN, PROXY, HELP), Opened(Overlay.ABOUT), at(LOGIN, PROXY, Overlay.ABOUT)),
    (at(LOGIN, PROXY, HELP), Left(HELP), at(LOGIN, PROXY)),
    (at(LOGIN, PROXY, HELP), Left(PROXY), at(LOGIN, HELP)),
    (at(Task.HOME, PROXY), Opened(ACTIVATION), at(ACTIVATION, PROXY)),
    # A request
    (at(Task.HOME), RequestChanged(ASKING), at(Task.HOME, APPROVAL, request=ASKING)),
    (at(LOGIN), RequestChanged(ASKING), at(LOGIN, request=ASKING)),
    (at(Task.HOME, HELP), RequestChanged(ASKING), at(Task.HOME, HELP, request=ASKING)),
    (
        at(Task.HOME, HELP, request=ASKING),
        Left(HELP),
        at(Task.HOME, APPROVAL, request=ASKING),
    ),
    (at(LOGIN, request=ASKING), Left(LOGIN), at(Task.HOME, APPROVAL, request=ASKING)),
    (at(LOGIN, request=ASKING), Opened(APPROVAL), at(LOGIN, APPROVAL, request=ASKING)),
    (
        at(LOGIN, APPROVAL, request=ASKING),
        RequestChanged(ANSWERING),
        at(LOGIN, APPROVAL, request=ANSWERING),
    ),
    (
        at(LOGIN, APPROVAL, request=ANSWERING),
        RequestChanged(DENIED),
        at(LOGIN, APPROVAL, request=DENIED),
    ),
    (at(LOGIN, APPROVAL, request=DENIED), RequestChanged(NoRequest()), at(LOGIN)),
    (at(LOGIN, APPROVAL, PROXY, request=ASKING), RequestChanged(NoRequest()), at(LOGIN, PROXY)),
    (
        at(LOGIN, APPROVAL, PROXY, request=ASKING),
        Left(PROXY),
        at(LOGIN, APPROVAL, request=ASKING),
    ),
    # A request that a link or a notification asks for
    (at(LOGIN), RequestWanted("one"), replace(at(LOGIN), wanted_cid="one")),
    (
        replace(at(LOGIN), wanted_cid="one"),
        RequestChanged(ASKING),
        at(LOGIN, APPROVAL, request=ASKING),
    ),
    (at(LOGIN, request=ASKING), RequestWanted("one"), at(LOGIN, APPROVAL, request=ASKING)),
    (
        replace(at(LOGIN), wanted_cid="another"),
        RequestChanged(ASKING),
        replace(at(LOGIN, request=ASKING), wanted_cid="another"),
    ),
    # Accounts
    (
        at(Task.HOME),
        AccountsChanged(False),
        replace(at(ACTIVATION), has_accounts=False),
    ),
    (at(ACCOUNT), AccountsChanged(False), replace(at(ACCOUNT), has_accounts=False)),
    (
        replace(at(ACCOUNT), has_accounts=False),
        Left(ACCOUNT),
        replace(at(ACTIVATION), has_accounts=False),
    ),
    # The portal demands a newer version
    (at(Task.HOME), UpdateDemanded(), at(Task.HOME, UPDATE)),
    (at(Task.HOME, HELP), UpdateDemanded(), replace(at(Task.HOME, HELP), update_waits=True)),
    (replace(at(Task.HOME, HELP), update_waits=True), Left(HELP), at(Task.HOME, UPDATE)),
    (at(LOGIN), UpdateDemanded(), replace(at(LOGIN), update_waits=True)),
    (replace(at(LOGIN), update_waits=True), Left(LOGIN), at(Task.HOME, UPDATE)),
    (
        at(Task.HOME, APPROVAL, request=ASKING),
        UpdateDemanded(),
        replace(at(Task.HOME, APPROVAL, request=ASKING), update_waits=True),
    ),
    (
        replace(at(Task.HOME, APPROVAL, request=ASKING), update_waits=True),
        RequestChanged(NoRequest()),
        at(Task.HOME, UPDATE),
    ),
    (at(Task.HOME, UPDATE), Left(UPDATE), at(Task.HOME)),
    (replace(at(LOGIN), update_waits=True), Left(UPDATE), at(LOGIN)),
    # The user is absent
    (at(ACCOUNT), UserAbsent(), at(Task.HOME)),
    (at(ACCOUNT, HELP), UserAbsent(), at(Task.HOME, HELP)),
    (at(LOGIN), UserAbsent(), at(LOGIN)),
]


@pytest.mark.parametrize(("before", "event", "after"), TRANSITIONS)
def test_each_transition(before: State, event: Event, after: State) -> None:
    assert advance(before, event) == after


def test_every_event_is_in_the_table() -> None:
    assert {type(event) for _, event, _ in TRANSITIONS} == set(Event.__args__)


@pytest.mark.parametrize("screen", [*Task, *Overlay])
@pytest.mark.parametrize("request_state", REQUESTS[1:])
def test_an_open_question_stays_until_it_is_answered(
    screen: Screen, request_state: Request
) -> None:
    for event in (Opened(screen), Left(screen), RequestChanged(request_state), UserAbsent()):
        if event != Left(PROXY):
            assert PROXY in advance(at(LOGIN, PROXY), event).overlays


@pytest.mark.parametrize(
    ("request_state", "front", "shown"),
    [
        (NoRequest(), (), False),
        (ASKING, (), True),
        (ASKING, (HELP,), True),
        (ASKING, (APPROVAL,), False),
        (ANSWERING, (), False),
        (DENIED, (HELP,), False),
    ],
)
def test_a_banner_shows_for_an_open_request_that_is_not_in_front(
    request_state: Request, front: tuple[Overlay, ...], shown: bool
) -> None:
    assert State(LOGIN, front, request_state).shows_banner is shown


def test_the_user_is_deciding_while_an_unanswered_request_is_in_front() -> None:
    deciding = {
        (request, front)
        for request, front in itertools.product(REQUESTS, (APPROVAL, HELP))
        if State(LOGIN, (front,), request).is_deciding
    }
    assert deciding == {(ASKING, APPROVAL), (ANSWERING, APPROVAL)}


def test_only_an_end_that_nobody_saw_is_hidden() -> None:
    assert at(LOGIN, request=EXPIRED).hides_ended_request
    assert not at(LOGIN, APPROVAL, request=EXPIRED).hides_ended_request
    assert not at(LOGIN, HELP, request=DENIED).hides_ended_request
