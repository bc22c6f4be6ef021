#!/usr/bin/env python3
"""What the hook remembers never changes what it says: random steps.

A round is a small repository with prompts of all kinds and a chain of random
steps: files edited, git's commands and promptpin's, settings, a remote that
moves, damage. Behind each step, and inside of each commit that git makes, the
pre-commit check answers with no memory at all; then by the front door and by
the program with the memory that has grown so far, with one part of it, and
with memories of earlier steps. Exit status and output have to be the same.

    run.py [--seed N] [--rounds N] [--steps N] [--keep FOLDER]
    run.py --seed N --rounds 1 --steps N --shrink

A step's choices come from the seed, the round and its own number alone, so
that a round can be run with steps left out: --shrink looks for the fewest
that still differ. Needs PROMPTPIN, the program; beside it promptpin-hook.
"""

import argparse
import os
import random
import shutil
import subprocess
import sys
import tempfile
import time

from memory import Memory, compare
from world import World


def hook(event):
    """git calls: the comparison inside of its commit."""
    top = os.environ["RANDOM_TOP"]
    step = os.environ["RANDOM_STEP"]
    rng = random.Random("%s %s" % (step, event))

    def report(text):
        with open(os.path.join(top, "differ"), "a", encoding="utf-8") as file:
            file.write(text + "\n")

    git_dir = subprocess.run(["git", "rev-parse", "--absolute-git-dir"], stdout=subprocess.PIPE,
                             check=True).stdout.decode().strip()
    memory = Memory(git_dir, git_dir + "/pool")
    seed, number, at = step.split()
    status, _ = compare(memory, event, dict(os.environ), rng, report,
                        "seed %s, round %s, step %s: in git" % (seed, number, at))
    return status if rng.random() < 0.9 else 0


def play(seed, number, steps, keep):
    """One round; the text of the first difference, its step, and the counts."""
    top = tempfile.mkdtemp(prefix="promptpin-random.")
    try:
        world = World(top, seed, number)
        world.begin()
        for what in ("begin", "begin, once more"):
            world.asked = b""
            world.ask(what)
        for at in steps:
            world.take_step(at)
            if world.failed():
                with open(world.differ, encoding="utf-8") as file:
                    text = file.read()
                if keep:
                    shutil.rmtree(keep, ignore_errors=True)
                    shutil.copytree(top, keep, symlinks=True)
                return text, at, world.counts
        return "", -1, world.counts
    finally:
        shutil.rmtree(top, ignore_errors=True)


def shrink(seed, number, steps, keep):
    """The fewest steps that still differ, by leaving out ever smaller runs."""
    text, at, _ = play(seed, number, steps, keep)
    if not text:
        return steps, text
    steps = [n for n in steps if n <= at]
    size = len(steps) // 2
    while size:
        i = 0
        while i < len(steps):
            fewer = steps[:i] + steps[i + size:]
            now, at, _ = play(seed, number, fewer, None)
            if now:
                steps, text = [n for n in fewer if n <= at], now
            else:
                i += size
        size //= 2
    play(seed, number, steps, keep)
    return steps, text


def main():
    args = argparse.ArgumentParser()
    args.add_argument("--seed", type=int, default=2)
    args.add_argument("--round", type=int, default=0, help="the first")
    args.add_argument("--rounds", type=int, default=2)
    args.add_argument("--steps", type=int, default=40, help="of a round")
    args.add_argument("--seconds", type=int, default=0, help="begin no round after them")
    args.add_argument("--only", help="numbers of steps, with commas")
    args.add_argument("--keep", help="where the repositories of a difference are left")
    args.add_argument("--shrink", action="store_true")
    args.add_argument("--hook")
    args = args.parse_args()
    if args.hook:
        return hook(args.hook)
    total, bad, done, start = {}, 0, 0, time.monotonic()
    for number in range(args.round, args.round + args.rounds):
        if args.seconds and time.monotonic() - start > args.seconds:
            break
        done += 1
        steps = [int(n) for n in args.only.split(",")] if args.only else list(range(args.steps))
        text, at, counts = play(args.seed, number, steps, args.keep)
        for key, count in counts.items():
            total[key] = total.get(key, 0) + count
        if not text:
            continue
        bad += 1
        print(text)
        if args.shrink:
            steps, text = shrink(args.seed, number, steps, args.keep)
            print("fewest steps: --seed %d --round %d --rounds 1 --only %s\n%s" % (
                args.seed, number, ",".join(str(n) for n in steps), text))
        else:
            print("again: --seed %d --round %d --rounds 1 --steps %d" % (args.seed, number, at + 1))
        sys.stdout.flush()
    print("%d rounds, %d of them differ; answers: %s" % (
        done, bad, ", ".join("%s: %d" % (key, total[key]) for key in sorted(total, key=str))))
    return 1 if bad else 0


if __name__ == "__main__":
    sys.exit(main())
