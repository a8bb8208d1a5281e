"""A stack of pages that shows one and puts the focus where its user wants to begin."""

from PySide6.QtGui import QShowEvent
from PySide6.QtWidgets import QStackedWidget

from ui.widgets.layouts import delete_widgets
from ui.widgets.notice import announce
from ui.widgets.page import Page, focus_within, takes_keys


class Pages(QStackedWidget):
    """The focus moves with the page that the user sees, never while another screen is in front."""

    def show_page(self, page: Page) -> None:
        """Show `page`."""
        if self.indexOf(page) < 0:
            self.addWidget(page)
        if self.currentWidget() is not page:
            self.setCurrentWidget(page)
        if self.isVisible():
            self._begin(page)

    def turn_to_fresh(self, page: Page) -> None:
        """Show `page`, which was just made, instead of the earlier one of its name."""
        delete_widgets(self.findChildren(Page, page.objectName()))
        self.show_page(page)

    def focus_if_lost(self) -> None:
        """Focus where the user wants to begin, if nothing that can be seen has the focus."""
        page, focused = self.currentWidget(), focus_within(self.window())
        lost = focused is None or focused is page or not focused.isVisible()
        if lost and self.isVisible() and isinstance(page, Page):
            self._begin(page)

    def focusNextPrevChild(self, next_one: bool) -> bool:
        """Of a stack that was just hidden the focus goes to what is shown instead of it."""
        return not self.isVisible() or super().focusNextPrevChild(next_one)

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        page, focused = self.currentWidget(), focus_within(self.window())
        if isinstance(page, Page) and (focused is None or not page.isAncestorOf(focused)):
            self._begin(page)

    def _begin(self, page: Page) -> None:
        # A page without anything to do first still gets the keys, and is read out.
        first = page.first_focus()
        (first if first is not None and takes_keys(first) else page).setFocus()
        announce(page, page.accessibleName())
