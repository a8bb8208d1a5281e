"""`./run demo`: a portal on loopback, its mails, the app beside it, and a clerk by one click."""
