"""What is said of a file: on what it hangs, what it is, and the rules a label keeps."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from app.intake.personal import refusal
from app.model.vocabulary import ATTACHMENT_CATEGORY

if TYPE_CHECKING:
    from datetime import date

    from app.intake.attached import Accepted

LETTER, PHOTO = "SURAT", "FOTO"
CATEGORIES = tuple(code for code in ATTACHMENT_CATEGORY if code.code != LETTER)
LEAST_CAPTION, MOST_CAPTION = 5, 200


@dataclass(frozen=True, slots=True)
class Owner:
    """What a file belongs to; both empty means the report as a whole."""

    entry_key: str = ""
    action_key: str = ""


@dataclass(frozen=True, slots=True)
class Label:
    """What an officer says of a file."""

    category: str
    caption: str
    taken_on: date | None = None
    classification: str = "TERBATAS"
    has_personal_data: bool = False
    file_name: str = ""


@dataclass(frozen=True, slots=True)
class Limits:
    """The largest file, and the largest sum of a version's files, in bytes."""

    each: int
    total: int


def problems_of(label: Label, accepted: Accepted | None, today: date) -> dict[str, str]:
    """Return what is wrong with a label, by its part; `accepted` is the file when there is one."""
    wrong: dict[str, str] = {}
    if label.category not in {code.code for code in CATEGORIES}:
        wrong["category"] = "Pilih jenis lampiran."
    is_photo = label.category == PHOTO or (accepted is not None and accepted.is_image)
    if is_photo and len(label.caption) < LEAST_CAPTION:
        wrong["caption"] = "Tulis apa yang tampak pada foto, paling sedikit 5 karakter."
    elif sentence := refusal(f"{label.caption}\n{label.file_name}", "Keterangan atau nama berkas"):
        wrong["caption"] = sentence
    if label.category == PHOTO and label.taken_on is None:
        wrong["taken_on"] = "Isi tanggal pengambilan foto."
    elif label.taken_on is not None and label.taken_on > today:
        wrong["taken_on"] = "Tanggal pengambilan tidak boleh sesudah hari ini."
    return wrong
