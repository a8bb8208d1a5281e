"""PA/1 at the portal: the envelope, and one handler for each message."""
