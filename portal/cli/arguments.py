"""The command line's grammar, which stays stable for scripts, and its errors."""

import argparse
from pathlib import Path


class CommandProblem(Exception):
    """Says in one sentence why a command cannot be carried out, and what to do."""


def parser() -> argparse.ArgumentParser:
    """All commands."""
    top = argparse.ArgumentParser(prog="portal", description="The portal of the AOK 2-Faktor App.")
    commands = top.add_subparsers(dest="command", required=True, metavar="COMMAND")
    _add_init(commands)
    _add_serve(commands)
    _add_status(commands)
    _add_account(commands)
    _add_code(commands)
    _add_audit(commands)
    _add_backups(commands)
    _add_device(commands)
    _add_keys(commands)
    _add_maintenance(commands)
    _add_advices(commands)
    _add_eavis(commands)
    _add_institutions(commands)
    _add_regions(commands)
    _add_receipts(commands)
    return top


_Commands = argparse._SubParsersAction  # noqa: SLF001  has no public name


def _add_init(commands: "_Commands[argparse.ArgumentParser]") -> None:
    init = commands.add_parser("init", help="make keys, settings and database, or bring them up")
    _add_data(init)
    init.add_argument("--public-url", required=True, help="as browsers see it: https://HOST")
    init.add_argument("--database-url", help="PostgreSQL instead of SQLite")
    init.add_argument(
        "--wrapping-key", metavar="KEY", help="of the data key: file, env:NAME or pkcs11:… (file)"
    )
    init.add_argument(
        "--start-anew",
        action="store_true",
        help="go on though database or keys are lost: every device must be activated anew",
    )
    _add_json(init)


def _add_serve(commands: "_Commands[argparse.ArgumentParser]") -> None:
    serve = commands.add_parser("serve", help="run the portal until SIGTERM")
    _add_data(serve)
    serve.add_argument("--host", help="address to listen on (127.0.0.1)")
    serve.add_argument("--port", type=int, help="port to listen on, 0 for any (8080)")
    serve.add_argument(
        "--announce", action="store_true", help='print {"listening": URL} when it accepts requests'
    )
    serve.add_argument(
        "--workers", type=int, default=1, metavar="N", help="so many processes (PostgreSQL only)"
    )
    # What the first process gives to one of the others.
    serve.add_argument("--worker", help=argparse.SUPPRESS)


def _add_status(commands: "_Commands[argparse.ArgumentParser]") -> None:
    status = commands.add_parser("status", help="ask the running portal whether it is well")
    status.add_argument(
        "--wait",
        type=int,
        default=0,
        metavar="SECONDS",
        help="until it is ready, and so long at most (0)",
    )
    _add_data(status)
    _add_json(status)


def _add_account(commands: "_Commands[argparse.ArgumentParser]") -> None:
    account = commands.add_parser("account", help="create, clear, reset and show accounts")
    actions = account.add_subparsers(dest="action", required=True, metavar="ACTION")
    create = actions.add_parser("create", help="add an account")
    create.add_argument("--name", required=True, help="of the person")
    create.add_argument("--provider", required=True, help="of the institution")
    create.add_argument("--ik", help="of the institution, 9 digits")
    create.add_argument("--cleared", action="store_true", help="may log in at once")
    role = create.add_mutually_exclusive_group()
    role.add_argument("--clerk", action="store_true", help="of the AOK: clears registrations")
    role.add_argument("--plain", action="store_true", help="a user without LE-Admin rights")
    create.add_argument(
        "--region", metavar="CODE", help="of a clerk who sees the registrations of one region only"
    )
    clear = actions.add_parser("clear", help="let an account log in")
    reset = actions.add_parser("reset", help="revoke all devices and the clearance at once")
    show = actions.add_parser("show", help="show an account and its devices")
    for action in (create, clear, reset, show):
        action.add_argument("login", metavar="LOGIN", help="user name, an e-mail address")
        _add_data(action)
        _add_json(action)


def _add_code(commands: "_Commands[argparse.ArgumentParser]") -> None:
    code = commands.add_parser("code", help="activation codes")
    actions = code.add_subparsers(dest="action", required=True, metavar="ACTION")
    issue = actions.add_parser("issue", help="make a code for ten minutes; voids an earlier one")
    issue.add_argument(
        "--further", action="store_true", help="for one more device beside an active one"
    )
    issue.add_argument("login", metavar="LOGIN", help="user name, an e-mail address")
    _add_data(issue)
    _add_json(issue)


def _add_audit(commands: "_Commands[argparse.ArgumentParser]") -> None:
    audit = commands.add_parser("audit", help="the log of what happened")
    actions = audit.add_subparsers(dest="action", required=True, metavar="ACTION")
    listed = actions.add_parser("list", help="show entries, the newest last")
    listed.add_argument("--account", metavar="LOGIN", help="of this account only")
    listed.add_argument("--most", type=int, default=100, help="how many at most (100)")
    verify = actions.add_parser("verify", help="find out whether anything was changed")
    verify.add_argument(
        "--expect-head", metavar="SEQ:HASH", help="what an earlier run printed must still be there"
    )
    for action in (listed, verify):
        _add_data(action)
        _add_json(action)


def _add_backups(commands: "_Commands[argparse.ArgumentParser]") -> None:
    backup = commands.add_parser("backup", help="copy database and files while the portal runs")
    backup.add_argument("folder", type=Path, metavar="FOLDER", help="a new one, for this backup")
    backup.add_argument(
        "--keys", type=Path, metavar="FOLDER", help="copy the keys there, to be kept elsewhere"
    )
    restore = commands.add_parser("restore", help="put a backup back; no portal may run")
    restore.add_argument("folder", type=Path, metavar="FOLDER", help="as 'backup' has made it")
    restore.add_argument(
        "--keys", type=Path, metavar="FOLDER", help="put the keys back, too, if there are none"
    )
    restore.add_argument(
        "--check", action="store_true", help="only say what would be lost; change nothing"
    )
    for action in (backup, restore):
        _add_data(action)
        _add_json(action)


