"""`init` and `serve`."""

import argparse
import json
import os
from pathlib import Path
from typing import Any

from portal.cli.arguments import CommandProblem
from portal.cli.maintenance import check_database, check_new_keys, check_pages, loss_of
from portal.domain.audit.verification import Anchor
from portal.monitoring.interface import monitoring_access, not_free, with_monitoring_of
from portal.platform.clock import SystemClock
from portal.platform.database.engines import is_sqlite
from portal.platform.database.migration import migrate
from portal.platform.database.server_lock import server_lock
from portal.platform.keys.data_keys import make_stored, save_stored
from portal.platform.keys.key_file import KEYS_NAME, ROOT_NAME, write_private
from portal.platform.keys.key_ring import create_keys, load_keys
from portal.platform.keys.wrapping import FILE
from portal.platform.logs import write_logs
from portal.platform.settings import (
    FILE_NAME,
    Settings,
    SettingsProblem,
    checked_public_url,
    load_settings,
)
from portal.workers import Worker, Workers, check_workers, listen


def init(arguments: argparse.Namespace) -> dict[str, Any]:
    """Make what is missing; keys that are there are never replaced."""
    data, public_url = arguments.data, checked_public_url(arguments.public_url)
    data.mkdir(mode=0o700, parents=True, exist_ok=True)
    if not (data / FILE_NAME).exists():
        _write_settings(arguments, public_url)
    settings = load_settings(data)
    if settings.public_url != public_url:
        raise SettingsProblem(
            f"This portal's address is {settings.public_url}: give that one, or use another folder."
        )
    _check_options(arguments, settings)
    made = not (data / KEYS_NAME).exists()
    _check_before_init(settings, made=made, start_anew=arguments.start_anew)
    # The database first: keys without one are refused, as if it were lost.
    migrate(settings.database_url)
    if made:
        _make_data_key(data, settings.wrapping_key)
        keys = create_keys(data, public_url)
    else:
        keys = load_keys(data, public_url, SystemClock().now())
    return {
        "created": made,
        "public_url": public_url,
        "data": str(data.absolute()),
        "root": keys.root_pin,
    }


def _check_options(arguments: argparse.Namespace, settings: Settings) -> None:
    """Where there are settings already, options change none of them.

    Raises:
        SettingsProblem: one of them says something else.
    """
    if arguments.database_url not in (None, settings.database_url):
        raise SettingsProblem(
            f"--database-url is not the database that {settings.data / FILE_NAME} or the "
            "environment names: leave it out, use another folder, or write database_url there."
        )
    if arguments.wrapping_key not in (None, settings.wrapping_key):
        raise SettingsProblem(
            f"--wrapping-key is not the key that {settings.data / FILE_NAME} or the environment "
            "names: leave it out, or write wrapping_key there and run 'keys rewrap'."
        )


def _check_before_init(settings: Settings, *, made: bool, start_anew: bool) -> None:
    if start_anew:
        if loss_of(settings) is not None:
            Anchor(settings.data).set_aside()
    elif made:
        check_new_keys(settings.data, settings.database_url)
    else:
        check_database(settings)


def _make_data_key(data: Path, wrapping_key: str) -> None:
    if wrapping_key != FILE:
        save_stored(data, (make_stored(wrapping_key, os.environ),))


def serve(arguments: argparse.Namespace) -> int:
    """Run until told to stop; the exit code."""
    settings = load_settings(arguments.data, host=arguments.host, port=arguments.port)
    write_logs(as_json=settings.json_logs)
    check_workers(arguments.workers, is_sqlite=is_sqlite(settings.database_url))
    if arguments.workers > 1:
        return _serve_together(settings, arguments)
    if arguments.worker is None:
        return _serve(settings, announce=arguments.announce)
    worker = Worker.parse(arguments.worker)
    return _serve(with_monitoring_of(settings, worker.number), worker=worker)


def _serve_together(settings: Settings, arguments: argparse.Namespace) -> int:
    try:
        listening = listen(settings.host, settings.port)
    except OSError as error:
        raise _cannot_listen(settings) from error
    _check_monitoring(settings, arguments.workers)
    words = ("serve", "--data", str(arguments.data))
    return Workers(arguments.workers, listening, words).run(announce=arguments.announce)


def _check_monitoring(settings: Settings, workers: int) -> None:
    """Before any of them has started: what the second one says is lost among the end of the first.

    Raises:
        SettingsProblem: one of their addresses cannot be listened on.
    """
    for number in range(workers):
        access = monitoring_access(with_monitoring_of(settings, number))
        if access is not None:
            try:
                listen(access.host, access.port).close()
            except (OSError, OverflowError) as error:
                raise not_free(access) from error


def _cannot_listen(settings: Settings) -> CommandProblem:
    return CommandProblem(
        f"{settings.host}:{settings.port} cannot be listened on: choose another --port, "
        "or end the program that uses it."
    )


def _serve(settings: Settings, *, announce: bool = False, worker: Worker | None = None) -> int:
    # Imported late: accounts and codes need no server.
    from portal.app import create_portal
    from portal.server import serve as run

    data, now = settings.data, SystemClock().now()
    keys = load_keys(data, settings.public_url, now, settings.wrapping_key)
    # A token that is not there is told now, and not by the first login.
    _ = keys.vault
    with server_lock(data, settings.database_url) as lock:
        check_database(settings)
        check_pages(settings.database_url)
        migrate(settings.database_url)
        portal = create_portal(settings, keys, is_first=lock.is_first)
        if not run(portal, settings, lock, announce=announce, worker=worker):
            raise _cannot_listen(settings)
    return 0


def _write_settings(arguments: argparse.Namespace, public_url: str) -> None:
    values = {
        "public_url": public_url,
        "database_url": arguments.database_url,
        "wrapping_key": arguments.wrapping_key,
    }
    # TOML's basic strings are JSON's.
    lines = [f"{name} = {json.dumps(text)}\n" for name, text in values.items() if text]
    write_private(arguments.data / FILE_NAME, "".join(lines))


def say_init(result: dict[str, Any]) -> str:
    """What `init` prints for people."""
    done = (
        "Made a portal" if result["created"] else "The portal was there already and is up to date"
    )
    lines = [
        f"{done} for {result['public_url']} in {result['data']}.",
        f"Root for policies of the app: {result['root']}",
    ]
    if (Path(result["data"]) / ROOT_NAME).exists():
        lines.append(
            f"Move {ROOT_NAME} out of the folder and keep it offline: the running portal does not "
            "need it."
        )
    return "\n".join(lines)
