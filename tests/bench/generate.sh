#!/bin/sh
# Writes N prompts into the current folder: a template of 2 kB each, one in
# five of which includes a partial that others share, two tools for all, one
# manifest. The same N gives the same bytes.
# usage: generate.sh N
set -eu

n=$1
mkdir -p prompts/shared tools
i=0
while [ "$i" -lt $(((n + 99) / 100)) ]; do
	mkdir -p "prompts/g$i"
	i=$((i + 1))
done

for tool in search crm; do
	cat >"tools/$tool.json" <<END
{
  "type": "function",
  "function": {
    "name": "$tool",
    "description": "Look the customer's question up in $tool.",
    "parameters": {
      "type": "object",
      "properties": {"query": {"type": "string"}, "limit": {"type": "integer"}},
      "required": ["query"],
      "additionalProperties": false
    }
  }
}
END
done

awk -v n="$n" '
# Park and Miller: exact in doubles, so the same everywhere.
function random(below) {
	seed = (seed * 16807) % 2147483647
	return seed % below
}
function words(file, bytes,    line, word, written) {
	written = 0
	line = ""
	while (written < bytes) {
		word = word_of[random(words_known)]
		if (length(line) + length(word) > 76) {
			print line >file
			written += length(line) + 1
			line = ""
		}
		line = line (line == "" ? "" : " ") word
	}
	print line >file
}
BEGIN {
	seed = 20261121
	words_known = split("answer the question of customer with care and never guess what is " \
		"not in ticket order refund policy shipping invoice address keep short be " \
		"polite use plain language say so when unsure hand over to a person list each " \
		"step number them stop after five sentences", word_of, " ")
	word_of[0] = "please"
	for (i = 0; i < 10; i++) {
		file = "prompts/shared/s" i ".j2"
		words(file, 600)
		print "Write in {{ language | default(\"en\") }}." >file
		close(file)
	}
	print "promptpin: 1\ndefaults:\n  model: openai/gpt-4.1-2025-04-14" >"promptpin.yaml"
	print "  params: {temperature: 0.2, max_tokens: 800}" >"promptpin.yaml"
	print "  tools: [tools/search.json, tools/crm.json]\nprompts:" >"promptpin.yaml"
	for (i = 0; i < n; i++) {
		name = "g" int(i / 100) "/p" i
		file = "prompts/" name ".j2"
		print "Prompt " i " for {{ customer.name }}." >file
		if (i % 5 == 0)
			print "{% include \"prompts/shared/s" random(10) ".j2\" %}" >file
		words(file, 1900)
		print "{% if tier == \"pro\" %}Be quick.{% endif %}\nTicket: {{ ticket_body }}" >file
		close(file)
		print "  " name ": {messages: [{user: " file "}]}" >"promptpin.yaml"
	}
	print "protected: [main]" >"promptpin.yaml"
}'
