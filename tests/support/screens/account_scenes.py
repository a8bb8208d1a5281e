"""Pictures of everything that can be done with an account."""

import time
from dataclasses import replace

from authenticator.failures import Failure, Problem
from authenticator.flows import (
    account_removal,
    device_management,
    invitation,
    login_history,
    pin_change,
    pin_confirmation,
)
from authenticator.flows.watching import Halted
from authenticator.model import Invitation, Secret
from crypto.protocol import DeviceState, InviteMode
from tests.support.screens import fakes, samples
from tests.support.screens.catalogue import CODE, CUT, LAST_TRY, PIN, WRONG_PIN, Scene, scene
from ui.screens.account.page import AccountTask

LOCKED, SUSPECT = Problem(Failure.DEVICE_LOCKED), Problem(Failure.DEVICE_SUSPECT)
NEW = Secret("905271")


@scene("account")
def account(on: Scene) -> None:
    on.account()


@scene("account-not-cleared")
def account_pending(on: Scene) -> None:
    on.account()
    on.navigator.presenters.home._change(fakes.BINDING, account=fakes.PENDING)


@scene("account-unheard")
def account_unheard(on: Scene) -> None:
    on.account()
    known = on.navigator.presenters.home.accounts[0]
    on.navigator.screens.account._page.show_account(replace(known, account=None))


@scene("pinchange-1-pins")
def pins(on: Scene) -> None:
    on.account(AccountTask.PIN_CHANGE)


@scene("pinchange-1-pins-equal-to-old")
def pins_same(on: Scene) -> None:
    on.account(AccountTask.PIN_CHANGE)
    on.type("pinchange.pins.old", "482913")
    on.type("pinchange.pins.first", "482913")


@scene("pinchange-1-pins-right")
def pins_right(on: Scene) -> None:
    on.account(AccountTask.PIN_CHANGE)
    on.type("pinchange.pins.old", "482913")
    on.type("pinchange.pins.first", "905271")
    on.type("pinchange.pins.second", "905271")


@scene("pinchange-1-pins-old-wrong")
def pins_wrong(on: Scene) -> None:
    on.account(AccountTask.PIN_CHANGE, pin_change.AskingPins(1, WRONG_PIN))


@scene("pinchange-1-pins-last-try")
def pins_last_try(on: Scene) -> None:
    on.account(AccountTask.PIN_CHANGE, pin_change.AskingPins(1, LAST_TRY))


@scene("pinchange-2-changing")
def changing(on: Scene) -> None:
    on.account(AccountTask.PIN_CHANGE, pin_change.Changing(PIN, NEW, 1))


@scene("pinchange-3-unsettled")
def unsettled(on: Scene) -> None:
    on.account(AccountTask.PIN_CHANGE, pin_change.Unconfirmed(PIN, NEW, 1, CUT))


@scene("pinchange-4-changed")
def changed(on: Scene) -> None:
    on.account(AccountTask.PIN_CHANGE, pin_change.Changed())


@scene("pinchange-4-locked")
def change_locked(on: Scene) -> None:
    on.account(AccountTask.PIN_CHANGE, pin_change.Ended(LOCKED))


@scene("move-1-choose")
def choose(on: Scene) -> None:
    on.account(AccountTask.INVITATION)


@scene("move-2-pin")
def move_pin(on: Scene) -> None:
    on.account(AccountTask.INVITATION, invitation.AskingPin(InviteMode.MOVE))


@scene("move-2-pin-wrong")
def move_pin_wrong(on: Scene) -> None:
    on.account(AccountTask.INVITATION, invitation.AskingPin(InviteMode.MOVE, 1, WRONG_PIN))


@scene("move-2-pin-further-device")
def add_pin(on: Scene) -> None:
    on.account(AccountTask.INVITATION, invitation.AskingPin(InviteMode.ADD))


@scene("move-2-pin-checked")
def move_busy(on: Scene) -> None:
    asking = invitation.AskingPin(InviteMode.MOVE)
    on.account(AccountTask.INVITATION, asking, invitation.Inviting(InviteMode.MOVE, PIN, 1))


def _code(on: Scene, mode: InviteMode) -> None:
    given = Invitation(CODE, time.monotonic() + 581.4)
    on.account(AccountTask.INVITATION, invitation.Showing(mode, given))
    on.navigator.screens.account.presenters.invitation._tick()


@scene("move-3-code")
def move_code(on: Scene) -> None:
    _code(on, InviteMode.MOVE)


