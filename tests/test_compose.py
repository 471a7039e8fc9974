"""The containers as they are put together: who may reach what, and with which rights."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
import yaml

from app.settings import Settings

ROOT = Path(__file__).resolve().parents[1]
PORTAL = ("migrate", "web", "worker")
BESIDE = ("compose.sso.yaml", "compose.scanner.yaml")


def compose(*names: str) -> dict[str, Any]:
    """Read files as Compose lays them over each other: lists are joined."""
    found: dict[str, Any] = {"services": {}, "networks": {}, "volumes": {}}
    for name in names:
        read = yaml.safe_load((ROOT / name).read_text())
        for part in ("networks", "volumes"):
            found[part] |= read.get(part, {})
        for service, said in read["services"].items():
            known = found["services"].setdefault(service, {})
            for key, value in said.items():
                if isinstance(value, dict):
                    known[key] = known.get(key, {}) | value
                elif isinstance(value, list):
                    known[key] = [*known.get(key, []), *value]
                else:
                    known[key] = value
    return found


def ways_out(whole: dict[str, Any], service: str) -> set[str]:
    """Networks through which a service could reach another host."""

    def is_closed(name: str) -> bool:
        network = whole["networks"][name]
        options = network.get("driver_opts", {})
        masked = options.get("com.docker.network.bridge.enable_ip_masquerade")
        return network.get("internal") is True or masked == "false"

    return {name for name in whole["services"][service]["networks"] if not is_closed(name)}


@pytest.mark.parametrize(
    ("names", "expected"),
    [
        ((), {"db": set(), "migrate": set(), "web": set(), "worker": {"mail"}}),
        (BESIDE[:1], {"db": set(), "migrate": set(), "web": {"sso"}, "worker": {"mail"}}),
        (BESIDE[1:], {"db": set(), "migrate": set(), "web": set(), "scanner": {"signatures"}}),
    ],
    ids=["alone", "sso", "scanner"],
)
def test_only_mail_and_sign_in_lead_out(
    names: tuple[str, ...], expected: dict[str, set[str]]
) -> None:
    whole = compose("compose.yaml", *names)
    assert {service: ways_out(whole, service) for service in expected} == expected


@pytest.mark.parametrize("service", PORTAL)
def test_the_portal_can_change_nothing_but_its_data(service: str) -> None:
    said = compose("compose.yaml", *BESIDE)["services"][service]
    assert said["read_only"] is True
    assert said["cap_drop"] == ["ALL"]
    assert said["security_opt"] == ["no-new-privileges:true"]
    assert "privileged" not in said


def test_every_setting_it_names_exists() -> None:
    known = {f"PETAKONFLIK_{name}".upper() for name in Settings.model_fields}
    for said in compose("compose.yaml", *BESIDE)["services"].values():
        named = {name for name in said.get("environment", {}) if name.startswith("PETAKONFLIK_")}
        assert named <= known
