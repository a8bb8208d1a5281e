"""`account`, `code` and `device`."""

import argparse
from typing import Any

from sqlalchemy import Connection

from crypto.protocol import DeviceState
from portal.cli.arguments import CommandProblem
from portal.cli.institutions import checked_ik
from portal.cli.maintenance import usable_settings
from portal.domain.accounts import accounts, codes
from portal.domain.accounts.codes import CodeHashes
from portal.domain.devices.administration import (
    all_devices,
    check_code_is_due,
    clear_suspicion,
    reset_account,
)
from portal.domain.devices.generations import end_all_nonces
from portal.domain.devices.instances import forget_all_instances
from portal.domain.devices.lists import last_login_at
from portal.domain.institutions.regions import all_regions
from portal.domain.registration.lifecycle import clear_by_command
from portal.platform.clock import SystemClock
from portal.platform.database.engines import sync_transaction
from portal.platform.keys.key_ring import load_keys


def create(arguments: argparse.Namespace) -> dict[str, Any]:
    with sync_transaction(usable_settings(arguments.data).database_url) as connection:
        region = _region(connection, arguments)
        account = accounts.create_account(
            connection,
            login=arguments.login,
            name=arguments.name,
            provider=arguments.provider,
            ik=None if arguments.ik is None else checked_ik(arguments.ik),
            cleared=arguments.cleared,
            now=SystemClock().now(),
            role=_wanted_role(arguments),
            region=region,
        )
        return _shown(connection, account)


def _wanted_role(arguments: argparse.Namespace) -> accounts.Role:
    if arguments.clerk:
        return accounts.Role.CLERK
    return accounts.Role.USER if arguments.plain else accounts.Role.ADMIN


def _region(connection: Connection, arguments: argparse.Namespace) -> str | None:
    """The code as it was imported, typed in capitals or not."""
    if arguments.region is None:
        return None
    if not arguments.clerk:
        raise CommandProblem("Only clerks have a region: add --clerk, or leave out --region.")
    known = [region.code for region in all_regions(connection)]
    typed = arguments.region
    alike = [code for code in known if code.casefold() == typed.casefold()]
    if typed in known or len(alike) == 1:
        return typed if typed in known else alike[0]
    if not known:
        raise CommandProblem(
            f"There is no region {typed}, because none was imported: 'regions import FILE' first."
        )
    raise CommandProblem(f"There is no region {typed}: known are {', '.join(known)}.")


def clear(arguments: argparse.Namespace) -> dict[str, Any]:
    with sync_transaction(usable_settings(arguments.data).database_url) as connection:
        account = clear_by_command(connection, arguments.login, SystemClock().now())
        return _shown(connection, account)


def reset(arguments: argparse.Namespace) -> dict[str, Any]:
    with sync_transaction(usable_settings(arguments.data).database_url) as connection:
        # A running server notices by itself: it looks into the database for every request.
        account = reset_account(connection, arguments.login, SystemClock().now())
        return _shown(connection, account)


def show(arguments: argparse.Namespace) -> dict[str, Any]:
    with sync_transaction(usable_settings(arguments.data).database_url) as connection:
        return _shown(connection, accounts.get_account(connection, arguments.login))


def issue_code(arguments: argparse.Namespace) -> dict[str, Any]:
    settings = usable_settings(arguments.data)
    keys = load_keys(arguments.data, settings.public_url, SystemClock().now())
    code = codes.new_code()
    hashed = CodeHashes(keys.file.secrets.pepper, settings.code_cost).make(code)
    with sync_transaction(settings.database_url) as connection:
        account = accounts.get_account(connection, arguments.login)
        check_code_is_due(connection, account, further=arguments.further)
        codes.store_code(connection, account.id, hashed, SystemClock().now())
    return {"code": f"{code[:4]} {code[4:]}", "seconds": codes.SECONDS}


def say_account(account: dict[str, Any]) -> str:
    """An account as text."""
    browsers = "blocked after a report" if account["reported"] else "allowed"
    lines = [
        f"{account['login']}: {account['name']}, {account['provider']}",
        f"  IK: {account['ik'] or 'none'}",
        f"  role: {_role(account)}",
        f"  cleared: {_clearance(account)}",
        f"  logins begun in browsers: {browsers}",
    ]
    lines += [
        f"  device {device['id']}: {device['state']}, {device['name']} ({device['os']})"
        for device in account["devices"]
    ]
    return "\n".join(lines)


def _role(account: dict[str, Any]) -> str:
    if account["role"] != accounts.Role.CLERK:
        return str(account["role"])
    region = account["region"]
    return f"clerk, {'all regions' if region is None else f'region {region}'}"


def _clearance(account: dict[str, Any]) -> str:
    if account["cleared"]:
        return "yes, but blocked by an LE-Admin" if account["blocked"] else "yes"
    return "no, was reset" if account["reset"] else "no"


def say_code(issued: dict[str, Any]) -> str:
    return str(issued["code"])


def _shown(connection: Connection, account: accounts.Account) -> dict[str, Any]:
    return {
        "login": account.login,
        "name": account.name,
        "provider": account.provider,
        "ik": account.ik,
        "role": account.role,
        "region": account.region,
        "cleared": account.cleared,
        "reset": account.reset_at is not None,
        "blocked": account.blocked_at is not None,
        "reported": account.reported_at is not None,
        "last_login_at": last_login_at(connection, account.id),
        "devices": [vars(device) for device in all_devices(connection, account.id)],
    }


def trust(arguments: argparse.Namespace) -> dict[str, Any]:
    with sync_transaction(usable_settings(arguments.data).database_url) as connection:
        device = clear_suspicion(connection, arguments.device, SystemClock().now())
    return {"id": device.id, "login": device.login, "state": DeviceState.ACTIVE.value}


def restored(arguments: argparse.Namespace) -> dict[str, Any]:
    with sync_transaction(usable_settings(arguments.data).database_url) as connection:
        end_all_nonces(connection)
        return {"copies": forget_all_instances(connection)}


def say_restored(result: dict[str, Any]) -> str:
    return f"{result['copies']} copies forgotten: each device's next one is its first again"


def say_device(device: dict[str, Any]) -> str:
    return f"device {device['id']} of {device['login']}: {device['state']}"
