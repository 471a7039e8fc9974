"""What `periksa` says and what production refuses: sign-in, scanner, and each other check.

Every kind of fault is asked of both real commands: `periksa` names the check it belongs to and
leaves with 1, `serve` in production refuses with the same words. All ways to be wrong are asked of
the same checks. Advice is told and stands in nobody's way.
"""

from __future__ import annotations

import json
import subprocess
import sys
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import httpx2
import pytest

from app.cli.console import clock
from app.cli.given_settings import given_settings
from app.cli.safety import checks_of
from tests.cli.test_safety import FAULTS, GOOD, folder, serve, start, surroundings
from tests.postgres import free_port
from tests.scanning.conftest import scanner

if TYPE_CHECKING:
    from pathlib import Path

    from tests.scanning.server import ScannerServer

__all__ = ["folder", "scanner"]
PROVIDER = {
    "PETAKONFLIK_SSO_ISSUER": "https://masuk.contoh.go.id/realms/kaltim",
    "PETAKONFLIK_SSO_CLIENT_ID": "peta-konflik",
}
SECRET = "kata-rahasia-dari-penyedia"
SSO, PASSKEY, ADDRESS, SCANNER = (
    "Masuk lewat SSO",
    "Kunci sandi admin",
    "Alamat portal",
    "Alamat pemindai",
)


@dataclass(frozen=True)
class Fault:
    """Settings that are wrong, which check says so, and in what words."""

    check: str
    words: tuple[str, ...]
    changed: dict[str, str]
    secret: bytes | None = SECRET.encode()  # what the provider's file holds; None: there is none


def issuer(address: str, *words: str) -> Fault:
    """A provider at another address."""
    return Fault(SSO, words, PROVIDER | {"PETAKONFLIK_SSO_ISSUER": address})


def passkey(host: str) -> Fault:
    """A portal whose administrators must have a passkey, at an address without a name."""
    changed = {
        "PETAKONFLIK_ADMIN_PASSKEY_REQUIRED": "true",
        "PETAKONFLIK_BASE_URL": f"https://{host}",
    }
    return Fault(PASSKEY, ("alamat portal berupa angka",), changed)


def scanning(address: str, policy: str = "mark") -> Fault:
    """A scanner the portal could not be led to."""
    changed = {
        "PETAKONFLIK_SCANNER_POLICY": policy,
        "PETAKONFLIK_SCANNER_ADDRESS": address,
    }
    return Fault(SCANNER, ("PETAKONFLIK_SCANNER_ADDRESS bukan alamat di mesin ini",), changed)


def portal_at(address: str) -> Fault:
    """A portal whose own address is none, though passkeys are asked for."""
    changed = {
        "PETAKONFLIK_BASE_URL": address,
        "PETAKONFLIK_ADMIN_PASSKEY_REQUIRED": "true",
    }
    return Fault(ADDRESS, ("PETAKONFLIK_BASE_URL belum beralamat https",), changed)


NO_ADDRESS = "PETAKONFLIK_SSO_ISSUER bukan alamat penerbit"
NO_SECRET = "PETAKONFLIK_SSO_SECRET_FILE kosong atau tidak terbaca"
NO_NAME = "PETAKONFLIK_SSO_CLIENT_ID kosong"
WRONG = {
    "a provider over http": issuer(
        "http://masuk.contoh.go.id", "SSO_ISSUER tidak beralamat https"
    ),
    "a provider on this machine": issuer("http://localhost:9", "SSO_ISSUER belum beralamat https"),
    "a provider without a scheme": issuer("masuk.contoh.go.id", NO_ADDRESS),
    "a provider with a blank in its name": issuer("https://masuk contoh.go.id", NO_ADDRESS),
    "a provider with an open bracket": issuer("https://[::1", NO_ADDRESS),
    "a provider at no port": issuer("https://masuk.contoh.go.id:banyak", NO_ADDRESS),
    "a provider with a person in it": issuer("https://ani@masuk.contoh.go.id", NO_ADDRESS),
    "a provider with a query": issuer("https://masuk.contoh.go.id/?a=1", NO_ADDRESS),
    "a provider that only looks like a letter": issuer("https://másuk.contoh.go.id", NO_ADDRESS),
    "no name at the provider": Fault(
        SSO, (NO_NAME,), PROVIDER | {"PETAKONFLIK_SSO_CLIENT_ID": ""}
    ),
    "no secret of the provider": Fault(SSO, (NO_SECRET,), PROVIDER, secret=None),
    "an empty secret": Fault(SSO, (NO_SECRET,), PROVIDER, secret=b" \n"),
    "a secret nobody can read": Fault(SSO, (NO_SECRET,), PROVIDER, secret=b"\xff\xfe\x00"),
    "everything of the provider": Fault(
        SSO,
        ("SSO_ISSUER tidak beralamat https", NO_NAME, NO_SECRET),
        {"PETAKONFLIK_SSO_ISSUER": "http://masuk.contoh.go.id"},
        secret=None,
    ),
    "passkeys at a number": passkey("192.0.2.10"),
    "passkeys at a number with a port": passkey("192.0.2.10:8443"),
    "passkeys at a long number": passkey("[2001:db8::10]"),
    "a portal with an open bracket": portal_at("https://[::1"),
    "a portal without a host": portal_at("https://"),
    "a portal at no port": portal_at("https://portal.contoh.go.id:banyak"),
    "a scanner elsewhere": scanning("192.0.2.7:3310"),
    "a scanner by a name": scanning("pemindai.contoh.go.id:3310"),
    "a scanner at no port": scanning("127.0.0.1:0"),
    "a scanner at no number": scanning("127.0.0.1:banyak", "refuse"),
    "a scanner at half a path": scanning("unix:clamd.ctl"),
}
# One of each kind, for the real commands.
REAL = (
    "a provider over http",
    "a provider on this machine",
    "a provider with an open bracket",
    "no name at the provider",
    "a secret nobody can read",
    "everything of the provider",
    "passkeys at a long number",
    "a portal with an open bracket",
    "a scanner by a name",
)
CHECK_OF = {
    "no secret": "Kunci rahasia",
    "short secret": "Kunci rahasia",
    "guessable secret": "Kunci rahasia",
    "cookies over http": "Kuki",
    "no https": ADDRESS,
    "mail without sender": "Pengirim surel",
    "mail in the clear": "Pengamanan surel",
    "every proxy trusted": "Peladen proksi",
    "development mode": "Mode pengembang",
}


