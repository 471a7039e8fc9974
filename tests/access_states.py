"""The world of the generated matrix: two regencies, each with a report in every state.

Whatever a path can name is there once for every regency and state, planted from the models
(`tests/planting.py`), so that an address always reaches a real row. A word of its own stands in
every text of every regency and state.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import timedelta
from enum import StrEnum
from typing import TYPE_CHECKING

import sqlalchemy as sa

from app.access import calendar_key, links, sign_in
from app.db import METADATA
from app.model.account import HandOver, Role, SignInSession, User
from app.model.area_code import AreaCode
from app.model.edition import Edition, EditionPin
from app.model.report import State
from app.model.second_factor import FactorRecovery, Passkey
from tests import canary, factories, planting
from tests.access_world import COLUMNS

if TYPE_CHECKING:
    from datetime import datetime

    from app.db import Database, WriteSession
    from app.model.period import Period
    from app.model.quarter import Quarter
    from app.model.region import BoundarySet

REGIONS = ("99.01", "99.02")
PEOPLE = tuple(COLUMNS)  # a prime marks the same role in the second regency


class Standing(StrEnum):
    """Where a report stands; each has a quarter of its own."""

    DRAFT = "draf"
    SENT = "dikirim"
    RETURNED = "dikembalikan"
    ACCEPTED = "diterima"
    PUBLISHED = "terbit"


STEPS: dict[Standing, tuple[State, ...]] = {
    Standing.DRAFT: (),
    Standing.SENT: (State.DIKIRIM,),
    Standing.RETURNED: (State.DIKIRIM, State.DITELAAH, State.DIKEMBALIKAN),
    Standing.ACCEPTED: (State.DIKIRIM, State.DITELAAH, State.DITERIMA),
    Standing.PUBLISHED: (State.DIKIRIM, State.DITELAAH, State.DITERIMA),
}


class Mechanism(StrEnum):
    """How somebody says who they are; a new way in is one line here and one in `tokens_of`."""

    SESSION = "sesi"
    EXPIRED = "sesi kedaluwarsa"
    ENDED = "sesi diakhiri"
    INVENTED = "kuki karangan"
    CALENDAR = "kunci kalender"
    LINK = "tautan sekali pakai"
    NOBODY = "tanpa sesi"


@dataclass
class States:
    """Cookies by mechanism and person, and what fills paths by regency and state."""

    tokens: dict[Mechanism, dict[str, str]] = field(default_factory=dict)
    seeds: dict[tuple[str, Standing], dict[str, str]] = field(default_factory=dict)
    calendar_keys: dict[str, str] = field(default_factory=dict)


def quarter_of(standing: Standing) -> Quarter:
    """The quarter whose reports stand so."""
    return factories.QUARTER - list(Standing).index(standing)


def word_of(region: str, standing: Standing) -> str:
    """The word in every text of a regency's report in a state."""
    return f"{canary.WORD}{region.replace('.', '')}{standing.value}"


def build(database: Database, now: datetime) -> States:
    """Store people with all their sessions, and every row in every state."""
    world = States()
    with database.write() as session:
        factories.make_province(session)
        boundaries = factories.make_boundary_set(session)
        people = {
            column: factories.make_user(session, role, region=region, username=_name(column))
            for column, (role, region) in COLUMNS.items()
        }
        shared = _accounts(session, people, now)
        tokens_of(session, world, people, now)
        for standing in Standing:
            period = factories.make_period(session, quarter_of(standing))
            for region, prime in zip(REGIONS, ("", "'"), strict=True):
                officer = people[f"op{prime}"]
                seeds = _report(session, period, region, standing, officer)
                world.seeds[region, standing] = shared[region] | seeds
            if standing is Standing.PUBLISHED:
                _publish(session, period, boundaries)
    return world


def _name(column: str) -> str:
    return column.replace("'", ".lain") + ".contoh"


def tokens_of(
    session: WriteSession, world: States, people: dict[str, User], now: datetime
) -> None:
    """Open every kind of session for everybody."""
    world.tokens = {way: {} for way in Mechanism}
    invited = factories.make_user(session, username="diundang")
    link = links.issue(session, factories.actor_of(people["adm"]), invited.id, now).token
    for column, person in people.items():
        live = sign_in.open_session(session, person, sign_in.Browser(), now)
        world.tokens[Mechanism.SESSION][column] = live
        # Left alone for longer than any setting allows.
        old = sign_in.open_session(session, person, sign_in.Browser(), now - timedelta(days=3))
        world.tokens[Mechanism.EXPIRED][column] = old
        ended = sign_in.open_session(session, person, sign_in.Browser(), now)
        world.tokens[Mechanism.ENDED][column] = ended
        session.flush()
        newest = sa.select(sa.func.max(SignInSession.id)).scalar_subquery()
        session.execute(sa.delete(SignInSession).where(SignInSession.id == newest))
        world.tokens[Mechanism.INVENTED][column] = live[::-1]
        # A key of the calendar opens the calendar; as a cookie it opens nothing.
        key = calendar_key.renew(session, factories.actor_of(person), now)
        world.calendar_keys[column] = world.tokens[Mechanism.CALENDAR][column] = key
        world.tokens[Mechanism.LINK][column] = link
        world.tokens[Mechanism.NOBODY][column] = ""


