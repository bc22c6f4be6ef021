"""What the files of a random repository say; most of the first of each is right."""

TONE = ["Be kind.\n", "Be formal.\n", "{{ hint }} Be brief.\n", "{% if x %}\n"]
SYSTEM = ["You are a support agent.\n", "You help.\nAnswer in {{ lang }}.\n",
          "Caf\u00e9\u0301 \u200bhidden\n", "\ufeffYou are kind.\n", "You help.\r\nBye.\r\n"]
ASK = [
    '{% include "tone.j2" %}\nTicket: {{ body }}\n',
    '{% include "tone.j2" %}\nTicket: {{ body }}{% if hint %}Hint: {{ hint }}{% endif %}\n',
    '{% include ["opt.j2", "tone.j2"] ignore missing %}{{ body }}\n',
    '{% include "opt.j2" ignore missing %}\n{{ body }}\n',
    '{% import "macros.j2" as m %}{{ m.sign(body) }}\n',
    '{% extends "base.j2" %}{% block a %}{{ body }}{% endblock %}\n',
    '{% include "deep/more.j2" %}{{ body }}\n',
    "{{ body }}  \n",
    '{% include "nowhere.j2" %}\n',
    '{% include which %}{{ body }}\n',
    "{% if %}\n",
]
HELLO = [
    "---\nmodel: openai/gpt-4.1-2025-04-14\n---\nHello {{name}}\n{{>foot}}\n",
    "---\nmodel: openai/gpt-4.1-2025-04-14\nconfig: {temperature: 0.5}\ninput:\n  schema: {name: string}\n---\n"
    '{{role "system"}}Be kind.{{role "user"}}Hello {{name}}\n{{>foot}}\n',
    "---\nmodel: openai/gpt-4.1-2025-04-14\n---\nHello {{name}} {{>no/such}}\n",
    "---\nmodel: [\n---\nHello\n",
]
GREET = [
    "---\nname: Greet\nversion: 1.0.0\nmodel:\n  api: chat\n  configuration: {type: openai, name: gpt-4.1-2025-04-14}\n"
    "  parameters: {temperature: 0.2}\nsample: {name: Ada}\n---\nsystem:\nYou greet.\nuser:\n{{name}}\n",
    "---\nname: Greet\nversion: 1.1.0\nmodel:\n  api: chat\n  parameters: {tools: \"${file:../tools/search.json}\"}\n"
    "---\nsystem:\nYou greet.\nuser:\n{{name}} {% include \"part.jinja2\" %}\n",
    "---\nname: Greet\nbase: base.prompty\n---\nuser:\n{{name}}\n",
    "---\nname: Greet\nversion: 2.0.0\n---\nsystem:\nYou.\nuser:\n{{name}}\n",
]
AGENT = [
    "---\nname: helper\ndescription: Helps\nmodel: sonnet\n---\nYou are a helper. Read @docs/style.md first.\n",
    "---\nid: a\nversion: 1.0.0\nmodel: m\ninputs:\n- {name: a, type: string}\n---\n# System\nYou help.\n# User\n{{a}}\n",
    "You are a helper.\nYour task is to help.\n",
    "---\nname: [\n---\nx\n",
]
FOO = [
    "prompts:\n  - file://prompts/pf.txt\n  - label: short answer\n    raw: \"Say {{topic}} in short\"\n"
    "providers: [openai:chat:gpt-4.1-2025-04-14]\ntests: []\n",
    "prompts: [\"Say {{topic}} now\", \"file://prompts/pf*.txt\"]\nproviders: [openai:chat:gpt-4.1-2025-04-14]\ntests: []\n",
    "prompts:\n  - prompts/chat.json\n  - \"Say {{topic}} at last\"\nproviders:\n"
    "  - id: openai:chat:gpt-4.1-2025-04-14\n    config: {temperature: 0.1, tools: file://tools/search.json}\ntests: []\n",
    "prompts: 7\nproviders: []\ntests: []\n",
]
LANGCHAIN = [
    '{"_type": "prompt", "template": "Say {topic}", "template_format": "f-string", "input_variables": ["topic"]}\n',
    '{"_type": "prompt", "template_path": "lc.txt", "input_variables": ["topic"]}\n',
    '{"_type": "chat", "template": [["system", "You help"], ["human", "{topic}"]]}\n',
]
CODE = [
    'SYSTEM_PROMPT = """You are a billing agent.\nAnswer the question of the customer."""\nN = 1\n',
    'SYSTEM_PROMPT = """You are a billing agent.\nAnswer every question of the customer."""\nN = 1\n',
    'N = 2\nSYSTEM_PROMPT = """You are a billing agent.\nAnswer the question of the customer."""\n\n'
    'OTHER_PROMPT = """You are a sales agent.\nSell what you can to the customer."""\n',
    'SYSTEM_PROMPT = f"""You are {role}.\nAnswer the question of the customer."""\n',
    "N = 3\n",
    'SYSTEM_PROMPT = """unclosed\n',
]
HIDDEN = [
    "LIMIT = 3\n", "LIMIT = 4\n",
    'REPLY_PROMPT = """You are a reply agent.\nAnswer the letter of the customer."""\n',
    'SYSTEM_PROMPT = """You are a billing agent.\nAnswer the question of the customer."""\n',
]
SCRIPT = [
    "const systemPrompt = `You are a shop agent.\nSell ${thing} to the customer, please.`;\n",
    "const systemPrompt = `You are a shop agent.\nSell ${thing} and more to the customer.`;\n",
    "const limit = 3;\n",
]
LUA = ['local ask = "Who are you?"\n', 'local ask = "Who is it?"\nlocal x = 1\n', "local x = 1\n",
       'local ask = "a"\nlocal ask = "b"\n']
