"""Opens datasets in pandas, pyarrow, polars and DuckDB, and compares every value
with the lines that `score` wrote for the same input.

usage: interop.py SCORE.jsonl SCHEMA.json DATASET...

SCHEMA.json is what `schema --format json` writes.
"""

import datetime
import glob
import json
import math
import os
import sys

import duckdb
import pandas as pd
import polars as pl
import pyarrow as pa
import pyarrow.dataset as ds
import pyarrow.ipc as ipc
import pyarrow.parquet as pq

UTC = datetime.timezone.utc


def plain(value):
    """A value as JSON would hold it, whichever library it comes from."""
    if value is None or value is pd.NaT:
        return None
    if isinstance(value, dict):
        return {k: plain(v) for k, v in value.items()}
    if isinstance(value, (list, tuple)) or type(value).__name__ == "ndarray":
        return [plain(v) for v in value]
    if isinstance(value, datetime.datetime):  # a pandas Timestamp is one
        if value.tzinfo is None:
            raise ValueError(f"{value!r} has no time zone")
        return value.astimezone(UTC).replace(tzinfo=None).isoformat(timespec="milliseconds")
    if hasattr(value, "item"):
        value = value.item()
    if isinstance(value, float) and math.isnan(value):
        return None  # how pandas shows a null among numbers; the writer refuses NaN
    return value


def expected(path):
    rows = []
    with open(path, encoding="utf-8") as lines:
        for line in lines:
            row = json.loads(line)
            if row["published_at"] is not None:
                when = datetime.datetime.fromisoformat(row["published_at"])
                row["published_at"] = plain(when)
            rows.append(row)
    return rows


def readers(folder):
    """Each reader's rows, by its name."""
    root = os.path.join(folder, "snippets")
    parquet = os.path.join(root, "**", "*.parquet")
    arrow = os.path.join(root, "**", "*.arrow")
    if glob.glob(parquet, recursive=True):
        yield "pandas", lambda: pd.read_parquet(root).to_dict("records")
        yield "pyarrow", lambda: ds.dataset(root, partitioning="hive").to_table().to_pylist()
        yield "polars", lambda: pl.read_parquet(parquet, hive_partitioning=True).to_dicts()
        yield "duckdb", lambda: duck(f"read_parquet('{parquet}', hive_partitioning = true)")
    else:
        files = sorted(glob.glob(arrow, recursive=True))
        assert files, f"{root} holds no part"
        yield "pandas", lambda: pd.concat([pd.read_feather(f) for f in files]).to_dict("records")
        yield "pyarrow", lambda: ds.dataset(root, format="ipc", partitioning="hive").to_table().to_pylist()
        yield "polars", lambda: pl.scan_ipc(arrow, hive_partitioning=True).collect().to_dicts()
        yield "duckdb", lambda: duck("parts", ds.dataset(files, format="ipc").to_table())


def duck(relation, parts=None):
    """All rows of a relation; `parts` is a table that the relation may name."""
    with duckdb.connect() as con:
        con.execute("SET TimeZone = 'UTC'")
        if parts is not None:
            con.register("parts", parts)
        got = con.execute(f"SELECT * FROM {relation}")
        names = [c[0] for c in got.description]
        return [dict(zip(names, values)) for values in got.fetchall()]


def check_groups(what, got):
    """Each row names the first row of its near-copies, which names itself."""
    rows = {r["id"]: r for r in got}
    assert len(rows) == len(got), f"{what}: ids repeat"
    for r in got:
        first = rows[r["dup_group"]]
        assert first["dup_group"] == first["id"] and first["input_row"] <= r["input_row"], (what, r["id"], first["id"])


def compare(what, got, want):
    """Compares rows, whatever their order, value by value; returns how many."""
    check_groups(what, got)
    assert len(got) == len(want), f"{what}: {len(got)} rows, want {len(want)}"
    values = 0
    for row, right in zip(sorted(got, key=lambda r: r["input_row"]), sorted(want, key=lambda r: r["input_row"])):
        row = {k: plain(v) for k, v in row.items() if k != "source_key"}
        assert set(row) == set(right), f"{what}: columns differ: {set(row) ^ set(right)}"
        for name in right:
            if name == "dup_group":  # which score does not look for
                assert right[name] is None, right
                continue
            assert row[name] == right[name], f"{what}: row {right['input_row']}, {name}: {row[name]!r}, want {right[name]!r}"
            values += 1
    return values


