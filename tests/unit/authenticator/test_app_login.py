from authenticator.flows.app_login import (
    AskingBrowser,
    Claimed,
    advance,
)
from tests.unit.authenticator.arrows import NEW
from tests.unit.authenticator.login_flow_tables import AWAITING, ELSEWHERE, HERE


def test_a_browser_at_another_address_is_never_let_in_without_the_user() -> None:
    state = advance(AWAITING, Claimed(1, ELSEWHERE), NEW)
    assert isinstance(state, AskingBrowser)
    assert advance(state, Claimed(1, HERE), NEW) is state
