"""``xanh serve``: prepare what is missing, serve the pages with waitress, keep the store."""

from __future__ import annotations

import errno
import gc
import logging
import os
import signal
import socket
import sys
from typing import Any

from waitress.channel import HTTPChannel
from waitress.parser import HTTPRequestParser
from waitress.server import create_server
from waitress.utilities import RequestEntityTooLarge

from xanh.errors import XanhError
from xanh.web.configuration import Configuration, configuration

# A form carries the file and a little around it. Somewhat larger files still reach the page that
# explains the limit; what is larger than this is refused before its first byte is kept.
ROOM_ABOVE_LIMIT = 2
THREADS = 8
TOO_LARGE = (
    "Tệp lớn hơn mức cho phép; không có gì được lưu. Hãy bỏ bớt hình ảnh hoặc chia nhỏ tệp.\n"
    "The file is larger than allowed; nothing was stored. Take out pictures or split the file."
)


def serve(host: str, port: int) -> None:
    """Serve on ``host``:``port`` until interrupted. Raises XanhError when the port is taken."""
    chosen = configuration()
    listener = _listener(host, port)
    try:
        from xanh.web.prepare import held, prepare

        if not (chosen.home / "prepared").exists():
            _say("Đang chuẩn bị lần đầu, chừng nửa phút", "Setting up, half a minute or so")
        prepare()
        with held(chosen.home, shared=True):
            _run(chosen, listener)
    finally:
        listener.close()


def _run(chosen: Configuration, listener: socket.socket) -> None:
    from xanh.office.plans.importing import resume_imports
    from xanh.web.background import Background
    from xanh.web.wsgi import application

    logging.basicConfig(level=logging.WARNING, format="%(asctime)s %(levelname)s %(message)s")
    server = create_server(application, sockets=[listener], **_adjustments(chosen))
    server.channel_class = _Channel
    signal.signal(signal.SIGTERM, _interrupt)
    resume_imports()
    _greet(listener, chosen)
    background = Background()
    background.start()
    settle_memory()
    try:
        server.run()
    finally:
        background.stop()


def settle_memory() -> None:
    """Take what start-up left out of the collector's sight.

    Modules and templates live as long as the server; walking over them in the middle of a request
    made one page in twenty a tenth of a second slower.
    """
    gc.collect()
    gc.freeze()


def _adjustments(chosen: Configuration) -> dict[str, Any]:
    adjustments: dict[str, Any] = {
        "threads": THREADS,
        "ident": "Xanh",
        "max_request_body_size": ROOM_ABOVE_LIMIT * chosen.upload_limit,
        "channel_timeout": 60,
        "clear_untrusted_proxy_headers": True,
    }
    if chosen.proxy:
        adjustments |= {
            "trusted_proxy": chosen.proxy,
            "trusted_proxy_headers": {"x-forwarded-for", "x-forwarded-proto", "x-forwarded-host"},
        }
    return adjustments


def _listener(host: str, port: int) -> socket.socket:
    """Take the port first, so that a busy one is refused before any work is done."""
    try:
        family, kind, protocol, _, address = socket.getaddrinfo(
            host, port, type=socket.SOCK_STREAM, flags=socket.AI_PASSIVE
        )[0]
        listener = socket.socket(family, kind, protocol)
        listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        listener.bind(address)
        listener.listen(1024)
    except OSError as error:
        raise _refusal(host, port, error) from error
    return listener


def _refusal(host: str, port: int, error: OSError) -> XanhError:
    if error.errno == errno.EADDRINUSE:
        return XanhError(
            "port-in-use",
            f"Cổng {port} trên {host} đang được chương trình khác dùng.",
            f"Port {port} on {host} is in use by another program.",
            "Dừng chương trình đó hoặc chọn cổng khác: --port N (với make: PORT=N).",
            "Stop that program or choose another port: --port N (with make: PORT=N).",
        )
    return XanhError(
        "cannot-listen",
        f"Không mở được {host}:{port}: {error.strerror or error}.",
        f"Cannot listen on {host}:{port}: {error.strerror or error}.",
        "Kiểm tra --host và --port; cổng dưới 1024 cần quyền quản trị máy.",
        "Check --host and --port; ports under 1024 need the machine's administrator.",
    )


def _greet(listener: socket.socket, chosen: Configuration) -> None:
    host, port = listener.getsockname()[:2]
    shown = f"[{host}]" if ":" in host else host
    _say(f"http://{shown}:{port}/", "Ctrl+C: dừng, stop")
    if host not in {"127.0.0.1", "::1"} and not os.environ.get("XANH_HOSTS"):
        names = ", ".join(chosen.hosts)
        _say(
            f"Chỉ trả lời cho {names}; đặt XANH_HOSTS để máy khác truy cập.",
            f"Answers only to {names}; set XANH_HOSTS so that other machines can reach it.",
        )


def _say(vi: str, en: str) -> None:
    print(f"xanh: {vi} / {en}", file=sys.stderr, flush=True)


def _interrupt(_number: int, _frame: object) -> None:
    raise KeyboardInterrupt


class _Parser(HTTPRequestParser):  # type: ignore[misc]
    """Says why a body is refused in words that a person understands."""

    error: Any

    def received(self, data: bytes) -> int:
        consumed: int = super().received(data)
        if isinstance(self.error, RequestEntityTooLarge):
            self.error = RequestEntityTooLarge(TOO_LARGE)
        return consumed


class _Channel(HTTPChannel):  # type: ignore[misc]
    parser_class = _Parser
