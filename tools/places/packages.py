"""Fetch the pinned packages with the registry's own client and refuse anything else."""

from __future__ import annotations

import base64
import hashlib
import subprocess
import tarfile
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from pathlib import Path


@dataclass(frozen=True)
class Pin:
    """One package as `geodata.toml` pins it."""

    name: str
    version: str
    integrity: str
    licence: str
    use: str


def fetch(pin: Pin, folder: Path) -> Path:
    """Download, check and unpack a package; return the folder with its files.

    Raises:
        ValueError: the archive is not the pinned one.
    """
    target = folder / pin.name.replace("/", "-").lstrip("@")
    target.mkdir(parents=True, exist_ok=True)
    done = subprocess.run(
        ["npm", "pack", f"{pin.name}@{pin.version}", "--silent", "--pack-destination", target],
        check=True,
        capture_output=True,
        text=True,
    )
    archive = target / done.stdout.strip().splitlines()[-1]
    found = "sha512-" + base64.b64encode(hashlib.sha512(archive.read_bytes()).digest()).decode()
    if found != pin.integrity:
        raise ValueError(f"{pin.name}@{pin.version}: {found} is not the pinned {pin.integrity}")
    with tarfile.open(archive) as package:
        package.extractall(target, filter="data")
    return target / "package"
