"""Files and the scanner: at the gate, afterwards, shown, kept from everybody, and counted."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import pytest
from sqlalchemy import select

from app.cli.safety import checks_of
from app.files import FileStore, sha256_of
from app.main import create_app
from app.model.confidential import SYSTEM
from app.model.record import AuditEvent
from app.model.report import Attachment, Upload
from app.model.scan import FileScan, ScanState
from app.scanning import rounds, verdicts
from app.scanning.gate import scanner_of
from app.web import metrics
from tests.intake import attachments as made
from tests.reports.story import LETTER_PDF
from tests.scanning.server import EICAR, VERSION
from tests.web.officer_helpers import main_text
from tests.web.province_desk import ANALYST, OPERATOR, Desk, desk
from tests.web.test_enclosures import HERE, PHOTO, REPORT, links

if TYPE_CHECKING:
    from collections.abc import Callable

    from app.settings import Settings
    from tests.conftest import Clock
    from tests.scanning.server import ScannerServer
    from tests.web.officer_helpers import Officer

__all__ = ["desk"]
HARM = b"rumah panggung merah muda"  # what this scanner is told to find
CHECK = "Pemindai virus"


@dataclass
class Guarded:
    """A portal whose files are scanned."""

    desk: Desk
    settings: Settings
    scanner: ScannerServer
    clock: Clock

    @property
    def files(self) -> FileStore:
        return FileStore(self.settings.files)

    def round(self) -> int:
        """The worker's minute."""
        scanner = scanner_of(self.settings, 2)
        assert scanner is not None
        return rounds.scan_stored(self.desk.story.database, self.files, scanner, self.clock())

    def states(self) -> dict[str, ScanState]:
        with self.desk.story.database.read() as session:
            return {row.sha256: row.state for row in session.scalars(select(FileScan))}

    def acts(self, action: str) -> list[str]:
        with self.desk.story.database.read() as session:
            found = select(AuditEvent.subject).where(AuditEvent.action == action)
            return list(session.scalars(found))

    def attachment(self) -> Attachment:
        with self.desk.story.database.read() as session:
            row = session.scalars(select(Attachment).order_by(Attachment.id.desc())).first()
            assert row is not None
            session.expunge(row)
            return row

    def operator(self) -> Officer:
        return self.desk.enter(OPERATOR)


@pytest.fixture
def policy() -> str:
    """Files are marked; a test may ask for another policy."""
    return "mark"


@pytest.fixture
def guarded(
    desk: Desk,
    make_settings: Callable[..., Settings],
    scanner: ScannerServer,
    clock: Clock,
    policy: str,
) -> Guarded:
    database = desk.story.database
    settings = make_settings(
        database_url=database.url,
        province="99",
        scanner_policy=policy,
        scanner_address=scanner.address,
        scanner_gate_seconds=2,
    )
    scanner.script.markers = [HARM, EICAR]
    desk.app = create_app(settings, database, clock)
    desk.story.upload(("P", "P-001", {}), ("U", "U-001", {}))
    return Guarded(desk, settings, scanner, clock)


def enclose(officer: Officer, data: bytes, status: int = 303) -> str:
    fields = officer.form(HERE, HERE) | PHOTO
    answer = officer.client.post(HERE, data=fields, files={"berkas": ("a.jpg", data)})
    assert answer.status_code == status, main_text(answer.text)[:400]
    return main_text(answer.text) if status != 303 else ""


def harmful_photo() -> bytes:
    return made.photo() + HARM


def test_a_clean_file_says_so_at_once(guarded: Guarded) -> None:
    operator = guarded.operator()
    enclose(operator, made.photo())
    row = guarded.attachment()
    assert row.original_sha256 is not None
    found = guarded.states()
    assert found[row.sha256] == found[row.original_sha256] == ScanState.BERSIH
    shown = main_text(operator.open(HERE))
    assert "bersih" in shown
    assert " ".join(VERSION.split()) in shown
    assert guarded.scanner.script.seen[0] == made.photo(), "what came, before anybody opened it"