def _add_device(commands: "_Commands[argparse.ArgumentParser]") -> None:
    device = commands.add_parser("device", help="devices")
    actions = device.add_subparsers(dest="action", required=True, metavar="ACTION")
    trust = actions.add_parser(
        "trust", help="let a suspect device go on; its key counts where it speaks next"
    )
    trust.add_argument("device", metavar="DEVICE", help="id, as 'account show' prints it")
    restored = actions.add_parser(
        "restored", help="after a backup was put back: take devices as they speak next"
    )
    for action in (trust, restored):
        _add_data(action)
        _add_json(action)


def _add_keys(commands: "_Commands[argparse.ArgumentParser]") -> None:
    keys = commands.add_parser("keys", help="the portal's own keys")
    actions = keys.add_subparsers(dest="action", required=True, metavar="ACTION")
    rotate = actions.add_parser("rotate", help="make new keys, signed by the root")
    rotate.add_argument("--root", type=Path, metavar="FILE", help="the root's key (DIR/root.key)")
    rotate.add_argument(
        "--at-once", action="store_true", help="end the old keys now: they were stolen"
    )
    show = actions.add_parser("show", help="show the ids of the keys in use")
    rewrap = actions.add_parser(
        "rewrap", help="make a new data key, wrapped by what the settings say; no portal may run"
    )
    for action in (rotate, show, rewrap):
        _add_data(action)
        _add_json(action)


def _add_maintenance(commands: "_Commands[argparse.ArgumentParser]") -> None:
    housekeeping = commands.add_parser(
        "housekeeping", help="do what is due, as a running portal does once a minute"
    )
    housekeeping.add_argument(
        "--mails", action="store_true", help="send the e-mails that wait, too"
    )
    _add_data(housekeeping)
    _add_json(housekeeping)


def _add_advices(commands: "_Commands[argparse.ArgumentParser]") -> None:
    advices = commands.add_parser("advices", help="payment advices")
    actions = advices.add_subparsers(dest="action", required=True, metavar="ACTION")
    imported = actions.add_parser(
        "import", help="take what lies in a folder; what is wrong goes to its folder quarantine"
    )
    imported.add_argument("folder", type=Path, metavar="FOLDER", help="PDF files, and XML or CSV")
    count = actions.add_parser("count", help="show how many there are, and how many wait")
    schema = actions.add_parser("schema", help="print the XML schema of the metadata")
    for action in (imported, count):
        _add_data(action)
    for action in (imported, count, schema):
        _add_json(action)


def _add_eavis(commands: "_Commands[argparse.ArgumentParser]") -> None:
    eavis = commands.add_parser("eavis", help="orders of the electronic payment advice")
    actions = eavis.add_subparsers(dest="action", required=True, metavar="ACTION")
    export = actions.add_parser(
        "export", help="print what is to be switched on and off as CSV, each order once"
    )
    export.add_argument("--again", action="store_true", help="all orders, also those from before")
    _add_data(export)
    _add_json(export)


def _add_institutions(commands: "_Commands[argparse.ArgumentParser]") -> None:
    institutions = commands.add_parser("institutions", help="the directory of IK numbers")
    actions = institutions.add_subparsers(dest="action", required=True, metavar="ACTION")
    imported = actions.add_parser("import", help="take in a CSV file; same numbers are replaced")
    imported.add_argument("file", type=Path, metavar="FILE", help="ik;name;street;postal_code;city")
    imported.add_argument(
        "--replace", action="store_true", help="what is not in the file is removed"
    )
    imported.add_argument("--skip-bad", action="store_true", help="leave wrong lines out")
    show = actions.add_parser("show", help="show an institution and its regional AOK")
    show.add_argument("ik", metavar="IK", help="9 digits")
    for action in (imported, show):
        _add_data(action)
        _add_json(action)


def _add_regions(commands: "_Commands[argparse.ArgumentParser]") -> None:
    regions = commands.add_parser("regions", help="regional AOKs, and who is responsible")
    actions = regions.add_subparsers(dest="action", required=True, metavar="ACTION")
    imported = actions.add_parser("import", help="take in a TOML file, in the place of all")
    imported.add_argument("file", type=Path, metavar="FILE", help="as packaging/demo/regions.toml")
    listed = actions.add_parser("list", help="show the regional AOKs")
    for action in (imported, listed):
        _add_data(action)
        _add_json(action)


def _add_receipts(commands: "_Commands[argparse.ArgumentParser]") -> None:
    receipts = commands.add_parser("receipts", help="proofs of changes that were approved")
    actions = receipts.add_subparsers(dest="action", required=True, metavar="ACTION")
    verify = actions.add_parser("verify", help="check a receipt; needs no portal and no database")
    verify.add_argument("file", type=Path, metavar="FILE", help="as downloaded from the portal")
    verify.add_argument(
        "--device", metavar="DEVICE", help="id of the device that must have approved it"
    )
    _add_json(verify)


def _add_data(command: argparse.ArgumentParser) -> None:
    command.add_argument(
        "--data", type=Path, required=True, metavar="DIR", help="folder of keys and settings"
    )


def _add_json(command: argparse.ArgumentParser) -> None:
    command.add_argument("--json", action="store_true", help="answer in JSON, for scripts")
