"""What an operator decides: `portal.toml` in the data folder, and AOK_PORTAL_* over it."""

import ipaddress
import os
import tomllib
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, fields
from pathlib import Path
from typing import Any, Final
from urllib.parse import urlsplit

from sqlalchemy.exc import ArgumentError

from portal.platform.database.engines import is_sqlite
from portal.platform.keys.wrapping import FILE, FORMS, is_wrapping_key
from portal.platform.rate_limits import Rates

FILE_NAME: Final = "portal.toml"
_PREFIX: Final = "AOK_PORTAL_"
_MAIL_TEXTS: Final = (
    "mail_host",
    "mail_security",
    "mail_user",
    "mail_password_file",
    "mail_from",
    "mail_from_name",
)
LOOPBACK: Final = ("127.0.0.1", "::1", "localhost")


class SettingsProblem(Exception):
    """Says in one sentence which setting is wrong, and what to put there."""


@dataclass(frozen=True)
class CodeCost:
    """Argon2id's cost (RFC 9106): memory in KiB, passes, lanes.

    OWASP's first choice; a code lives for ten minutes, and 10^8 of them are few at any cost.
    """

    memory: int = 19 * 1024
    passes: int = 2
    lanes: int = 1


@dataclass(frozen=True)
class Settings:
    """Checked settings."""

    public_url: str
    """The portal's address as browsers and apps see it, `aud` of PA/1; no slash at the end."""
    database_url: str
    data: Path
    """Folder of the key files."""
    host: str = "127.0.0.1"
    port: int = 8080
    trusted_proxies: tuple[str, ...] = ()
    """Addresses or networks whose X-Forwarded-For and -Proto are believed."""
    access_log: bool = False
    wrapping_key: str = FILE
    """What the data key is wrapped by: file, env:NAME, or a key on a token (pkcs11:…)."""
    code_transfer: bool = False
    """Whether a login may end in a browser on another computer, by six digits."""
    roaming_copies: int = 5
    """On how many computers a roaming profile's device key may be."""
    mail_host: str = ""
    """Where mails are handed in; without it none is sent. `portal.platform.smtp` checks these."""
    mail_port: int = 0
    mail_security: str = ""
    mail_user: str = ""
    mail_password_file: str = ""
    mail_from: str = ""
    mail_from_name: str = ""
    keep_certificates_days: int = 30
    """How long uploaded documents are kept after the decision."""
    downloads: Path | None = None
    """Folder with installers of the app."""
    four_eyes: bool = False
    """Whether two clerks must clear a registration."""
    clamd: str = ""
    """Where ClamAV's daemon listens: path of a Unix socket, or host:port; "" without one."""
    code_cost: CodeCost = field(default_factory=CodeCost)
    rates: Rates = field(default_factory=Rates)

    @property
    def secure(self) -> bool:
        """Whether browsers reach the portal by https."""
        return self.public_url.startswith("https:")


def load_settings(data: Path, environ: Mapping[str, str] = os.environ, **given: Any) -> Settings:
    """Put together file, environment and command line, the latter winning.

    Raises:
        SettingsProblem: with a sentence for the operator.
    """
    known = {field.name for field in fields(Settings)} - {"data", "code_cost", "rates"}
    values = _from_file(data / FILE_NAME, known)
    values |= {name: text for name in known if (text := environ.get(_PREFIX + name.upper()))}
    values |= {name: value for name, value in given.items() if value is not None}
    if "public_url" not in values:
        raise SettingsProblem(
            "The public address is not set: run 'init' first, "
            f"or write public_url into {data / FILE_NAME}."
        )
    values.setdefault("database_url", f"sqlite:///{data.absolute() / 'portal.sqlite'}")
    return Settings(
        data=data,
        public_url=checked_public_url(values.pop("public_url")),
        database_url=_database_url(values.pop("database_url")),
        **_typed(values),
    )


