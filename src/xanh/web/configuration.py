"""Every setting of Xanh: one frozen value, read from XANH_… variables, refusing bad values."""

from __future__ import annotations

import ipaddress
import os
import re
import secrets
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from urllib.parse import unquote, urlsplit

from xanh.errors import XanhError

MEGABYTE = 1_000_000
DESCRIPTIONS = {
    "XANH_HOME": "folder that holds everything Xanh keeps (default ~/.xanh)",
    "XANH_DATABASE_URL": "postgresql://user:password@host:port/name (default: SQLite in XANH_HOME)",
    "XANH_SECRET_KEY": "key that signs sessions (default: made once and kept in XANH_HOME)",
    "XANH_HOSTS": "host names that Xanh answers to, separated by commas (default: this machine)",
    "XANH_ORIGINS": "addresses such as https://xanh.example.vn behind a proxy, by commas",
    "XANH_PROXY": "IP address of the proxy in front, whose X-Forwarded headers are believed",
    "XANH_UPLOAD_MB": "largest file that is taken in, in megabytes (1 to 30, default 20)",
    "XANH_MAIL_URL": "mail server: smtp://, smtp+tls:// or smtps://user:password@host:port",
    "XANH_MAIL_FROM": "address from which operators are told what to fix each morning",
    "XANH_MAIL_HOUR": "hour of that mail in Vietnam's time (0 to 23, default 7)",
    "XANH_ISSUER": "who issues bulletins: body above; body; place, separated by semicolons",
    "XANH_DEBUG": "1 shows errors in full; never on a server that others reach (default 0)",
}


@dataclass(frozen=True, slots=True)
class Mail:
    """A mail server."""

    host: str
    port: int
    user: str = ""
    password: str = field(default="", repr=False)
    starttls: bool = False
    tls: bool = False  # from the first byte


@dataclass(frozen=True, slots=True)
class Configuration:
    """The settings in force."""

    home: Path
    database: dict[str, Any]
    secret_key: str = field(repr=False)
    hosts: list[str]
    origins: list[str]
    debug: bool
    proxy: str = ""
    upload_limit: int = 20 * MEGABYTE  # bytes
    mail: Mail | None = None
    mail_from: str = ""
    mail_hour: int = 7
    issuer: tuple[str, str, str] = ("", "", "")  # the body above, the body, the place

    @property
    def secure(self) -> bool:
        """Say whether people reach Xanh over https, so that cookies must stay on https."""
        return any(origin.startswith("https://") for origin in self.origins)


def home_folder(environ: Mapping[str, str] | None = None) -> Path:
    """Return the folder that holds everything Xanh keeps; nothing is created."""
    env = os.environ if environ is None else environ
    return Path(env.get("XANH_HOME") or Path.home() / ".xanh").expanduser().absolute()


def configured_database(environ: Mapping[str, str] | None = None) -> dict[str, Any]:
    """Return Django's description of the database; nothing is created. Raises XanhError."""
    env = os.environ if environ is None else environ
    return _database(env.get("XANH_DATABASE_URL", ""), home_folder(env))


def settings_in_force(environ: Mapping[str, str] | None = None) -> list[tuple[str, str, str]]:
    """Return (name, value, description) of every setting; passwords and keys are masked."""
    env = os.environ if environ is None else environ
    rows = []
    for name, description in DESCRIPTIONS.items():
        value = env.get(name, "")
        if name == "XANH_HOME":
            value = str(home_folder(env))
        elif name == "XANH_SECRET_KEY" and value:
            value = "***"
        elif name in {"XANH_DATABASE_URL", "XANH_MAIL_URL"}:
            value = re.sub(r"//([^:/@]*):[^@]*@", r"//\1:***@", value)
        rows.append((name, value, description))
    return rows


def configuration(environ: Mapping[str, str] | None = None) -> Configuration:
    """Read the settings from ``environ`` (default: the process's). Raises XanhError."""
    env = os.environ if environ is None else environ
    home = home_folder(env)
    debug = env.get("XANH_DEBUG", "0")
    if debug not in {"0", "1"}:
        raise _refusal("XANH_DEBUG", debug, "0, 1")
    return Configuration(
        home=home,
        database=configured_database(env),
        secret_key=env.get("XANH_SECRET_KEY") or _kept_secret(home),
        hosts=_list(env.get("XANH_HOSTS", "")) or ["127.0.0.1", "localhost", "[::1]"],
        origins=_origins(env.get("XANH_ORIGINS", "")),
        debug=debug == "1",
        proxy=_address(env.get("XANH_PROXY", "")),
        upload_limit=_megabytes(env.get("XANH_UPLOAD_MB", "") or "20"),
        mail=(mail := _mail(env.get("XANH_MAIL_URL", ""))),
        mail_from=_sender(env.get("XANH_MAIL_FROM", ""), needed=mail is not None),
        mail_hour=_hour(env.get("XANH_MAIL_HOUR", "") or "7"),
        issuer=_issuer(env.get("XANH_ISSUER", "")),
    )


