"""Pictures of the settings where the administrator has settled something."""

from dataclasses import replace

from authenticator.config import Origin
from authenticator.failures import SettingFault
from crypto.typed_settings import EXPECTED
from tests.support.screens.catalogue import Scene, scene
from tests.support.screens.login_scenes import settings

POLICY_FILE = "/etc/aok-2faktor/policy.toml"


def settings_with_policy(on: Scene, name: str) -> None:
    """The settings of a computer with a policy, scrolled to one of them."""
    names = ("portal", "proxy", "notify", "start_at_login", "lock_minutes")
    settled = {each: Origin(POLICY_FILE, line) for line, each in enumerate(names, 3)}
    fault = SettingFault(POLICY_FILE, 9, "tray", "'yes'", EXPECTED[bool])
    on.services.config = replace(
        on.services.config,
        proxy="http://proxy.clinic.example:8080",
        notify=True,
        start_at_login=True,
        lock_minutes=5,
        settled=settled,
        faults=(fault,),
    )
    on.navigator.presenters.settings.locked = on.services.config.locked
    assert on.services.autostart is not None
    on.services.autostart.on = True
    settings(on)
    on.scroll_to(name)


@scene("settings-locked")
def settings_locked(on: Scene) -> None:
    settings_with_policy(on, "settings.requests.notify")


@scene("settings-locked-lock")
def settings_locked_lock(on: Scene) -> None:
    settings_with_policy(on, "settings.lock.15")


@scene("settings-start-for-all")
def settings_start_for_all(on: Scene) -> None:
    """A setup program has the app start for all users; nothing else is settled."""
    assert on.services.autostart is not None
    on.services.autostart.place = r"HKLM\Software\Microsoft\Windows\CurrentVersion\Run"
    settings(on)
    on.scroll_to("settings.policy.start_at_login")


@scene("settings-policy")
def settings_policy(on: Scene) -> None:
    settings_with_policy(on, "settings.policy.all")


@scene("settings-policy-all")
def settings_policy_all(on: Scene) -> None:
    settings_with_policy(on, "settings.policy.all")
    on.press("settings.policy.all")
    on.scroll_to("settings.policy.log_folder")
