"""The words of a mail, made when it is sent; nothing in them comes from a report.

Names of people, offices and the portal itself are the only words from outside. They are brought to
one visible line here, whoever wrote them: a line break or a sign that turns the reading direction
would add a line of its own to the mail, or keep it from being made at all.
"""

from __future__ import annotations

from dataclasses import dataclass
from email.headerregistry import Address
from email.message import EmailMessage
from email.policy import SMTP
from email.utils import format_datetime, make_msgid
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from sqlalchemy import select
from sqlalchemy.orm import joinedload

from app.access import links
from app.intake.text import clean, one_line
from app.mail.factor_mail import words_of
from app.mail.reminders import debts
from app.model.account import HandOver, LinkPurpose
from app.model.day_words import date_id, moment_id, weekday_id
from app.model.flash import FlashReport
from app.model.notice import MOST_TITLE, NoticeKind
from app.model.period import Obligation
from app.model.region import Office
from app.model.report import Report, Revision
from app.reports.lateness import day_in, due_date, takes_reports

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping
    from datetime import date, datetime

    from app.db import ReadSession, WriteSession
    from app.mail.reminders import Debt
    from app.model.notice import Notice
    from app.settings import Settings

_FOOTER = (
    "Surel ini dikirim otomatis dan tidak memuat isi laporan. Pengingat dapat dimatikan di "
    "portal: Akun, Pemberitahuan."
)
_LINK_FOOTER = (
    "Tautan ini hanya untuk Anda: jangan diteruskan. Bila Anda tidak mengharapkan surel ini, "
    "abaikan saja; tanpa tautan ini tidak ada yang berubah."
)
_ACCOUNT_FOOTER = (
    "Surel ini tentang keamanan akun Anda, dikirim otomatis, dan tidak dapat dimatikan."
)
_DECIDED = {
    NoticeKind.DIKEMBALIKAN: ("dikembalikan", "Catatan provinsi ada di portal."),
    NoticeKind.DITERIMA: ("diterima", "Terima kasih."),
}
_ANSWERS = "/tindak-lanjut/permintaan"


@dataclass(frozen=True, slots=True)
class Letter:
    """Subject and text of a mail."""

    title: str
    text: str


def letter_of(
    session: WriteSession, notice: Notice, settings: Settings, now: datetime
) -> Letter | None:
    """Return the words for a notice; None when there is nothing left to say."""
    if notice.kind.is_link:
        return _link(session, notice, settings, now)
    if notice.kind is NoticeKind.PENGINGAT:
        return _reminder(session, notice, settings, now)
    if notice.kind is NoticeKind.UJI:
        return _trial(settings)
    maker = _MAKERS.get(notice.kind, _decision)
    return maker(session, notice, settings)


def message_of(notice: Notice, letter: Letter, settings: Settings, now: datetime) -> EmailMessage:
    """Return the mail; its Message-ID comes from the row, so a copy can be recognised."""
    message = _message(notice.address, letter, settings, now)
    message["Message-ID"] = message_id(notice, settings)
    return message


def trial(address: str, settings: Settings, now: datetime) -> EmailMessage:
    """Return a mail that only shows that mail arrives."""
    message = _message(address, _trial(settings), settings, now)
    message["Message-ID"] = make_msgid("uji", domain=_host(settings))
    return message


def message_id(notice: Notice, settings: Settings) -> str:
    """Name a mail after its row and the portal's host."""
    return f"<pemberitahuan-{notice.id}@{_host(settings)}>"


def _host(settings: Settings) -> str:
    return urlsplit(settings.base_url).hostname or "localhost"


def _message(address: str, letter: Letter, settings: Settings, now: datetime) -> EmailMessage:
    message = EmailMessage(policy=SMTP)
    message["From"] = Address(_in_header(settings.portal_name), addr_spec=settings.mail_sender)
    message["To"] = Address(addr_spec=address)
    message["Subject"] = _in_header(letter.title)
    message["Date"] = format_datetime(now)
    message["Auto-Submitted"] = "auto-generated"
    message.set_content(letter.text, cte="quoted-printable")
    return message


