"""Every page and state of the portal in a real browser, for pictures and for checks.

A scene brings the pages of one matter about and shows each of them to the studio under a name.
"""
