"""Probes: one thing is otherwise, in the index or in git's files, and then as it was."""

import os
import shutil
import subprocess

from entries import POLICIES
from memory import compare
from texts import FILES, STRAYS

PROBES = 4  # behind each step that is clean


class Probes:
    def blobs(self):
        """Every text of FILES as an object, by name."""
        folder = os.path.join(self.top, "texts")
        os.makedirs(folder)
        paths, names = [], []
        for name in sorted(FILES):
            for i, text in enumerate(FILES[name]):
                paths.append(os.path.join(folder, str(len(paths))))
                names.append(name)
                with open(paths[-1], "wb") as file:
                    file.write(text.encode("utf-8"))
        done = subprocess.run(["git", "hash-object", "-w", "--no-filters", "--stdin-paths"], cwd=self.repo, env=self.env,
                              input="\n".join(paths).encode(), stdout=subprocess.PIPE, check=True)
        self.ids = {}
        for name, blob in zip(names, done.stdout.decode().split()):
            self.ids.setdefault(name, []).append(blob)

    def staged(self):
        out = []
        for line in self.git("-c", "core.quotePath=false", "ls-files", "-s").split("\n"):
            head, _, name = line.partition("\t")
            if name and not name.startswith('"'):
                mode, blob, stage = head.split()
                out.append((mode, blob, stage, name))
        return out

    def hash(self, text):
        done = subprocess.run(["git", "hash-object", "-w", "--no-filters", "--stdin"], cwd=self.repo, env=self.env,
                              input=text.encode(), stdout=subprocess.PIPE, check=True)
        return done.stdout.decode().strip()

    def probe_file(self, staged):
        rng = self.rng
        kind = rng.choice(["source", "source", "source", "text", "store", "store", "gone", "mode", "swap", "place", "stray", "stray"])
        store = [e for e in staged if e[3].startswith(".promptpin/")]
        source = [e for e in staged if not e[3].startswith(".promptpin/")]
        entry = rng.choice(store if kind == "store" and store else source or staged)
        gone = "0 %s\t%%s\n" % ("0" * 40)
        if kind == "source":
            now = {e[3]: e[1] for e in staged}
            name = rng.choice([n for n in sorted(self.ids) if n in now] or sorted(self.ids))
            blob = rng.choice([b for b in self.ids[name] if b != now.get(name)] or [rng.choice(staged)[1]])
            return "%s is another" % name, "100644 %s\t%s\n" % (blob, name)
        if kind == "stray":
            name = rng.choice(STRAYS)
            return "%s is a stray" % name, "100644 %s\t%s\n" % (rng.choice(self.ids[name]), name)
        if kind == "text":
            name = rng.choice(sorted(self.ids))
            return "%s is added" % name, "100644 %s\t%s\n" % (rng.choice(self.ids[name]), name)
        if kind == "gone":
            return "%s is gone" % entry[3], gone % entry[3]
        if kind == "mode":
            mode = rng.choice(["100755", "100644", "120000", "160000"])
            return "%s is %s" % (entry[3], mode), "%s %s\t%s\n" % (mode, entry[1], entry[3])
        if kind == "place":  # a folder where a file was asked for, or a file where a folder was
            blob = rng.choice(staged)[1]
            mode = rng.choice(["100644", "100644", "120000"])
            if rng.random() < 0.5:
                name = rng.choice(sorted(FILES))
                return "%s is a folder" % name, gone % name + "%s %s\t%s/in.j2\n" % (mode, blob, name)
            name = os.path.dirname(rng.choice(sorted(FILES))) or "prompts"
            text = "".join(gone % e[3] for e in staged if e[3].startswith(name + "/"))
            return "%s is a file" % name, text + "%s %s\t%s\n" % (mode, blob, name)
        if kind == "swap" or rng.random() < 0.6:
            others = store if kind == "store" else staged
            other = rng.choice([e for e in others if e[3].split("/")[:2] == entry[3].split("/")[:2]] or staged)
            return "%s says what %s does" % (entry[3], other[3]), "100644 %s\t%s\n" % (other[1], entry[3])
        return "%s is gone" % entry[3], gone % entry[3]

    def probe_manifest(self):
        entries, head, extras = dict(self.entries), self.head, dict(self.extras)
        save, self.save = self.save, lambda: None
        try:
            what = self.entry() if self.rng.random() < 0.7 else self.heading()
            text = self.manifest()
        finally:
            self.save = save
            self.entries, self.head, self.extras = entries, head, extras
        return what, "100644 %s\tpromptpin.yaml\n" % self.hash(text)

    def ahead(self, git_dir, staged):
        """A commit on top of HEAD, with one thing that the index has not."""
        index = os.path.join(git_dir, "ahead")
        shutil.copyfile(os.path.join(git_dir, "index"), index)
        if self.rng.random() < 0.5:
            name = self.rng.choice(STRAYS)
            said, lines = "%s is a stray" % name, "100644 %s\t%s\n" % (self.rng.choice(self.ids[name]), name)
        else:
            said, lines = self.probe_file(staged)
        subprocess.run(["git", "update-index", "--replace", "--index-info"], cwd=self.repo,
                       env=dict(self.env, GIT_INDEX_FILE=index), input=lines.encode(), stderr=subprocess.DEVNULL, check=False)
        tree = self.git("write-tree", GIT_INDEX_FILE=index)
        os.remove(index)
        commit = tree and self.git("commit-tree", "-m", "ahead", "-p", "HEAD", tree)
        return said, commit or self.good

    def probe_world(self, git_dir, staged):
        """Files of git's: which, and what they say."""
        commits = self.git("rev-list", "--all", "-n", "12").split() or [self.good]
        commit = self.rng.choice(commits)
        how = self.rng.choice(["ref", "ref", "ahead", "ahead", "ahead", "head", "config", "lose", "policy", "other"])
        if how == "ref":
            return "origin/main is %s" % commit, "refs/remotes/origin/main", commit + "\n"
        if how == "ahead":
            said, commit = self.ahead(git_dir, staged)
            return "HEAD has another commit, where %s" % said, self.git("symbolic-ref", "-q", "HEAD") or "HEAD", commit + "\n"
        if how == "head":
            return "HEAD is %s" % commit, self.git("symbolic-ref", "-q", "HEAD") or "HEAD", commit + "\n"
        if how == "lose":
            return "no origin/main", "refs/remotes/origin/main", None
        if how == "other":
            name = self.rng.choice(["refs/remotes/origin/release/1", "refs/remotes/origin/topic", "refs/remotes/upstream/main"])
            return "%s is %s" % (name, commit), name, commit + "\n"
        with open(os.path.join(git_dir, "config"), encoding="utf-8") as file:
            config = file.read()
        if how == "policy":
            with open(os.path.join(self.top, "probe.yaml"), "w", encoding="utf-8") as file:
                file.write(self.rng.choice(POLICIES))
            return "a policy", "config", config + "[promptpin]\n\tpolicy = %s/probe.yaml\n" % self.top
        return "a setting", "config", config + self.rng.choice([
            "[promptpin]\n\tauthority = none\n", "[remote \"upstream\"]\n\turl = x\n", "[core]\n\tignorecase = true\n",
            "[remote \"origin\"]\n\tfetch = +refs/heads/x/*:refs/remotes/y/*\n"])

    def probe(self, memory, env):
        git_dir = os.path.join(self.repo, ".git")
        index = os.path.join(git_dir, "index")
        staged = self.staged()
        with open(index, "rb") as file:
            bytes_of = file.read()
        grown = memory.take()
        for _ in range(PROBES):
            what, saved = [], []
            if not staged:
                return
            while True:
                kind = self.rng.random()
                if kind < 0.25:
                    said, name, text = self.probe_world(git_dir, staged)
                    path = os.path.join(git_dir, name)
                    old = None
                    if os.path.isfile(path):
                        with open(path, encoding="utf-8") as file:
                            old = file.read()
                    saved.append((path, old))
                    self.put_file(path, text)
                else:
                    said, lines = self.probe_manifest() if kind < 0.45 else self.probe_file(staged)
                    subprocess.run(["git", "update-index", "--replace", "--index-info"], cwd=self.repo, env=self.env,
                                   input=lines.encode(), stderr=subprocess.DEVNULL, check=False)
                what.append(said)
                if self.rng.random() < 0.8:
                    break
            self.counts["probes"] += 1
            status, _ = compare(memory, "pre-commit", env, self.rng, self.report,
                                self.where("%s, and then %s" % (self.last, "; ".join(what))))
            if self.failed():
                return  # as it is, to be looked at
            self.counts["probes, clean"] += status == 0
            memory.put(grown)
            for path, old in reversed(saved):
                self.put_file(path, old)
            with open(index + ".new", "wb") as file:
                file.write(bytes_of)
            os.rename(index + ".new", index)

    @staticmethod
    def put_file(path, text):
        try:
            if text is not None:
                os.makedirs(os.path.dirname(path), exist_ok=True)
                with open(path, "w", encoding="utf-8") as file:
                    file.write(text)
            elif os.path.exists(path):
                os.remove(path)
        except OSError:
            pass