def _trial(settings: Settings) -> Letter:
    return _letter("Surel uji", ["Surel dari portal sampai di alamat ini."], "/", settings)


def _reminder(
    session: ReadSession, notice: Notice, settings: Settings, now: datetime
) -> Letter | None:
    owed = debts(session, now, notice.recipient.region_code)
    if not owed:
        return None
    lines = [_owed(debt, day_in(now, debt.office.zone)) for debt in owed]
    if len(owed) == 1:
        quarter = owed[0].obligation.period.quarter
        title, path = f"Pengingat laporan {quarter.label}", f"/laporan/{quarter.slug}"
    else:
        title, path = f"Pengingat {len(owed)} laporan triwulan", "/laporan"
    return _letter(title, lines, path, settings)


def _owed(debt: Debt, today: date) -> str:
    duty, name = debt.obligation, debt.office.display_name
    report = f"Laporan {duty.period.quarter.label} {name}"
    if not takes_reports(duty, today):
        return (
            f"{report} tidak diterima sampai triwulan dikunci, sehingga tercatat tidak melapor. "
            "Provinsi dapat membuka kunci dengan alasan; hubungi provinsi."
        )
    if debt.state == "DIKEMBALIKAN":
        return f"{report} dikembalikan untuk diperbaiki dan belum dikirim ulang."
    if duty.unlocked_until is not None and today <= duty.unlocked_until:
        until = weekday_id(duty.unlocked_until)
        return f"{report} belum diterima. Kunci triwulan terbuka sampai dengan {until}."
    return f"{report} belum diterima. {_deadline(due_date(duty), today)}"


def _deadline(due_on: date, today: date) -> str:
    left = (due_on - today).days
    if left > 0:
        return f"Tenggat {weekday_id(due_on)}: {left} hari lagi."
    if left == 0:
        return f"Tenggat hari ini, {weekday_id(due_on)}."
    return (
        f"Tenggat {date_id(due_on)} lewat {-left} hari. Laporan masih dapat dikirim dan akan "
        "tercatat terlambat."
    )


def _decision(session: ReadSession, notice: Notice, settings: Settings) -> Letter | None:
    report_no, _, number = notice.subject.rpartition("/")
    row = session.execute(
        select(Revision, Office)
        .join(Revision.report)
        .join(Report.obligation)
        .join(Office, Office.region_code == Obligation.region_code)
        .where(Report.report_no == report_no, Revision.number == int(number))
        .options(
            joinedload(Revision.report).joinedload(Report.obligation).joinedload(Obligation.period)
        )
    ).first()
    if row is None:
        return None
    revision, office = row
    quarter = revision.report.obligation.period.quarter
    verb, then = _DECIDED[notice.kind]
    title = f"Laporan {quarter.label} {verb}"
    line = f"Laporan {quarter.label} {office.display_name} (versi {number}) {verb}. {then}"
    return _letter(title, [line], f"/laporan/{quarter.slug}", settings)


def _handed_over(session: ReadSession, notice: Notice, settings: Settings) -> Letter | None:
    """Tell the one who leaves and the one who goes on; what it is stands at the portal alone."""
    number, _, undone = notice.subject.partition("/")
    done = session.get(HandOver, int(number))
    if done is None or (done.undone_at is not None and not undone):
        return None
    leaves = notice.recipient_id == done.from_user_id
    if undone:
        line = "Akun Anda aktif lagi." if leaves else "Pekerjaan itu kembali ke pemiliknya."
        title = "Serah terima dibatalkan"
        return _letter(title, [f"Serah terima di portal dibatalkan. {line}"], "/", settings)
    said = (
        "Pekerjaan Anda di portal diserahkan kepada penerus dan akun Anda ditutup. Bila ini "
        "keliru, hubungi pengelola pengguna kantor Anda dalam 24 jam."
        if leaves
        else "Pekerjaan seorang rekan diserahkan kepada Anda. Daftarnya ada di beranda portal."
    )
    return _letter("Serah terima pekerjaan", [said], "/", settings)


