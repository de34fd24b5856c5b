#!/usr/bin/env python3
"""Every link of the documentation leads to a file and a heading that are there, and so does every page that a file names in docs.

  tests/scripts/links.py CHECKOUT
"""
import os
import re
import sys

root = sys.argv[1]
NOT_OURS = {"build", "out", "node_modules", ".git", "dist", "reference", "shared"}
TEXT = (".md", ".h", ".hpp", ".cpp", ".c", ".py", ".ts", ".mjs", ".txt", ".sh", ".toml", "")


def files():
    for folder, folders, names in os.walk(root):
        folders[:] = [f for f in folders if f not in NOT_OURS]
        for name in names:
            path = os.path.join(folder, name)
            if os.path.splitext(name)[1] in TEXT and os.path.getsize(path) < 1 << 20 and not os.path.islink(path):
                yield path


def text(path):
    with open(path, encoding="utf-8", errors="replace") as file:
        return file.read()


def anchors(path):
    """As GitHub makes them of headings: lower case, no punctuation, a hyphen for each space."""
    prose = re.sub(r"^```.*?^```", "", text(path), flags=re.M | re.S)
    found = set()
    for heading in re.findall(r"^#+ (.*)$", prose, flags=re.M):
        words = re.sub(r"\[([^\]]*)\]\([^)]*\)", r"\1", heading).strip().lower()
        found.add(re.sub(r"[^\w\- ]", "", words).replace(" ", "-"))
    return found


faults, links, mentions = [], 0, 0
for path in files():
    content, name = text(path), os.path.relpath(path, root)
    if path.endswith(".md"):
        prose = re.sub(r"`[^`\n]*`", "", re.sub(r"^(```.*?^```|    .*?$)", "", content, flags=re.M | re.S))
        for target in re.findall(r"\]\(([^)\s]+)\)", prose):
            if re.match(r"[a-z]+:", target):
                continue
            links += 1
            file, _, anchor = target.partition("#")
            at = os.path.normpath(os.path.join(os.path.dirname(path), file)) if file else path
            if not os.path.exists(at):
                faults.append(f"{name}: {target} is not there")
            elif anchor and at.endswith(".md") and anchor not in anchors(at):
                faults.append(f"{name}: {target}: no such heading")
    for page in set(re.findall(r"(?<![\w/.])docs/(?:howto/)?[\w-]+\.md\b", content)):
        mentions += 1
        if not os.path.exists(os.path.join(root, page)):
            faults.append(f"{name}: {page} is not there")
print("\n".join(sorted(faults) + [f"{links} links, {mentions} mentions of pages, {len(faults)} faults"]))
if faults or links < 100 or mentions < 50:
    sys.exit(1)
