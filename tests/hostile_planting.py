"""Plant hostile texts in every text column of the database, and tell how each came out again.

Straight into the tables, past every check of a form or a workbook: whatever a later way in lets
through, the way out must not run it. The columns come from the models, so a new one is planted
without a word here; one that holds codes, which pages look up in a list, is named in `CODES`.

Each planted text begins with a mark of its own (`zq12z`) and ends with one (`qz`), so that it can
be recognised in whatever the portal makes of it, and compared with what was written.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

import sqlalchemy as sa

from app.db import METADATA
from app.model.fields import Shape

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from app.db import Database, WriteSession

_ENOUGH = 24  # characters, the mark included
RAN = "window.__terpicu=(window.__terpicu||0)+1"
COMPUTED = "60481729"  # 7777 times itself: what a template or script language would have left
# What broke pages made with Folium, kind by kind.
PAYLOADS = {
    "script_close": f"</script><img src=x onerror={RAN}>",
    "img": f"<img src=x onerror={RAN}>",
    "attr": f'"><img src=x onerror={RAN}>',
    "backtick": f"`;{RAN};`",
    "dollar": f"${{{RAN}}}${{7777*7777}}",
    "bs_backtick": f"\\`;{RAN};//",
    "bs_dollar": f"\\${{{RAN}}}",
    "squote": f"';{RAN};//",
    "dquote": f'";{RAN};//',
    "bs_end": "nama\\",
    "newline": f"a\n{RAN}\u2028{RAN}\u2029b",
    "html_comment": "<!--<script>",
    "jinja": "{{7777*7777}}{% for a in [1] %}49{% endfor %}",
    "jinja_rce_nq": "{{cycler.__init__.__globals__.os.popen(dict(id=1)|join).read()}}",
    "jinja_open": "{{",
    "jinja_stmt": "{%",
    "jinja_comment": "{# #} {#",
}
# What spreadsheets run, links and typesetting; the same rules hold.
MORE = {
    "formula": '=HYPERLINK("http://jauh.example","klik")',
    "formula_at": "@SUM(1+1)*cmd|' /C calc'!A0",
    "formula_tab": "\t=1+1",
    "link": "javascript:window.__terpicu=1",
    "typst": '#eval("7777*7777") $7777$ #read("/etc/passwd") @rujuk <label>',
}
EVERY = {**PAYLOADS, **MORE}
EVERYTHING_AT_ONCE = (
    " ".join(text for name, text in EVERY.items() if name not in {"html_comment", "bs_end"})
    + " <!--<script> nama\\"
)

# Columns of text that hold a code, a key or a place to look something up.
_CODE_NAMES = re.compile(r"(^|_)(code|sha256|key|hash|state|status|kind|media_type)$|_version$")
CODES = frozenset(
    {
        "audit_event.action",
        "audit_event.previous",
        "case.authority",
        "case.case_no",
        "case.closure_basis",
        "case.started_precision",
        "case_decision.act",
        "case_omission.closure_basis",
        "case_omission.reason",
        "column_memory.meaning",
        "district_statement.basis",
        "district_statement.statement",
        "area_tally.confidence",
        "area_tally.guard",
        "artefact.name",
        "assessment.uu7",
        "assessment.zone",
        "attachment.category",
        "attachment.classification",
        "external_identity.issuer",
        "external_identity.subject",
        "entry.closure_basis",
        "entry.risk_level",
        "entry.same_case",
        "entry.source_sheet",
        "notice.attempt",
        "notice.subject",
        "note_reply.act",
        "office.zone",
        "pair_verdict.verdict",
        "pending_row.sheet",
        "passkey.credential_id",
        "portal_fact.name",
        "portal_fact.value",
        "quota_use.holder",
        "recommendation.target",
        "redaction.field_name",
        "redaction.part",
        "redaction_request.basis",
        "redaction_request.part",
        "recovery_code.digest",
        "report.report_no",
        "review_note.field_name",
        "review_note.severity",
        "revision.amendment_reason",
        "revision.channel",
        "revision.classification",
        "revision.sign_method",
        "revision.signing_capacity",
        "revision.trend",
        "revision.urgency",
        "signal_answer.signal",
        "spent_key.location",
        "spent_ticket.digest",
    }
)


def text_columns() -> list[sa.Column[Any]]:
    """Return every column that may hold what somebody wrote."""
    return [
        column
        for table in METADATA.sorted_tables
        for column in table.columns
        if isinstance(column.type, (sa.String, sa.Text))
        and not isinstance(column.type, sa.Enum)
        and not column.foreign_keys
        and not is_code(column)
    ]


def is_code(column: sa.Column[Any]) -> bool:
    """Tell whether a column holds a code, by its field, its name or the list."""
    field = column.info.get("field")
    if field is not None:
        return field.shape is not Shape.TEXT
    return name_of(column) in CODES or bool(_CODE_NAMES.search(column.name))


def name_of(column: sa.Column[Any]) -> str:
    """Return table and column."""
    return f"{column.table.name}.{column.name}"


class Planting:
    """One way to fill every column: column number n carries payload n + `turn` of the list."""

    def __init__(self, payloads: Iterable[str], turn: int = 0) -> None:
        """Choose which text each column gets."""
        kinds = list(payloads)
        self.columns = text_columns()
        self.marks = {f"zq{n}z": name_of(column) for n, column in enumerate(self.columns)}
        self.texts = {
            name_of(column): f"zq{n}z{kinds[(n + turn) % len(kinds)]}qz"
            for n, column in enumerate(self.columns)
        }
        self.empty: set[str] = set()
        self.json = f"zq{len(self.columns)}z{kinds[turn % len(kinds)]}qz"
        self.marks[f"zq{len(self.columns)}z"] = "json"
        self.texts["json"] = self.json

    def plant(self, database: Database) -> None:
        """Overwrite every text there is; an SQLite file whose guards are taken off first."""
        with database.write() as session:
            take_off_guards(session)
            for column in self.columns:
                if not _overwrite(session, column, self.texts[name_of(column)]):
                    self.empty.add(name_of(column))
            for table in METADATA.sorted_tables:
                for column in table.columns:
                    if isinstance(column.type, sa.JSON):
                        self._overwrite_leaves(session, column)

    def _overwrite_leaves(self, session: WriteSession, column: sa.Column[Any]) -> None:
        """Replace the sentences inside a document; single words in it may be codes."""
        table = column.table
        keys = list(table.primary_key.columns)
        for *key, value in session.execute(sa.select(*keys, column)).all():
            changed = _replaced(value, self.json)
            where = sa.and_(*(one == other for one, other in zip(keys, key, strict=True)))
            session.execute(table.update().where(where).values({column.name: changed}))

    # --- reading it again ----------------------------------------------------------------------

    def spoiled(self, text: str) -> list[str]:
        """Return what came out otherwise than it went in; cutting it short is no change."""
        wrong = []
        for mark, found in _marked(text):
            name = self.marks.get(mark)
            if name is None:
                continue
            wanted, got = _squeezed(self.texts[name]), _squeezed(found)
            if not (_is_start(got, wanted) or _is_file_name(got, self.texts[name])):
                wrong.append(f"{name}: {got[:80]!r} instead of {wanted[:80]!r}")
        return wrong

    def shown_in(self, text: str) -> set[str]:
        """Return the columns whose text is in there whole."""
        plain = _squeezed(text)
        return {name for name, wanted in self.texts.items() if _squeezed(wanted) in plain}


def take_off_guards(session: WriteSession) -> None:
    """Drop the triggers that keep sent reports as they were, on this copy alone."""
    names = session.scalars(sa.text("SELECT name FROM sqlite_master WHERE type = 'trigger'"))
    for name in names.all():
        session.execute(sa.DDL(f'DROP TRIGGER "{name}"'))


def _overwrite(session: WriteSession, column: sa.Column[Any], text: str) -> int:
    """Write the text over every text of a column, and say how many there were.

    Where rows must differ, their number stands behind it.
    """
    table = column.table
    unique = (
        column.unique
        or column.primary_key
        or any(
            isinstance(rule, sa.UniqueConstraint) and column.name in rule.columns
            for rule in table.constraints
        )
    )
    value: Any = text
    if unique:
        value = sa.literal(text) + sa.cast(sa.literal_column("rowid"), sa.String)
    statement = table.update().where(column.is_not(None)).values({column.name: value})
    return session.execute(statement).rowcount


def _replaced(value: Any, text: str) -> Any:
    if isinstance(value, str):
        return text if " " in value else value
    if isinstance(value, list):
        return [_replaced(item, text) for item in value]
    if isinstance(value, dict):
        return {key: _replaced(item, text) for key, item in value.items()}
    return value


def _marked(text: str) -> Iterator[tuple[str, str]]:
    """Yield each mark with what follows it, up to the next mark."""
    starts = list(re.finditer(r"zq\d+z", text))
    for place, start in enumerate(starts):
        end = starts[place + 1].start() if place + 1 < len(starts) else len(text)
        yield start[0], text[start.start() : end]


def _squeezed(text: str) -> str:
    """Leave blanks out: a picture breaks a name into lines, a page joins them."""
    return "".join(text.split())


def _is_start(got: str, wanted: str) -> bool:
    """Tell whether a text is the wanted one, whole or cut short by the portal or the page."""
    length = min(len(got), len(wanted))
    same = 0
    while same < length and got[same] == wanted[same]:
        same += 1
    # A long text may be cut anywhere; a template language changes it where its payload begins.
    return same == length or got[same] == "…" or same >= _ENOUGH


def _is_file_name(got: str, wanted: str) -> bool:
    """Tell whether only letters and digits were kept, as in the name of a file."""
    bare = re.sub(r"[^A-Za-z0-9]+", "-", wanted)[:12]
    cut = got.partition("…")[0]
    return got.startswith(bare) or ("…" in got and bare.startswith(cut))