SEARCH = [
    '{"type": "function", "function": {"name": "search", "description": "Search the orders", "parameters": '
    '{"type": "object", "properties": {"q": {"type": "string"}}, "required": ["q"]}}}\n',
    '{"type": "function", "function": {"name": "search", "description": "Search", "parameters": '
    '{"type": "object", "properties": {"q": {"$ref": "../schemas/common.json#/q"}}}}}\n',
    '{"type": "function", "function": {"name": "find", "parameters": {"type": "object"}}}\n',
    '[\n',
]
OUT = [
    '{"type": "object", "properties": {"queue": {"type": "string"}}, "required": ["queue"]}\n',
    '{"type": "object", "properties": {"queue": {"$ref": "common.json#/q"}}, "required": ["queue"]}\n',
    '{"type": "object", "properties": {"queue": {"$ref": "deep/other.json"}}}\n',
    '{"type": "objekt"}\n',
]
COMMON = ['{"q": {"type": "string"}}\n', '{"q": {"type": "string", "maxLength": 9}}\n', '{"q": {"type": "integer"}}\n']
VARS = ['{"type": "object", "properties": {"body": {"type": "string"}, "hint": {"type": "string"}, "x": {}}}\n',
        '{"type": "object", "properties": {"body": {"$ref": "common.json#/q"}}}\n']
EXAMPLE = ['{"input": {"body": "a"}, "output": {"queue": "b"}}\n', '{"input": {"body": 1}, "output": {"queue": 2}}\n']
MAIL = ["Dear {{ name }},\n", "Hi {{ name }},\nhow are you?\n", "Hi,\n"]
WORDS = ["one\n", "two\n", "three\n"]

