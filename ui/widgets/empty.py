"""Instead of a list that has no entry yet."""

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QVBoxLayout, QWidget

from ui.theme import em
from ui.widgets.icons import Icon
from ui.widgets.labels import Text
from ui.widgets.notice import Tone
from ui.widgets.seal import Seal, SealSize


class EmptyList(QWidget):
    """What will be in it. Names: `name` for the title, `name.text`."""

    def __init__(self, name: str, icon: Icon, title: str, text: str) -> None:
        super().__init__()
        seal = Seal(size=SealSize.STATE)
        seal.show_icon(icon, Tone.SUCCESS)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, em() * 3, 0, 0)
        column.setSpacing(round(em() * 0.6))
        column.addWidget(seal, 0, Qt.AlignmentFlag.AlignHCenter)
        for label in (Text(title, "heading", name=name), Text(text, "muted", name=f"{name}.text")):
            label.setAlignment(Qt.AlignmentFlag.AlignHCenter)
            column.addWidget(label)
