"""The FTP server that loggers send to: upload only, one account a station.

226 ("transfer complete") is said only when the file lies durable in the inbox. An upload whose
control connection has gone is cut off: with FTP nothing else tells a broken logger from the end
of a file (RFC 959 §3.4.1: in stream mode the end of the file is the closing of the connection).
"""

from __future__ import annotations

import errno
import os
import socket
import threading
import time
from collections import deque
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from pyftpdlib.exceptions import AuthenticationFailed, FilesystemError
from pyftpdlib.handlers import FTPHandler, TLS_FTPHandler
from pyftpdlib.handlers.ftp.data import DTPHandler
from pyftpdlib.handlers.ftps.data import TLS_DTPHandler
from pyftpdlib.ioloop import IOLoop
from pyftpdlib.log import logger
from pyftpdlib.servers import FTPServer

from xanh.errors import XanhError
from xanh.observations.receiving.folders import Folders, Shelf, Upload
from xanh.observations.receiving.passwords import Accounts

# Change folder, list, make folder, rename, store: nothing can be read back, added to or removed.
PERMISSIONS = "elmfw"
_FULL = (errno.ENOSPC, errno.EDQUOT)


@dataclass(frozen=True, slots=True)
class FtpSettings:
    """How the server listens, and what it bears."""

    host: str = "0.0.0.0"  # noqa: S104  # loggers come from outside; that is what it is for
    port: int = 2121
    passive_ports: tuple[int, int] | None = None  # first and last; None: any
    public_address: str = ""  # told to loggers when the server stands behind a translated address
    certificate: Path | None = None  # PEM of certificate and key; None: no FTPS
    plain: bool = True  # without TLS too
    connections: int = 512
    connections_per_ip: int = 200  # stations often share one address
    failures: int = 10  # wrong passwords from one address within `ban` before it must wait
    ban: float = 300.0  # [s]
    idle: int = 300  # [s]


class Strangers:
    """Counts wrong passwords by address, so that nobody tries them all."""

    def __init__(self, most: int, span: float) -> None:
        self._most = most
        self._span = span
        self._failures: dict[str, deque[float]] = {}

    def failed(self, address: str) -> None:
        """Note one wrong password."""
        if len(self._failures) > 10_000:
            self._failures = {a: t for a, t in self._failures.items() if self.banned(a)}
        self._failures.setdefault(address, deque(maxlen=self._most)).append(time.monotonic())

    def banned(self, address: str) -> bool:
        """Say whether an address must wait."""
        times = self._failures.get(address)
        return bool(times and len(times) == self._most and time.monotonic() - times[0] < self._span)


class Door:
    """Decides who comes in; the library asks it under the name of an authorizer."""

    def __init__(self, passwords: Callable[[], Mapping[str, str]], strangers: Strangers) -> None:
        self._passwords = passwords
        self._accounts = Accounts()
        self._strangers = strangers

    def validate_authentication(self, username: str, password: str, handler: Any) -> None:
        """Raise AuthenticationFailed unless the password is the account's."""
        if self._strangers.banned(handler.remote_ip):
            raise AuthenticationFailed("Too many wrong passwords; wait some minutes.")
        if not self._accounts.right(username, password, self._passwords().get(username, "")):
            self._strangers.failed(handler.remote_ip)
            raise AuthenticationFailed("Authentication failed.")

    def has_perm(self, username: str, perm: str, path: str | None = None) -> bool:  # noqa: ARG002
        """Say whether a command of this kind is served at all."""
        return perm in PERMISSIONS

    def get_perms(self, username: str) -> str:  # noqa: ARG002, D102
        return PERMISSIONS

    def get_home_dir(self, username: str) -> str:  # noqa: ARG002, D102
        return "/"

    def get_msg_login(self, username: str) -> str:  # noqa: ARG002, D102
        return "Welcome."

    def get_msg_quit(self, username: str) -> str:  # noqa: ARG002, D102
        return "Goodbye."

    def impersonate_user(self, username: str, password: str) -> None:
        """Files belong to the server."""

    def terminate_impersonation(self, username: str) -> None:
        """Files belong to the server."""


