"""The arrows of activation, login request and login begun in the app."""

from dataclasses import replace
from typing import Final

from authenticator.failures import Failure, Problem
from authenticator.flows import activation, app_login, approval
from authenticator.flows.activation_transitions import advance
from authenticator.flows.common import (
    Begun,
    Cancelled,
    Failed,
    PinEntered,
    Retried,
    Succeeded,
    WentBack,
)
from authenticator.model import Account, Claim, LoginRequest, Secret, Stage, Ticket
from crypto.protocol import ClaimState, Line, Mode
from crypto.statements import Decision
from tests.unit.authenticator.arrows import NEW, Flow

CODE, PIN = Secret("10542963"), Secret("482913")
OFFLINE, WRONG = Problem(Failure.PORTAL_UNREACHABLE), Problem(Failure.PIN_WRONG, tries_left=4)
REFUSED, REVOKED = Problem(Failure.ACTIVATION_REFUSED), Problem(Failure.DEVICE_REVOKED)

ACCOUNT = Account("a@b.example", "Anna Berg", "Praxis Berg", cleared=False)
LOGIN = ACCOUNT.login
TYPED = activation.Typed(LOGIN, CODE)
WAITING = activation.Paused(LOGIN, CODE, PIN, 2, None)

ACTIVATION: Final = Flow(
    "activation",
    advance,
    activation.State,
    activation.Event,
    [
        (activation.ReadTerms(), activation.TermsAccepted(), activation.ProbingKeyring(NEW)),
        (
            activation.ProbingKeyring(1),
            activation.KeyringProved(1),
            activation.EnterCode(),
        ),
        (activation.ProbingKeyring(1), Failed(1, OFFLINE), activation.KeyringRefused(OFFLINE)),
        (activation.ProbingKeyring(1), WentBack(), activation.ReadTerms()),
        (activation.KeyringRefused(OFFLINE), Retried(), activation.ProbingKeyring(NEW)),
        (activation.KeyringRefused(OFFLINE), WentBack(), activation.ReadTerms()),
        (
            activation.EnterCode(attempt=1),
            activation.CodeEntered(LOGIN, CODE),
            activation.ChoosePin(LOGIN, CODE, 1),
        ),
        (activation.EnterCode(attempt=1), activation.CodeLeft(TYPED), activation.ReadTerms(TYPED)),
        (
            activation.ReadTerms(TYPED),
            activation.TermsAccepted(),
            activation.ProbingKeyring(NEW, TYPED),
        ),
        (
            activation.ProbingKeyring(1, TYPED),
            activation.KeyringProved(1),
            activation.EnterCode(LOGIN, code=CODE),
        ),
        (activation.ProbingKeyring(1, TYPED), WentBack(), activation.ReadTerms(TYPED)),
        (
            activation.ProbingKeyring(1, TYPED),
            Failed(1, OFFLINE),
            activation.KeyringRefused(OFFLINE, TYPED),
        ),
        (
            activation.KeyringRefused(OFFLINE, TYPED),
            Retried(),
            activation.ProbingKeyring(NEW, TYPED),
        ),
        (activation.KeyringRefused(OFFLINE, TYPED), WentBack(), activation.ReadTerms(TYPED)),
        (
            activation.EnterCode(LOGIN, REFUSED, PIN, 2),
            activation.CodeEntered(LOGIN, CODE),
            activation.Registering(LOGIN, CODE, PIN, NEW),
        ),
        (
            activation.ChoosePin(LOGIN, CODE, 1),
            WentBack(),
            activation.EnterCode(LOGIN, attempt=1, code=CODE),
        ),
        (
            activation.ChoosePin(LOGIN, CODE, 1),
            activation.PinChosen(PIN),
            activation.Registering(LOGIN, CODE, PIN, NEW),
        ),
        (
            activation.Registering(LOGIN, CODE, PIN, 2),
            activation.Progressed(2, Stage.CONFIRMING),
            activation.Registering(LOGIN, CODE, PIN, 2, Stage.CONFIRMING),
        ),
        (
            activation.Registering(LOGIN, CODE, PIN, 2),
            activation.Activated(2, ACCOUNT),
            activation.Done(ACCOUNT),
        ),
        (
            activation.Registering(LOGIN, CODE, PIN, 2),
            Failed(2, REFUSED),
            activation.EnterCode(LOGIN, REFUSED, PIN, 2),
        ),
        (
            activation.Registering(LOGIN, CODE, PIN, 2),
            Failed(2, WRONG),
            activation.ChoosePin(LOGIN, CODE, 2),
        ),
        (
            activation.Registering(LOGIN, CODE, PIN, 2),
            Failed(2, OFFLINE),
            activation.Paused(LOGIN, CODE, PIN, 2, OFFLINE),
        ),
        (
            activation.Registering(LOGIN, CODE, PIN, 2),
            Failed(2, REVOKED),
            activation.Stopped(REVOKED),
        ),
        (
            activation.Paused(LOGIN, CODE, PIN, 2, OFFLINE),
            Retried(),
            activation.Registering(LOGIN, CODE, PIN, NEW),
        ),
        (
            activation.Paused(LOGIN, CODE, PIN, 2, OFFLINE),
            WentBack(),
            activation.EnterCode(LOGIN, None, PIN, 2),
        ),
        (activation.Registering(LOGIN, CODE, PIN, 2), WentBack(), WAITING),
        (WAITING, Retried(), activation.Registering(LOGIN, CODE, PIN, 2)),
        (WAITING, activation.Activated(2, ACCOUNT), activation.Done(ACCOUNT)),
        (WAITING, Failed(2, OFFLINE), activation.Paused(LOGIN, CODE, PIN, 2, OFFLINE)),
        (
            activation.EnterCode(LOGIN, None, PIN, 2),
            activation.Activated(2, ACCOUNT),
            activation.Done(ACCOUNT),
        ),
        (
            activation.ChoosePin(LOGIN, CODE, 2),
            activation.Activated(2, ACCOUNT),
            activation.Done(ACCOUNT),
        ),
        (activation.Resuming(1), WentBack(), activation.ResumePaused(1, None)),
        (activation.ResumePaused(1, None), Retried(), activation.Resuming(1)),
        (activation.ResumePaused(1, None), activation.NothingToResume(1), activation.ReadTerms()),
        (
            activation.ResumePaused(1, None),
            activation.PinNeeded(1, LOGIN),
            activation.RepeatPin(LOGIN),
        ),
        (
            activation.ResumePaused(1, None),
            activation.Activated(1, ACCOUNT),
            activation.Done(ACCOUNT),
        ),
        (activation.ResumePaused(1, None), Failed(1, OFFLINE), activation.ResumePaused(1, OFFLINE)),
        (activation.Resuming(1), activation.NothingToResume(1), activation.ReadTerms()),
        (activation.Resuming(1), activation.PinNeeded(1, LOGIN), activation.RepeatPin(LOGIN)),
        (activation.Resuming(1), activation.Activated(1, ACCOUNT), activation.Done(ACCOUNT)),
        (activation.Resuming(1), Failed(1, OFFLINE), activation.ResumePaused(1, OFFLINE)),
        (activation.Resuming(1), Failed(1, REVOKED), activation.Stopped(REVOKED)),
        (activation.ResumePaused(1, OFFLINE), Retried(), activation.Resuming(NEW)),
        (activation.ResumePaused(1, OFFLINE), WentBack(), activation.ReadTerms()),
        (
            activation.RepeatPin(LOGIN),
            activation.PinRepeated(PIN),
            activation.Confirming(LOGIN, PIN, NEW),
        ),
        (
            activation.Confirming(LOGIN, PIN, 2),
            activation.Activated(2, ACCOUNT),
            activation.Done(ACCOUNT),
        ),
        (
            activation.Confirming(LOGIN, PIN, 2),
            Failed(2, WRONG),
            activation.RepeatPin(LOGIN, WRONG),
        ),
        (
            activation.Confirming(LOGIN, PIN, 2),
            Failed(2, OFFLINE),
            activation.RepeatPin(LOGIN, OFFLINE),
        ),
        (activation.Confirming(LOGIN, PIN, 2), Failed(2, REVOKED), activation.Stopped(REVOKED)),
        *(
            (state, activation.StartedOver(), activation.ReadTerms())
            for state in (
                activation.Stopped(REVOKED),
                activation.EnterCode(),
                activation.ChoosePin(LOGIN, CODE),
                activation.Paused(LOGIN, CODE, PIN, 2, OFFLINE),
                activation.RepeatPin(LOGIN),
            )
        ),
    ],
)

