"""A tour of credatlas for people who have never seen a knowledge graph: runs the commands that anyone can run.

Each command line is printed before its output, so that it can be typed again. Ends with the exit code of the first
command that fails.
"""

from __future__ import annotations

import os
import shlex
import subprocess
import sys
import time
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
PROGRAM = Path(sys.executable).with_name("credatlas")

HMS = "programme:hms-healthcare-ai-executive-certificate"
KINDS = """\
SELECT ?kind (COUNT(?thing) AS ?how_many)
WHERE {
  GRAPH <https://w3id.org/credatlas/graph/facts> { ?thing a ?class }
  ?class <http://www.w3.org/2000/01/rdf-schema#label> ?kind
}
GROUP BY ?kind
ORDER BY DESC(?how_many) ?kind"""

# A heading, what to know before reading on, and the command lines that show it.
TOUR: tuple[tuple[str, str, tuple[tuple[str, ...], ...]], ...] = (
    (
        "1. Build the graph from its sources",
        (
            "Some 920 pages and papers about healthcare-AI education say something of it. What each of them says is\n"
            "kept as a claim; a build weighs the claims and makes the graph of facts from them. Then everything is\n"
            "checked."
        ),
        (("build",), ("check",)),
    ),
    (
        "2. What is in it",
        (
            "Things of many kinds, and how they belong together. This list is itself an answer of the graph: it was\n"
            "asked in SPARQL, the query language for such graphs. You need not learn it to go on."
        ),
        (("sparql", KINDS),),
    ),
    (
        "3. What is there for executives, for at most 9,000 US dollars?",
        "What is unknown is left out here; without the last option it is listed too, and marked.",
        (("find", "--audience", "executives", "--max-price", "9000", "--currency", "USD", "--unknown", "exclude"),),
    ),
    (
        "4. What does the first of them cost, and when does it run?",
        "Common questions are ready to be asked. An empty cell means: not known. It never means no.",
        (("query", "programmes-runs-and-prices", "--programme", HMS),),
    ),
    (
        "5. The price again: who says so?",
        "Every answer opens: which source says it, where in the text, when.",
        (("why", "offering:hms-ai-executives-2025", "schema:offers"),),
    ),
    (
        "6. Where sources contradict each other",
        (
            "Nothing is overwritten: all values stay, a rule with a name decides which one is shown. How many hubs\n"
            "did a hackathon have, and what is the title of that paper?"
        ),
        (("conflicts", "HSIL Hackathon 2025", "--kind", "factual"), ("conflicts", "work:gazquez-garcia-2025")),
    ),
    (
        "7. Two of them side by side",
        "Unknown is told as unknown, every cell has its source, and how old its statement is.",
        (("compare", HMS, "programme:stanford-ai-in-healthcare-certificate", "--differences"),),
    ),
)

NEXT = """\
What to try next (put .venv/bin on your PATH, or write .venv/bin/credatlas):

  credatlas find hackathon                    what goes by that name, or is about it
  credatlas show "Harvard Medical School"     all that is known of one thing
  credatlas queries                           the questions that are ready to be asked
  credatlas --help                            everything else"""


def heading(text: str, explanation: str) -> None:
    """Prints a heading with what to know before reading on."""
    print(f"\n{text}\n{'=' * len(text)}\n{explanation}", flush=True)


def run(words: tuple[str, ...]) -> int:
    """Shows a command line, runs it from the checkout, and returns its exit code."""
    print(f"\n$ {shlex.join(['credatlas', *words])}\n", flush=True)
    environment = {"COLUMNS": "120", **os.environ}
    return subprocess.run([str(PROGRAM), *words], cwd=ROOT, env=environment, check=False).returncode


def main() -> int:
    """Runs the tour."""
    started = time.monotonic()
    print("credatlas: who teaches, certifies and convenes in healthcare AI, and who says so")
    for title, explanation, command_lines in TOUR:
        heading(title, explanation)
        for words in command_lines:
            code = run(words)
            if code:
                print(f"\nThe demo stops here: the last command ended with exit code {code}.", file=sys.stderr)
                return code
    print(f"\n{NEXT}\n\nThe tour took {time.monotonic() - started:.1f} s.")
    return 0


if __name__ == "__main__":
    sys.exit(main())
