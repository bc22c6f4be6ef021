"""Random steps by promptpin and by git."""

import os

from entries import DEFAULTS, POLICIES
from texts import FILES, FIRST


class Commands:
    # -- steps: promptpin

    def bump(self):
        self.git("add", "-A")
        args = self.rng.choice([["--all"]] * 6 + [["--all", "--keep"], ["--all", "--level", "major"]] +
                               [[name] for name in list(self.entries)[:3]])
        self.pin("bump", *args)
        if self.rng.random() < 0.9:
            self.git("add", "-A")
        return "bump %s" % " ".join(args)

    def command(self):
        name = self.pick(self.entries) or "ask"
        versions = sorted(os.listdir(self.path(".promptpin/releases"))) if os.path.isdir(self.path(".promptpin/releases")) else []
        version = self.pick([v for v in versions if v.startswith(name + "@")])
        how = self.rng.choice(["retire", "mv", "restore", "adopt", "waive", "mend"])
        if how == "retire":
            self.pin("retire", name)
            self.entries.pop(name, None)
        elif how == "mv":
            new = self.rng.choice(["moved", "ask/moved", "y"])
            self.pin("mv", name, new)
            if name in self.entries and new not in self.entries:
                self.entries[new] = self.entries.pop(name)
        elif how == "restore" and version:
            self.pin("restore", version)
        elif how == "adopt":
            self.pin("adopt", self.rng.choice(["lib/prompts/stray.md", "lib/hidden.py", "mail/one.md"]))
        elif how == "mend":
            self.pin("mend")
        elif how == "waive":
            out = self.pin("check", "--staged")
            words = [line.split("promptpin waive ")[1].split()[0] for line in out.split("\n") if "promptpin waive " in line]
            if words:
                self.pin("waive", self.rng.choice(words), "-m", "accepted", "--until",
                         self.rng.choice(["2999-01-01", "2999-01-01", "2020-01-01"]))
        self.git("add", "-A")
        return "%s %s" % (how, name)

    def waivers(self):
        if os.path.lexists(self.path("promptpin.waivers.yaml")) and self.rng.random() < 0.7:
            self.git("rm", "-qf", "promptpin.waivers.yaml")
            return "no waivers"
        self.write("promptpin.waivers.yaml", self.rng.choice([
            "waivers: []\n", "waivers:\n  - fingerprint: %s\n    rule: drift\n    reason: \"x\"\n    owner: a\n    until: 2999-01-01\n"
            % ("0" * 64), "waivers: 7\n", ""]))
        return "waivers"

    def tamper(self):
        name = self.pick(self.tracked(".promptpin"))
        if not name:
            return "nothing"
        how = self.rng.choice(["append", "delete", "cached", "garbage", "swap", "other", "record", "stray"])
        path = self.path(name)
        if how == "append" and os.path.isfile(path):
            with open(path, "ab") as file:
                file.write(b"x\n")
        elif how in ("delete", "cached"):
            self.git("rm", "-qf", *(["--cached"] if how == "cached" else []), "--", name)
        elif how == "garbage":
            self.write(name, "1.0.0 sha256:%s\n" % ("0" * 64))
        elif how == "swap":
            other = self.pick(self.tracked(os.path.dirname(name)))
            if other and os.path.isfile(self.path(other)):
                with open(self.path(other), "rb") as file:
                    self.write(name, file.read())
        elif how == "other":
            ids = sorted(self.entries) or ["ask"]
            self.write(".promptpin/heads/%s@" % self.rng.choice(ids), "9.9.9 sha256:%s\n" % ("1" * 64))
        elif how == "record":
            head = self.pick(self.tracked(".promptpin/heads"))
            if head and os.path.isfile(self.path(head)):
                with open(self.path(head), encoding="utf-8", errors="replace") as file:
                    version = (file.read().split() or ["1.0.0"])[0]
                what = self.rng.choice(["retired", "moved"])
                self.write(".promptpin/records/%s/%s%s" % (what, head[len(".promptpin/heads/"):], version),
                           "new\n" if what == "moved" else "")
        elif how == "stray":
            self.write(self.rng.choice([".promptpin/stray", ".promptpin/records/odd/x", ".promptpin/objects/zz/x",
                                        ".promptpin/releases/none@1.0.0", ".promptpin/format"]), "stray\n")
        if self.rng.random() < 0.8:
            self.git("add", "-A")
        return "tamper, %s: %s" % (how, name)

    # -- steps: git

    def add(self):
        if self.rng.random() < 0.85:
            self.git("add", "-A")
            return "add all"
        name = self.pick(["prompts", "promptpin.yaml", "src", ".promptpin", "mail"])
        self.git("add", "-A", "--", name)
        return "add %s" % name

    def commit(self):
        args = self.rng.choice([[]] * 5 + [["-a"], ["--amend"], ["--allow-empty"], ["-a", "--allow-empty"]])
        if self.rng.random() < 0.15:
            name = self.pick(self.tracked("prompts", "src", "promptpin.yaml", "mail"))
            args = ["--", name] if name else []
        elif self.rng.random() < 0.1:
            args = args + ["--no-verify"]
        path = args[1:] if args[:1] == ["--"] else []
        self.git("commit", "-q", "-m", "step", *([] if path else args), *(["--", *path] if path else []))
        return "commit %s" % " ".join(args)

    def branch(self):
        name = self.rng.choice(["main", "topic", "other"])
        how = self.rng.choice(["checkout", "create", "force", "detach", "delete", "rename"])
        if how == "checkout":
            self.git("checkout", "-q", name)
        elif how == "create":
            self.git("checkout", "-q", "-B", name)
        elif how == "force":
            self.git("checkout", "-qf", name)
        elif how == "detach":
            self.git("checkout", "-q", "--detach")
        elif how == "rename":
            self.git("branch", "-M", name)
        else:
            self.git("branch", "-qD", name)
        return "branch %s %s" % (how, name)

    def reset(self):
        to = self.rng.choice(["HEAD", "HEAD~1", "HEAD~2", "origin/main", self.good, "ORIG_HEAD"])
        how = self.rng.choice(["--hard", "--hard", "--soft", "--mixed"])
        self.git("reset", "-q", how, to)
        return "reset %s %s" % (how, to)

    def join(self):
        other = self.rng.choice(["main", "topic", "other", "origin/main"])
        how = self.rng.choice(["merge", "no-ff", "squash", "rebase", "pick", "revert", "abort", "no-commit", "continue"])
        if how == "merge":
            self.git("merge", "-q", "--no-edit", other)
        elif how == "no-ff":
            self.git("merge", "-q", "--no-ff", "--no-edit", other)
        elif how == "no-commit":
            self.git("merge", "-q", "--no-ff", "--no-commit", other)
        elif how == "squash":
            self.git("merge", "-q", "--squash", other)
        elif how == "rebase":
            self.git("rebase", "-q", other)
        elif how == "pick":
            self.git("cherry-pick", other)
        elif how == "revert":
            self.git("revert", "--no-edit", *(["-n"] if self.rng.random() < 0.5 else []), "HEAD")
        elif how == "continue":
            self.git("add", "-A")
            self.git("commit", "-q", "--no-edit")
        else:
            for name in ("merge", "rebase", "cherry-pick", "revert"):
                self.git(name, "--abort")
        return "%s %s" % (how, other)

    def stash(self):
        how = self.rng.choice(["push", "pop", "apply"])
        self.git("stash", how, "-q")
        return "stash %s" % how

    def checkout(self):
        name = self.pick(self.tracked("prompts", "mail", "src", "promptpin.yaml", ".promptpin"))
        rev = self.rng.choice(["HEAD", "HEAD~1", "origin/main", self.good])
        if name:
            self.git("checkout", "-q", rev, "--", self.rng.choice([name, ".", "lib", ".promptpin", "prompts", "promptpin.yaml"]))
        return "checkout %s %s" % (rev, name)

    def remote(self):
        how = self.rng.choice(["push", "push", "force", "elsewhere", "update-ref", "lose", "set-head", "fetch", "release", "drop",
                               "rename", "upstream", "pack", "gc", "delete"])
        if how == "push":
            self.git("push", "-q", "--no-verify", "origin", "HEAD:refs/heads/main")
        elif how == "force":
            self.git("push", "-qf", "--no-verify", "origin", "%s:refs/heads/main" % self.rng.choice(["HEAD~1", self.good, "HEAD"]))
        elif how == "elsewhere":  # somebody else commits this index
            tree = self.git("write-tree")
            commit = tree and self.git("commit-tree", "-m", "elsewhere", "-p", "origin/main", tree)
            if commit:
                self.git("push", "-qf", "--no-verify", "origin", "%s:refs/heads/main" % commit)
        elif how == "update-ref":
            self.git("update-ref", "refs/remotes/origin/main", self.rng.choice(["HEAD", "HEAD~1", self.good]))
        elif how == "lose":
            self.git("update-ref", "-d", "refs/remotes/origin/main")
        elif how == "set-head":
            self.git("remote", "set-head", "origin", self.rng.choice(["main", "topic", "-d"]))
        elif how == "fetch":
            self.git("fetch", "-q", "origin")
        elif how in ("release", "delete"):
            name = self.rng.choice(["release/1", "topic", "release/2"])
            self.git("push", "-qf", "--no-verify", "origin", "%s:refs/heads/%s" % ("HEAD" if how == "release" else "", name))
        elif how == "drop" and self.rng.random() < 0.3:
            self.git("remote", "remove", "origin")
        elif how == "rename" and self.rng.random() < 0.3:
            self.git("remote", "rename", "origin", "upstream")
        elif how == "upstream":
            self.git("remote", "add", self.rng.choice(["upstream", "origin"]), "../remote.git")
            self.git("fetch", "-q", "--all")
        elif how == "pack":
            self.git("pack-refs", "--all")
        elif how == "gc" and self.rng.random() < 0.5:
            self.git("gc", "-q")
        return "remote: %s" % how

    def settings(self):
        key, values = self.rng.choice([
            ("promptpin.policy", [os.path.join(self.top, "policy.yaml"), "policy.yaml"]),
            ("promptpin.authority", ["origin", "upstream", "none"]), ("core.autocrlf", ["true", "input"]),
            ("core.ignorecase", ["true", "false"]), ("index.version", ["4", "2"]), ("feature.manyFiles", ["true"]),
            ("user.name", ["Bob"]), ("include.path", [os.path.join(self.top, "included")]),
            ("remote.origin.url", ["../remote.git", "/nowhere"]), ("core.filemode", ["false"]), ("core.symlinks", ["false"])])
        if self.rng.random() < 0.6:
            with open(os.path.join(self.top, "policy.yaml"), "w", encoding="utf-8") as file:
                file.write(self.rng.choice(POLICIES))
            with open(os.path.join(self.top, "included"), "w", encoding="utf-8") as file:
                file.write(self.rng.choice(["", "[promptpin]\n\tpolicy = %s/policy.yaml\n" % self.top,
                                            "[promptpin]\n\tauthority = upstream\n"]))
        where = self.rng.choice(["--local", "--local", "--global"])
        if self.git("config", where, "--get", key) and self.rng.random() < 0.7:
            self.git("config", where, "--unset-all", key)
            return "no %s %s" % (where, key)
        self.git("config", where, key, self.rng.choice(values))
        return "%s %s" % (where, key)

    def index_form(self):
        how = self.rng.choice([["--index-version", "4"], ["--index-version", "2"], ["--split-index"], ["--no-split-index"],
                               ["--untracked-cache"], ["--refresh"], ["--force-write-index"]])
        self.git("update-index", *how)
        return "index %s" % " ".join(how)

    def worktree(self):
        linked = os.path.join(self.top, "linked")
        if os.path.isdir(linked):
            if self.repo == linked or self.rng.random() < 0.5:
                self.repo = os.path.join(self.top, "work")
                return "back to the main work tree"
        else:
            self.git("worktree", "add", "-q", "-f", "-B", "linked", linked, self.rng.choice(["HEAD", self.good]))
        if os.path.isdir(linked):
            self.repo = linked
        return "the linked work tree"

    def mend(self):
        """Back to what was right."""
        for name in ("merge", "rebase", "cherry-pick", "revert"):
            self.git(name, "--abort")
        for key in ("promptpin.policy", "promptpin.authority", "include.path"):
            self.git("config", "--local", "--unset-all", key)
            self.git("config", "--global", "--unset-all", key)
        self.git("update-index", "--no-split-index")
        self.git("checkout", "-qf", "--ignore-other-worktrees", "-B", self.rng.choice(["main", "topic"]), self.good)
        self.git("reset", "-q", "--hard", self.good)
        self.git("clean", "-qffdx")
        self.git("push", "-qf", "--no-verify", "origin", "%s:refs/heads/main" % self.published)
        self.extras, self.head = dict(self.good_extras), DEFAULTS[0]
        self.entries = dict(self.some_entries(), **self.good_entries)
        for name in FIRST:
            if name != "lib/hidden.py":
                self.write(name, FILES[name][0])
        for name in self.tracked():
            if name in FILES and name not in FIRST and self.rng.random() < 0.5:
                self.git("rm", "-qf", "--", name)
        self.save()
        self.git("add", "-A")
        self.pin("bump", "--all")
        self.git("add", "-A")
        return "mended"
