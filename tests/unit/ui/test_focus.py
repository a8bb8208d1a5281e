"""Where the keys go: never to the header by themselves, and to the primary button first."""

from collections.abc import Callable, Iterator
from itertools import product

import pytest
from PySide6.QtCore import QEvent, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QWidget
from pytestqt.qtbot import QtBot

from authenticator.failures import Failure, Problem
from authenticator.flows import account_removal, activation, app_login, approval, pin_change
from authenticator.flows.watching import Watching
from authenticator.model import Secret, Stage
from crypto.statements import Decision
from tests.support.screens import fakes
from tests.support.screens.catalogue import CODE, CUT, PIN, WRONG_PIN, Scene
from ui.navigation.state import Overlay, Task
from ui.screens.account.page import AccountTask
from ui.widgets.page import Page

LOGIN, REQUEST = fakes.LOGIN, fakes.login_request()
Show = Callable[[Scene, object], None]


def activate(on: Scene, state: object) -> None:
    on.activation(state)  # type: ignore[arg-type]


def approve(on: Scene, state: object) -> None:
    presenter = on.navigator.presenters.approval
    presenter._state = state  # type: ignore[assignment]
    presenter.changed.emit(state)


def log_in(on: Scene, state: object) -> None:
    presenter = on.navigator.presenters.app_login
    presenter._state = state  # type: ignore[assignment]
    presenter.changed.emit(state)


def change(on: Scene, state: object) -> None:
    on._show(AccountTask.PIN_CHANGE, (state,))


def remove(on: Scene, state: object) -> None:
    on._show(AccountTask.REMOVAL, (state,))


FLOWS: dict[str, tuple[Callable[[Scene], None], Show, tuple[object, ...]]] = {
    "activation": (
        lambda on: None,
        activate,
        (
            activation.ReadTerms(),
            activation.ProbingKeyring(1),
            activation.KeyringRefused(CUT),
            activation.EnterCode(LOGIN, code=CODE),
            activation.EnterCode(LOGIN, Problem(Failure.ACTIVATION_REFUSED), PIN, 2),
            activation.ChoosePin(LOGIN, CODE),
            activation.Registering(LOGIN, CODE, PIN, 1, Stage.CONFIRMING),
            activation.Paused(LOGIN, CODE, PIN, 1, CUT),
            activation.Resuming(1),
            activation.ResumePaused(1, CUT),
            activation.RepeatPin(LOGIN, WRONG_PIN),
            activation.Confirming(LOGIN, PIN, 1),
            activation.Done(fakes.ACCOUNT),
            activation.Stopped(CUT),
        ),
    ),
    "approval": (
        Scene.request,
        approve,
        (
            approval.Asking(REQUEST),
            approval.Asking(REQUEST, 1, WRONG_PIN),
            approval.Answering(REQUEST, Decision.APPROVE, 1, PIN),
            approval.Answering(REQUEST, Decision.DENY, 1),
            approval.Closed(REQUEST, approval.Outcome.APPROVED),
            approval.Closed(REQUEST, approval.Outcome.FAILED, CUT),
        ),
    ),
    "login": (
        lambda on: on.login(app_login.AskingPin()),
        log_in,
        (
            app_login.AskingPin(1, WRONG_PIN),
            app_login.RequestingTicket(PIN, 1),
            app_login.AwaitingBrowser(fakes.TICKET, 1),
            app_login.AskingBrowser(fakes.TICKET, fakes.FOREIGN),
            app_login.ConfirmingBrowser(fakes.TICKET, ok=True, attempt=1),
            app_login.LoggedIn(),
            app_login.Ended(CUT),
        ),
    ),
    "pin change": (
        lambda on: on.account(AccountTask.PIN_CHANGE),
        change,
        (
            pin_change.AskingPins(1, WRONG_PIN),
            pin_change.Changing(PIN, Secret("905271"), 1),
            pin_change.Changed(),
            pin_change.Ended(CUT),
        ),
    ),
    "removal": (
        lambda on: on.account(AccountTask.REMOVAL),
        remove,
        (
            account_removal.Asking(),
            account_removal.Leaving(1),
            account_removal.Asking(1, CUT),
        ),
    ),
}


@pytest.fixture
def scene(qapp: QApplication) -> Iterator[Scene]:
    on = Scene("de")
    on.window.show()
    assert QTest.qWaitForWindowActive(on.window)
    yield on
    on.window.close()


@pytest.fixture
def strayed(qapp: QApplication, scene: Scene) -> Iterator[list[str]]:
    """What of the header had the focus, however shortly."""
    names: list[str] = []

    def note(_before: QWidget | None, now: QWidget | None) -> None:
        if now is not None and scene.window.header.isAncestorOf(now):
            names.append(now.objectName())

    qapp.focusChanged.connect(note)
    yield names
    qapp.focusChanged.disconnect(note)


