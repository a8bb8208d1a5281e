"""The presenters of the window: what its screens show and do, without any widget."""

from functools import cached_property
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal

from authenticator.desktop.remote_session import remote_session
from authenticator.services.ports import DiagnosticsPort, ServicesPort
from ui.browser import OpenUrl
from ui.jobs import Jobs
from ui.screens.approval.presenter import ApprovalPresenter
from ui.screens.home.last_logins import LastLogins
from ui.screens.home.presenter import HomePresenter
from ui.screens.proxy_login.presenter import ProxyLoginPresenter
from ui.screens.settings.plain_language import PlainLanguage
from ui.screens.settings.presenter import SettingsPresenter
from ui.screens.update.new_version import NewVersion

if TYPE_CHECKING:
    from ui.screens.activation.presenter import ActivationPresenter
    from ui.screens.app_login.presenter import AppLoginPresenter
    from ui.screens.diagnostics.presenter import DiagnosticsPresenter


class Presenters(QObject):
    """One for each screen, alive as long as the window; an account's own are in `AccountView`."""

    bound = Signal()
    """An activation has brought one more account."""

    def __init__(
        self,
        services: ServicesPort,
        jobs: Jobs,
        open_url: OpenUrl,
        language: str,
        parent: QObject,
    ) -> None:
        super().__init__(parent)
        self._services = services
        self._jobs = jobs
        self._open_url = open_url
        logins = services.logins
        self.home = HomePresenter(logins, jobs.polling, self)
        self.last_logins = LastLogins(services.devices, jobs.reading, self)
        self.approval = ApprovalPresenter(
            logins,
            jobs.actions,
            open_url,
            self,
            code_transfer=services.config.code_transfer,
            line_warning=services.config.line_warning,
            remote_session=remote_session,
        )
        self.new_version = NewVersion(lambda: services.releases, jobs.reading, self)
        if services.config.update_notice:
            self.new_version.begin()
        self.proxy_login = ProxyLoginPresenter(self)
        services.proxy_logins.ask = self.proxy_login.ask
        self.settings = SettingsPresenter(
            services.preferences,
            self,
            autostart=lambda: services.autostart,
            locked=services.config.locked,
        )
        self.plain_language = PlainLanguage(self.settings, language, self)
        self.home.requests_changed.connect(self.approval.on_request)

    @cached_property
    def activation(self) -> "ActivationPresenter":
        from ui.screens.activation.presenter import ActivationPresenter

        presenter = ActivationPresenter(self._services.activation, self._jobs.actions, self)
        presenter.bound.connect(self.bound)
        self.home.account_changed.connect(presenter.on_account)
        return presenter

    @cached_property
    def app_login(self) -> "AppLoginPresenter":
        from ui.screens.app_login.presenter import AppLoginPresenter

        return AppLoginPresenter(self._services.logins, self._jobs, self._open_url, self)

    @cached_property
    def diagnostics(self) -> "DiagnosticsPresenter":
        """Checks the connection when asked to; what it needs is slow to import."""
        from authenticator.desktop.url_scheme import is_registered
        from ui.screens.diagnostics.presenter import DiagnosticsPresenter

        def make() -> DiagnosticsPort:
            return self._services.diagnostics(links=is_registered)

        return DiagnosticsPresenter(make, self._jobs.actions, self)
