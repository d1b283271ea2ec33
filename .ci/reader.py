"""Reads a dataset with DuckDB again and again while another process writes it, until
standard input ends. Each reading must give one of the whole datasets that are
allowed, or a clear "no such file".

It reads the files that the manifest names. A glob is expanded folder by folder and
passes over names that are gone by then: one that is under way in the very moment of
an exchange can miss a part, whoever writes.

usage: reader.py DATASET ROWS:WORD...

ROWS:WORD is a dataset of so many rows, the id of each of which begins with WORD.
"""

import collections
import json
import os
import select
import sys

import duckdb

GONE = ("No files found", "No such file", "does not exist")


def reading(con, dataset):
    """What one reading gives: "ROWS:WORD" of all words found, or "gone"."""
    try:
        with open(os.path.join(dataset, "_manifest.json"), encoding="utf-8") as f:
            files = [os.path.join(dataset, x["path"]) for x in json.load(f)["files"] if x["path"].startswith("snippets/")]
        found = con.execute(
            "SELECT regexp_extract(id, '^[^0-9]+') AS word, count(*) FROM read_parquet(?, hive_partitioning = true) GROUP BY word ORDER BY word",
            [files],
        ).fetchall()
    except FileNotFoundError:
        return "gone"
    except duckdb.IOException as e:
        if any(words in str(e) for words in GONE):
            return "gone"
        raise
    return " ".join(f"{n}:{word}" for word, n in found)


def main(dataset, *allowed):
    seen = collections.Counter()
    with duckdb.connect() as con:
        con.execute("SET threads = 1")
        while not select.select([sys.stdin], [], [], 0.005)[0]:
            got = reading(con, dataset)
            assert got == "gone" or got in allowed, f"a mixture: {got}, want one of {allowed}"
            seen[got] += 1
    for what, times in sorted(seen.items()):
        print(f"{what}: {times} times")
    assert all(seen[a] for a in allowed), f"not all of {allowed} were seen: the test looked away"


if __name__ == "__main__":
    main(*sys.argv[1:])
