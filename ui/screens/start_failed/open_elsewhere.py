"""Another session of this user has the app open."""

from typing import ClassVar

from PySide6.QtCore import Qt, Signal

from authenticator.desktop.profile_lock import Holder
from ui.timestamps import date_time_text
from ui.widgets.buttons import Button, ButtonRole
from ui.widgets.key_value_table import KeyValueTable
from ui.widgets.labels import Text
from ui.widgets.outcome import ResultPage
from ui.widgets.symbols import Sign
from ui.widgets.waiting import BusyPage


class OpenElsewherePage(ResultPage):
    """Where it is open, and the way to go on here."""

    is_result: ClassVar[bool] = False

    wanted = Signal()
    """The user wants to go on here."""
    closed = Signal()

    def __init__(self, holder: Holder | None, host: str) -> None:
        """`holder`: who has the app open, where that is known. `host`: this computer's name."""
        super().__init__("start.elsewhere", self.tr("Die App ist schon geöffnet"))
        self.seal.show_sign(Sign.INFO)
        self.text.setText(self.tr("Sie ist in einer anderen Sitzung geöffnet."))
        if holder is not None:
            self.body.addWidget(self._place(holder, host))
        words = self.tr(
            "Wenn Sie hier weiterarbeiten, schließt sich die App dort. Was sie gerade "
            "tut, bringt sie vorher zu Ende. Was dort eingegeben und noch nicht "
            "abgeschickt ist, geht verloren."
        )
        consequences = Text(words, name="start.elsewhere.consequences")
        consequences.setAlignment(Qt.AlignmentFlag.AlignHCenter)
        self.body.addWidget(consequences)
        here = Button("start.elsewhere.take", self.tr("Hier weiterarbeiten"), ButtonRole.PRIMARY)
        here.clicked.connect(self.wanted)
        close = Button("start.elsewhere.close", self.tr("Beenden"))
        close.clicked.connect(self.closed)
        self.set_result_actions(here, close)
        self.back = close
        self.end()

    def _place(self, holder: Holder, host: str) -> KeyValueTable:
        here = self.tr("{host} (dieser Computer)").format(host=holder.host)
        values = {
            "computer": here if holder.host == host else holder.host,
            "session": holder.session,
            "display": holder.display,
            "since": date_time_text(int(holder.since)) if holder.since.isdecimal() else "",
        }
        known = {key: value for key, value in values.items() if value}
        words = {
            "computer": self.tr("Computer"),
            "session": self.tr("Sitzung"),
            "display": self.tr("Anzeige"),
            "since": self.tr("Geöffnet"),
        }
        table = KeyValueTable("start.elsewhere", {key: words[key] for key in known})
        table.show_values(**known)
        return table


class TakingOverPage(BusyPage):
    """The other window ends its work."""

    def __init__(self) -> None:
        super().__init__(
            "start.taking",
            self.tr("Die App wird hierher geholt"),
            self.tr(
                "Die App in der anderen Sitzung bringt zu Ende, was sie gerade tut, und schließt "
                "sich. Das kann bis zu 2 Minuten dauern."
            ),
            can_go_back=True,
        )

    def first_focus(self) -> None:
        """Nothing: a second Enter must not cancel what the first began."""
