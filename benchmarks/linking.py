"""Row 11: labelled affiliations looked up in a dump of ROR, beside the nearest name by rapidfuzz in the same run.

What is measured runs in a process of its own::

    python -m benchmarks.linking build DUMP               index of a dump: CPU time and most memory; the cache is empty
    python -m benchmarks.linking start DUMP               first answer with a kept index: CPU time, imports included
    python -m benchmarks.linking ours DUMP TABLE MOST     precision, recall and strings a second
    python -m benchmarks.linking nearest DUMP TABLE MOST  the same for the name that looks most like the string
"""

from __future__ import annotations

import csv
import json
import os
import resource
import sys
import time
from collections.abc import Callable, Iterator, Set
from pathlib import Path
from typing import Any, Final

from . import measuring
from .generate import ROOT
from .table import Row, line
from .workbench import Workbench

_PRECISION: Final = 0.95
_RECALL: Final = 0.85
_PER_SECOND: Final = 300.0
_BUILD: Final = 20.0  # seconds
_START: Final = 1.0
_ALIKE: Final = 85.0  # of 100: below this the peer says that nothing fits, which is its best figure on these strings
_FEW: Final = 10
_NEAREST: Final = 125  # strings that the peer is asked: it takes a third of a second for each


def affiliations_in_ror(bench: Workbench) -> Iterator[Row]:
    """Row 11: what is found; row 11a: building the index; row 11b: starting with a kept one."""
    folder = Path(os.environ.get("CREDATLAS_LINKING") or ROOT.parent / "shared/linking")
    quick = bench.sizes.rounds == 1
    dump = folder / ("ror-data-small-1500.zip" if quick else "ror-data-subset-51370.zip")
    table = folder / "gold-affiliations.tsv"
    if not (dump.is_file() and table.is_file()):
        yield _without(folder)
        return
    most = str(_FEW if quick else _NEAREST)
    environment = {**bench.environment, "CREDATLAS_CACHE": str(bench.folder / "links")}

    def told(*words: str) -> dict[str, Any]:
        command = (sys.executable, "-m", "benchmarks.linking", *words)
        return dict(json.loads(measuring.run(command, environment, ROOT).output))

    bench.say(f"index of {dump.name}")
    built = told("build", str(dump))
    bench.say("affiliations, and the nearest names")
    ours, peer = told("ours", str(dump), str(table), most), told("nearest", str(dump), str(table), most)
    yield _found(ours, peer, int(built["records"]))
    yield Row(
        number="11a",
        what=f"index of a dump of {built['records']:,} records, CPU time; most memory {built['megabytes']:.0f} MB",
        ours=f"{built['seconds']:.1f} s",
        peer="–",
        ratio=None,
        goal=f"< {_BUILD:.0f} s",
        met=built["seconds"] < _BUILD,
    )
    bench.say("starting with a kept index")
    starts = measuring.Spread(tuple(told("start", str(dump))["seconds"] for _ in range(bench.sizes.rounds_large)))
    yield Row(
        number="11b",
        what="first answer of a new process with a kept index, CPU time",
        ours=str(starts),
        peer="–",
        ratio=None,
        goal=f"< {_START:.0f} s",
        met=starts.median < _START,
    )


def _without(folder: Path) -> Row:
    return Row(
        number="11",
        what=f"labelled affiliations: there are none in {folder}; CREDATLAS_LINKING names another folder",
        ours="–",
        peer="–",
        ratio=None,
        goal="–",
        met=None,
    )


def _found(ours: dict[str, Any], peer: dict[str, Any], records: int) -> Row:
    good = ours["precision"] >= _PRECISION and ours["recall"] >= _RECALL and ours["per second"] >= _PER_SECOND
    head = ("", "precision of all answers", "recall", "strings a second")
    cells = (
        (name, f"{one['precision']:.3f}", f"{one['recall']:.3f}", f"{one['per second']:.0f}")
        for name, one in (("credatlas", ours), ("nearest name, rapidfuzz WRatio", peer))
    )
    return Row(
        number="11",
        what=f"{ours['strings']} labelled affiliations against {records:,} records of ROR, on one core; the peer takes "
        "the name that looks most like the string",
        ours=f"P {ours['precision']:.3f}, R {ours['recall']:.3f}, {ours['per second']:.0f} a second",
        peer=f"P {peer['precision']:.3f}, R {peer['recall']:.3f}, {peer['per second']:.1f} a second",
        ratio=ours["per second"] / peer["per second"],
        goal=f"P ≥ {_PRECISION}, R ≥ {_RECALL}, ≥ {_PER_SECOND:.0f} a second",
        met=good,
        detail=[line(head), line(["---"] * len(head)), *map(line, cells)],
    )


def _build(dump: Path) -> dict[str, Any]:
    from credatlas.link.sources import ror

    index = ror.index(dump)
    most = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    return {"records": index.size, "seconds": time.process_time(), "megabytes": most}


def _start(dump: Path) -> dict[str, Any]:
    from credatlas.link.matching import match
    from credatlas.link.sources import ror

    match(ror.index(dump), "Department of Physics, Harvard University, Cambridge, USA")
    return {"seconds": time.process_time()}


def _labelled(table: Path, most: int) -> list[tuple[str, set[str]]]:
    with table.open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file, delimiter="\t"))
    pairs = ((row["affiliation"], row["ror_ids"].split("|")) for row in rows)
    return [(text, {one for one in ids if one.startswith("http")}) for text, ids in pairs][:most]


def _measured(texts: list[tuple[str, set[str]]], look: Callable[[str], Set[str]]) -> dict[str, Any]:
    begun = time.process_time()
    answers = [look(text) for text, _ in texts]
    seconds = time.process_time() - begun
    right = sum(len(given & wanted) for given, (_, wanted) in zip(answers, texts, strict=True))
    return {
        "strings": len(texts),
        "precision": right / max(sum(map(len, answers)), 1),
        "recall": right / max(sum(len(wanted) for _, wanted in texts), 1),
        "per second": len(texts) / max(seconds, 1e-6),
    }


def _ours(dump: Path, table: Path, most: int) -> dict[str, Any]:
    from credatlas.link.matching import match
    from credatlas.link.sources import ror

    index = ror.index(dump)

    def look(text: str) -> set[str]:
        found = match(index, text)
        return {one.record.id for one in found.candidates} if found.decision == "auto" else set()

    return _measured(_labelled(table, most), look)


def _nearest(dump: Path, table: Path, most: int) -> dict[str, Any]:
    from rapidfuzz import fuzz, process, utils

    from credatlas.link.sources import ror

    ids, names = [], []
    for record in ror.records(dump):
        for name in record.names:
            if record.status == "active" and name.kind != "acronym":
                ids.append(record.id)
                names.append(utils.default_process(name.text))

    def look(text: str) -> set[str]:
        wanted = utils.default_process(text)
        found = process.extractOne(wanted, names, scorer=fuzz.WRatio, score_cutoff=_ALIKE)
        return {ids[found[2]]} if found else set()

    return _measured(_labelled(table, most), look)


def main(words: list[str]) -> None:
    """Measures one thing and prints it as JSON."""
    match words:
        case ["build", dump]:
            told = _build(Path(dump))
        case ["start", dump]:
            told = _start(Path(dump))
        case ["ours", dump, table, most]:
            told = _ours(Path(dump), Path(table), int(most))
        case ["nearest", dump, table, most]:
            told = _nearest(Path(dump), Path(table), int(most))
        case _:
            sys.exit(__doc__)
    print(json.dumps(told))


if __name__ == "__main__":
    main(sys.argv[1:])