def test_an_infected_file_is_refused_at_the_gate(guarded: Guarded) -> None:
    operator = guarded.operator()
    said = enclose(operator, harmful_photo(), 422)
    assert "Pemindai virus menemukan Eicar-Test-Signature" in said
    assert "tidak disimpan" in said
    name = sha256_of(harmful_photo())
    assert not guarded.files.sealed.path(name).exists()
    assert guarded.states()[name] is ScanState.TERINFEKSI
    assert guarded.acts("berkas.terinfeksi") == [f"sha256 {name}"]
    administrator = guarded.desk.enter(admin_of(guarded))
    shown = main_text(administrator.open("/admin/pengaman"))
    assert "terinfeksi" in shown
    assert name[:16] in shown
    # The scanner is down, the same bytes come again: what was known still holds.
    guarded.scanner.script.says = b""
    guarded.scanner.shutdown()
    guarded.scanner.socket.close()
    assert "menemukan" in enclose(operator, harmful_photo(), 422)


def admin_of(guarded: Guarded) -> str:
    from app.model.account import Role
    from tests import factories

    with guarded.desk.story.database.write() as session:
        factories.make_user(session, Role.ADMIN, region="99", username="admin.99")
    return "admin.99"


@pytest.mark.parametrize("where", ["surat", "unggah"])
def test_every_way_in_has_the_gate(guarded: Guarded, where: str) -> None:
    operator = guarded.operator()
    if where == "surat":
        fields = operator.form(f"{REPORT}/surat", f"{REPORT}/surat/berkas")
        answer = operator.client.post(
            f"{REPORT}/surat/berkas", data=fields, files={"pdf": ("s.pdf", LETTER_PDF + HARM)}
        )
    else:
        answer = operator.upload(EICAR, 422)
    assert answer.status_code == 422
    assert "Pemindai virus menemukan" in main_text(answer.text)


def test_what_the_gate_missed_is_found_and_locked_away(guarded: Guarded) -> None:
    operator = guarded.operator()
    silent, guarded.scanner.script.markers = guarded.scanner.script.markers, []
    enclose(operator, harmful_photo())
    href = links(operator.open(HERE))[0]
    assert operator.client.get(href).status_code == 200
    with guarded.desk.story.database.write() as session:
        session.execute(FileScan.__table__.delete())  # as if it had come before the scanner did
    guarded.scanner.script.markers = silent
    assert guarded.round() >= 2
    row = guarded.attachment()
    assert guarded.states()[row.original_sha256 or ""] is ScanState.TERINFEKSI
    for officer in (operator, guarded.operator()):
        answer = officer.client.get(href)
        assert answer.status_code == 409
        assert "Pemindai virus menemukan" in main_text(answer.text)
        assert officer.client.get(f"{HERE}/{row.id}/kecil").status_code == 409
    shown = main_text(operator.open(HERE))
    assert "Dikurung pemindai virus" in shown
    assert href not in operator.open(HERE)
    assert not guarded.files.path(row.sha256).exists()
    assert guarded.acts("berkas.karantina")
    assert guarded.round() == 0, "a final word is asked for once"


