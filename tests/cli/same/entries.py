"""What the manifest of a random repository says."""

ENTRIES = {
    "ask": [
        ["messages:", "  - system: prompts/system.md", "  - slot: history", "  - user: prompts/ask.j2",
         "templates: [prompts/partials]"],
        ["messages:", "  - system: prompts/system.md", "  - user: {file: prompts/ask.j2, options: {trim_blocks: true}}",
         "templates: [prompts/first, prompts/partials]", "tools: [tools/*.json]", "output: schemas/out.json"],
        ["messages: [{user: prompts/ask.j2}]", "includes: [tone.j2, opt.j2]", "templates: [prompts/partials]"],
        ["messages:", "  - user: prompts/ask.j2", "templates: [prompts/partials]", "variables:", "  body: string",
         "  hint: string?"],
    ],
    "ask/more": [
        ["messages:", "  - user: prompts/again.j2", "templates: [prompts/partials, prompts]", "variables: schemas/vars.json"],
        ["messages:", "  - user: prompts/again.j2"],
        ["messages:", "  - user: {file: prompts/again.j2, syntax: text}", "params: params/p.yaml"],
        ["messages:", "  - user: prompts/again.j2", "templates: [prompts/first, prompts/partials]",
         "tools: [tools/search.json, tools/crm/*.json]", "tool_choice: auto"],
    ],
    "hello": [["file: prompts/hello.prompt"], ["file: prompts/hello.prompt", "params: {top_p: 1}"],
              ["file: {file: prompts/hello.prompt}", "format: dotprompt"]],
    "hello-again": [["file: prompts/hello.prompt"]],
    "greet": [["file: prompts/greet.prompty"], ["file: prompts/greet.prompty", "version: file"],
              ["file: prompts/greet.prompty", "model: openai/gpt-4.1"]],
    "helper": [["file: agents/helper.md"], ["file: {file: agents/helper.md, role: system}"],
               ["file: .claude/agents/helper.md"], ["file: AGENTS.md"]],
    "foo/one": [["file: {file: promptfooconfig.yaml, symbol: '#1'}"]],
    "foo/two": [["file: {file: promptfooconfig.yaml, symbol: '#2'}"],
                ["file: {file: promptfooconfig.yaml, symbol: short answer}"]],
    "chain": [["file: lc.json"]],
    "code/bill": [["messages:", "  - system: {file: src/agent.py, symbol: SYSTEM_PROMPT}"]],
    "code/ask": [["messages:", "  - user: {file: src/ask.lua, match: 'local ask = \"(?<prompt>[^\"]*)\"'}"]],
    "code/shop": [["messages:", "  - system: {file: src/shop.ts, symbol: systemPrompt}", "  - user: prompts/system.md"]],
    "shape": [
        ["messages: [{system: prompts/system.md}]", "output: schemas/out.json", "examples: [examples/a.json]"],
        ["messages: [{system: prompts/system.md}]", "output: schemas/out.json", "retrieval: {index: docs, top_k: 5}"],
        ["messages: [{system: prompts/system.md}]", "model: {id: gpt-4.1-2025-04-14, provider: openai, revision: x}",
         "tools: [tools/crm/*.json]"],
    ],
    "bad/link": [["messages: [{system: prompts/link.md}]"], ["messages: [{system: ../x.md}]"]],
    "z": [["messages: [{system: docs/page.md}]"], ["messages: [{system: {file: docs/page.md, syntax: jinja2}}]"]],
}
DEFAULTS = [
    "defaults: {model: openai/gpt-4.1-2025-04-14, params: {temperature: 0.3}}\n",
    "defaults:\n  model: openai/gpt-4.1-2025-04-14\n",
    "defaults:\n  model: openai/gpt-4.1-2025-04-14\n  templates: [prompts/first, prompts/partials]\n",
    "defaults: {model: openai/gpt-4.1-2025-04-14, params: {temperature: 0.5}, tools: [tools/crm/*.json]}\n",
]
EXTRAS = {
    "collections": ["collections:\n  - {files: \"mail/*.md\"}\n", "collections:\n  - {files: \"mail/**/*\", root: mail}\n",
                    "collections:\n  - {files: \"prompts/*.prompt\", root: prompts}\n  - {files: mail/*.j2, role: system}\n"],
    "ignore": ["ignore: [lib/**]\n", "ignore: [src/**, lib/prompts/*]\n"],
    "protected": ["protected: [main]\n", "protected: [main, release/*]\n", "protected: [topic]\n"],
    "policy": ["policy: {preset: relaxed@1}\n", "policy: {preset: strict@1}\n",
               "policy: {rules: {hidden-prompt: error}}\n", "policy: {rules: {untracked-prompt: off, bytes-changed: error}}\n",
               "policy: {rules: {variable-unused: error, model-unpinned: error}}\n",
               "policy: {bump: {text: major}}\n", "policy: {detectors: {py-const: off}}\n"],
    "requires": ["requires: \">=0.1\"\n", "requires: \">=99.0\"\n"],
    "comment": ["# a comment\n", "\n\n"],
}
POLICIES = ["promptpin: 1\npolicy: {rules: {bytes-changed: error}}\n", "promptpin: 1\npolicy: {rules: {hidden-prompt: off}}\n",
            "promptpin: 1\npolicy: {preset: strict@1}\n", "policy: 7\n"]
