"""The sizes of the design. It is drawn for a body text of 14 pixels; larger text makes it larger.

Space between things is a multiple of 8 pixels of the design, or of its half.
"""

from typing import Final

from ui.theme import em

_BODY: Final = 14
CARD_RADIUS: Final = 12
RADIUS: Final = 8
"""Of controls, notices and cells, in pixels."""
RING: Final = 4
"""Kept free around a control for its focus ring: 2 pixels of line, 2 of gap."""
COLUMN: Final = 576
"""Width of a page's content, in pixels of the design: longer lines are hard to read."""
MAIN_BUTTON: Final = 48
BUTTON: Final = 40
TARGET: Final = 44
"""The least side of what is pressed by an icon alone, in pixels (WCAG 2.2, 2.5.5)."""


def scaled(pixels: float) -> int:
    """So many pixels of the design, with the body text that holds now."""
    return round(pixels * em() / _BODY)


def text_sizes(body: int) -> dict[str, int]:
    """Height of each kind of text in pixels: 28, 20, 16, 14 and 13 in the design.

    Large text needs less difference: with a body text of 28 they are 36, 28, 28, 28 and 26.
    """
    return {
        "title": round(20 + body * 0.57),
        "heading": round(12 + body * 0.57),
        "value": round(4 + body * 0.857),
        "body": body,
        "small": round(body * 0.93),
        "digits": round(12 + body * 0.857),
        "code": round(body * 2.6),
    }


def button_height(pixels: int) -> int:
    """Of a button that is `pixels` high in the design: its words grow, what is around them not."""
    return scaled(pixels / 2) + pixels - pixels // 2
