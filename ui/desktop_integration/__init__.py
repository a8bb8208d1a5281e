"""Tray icon, notifications and the locked screen."""
