"""Every setting of Xanh: one frozen value, read from XANH_… variables, refusing bad values."""

from __future__ import annotations

import os
import secrets
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from urllib.parse import unquote, urlsplit

from xanh.errors import XanhError

DESCRIPTIONS = {
    "XANH_HOME": "folder that holds everything Xanh keeps (default ~/.xanh)",
    "XANH_DATABASE_URL": "postgresql://user:password@host:port/name (default: SQLite in XANH_HOME)",
    "XANH_SECRET_KEY": "key that signs sessions (default: made once and kept in XANH_HOME)",
    "XANH_HOSTS": "host names that Xanh answers to, separated by commas (default: this machine)",
    "XANH_ORIGINS": "addresses such as https://xanh.example.vn behind a proxy, by commas",
    "XANH_DEBUG": "1 shows errors in full; never on a server that others reach (default 0)",
}


@dataclass(frozen=True, slots=True)
class Configuration:
    """The settings in force."""

    home: Path
    database: dict[str, Any]
    secret_key: str = field(repr=False)
    hosts: list[str]
    origins: list[str]
    debug: bool


def configuration(environ: dict[str, str] | None = None) -> Configuration:
    """Read the settings from ``environ`` (default: the process's). Raises XanhError."""
    env = dict(os.environ) if environ is None else environ
    home = Path(env.get("XANH_HOME") or Path.home() / ".xanh").expanduser().absolute()
    debug = env.get("XANH_DEBUG", "0")
    if debug not in {"0", "1"}:
        raise _refusal("XANH_DEBUG", debug, "0, 1")
    return Configuration(
        home=home,
        database=_database(env.get("XANH_DATABASE_URL", ""), home),
        secret_key=env.get("XANH_SECRET_KEY") or _kept_secret(home),
        hosts=_list(env.get("XANH_HOSTS", "")) or ["127.0.0.1", "localhost", "[::1]"],
        origins=_list(env.get("XANH_ORIGINS", "")),
        debug=debug == "1",
    )


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
    if parts.scheme not in {"postgresql", "postgres"} or not parts.path.strip("/"):
        raise _refusal("XANH_DATABASE_URL", parts.scheme, "postgresql://user:password@host/name")
    return {
        "ENGINE": "django.db.backends.postgresql",
        "NAME": unquote(parts.path.strip("/")),
        "USER": unquote(parts.username or ""),
        "PASSWORD": unquote(parts.password or ""),
        "HOST": parts.hostname or "",
        "PORT": str(parts.port or ""),
        "CONN_MAX_AGE": 60,
    }


def _kept_secret(home: Path) -> str:
    path = home / "secret-key"
    if not path.exists():
        home.mkdir(parents=True, exist_ok=True)
        try:
            with path.open("x", encoding="ascii") as file:
                path.chmod(0o600)
                file.write(secrets.token_urlsafe(50))
        except FileExistsError:
            pass
    return path.read_text(encoding="ascii").strip()


def _refusal(name: str, value: str, allowed: str) -> XanhError:
    return XanhError(
        "bad-setting",
        f"Biến {name} có giá trị không dùng được: {value!r}.",
        f"The variable {name} has an unusable value: {value!r}.",
        f"Giá trị dùng được: {allowed}.",
        f"Usable values: {allowed}.",
    )