class _Receives:
    """What becomes of the data connection: taken, refused, or cut off."""

    file_obj: Any
    transfer_finished: bool
    cmd_channel: Any
    _closed: bool
    _resp: Any

    def enable_receiving(self, _type: str, cmd: str) -> None:
        """Take bytes as they come: an original is kept as it was sent, ASCII mode or not."""
        super().enable_receiving("i", cmd)  # type: ignore[misc]

    def handle_error(self) -> None:
        """Answer a file that is too large as such."""
        if isinstance(self.file_obj, Upload) and self.file_obj.too_large:
            self._resp = ("552 The file is larger than a station may send.", logger.warning)
            self.close()
        else:
            super().handle_error()  # type: ignore[misc]

    def close(self) -> None:
        """Make the file durable before anything is answered."""
        upload = self.file_obj
        if not self._closed and isinstance(upload, Upload) and not upload.settled:
            upload.settled = True  # with TLS, closing takes several steps and comes back here
            if self.transfer_finished and _alive(self.cmd_channel):
                self._take(upload)
            else:
                if self.transfer_finished:
                    self._resp = ("426 The connection was cut off.", logger.info)
                self.transfer_finished = False
                upload.lay_aside()
        super().close()  # type: ignore[misc]

    def _take(self, upload: Upload) -> None:
        try:
            upload.commit()
        except XanhError as error:
            refusal = f"553 {error.en}"
        except OSError as error:
            refusal = refusal_of(error)
        except Exception:
            logger.exception("an upload could not be kept")
            refusal = "451 A fault in the server; send the file again."
        else:
            return
        self.transfer_finished = False
        self._resp = (refusal, logger.warning)
        self.cmd_channel.refused(refusal)


class PlainData(_Receives, DTPHandler):
    """A data connection without TLS."""


class TlsData(_Receives, TLS_DTPHandler):
    """A data connection with or without TLS, as the logger asks."""


class _Commands:
    """What differs from a common FTP server."""

    banner = "Xanh: station files."
    max_login_attempts = 3
    auth_failed_timeout: float = 3
    on_refused: Callable[[str], None] = staticmethod(lambda _answer: None)
    strangers: Strangers
    remote_ip: str

    def on_connect(self) -> None:
        """Turn away an address that tried too many passwords."""
        if self.strangers.banned(self.remote_ip):
            self.respond("421 Too many wrong passwords; wait some minutes.")  # type: ignore[attr-defined]
            self.close_when_done()  # type: ignore[attr-defined]

    def refused(self, answer: str) -> None:
        """Tell the operator that a file was not taken."""
        type(self).on_refused(answer)

    def ftp_REST(self, line: str) -> None:  # noqa: N802
        """Nothing is resumed: a station file is sent whole."""
        if line.strip() == "0":
            self.respond("350 Restarting at position 0.")  # type: ignore[attr-defined]
        else:
            self.respond("502 Send the whole file.")  # type: ignore[attr-defined]

    def ftp_STOU(self, line: str) -> None:  # noqa: ARG002, N802
        """Names matter: they carry station and time."""
        self.respond("502 Send the file under its own name with STOR.")  # type: ignore[attr-defined]

    def ftp_RNTO(self, path: str) -> None:  # noqa: N802
        """Rename; a disk that is full is told from a name that is wrong."""
        source, self._rnfr = self._rnfr, None  # type: ignore[has-type]
        if not source:
            self.respond("503 Bad sequence of commands: use RNFR first.")  # type: ignore[attr-defined]
            return
        try:
            self.fs.rename(source, path)  # type: ignore[attr-defined]
        except FilesystemError as error:
            self.respond(f"550 {error}.")  # type: ignore[attr-defined]
        except OSError as error:
            self.refused(answer := refusal_of(error))
            self.respond(answer)  # type: ignore[attr-defined]
        else:
            self.respond("250 Renaming ok.")  # type: ignore[attr-defined]


class PlainCommands(_Commands, FTPHandler):
    """A control connection without TLS."""

    dtp_handler = PlainData


class TlsCommands(_Commands, TLS_FTPHandler):
    """A control connection that can be made safe with AUTH TLS (RFC 4217)."""

    dtp_handler = TlsData


def refusal_of(error: OSError) -> str:
    """Return the FTP answer to a file that could not be kept; the logger keeps it and resends."""
    if error.errno in _FULL:
        return "452 The disk of the receiver is full; keep the file and send it again."
    return f"550 The receiver cannot write ({os.strerror(error.errno or 0)}); send it again."