def _accounts(
    session: WriteSession, people: dict[str, User], now: datetime
) -> dict[str, dict[str, str]]:
    """What is about people and not about a report: the same in every state."""
    found = {}
    for region, prime in zip(REGIONS, ("", "'"), strict=True):
        officer, second = people[f"op{prime}"], people[f"pm{prime}"]
        sign_in.open_session(session, officer, sign_in.Browser(), now)
        session.flush()
        newest = session.scalar(sa.select(sa.func.max(SignInSession.id)))
        handed = HandOver(
            from_user_id=officer.id,
            to_user_id=second.id,
            at=now - timedelta(hours=1),
            made_by="uji",
        )
        session.add(handed)
        session.flush()
        found[region] = {
            "user_id": str(officer.id),
            "pm": str(second.id),
            "session_id": str(newest),
            "hand_over_id": str(handed.id),
            "notice_id": str(factories.make_notice(session, officer).id),
            **_factors(session, region, now),
        }
    return found


def _factors(session: WriteSession, region: str, now: datetime) -> dict[str, str]:
    """A passkey and a recovery, of somebody who asks nothing here: taking them ends sessions."""
    owner = factories.make_user(session, region=region, username=f"hilang.{region}")
    helper = factories.make_user(session, Role.ADMIN, region="99", username=f"bantu.{region}")
    values = {"credential_id": region, "public_key": "eA", "sign_count": 0, "name": "Telepon"}
    passkey = Passkey(user_id=owner.id, created_at=now, **values)
    recovery = FactorRecovery(
        user_id=owner.id,
        opened_by_id=helper.id,
        reason="Telepon hilang di sungai.",
        opened_at=now,
        expires_at=now + timedelta(hours=24),
    )
    session.add_all([passkey, recovery])
    session.flush()
    return {"passkey_id": str(passkey.id), "recovery_id": str(recovery.id)}


def _report(
    session: WriteSession, period: Period, region: str, standing: Standing, officer: User
) -> dict[str, str]:
    """A report in a state, with one of everything, and the ids of it all."""
    draft = factories.make_revision(session, period, region, drafted_by=officer)
    word = word_of(region, standing)
    planted = planting.plant(session, draft, officer, word, region, period.quarter)
    if standing is Standing.DRAFT:  # the province assesses what was sent, never a draft
        session.execute(
            sa.delete(METADATA.tables["assessment"]).where(
                METADATA.tables["assessment"].c.id == planted.ids["assessment"]
            )
        )
    session.flush()
    for state in STEPS[standing]:
        factories.send(session, draft, state)
    tables = METADATA.tables
    names = {
        name: session.scalar(
            sa.select(tables[table].c[column]).where(tables[table].c.id == planted.ids[table])
        )
        for name, table, column in (
            ("case_no", "case", "case_no"),
            ("flash_code", "flash_report", "code"),
            ("report_no", "report", "report_no"),
        )
    }
    slug = period.quarter.slug
    return {
        "nomor": str(names["case_no"]),
        "kasus": str(names["case_no"]),
        "kode": region,
        "wilayah": region,
        "t": slug,
        "period": slug,
        "n": "1",
        "number": "1",
        "key": planting.CODES["entry.row_key"],
        "jenis": "p",
        "report_no": str(names["report_no"]),
        "flash_code": str(names["flash_code"]),
        "file_id": str(planted.ids["attachment"]),
        "note_id": str(planted.ids["review_note"]),
        "evidence_id": str(planted.ids["evidence"]),
        "request_id": str(planted.ids["redaction_request"]),
        "rakor": "rakor-uji",
        "code": "r01",
    }


def _publish(session: WriteSession, period: Period, boundaries: BoundarySet) -> None:
    """An edition of the quarter, still being built: its files have tests of their own."""
    edition = Edition(
        period=period,
        boundary_set=boundaries,
        number=1,
        code="PKP-99-2025T3-UJI",
        method_version="IKKD-1",
        published_at=factories.MOMENT,
        published_by="uji",
    )
    session.add(edition)
    for region in REGIONS:
        pin = EditionPin(
            edition=edition, region_code=AreaCode(region), obligation_state="DITERIMA"
        )
        session.add(pin)
    session.flush()
