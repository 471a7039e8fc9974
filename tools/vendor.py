"""Fetch the pinned browser assets, fonts and icons, and build the base style sheet and script.

Run `python tools/vendor.py fetch` or `python tools/vendor.py build` after editing `vendor.toml`;
both need `npm`. `python tools/vendor.py check` re-hashes what is committed and needs nothing.
"""

from __future__ import annotations

import base64
import hashlib
import json
import re
import subprocess
import sys
import tarfile
import tempfile
import tomllib
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parent.parent
STYLES = ROOT / "tools" / "styles"
STATIC = ROOT / "app" / "web" / "static"
SOURCE_MAP_LINE = re.compile(rb"^\s*(//|/\*)[#@]\s*sourceMappingURL=.*$\n?", re.MULTILINE)
SHAPE = re.compile(r"<(path|circle|rect|line|polyline|ellipse|polygon)\b[^>]*/>", re.DOTALL)


def load_pins() -> dict[str, Any]:
    """Read `vendor.toml`."""
    return tomllib.loads((ROOT / "tools" / "vendor.toml").read_text("utf-8"))


def pack(pin: dict[str, Any], folder: Path) -> Path:
    """Download one package with the npm client and return the tarball.

    Raises:
        SystemExit: the tarball is not the one that was pinned.
    """
    answer = subprocess.run(
        ["npm", "pack", f"{pin['name']}@{pin['version']}", "--json", "--pack-destination", folder],
        check=True,
        capture_output=True,
        text=True,
    )
    tarball = folder / str(json.loads(answer.stdout)[0]["filename"])
    digest = base64.b64encode(hashlib.sha512(tarball.read_bytes()).digest()).decode()
    if f"sha512-{digest}" != pin["integrity"]:
        raise SystemExit(f"{pin['name']} {pin['version']}: sha512-{digest} is not the pinned one")
    return tarball


def read_member(tarball: Path, name: str) -> bytes:
    """One file of a package, without the line that points to a source map we do not ship."""
    with tarfile.open(tarball) as archive:
        member = archive.extractfile(f"package/{name}")
        if member is None:
            raise SystemExit(f"{tarball.name}: no file {name}")
        content = member.read()
    return SOURCE_MAP_LINE.sub(b"", content) if name.endswith((".js", ".css")) else content


def unpack(pin: dict[str, Any], tarball: Path) -> list[dict[str, str]]:
    """Write the wanted files of one package; return their lock entries."""
    entries = []
    for source, wanted in pin["files"].items():
        target = ROOT / pin["to"] / wanted
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_bytes(read_member(tarball, source))
        entries.append(lock_entry(target, pin))
    for cut in pin.get("cut", []):
        cut_font(ROOT / pin["to"] / cut["from"], ROOT / pin["to"] / cut["to"], cut)
        entries.append(lock_entry(ROOT / pin["to"] / cut["to"], pin))
    return entries


def cut_font(source: Path, target: Path, cut: dict[str, Any]) -> None:
    """Keep the characters and weights nearly every page needs; equal input, equal bytes."""
    # Only `fetch` needs fontTools: group `assets` of pyproject.toml.
    from fontTools.subset import Options, Subsetter, parse_unicodes  # noqa: PLC0415
    from fontTools.ttLib import TTFont  # noqa: PLC0415
    from fontTools.varLib.instancer import instantiateVariableFont  # noqa: PLC0415

    font = TTFont(source, recalcTimestamp=False)
    instantiateVariableFont(font, {"wght": tuple(cut["weights"])}, inplace=True)
    options = Options(hinting=False, layout_features=cut["features"], name_IDs=cut["names"])
    subsetter = Subsetter(options)
    subsetter.populate(unicodes=parse_unicodes(cut["characters"]))
    subsetter.subset(font)
    font.flavor = "woff2"
    font.save(target)


def lock_entry(path: Path, pin: dict[str, Any]) -> dict[str, str]:
    """What the lock file says about one committed file."""
    return {
        "path": path.relative_to(ROOT).as_posix(),
        "package": pin["name"],
        "version": pin["version"],
        "licence": pin["licence"],
        "sha384": sha384(path),
    }


def sha384(path: Path) -> str:
    """Hash in the notation of subresource integrity."""
    return "sha384-" + base64.b64encode(hashlib.sha384(path.read_bytes()).digest()).decode()


