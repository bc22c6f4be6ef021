#!/usr/bin/env python3
"""Literals with the values that Python and Node give them, for test_oracle.c.

literals.py python SEED COUNT    literals made at random, as Python reads them
literals.py node SEED COUNT      the same for JavaScript
literals.py files COUNT          those of files of Python's own library

Prints blocks: the number of bytes of a source and the source (or "@PATH"),
then a line a literal, its offset and its value in hexadecimal; then "end".
"""
import ast
import inspect
import os
import random
import subprocess
import sys
import textwrap

PIECES = ["a", "b c", "\\n", "\\t", "\\\\", "\\'", '\\"', "\\x41", "\\u00e9",
          "\\\n", "\n", "  ", "\t", "#", "{", "}", "$", "\\q", "\u00e9",
          "\U0001F600", "`", "'", '"', "//", "/*", "\\101", "\\0", "${", "\\${"]


def literal(rng, quotes, prefixes, lines):
    """One literal as it is written."""
    quote = rng.choice(quotes)
    prefix = rng.choice(prefixes)
    text = "".join(rng.choice(PIECES) for _ in range(rng.randrange(12)))
    if "f" in prefix or "F" in prefix:
        text = text.replace("{", "{{").replace("}", "}}")
    if quote == "`":
        text = text.replace("${", "$ {")
    if quote not in lines:
        text = text.replace("\\\n", "").replace("\n", "")
    return prefix + quote + text + quote


def python_value(source):
    """The value of an expression, or None."""
    try:
        value = eval(compile(source, "literal", "eval"),
                     {"dedent": textwrap.dedent, "inspect": inspect})
        return value.encode() if isinstance(value, str) else None
    except (SyntaxError, ValueError, TypeError):
        return None


def python_sources(rng, count):
    made = 0
    while made < count:
        quotes = ["'", '"', "'''", '"""']
        parts = [literal(rng, quotes, ["", "", "r", "u", "f", "Rf"], quotes[2:])
                 for _ in range(rng.randrange(1, 4))]
        source = rng.choice([" ", " + ", "\n + "]).join(parts)
        source = rng.choice(["(%s)", "(%s)", "dedent(%s)", "(%s).strip()",
                             "inspect.cleandoc(%s)", "(%s).rstrip()"]) % source
        value = python_value(source)
        if value is not None:
            made += 1
            yield "A = " + source + "\n", value


NODE = """
const lines = require('fs').readFileSync(0, 'utf8').split('\\n');
for (const line of lines.filter(Boolean)) {
    let out = 'none';
    try {
        const value = (0, eval)('(' + Buffer.from(line, 'hex') + ')');
        if (value.isWellFormed ? value.isWellFormed() : true)
            out = 'x' + Buffer.from(value).toString('hex');
    } catch (e) {
    }
    console.log(out);
}
"""


def node_sources(rng, count):
    sources = []
    for _ in range(count):
        parts = [literal(rng, ["'", '"', "`"], ["", "", "String.raw"], ["`"])
                 for _ in range(rng.randrange(1, 4))]
        parts = [p.replace("String.raw", "") if p[-1] != "`" else p for p in parts]
        sources.append(rng.choice(["%s", "%s", "(%s).trim()"]) % " + ".join(parts))
    done = subprocess.run(["node", "-e", NODE], check=True, capture_output=True,
                          input="\n".join(s.encode().hex() for s in sources).encode())
    for source, line in zip(sources, done.stdout.decode().split("\n")):
        if line.startswith("x"):
            yield "A = " + source + ";\n", bytes.fromhex(line[1:])


def folded(node):
    """The text of literals that are put together, and where it begins."""
    if isinstance(node, ast.Constant) and isinstance(node.value, str):
        return node.value, (node.lineno, node.col_offset)
    if isinstance(node, ast.JoinedStr) and all(
            isinstance(v, ast.Constant) for v in node.values):
        return "".join(v.value for v in node.values), (node.lineno, node.col_offset)
    if isinstance(node, ast.BinOp) and isinstance(node.op, ast.Add):
        left, right = folded(node.left), folded(node.right)
        if left and right:
            return left[0] + right[0], left[1]
    return None


def walk(node, found):
    text = folded(node)
    if text:
        found[text[1]] = text[0]
    elif not isinstance(node, (ast.Call, ast.JoinedStr)) or not isinstance(
            getattr(node, "func", None), ast.Attribute):
        if not isinstance(node, ast.JoinedStr):
            for child in ast.iter_child_nodes(node):
                walk(child, found)
    else:  # methods of literals are test_python.c's
        for child in node.args + [k.value for k in node.keywords]:
            walk(child, found)
        if not folded(node.func.value):
            walk(node.func.value, found)


def library_files(count):
    folder = os.path.dirname(os.__file__)
    for name in sorted(os.listdir(folder)):
        path = os.path.join(folder, name)
        if not name.endswith(".py") or count == 0:
            continue
        with open(path, "rb") as file:
            source = file.read()
        try:
            source.decode()
            tree = ast.parse(source)
        except (SyntaxError, ValueError):
            continue
        if b"\r" in source or b"\f" in source:
            continue
        count -= 1
        starts = [0]
        for line in source.split(b"\n"):
            starts.append(starts[-1] + len(line) + 1)
        found = {}
        walk(tree, found)
        yield path, sorted((starts[line - 1] + column, value)
                           for (line, column), value in found.items() if value)


def surrogate(value):
    return any(0xD800 <= ord(c) <= 0xDFFF for c in value)


def main():
    out = sys.stdout.buffer
    if sys.argv[1] == "files":
        for path, literals in library_files(int(sys.argv[2])):
            out.write(b"@%s\n" % path.encode())
            for offset, value in literals:
                if not surrogate(value):
                    out.write(b"%d %s\n" % (offset, value.encode().hex().encode()))
            out.write(b"end\n")
        return
    rng = random.Random(int(sys.argv[2]))
    make = python_sources if sys.argv[1] == "python" else node_sources
    for source, value in make(rng, int(sys.argv[3])):
        source = source.encode()
        out.write(b"%d\n%s" % (len(source), source))
        out.write(b"0 %s\nend\n" % (value.hex().encode() or b"-"))


main()
