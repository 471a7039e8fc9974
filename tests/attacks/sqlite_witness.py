"""Listens to every write and every sync of the portal's own SQLite, without changing either.

A VFS of our own takes the place of the usual one, hands everything on to it and notes what it
handed on: https://www.sqlite.org/vfs.html. The shared-memory file is not listened to: SQLite
builds it anew after a restart.
"""

from __future__ import annotations

import ctypes as c
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any

from pysqlite3 import _sqlite3

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

_P = c.c_void_p
_OK, _SYNC_FOLDER = 0, 1


class _Vfs(c.Structure):
    """struct sqlite3_vfs, version 3."""

    _fields_ = (
        ("iVersion", c.c_int),
        ("szOsFile", c.c_int),
        ("mxPathname", c.c_int),
        ("pNext", _P),
        ("zName", c.c_char_p),
        ("pAppData", _P),
        ("xOpen", _P),
        ("xDelete", _P),
        *((f"kept{number}", _P) for number in range(14)),
    )


class _Methods(c.Structure):
    """struct sqlite3_io_methods, version 3."""

    _fields_ = (
        ("iVersion", c.c_int),
        ("xClose", _P),
        ("xRead", _P),
        ("xWrite", _P),
        ("xTruncate", _P),
        ("xSync", _P),
        *((f"kept{number}", _P) for number in range(13)),
    )


# Names stay pointers: SQLite keeps more beside them than their letters.
_OPEN = c.CFUNCTYPE(c.c_int, _P, _P, _P, c.c_int, _P)
_DELETE = c.CFUNCTYPE(c.c_int, _P, _P, c.c_int)
_WRITE = c.CFUNCTYPE(c.c_int, _P, _P, c.c_int, c.c_int64)
_TRUNCATE = c.CFUNCTYPE(c.c_int, _P, c.c_int64)
_SYNC = c.CFUNCTYPE(c.c_int, _P, c.c_int)
_KEPT: list[Any] = []  # open files point at these until the process ends


class Witness:
    """Notes what the files of one folder went through."""

    def __init__(self, folder: Path, note: Callable[..., None]) -> None:
        """`note(kind, path, offset, data)`; kinds are write, truncate, sync, delete, gone."""
        self._folder, self._note = folder.resolve(), note
        self._names: dict[int, Path] = {}
        self._tables: dict[int, int] = {}

    @contextmanager
    def listening(self) -> Iterator[None]:
        """Be the VFS of every connection that is opened meanwhile."""
        library = c.CDLL(_sqlite3.__file__)
        library.sqlite3_vfs_find.restype = _P
        library.sqlite3_vfs_find.argtypes = [c.c_char_p]
        library.sqlite3_vfs_register.argtypes = [_P, c.c_int]
        library.sqlite3_vfs_unregister.argtypes = [_P]
        usual = _Vfs.from_address(library.sqlite3_vfs_find(None))
        own = _Vfs.from_buffer_copy(usual)
        own.pNext, own.zName = None, b"saksi"
        opened = _OPEN(lambda _, *rest: self._open(usual, *rest))
        deleted = _DELETE(lambda _, *rest: self._delete(usual, *rest))
        own.xOpen, own.xDelete = c.cast(opened, _P), c.cast(deleted, _P)
        _KEPT.extend((own, opened, deleted))
        library.sqlite3_vfs_register(c.addressof(own), 1)
        try:
            yield
        finally:
            library.sqlite3_vfs_unregister(c.addressof(own))
            library.sqlite3_vfs_register(c.addressof(usual), 1)

    def _open(self, usual: _Vfs, name: int | None, file: int, flags: int, out: int) -> int:
        result: int = _OPEN(usual.xOpen)(c.addressof(usual), name, file, flags, out)
        if result == _OK and name and self._is_ours(_path(name)):
            self._names[file] = _path(name)
            methods = _P.from_address(file)
            assert methods.value is not None
            methods.value = self._table(methods.value)
        return result

    def _is_ours(self, path: Path) -> bool:
        return path.is_relative_to(self._folder)

    def _delete(self, usual: _Vfs, name: int, durable: int) -> int:
        result: int = _DELETE(usual.xDelete)(c.addressof(usual), name, durable)
        if result == _OK and self._is_ours(_path(name)):
            self._note("gone" if durable & _SYNC_FOLDER else "delete", _path(name))
        return result

    def _table(self, usual_at: int) -> int:
        """Return the address of a table of methods that notes and hands on to the usual one."""
        if usual_at not in self._tables:
            usual = _Methods.from_address(usual_at)
            table = _Methods.from_buffer_copy(usual)
            write, truncate = _WRITE(usual.xWrite), _TRUNCATE(usual.xTruncate)
            sync = _SYNC(usual.xSync)

            def on_write(file: int, data: int, size: int, offset: int) -> int:
                result: int = write(file, data, size, offset)
                self._note("write", self._names[file], offset, c.string_at(data, size))
                return result

            def on_truncate(file: int, size: int) -> int:
                result: int = truncate(file, size)
                self._note("truncate", self._names[file], size)
                return result

            def on_sync(file: int, flags: int) -> int:
                result: int = sync(file, flags)
                self._note("sync", self._names[file])
                return result

            ours = (_WRITE(on_write), _TRUNCATE(on_truncate), _SYNC(on_sync))
            table.xWrite, table.xTruncate, table.xSync = (c.cast(one, _P) for one in ours)
            _KEPT.extend((table, *ours))
            self._tables[usual_at] = c.addressof(table)
        return self._tables[usual_at]


def _path(name: int) -> Path:
    return Path(c.string_at(name).decode()).resolve()
