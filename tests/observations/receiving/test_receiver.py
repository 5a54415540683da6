"""The receiving process: FTP to store while it is killed, refused by the disk, and stopped."""

from __future__ import annotations

import ftplib
import io
import json
import os
import random
import signal
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path

import pytest

from observations.receiving.files import (
    content_of,
    lay,
    name_of,
    originals,
    profiles,
    readings,
)
from xanh.errors import XanhError
from xanh.observations.receiving.ftp import FtpSettings
from xanh.observations.receiving.passwords import encode
from xanh.observations.receiving.receiver import Receiver, ReceiverSettings
from xanh.observations.store import Store
from xanh.observations.tables import Medium, StationProfile

PASSWORD = "mật khẩu"
CHILD = Path(__file__).with_name("child.py")
STATIONS, FILES, KILLS = 8, 60, 10


def wait_for(true: Callable[[], object], seconds: float = 30) -> None:
    end = time.monotonic() + seconds
    while not true():
        assert time.monotonic() < end, "it never came true"
        time.sleep(0.05)


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def state(folder: Path) -> dict:
    with suppress(OSError, ValueError):
        return json.loads((folder / "receiver.json").read_text("utf-8"))
    return {}


class Running:
    """A receiver in a thread."""

    def __init__(self, settings: ReceiverSettings, known=None) -> None:
        self.stop, self.ready = threading.Event(), threading.Event()
        self.address: tuple[str, int] | None = None
        self.receiver = Receiver(settings, lambda: known or profiles())
        self.thread = threading.Thread(target=self._run)

    def _run(self) -> None:
        self.receiver.run(self.stop, self._greet)

    def _greet(self, address: tuple[str, int] | None) -> None:
        self.address = address
        self.ready.set()

    def __enter__(self) -> Running:
        self.thread.start()
        assert self.ready.wait(20)
        return self

    def __exit__(self, *_: object) -> None:
        self.stop.set()
        self.thread.join(30)
        assert not self.thread.is_alive()


def known_with_password() -> dict[str, StationProfile]:
    key = next(iter(profiles()))
    return {key: StationProfile(key, Medium.AIR, account="bachkhoa", password=encode(PASSWORD))}


def send(address: tuple[str, int], user: str, name: str, content: bytes) -> str:
    with ftplib.FTP(encoding="utf-8") as client:
        client.connect(*address, timeout=5)
        client.login(user, PASSWORD)
        return client.storbinary(f"STOR {name}", io.BytesIO(content))


def test_watched_folders_go_to_the_store_and_the_state_is_told(tmp_path: Path):
    watched, home = tmp_path / "in", tmp_path / "store"
    for minutes in range(5, 105, 5):
        lay(watched, minutes)
    (watched / name_of(500)).write_bytes(b"\x00\x01")
    settings = ReceiverSettings(home, watch=(watched,), settle=0.1, reserve=0, gather=0.1)
    with Running(settings):
        wait_for(lambda: not list(watched.iterdir()))
        wait_for(lambda: state(home).get("files") == 21)
        told = state(home)
        assert told["running"] is True
        assert told["error"] == ""
        assert (told["new"], told["quarantined"], told["waiting"]) == (40, 1, 0)
    assert len(readings(Store(home))) == 40
    assert state(home)["running"] is False


def test_uploads_are_acknowledged_and_then_in_the_store(tmp_path: Path):
    settings = ReceiverSettings(
        tmp_path, FtpSettings(host="127.0.0.1", port=0), reserve=0, gather=0.1
    )
    with Running(settings, known_with_password()) as running:
        assert running.address
        assert send(running.address, "bachkhoa", name_of(), content_of()).startswith("226")
        wait_for(lambda: len(readings(Store(tmp_path))) == 2)


def test_a_second_receiver_on_the_same_store_is_refused(tmp_path: Path):
    with Running(ReceiverSettings(tmp_path, reserve=0)):
        other = Receiver(ReceiverSettings(tmp_path, reserve=0), profiles)
        with pytest.raises(XanhError) as caught:
            other.run(threading.Event())
        assert caught.value.code == "receiver-runs"


