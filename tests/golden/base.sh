# shellcheck shell=sh
# shellcheck disable=SC2119,SC2120 # the words take arguments in setups, which are not seen here
#
# The repository that every golden case starts from, and the words its setup is
# written in. Sourced by run.sh; nothing here depends on whose machine it is, so
# that commits and releases have the same names everywhere.
#
# base_build makes, in the current folder, a bare hub.git and a clone of it, work,
# with three prompts that are released and pushed:
#
#   support/triage  three messages with a slot, a partial, a tool, an output
#                   schema, declared variables
#   greeting        shares the partial; its variables are not declared
#   summary         one text, and settings of retrieval
#
# A new line in one of these files changes the id of the commit that nearly every
# `expect` names: rather let a setup add what it needs, and release it.

base_environment() {
	# shellcheck disable=SC2046 # a list of names
	unset $(git rev-parse --local-env-vars)
	# a CI that runs the tests speaks of another repository
	unset CI GITHUB_ACTIONS GITLAB_CI JENKINS_URL BUILDKITE
	export HOME="$1" LC_ALL=C.UTF-8 TZ=UTC NO_COLOR=1 PAGER=cat GIT_PAGER=cat
	export GIT_CONFIG_NOSYSTEM=1 GIT_CONFIG_GLOBAL="$1/.gitconfig" GIT_TERMINAL_PROMPT=0
	export GIT_AUTHOR_NAME=Ada GIT_AUTHOR_EMAIL=ada@example.org
	export GIT_COMMITTER_NAME=Ada GIT_COMMITTER_EMAIL=ada@example.org
	export GIT_AUTHOR_DATE='2026-01-02T03:04:05Z' GIT_COMMITTER_DATE='2026-01-02T03:04:05Z'
	export SOURCE_DATE_EPOCH=1767323045
	cat >"$HOME/.gitconfig" <<-'CONFIG'
		[init]
			defaultBranch = main
		[advice]
			detachedHead = false
		[gc]
			auto = 0
	CONFIG
}

base_files() {
	mkdir -p prompts/partials tools schemas
	cat >promptpin.yaml <<-'YAML'
		promptpin: 1
		defaults:
		  model: openai/gpt-4.1-2025-04-14
		prompts:
		  support/triage:
		    messages:
		      - system: prompts/system.md
		      - slot: history
		      - user: {file: prompts/triage.j2, options: {trim_blocks: true}}
		    templates: [prompts/partials]
		    tools: [tools/search.json]
		    tool_choice: required
		    output: schemas/triage.json
		    variables:
		      body: {type: string, maxLength: 4000}
		      tier: {type: string, enum: [free, pro]}
		      score: number
		      tone: string?
		      lang: {type: string, default: en}
		    params:
		      temperature: 0.3
		      max_tokens: 1024
		      n: 1
		  greeting:
		    messages:
		      - user: prompts/greeting.j2
		    templates: [prompts/partials]
		  summary:
		    messages:
		      - user: prompts/summary.md
		    retrieval: {index: docs, top_k: 5}
	YAML
	printf '%s\n' 'You are a support agent.' 'Answer in the language of the ticket.' >prompts/system.md
	cat >prompts/triage.j2 <<-'JINJA'
		{% include "tone.j2" %}

		Customer: {{ tier }}, {{ score }}
		Language: {{ lang }}
		{% if tone %}Tone: {{ tone }}
		{% endif %}
		Ticket: {{ body }}
	JINJA
	printf 'Be kind.\n' >prompts/partials/tone.j2
	printf '{%% include "tone.j2" %%}\nGreet {{ name }}.\n' >prompts/greeting.j2
	printf '%s\n' 'Summarize the documents.' 'Two sentences at most.' >prompts/summary.md
	cat >tools/search.json <<-'JSON'
		{
		  "type": "function",
		  "function": {
		    "name": "search",
		    "description": "Search the orders",
		    "parameters": {
		      "type": "object",
		      "properties": {
		        "q": {"type": "string", "description": "what to look for"},
		        "unit": {"type": "string", "enum": ["day", "week"]},
		        "limit": {"type": "integer", "maximum": 50}
		      },
		      "required": ["q", "unit"],
		      "additionalProperties": false
		    }
		  }
		}
	JSON
	cat >schemas/triage.json <<-'JSON'
		{
		  "type": "object",
		  "properties": {
		    "reason": {"type": "string", "description": "why"},
		    "queue": {"type": "string", "enum": ["billing", "other"]},
		    "urgency": {"type": "integer", "maximum": 5},
		    "note": {"type": "string"}
		  },
		  "required": ["reason", "queue", "urgency"],
		  "additionalProperties": false
		}
	JSON
	printf '.promptpin/** -text -merge linguist-generated\n' >.gitattributes
}

base_build() {
	git init -q --bare --template= hub.git
	git init -q --template= work
	cd work || return 1
	git remote add origin ../hub.git
	base_files
	release
	publish
	git remote set-head origin main
}

# ---- words for a setup; each fails the case if it does not do what it says

pin() {
	"$PROMPTPIN" "$@"
}

# Everything as a commit.
commit() {
	git add -A
	git commit -q -m "${1:-work}"
}

# New releases of all prompts that ask for one, as a commit; the arguments go to bump.
release() {
	git add -A
	pin bump --all "$@"
	commit release
}

publish() {
	git push -q origin "HEAD:${1:-main}"
}

# edit FILE SCRIPT...: sed, which has to change something.
edit() {
	file=$1
	shift
	cp "$file" "$file.before"
	for script in "$@"; do
		sed -i "$script" "$file"
		if cmp -s "$file" "$file.before"; then
			echo "edit: $script changes nothing in $file" >&2
			return 1
		fi
		cp "$file" "$file.before"
	done
	rm "$file.before"
}

# What the head of prompt "$1" names: the path of its release file.
release_file() {
	echo ".promptpin/releases/$1@$(cut -d' ' -f1 ".promptpin/heads/$1@")"
}

# The path of the object whose bytes are those of file "$1".
object_file() {
	digest=$(sha256sum "$1" | cut -c1-64)
	echo ".promptpin/objects/$(echo "$digest" | cut -c1-2)/$(echo "$digest" | cut -c3-)"
}

# rehead PROMPT: the head names its release file's bytes as they are now.
rehead() {
	version=$(cut -d' ' -f1 ".promptpin/heads/$1@")
	digest=$(sha256sum "$(release_file "$1")" | cut -c1-64)
	echo "$version sha256:$digest" >".promptpin/heads/$1@"
}

# renumber PROMPT VERSION: its head's release as if it were of that version; what bump refuses to make.
renumber() {
	old=$(release_file "$1")
	sed "s/^  \"version\": .*/  \"version\": \"$2\",/" "$old" >".promptpin/releases/$1@$2"
	rm "$old"
	echo "$2" >".promptpin/heads/$1@"
	rehead "$1"
}
