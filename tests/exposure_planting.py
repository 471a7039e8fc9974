"""A word of its own in every text of an edition's entries, by field, kind, and sensitivity.

Nobody lists the fields: they come from the models' `FieldSpec`s, so a new text is planted by
itself. What the specs do not say (kinds of party, protected sources, files with personal data) is
planted once each.
"""

from __future__ import annotations

import itertools
from dataclasses import dataclass, field
from datetime import date
from typing import TYPE_CHECKING, Any

from app.model import vocabulary as words
from app.model.entry import FIELDS, Kind
from app.model.fields import Shape
from app.model.particulars import (
    ACTION_FIELDS,
    LOCATION_FIELDS,
    PARTY_FIELDS,
    SOURCE_FIELDS,
    Assessment,
    InformationSource,
    Party,
)
from app.model.recommendation import Recommendation
from app.model.report import Attachment
from tests import factories
from tests.outputs import made_province as made

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from app.db import WriteSession
    from app.model.account import User
    from app.model.entry import Entry
    from app.model.fields import Field
    from app.model.report import Revision

SENSITIVITIES = tuple(code.code for code in words.SENSITIVITY.codes)
NAMED, UNNAMED, CHILD = "WARGA", ("ORANG", "ETNIS", "AGAMA"), "anak"


@dataclass(frozen=True, slots=True)
class Text:
    """Where a word stands: its table and field, and what sets this row apart."""

    place: str  # party.name
    kind: str  # of the entry; empty: of the report as a whole
    sensitivity: str = "NORMAL"
    sort: str = ""  # kind of party, "terlindung" of a source, "pribadi" of a file


@dataclass
class Planting:
    """Fills a version and remembers which word stands where; words are `zq` and three digits."""

    officer: User
    texts: dict[str, Text] = field(default_factory=dict)

    def fill(self, session: WriteSession, revision: Revision) -> None:
        """Store one entry per kind and sensitivity, and what belongs to the report as a whole."""
        score = itertools.cycle((19, 7, 14))
        for kind, sensitivity in itertools.product(Kind, SENSITIVITIES):
            key = f"{kind.value}-{SENSITIVITIES.index(sensitivity) + 1}"
            given: dict[str, Any] = {"sensitivity": sensitivity}
            if kind is Kind.POTENTIAL:
                place = "99.02.04.2001"
                entry = made.potential(revision, key, next(score), 0.5, place, **given)
            else:
                entry = made.event(revision, key, 3, "99.02.05.2001", **given)
                entry.actions = [made.action(date(2026, 12, 1))]
            self._entry(entry)
            session.add(entry)
            self._beside(session, revision, Text("", kind.value, sensitivity), key)
        self._beside(session, revision, Text("", ""), None)
        session.flush()

    def say(self, text: Text) -> str:
        """Return the next word and remember where it stands."""
        word = f"zq{len(self.texts):03d}"
        self.texts[word] = text
        return word

    def _entry(self, entry: Entry) -> None:
        base = Text("", entry.kind, entry.sensitivity)
        self._texts(entry, "entry", FIELDS, base)
        for location in entry.locations:
            self._texts(location, "location", LOCATION_FIELDS, base)
        entry.parties = [
            Party(seq=seq, role="A", party_type=NAMED if kind == CHILD else kind, name="")
            for seq, kind in enumerate((NAMED, *UNNAMED, CHILD), 1)
        ]
        for party, kind in zip(entry.parties, (NAMED, *UNNAMED, CHILD), strict=True):
            party.is_child = kind == CHILD
            self._texts(party, "party", PARTY_FIELDS, _with(base, kind))
        entry.sources = [
            InformationSource(
                seq=seq, source="MEDIA", method="TERTULIS", obtained_on=date(2026, 6, 1)
            )
            for seq in (1, 2)
        ]
        for source, kept in zip(entry.sources, (False, True), strict=True):
            source.protected = kept
            sort = "terlindung" if kept else ""
            self._texts(source, "source", SOURCE_FIELDS, _with(base, sort))
        for action in entry.actions:
            self._texts(action, "action", ACTION_FIELDS, base)
        # A potential is read as a zone, an event as a severity.
        name = "zone" if entry.kind == Kind.POTENTIAL else "severity"
        reason = self.say(_at(base, f"assessment.{name}_reason"))
        entry.assessment = Assessment(
            assessed_at=made.SENT,
            assessed_by=self.officer,
            **{name: "MERAH" if name == "zone" else 4, f"{name}_reason": f"Penilaian {reason}"},
        )

    def _texts(self, row: Any, table: str, fields: Iterable[Field], base: Text) -> None:
        for one in fields:
            is_asked = table != "entry" or base.kind in one.spec.kinds
            if one.spec.shape is not Shape.TEXT or one.spec.codes is not None or not is_asked:
                continue
            word = self.say(_at(base, f"{table}.{one.name}"))
            sentence = word
            if one.name == "url":
                sentence = f"https://contoh.example/{word}"
            elif (one.spec.most or 1000) >= len("Kalimat zq000 contoh"):
                sentence = f"Kalimat {word} contoh"
            setattr(row, one.name, sentence)

    def _beside(
        self, session: WriteSession, revision: Revision, base: Text, key: str | None
    ) -> None:
        asked = Recommendation(
            number=len(self.texts),
            target="GUBERNUR",
            text=f"Permintaan {self.say(_at(base, 'request.text'))}",
            entry_key=key,
            revision=revision,
        )
        session.add(asked)
        for sort in ("", "pribadi"):
            about = _with(base, sort)
            session.add(
                Attachment(
                    category="FOTO",
                    file_name=f"{self.say(_at(about, 'file.file_name'))}.jpg",
                    media_type="image/jpeg",
                    size_bytes=10,
                    sha256="ab" * 32,
                    uploaded_at=made.SENT,
                    caption=f"Keterangan {self.say(_at(about, 'file.caption'))}",
                    has_personal_data=bool(sort),
                    entry_key=key,
                    revision=revision,
                    uploaded_by=self.officer,
                )
            )


def _at(text: Text, place: str) -> Text:
    return Text(place, text.kind, text.sensitivity, text.sort)


def _with(text: Text, sort: str) -> Text:
    return Text(text.place, text.kind, text.sensitivity, sort)


def plant(
    session: WriteSession, more: Callable[[WriteSession, Planting, Revision], None] | None = None
) -> dict[str, Text]:
    """Accept a version of 99.02 made of words alone; return where each word stands.

    `more` puts further words beside it while the version is still a draft.
    """
    officer = factories.make_user(session, region="99.02", username="rumah")
    session.flush()
    planting = Planting(officer)

    def fill(session: WriteSession, revision: Revision) -> None:
        planting.fill(session, revision)
        if more is not None:
            more(session, planting, revision)

    made.amend(session, fill)
    return planting.texts