def inspected(folder: Path, **changed: str) -> tuple[int, dict[str, dict[str, Any]]]:
    """How `periksa` ends, and what it says by check."""
    seen = start(folder, "periksa", "--json", **changed)
    assert "Traceback" not in seen.stderr, seen.stderr
    assert SECRET not in seen.stdout + seen.stderr, "a secret is never said"
    return seen.returncode, {item["name"]: item for item in json.loads(seen.stdout)}


def unsafe_of(checks: dict[str, dict[str, Any]]) -> dict[str, str]:
    """What stands in the way, by check."""
    return {
        name: item["fault"]
        for name, item in checks.items()
        if not item["safe"] and not item["advice"]
    }


def with_secret(folder: Path, fault: Fault) -> dict[str, str]:
    """Write the provider's secret where only the portal reads it."""
    path = folder / "rahasia-sso"
    if fault.secret is not None:
        path.write_bytes(fault.secret)
        path.chmod(0o600)
    return fault.changed | {"PETAKONFLIK_SSO_SECRET_FILE": str(path)}


@pytest.mark.parametrize("name", WRONG)
def test_every_way_to_get_it_wrong(
    name: str, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    fault = WRONG[name]
    for variable, value in (GOOD | with_secret(folder, fault)).items():
        monkeypatch.setenv(variable, value)
    found = checks_of(given_settings(folder), clock(), with_database=False)
    said = {item.name: item.fault for item in found if not item.is_safe and not item.is_advice}
    assert [*said] == [fault.check]
    assert not [word for word in fault.words if word not in said[fault.check]]


@pytest.mark.parametrize("name", REAL)
def test_both_commands_say_what_is_wrong(name: str, folder: Path) -> None:
    fault = WRONG[name]
    changed = with_secret(folder, fault)
    code, checks = inspected(folder, **changed)
    assert (code, [*unsafe_of(checks)]) == (1, [fault.check]), unsafe_of(checks)
    refused = serve(folder, **changed)
    assert refused.returncode == 1
    assert f"  1. {checks[fault.check]['fault']}" in refused.stderr
    assert "  2. " not in refused.stderr, "only what is wrong is named"
    assert "Traceback" not in refused.stderr
    assert SECRET not in refused.stderr


@pytest.mark.parametrize("secret", ["no secret", "short secret", "guessable secret"])
def test_the_other_faults_are_found_by_hand_too(secret: str, folder: Path) -> None:
    """`serve` refuses each in test_safety.py; whoever asks beforehand is told all at once."""
    folder.chmod(0o755)
    changed: dict[str, str] = {"FORWARDED_ALLOW_IPS": "*"}
    for name in ("cookies over http", "no https", "mail in the clear", "mail without sender"):
        changed |= FAULTS[name][0]
    changed |= FAULTS[secret][0] | {"PYTHONDEVMODE": "1", "PETAKONFLIK_MAIL_SENDER": ""}
    code, checks = inspected(folder, **changed)
    assert code == 1
    assert unsafe_of(checks).keys() == {*CHECK_OF.values(), "Folder data"}
    wanted = {CHECK_OF[name]: words for name, (_, words) in FAULTS.items() if name in CHECK_OF}
    wanted[CHECK_OF[secret]] = FAULTS[secret][1]
    assert {name for name, words in wanted.items() if words not in checks[name]["fault"]} == set()


NO_DATABASE = {
    "serve": ("DATABASE_URL", "apa saja"),
    "periksa": ("DATABASE_URL", "mysql://a:jangan-tampil@b/c"),
    "migrate": ("DATABASE_OWNER_URL", "postgresql://[::1/x"),
}


@pytest.mark.parametrize("command", NO_DATABASE)
def test_an_address_of_no_database(folder: Path, command: str) -> None:
    setting, url = NO_DATABASE[command]
    refused = start(folder, command, **{f"PETAKONFLIK_{setting}": url})
    assert refused.returncode == 1
    assert f"PETAKONFLIK_{setting}: URL" in refused.stderr
    assert "Traceback" not in refused.stderr
    assert "jangan-tampil" not in refused.stderr


# What is set, and which advice follows; `None` for none.
SAFE: dict[str, tuple[dict[str, str], str]] = {
    "nobody scans, wherever": (
        PROVIDER
        | {
            "PETAKONFLIK_SCANNER_ADDRESS": "pemindai.contoh.go.id:3310",
            "PETAKONFLIK_ADMIN_PASSKEY_REQUIRED": "true",
        },
        "PETAKONFLIK_SCANNER_POLICY off",
    ),
    "a scanner that is away, at a number without passkeys": (
        {
            "PETAKONFLIK_SCANNER_POLICY": "refuse",
            "PETAKONFLIK_SCANNER_ADDRESS": "unix:/tiada",
            "PETAKONFLIK_BASE_URL": "https://192.0.2.10",
        },
        "Pemindai virus tidak menjawab di unix:/tiada",
    ),
}


def starts(folder: Path, **changed: str) -> bool:
    """Start the portal for real, ask it whether it is ready, and stop it."""
    port = free_port()
    words = [sys.executable, "-m", "app", "serve", "--port", str(port), "--tanpa-pekerja"]
    with subprocess.Popen(
        words, env=surroundings(folder, **changed), cwd=folder, stderr=subprocess.PIPE, text=True
    ) as server:
        assert server.stderr is not None
        try:
            said = any("Portal siap" in line for line in server.stderr)
            return said and httpx2.get(f"http://127.0.0.1:{port}/siap").status_code == 200
        finally:
            server.terminate()
            server.stderr.read()


@pytest.mark.parametrize("name", SAFE)
def test_what_is_only_advice_stands_in_nobodys_way(name: str, folder: Path) -> None:
    assert start(folder, "migrate").returncode == 0
    wanted, advice = SAFE[name]
    changed = with_secret(folder, Fault("", (), wanted))
    code, checks = inspected(folder, **changed)
    assert (code, unsafe_of(checks)) == (0, {})
    told = [item["fault"] for item in checks.values() if item["fault"]]
    assert len(told) == 1
    assert advice in told[0]
    assert checks["Pemindai virus"]["advice"]
    assert starts(folder, **changed)


def test_a_scanner_that_answers_needs_no_advice(folder: Path, scanner: ScannerServer) -> None:
    assert start(folder, "migrate").returncode == 0
    changed = {
        "PETAKONFLIK_SCANNER_POLICY": "refuse",
        "PETAKONFLIK_SCANNER_ADDRESS": scanner.address,
    }
    code, checks = inspected(folder, **changed)
    assert (code, [item["fault"] for item in checks.values() if item["fault"]]) == (0, [])
    assert starts(folder, **changed)


def test_the_table_tells_advice_from_refusal(folder: Path) -> None:
    """The advice about a scanner is silent where its address is refused already."""
    changed = scanning("192.0.2.7:3310").changed
    table = start(folder, "periksa", COLUMNS="300", **changed).stdout
    by_name = {line.split("  ")[0].strip(): line for line in table.splitlines()}
    assert "belum" in by_name[SCANNER]
    assert "aman" in by_name["Pemindai virus"]
    assert "aman" in by_name[PASSKEY]
    table = start(folder, "periksa", COLUMNS="300").stdout
    assert "anjuran" in next(line for line in table.splitlines() if "Pemindai virus" in line)


def test_sqlite_too_old_is_refused_by_both(folder: Path) -> None:
    """The library itself cannot be made older: its version is what a real command is told."""
    program = (
        "import sys; from app.cli import safety;"
        "safety.sqlite_without_wal = lambda: '3.40.1';"
        "sys.argv = ['petakonflik', *sys.argv[1:]];"
        "from app.cli import main; main()"
    )
    for words in (["periksa", "--json"], ["serve", "--port", str(free_port())]):
        done = subprocess.run(
            [sys.executable, "-c", program, *words],
            env=surroundings(folder),
            cwd=folder,
            capture_output=True,
            text=True,
            timeout=120,
            check=False,
        )
        assert done.returncode == 1
        assert "SQLite 3.40.1 terlalu tua" in done.stdout + done.stderr
