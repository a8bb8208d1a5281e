"""`account` and `code`."""

import argparse
from typing import Any

from sqlalchemy import Connection

from portal.accounts import codes, service
from portal.accounts.code_hash import CodeHashes
from portal.clock import SystemClock
from portal.db.one_off import transaction
from portal.devices.listing import devices_of
from portal.keys.key_ring import load_keys
from portal.settings import load_settings


def create(arguments: argparse.Namespace) -> dict[str, Any]:
    with transaction(load_settings(arguments.data).database_url) as connection:
        account = service.create_account(
            connection,
            login=arguments.login,
            name=arguments.name,
            provider=arguments.provider,
            ik=arguments.ik,
            cleared=arguments.cleared,
            now=SystemClock().now(),
        )
        return _shown(connection, account)


def clear(arguments: argparse.Namespace) -> dict[str, Any]:
    with transaction(load_settings(arguments.data).database_url) as connection:
        return _shown(connection, service.clear_account(connection, arguments.login))


def show(arguments: argparse.Namespace) -> dict[str, Any]:
    with transaction(load_settings(arguments.data).database_url) as connection:
        return _shown(connection, service.get_account(connection, arguments.login))


def issue_code(arguments: argparse.Namespace) -> dict[str, Any]:
    settings = load_settings(arguments.data)
    keys = load_keys(arguments.data, settings.public_url, SystemClock().now())
    code = codes.new_code()
    hashed = CodeHashes(keys.file.secrets.pepper, settings.code_cost).make(code)
    with transaction(settings.database_url) as connection:
        account = service.get_account(connection, arguments.login)
        codes.store_code(connection, account.id, hashed, SystemClock().now())
    return {"code": f"{code[:4]} {code[4:]}", "seconds": codes.SECONDS}


def say_account(account: dict[str, Any]) -> str:
    """An account as text."""
    browsers = "blocked after a report" if account["reported"] else "allowed"
    lines = [
        f"{account['login']}: {account['name']}, {account['provider']}",
        f"  IK: {account['ik'] or 'none'}",
        f"  cleared: {'yes' if account['cleared'] else 'no'}",
        f"  logins begun in browsers: {browsers}",
    ]
    lines += [
        f"  device {device['id']}: {device['state']}, {device['name']} ({device['os']})"
        for device in account["devices"]
    ]
    return "\n".join(lines)


def say_code(issued: dict[str, Any]) -> str:
    return str(issued["code"])


def _shown(connection: Connection, account: service.Account) -> dict[str, Any]:
    return {
        "login": account.login,
        "name": account.name,
        "provider": account.provider,
        "ik": account.ik,
        "cleared": account.cleared,
        "reported": account.reported_at is not None,
        "last_login_at": account.last_login_at,
        "devices": [vars(device) for device in devices_of(connection, account.id)],
    }