def _alive(channel: Any) -> bool:
    """Say whether the logger still holds its control connection, or has said goodbye on it."""
    if channel._quit_pending:
        return True
    try:
        copy = socket.socket(fileno=os.dup(channel.socket.fileno()))
    except OSError:
        return False
    with copy:
        try:
            return copy.recv(1, socket.MSG_PEEK | socket.MSG_DONTWAIT) != b""
        except BlockingIOError:
            return True
        except OSError:
            return False


class FtpServer:
    """The server in a thread of its own."""

    def __init__(
        self,
        settings: FtpSettings,
        shelf: Shelf,
        passwords: Callable[[], Mapping[str, str]],
        on_refused: Callable[[str], None] = lambda _answer: None,
    ) -> None:
        """``passwords`` gives the encoded password of every account; asked at each sign-in."""
        self._loop = IOLoop()
        handler = _handler(settings, shelf, passwords, on_refused)
        try:
            self._server = FTPServer((settings.host, settings.port), handler, ioloop=self._loop)
        except OSError as error:
            self._loop.close()
            raise _cannot_listen(settings, error) from error
        self._server.max_cons = settings.connections
        self._server.max_cons_per_ip = settings.connections_per_ip
        self._stop = threading.Event()
        self._thread = threading.Thread(target=self._serve, name="ftp", daemon=True)

    @property
    def address(self) -> tuple[str, int]:
        """Return where it listens."""
        host, port = self._server.address
        return str(host), int(port)

    def start(self) -> None:
        """Take connections from now on."""
        self._thread.start()

    def _serve(self) -> None:
        try:
            while not self._stop.is_set():
                self._server.serve_forever(timeout=0.2, blocking=False, handle_exit=False)
        finally:
            self._server.close_all()

    def stop(self) -> None:
        """Close all connections; uploads under way are not acknowledged."""
        self._stop.set()
        self._thread.join(10)

    @property
    def alive(self) -> bool:
        """Say whether it serves."""
        return self._thread.is_alive()


def _handler(
    settings: FtpSettings,
    shelf: Shelf,
    passwords: Callable[[], Mapping[str, str]],
    on_refused: Callable[[str], None],
) -> type[FTPHandler]:
    strangers = Strangers(settings.failures, settings.ban)
    values: dict[str, Any] = {
        "authorizer": Door(passwords, strangers),
        "abstracted_fs": type("Folders", (Folders,), {"shelf": shelf}),
        "strangers": strangers,
        "on_refused": staticmethod(on_refused),
        "timeout": settings.idle,
        "masquerade_address": settings.public_address or None,
        "use_sendfile": False,
    }
    if settings.passive_ports:
        first, last = settings.passive_ports
        values["passive_ports"] = range(first, last + 1)
    if settings.certificate is None:
        return type("Commands", (PlainCommands,), values)
    values |= {
        "ssl_context": _tls_context(settings.certificate),
        "tls_control_required": not settings.plain,
        "tls_data_required": not settings.plain,
    }
    return type("Commands", (TlsCommands,), values)


def _tls_context(certificate: Path) -> Any:
    from OpenSSL import SSL

    context = SSL.Context(SSL.TLS_SERVER_METHOD)
    context.set_min_proto_version(SSL.TLS1_2_VERSION)
    try:
        context.use_certificate_chain_file(str(certificate))
        context.use_privatekey_file(str(certificate))
        context.check_privatekey()
    except SSL.Error as error:
        raise XanhError(
            "bad-certificate",
            f"Không dùng được chứng thư TLS trong {certificate.name}.",
            f"The TLS certificate in {certificate.name} cannot be used.",
            "Tệp phải chứa chứng thư và khóa riêng dạng PEM.",
            "The file must hold certificate and private key as PEM.",
        ) from error
    return context


def _cannot_listen(settings: FtpSettings, error: OSError) -> XanhError:
    where = f"{settings.host}:{settings.port}"
    return XanhError(
        "cannot-listen",
        f"Không mở được cổng FTP {where}: {error.strerror}.",
        f"The FTP port {where} cannot be opened: {error.strerror}.",
        "Chọn cổng khác bằng --port, hoặc dừng chương trình đang giữ cổng.",
        "Choose another with --port, or stop the program that holds it.",
    )
