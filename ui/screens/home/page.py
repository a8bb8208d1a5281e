"""The overview: its state as the title, a card an account, the last logins."""

from collections.abc import Sequence
from itertools import pairwise
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QBoxLayout, QVBoxLayout, QWidget

from ui.screens.home.account_card import AccountCard
from ui.screens.home.logins_card import LoginsCard
from ui.screens.home.presenter import AccountStatus
from ui.screens.home.texts import Readiness, readiness
from ui.theme import em
from ui.widgets.buttons import Button, ButtonRole
from ui.widgets.icons import Icon
from ui.widgets.labels import Text
from ui.widgets.layouts import nest
from ui.widgets.notice import Tone
from ui.widgets.page import Page
from ui.widgets.seal import Seal, SealSize
from ui.widgets.window_buttons import CheckButton
from ui.widgets.wrapping_row import WrappingRow

if TYPE_CHECKING:
    from ui.screens.update.notice import NewVersionNotice


class HomePage(Page):
    """Names: `home.title` and those of its parts."""

    def __init__(self) -> None:
        super().__init__("home", "")
        self.keeps_title = True
        self.link = ReadinessHead("home.link", self.title)
        self._cards: list[AccountCard] = []
        self._card_column = QVBoxLayout()
        self._card_column.setSpacing(round(em() * 0.85))
        self.logins = LoginsCard("home.logins")
        words = self.tr("Weiteres Konto aktivieren")
        self.add = Button("home.add", words, ButtonRole.QUIET)
        self.add.show_icon(Icon.PLUS)
        self.body.addWidget(self.link)
        nest(self._card_column, self.body)
        self.body.addWidget(self.logins)
        self.body.addWidget(self.add, 0, Qt.AlignmentFlag.AlignHCenter)
        self.body.addStretch(1)

    def add_notice(self, notice: "NewVersionNotice") -> None:
        """Put something below the logins: what comes by itself moves no button of an account."""
        self.body.insertWidget(self.body.indexOf(self.add), notice)
        notice.appeared.connect(self.link.make_room)
        for first, then in pairwise((self.logins.all, *notice.buttons, self.add)):
            self.setTabOrder(first, then)

    def add_card(self, card: AccountCard) -> None:
        """Put a card below the others, also in the order of the Tab key."""
        self._cards.append(card)
        self._card_column.addWidget(card)
        card.set_small(self._is_small)
        # In this order: Qt leaves a widget where it is that comes next by going round already.
        self.setTabOrder(card.last, self.add)
        self.setTabOrder(card.last, self.logins.all)

    def remove_card(self, card: AccountCard) -> None:
        """Of an account that is no longer there."""
        self._cards.remove(card)
        card.deleteLater()

    def show_accounts(self, accounts: Sequence[AccountStatus]) -> None:
        """Say how it stands with all of them."""
        shown = readiness(accounts)
        self.keeps_title = not shown.is_said_below
        self.set_title(shown.title)
        self.link.show_readiness(shown, alone=len(accounts) == 1)
        self.logins.name_accounts(len(accounts) > 1)

    def set_small(self, small: bool) -> None:
        super().set_small(small)
        self.link.set_small(small)
        self.logins.set_small(small)
        for card in self._cards:
            card.set_small(small)

    def first_focus(self) -> QWidget | None:
        actions = [card.action for card in self._cards]
        return next((action for action in actions if action.isEnabled()), None)


class ReadinessHead(QWidget):
    """A seal, the page's title and a sentence: in the middle, or in a line above several.

    Names: `name.text`, `name.retry`, `name.check`.
    """

    retried = Signal()

    def __init__(self, name: str, title: Text) -> None:
        super().__init__()
        self.setObjectName(name)
        self._seal = Seal(size=SealSize.STATE)
        self._title = title
        self._text = Text(role="muted", name=f"{name}.text")
        self._text.line_up()
        self.retry = Button(f"{name}.retry", self.tr("Jetzt versuchen"))
        self.retry.clicked.connect(self.retried)
        self.check = CheckButton(f"{name}.check", ButtonRole.QUIET)
        self._buttons = WrappingRow(self.retry, self.check, gap=0.6)
        words = QVBoxLayout()
        words.setSpacing(round(em() * 0.15))
        for widget in (title, self._text, self._buttons):
            words.addWidget(widget)
        self._row = QBoxLayout(QBoxLayout.Direction.TopToBottom, self)
        self._row.addWidget(self._seal)
        nest(words, self._row, 1)
        self._is_alone, self._is_small = True, False
        self._is_needless = self._is_said_below = self._is_full = False

    def set_small(self, small: bool) -> None:
        """Whether the window has little space."""
        self._is_small = small
        self._arrange()

    def make_room(self, needed: bool) -> None:
        """Whether there is more on the page than usual: all of it is in sight then."""
        self._is_full = needed
        self._arrange()

    def show_readiness(self, shown: Readiness, *, alone: bool) -> None:
        """`alone`: whether there is one account, so that there is space for a large seal."""
        self._seal.show_icon(shown.icon, shown.tone)
        self._text.setText(shown.text)
        lost = shown.lost
        self._buttons.setVisible(lost is not None)
        self.check.setVisible(lost is not None and lost.problem.failure.is_network_related)
        self._is_alone = alone and shown.tone in (Tone.SUCCESS, Tone.INFO)
        self._is_said_below = shown.is_said_below
        self._is_needless = shown.tone is Tone.SUCCESS and not alone
        self._arrange()

    def _arrange(self) -> None:
        centred = self._is_alone and not (self._is_small or self._is_full)
        across, middle = QBoxLayout.Direction, Qt.AlignmentFlag.AlignHCenter
        self._row.setDirection(across.TopToBottom if centred else across.LeftToRight)
        top = Qt.AlignmentFlag.AlignTop
        self._row.setAlignment(self._seal, middle if centred else top)
        self._row.setSpacing(round(em() * (0.7 if centred else 1.15)))
        side = 0 if centred or self._is_small else round(em() * 1.4)
        self._row.setContentsMargins(side, 0, 0, round(em() * 0.3))
        # What can be done about it is in sight where space is short, and several accounts are.
        self.setVisible(not (self._is_small and self._is_said_below))
        self._text.setVisible(not (self._is_small and self._is_needless))
        self._seal.set_size(SealSize.STATE if centred else SealSize.ROW)
        self._title.set_role("title" if centred else "heading")
        for label in (self._title, self._text):
            label.setAlignment(middle if centred else Qt.AlignmentFlag.AlignLeft)
