"""A repository with its remote, and what is done to it."""

import hashlib
import os
import random
import subprocess
import sys

from commands import Commands
from edits import Edits
from entries import DEFAULTS, ENTRIES, EXTRAS
from memory import PROGRAM, Memory, compare
from probes import Probes
from texts import FILES, FIRST

RUN = os.path.join(os.path.dirname(os.path.abspath(__file__)), "run.py")


class World(Edits, Commands, Probes):
    def __init__(self, top, seed, number):
        self.top, self.seed, self.number = top, seed, number
        self.repo = os.path.join(top, "work")
        self.differ = os.path.join(top, "differ")
        self.step = -1
        self.rng = random.Random("%s %s begin" % (seed, number))
        self.entries, self.head, self.extras = {}, "", {}
        self.good = ""  # a commit with which nothing is wrong, and what its manifest has
        self.published = ""
        self.good_entries, self.good_extras = {}, {}
        self.last = ""
        self.asked = b""
        self.ids = {}
        self.status = 0
        self.bad = 0
        self.counts = {0: 0, 1: 0, 2: 0, 3: 0, "hits": 0, "probes": 0, "probes, clean": 0}
        home = os.path.join(top, "home")
        os.makedirs(home)
        keep = {name: os.environ[name] for name in ("PATH", "LD_LIBRARY_PATH", "ASAN_OPTIONS", "LSAN_OPTIONS",
                                                   "UBSAN_OPTIONS", "TMPDIR") if name in os.environ}
        self.env = dict(
            keep, HOME=home, LC_ALL="C.UTF-8", TZ="UTC", NO_COLOR="1", PAGER="cat", GIT_PAGER="cat",
            GIT_CONFIG_NOSYSTEM="1", GIT_CONFIG_GLOBAL=os.path.join(home, ".gitconfig"), GIT_TERMINAL_PROMPT="0",
            GIT_AUTHOR_NAME="Ada", GIT_AUTHOR_EMAIL="ada@example.org", GIT_COMMITTER_NAME="Ada",
            GIT_COMMITTER_EMAIL="ada@example.org", GIT_AUTHOR_DATE="2026-01-02T03:04:05Z",
            GIT_COMMITTER_DATE="2026-01-02T03:04:05Z", SOURCE_DATE_EPOCH="1767323045", GIT_EDITOR="true",
            GIT_MERGE_AUTOEDIT="no", PROMPTPIN=PROGRAM, RANDOM_TOP=top)
        with open(os.path.join(home, ".gitconfig"), "w", encoding="utf-8") as file:
            file.write("[init]\n\tdefaultBranch = main\n[advice]\n\tdetachedHead = false\n[gc]\n\tauto = 0\n"
                       "[core]\n\tfsync = none\n[protocol \"file\"]\n\tallow = always\n[rerere]\n\tenabled = false\n")

    # -- doing things

    def git(self, *args, cwd=None, **env):
        done = subprocess.run(["git", *args], cwd=cwd or self.repo, env=dict(self.env, **env), stdin=subprocess.DEVNULL,
                              stdout=subprocess.PIPE, stderr=subprocess.STDOUT, check=False)
        return done.stdout.decode("utf-8", "replace").strip() if done.returncode == 0 else ""

    def pin(self, *args):
        done = subprocess.run([PROGRAM, *args], cwd=self.repo, env=self.env, stdin=subprocess.DEVNULL,
                              stdout=subprocess.PIPE, stderr=subprocess.STDOUT, check=False)
        if done.returncode not in (0, 1, 2, 3):
            self.report("%s\n---- promptpin %s: exit %d\n%s" % (
                self.where("promptpin"), " ".join(args), done.returncode, done.stdout.decode("utf-8", "replace")))
        return done.stdout.decode("utf-8", "replace")

    def report(self, text):
        with open(self.differ, "a", encoding="utf-8") as file:
            file.write(text + "\n")

    def where(self, what):
        return "seed %s, round %d, step %d: %s" % (self.seed, self.number, self.step, what)

    def path(self, name):
        return os.path.join(self.repo, name)

    def write(self, name, text):
        data = text if isinstance(text, bytes) else text.encode("utf-8", "surrogateescape")
        path = self.path(name)
        try:
            if os.path.islink(path):
                os.remove(path)
            os.makedirs(os.path.dirname(path), exist_ok=True)
            with open(path, "wb") as file:
                file.write(data)
        except OSError:  # a folder where a file was, and the like
            return False
        return True

    def tracked(self, *under):
        return sorted(set(line for line in self.git("-c", "core.quotePath=false", "ls-files", "--", *under).split("\n") if line))

    def pick(self, items):
        items = list(items)
        return self.rng.choice(items) if items else None

    def variant(self, name):
        """Mostly what is right."""
        all_of = FILES[name]
        good = all_of[:2] if self.rng.random() < 0.7 else all_of
        text = self.rng.choice(good)
        return text if self.rng.random() < 0.6 else self.spin(name, text)

    def spin(self, name, text):
        """The same file with words it never had."""
        if name.endswith((".json", ".yaml", ".py", ".ts", ".lua")):
            return text.replace("You ", "You%d " % self.rng.randrange(40)) if self.rng.random() < 0.7 else "\n" + text
        return text + "Line %d.\n" % self.rng.randrange(40)

    # -- the manifest

    def manifest(self):
        quote = '"' if "quoted" in self.extras else ""
        text = "promptpin: 1\n" + self.extras.get("requires", "") + self.head
        text += "prompts:%s\n" % ("" if self.entries else " {}")
        for i, (name, lines) in enumerate(self.entries.items()):
            text += "  %s%s%s:\n" % (quote, name, quote)
            text += "".join("    %s\n" % line for line in lines)
            if i == 1:
                text += self.extras.get("comment", "")
        for key in ("collections", "ignore", "protected", "policy"):
            text += self.extras.get(key, "")
        return text

    def save(self):
        self.write("promptpin.yaml", self.manifest())

    # -- begin

    def some_entries(self):
        names = [name for name in sorted(ENTRIES) if name != "bad/link"]
        return {name: ENTRIES[name][0] for name in self.rng.sample(names, self.rng.randrange(4, 12))}

    def begin(self):
        rng = self.rng
        remote = rng.random() < 0.7
        if remote:
            self.git("init", "-q", "--bare", "remote.git", cwd=self.top)
            self.git("clone", "-q", "remote.git", "work", cwd=self.top)
        else:
            self.git("init", "-q", "work", cwd=self.top)
        self.blobs()
        for name in FIRST:
            self.write(name, FILES[name][0])
        self.head = DEFAULTS[0]
        self.entries = self.some_entries()
        if rng.random() < 0.3:
            self.extras["collections"] = EXTRAS["collections"][0]
        self.save()
        self.git("add", "-A")
        self.pin("bump", "--all", "-m", "first")
        self.git("add", "-A")
        self.git("commit", "-qm", "first")
        if remote:
            self.git("push", "-q", "origin", "HEAD:refs/heads/main")
            self.git("remote", "set-head", "origin", "main")
        self.published = self.git("rev-parse", "HEAD")
        if self.rng.random() < 0.5:  # what was said once, and is no news
            self.write("lib/hidden.py", FILES["lib/hidden.py"][2])
            self.git("add", "-A")
            self.git("commit", "-qm", "hidden")
        self.good = self.git("rev-parse", "HEAD")
        self.good_entries, self.good_extras = dict(self.entries), dict(self.extras)
        hook = "#!/bin/sh\nexec '%s' -B '%s' --hook \"$(basename \"$0\")\"\n" % (sys.executable, RUN)
        for name in ("pre-commit", "pre-merge-commit"):
            path = os.path.join(self.repo, ".git", "hooks", name)
            with open(path, "w", encoding="utf-8") as file:
                file.write(hook)
            os.chmod(path, 0o755)

    # -- steps

    def choose(self):
        steps = [
            (self.edit, 22), (self.several, 4), (self.append, 4), (self.delete, 4), (self.rename, 4),
            (self.mode, 2), (self.kind, 4), (self.odd_entry, 3), (self.entry, 9), (self.heading, 5),
            (self.text, 4), (self.bump, 22), (self.command, 5), (self.waivers, 1), (self.tamper, 5),
            (self.add, 10), (self.commit, 16), (self.branch, 4), (self.reset, 4), (self.join, 5),
            (self.stash, 2), (self.checkout, 4), (self.remote, 10), (self.settings, 4), (self.index_form, 2),
            (self.worktree, 2),
        ]
        functions, weights = zip(*steps)
        return self.rng.choices(functions, weights)[0]()

    def take_step(self, number):
        self.step = number
        self.rng = random.Random("%s %s %s" % (self.seed, self.number, number))
        self.env["RANDOM_STEP"] = "%s %s %s" % (self.seed, self.number, number)
        # What is known is known of what was clean.
        if self.bad > 4 and self.rng.random() < 0.5:
            what = self.mend()
        elif self.status == 1 and self.rng.random() < 0.4:
            what = self.bump()
        else:
            what = self.choose()
            if self.rng.random() < 0.7:
                what += "; " + self.add()
        self.ask(what)

    def state(self, git_dir):
        """What the check may look at."""
        common = os.path.join(self.top, "work", ".git")
        paths = [os.path.join(git_dir, name) for name in ("index", "HEAD", "MERGE_HEAD", "config.worktree")]
        paths += [os.path.join(common, name) for name in ("config", "packed-refs")]
        paths += [os.path.join(self.top, name) for name in ("policy.yaml", "included", "home/.gitconfig")]
        for folder, _, names in os.walk(os.path.join(common, "refs")):
            paths += [os.path.join(folder, name) for name in names]
        out = hashlib.sha256()
        for path in sorted(paths):
            if os.path.isfile(path):
                with open(path, "rb") as file:
                    out.update(path.encode() + b"\0" + hashlib.sha256(file.read()).digest())
        return out.digest()

    def failed(self):
        return os.path.exists(self.differ)

    def ask(self, what):
        self.last = what
        git_dir = self.git("rev-parse", "--absolute-git-dir")
        if not git_dir:
            return
        now = self.state(git_dir)
        if now == self.asked:
            return
        self.asked = now
        memory = Memory(git_dir, git_dir + "/pool")
        env = dict(self.env, GIT_INDEX_FILE=self.rng.choice([".git/index", git_dir + "/index"])
                   if os.path.isdir(self.path(".git")) else git_dir + "/index")
        here = os.getcwd()
        os.chdir(self.repo)
        try:
            self.status, hits = compare(memory, "pre-commit", env, self.rng, self.report, self.where(what))
            if self.status == 0 and not self.failed() and os.path.isdir(os.path.join(self.repo, ".git")):
                self.probe(memory, env)
        finally:
            os.chdir(here)
        self.counts[self.status] = self.counts.get(self.status, 0) + 1
        self.counts["hits"] += hits
        self.bad = 0 if self.status == 0 else self.bad + 1
        if os.environ.get("RANDOM_TRACE"):
            print("%s -> %d, %d known" % (self.where(what), self.status, memory.take().get("prompts", b"").count(b"\0I")),
                  file=sys.stderr)
            if os.environ["RANDOM_TRACE"] == "2":
                print(self.pin("check", "--staged"), file=sys.stderr)
