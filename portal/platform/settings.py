"""What an operator decides: `portal.toml` in the data folder, and AOK_PORTAL_* over it."""

import os
from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from difflib import get_close_matches
from ipaddress import ip_address
from pathlib import Path
from typing import Any, Final
from urllib.parse import urlsplit

from sqlalchemy import make_url
from sqlalchemy.exc import ArgumentError

from crypto.errors import Malformed
from crypto.protocol import LONGEST_WAIT, SIGN_SECONDS
from crypto.setting_problems import SettingProblem
from crypto.typed_settings import (
    INTERNAL,
    SECRET,
    bounded,
    each,
    parse_document,
    parsed_by,
    path_text,
    read_values,
    setting_names,
)
from crypto.version import version_order
from portal.platform.asgi import parse_networks
from portal.platform.keys.wrapping import FILE, FORMS, PIN_VARIABLE, is_wrapping_key
from portal.platform.limits import Limit, Rates
from portal.platform.rate_limits import parse_rate
from portal.platform.text_files import UnreadableFile, read_text_file

FILE_NAME: Final = "portal.toml"
_PREFIX: Final = "AOK_PORTAL_"
PASSWORD_VARIABLE: Final = f"{_PREFIX}MAIL_PASSWORD"
"""Of the mail server; has no place in the file."""
LOOPBACK: Final = ("127.0.0.1", "::1", "localhost")


class SettingsProblem(Exception):
    """Says in one sentence which setting is wrong, and what to put there."""


def _public_url(url: str) -> str:
    try:
        parts = urlsplit(url)
        host, port = parts.hostname or "", parts.port
    except ValueError as error:
        raise ValueError(_SCHEME_AND_HOST) from error
    if parts.scheme not in ("http", "https") or not host or "@" in parts.netloc or port == 0:
        raise ValueError(_SCHEME_AND_HOST)
    if parts.path not in ("", "/") or parts.query or parts.fragment:
        raise ValueError(_SCHEME_AND_HOST)
    if parts.scheme == "http" and host not in LOOPBACK:
        raise ValueError(
            "that is not encrypted, give an address that begins with https:// "
            "(http:// is for 127.0.0.1, [::1] and localhost only)"
        )
    usual = {"http": 80, "https": 443}[parts.scheme]
    shown = f"[{host}]" if ":" in host else host
    return f"{parts.scheme}://{shown}" + ("" if port in (None, usual) else f":{port}")


_SCHEME_AND_HOST: Final = "give scheme and host alone, as in https://portal.example.de"


def _database_url(url: str) -> str:
    try:
        make_url(url)
    except (ArgumentError, ValueError) as error:
        raise ValueError(
            "give a database address such as postgresql://user:password@host/name, "
            "or leave it out for SQLite"
        ) from error
    return url


def _wrapping_key(text: str) -> str:
    if not is_wrapping_key(text):
        raise ValueError(f"give {FORMS}")
    return text


def _folder(text: str) -> Path:
    path = Path(path_text(text))
    if not path.is_absolute() or not path.is_dir():
        raise ValueError("give the whole path of a folder that is there")
    return path


def _socket(text: str) -> str:
    host, _, port = text.rpartition(":")
    if not text or text.startswith("/") or (host and "/" not in host and port.isdigit()):
        return text
    raise ValueError("give the path of a socket, as in /run/clamav/clamd.ctl, or host:port")


def _app_version(text: str) -> str:
    try:
        version_order(text or "0.0")
    except Malformed as error:
        raise ValueError("give two to four numbers with dots between them, as in 1.2.0") from error
    return text


def _listening_address(text: str) -> str:
    host, _, port = text.rpartition(":")
    try:
        ip_address(host.removeprefix("[").removesuffix("]"))
        fits = 0 < int(port) < 65536 and (":" not in host or host.startswith("["))
    except ValueError:
        fits = False
    if text and not fits:
        raise ValueError("give an IP address and a port, as in 127.0.0.1:9100")
    return text


