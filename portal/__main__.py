"""The portal's command line: `python -m portal --help`."""

import argparse
import json
import os
import sys
from collections.abc import Callable, Sequence
from typing import Any, Final

from portal.backups.copies import BackupProblem
from portal.cli import (
    accounts,
    backups,
    install,
    institutions,
    keys,
    maintenance,
    providers,
)
from portal.cli.arguments import CommandProblem, parser
from portal.domain.accounts.accounts import AccountProblem
from portal.domain.audit.verification import AnchorProblem
from portal.domain.devices.administration import SuspicionProblem
from portal.domain.institutions.csv_import import ImportProblem
from portal.effects import connect_features
from portal.platform.database.migration import DatabaseProblem, database_problem
from portal.platform.database.timelines import TIMELINES
from portal.platform.keys.key_file import KeyFileProblem
from portal.platform.memory_dumps import forbid_memory_dumps
from portal.platform.settings import SettingsProblem
from portal.platform.storage_failures import StorageUnavailable, is_database_error, storage_failure
from portal.platform.text_files import UnreadableFile

_PROBLEMS: Final = (
    AccountProblem,
    AnchorProblem,
    BackupProblem,
    CommandProblem,
    DatabaseProblem,
    ImportProblem,
    KeyFileProblem,
    SettingsProblem,
    SuspicionProblem,
    UnreadableFile,
)
_START_CODES: Final[dict[type[Exception], str]] = {
    SettingsProblem: "AGP-1001",
    KeyFileProblem: "AGP-1002",
    DatabaseProblem: "AGP-1003",
    CommandProblem: "AGP-1004",
    AnchorProblem: "AGP-1005",
    OSError: "AGP-1006",
}
"""Support codes of a portal that does not start; docs/operators.md has them, they never change."""
_Run = Callable[[argparse.Namespace], dict[str, Any]]
_Say = Callable[[dict[str, Any]], str]
_COMMANDS: Final[dict[tuple[str, str | None], tuple[_Run, _Say]]] = {
    ("init", None): (install.init, install.say_init),
    ("status", None): (maintenance.status, maintenance.say_status),
    ("account", "create"): (accounts.create, accounts.say_account),
    ("account", "clear"): (accounts.clear, accounts.say_account),
    ("account", "reset"): (accounts.reset, accounts.say_account),
    ("account", "show"): (accounts.show, accounts.say_account),
    ("advices", "count"): (providers.count, providers.say_count),
    ("advices", "import"): (providers.import_folder, providers.say_import),
    ("advices", "schema"): (providers.schema, providers.say_schema),
    ("audit", "list"): (keys.listed, keys.say_list),
    ("audit", "verify"): (keys.verified, keys.say_verification),
    ("backup", None): (backups.backup, backups.say_backup),
    ("restore", None): (backups.restore, backups.say_restore),
    ("device", "restored"): (accounts.restored, accounts.say_restored),
    ("device", "trust"): (accounts.trust, accounts.say_device),
    ("eavis", "export"): (providers.export, providers.say_export),
    ("housekeeping", None): (maintenance.run_tasks, maintenance.say_tasks),
    ("institutions", "import"): (institutions.import_directory, institutions.say_import),
    ("institutions", "show"): (institutions.show, institutions.say_institution),
    ("receipts", "verify"): (providers.verified, providers.say_verification),
    ("regions", "import"): (institutions.import_areas, institutions.say_regions),
    ("regions", "list"): (institutions.listed, institutions.say_regions),
    ("keys", "rotate"): (keys.rotate, keys.say_keys),
    ("keys", "rewrap"): (keys.rewrap, keys.say_rewrap),
    ("keys", "show"): (keys.show, keys.say_keys),
    ("code", "issue"): (accounts.issue_code, accounts.say_code),
}


def main(argv: Sequence[str] | None = None) -> int:
    """Carry out one command; 0 is success, 1 a refusal, 2 a wrong command line."""
    arguments = parser().parse_args(argv)
    # Whatever is made here, the database too, is for the portal's user alone.
    os.umask(0o077)
    connect_features()
    serving = arguments.command == "serve"
    try:
        with TIMELINES.kept_in(getattr(arguments, "data", None)):
            if serving:
                return install.serve(arguments)
            run, say = _COMMANDS[arguments.command, getattr(arguments, "action", None)]
            result = run(arguments)
        print(json.dumps(result, ensure_ascii=False) if arguments.json else say(result))
    except _PROBLEMS as problem:
        return _refuse(str(problem), problem, serving=serving)
    except StorageUnavailable as error:
        sentence = f"Disk or database cannot be used, see the line above ({error.code})."
        return _refuse(sentence, error, serving=False)
    except OSError as error:
        return _refuse(_of_file(error), error, serving=serving)
    except Exception as error:
        if not is_database_error(error):
            raise
        found = database_problem(error)
        return _refuse(str(found), found, serving=serving)
    return 0 if result.get("ok", True) else 1


def _of_file(error: OSError) -> str:
    failure, name = storage_failure(error), error.filename or "A file"
    if failure is not None:
        return f"{name}: {failure.value}."
    if isinstance(error, PermissionError) and not os.path.lexists(name):
        return f"{name} is not there, and may not be made here: make it for the portal's user."
    return f"{name}: {error.strerror}: check its rights."


def _refuse(sentence: str, error: Exception, *, serving: bool) -> int:
    """A portal that does not start has a support code; a command's reader is there and reads."""
    kinds = (code for kind, code in _START_CODES.items() if isinstance(error, kind))
    code = next(kinds, "") if serving else ""
    print(f"portal: {sentence} ({code})" if code else f"portal: {sentence}", file=sys.stderr)
    return 1


if __name__ == "__main__":
    forbid_memory_dumps()
    sys.exit(main())
