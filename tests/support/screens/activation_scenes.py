"""Pictures of the activation."""

from PySide6.QtWidgets import QCheckBox

from authenticator.failures import Failure, Problem
from authenticator.flows import activation as machine
from authenticator.model import Stage
from crypto.app_link import ActivationLink
from tests.support.screens import fakes
from tests.support.screens.catalogue import CODE, CUT, LAST_TRY, PIN, Scene, scene
from ui.navigation.state import Task
from ui.screens.activation.code_import import CodeImport, Missing

LOGIN = fakes.LOGIN


def sources(on: Scene) -> CodeImport:
    return on.navigator.screens.code_import


@scene("introduction-1-way")
def introduction_way(on: Scene) -> None:
    on.navigator.open(Task.INTRODUCTION)


@scene("introduction-2-needs")
def introduction_needs(on: Scene) -> None:
    introduction_way(on)
    on.press("introduction.way.next")


@scene("introduction-3-pin")
def introduction_pin(on: Scene) -> None:
    introduction_needs(on)
    on.press("introduction.needs.next")


@scene("activation-1-terms")
def terms(on: Scene) -> None:
    on.activation(machine.ReadTerms())


@scene("activation-1-terms-ticked")
def terms_ticked(on: Scene) -> None:
    on.activation(machine.ReadTerms())
    box = on.window.findChild(QCheckBox, "activation.terms.read")
    assert box is not None
    box.setChecked(True)


@scene("activation-1-terms-further-account")
def terms_with_a_way_back(on: Scene) -> None:
    on.one_account()
    on.navigator.open(Task.ACTIVATION)


@scene("activation-1-probing")
def probing(on: Scene) -> None:
    on.activation(machine.ProbingKeyring(1))


@scene("activation-1-keyring-refused")
def keyring(on: Scene) -> None:
    on.activation(machine.KeyringRefused(Problem(Failure.KEYRING_LOCKED)))


@scene("activation-2-code")
def code(on: Scene) -> None:
    on.activation(machine.EnterCode())


@scene("activation-2-code-typing")
def code_typing(on: Scene) -> None:
    on.activation(machine.EnterCode())
    on.type("activation.code.login", LOGIN)
    on.type("activation.code.code", "10542")


@scene("activation-2-code-complete")
def code_complete(on: Scene) -> None:
    on.activation(machine.EnterCode())
    on.type("activation.code.login", LOGIN)
    on.type("activation.code.code", "10542963")


@scene("activation-2-code-missing")
def code_missing(on: Scene) -> None:
    on.activation(machine.EnterCode())
    on.type("activation.code.login", LOGIN)
    on.type("activation.code.code", "1054 29x")


@scene("activation-2-code-refused")
def code_refused(on: Scene) -> None:
    on.activation(machine.EnterCode(LOGIN, Problem(Failure.ACTIVATION_REFUSED), PIN, 2))


@scene("activation-2-code-found")
def code_found(on: Scene) -> None:
    on.activation(machine.EnterCode())
    sources(on).found.emit(LOGIN, CODE)


@scene("activation-2-code-not-found")
def code_not_found(on: Scene) -> None:
    on.activation(machine.EnterCode())
    sources(on).missed.emit(Missing.ON_SCREEN)


@scene("activation-2-code-foreign-link")
def code_foreign(on: Scene) -> None:
    on.activation(machine.EnterCode(LOGIN))
    sources(on).refused.emit(Problem(Failure.LINK_FOREIGN))


@scene("activation-2-link-unreadable")
def link_unreadable(on: Scene) -> None:
    on.activation(machine.EnterCode())
    on.open_link("aokzweifaktor:activate")


@scene("activation-3-link-waits")
def link_waits(on: Scene) -> None:
    on.activation(machine.ChoosePin(LOGIN, CODE))
    on.type("activation.pin.first", "4829")
    on.open_link(ActivationLink(fakes.AUD, LOGIN, CODE.reveal()).text)


@scene("activation-3-pin")
def pin(on: Scene) -> None:
    on.activation(machine.ChoosePin(LOGIN, CODE))


@scene("activation-3-pin-weak")
def pin_weak(on: Scene) -> None:
    on.activation(machine.ChoosePin(LOGIN, CODE))
    on.type("activation.pin.first", "123456")


@scene("activation-3-pin-unequal")
def pin_unequal(on: Scene) -> None:
    on.activation(machine.ChoosePin(LOGIN, CODE))
    on.type("activation.pin.first", "482913")
    on.type("activation.pin.second", "4827")


@scene("activation-3-pin-right")
def pin_right(on: Scene) -> None:
    on.activation(machine.ChoosePin(LOGIN, CODE))
    on.type("activation.pin.first", "482913")
    on.press("activation.pin.show")
    on.type("activation.pin.second", "482913")


@scene("activation-4-registering")
def registering(on: Scene) -> None:
    on.activation(machine.Registering(LOGIN, CODE, PIN, 1, Stage.ASKING_PORTAL))


@scene("activation-4-paused")
def paused(on: Scene) -> None:
    on.activation(machine.Paused(LOGIN, CODE, PIN, 1, CUT))


@scene("activation-4-left")
def left(on: Scene) -> None:
    on.activation(machine.Paused(LOGIN, CODE, PIN, 1, None))


@scene("activation-4-stopped")
def stopped(on: Scene) -> None:
    on.activation(machine.Stopped(Problem(Failure.ATTEMPT_ENDED)))


@scene("activation-5-resuming")
def resuming(on: Scene) -> None:
    on.activation(machine.Resuming(1))


@scene("activation-5-resume-paused")
def resume_paused(on: Scene) -> None:
    on.activation(machine.ResumePaused(1, CUT))


@scene("activation-5-repeat-pin")
def repeat_pin(on: Scene) -> None:
    on.activation(machine.RepeatPin(LOGIN))


@scene("activation-5-repeat-pin-wrong")
def repeat_pin_wrong(on: Scene) -> None:
    on.activation(machine.RepeatPin(LOGIN, LAST_TRY))


@scene("activation-5-confirming")
def confirming(on: Scene) -> None:
    on.activation(machine.Confirming(LOGIN, PIN, 2))


@scene("activation-6-done")
def done(on: Scene) -> None:
    on.activation(machine.Done(fakes.ACCOUNT))


@scene("activation-6-done-not-cleared")
def done_pending(on: Scene) -> None:
    on.activation(machine.Done(fakes.PENDING))
