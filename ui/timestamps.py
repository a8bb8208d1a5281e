"""The portal's timestamps as text, in the time zone of this computer."""

from PySide6.QtCore import QCoreApplication, QDateTime, QLocale

translate = QCoreApplication.translate


def date_time_text(seconds: int) -> str:
    """Day and time.

    Args:
        seconds: since 1970.
    """
    when = QDateTime.fromSecsSinceEpoch(seconds)
    clock = QLocale().toString(when.time(), QLocale.FormatType.ShortFormat)
    days = when.date().daysTo(QDateTime.currentDateTime().date())
    if days == 0:
        return translate("Moment", "heute um {time} Uhr").format(time=clock)
    if days == 1:
        return translate("Moment", "gestern um {time} Uhr").format(time=clock)
    words = translate("Moment", "am {date} um {time} Uhr")
    return words.format(date=_date(when), time=clock)


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
    return words.format(date=day_text(seconds), time=clock)


def day_text(seconds: int) -> str:
    """The day alone."""
    day = QDateTime.fromSecsSinceEpoch(seconds).date()
    return QLocale().toString(day, translate("Moment", "dd.MM.yyyy"))


def countdown_text(seconds: int) -> str:
    """What is left of a short time."""
    words = translate("Moment", "noch {minutes}:{seconds:02} Minuten")
    return words.format(minutes=seconds // 60, seconds=seconds % 60)


def _date(when: QDateTime) -> str:
    # The short form of both languages leaves out the century.
    return QLocale().toString(when.date(), translate("Moment", "d. MMMM yyyy"))
