"""Measures the goals of speed against a peer in the same run; ``make bench``.

    python -m benchmarks.bench                     all rows, and benchmarks/RESULTS.md
    python -m benchmarks.bench --rows 1,2          some of them, printed only
    python -m benchmarks.bench --quick             small sizes, to see that everything runs

A goal that is not met is said in the table. With --strict it is also said by exit code 1.
"""

from __future__ import annotations

import argparse
import sys
import time
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from typing import Final

from . import answers, claiming, cold, compiling, drawing, ingesting, linking, serving, table
from .table import Row
from .workbench import QUICK, Sizes, Workbench, workbench

RESULTS: Final = Path(__file__).with_name("RESULTS.md")
ROWS: Final[Mapping[str, Callable[[Workbench], Iterator[Row]]]] = {
    "1": cold.cold_query,
    "2": cold.cold_start,
    "3": answers.through_python,
    "4": answers.against_rdflib,
    "5": compiling.build_against_load,
    "6": ingesting.ingest_against_writing,
    "7": claiming.compile_against_parse,
    "8": drawing.graphml_against_networkx,
    "9": drawing.layout_of_large_graphs,
    "10": drawing.page_of_the_atlas,
    "11": linking.affiliations_in_ror,
    "12": serving.uncached,
    "13": serving.cached,
    "14": serving.neighbour,
    "15": serving.entity_page,
    "16": serving.start,
}


def main() -> None:
    """Reads the command line, measures, and ends with 1 where --strict finds a goal that is not met."""
    words = _words()
    sizes = QUICK if words.quick else Sizes()
    rows: list[Row] = []
    load = [table.load_average()]
    print(table.line(table.HEADER), table.line(["---"] * len(table.HEADER)), sep="\n", flush=True)
    with workbench(sizes, _progress()) as bench:
        for number in words.rows:
            for row in ROWS[number](bench):
                rows.append(row)
                print(table.line(row.cells()), flush=True)
    load.append(table.load_average())
    output = words.output or (RESULTS if not words.quick and len(words.rows) == len(ROWS) else None)
    if output is not None:
        output.write_text(table.document(rows, _in_words(sizes), ", ".join(load)), encoding="utf-8")
        print(f"written to {output}", file=sys.stderr)
    if words.strict and any(row.met is False for row in rows):
        sys.exit(1)


def _words() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m benchmarks.bench", description=__doc__.partition("\n")[0])
    parser.add_argument("--rows", type=_rows, default=list(ROWS), metavar="1,2,…", help="only these rows")
    parser.add_argument("--quick", action="store_true", help="small sizes: to see that it runs, not to measure")
    parser.add_argument(
        "--output", type=Path, metavar="FILE", help="where the results go; a full run keeps them anyway"
    )
    parser.add_argument("--strict", action="store_true", help="end with 1 when a goal is not met")
    return parser.parse_args()


def _rows(text: str) -> list[str]:
    numbers = text.split(",")
    unknown = [number for number in numbers if number not in ROWS]
    if unknown:
        raise argparse.ArgumentTypeError(f"there is no row {', '.join(unknown)}; there are {', '.join(ROWS)}")
    return numbers


def _progress() -> Callable[[str], None]:
    begun = time.monotonic()
    return lambda step: print(f"{time.monotonic() - begun:7.1f} s  {step}", file=sys.stderr, flush=True)


def _in_words(sizes: Sizes) -> str:
    return (
        f"generated projects of about {sizes.small:,}, {sizes.middle:,} and {sizes.large:,} quads, generated tables of "
        f"about {sizes.rows_few:,} and {sizes.rows_many:,} rows, graphs of up to {sizes.things[-1]:,} things; "
        f"medians of {sizes.rounds} runs, of {sizes.rounds_large} for rdflib, the large project and the large tables"
    )


if __name__ == "__main__":
    main()
