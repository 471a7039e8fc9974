"""`audit`, `kunci`, `cadangkan`, `pulihkan`, `edisi`: what they say and their exit codes."""

from __future__ import annotations

import json
import shutil
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
import sqlalchemy as sa

from app import audit
from app.cli.console import clock
from app.files import FileStore
from tests.audit.tampering import unlocked
from tests.cli.test_commands import Keyboard, opened, place, run  # noqa: F401

if TYPE_CHECKING:
    from collections.abc import Callable

PASSWORD = "sandi-cadangan-contoh"


@pytest.fixture
def busy(place: str) -> str:  # noqa: F811
    """A data folder with rows of the trail and a file."""
    database = opened(place)
    FileStore(Path(place) / "berkas").put(b"isi berkas")
    for number in range(5):
        with database.write() as session:
            where = audit.Where("10.0.0.1", "99.01")
            subject = f"LAP-9901-2026TW3 P-{number:03d}"
            audit.record(session, "uji", "baca.entri", subject, now=clock(), where=where)
    database.dispose()
    return place


def tamper(folder: str, statement: str) -> None:
    database = opened(folder)
    with unlocked(database) as connection:
        connection.execute(sa.text(statement))
    database.dispose()


def test_seal_and_check(run: Keyboard, busy: str, tmp_path: Path) -> None:  # noqa: F811
    seal, public = tmp_path / "segel.json", tmp_path / "umum.pem"
    assert run("audit", "segel", "--ke", str(seal), data=busy).returncode == 0
    assert json.loads(run("audit", "segel", data=busy).stdout)["nomor"] == 5
    public.write_text(run("kunci", "umum", data=busy).stdout)
    whole = run("audit", "periksa", "--segel", str(seal), data=busy)
    assert (whole.returncode, "utuh sampai nomor 5" in whole.stderr) == (0, True)
    copy = tmp_path / "salinan.db"
    shutil.copyfile(f"{busy}/petakonflik.db", copy)
    away = ("audit", "periksa", "--salinan", str(copy), "--segel", str(seal))
    elsewhere = str(tmp_path / "lain")
    assert run(*away, "--kunci-umum", str(public), data=elsewhere).returncode == 0
    assert run(*away, data=elsewhere).returncode == 3  # whose seal is it?
    tamper(busy, "DELETE FROM audit_event WHERE id > 3")
    cut = run("audit", "periksa", "--segel", str(seal), data=busy)
    assert (cut.returncode, "Ekor log terpotong" in cut.stderr) == (2, True)
    assert run("audit", "periksa", data=busy).returncode == 0  # without a seal nobody can tell
    tamper(busy, "UPDATE audit_event SET actor = 'lain' WHERE id = 2")
    changed = run("audit", "periksa", "--json", data=busy)
    assert changed.returncode == 2
    assert json.loads(changed.stdout)["utuh_sampai"] == 1
    assert "nomor 2" in json.loads(changed.stdout)["kata"]


def test_seals_that_do_not_count(run: Keyboard, busy: str, tmp_path: Path) -> None:  # noqa: F811
    seal = tmp_path / "segel.json"
    run("audit", "segel", "--ke", str(seal), data=busy)
    told = json.loads(seal.read_text())
    seal.write_text(json.dumps(told | {"nomor": 4}))
    forged = run("audit", "periksa", "--segel", str(seal), data=busy)
    assert (forged.returncode, "Tanda tangan tidak cocok" in forged.stderr) == (3, True)
    gone = run("audit", "periksa", "--segel", str(tmp_path / "tidak-ada"), data=busy)
    assert (gone.returncode, "tidak dapat dibaca" in gone.stderr) == (1, True)


def test_a_new_key_leaves_old_seals_good(run: Keyboard, busy: str, tmp_path: Path) -> None:  # noqa: F811
    seal = tmp_path / "segel.json"
    run("audit", "segel", "--ke", str(seal), data=busy)
    before = run("kunci", "umum", data=busy).stdout
    assert run("kunci", "ganti", data=busy).returncode == 0
    assert run("kunci", "umum", data=busy).stdout != before
    assert run("audit", "periksa", "--segel", str(seal), data=busy).returncode == 0


def test_who_saw_it(run: Keyboard, busy: str, tmp_path: Path) -> None:  # noqa: F811
    target = tmp_path / "penglihat.csv"
    words = ("audit", "penglihat", str(target), "--hal", "LAP-9901-2026TW3 P-002")
    assert "1 catatan" in run(*words, data=busy).stderr
    assert "10.0.0.1" in target.read_text()
    book = tmp_path / "penglihat.xlsx"
    assert (
        "5 catatan" in run("audit", "penglihat", str(book), "--wilayah", "99.01", data=busy).stderr
    )
    assert run("audit", "penglihat", str(tmp_path / "a.pdf"), data=busy).returncode == 1
    wrong = run("audit", "penglihat", str(target), "--dari", "kemarin", data=busy)
    assert (wrong.returncode, "17/08/2026" in wrong.stderr) == (1, True)


