"""Schemathesis on every operation as every role, with ids that reach real rows.

The description is made from the portal's own routes (it publishes none): path parameters are
given the ids of the seeded world, forms the fields of the access table. An answer of 500 or more
is a failure, and so is a foreign word in it.
"""

from __future__ import annotations

import argparse
import json
import tempfile
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any

from fastapi.openapi.utils import get_openapi
from hypothesis import HealthCheck, Phase, given, seed, settings
from hypothesis.errors import Unsatisfiable
from schemathesis import GenerationMode, openapi
from starlette.testclient import TestClient

from app import log, schema
from app.db import Database
from app.main import create_app
from app.settings import Settings
from tests import access_states, canary
from tests.access_matrix import ROLES
from tests.access_states import Mechanism
from tests.access_table import ROWS
from tests.access_world import Rehearsal
from tests.conftest import START, Clock

if TYPE_CHECKING:
    from collections.abc import Sequence

    from fastapi import FastAPI

    from tests.access_states import States

LONG = 1000  # examples an operation and role, as the test plan has it for a release
FORM = "application/x-www-form-urlencoded"


@dataclass
class Findings:
    """What a run measured."""

    cases: int = 0
    reached: int = 0  # answers that were neither a refusal nor "not found"
    operations: set[str] = field(default_factory=set)
    server_errors: list[str] = field(default_factory=list)
    overheard: list[str] = field(default_factory=list)

    @property
    def is_clean(self) -> bool:
        """Tell whether nothing broke and nothing leaked."""
        return not self.server_errors and not self.overheard


def describe(app: FastAPI, world: States) -> dict[str, Any]:
    """Return the portal's description with ids and form fields in it."""
    described = get_openapi(title="portal", version="0", routes=app.routes)
    rows = {(row.method.lower(), row.path): row for row in ROWS}
    for path, operations in described["paths"].items():
        for method, operation in operations.items():
            row = rows.get((method, path))
            for parameter in operation.get("parameters", ()):
                parameter["schema"] = _seeded(parameter, world)
            if row is not None and method == "post":
                content = {FORM: {"schema": _form(row.form)}}
                operation["requestBody"] = {"required": True, "content": content}
    return described


def _seeded(parameter: dict[str, Any], world: States) -> dict[str, Any]:
    known = sorted(
        {seeds[parameter["name"]] for seeds in world.seeds.values() if parameter["name"] in seeds}
    )
    if not known:
        return dict(parameter["schema"])
    if parameter["in"] == "path":
        return {"enum": known}
    return {"anyOf": [{"enum": known}, parameter["schema"]]}


def _form(fields: dict[str, str]) -> dict[str, Any]:
    anything = {"type": "string", "maxLength": 300}
    properties = {name: {"anyOf": [{"enum": [text]}, anything]} for name, text in fields.items()}
    return {
        "type": "object",
        "properties": properties or {"apa": anything},
        "required": list(properties),
        "additionalProperties": anything,
    }


def attack(
    app: FastAPI,
    world: States,
    *,
    count: int,
    start: int,
    roles: Sequence[str] = ROLES,
    only: str = "",
) -> Findings:
    """Try every operation as every role, `count` times each."""
    findings = Findings()
    described = openapi.from_dict(describe(app, world))
    with TestClient(
        app,
        headers={"Sec-Fetch-Site": "same-origin"},
        follow_redirects=False,
        raise_server_exceptions=False,
    ) as client:
        for role in roles:
            client.cookies.clear()
            client.cookies.set("sid", world.tokens[Mechanism.SESSION][role])
            for found in described.get_all_operations():
                operation = found.ok()
                if only in operation.path and operation.path != "/keluar":
                    _try(client, operation, role, findings, (count, start))
    return findings


def _try(
    client: TestClient, operation: Any, role: str, findings: Findings, run: tuple[int, int]
) -> None:
    count, start = run
    modes = [GenerationMode.POSITIVE, GenerationMode.NEGATIVE]
    for mode in modes:

        @seed(start)
        @settings(
            max_examples=max(1, count // len(modes)),
            database=None,
            deadline=None,
            phases=[Phase.generate],
            suppress_health_check=list(HealthCheck),
        )
        @given(operation.as_strategy(generation_mode=mode))
        def one(case: Any) -> None:
            sent = case.as_transport_kwargs(base_url="http://testserver")
            headers = {
                name: text
                for name, text in sent.pop("headers", {}).items()
                if name.lower() not in {"cookie", "sec-fetch-site"}
            }
            sent.pop("cookies", None)
            _judge(client.request(headers=headers, **sent), role, operation.label, findings)

        try:
            one()
        except Unsatisfiable:
            continue  # no wrong value exists for an address without parameters


def _judge(answer: Any, role: str, label: str, findings: Findings) -> None:
    findings.cases += 1
    findings.operations.add(label)
    findings.reached += answer.status_code not in {401, 403, 404, 405}
    if answer.status_code >= 500:
        findings.server_errors.append(f"{role} {label}: {answer.status_code}")
    heard = canary.forbidden_to(role).search(canary.text_of(answer))
    if heard:
        findings.overheard.append(f"{role} {label}: {heard[0]}")


def main(arguments: list[str] | None = None) -> int:
    """Attack a portal on a fresh SQLite file; print one line of JSON."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--count", type=int, default=2)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--long", action="store_true")
    parser.add_argument("--only", default="", help="part of a path")
    chosen = parser.parse_args(arguments)
    log.configure(production=True)  # to standard error: loggers remember their first settings
    count = LONG if chosen.long else chosen.count
    with tempfile.TemporaryDirectory() as folder:
        url = f"sqlite:///{folder}/portal.db"
        database = Database(url)
        schema.upgrade(database)
        world = access_states.build(database, START)
        database.dispose()
        place = Settings(
            data=Path(folder), secret="rahasia-uji" * 4, database_url=url, province="99"
        )
        rehearsal = Rehearsal(url)
        app = create_app(place, rehearsal, clock=Clock(START))
        findings = attack(app, world, count=count, start=chosen.seed, only=chosen.only)
        rehearsal.dispose()
    print(
        json.dumps(
            {
                "attack": "schema",
                "seed": chosen.seed,
                "cases": findings.cases,
                "reached": findings.reached,
                "operations": len(findings.operations),
                "server_errors": findings.server_errors[:20],
                "overheard": findings.overheard[:20],
                "clean": findings.is_clean,
            }
        )
    )
    return 0 if findings.is_clean else 1


if __name__ == "__main__":
    raise SystemExit(main())