@scene("move-3-code-further-device")
def add_code(on: Scene) -> None:
    _code(on, InviteMode.ADD)


@scene("move-4-expired")
def expired(on: Scene) -> None:
    on.account(AccountTask.INVITATION, invitation.Expired(InviteMode.MOVE))


@scene("move-5-moved")
def moved(on: Scene) -> None:
    on.account(AccountTask.INVITATION, invitation.Moved())


@scene("move-5-ended")
def move_ended(on: Scene) -> None:
    on.account(AccountTask.INVITATION, invitation.Ended(LOCKED))


@scene("devices-1-loading")
def devices_loading(on: Scene) -> None:
    on.account(AccountTask.DEVICES)


@scene("devices-1-unloaded")
def devices_unloaded(on: Scene) -> None:
    on.account(AccountTask.DEVICES, device_management.Unloaded(CUT))


@scene("devices-2-list")
def devices(on: Scene) -> None:
    on.account(AccountTask.DEVICES, device_management.Listing(samples.DEVICES))


@scene("devices-2-list-removed")
def devices_removed(on: Scene) -> None:
    gone = replace(samples.OTHER_DEVICE, state=DeviceState.REVOKED)
    shown = (samples.THIS_DEVICE, gone)
    on.account(AccountTask.DEVICES, device_management.Listing(shown, samples.OTHER_DEVICE))


@scene("devices-2-list-alone")
def devices_alone(on: Scene) -> None:
    on.account(AccountTask.DEVICES, device_management.Listing((samples.THIS_DEVICE,)))


@scene("devices-3-remove")
def devices_remove(on: Scene) -> None:
    other = samples.OTHER_DEVICE
    on.account(AccountTask.DEVICES, device_management.AskingPin(samples.DEVICES, other))


@scene("devices-3-remove-pin-wrong")
def devices_remove_wrong(on: Scene) -> None:
    other = samples.OTHER_DEVICE
    on.account(AccountTask.DEVICES, device_management.AskingPin(samples.DEVICES, other, WRONG_PIN))


@scene("leave-1-ask")
def leave(on: Scene) -> None:
    on.account(AccountTask.REMOVAL)


@scene("leave-1-ask-offline")
def leave_offline(on: Scene) -> None:
    on.account(AccountTask.REMOVAL, account_removal.Asking(1, CUT))


@scene("leave-2-leaving")
def leave_busy(on: Scene) -> None:
    on.account(AccountTask.REMOVAL, account_removal.Asking(), account_removal.Leaving(1))


@scene("leave-3-left")
def left(on: Scene) -> None:
    on.account(AccountTask.REMOVAL, account_removal.Left())


@scene("history-1-loading")
def history_loading(on: Scene) -> None:
    on.account(AccountTask.HISTORY)


@scene("history-1-unloaded")
def history_unloaded(on: Scene) -> None:
    on.account(AccountTask.HISTORY, login_history.Unloaded(CUT))


@scene("history-2-list")
def history(on: Scene) -> None:
    on.account(AccountTask.HISTORY, login_history.Listing(samples.LOGINS))


@scene("history-2-list-empty")
def history_empty(on: Scene) -> None:
    on.account(AccountTask.HISTORY, login_history.Listing(()))


@scene("renew-1-pin")
def renew(on: Scene) -> None:
    on.account(AccountTask.RENEWAL)


@scene("renew-2-done")
def renewed(on: Scene) -> None:
    on.account(AccountTask.RENEWAL, pin_confirmation.Done())


@scene("renew-2-ended")
def renewal_ended(on: Scene) -> None:
    on.account(AccountTask.RENEWAL, pin_confirmation.Ended(SUSPECT))


@scene("enrol-0-home")
def enrol_home(on: Scene) -> None:
    on.one_account(Halted(Problem(Failure.INSTANCE_UNKNOWN)))


@scene("enrol-1-pin")
def enrol(on: Scene) -> None:
    on.enrolment()


@scene("enrol-1-pin-wrong")
def enrol_wrong(on: Scene) -> None:
    on.enrolment(pin_confirmation.AskingPin(1, WRONG_PIN))


@scene("enrol-2-ended")
def enrol_ended(on: Scene) -> None:
    on.enrolment(pin_confirmation.Ended(SUSPECT))


@scene("home-suspect")
def home_suspect(on: Scene) -> None:
    on.one_account(Halted(SUSPECT))


@scene("home-revoked")
def home_revoked(on: Scene) -> None:
    on.one_account(Halted(Problem(Failure.DEVICE_REVOKED)))