def test_while_the_store_refuses_files_wait_and_the_operator_is_told(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
):
    refusing = threading.Event()
    refusing.set()
    add = Store.add

    def perhaps(self, *given, **more):
        if refusing.is_set():
            raise OSError(28, "No space left on device")
        return add(self, *given, **more)

    monkeypatch.setattr(Store, "add", perhaps)
    settings = ReceiverSettings(
        tmp_path, FtpSettings(host="127.0.0.1", port=0), reserve=0, gather=0.1
    )
    with Running(settings, known_with_password()) as running:
        assert running.address
        # Taken by the inbox, which is on the same disk but has a reserve left to it.
        assert send(running.address, "bachkhoa", name_of(), content_of()).startswith("226")
        wait_for(lambda: "No space left" in state(tmp_path).get("error", ""))
        assert state(tmp_path)["waiting"] == 1
        refusing.clear()
        wait_for(lambda: len(readings(Store(tmp_path))) == 2)
        wait_for(lambda: state(tmp_path).get("error") == "")


def test_without_room_uploads_are_refused_for_now(tmp_path: Path):
    settings = ReceiverSettings(
        tmp_path, FtpSettings(host="127.0.0.1", port=0), reserve=1 << 60, gather=0.1
    )
    with Running(settings, known_with_password()) as running:
        assert running.address
        with pytest.raises(ftplib.error_temp, match="452"):
            send(running.address, "bachkhoa", name_of(), content_of())
        wait_for(lambda: state(tmp_path).get("error"))
        assert state(tmp_path)["refusals"] == 1


class Logger(threading.Thread):
    """Sends its files in order, each until it is acknowledged; says which were."""

    def __init__(self, number: int, port: int) -> None:
        super().__init__(daemon=True)
        self.number, self.port = number, port
        self.failures = 0
        self.done = False

    def run(self) -> None:
        for place in range(FILES):
            name = name_of(5 * (place + 1), f"HN_T{self.number}_KHIKXQ")
            content = content_of(5 * (place + 1), float(self.number * 100 + place))
            while True:
                try:
                    send(("127.0.0.1", self.port), f"t{self.number}", name, content)
                except (OSError, EOFError, ftplib.Error):
                    self.failures += 1
                    time.sleep(0.05)
                else:
                    break
            time.sleep(0.02)
        self.done = True


def test_killed_again_and_again_it_holds_every_acknowledged_reading_once(tmp_path: Path):
    port, folder = free_port(), tmp_path / "store"
    source = Path(__file__).parents[3] / "src"
    environment = os.environ | {"PYTHONPATH": str(source)}

    def start() -> subprocess.Popen[bytes]:
        words = [sys.executable, str(CHILD), str(folder), str(port), str(STATIONS)]
        return subprocess.Popen(words, env=environment, stderr=subprocess.DEVNULL)

    chance = random.Random(20260325)
    child = start()
    wait_for(lambda: state(folder).get("running"))
    loggers = [Logger(number, port) for number in range(STATIONS)]
    for logger in loggers:
        logger.start()
    for _kill in range(KILLS):
        time.sleep(chance.uniform(0.2, 1.2))
        child.send_signal(signal.SIGKILL)
        child.wait()
        child = start()
    try:
        wait_for(lambda: all(logger.done for logger in loggers), 90)
        expected = {
            (f"HN_T{n}_KHIKXQ", name, round(n * 100 + place + more, 3))
            for n in range(STATIONS)
            for place in range(FILES)
            for name, more in (("no2", 0), ("so2", 1))
        }
        wait_for(lambda: len(readings(Store(folder))) >= len(expected), 60)
        child.send_signal(signal.SIGTERM)
        assert child.wait(30) == 0
    finally:
        child.kill()
    kept = readings(Store(folder))
    assert len(kept) == len(expected)
    assert {(station, name, value) for station, name, _time, value, _version in kept} == expected
    assert {version for *_rest, version in kept} == {1}
    assert len(originals(Store(folder))) == STATIONS * FILES
    assert sum(logger.failures for logger in loggers) > 0  # the kills were felt
    Store(folder).verify()
