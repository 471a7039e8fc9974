"""A short drill on both databases; `restore_attack --long` takes ten years."""

from __future__ import annotations

import json

import pytest

from tests import parts
from tests.attacks import restore_attack


@pytest.mark.parametrize("kind", ["sqlite", pytest.param("postgresql", marks=pytest.mark.postgis)])
def test_a_wiped_province_comes_back(kind: str, capsys: pytest.CaptureFixture[str]) -> None:
    if kind == "postgresql":
        parts.require_postgis()
    assert restore_attack.main(["--count", "400", "--database", kind]) == 0
    told = json.loads(capsys.readouterr().out)
    assert told["differing"] == []
    assert told["rows"] > 1000
    assert told["files"] == 20
