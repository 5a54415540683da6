from __future__ import annotations

import pytest

from xanh.observations.receiving import passwords
from xanh.observations.receiving.passwords import Accounts, encode, verify


def test_hash_is_of_this_password_alone_and_salted():
    kept = encode("mật khẩu")
    assert "mật" not in kept
    assert verify("mật khẩu", kept)
    assert not verify("mật khẩu ", kept)
    assert encode("mật khẩu") != kept


@pytest.mark.parametrize(
    "damaged",
    ["", "scrypt", "md5$1$1$1$AA==$AA==", "scrypt$16384$8$1$AA==$", "scrypt$3$8$1$AA==$AAAA",
     "scrypt$1048576$64$9$AA==$AAAAAAAAAAAAAAAAAAAAAA==", "scrypt$16384$8$1$*$*"],
)  # fmt: skip
def test_damaged_hash_matches_nothing(damaged):
    assert not verify("", damaged)


def test_right_password_costs_a_hash_only_once(monkeypatch):
    kept, accounts = encode("a"), Accounts()
    assert accounts.right("station", "a", kept)
    monkeypatch.setattr(passwords, "verify", lambda *_arguments: False)
    assert accounts.right("station", "a", kept)
    assert not accounts.right("station", "b", kept)
    assert not accounts.right("other", "a", kept)
    assert not accounts.right("station", "a", encode("a")), "a new hash is looked at anew"


def test_unknown_account_has_no_password():
    assert not Accounts().right("nobody", "", "")
