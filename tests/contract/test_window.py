"""The real window on the real services and the real portal: the life of a device."""

import pytest

from tests.contract.app import App, activate
from tests.support.plugin import OpenWindow
from tests.support.texts import window_text
from tests.support.window import Window

NEW_PIN = "736150"


@pytest.fixture
def window(app: App, open_window: OpenWindow) -> Window:
    services, _ = app.activate()
    window = open_window(services)
    window.click("home.account.1.manage")
    return window


def invite(window: Window, mode: str) -> str:
    window.click("account.move")
    window.click(f"move.choose.{mode}")
    window.type(pin="482913")
    window.click("move.pin.go")
    return window.see("move.code.digits").replace(" ", "")


def another(app: App, name: str) -> App:
    return App(app.portal, app.folder / name)


def test_a_pin_is_changed_and_then_the_new_one_holds(window: Window) -> None:
    window.click("account.pin")
    window.type(old="905271", first=NEW_PIN, second=NEW_PIN)
    window.click("pinchange.pins.go")
    wrong = window_text("Wrong PIN. {left} tries left, then this device is locked.", left=4)
    assert window.see("pinchange.pins.old.wrong") == wrong
    window.type(old="482913", first=NEW_PIN, second=NEW_PIN)
    window.click("pinchange.pins.go")
    assert window.see("pinchange.outcome.title") == window_text("Your new PIN is valid now")
    window.click("pinchange.outcome.close")
    window.click("account.renew")
    window.type(pin=NEW_PIN)
    window.click("renew.pin.go")
    assert window.see("renew.outcome.title") == window_text("The device key is renewed")
    window.click("renew.outcome.close")
    window.click("account.back")
    window.wait_for("home.title", window_text("Ready"))


def test_a_further_device_is_listed_and_can_be_removed(window: Window, app: App) -> None:
    code = invite(window, "add")
    activate(another(app, "second").start(), code)
    window.click("move.code.done")
    window.click("account.devices")
    assert window.see("devices.list.1.title").endswith("(dieser Computer)")
    assert window.see("devices.list.2.state") == window_text("Active")
    window.click("devices.list.2.remove")
    window.type(pin="482913")
    window.click("devices.remove.go")
    assert window.see("devices.list.removed.title").endswith("ist entfernt.")


def test_a_move_signs_this_computer_off_and_leaves_nothing_behind(window: Window, app: App) -> None:
    services = another(app, "new").start()
    activate(services, invite(window, "move"))
    assert window.see("move.outcome.title") == window_text("The move is complete")
    window.click("move.outcome.close")
    assert window.see("activation.terms.title")
    assert app.keyring.texts == {}
    assert len(services.bindings()) == 1


def test_an_account_that_leaves_is_gone_here_and_at_the_portal(window: Window, app: App) -> None:
    window.click("account.leave")
    window.click("leave.ask.remove")
    assert window.see("leave.outcome.title") == window_text("The account is removed")
    assert app.keyring.texts == {}
    assert app.start().bindings() == ()
