"""A window of PySide6 with so many widgets and nothing behind them: the least that is possible."""

import sys

from PySide6.QtWidgets import QApplication, QGridLayout, QLabel, QPushButton, QWidget

COLUMNS = 4
SIZE = (760, 686)


def main(count: int) -> int:
    """Show `count` widgets, labels and buttons in turn, in a window of the app's usual size."""
    QApplication.setStyle("Fusion")
    app = QApplication(["bare"])
    window = QWidget()
    window.resize(*SIZE)
    grid = QGridLayout(window)
    for number in range(count):
        words = f"Wort {number}"
        widget = QPushButton(words) if number % 2 else QLabel(words)
        grid.addWidget(widget, number // COLUMNS, number % COLUMNS)
    window.show()
    return app.exec()


if __name__ == "__main__":
    sys.exit(main(int(sys.argv[1])))
