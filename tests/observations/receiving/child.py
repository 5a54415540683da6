"""A receiver as a process of its own, without records: `python child.py FOLDER PORT STATIONS`."""

from __future__ import annotations

import signal
import sys
import threading
from pathlib import Path

from xanh.observations.receiving.ftp import FtpSettings
from xanh.observations.receiving.passwords import encode
from xanh.observations.receiving.receiver import Receiver, ReceiverSettings
from xanh.observations.tables import Medium, StationProfile


def main(folder: str, port: str, stations: str) -> None:
    password = encode("mật khẩu")
    known = {
        f"HN_T{n}_KHIKXQ": StationProfile(
            f"HN_T{n}_KHIKXQ", Medium.AIR, account=f"t{n}", password=password
        )
        for n in range(int(stations))
    }
    settings = ReceiverSettings(
        Path(folder), FtpSettings(host="127.0.0.1", port=int(port)), reserve=0, gather=0.2
    )
    stop = threading.Event()
    signal.signal(signal.SIGTERM, lambda *_: stop.set())
    Receiver(settings, lambda: known).run(stop)


if __name__ == "__main__":
    main(*sys.argv[1:])
