"""The column of a page, and its scroll bar."""

from PySide6.QtGui import QImage
from PySide6.QtWidgets import QApplication, QWidget

from ui.widgets.column import Column

HEIGHT = 300


def shown(below: int) -> tuple[QImage, int]:
    """The bar where the content ends so many pixels above the edge: its picture, and how far it
    scrolls.
    """
    column, thing = Column(), QWidget()
    column.set_tight(False)
    thing.setFixedHeight(HEIGHT - column.body.contentsMargins().top() - below)
    column.body.addWidget(thing)
    column.resize(400, HEIGHT)
    column.show()
    # The second round scrolls what the first has laid out.
    QApplication.processEvents()
    QApplication.processEvents()
    bar = column.verticalScrollBar()
    found = bar.grab().toImage(), bar.maximum()
    column.close()
    return found


def test_a_bar_is_seen_only_where_a_thing_is_out_of_sight(qapp: QApplication) -> None:
    column = Column()
    space = column.body.contentsMargins().bottom()
    nothing, scrolled = shown(below=space)
    assert scrolled == 0
    assert shown(below=0) == (nothing, space)
    seen, _ = shown(below=-1)
    assert seen != nothing
