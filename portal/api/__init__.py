"""PA/1: the pipeline of a device message, and one handler for each message."""
