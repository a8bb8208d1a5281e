"""The project's commands; started by the file ``run`` in the folder above."""

import sys
from collections.abc import Sequence

import bundle
import checks
import cluster
import defences
import development
import fuzz
import model
import package
import policy
import product
import release
import sbom
from command import Trouble

COMMANDS = {
    command.name: command
    for command in (
        *product.COMMANDS,
        *checks.COMMANDS,
        *model.COMMANDS,
        *fuzz.COMMANDS,
        *cluster.COMMANDS,
        *defences.COMMANDS,
        *bundle.COMMANDS,
        *package.COMMANDS,
        *sbom.COMMANDS,
        *release.COMMANDS,
        *development.COMMANDS,
        *policy.COMMANDS,
    )
}


def table() -> str:
    """All commands, one line each."""
    usages = {f"{name} {command.words}": command for name, command in COMMANDS.items()}
    width = max(map(len, usages))
    lines = (f"  {usage:<{width}}  {command.summary}" for usage, command in usages.items())
    return "\n".join(("./run COMMAND …", *lines))


def main(words: Sequence[str]) -> int:
    """Carry out one command and return its exit code."""
    if not words or words[0] in ("-h", "--help"):
        print(table())
        return 0
    if words[0] not in COMMANDS:
        print(f"run: there is no command '{words[0]}'.\n{table()}", file=sys.stderr)
        return 2
    try:
        return COMMANDS[words[0]].act(words[1:])
    except Trouble as trouble:
        print(f"run: {trouble}", file=sys.stderr)
        return 1


sys.exit(main(sys.argv[1:]))