def check_evidence(rows):
    """Every offset points at its word, and every score is a fold of its evidence."""
    pieces = 0
    for row in rows:
        for e in row["evidence"]:
            assert row[e["field"]][e["start"] : e["end"]] == e["term"] != "", (row["id"], e)
            for s in e["spans"]:
                assert 0 <= s["start"] < s["end"] <= len(row[s["field"]]), (row["id"], s)
            pieces += 1
        targets = {name.removesuffix("_label"): name.removesuffix("_label") for name in row if name.endswith("_label")}
        del targets["sentiment"]
        if row["target"] is None:
            del targets["target"]
        else:
            targets["target"] = row["target"]
        for prefix, target in targets.items():
            for side, polarity in (("favor", 1), ("against", -1)):
                rest = math.prod(1 - e["weight"] for e in row["evidence"] if e["target"] == target and e["polarity"] == polarity)
                assert abs(row[f"{prefix}_{side}"] - (1 - rest)) < 1e-6, (row["id"], prefix, side)
            assert abs(row[f"{prefix}_score"] - (row[f"{prefix}_favor"] - row[f"{prefix}_against"])) < 1e-6, (row["id"], prefix)
    return pieces


def check_sources(folder, rows, first):
    """The table of sources counts what the rows hold; first are the ids of those
    that are no near-copies."""
    path = glob.glob(os.path.join(folder, "sources.*"))[0]
    table = pl.read_parquet(path) if path.endswith(".parquet") else pl.read_ipc(path)
    assert sorted(set(table["source"])) == sorted({r["source"] for r in rows})
    for line in table.to_dicts():
        labels = [r[line["target"] + "_label"] for r in rows if r["source"] == line["source"]]
        want = [len(labels)] + [labels.count(x) for x in ("FAVOR", "AGAINST", "NONE")]
        got = [line[x] for x in ("n", "favor", "against", "none")]
        assert got == want, (line["source"], line["target"], got, want)
        labels = [r[line["target"] + "_label"] for r in rows if r["source"] == line["source"] and r["id"] in first]
        want = [len(labels)] + [labels.count(x) for x in ("FAVOR", "AGAINST", "NONE")]
        got = [line[x + "_without_copies"] for x in ("n", "favor", "against", "none")]
        assert got == want, (line["source"], line["target"], got, want)


def check_descriptions(folder, columns):
    """Each field of each file, however deep, tells what it holds, in the words of
    `schema --format json`."""
    checked = 0

    def check(path, field, column):
        nonlocal checked
        told = (field.metadata or {}).get(b"description", b"").decode()
        assert field.name == column["name"], f"{path}: {field.name} stands where {column['name']} belongs"
        assert told and told == column["description"], f"{path}: {field.name} tells {told!r}, want {column['description']!r}"
        checked += 1
        inner = column.get("fields", [])
        if inner:
            item = field.type.value_type
            assert item.num_fields == len(inner), f"{path}: {field.name} has {item.num_fields} fields"
            for i, c in enumerate(inner):
                check(path, item.field(i), c)

    for table, pattern in (("snippets", "snippets/*/*"), ("sources", "sources.*")):
        files = sorted(glob.glob(os.path.join(folder, pattern)))
        assert files, f"{folder} has no {table}"
        for path in files:
            schema = pq.read_schema(path) if path.endswith(".parquet") else ipc.open_file(path).schema
            assert len(schema) == len(columns[table]), f"{path}: {len(schema)} columns"
            for field, column in zip(schema, columns[table]):
                check(path, field, column)
    return checked


def main(score, schema, *datasets):
    with open(schema, encoding="utf-8") as f:
        columns = json.load(f)
    rows = expected(score)
    want = [r for r in rows if r["status"] != "rejected"]
    assert want, f"{score} holds no row"
    pieces = check_evidence(want)
    assert pieces, f"{score} holds no evidence"
    print(f"{len(want)} rows, {pieces} pieces of evidence: each offset points at its word")
    for folder in datasets:
        for name, read in readers(folder):
            got = read()
            values = compare(f"{folder} in {name}", got, want)
            first = {r["id"] for r in got if r["dup_group"] == r["id"]}
            print(f"ok  {os.path.basename(folder)} in {name}: {values} values equal")
        check_sources(folder, want, first)
        print(f"ok  {os.path.basename(folder)}: the table of sources adds up, {len(want) - len(first)} near-copies apart")
        print(f"ok  {os.path.basename(folder)}: {check_descriptions(folder, columns)} fields tell what they hold")


if __name__ == "__main__":
    print(f"pandas {pd.__version__}, pyarrow {pa.__version__}, polars {pl.__version__}, duckdb {duckdb.__version__}")
    main(*sys.argv[1:])
