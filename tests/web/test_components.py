"""Component and field macros: they run under StrictUndefined, escape texts and wire up errors."""

from __future__ import annotations

from pathlib import Path
from types import SimpleNamespace

import pytest
from jinja2 import Environment, FileSystemLoader, StrictUndefined

from app.model.level import Level

TEMPLATES = Path(__file__).resolve().parents[2] / "templates"
HEAD = '{% import "parts/components.html" as c %}{% import "parts/fields.html" as f %}'
HOSTILE = "</td><script>alert(1)</script>\"'{{7*7}}{#"
ESCAPED = "&lt;/td&gt;&lt;script&gt;alert(1)&lt;/script&gt;&#34;&#39;{{7*7}}{#"
OPTIONS = [SimpleNamespace(value=HOSTILE, label=HOSTILE, hint=HOSTILE)]


@pytest.fixture(scope="module")
def environment() -> Environment:
    return Environment(
        loader=FileSystemLoader(TEMPLATES), autoescape=True, undefined=StrictUndefined
    )


def render(environment: Environment, body: str, **context: object) -> str:
    return environment.from_string(HEAD + body).render(
        x=HOSTILE, options=OPTIONS, levels=list(Level), **context
    )


CALLS = (
    "{{ c.state_tag(x, 'done') }}",
    "{{ c.chip(x, x) }}",
    "{{ c.change(x, 'up', 'worse') }}",
    "{{ c.figure_card(x, x, x, 'danger', 'down', 'better') }}",
    "{{ c.task_list([{'title': x, 'hint': x, 'href': x, 'status': x, 'tone': 'done'}]) }}",
    "{{ c.task_list([{'title': x, 'status': x}]) }}",
    "{{ c.summary_card(x, [{'key': x, 'value': x, 'href': x, 'action': x}]) }}",
    "{{ c.timeline([{'title': x, 'text': x}]) }}",
    "{{ c.notes_list([{'text': x, 'author': x, 'when': x, 'must_fix': true}]) }}",
    "{{ c.error_summary([{'text': x, 'href': x}], x, x) }}",
    "{% call c.error_card(x, x) %}{{ x }}{% endcall %}",
    "{{ c.warning_text(x) }}",
    "{{ c.inset_text(x) }}",
    "{{ c.details(x, x) }}",
    "{{ c.empty_state(x, x, x) }}",
    "{{ c.receipt(x, x, x) }}",
    "{{ c.progress('p', x, 1, 3) }}",
    "{{ c.back_link(x, x) }}",
    "{{ c.breadcrumbs([{'label': x, 'href': x}, {'label': x}]) }}",
    "{{ c.button(x, 'secondary', x, x) }}",
    "{{ c.button_link(x, x) }}",
    "{{ c.download_button(x, x, x) }}",
    "{{ c.pagination([{'label': x, 'href': x, 'current': true}], x, x) }}",
    "{{ c.tabs(x, [{'id': 'a', 'label': x, 'content': x}]) }}",
    (
        "{% call c.data_table(x, [x, {'label': x, 'numeric': true}, ''], '') %}"
        "<tr>{{ c.row_head(x, x) }}{{ c.cell(x, x, true) }}</tr>{% endcall %}"
    ),
    "{{ f.text_field('n', x, x, x, x) }}",
    "{{ f.date_field('n', x, x, x, x) }}",
    "{{ f.number_field('n', x, x, x, x) }}",
    "{{ f.password_field('n', x, x, x) }}",
    "{{ f.textarea_field('n', x, x, x, x) }}",
    "{{ f.select_field('n', x, options, x, x, x, empty=x) }}",
    "{{ f.radios_field('n', x, options, x, x, x) }}",
    "{{ f.checkboxes_field('n', x, options, [x], x, x) }}",
    "{{ f.checkbox_field('n', x, true, x, x, value=x) }}",
    "{{ f.file_field('n', x, x, x, accept=x) }}",
)


@pytest.mark.parametrize("call", CALLS)
def test_text_from_outside_is_shown_as_text(environment: Environment, call: str) -> None:
    html = render(environment, call)
    assert ESCAPED in html
    assert "<script" not in html


@pytest.mark.parametrize(
    "call",
    [
        "{{ f.text_field('tanggal', 'Tanggal', hint='Contoh', error='Salah') }}",
        "{{ f.select_field('tanggal', 'Tanggal', options, hint='Contoh', error='Salah') }}",
        "{{ f.textarea_field('tanggal', 'Tanggal', hint='Contoh', error='Salah') }}",
        "{{ f.file_field('tanggal', 'Tanggal', hint='Contoh', error='Salah') }}",
        "{{ f.radios_field('tanggal', 'Tanggal', options, hint='Contoh', error='Salah') }}",
    ],
)
def test_hint_and_error_are_wired_to_the_control(environment: Environment, call: str) -> None:
    html = render(environment, call)
    assert 'aria-describedby="tanggal-petunjuk tanggal-galat"' in html
    assert 'aria-invalid="true"' in html
    assert 'id="tanggal-petunjuk"' in html
    assert 'id="tanggal-galat"' in html
    assert html.count('id="tanggal"') == 1, "the error summary links to it"


def test_field_without_hint_or_error_describes_nothing(environment: Environment) -> None:
    html = render(environment, "{{ f.text_field('n', 'Nama') }}")
    assert "aria-describedby" not in html
    assert "aria-invalid" not in html


def test_legend_says_that_silence_is_not_safety(environment: Environment) -> None:
    html = render(environment, "{{ c.legend_list(levels) }}")
    assert "tidak diketahui — bukan aman" in html
    assert [f"swatch {level.css_class}" in html for level in Level] == [True] * 6


def test_strip_says_every_level_in_words(environment: Environment) -> None:
    cells = [SimpleNamespace(label=f"Triwulan {n}", level=level) for n, level in enumerate(Level)]
    html = render(environment, "{{ c.strip(cells) }}", cells=cells)
    for n, level in enumerate(Level):
        assert f'class="govuk-visually-hidden">Triwulan {n}: {level.label}<' in html


def test_chosen_option_is_selected_once(environment: Environment) -> None:
    options = [SimpleNamespace(value=n, label=f"Pilihan {n}") for n in (1, 2, 12)]
    html = render(environment, "{{ f.select_field('n', 'N', few, '2') }}", few=options)
    assert html.count(" selected") == 1
    assert '<option value="2" selected>' in html


def test_error_prefix_only_with_errors(environment: Environment) -> None:
    assert render(environment, "{{ c.error_prefix([]) }}") == ""
    assert render(environment, "{{ c.error_prefix([1]) }}") == "Galat: "