def checked_public_url(url: str) -> str:
    """A public address in the form that PA/1 signs.

    Raises:
        SettingsProblem: not https, or more than scheme, host and port.
    """
    wrong = SettingsProblem(
        f"{url!r} cannot be the public address: give scheme and host alone, as in https://portal.example.de."
    )
    try:
        parts = urlsplit(url)
        host, port = parts.hostname or "", parts.port
    except ValueError as error:
        raise wrong from error
    if parts.scheme not in ("http", "https") or not host or "@" in parts.netloc or port == 0:
        raise wrong
    if parts.path not in ("", "/") or parts.query or parts.fragment:
        raise wrong
    if parts.scheme == "http" and host not in LOOPBACK:
        raise SettingsProblem(
            f"{url} is not encrypted: the public address must begin with https://, "
            "http:// is for 127.0.0.1, [::1] and localhost only."
        )
    usual = {"http": 80, "https": 443}[parts.scheme]
    shown = f"[{host}]" if ":" in host else host
    return f"{parts.scheme}://{shown}" + ("" if port in (None, usual) else f":{port}")


def _from_file(path: Path, known: set[str]) -> dict[str, Any]:
    try:
        values = tomllib.loads(path.read_text())
    except FileNotFoundError:
        return {}
    except OSError as error:
        raise SettingsProblem(
            f"{path} cannot be read ({error.strerror}): check its rights."
        ) from error
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise SettingsProblem(f"{path} is not valid TOML ({error}): correct it.") from error
    for name in values.keys() - known:
        raise SettingsProblem(
            f"{path} has the unknown setting {name!r}: known are {', '.join(sorted(known))}."
        )
    return values


def _database_url(url: Any) -> str:
    try:
        is_sqlite(url)
    except (ArgumentError, AttributeError) as error:
        # The address may hold a password: it is not repeated.
        raise SettingsProblem(
            "database_url is no database address: give one such as "
            "postgresql://user:password@host/name, or leave it out for SQLite."
        ) from error
    return str(url)


def _typed(values: dict[str, Any]) -> dict[str, Any]:
    readers: dict[str, Callable[[str, Any], Any]] = {
        "host": lambda _name, value: str(value),
        "port": _port,
        "trusted_proxies": _networks,
        "access_log": _flag,
        "wrapping_key": _wrapping_key,
        "code_transfer": _flag,
        "roaming_copies": _count,
        "mail_port": _port,
        "keep_certificates_days": _days,
        **dict.fromkeys(_MAIL_TEXTS, lambda _name, value: str(value)),
        "downloads": _folder,
        "four_eyes": _flag,
        "clamd": _socket,
    }
    return {name: readers[name](name, value) for name, value in values.items()}


def _wrapping_key(name: str, value: Any) -> str:
    if not is_wrapping_key(str(value)):
        raise SettingsProblem(f"{name} is {value!r}: give {FORMS}.")
    return str(value)


def _folder(name: str, value: Any) -> Path:
    path = Path(str(value))
    if not path.is_absolute() or not path.is_dir():
        raise SettingsProblem(
            f"{name} is {value!r}: give the whole path of a folder that is there."
        )
    return path


def _socket(name: str, value: Any) -> str:
    text = str(value)
    host, _, port = text.rpartition(":")
    if not text or text.startswith("/") or (host and "/" not in host and port.isdigit()):
        return text
    raise SettingsProblem(
        f"{name} is {value!r}: give the path of a socket, as in /run/clamav/clamd.ctl, "
        "or host:port."
    )


def _port(name: str, value: Any) -> int:
    return _number(name, value, 0, 65535)


def _count(name: str, value: Any) -> int:
    return _number(name, value, 1, 100)


def _days(name: str, value: Any) -> int:
    return _number(name, value, 0, 3650)


def _number(name: str, value: Any, least: int, most: int) -> int:
    if not str(value).isdigit() or not least <= int(value) <= most:
        raise SettingsProblem(f"{name} is {value!r}: give a number from {least} to {most}.")
    return int(value)


def _flag(name: str, value: Any) -> bool:
    if str(value).lower() not in ("true", "false"):
        raise SettingsProblem(f"{name} is {value!r}: give true or false.")
    return str(value).lower() == "true"


def _networks(name: str, value: Any) -> tuple[str, ...]:
    listed = value.split(",") if isinstance(value, str) else value
    try:
        return tuple(str(ipaddress.ip_network(str(text).strip())) for text in listed)
    except (ValueError, TypeError) as error:
        raise SettingsProblem(
            f"{name} is {value!r}: give addresses or networks, as in 10.0.0.5 or 10.0.0.0/24."
        ) from error
