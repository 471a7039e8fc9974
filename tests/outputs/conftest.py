"""A quarter of the made-up province with its first edition, and a store of prepared shapes."""

from __future__ import annotations

import shutil
from typing import TYPE_CHECKING

import pytest

from app import schema
from app.areas.queries import current_boundary_set
from app.files import FileStore
from app.outputs.shapes_prepare import ensure_shapes
from tests.outputs import made_province

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

    from app.db import Database
    from app.settings import Settings
    from tests.stores import SqliteStore, Store


def _copy(store: Store) -> Database:
    if not store.has("migrated"):
        store.make("migrated", schema.upgrade)
    if not store.has("contoh_edisi"):
        store.make("contoh_edisi", made_province.fill, base="migrated")
    return store.copy("contoh_edisi")


@pytest.fixture
def quarter_database(store: Store) -> Iterator[Database]:
    """A database of the test's own with the worked example, on SQLite and on PostgreSQL."""
    database = _copy(store)
    yield database
    store.drop(database)


@pytest.fixture
def province_settings(make_settings: Callable[..., Settings]) -> Settings:
    """Settings of the portal of the made-up province."""
    return make_settings(
        province=made_province.PROVINCE,
        agency_name="Badan Kesbangpol Provinsi Contoh",
        base_url="https://portal.contoh.example",
    )


@pytest.fixture(scope="session")
def prepared_shapes(tmp_path_factory: pytest.TempPathFactory, sqlite_store: SqliteStore) -> Path:
    """Folder with the shapes of the made-up province, prepared once."""
    folder = tmp_path_factory.mktemp("bentuk-contoh")
    database = _copy(sqlite_store)
    with database.read() as session:
        boundary_set = current_boundary_set(session)
        ensure_shapes(session, FileStore(folder), boundary_set, made_province.PROVINCE)
    sqlite_store.drop(database)
    return folder


@pytest.fixture
def edition_files(prepared_shapes: Path, tmp_path: Path) -> FileStore:
    """A file store of the test's own that begins with the shapes already prepared."""
    folder = tmp_path / "berkas"
    shutil.copytree(prepared_shapes, folder)
    return FileStore(folder)
