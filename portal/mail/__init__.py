"""Mails: kept in the database until a mail server has taken them."""
