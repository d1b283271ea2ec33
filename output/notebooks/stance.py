"""What the notebooks share: opening a dataset, intervals, marked texts, fonts."""

import html
import itertools
import json
from pathlib import Path

import matplotlib.pyplot as plt
import numpy as np
import pandas as pd
from matplotlib import font_manager

LABELS = ["FAVOR", "AGAINST", "NONE"]
# Of Okabe and Ito's palette, told apart by colour-blind readers too.
COLOURS = {"FAVOR": "#0072B2", "AGAINST": "#D55E00", "NONE": "#999999"}
SCHEMA = "2"  # the schema_version of the datasets that these notebooks read
FONTS = ["Noto Sans CJK SC", "Noto Sans CJK JP", "Source Han Sans SC", "PingFang SC",
         "Heiti SC", "Microsoft YaHei", "SimHei", "WenQuanYi Micro Hei", "WenQuanYi Zen Hei"]


def use_chinese_font():
    """Draws with the first font of FONTS that this machine has."""
    installed = {font.name for font in font_manager.fontManager.ttflist}
    found = [name for name in FONTS if name in installed]
    if not found:
        raise RuntimeError("no font with Chinese characters: install one, on Debian fonts-noto-cjk, "
                           "and remove matplotlib's cache, " + plt.matplotlib.get_cachedir())
    plt.rcParams["font.family"] = [found[0], "DejaVu Sans"]
    plt.rcParams["axes.unicode_minus"] = False
    plt.rcParams["axes.spines.top"] = plt.rcParams["axes.spines.right"] = False


def open_dataset(folder):
    """The rows of a dataset and its manifest, which names targets and lexicon."""
    folder = Path(folder)
    if not (folder / "_SUCCESS").exists():
        raise FileNotFoundError(f"{folder} is no complete dataset: it has no _SUCCESS")
    manifest = json.loads((folder / "_manifest.json").read_text(encoding="utf-8"))
    if manifest["schema_version"] != SCHEMA:
        raise ValueError(f"{folder} is of schema version {manifest['schema_version']}; the notebooks read {SCHEMA}")
    if manifest["file_format"] != "parquet":
        raise ValueError(f"{folder} holds {manifest['file_format']}; the notebooks read parquet")
    if manifest["rows"]["written"] == 0:
        raise ValueError(f"{folder} holds no snippet: there is nothing to show")
    return pd.read_parquet(folder / "snippets"), manifest


def by_target(rows, targets):
    """One line a row and target, with label, score, favor, against and basis."""
    parts = []
    for target in targets:
        part = rows[["id", "source", "published_at", "title", "text", "evidence"]].assign(target=target)
        for name in ["label", "score", "favor", "against", "basis"]:
            part[name] = rows[f"{target}_{name}"]
        parts.append(part)
    return pd.concat(parts, ignore_index=True)


def wilson(k, n, z=1.959964):
    """The 95 % interval of a share k of n (Wilson 1927); all of [0, 1] for n = 0."""
    k, n = np.asarray(k, float), np.asarray(n, float)
    safe = np.where(n > 0, n, 1)
    p = k / safe
    middle = (p + z * z / (2 * safe)) / (1 + z * z / safe)
    half = z / (1 + z * z / safe) * np.sqrt(p * (1 - p) / safe + z * z / (4 * safe * safe))
    return np.where(n > 0, np.clip(middle - half, 0, 1), 0.0), np.where(n > 0, np.clip(middle + half, 0, 1), 1.0)


def shares(lines, by):
    """How many lines of each group have each label: k of n, share, lo and hi."""
    counts = lines.groupby(by + ["label"], observed=True).size().unstack(fill_value=0)
    table = counts.reindex(columns=LABELS, fill_value=0).stack().rename("k").reset_index()
    table["n"] = table.groupby(by, observed=True)["k"].transform("sum")
    table["share"] = table["k"] / table["n"]
    table["lo"], table["hi"] = wilson(table["k"], table["n"])
    return table


def whiskers(table):
    """The intervals as matplotlib's errorbar wants them."""
    return [(table["share"] - table["lo"]).clip(lower=0), (table["hi"] - table["share"]).clip(lower=0)]


def evidence(lines):
    """One line a piece of evidence about the line's own target. What the bearings
    add is left out: their runs of characters say little by themselves."""
    pieces = [
        {"id": line.id, "source": line.source, "target": line.target, "term": e["term"],
         "polarity": e["polarity"], "weight": e["weight"], "voice": e["voice"], "rules": list(e["rules"])}
        for line in lines.itertuples()
        for e in line.evidence
        if e["target"] == line.target and "weigh-bearings" not in e["rules"]
    ]
    return pd.DataFrame(pieces, columns=["id", "source", "target", "term", "polarity", "weight", "voice", "rules"])


def marked(line):
    """Title and text as HTML, the words that speak for and against the target marked.

    Everything from the data is escaped."""
    shown = []
    for field in ["title", "text"]:
        text = line[field]
        if not isinstance(text, str) or not text:
            continue
        side = [0] * len(text)
        for e in line["evidence"]:
            if e["target"] == line["target"] and e["field"] == field:
                side[e["start"]:e["end"]] = [e["polarity"]] * (e["end"] - e["start"])
        out, at = "", 0
        for polarity, run in itertools.groupby(side):
            end = at + len(list(run))
            word = html.escape(text[at:end])
            colour = {1: COLOURS["FAVOR"], -1: COLOURS["AGAINST"]}.get(polarity)
            out += f'<b style="color:{colour}">{"+" if polarity > 0 else "−"}{word}</b>' if colour else word
            at = end
        shown.append(out)
    head = f'{html.escape(str(line["source"]))} · {line["target"]} {line["label"]} {line["score"]:+.2f}'
    return f"<p><small>{head} · {html.escape(str(line['id']))}</small><br>" + "<br>".join(shown) + "</p>"


def precision(sample, corrections):
    """How many lines of a sample that was read whole are right: right, n, lo, hi.

    A line is wrong where a correction of its id and target names another label."""
    right = {(c["id"], c["target"]): c["label"] for c in corrections}
    k = sum(right.get((line.id, line.target), line.label) == line.label for line in sample.itertuples())
    lo, hi = wilson(k, len(sample))
    return k, len(sample), float(lo), float(hi)


def kappa(old, new):
    """Cohen's kappa of two series of labels; NaN where both know one label only."""
    table = pd.crosstab(old.to_numpy(), new.to_numpy()).reindex(index=LABELS, columns=LABELS, fill_value=0).to_numpy()
    n = table.sum()
    if n == 0:
        return float("nan")
    chance = (table.sum(0) * table.sum(1)).sum() / n**2
    return float("nan") if chance == 1 else (np.trace(table) / n - chance) / (1 - chance)
