"""Pictures of the diagnosis and of a proxy's question."""

from dataclasses import replace

from authenticator.diagnosis.results import Check, Finding, Result
from authenticator.flows.diagnostics import DiagnosticsRun, Phase
from authenticator.network.proxy_logins import Question
from tests.support.screens.catalogue import Scene, scene
from tests.support.screens.samples import REFUSED_RESULTS, RESULTS

PROXY = "proxy.klinik-sonnenhof.example:8080"


def _show(on: Scene, state: DiagnosticsRun) -> None:
    on.one_account()
    on.navigator.check_connection()
    on.navigator.presenters.diagnostics._state = state
    on.navigator.presenters.diagnostics.changed.emit(state)


@scene("diagnosis-1-running")
def running(on: Scene) -> None:
    _show(on, DiagnosticsRun(1, Phase.RUNNING, RESULTS[:3]))


@scene("diagnosis-2-well")
def well(on: Scene) -> None:
    _show(on, DiagnosticsRun(1, Phase.DONE, RESULTS))


@scene("diagnosis-3-dead-proxy")
def dead_proxy(on: Scene) -> None:
    _show(on, DiagnosticsRun(1, Phase.DONE, REFUSED_RESULTS))


@scene("diagnosis-4-proxy-password")
def proxy_password(on: Scene) -> None:
    wanted = Result(Check.PROXY, Finding.PROXY_LOGIN_NEEDED, dict(RESULTS[3].facts))
    after = (Result(check, Finding.NOT_TRIED) for check in list(Check)[4:8])
    last = replace(REFUSED_RESULTS[-1], facts={"code": "AZF-3004"})
    results = (*RESULTS[:3], wanted, *after, *RESULTS[8:10], last)
    _show(on, DiagnosticsRun(1, Phase.DONE, results))


@scene("diagnosis-5-clock")
def clock(on: Scene) -> None:
    wrong = Result(Check.CLOCK, Finding.CLOCK_WRONG, {"minutes": "118", "ahead": ""})
    _show(on, DiagnosticsRun(1, Phase.DONE, (*RESULTS[:6], wrong, *RESULTS[7:])))


@scene("diagnosis-6-cancelled")
def cancelled(on: Scene) -> None:
    _show(on, DiagnosticsRun(1, Phase.CANCELLED, RESULTS[:2]))


@scene("diagnosis-7-file")
def file(on: Scene) -> None:
    dead_proxy(on)
    on.press("diagnosis.file")


@scene("proxy-1-asked")
def asked(on: Scene) -> None:
    on.one_account()
    on.navigator.presenters.proxy_login._show(Question(PROXY, wrong=False))


@scene("proxy-2-wrong")
def wrong(on: Scene) -> None:
    on.one_account()
    on.navigator.presenters.proxy_login._show(Question(PROXY, wrong=True))
    on.type("proxy.login.user", "montag")


@scene("proxy-3-empty")
def empty(on: Scene) -> None:
    asked(on)
    on.press("proxy.login.enter")
