"""Step 1: the terms of use. Often the first page that a user sees."""

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QSizePolicy, QTextBrowser, QWidget

from authenticator.terms import Terms, load_plain_summary
from ui.screens.settings.plain_language import PlainLanguage
from ui.theme import em
from ui.widgets.buttons import Button
from ui.widgets.choices import CheckBox
from ui.widgets.field_message import FieldMessage
from ui.widgets.labels import Text
from ui.widgets.page import Page
from ui.widgets.waiting_button import WaitingButton

_READER, _READER_SMALL = 8, 5
"""Least height of the terms' text, in heights of the body text."""


class TermsPage(Page):
    """Step 1: "Akzeptieren" is the only way on (A3)."""

    accepted = Signal()
    cancelled = Signal()

    def __init__(self, product: str, terms: Terms, plain: PlainLanguage) -> None:
        super().__init__("activation.terms", self.tr("Nutzungsbedingungen"))
        self.plain = CheckBox(
            "activation.terms.plain", self.tr("Leichte Sprache: kurze Sätze, einfache Wörter")
        )
        self.plain.setChecked(plain.is_on)
        self.plain.clicked.connect(plain.choose)
        self.body.addWidget(self.plain)
        self.plain.setVisible(plain.is_offered)
        lead = self.tr("Um die {product} zu nutzen, stimmen Sie bitte den Nutzungsbedingungen zu.")
        self._lead = Text(lead.format(product=product))
        self.body.addWidget(self._lead)
        self._reader = QTextBrowser()
        self._reader.setObjectName("activation.terms.text")
        self._reader.setAccessibleName(self.tr("Text der Nutzungsbedingungen"))
        self._reader.setOpenLinks(False)
        self._reader.setTabChangesFocus(True)
        self._reader.setHtml((load_plain_summary() if plain.is_on else "") + terms.html)
        self._reader.setMinimumHeight(em() * _READER)
        # As high as the page leaves it: of itself it wants 192 pixels.
        self._reader.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Ignored)
        self.body.addWidget(self._reader, 1)
        words = self.tr("Ich habe die Nutzungsbedingungen gelesen und akzeptiere diese.")
        self._read = CheckBox("activation.terms.read", words)
        self._missing = FieldMessage("activation.terms.hint")
        self._read.toggled.connect(lambda: self._missing.show_plain(""))
        self.body.addWidget(self._missing)
        self.body.addWidget(self._read)
        accept = WaitingButton(
            "activation.terms.accept",
            self.tr("Akzeptieren"),
            self.tr("Möglich, sobald das Kästchen angekreuzt ist"),
        )
        accept.setEnabled(False)
        accept.too_early.connect(self.say_what_is_missing)
        self._read.toggled.connect(accept.setEnabled)
        accept.clicked.connect(self.accepted)
        self._cancel = Button("activation.terms.cancel", self.tr("Abbrechen"))
        self._cancel.clicked.connect(self.cancelled)
        self.set_actions(accept, self._cancel)

    def set_small(self, small: bool) -> None:
        """Where space is short, tick and terms are in sight together."""
        super().set_small(small)
        self._lead.setVisible(not small)
        self._reader.setMinimumHeight(em() * (_READER_SMALL if small else _READER))

    def show_state(self, *, can_cancel: bool) -> None:
        """Each start begins unticked; there is a way back only where there is something behind."""
        self._read.setChecked(False)
        self._missing.show_plain("")
        self.allow_cancel(can_cancel)

    def allow_cancel(self, allowed: bool) -> None:
        self._cancel.setVisible(allowed)

    def say_what_is_missing(self) -> None:
        self._missing.show_bad(self.tr("Bitte kreuzen Sie zuerst dieses Kästchen an."))
        self._read.setFocus()

    def first_focus(self) -> QWidget:
        return self._read
