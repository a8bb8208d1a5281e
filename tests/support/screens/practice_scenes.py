"""Pictures of the practice mode: the bar that nobody can miss."""

from authenticator.branding import load_branding
from authenticator.simulation.portal import FaultScenario, SimulatedPortal
from tests.support.screens.catalogue import Scene, scene
from ui.simulation.bar import SimulationBar
from ui.simulation.start import place_bar, simulation_branding


def _practise(on: Scene) -> SimulatedPortal:
    practice = SimulatedPortal(pause=lambda _: None)
    on.window.setWindowTitle(simulation_branding(load_branding()).window_title)
    place_bar(on.window, SimulationBar(practice))
    return practice


@scene("practice-1-activation")
def activation(on: Scene) -> None:
    _practise(on)


@scene("practice-2-request")
def request(on: Scene) -> None:
    _practise(on)
    on.request()


@scene("practice-3-fault")
def fault(on: Scene) -> None:
    practice = _practise(on)
    on.one_account()
    practice.set_fault(FaultScenario.NO_NETWORK)