def focused() -> QWidget:
    at = QApplication.focusWidget()
    assert at is not None
    return at


def front(scene: Scene) -> Page:
    return next(page for page in scene.window.findChildren(Page) if page.isVisible())


def controls(page: Page) -> list[QWidget]:
    """What Tab comes by on the page."""
    return [
        widget
        for widget in page.findChildren(QWidget)
        if widget.focusPolicy() & Qt.FocusPolicy.TabFocus
        and widget.isVisible()
        and widget.isEnabled()
    ]


def assert_on_page(scene: Scene) -> None:
    """Where a key has its use."""
    QApplication.processEvents()
    at, page = focused(), front(scene)
    assert at is page or page.isAncestorOf(at)
    assert at.isVisible()
    assert at.isEnabled()


@pytest.mark.parametrize("flow", FLOWS)
def test_the_focus_stays_on_the_page_whatever_had_it_and_whatever_comes(
    flow: str, scene: Scene, strayed: list[str]
) -> None:
    begin, show, states = FLOWS[flow]
    begin(scene)
    for before, place, after in product(states, (0, -1), states):
        show(scene, before)
        # The first and the last: what has the focus by itself, and what was clicked.
        [*controls(front(scene)), front(scene)][place].setFocus()
        show(scene, after)
        assert_on_page(scene)
    assert strayed == []


def test_the_focus_comes_to_the_end_of_a_removal(scene: Scene, strayed: list[str]) -> None:
    scene.account(AccountTask.REMOVAL, account_removal.Asking(), account_removal.Leaving(1))
    scene.navigator.screens.account.view(AccountTask.REMOVAL).presenter.changed.emit(
        account_removal.Left()
    )
    assert_on_page(scene)
    assert strayed == []


def test_the_focus_stays_below_the_header_when_its_control_is_removed(
    scene: Scene, strayed: list[str]
) -> None:
    scene.one_account()
    card = scene.window.findChild(QWidget, "home.account.1.manage")
    assert card is not None
    card.setFocus()
    scene.accounts((fakes.SECOND_BINDING, fakes.SECOND, Watching()))
    QApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)
    assert_on_page(scene)
    assert strayed == []


@pytest.mark.parametrize("further", [False, True])
def test_space_tab_enter_accepts_the_terms_for_a_first_and_a_further_account(
    scene: Scene, strayed: list[str], further: bool
) -> None:
    if further:
        scene.one_account()
        scene.navigator.open(Task.ACTIVATION)
    for key in (Qt.Key.Key_Space, Qt.Key.Key_Tab, Qt.Key.Key_Return):
        QTest.keyClick(focused(), key)
    state = scene.navigator.presenters.activation.state
    assert isinstance(state, activation.ProbingKeyring)
    assert strayed == []


def test_tab_leads_from_the_pins_to_activating_before_going_back(scene: Scene) -> None:
    scene.activation(activation.ChoosePin(LOGIN, CODE))
    scene.type("activation.pin.first", "482913")
    scene.type("activation.pin.second", "482913")
    reached = []
    for _ in range(3):
        QTest.keyClick(focused(), Qt.Key.Key_Tab)
        reached.append(focused().objectName())
    assert reached == ["activation.pin.show", "activation.pin.activate", "activation.pin.back"]


@pytest.mark.parametrize(
    ("key", "modifier", "page"),
    [
        (Qt.Key.Key_F1, Qt.KeyboardModifier.NoModifier, "help"),
        (Qt.Key.Key_Comma, Qt.KeyboardModifier.ControlModifier, "settings"),
    ],
)
def test_help_and_settings_have_a_key_that_their_button_shows(
    scene: Scene, qtbot: QtBot, key: Qt.Key, modifier: Qt.KeyboardModifier, page: str
) -> None:
    scene.one_account()
    QTest.keyClick(focused(), key, modifier)
    # Qt shows the button pressed for a moment.
    qtbot.waitUntil(lambda: front(scene).objectName() == page)
    button = scene.window.findChild(QWidget, f"main.{page}")
    assert button is not None
    assert button.toolTip() == {"help": "F1", "settings": "Strg+,"}[page]


def test_the_help_lists_the_keys(scene: Scene) -> None:
    scene.navigator.open(Overlay.HELP)
    scene.press("help.keys")
    assert front(scene).objectName() == "help.keys_page"
    QTest.keyClick(focused(), Qt.Key.Key_Escape)
    assert front(scene).objectName() == "help"