TICKET = Ticket("https://portal.example/login/app#t=SECRET", "hash")
HERE = Claim(ClaimState.CLAIMED, "192.0.2.7", "Firefox", "Windows", Line.SAME)
ELSEWHERE = replace(HERE, line=Line.OTHER)
DONE, VOID = replace(HERE, state=ClaimState.DONE), replace(HERE, state=ClaimState.VOID)
NOBODY = Claim(ClaimState.UNCLAIMED, "", "", "", Line.UNKNOWN)
NOT_CLEARED, GONE = Problem(Failure.NOT_CLEARED), Problem(Failure.REQUEST_ENDED)
AWAITING = app_login.AwaitingBrowser(TICKET, 1)

APP_LOGIN: Final = Flow(
    "app login",
    app_login.advance,
    app_login.State,
    app_login.Event,
    [
        (app_login.Ready(), Begun(), app_login.AskingPin()),
        (app_login.LoggedIn(), Begun(), app_login.AskingPin()),
        (app_login.Ended(GONE), Begun(), app_login.AskingPin()),
        (app_login.AskingPin(), PinEntered(PIN), app_login.RequestingTicket(PIN, NEW)),
        (app_login.RequestingTicket(PIN, 1), WentBack(), app_login.AskingPin(1)),
        (app_login.AskingPin(1), Failed(1, WRONG), app_login.AskingPin(1, WRONG)),
        (app_login.RequestingTicket(PIN, 1), app_login.TicketGiven(1, TICKET), AWAITING),
        (app_login.RequestingTicket(PIN, 1), Failed(1, WRONG), app_login.AskingPin(1, WRONG)),
        (app_login.RequestingTicket(PIN, 1), Failed(1, OFFLINE), app_login.AskingPin(1, OFFLINE)),
        (app_login.RequestingTicket(PIN, 1), Failed(1, NOT_CLEARED), app_login.Ended(NOT_CLEARED)),
        (AWAITING, app_login.Claimed(1, NOBODY), AWAITING),
        (
            AWAITING,
            app_login.Claimed(1, HERE),
            app_login.ConfirmingBrowser(TICKET, ok=True, attempt=NEW),
        ),
        (AWAITING, app_login.Claimed(1, ELSEWHERE), app_login.AskingBrowser(TICKET, ELSEWHERE)),
        (AWAITING, app_login.Claimed(1, VOID), app_login.Ended(GONE)),
        (AWAITING, Failed(1, OFFLINE), app_login.Ended(OFFLINE)),
        (
            app_login.AskingBrowser(TICKET, ELSEWHERE),
            app_login.BrowserJudged(ok=False),
            app_login.ConfirmingBrowser(TICKET, ok=False, attempt=NEW),
        ),
        (
            app_login.ConfirmingBrowser(TICKET, ok=True, attempt=1),
            app_login.Claimed(1, DONE),
            app_login.LoggedIn(),
        ),
        (
            app_login.ConfirmingBrowser(TICKET, ok=True, attempt=1),
            app_login.Claimed(1, VOID),
            app_login.Ended(GONE),
        ),
        (
            app_login.ConfirmingBrowser(TICKET, ok=False, attempt=1),
            app_login.Claimed(1, VOID),
            app_login.Ended(None),
        ),
        (
            app_login.ConfirmingBrowser(TICKET, ok=True, attempt=1),
            Failed(1, OFFLINE),
            app_login.Ended(OFFLINE),
        ),
        *(
            (state, Cancelled(), app_login.Ready())
            for state in (
                app_login.AskingPin(),
                AWAITING,
                app_login.LoggedIn(),
                app_login.Ended(GONE),
            )
        ),
    ],
)