def test_back_up_check_and_restore(run: Keyboard, busy: str, tmp_path: Path) -> None:  # noqa: F811
    key, password, target = tmp_path / "kunci.age", tmp_path / "sandi", tmp_path / "a.age"
    password.write_text(PASSWORD)
    recipient = run(
        "cadangan", "kunci", str(key), "--berkas-sandi", str(password), data=busy
    ).stdout
    assert key.stat().st_mode & 0o077 == 0
    assert b"AGE-SECRET" not in key.read_bytes()
    assert run("cadangan", "kunci", str(key), data=busy).returncode == 1
    made = run("cadangkan", str(target), "--penerima", recipient.strip(), "--json", data=busy)
    assert json.loads(made.stdout)["ukuran"] == target.stat().st_size
    again = run("cadangkan", str(target), "--penerima", recipient.strip(), data=busy)
    assert (again.returncode, "tidak ditimpa" in again.stderr) == (1, True)
    opening = ("--kunci", str(key), "--berkas-sandi", str(password))
    assert run("cadangan", "periksa", str(target), data=busy).returncode == 0
    whole = run("cadangan", "periksa", str(target), *opening, data=busy)
    assert (whole.returncode, "Cadangan utuh" in whole.stderr) == (0, True)
    locked = run("cadangan", "periksa", str(target), "--kunci", str(key), data=busy)
    assert (locked.returncode, "bersandi" in locked.stderr) == (1, True)
    password.write_text(PASSWORD[::-1])
    wrong = run("cadangan", "periksa", str(target), *opening, data=busy)
    assert (wrong.returncode, "Kata sandi" in wrong.stderr) == (1, True)
    password.write_text(PASSWORD)
    elsewhere = str(tmp_path / "baru")
    back = run("pulihkan", str(target), *opening, data=elsewhere)
    assert back.returncode == 0, back.stderr
    assert "1 berkas, sama dengan cadangan" in back.stderr
    assert "cocokkan dengan kunci umum" in back.stderr
    assert run("audit", "periksa", data=elsewhere).returncode == 0
    full = run("pulihkan", str(target), *opening, data=elsewhere)
    assert (full.returncode, "tidak kosong" in full.stderr) == (1, True)
    assert run("pulihkan", str(target), *opening, "--timpa", data=elsewhere).returncode == 0


REFUSED: dict[str, Callable[[Path], tuple[str, ...]]] = {
    "no recipient": lambda at: ("cadangkan", str(at / "b.age"), "--penerima", "bukan-kunci"),
    "no folder": lambda at: ("cadangkan", str(at / "x" / "b.age"), "--penerima", "bukan-kunci"),
    "no backup": lambda at: ("pulihkan", str(at / "tidak-ada"), "--kunci", str(at / "k")),
    "no key": lambda at: ("pulihkan", str(at / "sandi"), "--kunci", str(at / "tidak-ada")),
    "not a key": lambda at: ("pulihkan", str(at / "sandi"), "--kunci", str(at / "sandi")),
    "no seal": lambda at: ("cadangan", "periksa", str(at / "sandi")),
}


@pytest.mark.parametrize("words", REFUSED.values(), ids=REFUSED)
def test_refusals_are_a_sentence(
    run: Keyboard,  # noqa: F811
    busy: str,
    tmp_path: Path,
    words: Callable[[Path], tuple[str, ...]],
) -> None:
    (tmp_path / "sandi").write_text("x")
    refused = run(*words(tmp_path), data=busy)
    assert refused.returncode == 1
    assert "Ditolak:" in refused.stderr
    assert "Traceback" not in refused.stderr


def test_editions_are_checked(run: Keyboard, tmp_path: Path) -> None:  # noqa: F811
    from tests.attacks.tampering_attack import prepare

    ground = prepare(tmp_path)
    ground.database.dispose()
    folder = str(ground.settings.data)
    whole = run("edisi", "periksa", data=folder)
    assert (whole.returncode, "utuh, segel cocok" in whole.stderr) == (0, True)
    next(iter(sorted(ground.settings.files.glob("*/*")))).write_bytes(b"lain")
    changed = run("edisi", "periksa", data=folder)
    assert (changed.returncode, "hilang atau berubah" in changed.stderr) == (2, True)


def test_a_copy_must_be_there(run: Keyboard, tmp_path: Path) -> None:  # noqa: F811
    gone = run("audit", "periksa", "--salinan", str(tmp_path / "tidak-ada"), data=str(tmp_path))
    assert (gone.returncode, "tidak ada" in gone.stderr) == (1, True)
