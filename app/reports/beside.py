"""What stands beside the entries of reports: requests to others and files, read at once."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from sqlalchemy import select

from app.model.recommendation import Recommendation
from app.model.report import Attachment
from app.reports.enclosure_label import LETTER

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from app.db import ReadSession
    from app.model.entry import Entry


@dataclass(frozen=True, slots=True)
class Beside:
    """Requests and files by the id of their revision, in their order; letters are left out."""

    requests: Mapping[int, Sequence[Recommendation]] = field(default_factory=dict)
    files: Mapping[int, Sequence[Attachment]] = field(default_factory=dict)

    def requests_about(self, entry: Entry) -> list[Recommendation]:
        """Return what was asked about one entry."""
        found = self.requests.get(entry.revision_id, ())
        return [item for item in found if item.entry_key == entry.row_key]

    def files_of(self, entry: Entry) -> list[Attachment]:
        """Return the files of one entry and its actions."""
        found = self.files.get(entry.revision_id, ())
        return [item for item in found if item.entry_key == entry.row_key]


def beside_entries(session: ReadSession, revision_ids: Iterable[int]) -> Beside:
    """Read the requests and files of some revisions; two queries, however many there are."""
    ids = list(revision_ids)
    requests: dict[int, list[Recommendation]] = defaultdict(list)
    asked = select(Recommendation).where(Recommendation.revision_id.in_(ids))
    for item in session.scalars(asked.order_by(Recommendation.number)):
        requests[item.revision_id].append(item)
    files: dict[int, list[Attachment]] = defaultdict(list)
    held = select(Attachment).where(
        Attachment.revision_id.in_(ids),
        Attachment.category != LETTER,
        Attachment.removed_at.is_(None),
    )
    for row in session.scalars(held.order_by(Attachment.id)):
        files[row.revision_id].append(row)
    return Beside(dict(requests), dict(files))