def _link(
    session: WriteSession, notice: Notice, settings: Settings, now: datetime
) -> Letter | None:
    """Make the link's own token for this mail: only its hash is kept, so no mail is made twice."""
    found = links.token_for_mail(session, int(notice.subject), now)
    if found is None:
        return None
    link, token = found
    office = session.get_one(Office, link.user.region_code)
    lines = [
        f"Nama pengguna Anda: {link.user.username}",
    ]
    until = moment_id(link.expires_at, office.zone)
    lines.append(
        "Pilih kata sandi Anda lewat tautan di bawah ini. Tautan hanya dapat dipakai sekali, "
        f"sampai {until}."
    )
    if link.purpose is LinkPurpose.UNDANGAN:
        title = f"Undangan ke {settings.portal_name}"
        lines.insert(
            0, f"Anda diundang memakai {settings.portal_name} untuk {office.agency_name}."
        )
    else:
        title = "Tautan kata sandi"
        lines.insert(
            0, f"Ada permintaan kata sandi baru untuk akun Anda di {settings.portal_name}."
        )
    return _letter(title, lines, f"{links.PATH}{token}", settings, footer=_LINK_FOOTER)


def _answered(_session: ReadSession, notice: Notice, settings: Settings) -> Letter:
    line = "Provinsi menanggapi permintaan daerah Anda. Tanggapannya ada di portal."
    return _letter("Permintaan ditanggapi", [line], f"{_ANSWERS}/{notice.subject}", settings)


def _factor(session: ReadSession, notice: Notice, settings: Settings) -> Letter | None:
    words = words_of(session, notice)
    return None if words is None else _letter(*words, settings, footer=_ACCOUNT_FOOTER)


def _flash(session: ReadSession, notice: Notice, settings: Settings) -> Letter | None:
    """Say whose flash report came; what happened and where stays in the portal."""
    code = notice.subject.rpartition("/")[0]
    name = session.scalar(
        select(Office.display_name)
        .join(FlashReport, FlashReport.region_code == Office.region_code)
        .where(FlashReport.code == code)
    )
    if name is None:
        return None
    line = f"{name} mengirim laporan khusus {code}. Isinya ada di portal."
    return _letter(f"Laporan khusus {name}", [line], f"/laporan-khusus/{code}", settings)


def _letter(
    title: str, lines: list[str], path: str, settings: Settings, *, footer: str = _FOOTER
) -> Letter:
    text = "\n\n".join(
        [
            *map(_visible, lines),
            f"Buka: {settings.base_url.rstrip('/')}{path}",
            f"{_visible(settings.portal_name)}\n{_visible(settings.agency_name)}",
            footer,
        ]
    )
    return Letter(_visible(title)[:MOST_TITLE], f"{text}\n")


def _visible(text: str) -> str:
    """Return words from outside as one line without signs nobody can see."""
    return one_line(clean(text))


def _in_header(text: str) -> str:
    """Return words for a header, where `=?` would begin an encoded word.

    The library decodes one while it takes the header, and writes a line break that was hidden in
    it as a line break: another header. With a blank between it is what was typed.
    """
    return _visible(text).replace("=?", "= ?")


_MAKERS: Mapping[NoticeKind, Callable[[WriteSession, Notice, Settings], Letter | None]] = {
    NoticeKind.DITANGGAPI: _answered,
    NoticeKind.LAPORAN_KHUSUS: _flash,
    NoticeKind.FAKTOR: _factor,
    NoticeKind.SERAH_TERIMA: _handed_over,
}
