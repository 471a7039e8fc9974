"""Read a boundary file through the fenced-off reader process; nothing here parses it."""

from __future__ import annotations

import base64
import json
import subprocess
import sys
import tempfile
import zipfile
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
import shapely

from app.areas.sniff import DAMAGED_ZIP, LARGEST_UNPACKED, ZIP_BROKEN, sniff
from app.errors import TooLarge, Unreadable

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from app.areas.sniff import Sniffed

_READER = Path(__file__).with_name("reader_process.py")
_SECONDS = 240
_CHUNK = 1024 * 1024


@dataclass(frozen=True)
class RawFile:
    """A boundary file's rows: values as text, shapes in longitude and latitude or as found.

    `crs` is empty when the file does not say; the shapes are then untouched.
    """

    file_format: str
    crs: str
    columns: tuple[str, ...]
    values: tuple[dict[str, str], ...]
    shapes: NDArray[np.object_]


def read_boundary_file(path: Path) -> RawFile:
    """Read GeoJSON, GeoPackage or a zipped Shapefile in any coordinate system.

    Raises:
        Unreadable: it is none of these or damaged; the sentence says which.
        TooLarge: it is over a limit.
    """
    kind = sniff(path)
    with tempfile.TemporaryDirectory(prefix="petakonflik-") as folder:
        source = _unpack(path, kind, Path(folder)) if kind.parts else path.resolve()
        result = Path(folder) / "result.json"
        _run(kind.file_format, source, result)
        answer = json.loads(result.read_text(encoding="utf-8"))
    if "refused" in answer:
        raise Unreadable(answer["refused"])
    rows = answer["rows"]
    wkb = [base64.b64decode(code) if code else None for _, code in rows]
    shapes = np.empty(len(rows), dtype=object)
    shapes[:] = shapely.from_wkb(wkb)
    return RawFile(
        kind.file_format,
        answer["crs"],
        tuple(answer["columns"]),
        tuple(values for values, _ in rows),
        shapes,
    )


def _run(file_format: str, source: Path, result: Path) -> None:
    environment = {"PATH": "/usr/bin:/bin", "LANG": "C.UTF-8", "HOME": str(result.parent)}
    try:
        done = subprocess.run(  # noqa: S603  (our own script, fixed arguments)
            [sys.executable, "-I", str(_READER), file_format, str(source), str(result)],
            env=environment,
            cwd=result.parent,
            capture_output=True,
            timeout=_SECONDS,
            check=False,
        )
    except subprocess.TimeoutExpired as error:
        raise Unreadable("Berkas terlalu lama dibaca dan dihentikan.") from error
    if done.returncode != 0 or not result.exists():
        raise Unreadable("Berkas rusak atau terlalu besar untuk dibaca.")


def _unpack(path: Path, kind: Sniffed, folder: Path) -> Path:
    """Write the parts of the Shapefile under fixed names, stopping at the size limit."""
    try:
        return _copy_parts(path, kind, folder)
    except DAMAGED_ZIP as error:
        raise Unreadable(ZIP_BROKEN) from error


def _copy_parts(path: Path, kind: Sniffed, folder: Path) -> Path:
    left = LARGEST_UNPACKED
    with zipfile.ZipFile(path) as archive:
        for suffix, member in kind.parts.items():
            with archive.open(member) as packed, (folder / f"batas{suffix}").open("wb") as out:
                while chunk := packed.read(_CHUNK):
                    left -= len(chunk)
                    if left < 0:
                        raise TooLarge("Isi ZIP terlalu besar.")
                    out.write(chunk)
    return folder / "batas.shp"
