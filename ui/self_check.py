"""Shows that an installation is whole: every library and translation loads, the window builds."""

import importlib
from pathlib import Path
from tempfile import TemporaryDirectory

from PySide6.QtCore import qVersion

from authenticator import __version__
from authenticator.branding import load_branding
from authenticator.components import components
from authenticator.failures import Failure, Refused, SettingFault
from authenticator.network.routes import Route
from authenticator.policy.loading import load_config
from authenticator.services.composition import build_services
from authenticator.terms import load_terms
from ui.app import build_application, build_main_window
from ui.command_line import problem_line
from ui.languages import LANGUAGES, PLAIN, install_language, plain_german

_LIBRARIES = (
    *("PySide6.QtNetwork", "cryptography", "keyring", "platformdirs", "qrcode.main"),
    *("quickjs", "requests", "spnego", "truststore", "zxingcpp"),
)


def self_check() -> dict[str, object]:
    """What was found; `ok` says whether all is well."""
    app = build_application(branding=load_branding())
    report: dict[str, object] = {
        "version": __version__,
        "qt": qVersion(),
        "libraries": {name: _loads(name) for name in _LIBRARIES},
        "translations": {
            **{name: install_language(app, name) for name in LANGUAGES},
            PLAIN: not plain_german(app).isEmpty(),
        },
        "terms": {name: bool(load_terms(name).html) for name in LANGUAGES},
        "licences": {each.name: bool(each.text) for each in components()},
    }
    problem = ""
    try:
        report["window"], report["network"], faults = _window_builds()
        report["policy"] = not faults
        problem = ". ".join(f"{Failure.POLICY_INVALID.code} {each.sentence}" for each in faults)
    except Refused as refusal:
        report["window"] = False
        problem = problem_line(refusal.problem)
    ok = all(_is_well(part) for part in report.values())
    return {"ok": ok, **report, **({"problem": problem} if problem else {})}


def _is_well(part: object) -> bool:
    return all(part.values()) if isinstance(part, dict) else bool(part)


def _loads(name: str) -> bool:
    try:
        importlib.import_module(name)
    except ImportError:
        return False
    return True


def _window_builds() -> tuple[bool, str, tuple[SettingFault, ...]]:
    """Whether it could be drawn, the way to the portal, and what was left out of the policy."""
    with TemporaryDirectory(prefix="aok-self-check-") as folder:
        config = load_config(None, Path(folder), default_portal=load_branding().portal_address)
        services = build_services(config)
        window = build_main_window(services)
        drawn = not window.grab().isNull()
        return drawn, _told(services.network.route(config.portal)), config.faults


def _told(route: Route) -> str:
    """Which proxies, and who names them; nothing is connected to them."""
    script = f", script {route.pac}" if route.pac else ""
    fault = f", {route.fault.value}" if route.fault else ""
    return f"{str(route) or route.unusable} ({route.source.value}{script}{fault})"
