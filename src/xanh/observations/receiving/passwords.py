"""Passwords of stations: kept as scrypt hashes, compared in constant time.

scrypt: RFC 7914, doi:10.17487/RFC7914.
"""

from __future__ import annotations

import base64
import binascii
import hashlib
import hmac
import secrets

_COST, _BLOCK, _PARALLEL = 2**14, 8, 1  # 16 MiB and some tens of milliseconds a trial
_LENGTH = 32
_MEMORY = 64 * 2**20  # most that a stored hash may ask for [bytes]


def encode(password: str) -> str:
    """Return what may be kept of a password: ``scrypt$n$r$p$salt$hash``."""
    salt = secrets.token_bytes(16)
    parts = (salt, _derive(password, salt, _COST, _BLOCK, _PARALLEL, _LENGTH))
    kept = (base64.b64encode(part).decode() for part in parts)
    return "$".join(["scrypt", str(_COST), str(_BLOCK), str(_PARALLEL), *kept])


def verify(password: str, encoded: str) -> bool:
    """Say whether ``encoded`` was made of this password; damaged hashes match none."""
    try:
        kind, cost, block, parallel, salt, kept = encoded.split("$")
        if kind != "scrypt":
            return False
        wanted = base64.b64decode(kept, validate=True)
        numbers = int(cost), int(block), int(parallel)
        made = _derive(password, base64.b64decode(salt, validate=True), *numbers, len(wanted))
    except (ValueError, binascii.Error, OverflowError, MemoryError):
        return False
    return len(wanted) >= 16 and hmac.compare_digest(made, wanted)


def _derive(password: str, salt: bytes, cost: int, block: int, parallel: int, size: int) -> bytes:
    return hashlib.scrypt(
        password.encode("utf-8", "surrogateescape"),
        salt=salt,
        n=cost,
        r=block,
        p=parallel,
        maxmem=_MEMORY,
        dklen=size,
    )


class Accounts:
    """Who may send: the accounts of the register, asked anew whenever it may have changed.

    A right password is remembered under a key of this process alone, so that loggers that sign in
    for every file do not cost a hash each time.
    """

    def __init__(self) -> None:
        self._key = secrets.token_bytes(32)
        self._known: dict[str, bytes] = {}  # account → digest of encoded hash and right password
        self._stand_in = encode(secrets.token_urlsafe())

    def right(self, account: str, password: str, encoded: str) -> bool:
        """Say whether the password is the account's; an unknown account has ``encoded`` empty."""
        if not encoded:
            verify(password, self._stand_in)  # takes as long as for an account that exists
            return False
        message = b"\0".join(
            text.encode("utf-8", "surrogateescape") for text in (account, encoded, password)
        )
        digest = hmac.digest(self._key, message, "sha256")
        if hmac.compare_digest(self._known.get(account, b""), digest):
            return True
        if not verify(password, encoded):
            return False
        self._known[account] = digest
        return True
