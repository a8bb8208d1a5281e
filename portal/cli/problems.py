"""Errors of the command line."""


class CommandProblem(Exception):
    """Says in one sentence why a command cannot be carried out, and what to do."""