_RATE_SETTINGS: Final = {limit.setting: limit for limit in Limit}


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
    """Checked settings.

    A field is a setting of `portal.toml`, of the same name and in the field's type.
    docs/operators.md lists them.
    """

    public_url: str = field(metadata=parsed_by(_public_url) | SECRET)
    """The portal's address as browsers and apps see it, `aud` of PA/1; no slash at the end."""
    database_url: str = field(metadata=parsed_by(_database_url) | SECRET)
    data: Path = field(metadata=INTERNAL)
    """Folder of the key files."""
    nats_servers: tuple[str, ...] = field(default=(), metadata=SECRET)
    """Addresses of NATS, which takes NOTIFY's place; `platform.database.nats_bus` checks these."""
    nats_user: str = ""
    nats_password_file: str = ""
    nats_ca_file: str = ""
    host: str = "127.0.0.1"
    port: int = field(default=8080, metadata=bounded(0, 65535))
    trusted_proxies: tuple[str, ...] = field(default=(), metadata=parsed_by(parse_networks))
    """Addresses or networks whose X-Forwarded-For and -Proto are believed."""
    access_log: bool = False
    json_logs: bool = False
    """Whether each line of the log is a JSON object."""
    monitoring: str = field(default="", metadata=parsed_by(_listening_address))
    """IP address and port at which the operator's programs ask; "" where none may."""
    monitoring_token_file: str = ""
    """File with what they show then. `portal.monitoring.listener` checks both."""
    wrapping_key: str = field(default=FILE, metadata=parsed_by(_wrapping_key))
    """What the data key is wrapped by: file, env:NAME, or a key on a token (pkcs11:…)."""
    longest_wait: int = field(default=LONGEST_WAIT, metadata=bounded(SIGN_SECONDS, LONGEST_WAIT))
    """Seconds that a waiting device's answer is held back at most."""
    code_transfer: bool = False
    """Whether a login may end in a browser on another computer, by six digits."""
    roaming_copies: int = field(default=5, metadata=bounded(1, 100))
    """On how many computers a roaming profile's device key may be."""
    mail_host: str = ""
    """Where mails are handed in; without it none is sent. `portal.platform.smtp` checks these."""
    mail_port: int = field(default=0, metadata=bounded(0, 65535))
    mail_security: str = ""
    mail_user: str = ""
    mail_password_file: str = ""
    mail_from: str = ""
    mail_from_name: str = ""
    keep_certificates_days: int = field(default=30, metadata=bounded(0, 3650))
    """How long uploaded documents are kept after the decision."""
    advices: Path | None = field(default=None, metadata=parsed_by(_folder))
    """Folder in which payment advices are delivered."""
    keep_advices_days: int = field(default=3650, metadata=bounded(30, 3650))
    """How long payment advices are kept after their arrival."""
    downloads: Path | None = field(default=None, metadata=parsed_by(_folder))
    """Folder with installers of the app."""
    download_notice: str = ""
    """What the download page says first: where users get the app, say."""
    start_notice: str = ""
    """What the start page says first, a line for each paragraph: an announcement, say."""
    lowest_app_version: str = field(default="", metadata=parsed_by(_app_version))
    """The lowest version of the app that may log in; "" lets every version."""
    four_eyes: bool = False
    """Whether two clerks must clear a registration."""
    clamd: str = field(default="", metadata=parsed_by(_socket))
    """Where ClamAV's daemon listens: path of a Unix socket, or host:port; "" without one."""
    code_cost: CodeCost = field(default_factory=CodeCost, metadata=INTERNAL)
    unlimited_networks: tuple[str, ...] = field(default=(), metadata=parsed_by(parse_networks))
    """Addresses or networks that limits by address do not hold for."""
    ipv6_prefix: int = field(default=56, metadata=bounded(32, 64))
    """How many bits of an IPv6 address are counted as one subscriber."""
    rates: Rates = field(default_factory=dict, metadata=each(_RATE_SETTINGS, parse_rate))
    """Those that differ from their definition in `portal.platform.limits`."""

    @property
    def secure(self) -> bool:
        """Whether browsers reach the portal by https."""
        return self.public_url.startswith("https:")


def load_settings(
    data: Path,
    environ: Mapping[str, str] = os.environ,
    *,
    file: Path | None = None,
    **given: Any,
) -> Settings:
    """Put together file, environment and command line, the latter winning.

    What another source replaces is not looked at. `file` is where the data folder has none yet.

    Raises:
        SettingsProblem: with a sentence for the operator.
    """
    _check_variables(environ)
    options = {name: value for name, value in given.items() if value is not None}
    values = _checked("", options)
    for name in setting_names(Settings):
        variable = _PREFIX + name.upper()
        if name not in values and (text := environ.get(variable)):
            values |= _checked(f"{variable}: ", {name: text})
    values = _from_file(file or data / FILE_NAME, values.keys()) | values
    if "public_url" not in values:
        raise SettingsProblem(
            "The public address is not set: run 'init' first, "
            f"or write public_url into {data / FILE_NAME}."
        )
    values.setdefault("database_url", f"sqlite:///{data.absolute() / 'portal.sqlite'}")
    rates = {limit: values.pop(name) for name, limit in _RATE_SETTINGS.items() if name in values}
    return Settings(data=data, rates=rates, **values)


def checked_public_url(url: str) -> str:
    """A public address in the form that PA/1 signs.

    Raises:
        SettingsProblem: not https, or more than scheme, host and port.
    """
    address: str = _checked("", {"public_url": url})["public_url"]
    return address


def _check_variables(environ: Mapping[str, str]) -> None:
    """Refuse a variable that is a setting but for a typing error.

    Raises:
        SettingsProblem: with the name that was meant.
    """
    known = {_PREFIX + name.upper() for name in setting_names(Settings)}
    known |= {PASSWORD_VARIABLE, PIN_VARIABLE}
    names = [variable.removeprefix(_PREFIX) for variable in known]
    for variable in environ:
        name = variable.removeprefix(_PREFIX)
        if name == variable or variable in known:
            continue
        # Others may be anybody's: the data key's, say, whose name the operator chooses.
        if near := get_close_matches(name.upper(), names, 1, cutoff=0.75):
            raise SettingsProblem(
                f"The variable {variable} is unknown: did you mean {_PREFIX}{near[0]}?"
            )


def _from_file(path: Path, replaced: Collection[str]) -> dict[str, Any]:
    """The values of the file except those that are `replaced`."""
    try:
        document = read_text_file(path)
    except FileNotFoundError:
        return {}
    except UnreadableFile as error:
        raise SettingsProblem(str(error)) from error
    try:
        values = parse_document(Settings, document)
        used = {name: value for name, value in values.items() if name not in replaced}
        return read_values(Settings, used, document=document, from_text=True)
    except SettingProblem as problem:
        place = str(path) if problem.line is None else f"{path}, line {problem.line}"
        raise SettingsProblem(f"{place}: {problem}") from problem


def _checked(origin: str, values: Mapping[str, object]) -> dict[str, Any]:
    try:
        return read_values(Settings, values, from_text=True)
    except SettingProblem as problem:
        raise SettingsProblem(f"{origin}{problem}") from problem
