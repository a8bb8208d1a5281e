"""Starts the simulation. It neither reads nor changes anything of the user's own app."""

from dataclasses import replace

from PySide6.QtCore import QCoreApplication
from PySide6.QtWidgets import QWidget

from authenticator.branding import Branding, load_branding
from authenticator.simulation.portal import SimulatedPortal
from authenticator.simulation.services import SimulatedServices, simulated_services
from ui.app import build_application
from ui.jobs import Jobs, background_jobs
from ui.languages import system_language
from ui.main_window import MainWindow
from ui.navigation.navigator import Navigator
from ui.simulation.bar import SimulationBar


def run_simulation(language: str | None) -> int:
    """Run the app on a made-up portal until its window is closed."""
    language = language or system_language()
    app = build_application(language=language)
    branding = simulation_branding(load_branding())
    app.setApplicationDisplayName(branding.window_title)
    window = build_simulation_window(
        simulated_services(branding, SimulatedPortal()), language=language
    )
    window.show()
    return app.exec()


def simulation_branding(branding: Branding) -> Branding:
    """The title says that nothing is real, also on the task bar."""
    words = QCoreApplication.translate("Practice", "Übungsbetrieb")
    return replace(
        branding,
        window_title=f"{words} – {branding.window_title}",
    )


def build_simulation_window(
    services: SimulatedServices, *, language: str, jobs: Jobs | None = None
) -> MainWindow:
    """The window with its bar, filled and at work; the caller shows it."""
    window = MainWindow(services.branding)
    bar = SimulationBar(services.portal)
    jobs = jobs or background_jobs(window)
    navigator = Navigator(window, services, jobs, lambda *_: bar.announce_browser(), language)
    bar.fault_changed.connect(navigator.presenters.home.ask_now)
    place_bar(window, bar)
    navigator.begin()
    return window


def place_bar(window: MainWindow, bar: SimulationBar) -> None:
    """Between the header and the page, for eyes and for Tab."""
    window.banner_slot.insertWidget(0, bar)
    last = window.header.findChildren(QWidget, "main.menu")[0]
    QWidget.setTabOrder(last, bar.request)
    QWidget.setTabOrder(bar.request, bar.fault)
