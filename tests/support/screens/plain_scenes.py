"""Pictures in plain German; drawn where the app speaks German."""

from collections.abc import Mapping
from typing import Final

from authenticator.failures import Failure, Problem
from authenticator.flows import activation as machine
from authenticator.model import Stage
from tests.support.screens import activation_scenes
from tests.support.screens.catalogue import CODE, CUT, LAST_TRY, PIN, Play, Scene, scene
from tests.support.screens.fakes import ACCOUNT, LOGIN, PENDING

PREFIX: Final = "plain-"

_STATES: Mapping[str, machine.State] = {
    "1-terms": machine.ReadTerms(),
    "1-keyring-refused": machine.KeyringRefused(Problem(Failure.KEYRING_LOCKED)),
    "2-code": machine.EnterCode(),
    "2-code-refused": machine.EnterCode(LOGIN, Problem(Failure.ACTIVATION_REFUSED), PIN, 2),
    "3-pin": machine.ChoosePin(LOGIN, CODE),
    "4-registering": machine.Registering(LOGIN, CODE, PIN, 1, Stage.ASKING_PORTAL),
    "4-paused": machine.Paused(LOGIN, CODE, PIN, 1, CUT),
    "5-repeat-pin-wrong": machine.RepeatPin(LOGIN, LAST_TRY),
    "6-done": machine.Done(ACCOUNT),
    "6-done-not-cleared": machine.Done(PENDING),
}


def _in_plain_german(play: Play) -> Play:
    def plainly(on: Scene) -> None:
        on.navigator.presenters.plain_language.choose(True)
        play(on)

    return plainly


def _shows(state: machine.State) -> Play:
    return lambda on: on.activation(state)


for _name, _state in _STATES.items():
    scene(PREFIX + _name)(_in_plain_german(_shows(_state)))
scene(PREFIX + "0-introduction-1-way")(_in_plain_german(activation_scenes.introduction_way))
scene(PREFIX + "0-introduction-2-needs")(_in_plain_german(activation_scenes.introduction_needs))
scene(PREFIX + "0-introduction-3-pin")(_in_plain_german(activation_scenes.introduction_pin))
scene(PREFIX + "2-code-not-found")(_in_plain_german(activation_scenes.code_not_found))
scene(PREFIX + "3-pin-weak")(_in_plain_german(activation_scenes.pin_weak))
