"""Which rows a transaction may touch, told to PostgreSQL: a second wall behind every scope.

A query that forgets its scope must find nothing foreign. So every transaction names what it
reaches (`Reach`), and every table that holds report content has a policy named `reach` that
compares its rows with it (migration 0013). A table without content says here why it needs none
(`OPEN_TABLES`); a new one that neither stands here nor has a policy fails the tests and, in
production, the start.

The wall is against forgotten conditions, not against foreign SQL: whoever can run statements as
the portal can also name another reach.
"""

from __future__ import annotations

from dataclasses import dataclass

SYSTEM_WORD, PROVINCE_WORD = "system", "province"


@dataclass(frozen=True, slots=True)
class Reach:
    """What a transaction may touch, as the two settings it carries.

    Each is `system` (all), `province` (all, but of reports only what was sent), regency codes
    with commas between them, or empty: nothing.
    """

    reports: str = ""
    follow_up: str = ""

    @property
    def settings(self) -> dict[str, str]:
        """Values by the name PostgreSQL knows them under."""
        return {"petakonflik.reports": self.reports, "petakonflik.follow_up": self.follow_up}


NOTHING = Reach()
SYSTEM = Reach(SYSTEM_WORD, SYSTEM_WORD)

_PLACES = "codes, names and shapes everybody may see"
_ACCOUNTS = "accounts and keys; no text of a report"
_PUBLISHED = "what was published is for everybody with an account"
OPEN_TABLES: dict[str, str] = {
    "region": _PLACES,
    "office": _PLACES,
    "boundary_set": _PLACES,
    "area": _PLACES,
    "user": _ACCOUNTS,
    "user_role": _ACCOUNTS,
    "sign_in_session": _ACCOUNTS,
    "sign_in_attempt": _ACCOUNTS,
    "spent_key": _ACCOUNTS,
    "one_time_link": _ACCOUNTS,
    "hand_over": _ACCOUNTS,
    "totp_factor": _ACCOUNTS,
    "recovery_code": _ACCOUNTS,
    "passkey": _ACCOUNTS,
    "spent_ticket": _ACCOUNTS,
    "external_identity": _ACCOUNTS,
    "factor_recovery": _ACCOUNTS,
    "calendar_key": _ACCOUNTS,
    "period": "dates of a quarter, the same for all",
    "obligation": "that a report is owed, and by when: who is silent is published",
    "holiday": "public holidays",
    "notice": "that a mail goes to somebody; never its text",
    "rakor": "recommendations of a meeting all regencies attended",
    "rakor_recommendation": "recommendations of a meeting all regencies attended",
    "case_group": "a number and a moment; who belongs to it stands in group_member",
    "edition": _PUBLISHED,
    "edition_pin": _PUBLISHED,
    "artefact": _PUBLISHED,
    "audit_event": "who did what, read by the auditor alone; names acts and codes, no text",
    "portal_fact": "facts about the installation",
    "file_scan": "what the virus scanner said of a SHA-256; no name and no text of a file",
    "quota_use": "how often somebody did what on a day",
}