def test_the_lock_holds_without_the_rows(
    guarded: Guarded, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Both walls bite alone: the file is out of reach, and the row forbids it."""
    operator = guarded.operator()
    guarded.scanner.script.markers = []
    enclose(operator, harmful_photo())
    href = links(operator.open(HERE))[0]
    row = guarded.attachment()
    guarded.files.lock_away(row.sha256)
    assert operator.client.get(href).status_code == 409, "the folder alone"
    guarded.files.path(row.sha256).write_bytes(made.photo())
    assert operator.client.get(href).status_code == 200
    with guarded.desk.story.database.write() as session:
        session.get_one(FileScan, row.original_sha256).state = ScanState.TERINFEKSI
    assert operator.client.get(href).status_code == 409, "the row alone"
    monkeypatch.setattr("app.web.taking.must_be_free", lambda *_: None)
    assert operator.client.get(href).status_code == 200, "without it nothing would hold"


def test_a_silent_scanner_holds_nobody_up(guarded: Guarded) -> None:
    address, guarded.scanner.script.markers = guarded.scanner.path, []
    hidden = address.with_name("lain")
    address.rename(hidden)
    operator = guarded.operator()
    enclose(operator, made.photo())
    assert "belum dipindai" in main_text(operator.open(HERE))
    assert guarded.round() == 0
    assert guarded.states() == {}, "nothing was learnt"
    fault = {
        item.name: item.fault
        for item in checks_of(guarded.settings, guarded.clock(), with_database=False)
    }
    assert "tidak menjawab" in fault[CHECK]
    hidden.rename(address)
    assert guarded.round() >= 2
    assert set(guarded.states().values()) == {ScanState.BERSIH}
    assert "bersih" in main_text(operator.open(HERE))
    fault = {
        item.name: item.fault
        for item in checks_of(guarded.settings, guarded.clock(), with_database=False)
    }
    assert fault[CHECK] == ""


def test_a_failed_scan_is_tried_again_ever_more_rarely(guarded: Guarded) -> None:
    operator = guarded.operator()
    guarded.scanner.script.says = b"apa saja\0"
    enclose(operator, made.photo())
    assert "pemindaian gagal" in main_text(operator.open(HERE))
    guarded.round()  # the workbook of the story had no word yet
    assert guarded.round() == 0, "not at once"
    guarded.clock.forward(minutes=5)
    assert guarded.round() >= 2
    guarded.clock.forward(minutes=5)
    assert guarded.round() == 0, "the pause grows"
    guarded.scanner.script.says = b""
    guarded.clock.forward(days=1)
    guarded.round()
    assert set(guarded.states().values()) == {ScanState.BERSIH}


class TestRefuse:
    """Nothing is given before it was scanned."""

    @pytest.fixture
    def policy(self) -> str:
        return "refuse"

    def test_until_scanned_nobody_gets_it(self, guarded: Guarded) -> None:
        operator = guarded.operator()
        with guarded.desk.story.database.read() as session:
            number = session.scalars(select(Upload.id)).one()
        href = f"{REPORT}/berkas/{number}"
        answer = operator.client.get(href)
        assert answer.status_code == 409
        assert "belum selesai dipindai" in main_text(answer.text)
        guarded.round()
        assert operator.client.get(href).status_code == 200


def test_figures_count_states(guarded: Guarded) -> None:
    enclose(guarded.operator(), made.photo())
    meter = metrics.Meter(guarded.desk.story.database.within(SYSTEM), guarded.clock)

    def sample(state: str) -> float | None:
        return meter.registry.get_sample_value("petakonflik_scans", {"state": state})

    assert (sample("BERSIH"), sample("TERINFEKSI"), sample("BELUM")) == (2, 0, 1)
    guarded.round()
    assert (sample("BERSIH"), sample("BELUM")) == (3, 0)


def test_off_says_what_it_means(desk: Desk, make_settings: Callable[..., Settings]) -> None:
    desk.story.upload(("P", "P-001", {}))
    operator = desk.enter(OPERATOR)
    enclose(operator, made.photo())
    shown = main_text(operator.open(HERE))
    assert "belum dipindai" in shown
    assert "antivirusnya menyala" in shown
    faults = {
        item.name: item.fault
        for item in checks_of(make_settings(), desk.story.now, with_database=False)
    }
    assert "SCANNER_POLICY off" in faults[CHECK]


def test_the_gravest_word_counts() -> None:
    clean = FileScan(sha256="a", state=ScanState.BERSIH, scanned_at=None)
    bad = FileScan(sha256="b", state=ScanState.TERINFEKSI, scanned_at=None)
    known = {"a": clean, "b": bad}
    assert verdicts.gravest(known, ["a", "b"]) is bad
    assert verdicts.gravest(known, ["a", "c"]) is None
    assert verdicts.gravest(known, ["a", None]) is clean


def test_the_province_is_refused_as_well(guarded: Guarded) -> None:
    guarded.desk.story.attach_letter()
    guarded.desk.story.send()
    analyst = guarded.desk.enter(ANALYST)
    href = f"{REPORT}/surat/berkas?wilayah=99.01"
    assert analyst.client.get(href).status_code == 200
    guarded.scanner.script.markers = [b"%PDF"]
    guarded.round()
    for address in (href, href.replace("/berkas", "/asli")):
        assert analyst.client.get(address).status_code == 409
