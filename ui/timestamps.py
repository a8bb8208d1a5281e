"""The portal's timestamps as text, in the time zone of this computer.

The portal's own pages have German time. Where this computer's is another one, it is named.
"""

from functools import cache

from PySide6.QtCore import QCoreApplication, QDateTime, QLocale, QTimeZone

translate = QCoreApplication.translate


def date_time_text(seconds: int) -> str:
    """Day and time.

    Args:
        seconds: since 1970.
    """
    when = QDateTime.fromSecsSinceEpoch(seconds)
    clock = QLocale().toString(when.time(), QLocale.FormatType.ShortFormat)
    days = when.date().daysTo(QDateTime.currentDateTime().date())
    words = {
        0: translate("Moment", "heute um {time} Uhr"),
        1: translate("Moment", "gestern um {time} Uhr"),
    }.get(days, translate("Moment", "am {date} um {time} Uhr"))
    return _with_zone(words.format(date=_date(when), time=clock), when)


def brief_date_time_text(seconds: int) -> str:
    """Day and time, for a narrow column.

    Args:
        seconds: since 1970.
    """
    when = QDateTime.fromSecsSinceEpoch(seconds)
    clock = QLocale().toString(when.time(), QLocale.FormatType.ShortFormat)
    days = when.date().daysTo(QDateTime.currentDateTime().date())
    words = {
        0: translate("Moment", "heute, {time} Uhr"),
        1: translate("Moment", "gestern, {time} Uhr"),
    }.get(days, translate("Moment", "{date}, {time} Uhr"))
    return _with_zone(words.format(date=day_text(seconds), time=clock), when)


def day_text(seconds: int) -> str:
    """The day alone."""
    day = QDateTime.fromSecsSinceEpoch(seconds).date()
    return QLocale().toString(day, translate("Moment", "dd.MM.yyyy"))


def countdown_text(seconds: int) -> str:
    """What is left of a short time."""
    words = translate("Moment", "noch {minutes}:{seconds:02} Minuten")
    return words.format(minutes=seconds // 60, seconds=seconds % 60)


def _with_zone(words: str, when: QDateTime) -> str:
    zone = _portal_zone()
    if not zone.isValid() or zone.offsetFromUtc(when) == when.offsetFromUtc():
        return words
    return translate("Moment", "{moment} Ortszeit").format(moment=words)


@cache
def _portal_zone() -> QTimeZone:
    return QTimeZone(b"Europe/Berlin")


def _date(when: QDateTime) -> str:
    # The short form of both languages leaves out the century.
    return QLocale().toString(when.date(), translate("Moment", "d. MMMM yyyy"))
