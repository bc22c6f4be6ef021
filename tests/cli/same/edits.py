"""Random steps in the work tree: files, and the manifest."""

import os
import shutil
import subprocess

from entries import DEFAULTS, ENTRIES, EXTRAS
from texts import FILES, STRAYS


class Edits:
    # -- steps: files

    def edit(self):
        there = [name for name in sorted(FILES) if os.path.isfile(self.path(name))]
        name = self.pick(self.rng.choice([there] * 6 + [sorted(FILES)] * 3 + [STRAYS]))
        if name:
            self.write(name, self.variant(name))
        return "edit %s" % name

    def several(self):
        return "; ".join(self.edit() for _ in range(self.rng.randrange(2, 5)))

    def append(self):
        name = self.pick(self.tracked("prompts", "mail", "src", "agents", "tools", "schemas"))
        if not name or not os.path.isfile(self.path(name)):
            return "nothing"
        with open(self.path(name), "ab") as file:
            file.write(self.rng.choice([b"x\n", b"\n", b" ", b"\xff", b"\r\n", "\u200b".encode(), b"{{ more }}\n"]))
        return "append to %s" % name

    def delete(self):
        name = self.pick(self.tracked("prompts", "mail", "src", "lib", "agents", "tools", "schemas", "params", "*.json", "*.yaml"))
        if name:
            self.git("rm", "-qf", *(["--cached"] if self.rng.random() < 0.3 else []), "--", name)
        return "delete %s" % name

    def rename(self):
        name = self.pick(self.tracked("prompts", "mail", "src", "lib", "agents", "tools", "schemas"))
        to = self.pick(sorted(FILES))
        if name and not os.path.lexists(self.path(to)):
            try:
                os.makedirs(os.path.dirname(self.path(to)), exist_ok=True)
            except OSError:
                return "nothing"
            self.git("mv", name, to)
        return "rename %s to %s" % (name, to)

    def mode(self):
        name = self.pick(self.tracked("prompts", "src", "promptpin.yaml", ".promptpin", "tools"))
        if name:
            self.git("update-index", "--chmod=%sx" % self.rng.choice("+-"), "--", name)
        return "mode of %s" % name

    def kind(self):
        """A link, a folder, a submodule in a file's or folder's place."""
        name = self.pick(["prompts/first", "prompts/partials", "prompts/system.md", "prompts/link.md", "tools/crm", "mail",
                          "prompts/partials/opt.j2", "prompts/first/tone.j2", "schemas/deep", "prompts/part.jinja2", "agents",
                          "promptpin.waivers.yaml", ".promptpin/records", "prompts", "src", "prompts/no/such.prompt",
                          "prompts/pf2.txt", "prompts/partials/tone.j2"])
        how = self.rng.choice(["link", "link", "file", "folder", "gitlink", "gone"])
        path = self.path(name)
        try:
            if os.path.islink(path) or os.path.isfile(path):
                os.remove(path)
            elif os.path.isdir(path):
                shutil.rmtree(path)
            os.makedirs(os.path.dirname(path), exist_ok=True)
            if how == "link":
                os.symlink(self.rng.choice(["system.md", "partials", "nowhere", "..", "/etc/passwd"]), path)
            elif how == "file":
                self.write(name, "a file\n")
            elif how == "folder":
                self.write(name + "/inside.j2", "inside\n")
        except OSError:
            return "nothing"
        self.git("add", "-A")
        if how == "gitlink":
            self.git("rm", "-qrf", "--cached", "--", name)
            self.git("update-index", "--add", "--cacheinfo", "160000,%s,%s" % (self.good, name))
        return "%s becomes %s" % (name, how)

    def odd_entry(self):
        """Entries that no work tree would give."""
        name = self.pick(sorted(FILES))
        blob = self.git("rev-parse", ":prompts/system.md") or self.git("hash-object", "-w", "src/file")
        how = self.rng.choice(["intent", "stages", "blob", "case"])
        if how == "intent":
            if not os.path.lexists(self.path(name)):
                self.write(name, self.variant(name))
            self.git("rm", "-q", "--cached", "--", name)
            self.git("add", "-N", "-f", "--", name)
        elif how == "stages" and blob:
            lines = "".join("100644 %s %d\t%s\n" % (blob, n, name) for n in (1, 2, 3) if self.rng.random() < 0.7)
            self.git("rm", "-qf", "--cached", "--", name)
            subprocess.run(["git", "update-index", "--index-info"], cwd=self.repo, env=self.env, input=lines.encode(),
                           stderr=subprocess.DEVNULL, check=False)
        elif how == "blob" and blob:
            self.git("update-index", "--add", "--cacheinfo", "100644,%s,%s" % (blob, name))
        elif blob:
            self.git("update-index", "--add", "--cacheinfo", "100644,%s,%s" % (blob, name.upper()))
        return "%s: %s" % (how, name)

    # -- steps: the manifest

    def entry(self):
        name = self.pick(sorted(ENTRIES))
        how = self.rng.choice(["set", "other", "other", "one", "one", "one", "drop", "order"])
        if how == "other":
            name = self.pick(n for n in self.entries if n in ENTRIES) or name
        if how == "drop":
            name = self.pick(self.entries)
            self.entries.pop(name, None)
        elif how == "order":
            items = list(self.entries.items())
            self.rng.shuffle(items)
            self.entries = dict(items)
        elif how == "one":
            name = self.pick(self.entries)
            extra = self.rng.choice(["params: {top_p: 0.5}", "owner: team", "params: {temperature: 0.3}", "# a word",
                                     "syntax: jinja2", "evals: [x]", "model: openai/gpt-4.1", "tools: [tools/*.json]",
                                     "examples: [examples/a.json]", "variables: {}", "nonsense: 1",
                                     "output: {type: object}", "version: file", "templates: [prompts/first, prompts/partials]"])
            if name:
                key = extra.split(":")[0]
                self.entries[name] = [line for line in self.entries[name] if not line.startswith(key)] + [extra]
        else:
            choices = [e for e in ENTRIES[name] if e != self.entries.get(name)] or ENTRIES[name]
            self.entries[name] = choices[0] if self.rng.random() < 0.3 else self.rng.choice(choices)
        self.save()
        return "manifest: %s %s" % (how, name)

    def heading(self):
        if self.rng.random() < 0.3:
            self.head = self.rng.choice(DEFAULTS)
        key = self.pick(sorted(EXTRAS) + ["quoted"])
        if key == "requires" and self.rng.random() < 0.8:
            key = "comment"
        if key in self.extras and self.rng.random() < 0.6:
            del self.extras[key]
        elif key == "quoted":
            self.extras[key] = ""
        else:
            self.extras[key] = self.rng.choice(EXTRAS[key])
        self.save()
        return "manifest: %s" % key

    def text(self):
        """The manifest as somebody else might write it."""
        text = self.manifest()
        how = self.rng.choice(["crlf", "odd", "flow", "indent", "twice", "cut", "lines", "tail", "gone", "deep", "bytes"])
        if how == "crlf":
            text = text.replace("\n", "\r\n")
        elif how == "odd":
            text = text.replace("messages:", "messages:  # \u2028 \u0085", 1)
        elif how == "flow":
            text = text.replace("messages: [", "messages:\n  [").replace("{file: ", "{\nfile: ")
        elif how == "indent":
            text = text.replace("    messages:\n", "        messages:\n", 1)
        elif how == "twice":
            text += "prompts: {}\n"
        elif how == "cut":
            text = text[:self.rng.randrange(len(text))]
        elif how == "lines":
            lines = text.split("\n")
            i, j = self.rng.randrange(len(lines)), self.rng.randrange(len(lines))
            lines[i], lines[j] = lines[j], lines[i]
            text = "\n".join(lines)
        elif how == "tail":
            text = text.rstrip("\n")
        elif how == "deep":
            text = text.replace("  ", "    ")
        elif how == "bytes":
            i = self.rng.randrange(len(text))
            text = text[:i] + self.rng.choice(" \n:,-{}[]'\"#ab2") + text[i + (self.rng.random() < 0.5):]
        if how == "gone":
            self.git("rm", "-qf", "promptpin.yaml")
        else:
            self.write("promptpin.yaml", text)
        return "manifest, written otherwise: %s" % how
