"""Which keys do what."""

from PySide6.QtCore import Signal

from ui.widgets.key_value_table import KeyValueTable
from ui.widgets.labels import Text
from ui.widgets.page import Page


class KeysPage(Page):
    """All of it can be done without a mouse."""

    closed = Signal()

    def __init__(self) -> None:
        super().__init__("help.keys_page", self.tr("Mit der Tastatur bedienen"))
        self.add_way_back("help.keys_page.back").clicked.connect(self.closed)
        table = KeyValueTable("help.keys_page.keys", self._keys())
        table.show_values(**self._uses())
        self.body.addWidget(Text(self.tr("Diese Tasten gelten in jedem Fenster der App.")))
        self.body.addWidget(table)
        self.body.addStretch(1)

    def _keys(self) -> dict[str, str]:
        return {
            "enter": self.tr("Eingabetaste"),
            "escape": self.tr("Esc"),
            "tab": self.tr("Tab"),
            "back": self.tr("Umschalt+Tab"),
            "space": self.tr("Leertaste"),
            "all": self.tr("Strg+A"),
            "undo": self.tr("Strg+Z"),
            "help": self.tr("F1"),
            "settings": self.tr("Strg+Komma"),
        }

    def _uses(self) -> dict[str, str]:
        return {
            "enter": self.tr("die grüne Schaltfläche drücken"),
            "escape": self.tr("zurück oder abbrechen"),
            "tab": self.tr("zum nächsten Feld, danach zur grünen Schaltfläche"),
            "back": self.tr("zum Feld davor"),
            "space": self.tr("ankreuzen, oder die Schaltfläche mit dem Rahmen drücken"),
            "all": self.tr("alles im Feld markieren, auch im PIN‑Code"),
            "undo": self.tr("im Feld die letzte Eingabe zurücknehmen, nur nicht im PIN‑Code"),
            "help": self.tr("Hilfe öffnen"),
            "settings": self.tr("Einstellungen öffnen"),
        }
