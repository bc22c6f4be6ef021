"""The memory of the hook, and its answers with any of it and with none."""

import os
import shutil
import subprocess

ROOT = os.path.dirname(os.path.dirname(os.path.dirname(os.path.dirname(os.path.abspath(__file__)))))
PROGRAM = os.environ.get("PROMPTPIN") or os.path.join(ROOT, "build", "plain", "promptpin")
DOOR = os.path.join(os.path.dirname(PROGRAM), "promptpin-hook")
POOL = 10  # memories of earlier steps



def run_hook(event, env, through_door):
    """Exit status and all that is said."""
    args = [DOOR, PROGRAM, event] if through_door else [PROGRAM, "hook", event]
    try:
        done = subprocess.run(args, env=env, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE,
                              stderr=subprocess.STDOUT, timeout=120, check=False)
    except subprocess.TimeoutExpired:
        return -1000, b"no end\n"
    return done.returncode, done.stdout


class Memory:
    """The files of one git folder's cache."""

    def __init__(self, git_dir, pool):
        self.folder = os.path.join(git_dir, "promptpin", "cache")
        self.pool = pool

    def take(self):
        out = {}
        for name in ("clean", "prompts"):
            path = os.path.join(self.folder, name)
            if os.path.isfile(path):
                with open(path, "rb") as file:
                    out[name] = file.read()
        return out

    def put(self, memory):
        shutil.rmtree(self.folder, ignore_errors=True)
        if not memory:
            return
        os.makedirs(self.folder, mode=0o700)
        for name, data in memory.items():
            path = os.path.join(self.folder, name)
            with open(os.open(path, os.O_WRONLY | os.O_CREAT, 0o600), "wb") as file:
                file.write(data)

    def earlier(self):
        out = []
        for i in range(POOL):
            kept = {}
            for name in ("clean", "prompts"):
                path = os.path.join(self.pool, "%d.%s" % (i, name))
                if os.path.exists(path):
                    with open(path, "rb") as file:
                        kept[name] = file.read()
            if kept:
                out.append(("of earlier, %d" % i, kept))
        return out

    def keep(self, rng, memory):
        os.makedirs(self.pool, exist_ok=True)
        i = rng.randrange(POOL)
        for name in ("clean", "prompts"):
            path = os.path.join(self.pool, "%d.%s" % (i, name))
            if name in memory:
                with open(path, "wb") as file:
                    file.write(memory[name])
            elif os.path.exists(path):
                os.remove(path)


def without(memory, name):
    return {key: value for key, value in memory.items() if key != name}


def shown(answer):
    return "exit %d\n%s" % (answer[0], answer[1].decode("utf-8", "backslashreplace"))


def compare(memory, event, env, rng, report, where):
    """Every memory says what none does. The grown one grows. Returns the exit status."""
    grown = memory.take()
    memory.put({})
    full = run_hook(event, env, False)
    fresh = memory.take()
    earlier = memory.earlier()
    states = []
    if earlier and rng.random() < 0.5:
        name, kept = rng.choice(earlier)
        states.append((name, kept if rng.random() < 0.3 else without(kept, "clean"), True))
    if rng.random() < 0.1:
        states.append(("grown, the program alone", grown, False))
    states.append(("grown", grown, True))
    if full[0] not in (0, 1, 2, 3) or b"Sanitizer" in full[1]:
        report("%s\n---- %s: no such answer: %s" % (where, event, shown(full)))
    hits = 0
    for name, kept, through_door in states:
        if not kept:
            continue
        memory.put(kept)
        got = run_hook(event, env, through_door)
        if got == (0, b"") and "clean" in kept and memory.take() == kept:  # it may be the front door's
            hits += 1
            memory.put(without(kept, "clean"))
            name += ", but for `clean`"
            got = run_hook(event, env, through_door) if got == full else got
        if got != full:
            report("%s\n---- %s, with memory %s: %s---- without: %s" % (where, event, name, shown(got), shown(full)))
    last = memory.take()
    if "clean" in last and rng.random() < 0.4:
        memory.keep(rng, last)
    if rng.random() < 0.1:
        memory.put(fresh)
    return full[0], hits
