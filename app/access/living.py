"""The statement that finds who asks, put together once because every request sends it."""

from __future__ import annotations

from sqlalchemy import bindparam, select

from app.access.held_factors import holds_factor, holds_passkey
from app.model.account import SignInSession, User, UserRole
from app.model.region import Office, Region

# One row per role of the session's person, at least one; wants `token_sha256`, `idle_since` and
# `opened_since`.
LIVING_SESSION = (
    select(
        SignInSession.id.label("session_id"),
        SignInSession.seen_at,
        SignInSession.factor_at,
        User.id.label("user_id"),
        User.username,
        User.name,
        User.region_code,
        User.must_change_password,
        User.manages_office,
        UserRole.role,
        Region.name.label("region_name"),
        Office.display_name.label("office_name"),
        Office.zone,
        holds_factor(User.id).label("holds_factor"),
        holds_passkey(User.id).label("holds_passkey"),
    )
    .join(SignInSession.user)
    .join(Region, Region.code == User.region_code)
    .outerjoin(Office, Office.region_code == User.region_code)
    .outerjoin(UserRole, UserRole.user_id == User.id)
    .where(
        SignInSession.token_sha256 == bindparam("token_sha256"),
        User.is_active,
        SignInSession.seen_at > bindparam("idle_since"),
        SignInSession.created_at > bindparam("opened_since"),
    )
)
