"""Versions, and the licence of everything that is shipped with the app."""

import re
from functools import partial

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QTextBrowser

from authenticator import __version__
from authenticator.branding import Branding
from authenticator.components import Component, components
from ui.theme import em
from ui.widgets.key_value_table import KeyValueTable
from ui.widgets.labels import Text
from ui.widgets.list_row import ListRow, ListRows
from ui.widgets.page import Page
from ui.widgets.pages import Pages


class AboutView(Pages):
    """A list of components; a click shows a licence."""

    closed = Signal()

    def __init__(self, branding: Branding) -> None:
        super().__init__()
        self._list = self._page(branding)
        self.show_page(self._list)

    def _page(self, branding: Branding) -> Page:
        page = Page("about", self.tr("Über diese App"))
        page.add_way_back("about.close").clicked.connect(self.closed)
        facts = KeyValueTable(
            "about.product", {"name": self.tr("Name"), "version": self.tr("Version")}
        )
        facts.show_values(name=branding.product, version=__version__)
        page.body.addWidget(facts)
        page.body.addWidget(Text(branding.publisher, "muted"))
        page.body.addWidget(Text(self.tr("Lizenzen"), "heading"))
        words = self.tr(
            "Diese App enthält freie Software. Ein Klick zeigt die Lizenz. Die Bibliotheken von Qt "
            "liegen als einzelne Dateien im Programmordner und dürfen ausgetauscht werden."
        )
        page.body.addWidget(Text(words))
        entries = ListRows()
        for number, each in enumerate(components()):
            row = ListRow(f"about.{number}", f"{each.name} {each.version}", each.licence)
            entries.add(row, partial(self._show, each))
        page.body.addWidget(entries)
        return page

    def _show(self, component: Component) -> None:
        page = Page("about.licence", component.name, component.licence)
        back = page.add_way_back("about.licence.back")
        back.clicked.connect(lambda: self.show_page(self._list))
        text = QTextBrowser()
        text.setObjectName("about.licence.text")
        text.setAccessibleName(self.tr("Lizenz von {name}").format(name=component.name))
        text.setPlainText(_unwrapped(component.text))
        text.setMinimumHeight(em() * 20)
        page.body.addWidget(text, 1)
        self.show_page(page)


def _unwrapped(text: str) -> str:
    """Without the line ends inside paragraphs: the page is narrower than the text was written."""
    return re.sub(r"(?<=[\w,;.:)\"])\n(?=[A-Za-z(\"])", " ", text)