def _issuer(value: str) -> tuple[str, str, str]:
    """Return the body above, the body and the place; what is left out is empty."""
    over, name, place = ([part.strip() for part in value.split(";")] + ["", "", ""])[:3]
    return over, name, place


def _origins(value: str) -> list[str]:
    origins = _list(value)
    for origin in origins:
        parts = urlsplit(origin)
        if parts.scheme not in {"http", "https"} or not parts.netloc or parts.path:
            raise _refusal("XANH_ORIGINS", origin, "https://xanh.example.vn")
    return origins


def _address(value: str) -> str:
    if not value:
        return ""
    try:
        return str(ipaddress.ip_address(value))
    except ValueError:
        raise _refusal("XANH_PROXY", value, "127.0.0.1") from None


def _megabytes(value: str) -> int:
    if not value.isascii() or not value.isdigit() or not 1 <= int(value) <= 30:
        raise _refusal("XANH_UPLOAD_MB", value, "1 … 30")
    return int(value) * MEGABYTE


def _mail(url: str) -> Mail | None:
    if not url:
        return None
    ports = {"smtp": 25, "smtp+tls": 587, "smtps": 465}
    parts = urlsplit(url)
    try:
        port = parts.port or ports.get(parts.scheme, 0)
    except ValueError:
        port = 0
    if not port or not parts.hostname or parts.path.strip("/"):
        # What was given may hold a password.
        raise _refusal("XANH_MAIL_URL", parts.scheme, "smtp+tls://user:password@host:587")
    return Mail(
        parts.hostname,
        port,
        unquote(parts.username or ""),
        unquote(parts.password or ""),
        starttls=parts.scheme == "smtp+tls",
        tls=parts.scheme == "smtps",
    )


def _sender(value: str, *, needed: bool) -> str:
    if (value or needed) and not re.fullmatch(r"[^@\s<>]+@[^@\s<>]+", value):
        raise _refusal("XANH_MAIL_FROM", value, "xanh@example.vn")
    return value


def _hour(value: str) -> int:
    if not value.isascii() or not value.isdigit() or int(value) > 23:
        raise _refusal("XANH_MAIL_HOUR", value, "0 … 23")
    return int(value)


def _list(value: str) -> list[str]:
    return [part.strip() for part in value.split(",") if part.strip()]


def _database(url: str, home: Path) -> dict[str, Any]:
    if not url:
        return {
            "ENGINE": "django.db.backends.sqlite3",
            "NAME": home / "xanh.sqlite3",
            "OPTIONS": {
                # WAL with full synchronisation: what was acknowledged survives a power cut.
                "init_command": "PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL; "
                "PRAGMA foreign_keys=ON;",
                "transaction_mode": "IMMEDIATE",
                "timeout": 20,
            },
        }
    parts = urlsplit(url)
    try:
        port = parts.port
    except ValueError:
        port = -1
    if parts.scheme not in {"postgresql", "postgres"} or not parts.path.strip("/") or port == -1:
        raise _refusal("XANH_DATABASE_URL", parts.scheme, "postgresql://user:password@host/name")
    return {
        "ENGINE": "django.db.backends.postgresql",
        "NAME": unquote(parts.path.strip("/")),
        "USER": unquote(parts.username or ""),
        "PASSWORD": unquote(parts.password or ""),
        "HOST": parts.hostname or "",
        "PORT": str(port or ""),
        "CONN_MAX_AGE": 60,
    }


def _kept_secret(home: Path) -> str:
    path = home / "secret-key"
    try:
        if not path.exists():
            home.mkdir(parents=True, exist_ok=True)
            _create_whole(path, secrets.token_urlsafe(50))
        return path.read_text(encoding="ascii").strip()
    except OSError as error:
        raise XanhError(
            "home-unusable",
            f"Không dùng được thư mục dữ liệu {home}: {error.strerror}.",
            f"The data folder {home} cannot be used: {error.strerror}.",
            "Đặt XANH_HOME là một thư mục ghi được.",
            "Set XANH_HOME to a folder that can be written to.",
        ) from error


def _create_whole(path: Path, content: str) -> None:
    """Create ``path`` with its whole content at once, unless another process was first."""
    draft = path.with_name(f"{path.name}.{os.getpid()}")
    draft.touch(mode=0o600)
    draft.write_text(content, encoding="ascii")
    try:
        path.hardlink_to(draft)
    except FileExistsError:
        pass
    finally:
        draft.unlink()


def _refusal(name: str, value: str, allowed: str) -> XanhError:
    return XanhError(
        "bad-setting",
        f"Biến {name} có giá trị không dùng được: {value!r}.",
        f"The variable {name} has an unusable value: {value!r}.",
        f"Giá trị dùng được: {allowed}.",
        f"Usable values: {allowed}.",
    )