def write_icons(pin: dict[str, Any], tarball: Path) -> dict[str, str]:
    """Write the icon macro with the shapes of the wanted icons."""
    shapes = []
    for name in pin["use"]:
        svg = read_member(tarball, f"icons/{name}.svg").decode("utf-8")
        drawn = "".join(re.sub(r"\s+", " ", match[0]) for match in SHAPE.finditer(svg))
        shapes.append(f"  '{name}': '{drawn}',\n")
    notice = " ".join(read_member(tarball, "LICENSE").decode("utf-8").split())
    target = ROOT / pin["to"]
    target.write_text(
        f"{{# Icons of {pin['name']} {pin['version']}, written by tools/vendor.py.\n"
        f"   {notice} #}}\n"
        "{% set SHAPES = {\n" + "".join(shapes) + "} %}\n\n"
        "{# Decorative: the words beside it carry the meaning. #}\n"
        "{% macro icon(name) -%}\n"
        '<svg class="icon" viewBox="0 0 24 24" aria-hidden="true" focusable="false">'
        "{{ SHAPES[name] | safe }}</svg>\n"
        "{%- endmacro %}\n",
        encoding="utf-8",
    )
    return lock_entry(target, pin)


def fetch() -> None:
    """Download, verify and unpack everything, and write the lock file anew."""
    pins = load_pins()
    entries: list[dict[str, str]] = []
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        for pin in pins["package"]:
            entries += unpack(pin, pack(pin, folder))
        entries.append(write_icons(pins["icons"], pack(pins["icons"], folder)))
    entries.sort(key=lambda entry: entry["path"])
    lock = ROOT / pins["lock"]
    lock.write_text(json.dumps(entries, indent=1) + "\n", encoding="utf-8")
    print(f"{len(entries)} files written, {lock.relative_to(ROOT)}")


def build() -> None:
    """Compile `portal-base.css` and `portal-base.js` from the pinned tools."""
    pins = load_pins()["build"]
    versions = ", ".join(f"{pin['name']} {pin['version']} ({pin['licence']})" for pin in pins)
    header = f"/*! Built by tools/vendor.py from {versions}. Do not edit. */\n"
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        tarballs = [str(pack(pin, folder)) for pin in pins]
        run(folder, "npm", "install", "--no-audit", "--no-fund", "--silent", *tarballs)
        run(folder, "cp", str(STYLES / "portal-base.scss"), str(STYLES / "portal-base.js"), ".")
        run(folder, "npx", "sass", "--load-path=node_modules", "--style=compressed",
            "--no-charset", "--no-source-map", "portal-base.scss", "out.css")  # fmt: skip
        run(folder, "npx", "esbuild", "portal-base.js", "--bundle", "--minify", "--format=esm",
            "--target=es2022", "--legal-comments=none", "--outfile=out.js")  # fmt: skip
        for suffix in ("css", "js"):
            built = (folder / f"out.{suffix}").read_text("utf-8").lstrip("\ufeff")
            (STATIC / f"portal-base.{suffix}").write_text(header + built, encoding="utf-8")
    print(f"portal-base.css and portal-base.js built from {versions}")


def run(folder: Path, *command: str) -> None:
    """Run one build step in the temporary folder."""
    subprocess.run(command, cwd=folder, check=True)


def check() -> None:
    """Compare every committed file with the lock.

    Raises:
        SystemExit: a file differs or is missing; all of them are named.
    """
    lock = json.loads((ROOT / load_pins()["lock"]).read_text("utf-8"))
    wrong = [e["path"] for e in lock if not matches(ROOT / e["path"], e["sha384"])]
    if wrong:
        raise SystemExit("not as locked: " + ", ".join(wrong))
    print(f"{len(lock)} files as locked")


def matches(path: Path, expected: str) -> bool:
    """Whether the file is there with the locked content."""
    return path.is_file() and sha384(path) == expected


COMMANDS = {"fetch": fetch, "build": build, "check": check}


def main() -> None:
    """Run the command named on the command line."""
    wanted = sys.argv[1:] or ["check"]
    if not set(wanted) <= set(COMMANDS):
        raise SystemExit(f"usage: vendor.py [{'|'.join(COMMANDS)}]...")
    for name in wanted:
        COMMANDS[name]()


if __name__ == "__main__":
    main()
