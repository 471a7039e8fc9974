"""Permissions, which role has which, and the regions a person's queries may touch."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING

from sqlalchemy import ColumnElement, false, true

from app.errors import Forbidden
from app.model.account import Role

if TYPE_CHECKING:
    from collections.abc import Collection
    from datetime import datetime

    from sqlalchemy.orm import InstrumentedAttribute

    from app.model.area_code import AreaCode


class Permission(StrEnum):
    """One act or kind of reading; the name says the thing and the act."""

    ACCOUNT_OWN = "account:own"
    AUDIT_READ = "audit:read"
    BOUNDARY_LOAD = "boundary:load"
    CASE_MANAGE = "case:manage"
    EDITION_PUBLISH = "edition:publish"
    EDITION_READ = "edition:read"
    NOTICE_MANAGE = "notice:manage"
    FOLLOWUP_MANAGE = "followup:manage"
    FOLLOWUP_READ = "followup:read"
    FOLLOWUP_REPORT = "followup:report"
    OFFICE_PEOPLE = "office:people"
    PERIOD_MANAGE = "period:manage"
    RECOVERY_CONFIRM = "recovery:confirm"
    REPORT_ASSESS = "report:assess"
    REPORT_CHECK = "report:check"
    REPORT_DECIDE = "report:decide"
    REPORT_DRAFT = "report:draft"
    REPORT_READ = "report:read"
    REPORT_REMIND = "report:remind"
    REPORT_REVIEW = "report:review"
    REPORT_SUBMIT = "report:submit"
    USER_MANAGE = "user:manage"


class Owed(StrEnum):
    """What a signed-in person still owes before the portal opens, the first of it."""

    NOTHING = "NOTHING"
    FACTOR = "FACTOR"  # the password was right, the second factor was not shown yet
    PASSWORD = "PASSWORD"  # noqa: S105 - somebody else has seen the password in use
    ENROLMENT = "ENROLMENT"  # the role asks for a second factor, and there is none
    PASSKEY = "PASSKEY"  # the role asks for a passkey, and there is none


class FactorFor(StrEnum):
    """Whose accounts must have a second factor; everybody may."""

    NOBODY = "none"
    PROVINCE = "province"
    EVERYBODY = "all"

    def asks(self, roles: Collection[Role]) -> bool:
        """Tell whether people with these roles must have one."""
        if self is FactorFor.PROVINCE:
            return any(not role.is_regency for role in roles)
        return self is FactorFor.EVERYBODY


DEFAULT_ZONE = "Asia/Makassar"
P = Permission
GRANTS: dict[Role, frozenset[Permission]] = {
    Role.OPERATOR_KAB: frozenset(
        {
            P.ACCOUNT_OWN,
            P.REPORT_DRAFT,
            P.REPORT_READ,
            P.EDITION_READ,
            P.FOLLOWUP_READ,
            P.FOLLOWUP_REPORT,
        }
    ),
    Role.PEMERIKSA_KAB: frozenset(
        {
            P.ACCOUNT_OWN,
            P.REPORT_DRAFT,
            P.REPORT_CHECK,
            P.REPORT_READ,
            P.EDITION_READ,
            P.FOLLOWUP_READ,
            P.FOLLOWUP_REPORT,
        }
    ),
    Role.PENGESAH_KAB: frozenset(
        {
            P.ACCOUNT_OWN,
            P.REPORT_CHECK,
            P.REPORT_SUBMIT,
            P.REPORT_READ,
            P.EDITION_READ,
            P.FOLLOWUP_READ,
            P.OFFICE_PEOPLE,
        }
    ),
    Role.ANALIS_PROV: frozenset(
        {
            P.ACCOUNT_OWN,
            P.REPORT_READ,
            P.REPORT_REVIEW,
            P.REPORT_ASSESS,
            P.REPORT_REMIND,
            P.CASE_MANAGE,
            P.EDITION_READ,
            P.FOLLOWUP_READ,
            P.FOLLOWUP_REPORT,
            P.FOLLOWUP_MANAGE,
        }
    ),
    Role.PENGESAH_PROV: frozenset(
        {
            P.ACCOUNT_OWN,
            P.REPORT_READ,
            P.REPORT_REVIEW,
            P.REPORT_ASSESS,
            P.REPORT_REMIND,
            P.CASE_MANAGE,
            P.REPORT_DECIDE,
            P.EDITION_READ,
            P.EDITION_PUBLISH,
            P.RECOVERY_CONFIRM,
            P.FOLLOWUP_READ,
            P.FOLLOWUP_REPORT,
            P.FOLLOWUP_MANAGE,
        }
    ),
    Role.PEMBACA_GUB: frozenset({P.ACCOUNT_OWN, P.EDITION_READ, P.FOLLOWUP_READ}),
    Role.ADMIN: frozenset(
        {
            P.ACCOUNT_OWN,
            P.USER_MANAGE,
            P.RECOVERY_CONFIRM,
            P.PERIOD_MANAGE,
            P.NOTICE_MANAGE,
            P.BOUNDARY_LOAD,
            P.AUDIT_READ,
        }
    ),
    Role.AUDITOR: frozenset({P.ACCOUNT_OWN, P.AUDIT_READ}),
}


DELEGATED = frozenset({P.OFFICE_PEOPLE})  # what `User.manages_office` gives


@dataclass(frozen=True, slots=True)
class Scope:
    """The regencies whose reports may be touched: all of the province, some, or none."""

    everywhere: bool
    regencies: frozenset[AreaCode]

    def covers(self, region_code: str) -> bool:
        """Tell whether a regency lies in the scope."""
        return self.everywhere or region_code in self.regencies

    def clause(self, column: InstrumentedAttribute[AreaCode]) -> ColumnElement[bool]:
        """Return the condition every query on reports carries."""
        if self.everywhere:
            return true()
        return column.in_(self.regencies) if self.regencies else false()


NOWHERE = Scope(everywhere=False, regencies=frozenset())
EVERYWHERE = Scope(everywhere=True, regencies=frozenset())


@dataclass(frozen=True, slots=True)
class Actor:
    """A signed-in person as plain data; holds no session and no row."""

    user_id: int
    username: str
    name: str
    roles: frozenset[Role]
    region_code: AreaCode
    region_name: str
    owes: Owed = Owed.NOTHING
    zone: str = DEFAULT_ZONE
    delegated: frozenset[Permission] = frozenset()
    has_factor: bool = False
    has_passkey: bool = False
    passkey_only: bool = False  # codes of an app do not count as this person's second factor
    proved_at: datetime | None = None  # when the second factor was last shown in this session

    def may(self, permission: Permission) -> bool:
        """Tell whether one of the person's roles has the permission, or it was delegated."""
        return permission in self.delegated or any(
            permission in GRANTS[role] for role in self.roles
        )

    def require(self, permission: Permission) -> None:
        """Let the person pass.

        Raises:
            Forbidden: none of the roles has the permission.
        """
        if not self.may(permission):
            raise Forbidden("Akun Anda tidak berwenang melakukan ini. Hubungi admin provinsi.")

    @property
    def scope(self) -> Scope:
        """Regions whose reports the person may read or change."""
        return self.scope_for(Permission.REPORT_READ)

    def scope_for(self, permission: Permission) -> Scope:
        """Regions a permission reaches: one's own regency, or all for the province's people."""
        if not self.may(permission):
            return NOWHERE
        if any(not role.is_regency for role in self.roles):
            return EVERYWHERE
        return Scope(everywhere=False, regencies=frozenset({self.region_code}))

    @property
    def is_regency(self) -> bool:
        """Tell whether the person works for a regency or city."""
        return any(role.is_regency for role in self.roles)

    @property
    def role_label(self) -> str:
        """Roles as the page header shows them."""
        return ", ".join(role.label for role in Role if role in self.roles)
