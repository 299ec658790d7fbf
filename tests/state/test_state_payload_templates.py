import json
from functools import reduce

import pytest
from cases import each_case
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from mockapify import wire
from mockapify.state.payload_templates import DEFAULT, VARIABLES, TemplateError, check, render

CONTEXT = {
    "userId": "jane",
    "createdAt": "2026-01-31T12:00:00.000Z",
    "eventType": "ACTOR.RUN.SUCCEEDED",
    "eventData": {"actorId": "abc", "actorTaskId": None},
    "resource": {
        "id": "run",
        "stats": {"runs": 3, "share": 0.5, "whole": 2.0},
        "items": ["a", None, ["b", 1]],
        "empty": {},
        "nothing": [],
        "zero": 0,
        "no": False,
        "yes": True,
        "text": "",
        "quoted": 'say "{{userId}}" }} {{',
    },
    "globals": {"dateUnix": 1769860800},
}

JSON = st.recursive(
    st.none() | st.booleans() | st.integers(-(2**53), 2**53) | st.text() | st.floats(-1e9, 1e9),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(), inner, max_size=3),
    max_leaves=12,
)


@each_case(
    ("template", "made"),
    [
        ('{"a":{{userId}}}', {"a": "jane"}),
        ("{{resource.stats}}", CONTEXT["resource"]["stats"]),
        ('{"a" : [ {{resource.id}} , {{userId}} ]}', {"a": ["run", "jane"]}),
        ("{{resource.items.0}}", "a"),
        ("{{resource.items.2.1}}", 1),
        ("{{resource.items.length}}", 3),
        ("{{resource.quoted}}", CONTEXT["resource"]["quoted"]),
        ("[{{resource.empty}},{{resource.nothing}},{{resource.yes}}]", [{}, [], True]),
        ("[{{resource.zero}},{{resource.no}},{{resource.text}},{{eventData.actorTaskId}}]", [None] * 4),
        ("[{{resource.none}},{{resource.items.9}},{{resource.items.01}},{{userId.length}},{{userId.a.b}}]", [None] * 5),
        ('{"a":"{{userId}}"}', {"a": "{{userId}}"}),
        ('{"a":"{{unknown}}"}', {"a": "{{unknown}}"}),
        (r'{"a":"\"{{userId}}\"","b":{{userId}}}', {"a": '"{{userId}}"', "b": "jane"}),
        ('{"a":1}', {"a": 1}),
    ],
)  # fmt: skip
def test_variables_outside_strings_become_json(template, made):
    assert render(template, CONTEXT, in_strings=False) == made


@each_case(
    ("template", "made"),
    [
        ('"{{resource.stats}}"', CONTEXT["resource"]["stats"]),
        ('["{{resource.zero}}","{{resource.no}}","{{resource.text}}"]', [0, False, ""]),
        ('{"a":"{{resource.none}}","b":1}', {"b": 1}),
        ('["{{resource.none}}","{{userId.length}}"]', [None, None]),
        ('"{{resource.none}}"', None),
        ('"Hi {{userId}}, {{resource.stats.runs}} runs"', "Hi jane, 3 runs"),
        ('"{{resource.stats.share}} {{resource.stats.whole}}"', "0.5 2"),
        ('"{{resource.yes}} {{resource.no}} "', "true false "),
        ('"{{resource.items}}!"', "a,,b,1!"),
        ('"{{resource.empty}}!"', "[object Object]!"),
        ('"{{resource.none}}, {{eventData.actorTaskId}}, {{userId.length}}"', "undefined, null, null"),
        ('"{{ userId }}"', "{{ userId }}"),
        ('{"{{userId}}": {{userId}}}', {"{{userId}}": "jane"}),
        ('{"a":{"b":["{{userId}}", 1, null, true]}}', {"a": {"b": ["jane", 1, None, True]}}),
        ("[" * 256 + '"{{userId}}"' + "]" * 256, reduce(lambda inner, _: [inner], range(256), "jane")),
    ],
)
def test_variables_in_strings_are_replaced_when_asked_for(template, made):
    assert render(template, CONTEXT, in_strings=True) == made


@each_case(
    ("template", "in_strings", "told"),
    [
        ("{", False, "the template makes no JSON"),
        ('{"a": {{userId}', False, "the template makes no JSON"),
        ('{"a": {{who}}}', False, "Invalid payload template variable: who"),
        ("{{ userId }}", False, "Invalid payload template variable:  userId "),
        ("{{}}", False, "Invalid payload template variable: "),
        ("{{userId.a.b}} {{eventType}}", False, "the template makes no JSON"),
        ('"{{who}}"', True, "Invalid payload template variable: who"),
        ('"I am {{who.am.I}}"', True, "Invalid payload template variable: who.am.I"),
        ("\ud800", False, "the template makes no JSON"),
        ("[" * 257 + '"{{userId}}"' + "]" * 257, True, "nested too deeply"),
    ],
)
def test_what_makes_no_json_is_refused_with_a_reason(template, in_strings, told):
    with pytest.raises(TemplateError, match=told):
        check(template, in_strings=in_strings)


def test_a_string_that_ends_in_a_backslash_confuses_it_as_it_does_the_platform():
    template = r'{"path":"C:\\","name":"{{userId}}","id":{{userId}}}'
    with pytest.raises(TemplateError):
        render(template, CONTEXT, in_strings=False)


def test_the_default_payload_has_its_five_keys():
    made = render(DEFAULT, CONTEXT, in_strings=False)
    assert made == {name: CONTEXT[name] for name in ("userId", "createdAt", "eventType", "eventData", "resource")}


@settings(max_examples=40)
@given(JSON)
def test_json_without_variables_stays_itself(value):
    text = json.dumps(value).replace("{{", "{ {")
    assert render(text, CONTEXT, in_strings=False) == json.loads(text)


@settings(max_examples=40)
@given(JSON, st.sampled_from(sorted(VARIABLES)))
def test_a_variable_is_its_value_or_null_whatever_that_is(value, name):
    made = render(f'{{"a":[{{{{{name}}}}}]}}', {name: value}, in_strings=False)
    falsy = value is None or value is False or value == "" or (isinstance(value, int | float) and value == 0)
    assert made == {"a": [None if falsy else value]}


@settings(max_examples=40)
@given(JSON, st.sampled_from(sorted(VARIABLES)))
def test_a_string_that_is_a_variable_is_exactly_its_value(value, name):
    assert render(f'["{{{{{name}}}}}"]', {name: value}, in_strings=True) == [value]


@settings(max_examples=40)
@given(st.text('{}"\\ ,:[]userId.0abn', max_size=30), st.booleans())
def test_any_text_makes_json_or_says_why_not(text, in_strings):
    try:
        made = render(text, CONTEXT, in_strings=in_strings)
    except TemplateError:
        return
    assert wire.decode(wire.encode(made)) == made


@settings(max_examples=40)
@given(st.text('{}"\\ ,:[]userId.0abn', max_size=30), JSON)
def test_what_passes_the_check_makes_json_of_whatever_happens(text, value):
    """Which is why a template is refused when it is saved. Backslashes are the exception shown above."""
    template = f'{{"a":{{{{userId}}}},"b":{text}}}'
    assume(b"\\" not in wire.encode(value))
    try:
        check(template, in_strings=False)
    except TemplateError:
        return
    assert render(template, {"userId": value}, in_strings=False).keys() == {"a", "b"}
