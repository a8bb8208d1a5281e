"""The window on an account's page."""

from authenticator.failures import Failure, Problem
from authenticator.flows.watching import Halted
from authenticator.model import PollResult
from tests.support.screens.fakes import ACCOUNT, BINDING, FakeServices
from tests.unit.ui.hand import Hand
from tests.unit.ui.held_jobs import HeldJobs


def at_home(services: FakeServices, held: HeldJobs) -> Hand:
    """With one account that the portal was heard of."""
    services.accounts = (BINDING,)
    services.logins.news = [PollResult("tag", None, ACCOUNT)]
    hand = Hand(services, held)
    held.finish_poll()
    return hand


def open_account(services: FakeServices, held: HeldJobs) -> Hand:
    """As a user comes to the account's page."""
    hand = at_home(services, held)
    hand.click("home.account.1.manage")
    return hand


def tell(hand: Hand, failure: Failure) -> None:
    """The portal says that the device is locked, say."""
    hand.navigator.presenters.home._change(BINDING, link=Halted(Problem(failure)))
