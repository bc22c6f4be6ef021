#!/usr/bin/env python3
"""The normal digest of the prompt in test_normal.c, computed without promptpin.

DESIGN.md 2.3 by hand: normal forms of the objects are written out here, the
effective prompt is put together as RFC 8785 has it (all names are ASCII and
all numbers small, so json.dumps with sorted keys gives that form).
Run it to get the digest that test_normal.c expects.
"""
import hashlib
import json


def sha(text):
    return "sha256:" + hashlib.sha256(text.encode()).hexdigest()


def jcs(value):
    return json.dumps(value, sort_keys=True, separators=(",", ":"),
                      ensure_ascii=False)


def ordered(value):  # tools and output: the order of members counts
    return json.dumps(value, separators=(",", ":"), ensure_ascii=False)


effective = {
    "messages": [
        {"role": "system", "syntax": "text",
         "text": sha("You are a clerk.\nBe brief.\n")},
        {"slot": "history"},
        {"role": "user", "syntax": "jinja2", "options": {"trim_blocks": True},
         "text": sha("Hi {{ name }}!\n{% include 'tone.j2' %}\n{# #}\n"),
         "parts": {"tone.j2": sha("Be {{ tone | default ( 'kind' ) }}.\n")}},
    ],
    "tools": [{
        "definition": sha(ordered({"name": "search", "input_schema": {
            "type": "object", "properties": {"q": {"type": "string"}}}})),
    }],
    "tool_choice": sha(jcs("auto")),
    "output": {
        "format": "json_schema",
        "schema": sha(ordered({"type": "object", "properties": {
            "b": {"$ref": "b.json"}, "a": {"type": "integer", "maximum": 10}}})),
        "parts": {"b.json": sha(ordered({"type": "string"}))},
    },
    "variables": {"schema": sha(jcs({
        "type": "object",
        "properties": {"name": {"type": "string"}, "tone": {"type": "string"}},
        "required": ["name"], "additionalProperties": False}))},
    "examples": [sha(jcs({"output": {"a": 1}, "input": "x"}))],
    "model": {"provider": "openai", "id": "gpt-4.1-2025-04-14"},
    "params": sha(jcs({"temperature": 0.3, "max_tokens": 1024, "stop": None})),
    "retrieval": sha(jcs({"top_k": 5, "index": "docs"})),
}
print(sha(jcs(effective)))