ONE: Final = LoginRequest(
    cid="1",
    aud="https://portal.example",
    account="a@b.example",
    ip="192.0.2.7",
    browser="Firefox",
    os="Windows",
    started=1,
    deadline=180.0,
    content="a.b.c",
)
TWO, AFAR = replace(ONE, cid="2"), replace(ONE, mode=Mode.CODE)
ENDED, LOCKED = Problem(Failure.REQUEST_ENDED), Problem(Failure.DEVICE_LOCKED)
NO_BROWSER = Problem(Failure.BROWSER_NOT_OPENED)
APPROVING = approval.Answering(ONE, Decision.APPROVE, 1, PIN)
DENYING = approval.Answering(ONE, Decision.DENY, 1)
ASKED = approval.Asking(ONE, asks_about_report=True)
REPORTING = approval.Answering(ONE, Decision.REPORT, 1)

APPROVAL: Final = Flow(
    "approval",
    approval.advance,
    approval.State,
    approval.Event,
    [
        (approval.NoRequest(), approval.RequestsChanged(ONE), approval.Asking(ONE)),
        (approval.Asking(ONE), approval.RequestsChanged(TWO), approval.Asking(TWO)),
        (
            approval.Asking(ONE),
            approval.RequestsChanged(None),
            approval.Closed(ONE, approval.Outcome.ENDED),
        ),
        (
            approval.Asking(ONE),
            approval.TimeRanOut("1"),
            approval.Closed(ONE, approval.Outcome.ENDED),
        ),
        (
            approval.Asking(ONE),
            approval.Decided(Decision.APPROVE, PIN),
            replace(APPROVING, attempt=NEW),
        ),
        (
            approval.Asking(AFAR),
            approval.Decided(Decision.APPROVE, PIN, CODE),
            approval.Answering(AFAR, Decision.APPROVE, NEW, PIN, CODE),
        ),
        (approval.Asking(ONE), approval.Decided(Decision.DENY), replace(DENYING, attempt=NEW)),
        (approval.Asking(ONE, 1, WRONG), approval.ReportChosen(), ASKED),
        (ASKED, WentBack(), approval.Asking(ONE)),
        (ASKED, approval.Decided(Decision.REPORT), replace(REPORTING, attempt=NEW)),
        (ASKED, approval.RequestsChanged(TWO), approval.Asking(TWO)),
        (ASKED, approval.RequestsChanged(None), approval.Closed(ONE, approval.Outcome.ENDED)),
        (ASKED, approval.TimeRanOut("1"), approval.Closed(ONE, approval.Outcome.ENDED)),
        (APPROVING, Succeeded(1), approval.Closed(ONE, approval.Outcome.APPROVED)),
        (DENYING, Succeeded(1), approval.Closed(ONE, approval.Outcome.DENIED)),
        (REPORTING, Succeeded(1), approval.Closed(ONE, approval.Outcome.REPORTED)),
        (APPROVING, Failed(1, WRONG), approval.Asking(ONE, 1, WRONG)),
        (APPROVING, Failed(1, OFFLINE), approval.Asking(ONE, 1, OFFLINE)),
        (APPROVING, Failed(1, ENDED), approval.Closed(ONE, approval.Outcome.ENDED, ENDED)),
        (APPROVING, Failed(1, LOCKED), approval.Closed(ONE, approval.Outcome.FAILED, LOCKED)),
        (
            APPROVING,
            approval.BrowserTried(has_opened=False),
            approval.Closed(ONE, approval.Outcome.APPROVED, NO_BROWSER),
        ),
        (
            approval.Closed(ONE, approval.Outcome.APPROVED),
            approval.BrowserTried(has_opened=False),
            approval.Closed(ONE, approval.Outcome.APPROVED, NO_BROWSER),
        ),
        (
            approval.Closed(ONE, approval.Outcome.APPROVED, NO_BROWSER),
            approval.BrowserTried(has_opened=True),
            approval.Closed(ONE, approval.Outcome.APPROVED),
        ),
        (
            approval.Closed(ONE, approval.Outcome.APPROVED),
            approval.Dismissed(),
            approval.NoRequest(),
        ),
        (
            approval.Closed(ONE, approval.Outcome.APPROVED),
            approval.RequestsChanged(TWO),
            approval.Asking(TWO),
        ),
    ],
)

LOGIN_FLOWS: Final = (ACTIVATION, APP_LOGIN, APPROVAL)
