"""The least that an answer can cost: ``python bare.py STORE QUERY`` opens a store, asks it, and prints."""

import sys

import pyoxigraph

store = pyoxigraph.Store.read_only(sys.argv[1])
with open(sys.argv[2]) as file:  # noqa: PTH123 - pathlib would be half of the time
    answer = store.query(file.read(), use_default_graph_as_union=True)
assert isinstance(answer, pyoxigraph.QuerySolutions)
sys.stdout.buffer.write(answer.serialize(format=pyoxigraph.QueryResultsFormat.CSV) or b"")