FILES = {
    "prompts/system.md": SYSTEM, "prompts/ask.j2": ASK, "prompts/again.j2": ASK,
    "prompts/partials/tone.j2": TONE, "prompts/first/tone.j2": TONE, "prompts/partials/opt.j2": TONE,
    "prompts/first/opt.j2": TONE, "tone.j2": TONE, "prompts/tone.j2": TONE,
    "prompts/partials/macros.j2": ["{% macro sign(x) %}-- {{ x }}{% endmacro %}\n", '{% macro sign(x) %}{{ x }}{% endmacro %}\n'],
    "prompts/partials/base.j2": ['A {% block a %}{% endblock %} B\n', '{% block a %}{% endblock %}{% include "tone.j2" %}\n'],
    "prompts/partials/deep/more.j2": ['{% include "tone.j2" %}!\n', '{% include "deep/more.j2" %}\n', "More\n"],
    "prompts/hello.prompt": HELLO, "prompts/_foot.prompt": ["Yours\n", "Yours, {{name}}\n", "{{>foot}}\n"],
    "prompts/greet.prompty": GREET, "prompts/base.prompty": GREET[:1], "prompts/part.jinja2": TONE,
    "agents/helper.md": AGENT, "agents/docs/style.md": WORDS, ".claude/agents/helper.md": AGENT[:1],
    "AGENTS.md": ["Read @agents/docs/style.md.\nYou are a coding agent.\n", "You are a coding agent.\n"],
    "promptfooconfig.yaml": FOO, "prompts/pf.txt": ["Say {{topic}}\n", "One {{topic}}\n---\nTwo {{topic}}\n"],
    "prompts/pf2.txt": ["Again {{topic}}\n"],
    "prompts/chat.json": ['[{"role": "system", "content": "You help"}, {"role": "user", "content": "{{topic}}"}]\n',
                          '[{"role": "user", "content": "{{topic}} file://prompts/pf.txt"}]\n'],
    "lc.json": LANGCHAIN, "lc.txt": ["Say {topic} now\n", "Tell {topic}\n"],
    "src/agent.py": CODE, "src/ask.lua": LUA, "src/shop.ts": SCRIPT, "lib/hidden.py": HIDDEN, "lib/other.ts": SCRIPT,
    "tools/search.json": SEARCH, "tools/crm/a.json": [SEARCH[2]], "tools/crm/b.json": [SEARCH[2].replace("find", "look")],
    "schemas/out.json": OUT, "schemas/common.json": COMMON, "schemas/deep/other.json": COMMON[:1] + ['{"type": "string"}\n'],
    "schemas/vars.json": VARS, "examples/a.json": EXAMPLE,
    "params/p.yaml": ["temperature: 0.4\n", "temperature: 0.7\ntop_p: 1\n", "temperature: .5\n"],
    "mail/one.md": MAIL, "mail/two.j2": MAIL, "mail/sub/three.md": MAIL, "mail/_part.md": MAIL,
    "lib/prompts/stray.j2": MAIL, "lib/prompts/stray.md": ["You are a stray agent. Your task is to answer.\n", "nothing\n"],
    "src/file": WORDS, "docs/page.md": WORDS,
    ".gitignore": ["*.tmp\n", "prompts/first/\n", "mail/\n*.lua\n"],
    ".gitattributes": [
        ".promptpin/** -text -merge linguist-generated\n",
        "* text=auto\n.promptpin/** -text -merge\n*.md text eol=crlf\n",
        ".promptpin/** -text -merge\nprompts/system.md working-tree-encoding=UTF-16LE text\n",
        "*.j2 -text ident\n",
    ],
}
# What may hold prompts nobody declared, or be told by one.
STRAYS = ["lib/hidden.py", "lib/other.ts", "lib/prompts/stray.j2", "lib/prompts/stray.md", "src/agent.py", "AGENTS.md",
          ".claude/agents/helper.md"]
# There from the beginning; the others come, and go.
FIRST = ["prompts/system.md", "prompts/ask.j2", "prompts/again.j2", "prompts/partials/tone.j2", "prompts/hello.prompt",
         "prompts/_foot.prompt", "prompts/greet.prompty", "agents/helper.md", "promptfooconfig.yaml", "prompts/pf.txt",
         "lc.json", "src/agent.py", "src/ask.lua", "src/shop.ts", "tools/search.json", "schemas/out.json",
         "schemas/common.json", "schemas/vars.json", "params/p.yaml", "mail/one.md", "src/file", ".gitattributes",
         "lib/hidden.py", "docs/page.md", "tools/crm/a.json", "examples/a.json", "prompts/partials/macros.j2", "prompts/partials/base.j2"]
