"""How the app shows on the desktop beside its window: tray, notifications; and a locked screen."""
