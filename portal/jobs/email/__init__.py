"""Renders and sends e-mails."""
