"""Every column that may hold typed text: how it can be taken out, or why it need not."""

from __future__ import annotations

from sqlalchemy import JSON, String

from app.db import METADATA
from app.model.redaction import Part
from app.reports.redaction_things import ASKABLE

_A_CODE = 40  # shorter columns hold codes and numbers from lists
# Taken out by a request for the thing itself, or with it.
BY_REQUEST = {
    "attachment.caption": Part.ATTACHMENT,
    "attachment.file_name": Part.ATTACHMENT,
    "review_note.note": Part.NOTE,
    "note_reply.text": Part.REPLY,
    "signal_answer.answer": Part.ANSWER,
    "recommendation.text": Part.REQUEST,
    "recommendation_answer.text": Part.RESPONSE,
    "flash_version.what": Part.FLASH,
    "flash_version.place": Part.FLASH,
    "flash_version.handling": Part.FLASH,
    "assessment.zone_reason": Part.ASSESSMENT,
    "assessment.severity_reason": Part.ASSESSMENT,
    "case_decision.note": Part.DECISION,
    "pair_verdict.note": Part.VERDICT,
    "revision.amendment_note": Part.AMENDMENT,
    "revision.takeover_note": Part.TAKEOVER,
    "revision.decision_note": Part.DECIDED,
    "obligation.extension_reason": Part.EXTENSION,
    "obligation.unlock_reason": Part.UNLOCK,
    "obligation.waiver_reason": Part.WAIVER,
    "follow_up.description": Part.FOLLOW_UP,
    "follow_up.obstacle": Part.FOLLOW_UP,
    "follow_up.next_plan": Part.FOLLOW_UP,
    "evidence.caption": Part.EVIDENCE,
    "evidence.file_name": Part.EVIDENCE,
    "upload.file_name": Part.UPLOAD,
    "waiting_file.file_name": Part.UPLOAD,
}
_FIELDS = {
    "entry": "title summary root_cause trigger impact_note development recommendation remarks "
    "likelihood_basis impact_basis early_signs chronology",
    "entry_location": "place",
    "party": "name",
    "information_source": "detail url",
    "action": "description result next_step",
    "revision": "situation_summary nil_statement trend_reason",
    "district_statement": "note",
    "case_omission": "note",
}
# Taken out of every earlier version by an amendment that changes or drops it.
BY_AMENDMENT = {f"{table}.{name}" for table, names in _FIELDS.items() for name in names.split()}
_ACCOUNT = "accounts have a life of their own: names and addresses go with the account"
_TRAIL = (
    "who did what to whose account or which number: the trail stays whole for its years (ADR 26)"
)
_NAMES = "names of places, sources and offices, public by law"
_MACHINE = "written by the program: codes, hashes, addresses of pages, types of files"
_OFFICIAL = "an official in office, or a number of a letter: the letter itself says it to anybody"
_PUBLISHED = "written and published by the province for everybody"
NEEDLESS = {
    **dict.fromkeys(
        ("audit_event.actor", "audit_event.origin", "audit_event.subject"),
        _TRAIL,
    ),
    **dict.fromkeys(("external_identity.issuer", "external_identity.subject"), _ACCOUNT),
    **dict.fromkeys(
        ("audit_event.previous", "audit_event.hash", "portal_fact.value",
         "file_scan.engine", "file_scan.finding",
         "spent_ticket.digest", "edition.step_label", "edition.failure", "artefact.name",
         "artefact.file_name", "artefact.media_type", "passkey.credential_id",
         "passkey.public_key", "recovery_code.digest", "spent_key.key", "spent_key.location",
         "totp_factor.sealed_key", "evidence.media_type", "attachment.media_type",
         "signal_answer.signal", "notice.title", "redaction_request.label"),
        _MACHINE,
    ),
    **dict.fromkeys(
        ("boundary_set.name", "boundary_set.source", "boundary_set.licence",
         "boundary_set.file_name", "holiday.name", "region.name",
         "area.name", "office.display_name", "office.agency_name", "office.capital",
         "office.addressee", "obligation.agency_name"),
        _NAMES,
    ),
    **dict.fromkeys(
        ("sign_in_attempt.username", "sign_in_attempt.address", "user.username", "user.name",
         "user.password_hash", "user.email", "hand_over.made_by", "notice.address",
         "one_time_link.made_by", "passkey.name", "sign_in_session.user_agent",
         "sign_in_session.address", "factor_recovery.reason"),
        _ACCOUNT,
    ),
    **dict.fromkeys(
        ("revision.letter_no", "revision.letter_subject", "revision.letter_enclosures",
         "revision.addressee", "revision.signatory_name", "revision.signatory_position",
         "revision.signatory_rank", "entry.status_decree_no", "edition.published_by",
         "office.signatory_name", "office.signatory_position", "boundary_set.loaded_by"),
        _OFFICIAL,
    ),
    **dict.fromkeys(
        ("rakor.title", "rakor_recommendation.text", "rakor_recommendation.due_note"),
        _PUBLISHED,
    ),
    "case.title": "bears the title of an entry and is marked with it",
    "column_memory.heading": "a heading of a table; the rows below it are not kept",
    "notice.problem": "what a mail server answered; its row goes after its time (retention)",
    "redaction_request.reason": "why something is to go; a NIK is refused in it (ADR 22)",
    "redaction_request.decision_note": "why it stayed; a NIK is refused in it (ADR 22)",
}  # fmt: skip


def text_columns() -> set[str]:
    """Columns of the models that may hold a sentence."""
    return {
        f"{table.name}.{column.name}"
        for table in METADATA.tables.values()
        for column in table.columns
        if isinstance(column.type, String)
        and not isinstance(column.type, JSON)
        and (column.type.length is None or column.type.length > _A_CODE)
        and not column.name.endswith("sha256")
    }


def test_every_text_can_be_taken_out_or_says_why_it_need_not() -> None:
    lists = (set(BY_REQUEST), BY_AMENDMENT, set(NEEDLESS))
    assert set.union(*lists) == text_columns()
    assert sum(map(len, lists)) == len(set.union(*lists)), "each column stands in one list"
    assert set(BY_REQUEST.values()) == ASKABLE
