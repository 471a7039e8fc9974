"""Who may do what: every route, every role, own and other region. Tested by tests/test_access.py.

One `Row` per method and path, as written in the router. A row says which answer each column gets:

    tamu            nobody is signed in
    op  pm  ps      OPERATOR, PEMERIKSA, PENGESAH of the regency the seeded things belong to
    op' pm' ps'     the same three roles in another regency
    an  pp  gub     ANALIS_PROV, PENGESAH_PROV, PEMBACA_GUB
    adm aud         ADMIN, AUDITOR

`expected` maps column names (several in one string) to a status; columns not named get `others`
(403 unless given). `tamu` gets 303 to the sign-in page for GET and 401 for POST unless named.
`everyone` names all twelve columns.

Path parameters are filled from `SEEDS`, which tests/access_world.py makes for regency 99.01; a row
may replace some with `params`. `query` and `form` are sent along. Writing answers are rolled back,
so a row never changes what another row sees: a POST is best sent with a form that would work.

When a column with ' gets 404, the test also asks for the same thing with the ids of `UNKNOWN` and
expects the very same bytes: what is foreign and what does not exist must look alike.
"""

from __future__ import annotations

from dataclasses import dataclass, field

OWN = "op pm ps"
OTHER = "op' pm' ps'"
REGENCY = f"{OWN} {OTHER}"
PROVINCE = "an pp gub adm aud"
SIGNED_IN = f"{REGENCY} {PROVINCE}"
EVERYONE = f"tamu {SIGNED_IN}"


@dataclass(frozen=True)
class Row:
    """One route with the answer each column gets."""

    method: str
    path: str
    expected: dict[str, int]
    others: int = 403
    params: dict[str, str] = field(default_factory=dict)
    query: dict[str, str] = field(default_factory=dict)
    form: dict[str, str] = field(default_factory=dict)

    def answers(self) -> dict[str, int]:
        """Return the expected status of every column."""
        stranger = 303 if self.method == "GET" else 401
        found = dict.fromkeys(SIGNED_IN.split(), self.others) | {"tamu": stranger}
        for names, status in self.expected.items():
            for name in names.split():
                if name not in found:
                    raise KeyError(f"{self.path}: no column {name}")
                found[name] = status
        return found


# Ids no seed has; parameters that name no one thing (a quarter, a word) may be left out.
UNKNOWN = {
    "user_id": "2000000000",
    "session_id": "2000000000",
    "period": "2001-tw1",
}

DATES = {
    "opens_on": "16/09/2026",
    "due_on": "12/10/2026",
    "grace_on": "15/10/2026",
    "province_due_on": "26/10/2026",
    "governor_due_on": "31/10/2026",
}
NEW_USER = {
    "nama": "Orang Contoh Baru",
    "nama_pengguna": "orang.baru",
    "wilayah": "99.02",
    "peran": "OPERATOR_KAB",
}

ROWS: tuple[Row, ...] = (
    # --- everybody: health, files, the way in and out
    Row("GET", "/healthz", {EVERYONE: 200}),
    Row("GET", "/siap", {EVERYONE: 200}),
    Row("GET", "/static/{address:path}", {EVERYONE: 200}, params={"address:path": "portal.css"}),
    Row("GET", "/masuk", {"tamu": 200}, others=303),
    Row("POST", "/masuk", {EVERYONE: 422}, form={"nama": "bukan.siapa", "sandi": "bukan apa-apa"}),
    Row("POST", "/keluar", {SIGNED_IN: 303}),
    # --- one's own account
    Row("GET", "/akun", {SIGNED_IN: 200}),
    Row("GET", "/akun/sandi", {SIGNED_IN: 200}),
    Row("POST", "/akun/sandi", {SIGNED_IN: 422}, form={"sandi_baru": "a", "sandi_ulang": "b"}),
    Row("POST", "/akun/sesi/{session_id}/akhiri", {"op": 303}, others=404),
    # --- administration
    Row("GET", "/admin/pengguna", {"adm": 200}),
    Row("GET", "/admin/pengguna/tambah", {"adm": 200}),
    Row("POST", "/admin/pengguna/tambah", {"adm": 200}, form=NEW_USER),
    Row("GET", "/admin/pengguna/{user_id}", {"adm": 200}),
    Row(
        "POST",
        "/admin/pengguna/{user_id}",
        {"adm": 303},
        form={"nama": "Orang Contoh", "peran": "PENGESAH_KAB"},
    ),
    Row("POST", "/admin/pengguna/{user_id}/sandi", {"adm": 200}),
    Row("POST", "/admin/pengguna/{user_id}/status", {"adm": 303}, form={"status": "nonaktif"}),
    Row("GET", "/admin/periode", {"adm": 200}),
    Row("POST", "/admin/periode", {"adm": 303}),
    Row("GET", "/admin/periode/{period}", {"adm": 200}),
    Row("POST", "/admin/periode/{period}", {"adm": 303}, form=DATES),
    Row("POST", "/admin/periode/{period}/status", {"adm": 303}, form={"status": "TERKUNCI"}),
    Row("GET", "/admin/wilayah", {"adm": 200}),
    Row("GET", "/admin/log", {"adm aud": 200}),
)
