"""Executes the notebooks and the README's Python, and looks at what they draw.

usage: notebooks.py LICHANG [--pictures]

LICHANG is the built program. An error, a figure without anything in it and a
character without a glyph all fail. --pictures writes the pictures that the README
shows.
"""

import datetime
import io
import json
import os
import re
import subprocess
import sys
import tempfile
import time
import warnings

import nbformat
import pandas as pd
from matplotlib import font_manager
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.figure import Figure
from matplotlib.text import Text
from nbclient import NotebookClient
from PIL import Image

HOME = os.path.dirname(os.path.dirname(os.path.abspath(__file__)))
BOOKS = os.path.join(HOME, "output", "notebooks")

# Goes before and after the cells of a notebook.
BEFORE = """
import warnings
warnings.filterwarnings("error", message="Glyph")
"""
AFTER = """
import sys
sys.path.insert(0, {ci!r})
import notebooks
notebooks.inspect({picture!r})
"""


def drawn(char, family):
    """The pixels of a character."""
    fig = Figure((1, 1))
    canvas = FigureCanvasAgg(fig)
    fig.text(0.2, 0.2, char, family=family, size=36)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        canvas.draw()
    return bytes(canvas.buffer_rgba())


def is_tofu(char, family):
    """Whether a character is drawn as the same one is by a font that lacks it."""
    dejavu = font_manager.get_font(font_manager.findfont("DejaVu Sans"))
    if char.isspace() or dejavu.get_char_index(ord(char)):
        return False
    return drawn(char, family) == drawn(char, ["DejaVu Sans"])


def inspect(picture):
    """Looks at all open figures; what they show goes into one picture."""
    import matplotlib.pyplot as plt

    pages = []
    for number in plt.get_fignums():
        fig = plt.figure(number)
        fig.canvas.draw()
        for ax in fig.axes:
            marks = [*ax.lines, *ax.collections, *ax.images]
            bars = [p for p in ax.patches if p.get_width() or p.get_height()]
            assert marks or bars, f"figure {number}: {ax.get_title(loc='left')!r} shows nothing"
        for artist in fig.findobj(Text):
            tofu = [c for c in artist.get_text() if is_tofu(c, artist.get_fontfamily())]
            assert not tofu, f"figure {number}: no glyph for {tofu} of {artist.get_text()!r}"
        out = io.BytesIO()
        fig.savefig(out, dpi=80, facecolor="white")
        page = Image.open(out).convert("RGB")
        assert len(page.getcolors(maxcolors=page.width * page.height)) > 2, f"figure {number} is blank"
        pages.append(page)
    if picture:
        assert pages, "the notebook draws nothing"
        sheet = Image.new("RGB", (max(p.width for p in pages), sum(p.height for p in pages)), "white")
        top = 0
        for page in pages:
            sheet.paste(page, (0, top))
            top += page.height
        sheet.save(picture, optimize=True)


def execute(name, picture, edits=(), **env):
    """Runs a notebook in its folder, with the edits that its reader would make."""
    began = time.monotonic()
    book = nbformat.read(os.path.join(BOOKS, name + ".ipynb"), as_version=4)
    cells = len(book.cells)
    for old, new in edits:
        assert sum(old in c.source for c in book.cells) == 1, f"{name}: {old!r} is not there once"
        for c in book.cells:
            c.source = c.source.replace(old, new)
    book.cells.insert(0, nbformat.v4.new_code_cell(BEFORE))
    book.cells.append(nbformat.v4.new_code_cell(AFTER.format(ci=os.path.join(HOME, ".ci"), picture=picture)))
    # Figures stay open where nothing shows them, and can be looked at in the end.
    env = os.environ | env | {"MPLBACKEND": "agg", "PYTHONDONTWRITEBYTECODE": "1"}
    client = NotebookClient(book, timeout=120, resources={"metadata": {"path": BOOKS}}, kernel_name="python3")
    client.execute(env=env)
    print(f"ok  {name}: {cells} cells in {time.monotonic() - began:.1f} s")


def check_tools():
    """What looks at the notebooks must itself see what is wrong."""
    sys.dont_write_bytecode = True
    sys.path.insert(0, BOOKS)
    import stance

    stance.use_chinese_font()
    family = stance.plt.rcParams["font.family"]
    assert is_tofu("小", ["DejaVu Sans"]) and is_tofu("𠮷", ["DejaVu Sans"])
    assert not is_tofu("小", family)
    lo, hi = stance.wilson(9, 10)
    assert abs(lo - 0.5958) < 1e-4 and abs(hi - 0.9821) < 1e-4, (lo, hi)
    sample = pd.DataFrame({"id": ["a", "a", "b", "c"], "target": ["kol", "fans", "kol", "kol"], "label": ["AGAINST", "FAVOR", "AGAINST", "FAVOR"]})
    corrections = [
        {"id": "a", "target": "kol", "label": "NONE"},
        {"id": "c", "target": "kol", "label": "FAVOR"},
        {"id": "d", "target": "kol", "label": "FAVOR"},
    ]
    assert stance.precision(sample, corrections)[:2] == (3, 4)
    old, new = pd.Series(["FAVOR", "FAVOR", "NONE", "NONE"]), pd.Series(["FAVOR", "NONE", "NONE", "NONE"])
    assert abs(stance.kappa(old, new) - 0.5) < 1e-12
    line = {"id": "1", "source": "<s>", "target": "kol", "label": "AGAINST", "score": -1.0, "title": None, "text": "<script>坏",
            "evidence": [{"target": "kol", "field": "text", "start": 8, "end": 9, "polarity": -1}]}
    assert "&lt;script&gt;<b" in stance.marked(line) and "<s>" not in stance.marked(line)


def dated(path):
    """An input with sources and dates, of the texts in testdata."""
    with open(os.path.join(HOME, "testdata", "gold-small.jsonl"), encoding="utf-8") as texts, open(path, "w", encoding="utf-8") as out:
        for i, line in enumerate(texts):
            text = json.loads(line)
            day = datetime.date(2026, 3, 1) + datetime.timedelta(days=i % 7)
            row = {"id": text["id"], "text": text["text"], "source": ["论坛", "微博客", "问答"][i % 3], "published_at": f"{day}T08:00:00Z"}
            out.write(json.dumps(row, ensure_ascii=False) + "\n")


def main(lichang, *flags):
    check_tools()
    lichang = os.path.abspath(lichang)
    with tempfile.TemporaryDirectory() as work:
        data = os.path.join(HOME, "testdata")

        def run(out, *args):
            subprocess.run([lichang, "run", "--quiet", "--out", os.path.join(work, out), *args], check=True, stdout=subprocess.DEVNULL, cwd=HOME)
            return os.path.join(work, out)

        first = run("lichang-out", "testdata/xiaomi-kol.pairs.txt")
        dated(os.path.join(work, "dated.jsonl"))
        days = run("days", os.path.join(work, "dated.jsonl"))
        comments = os.path.join(data, "qingluo-comments.txt")
        old = run("old", comments, "--lexicon", os.path.join(data, "qingluo"))
        new = run("new", comments, "--lexicon", os.path.join(data, "qingluo-next"))

        with open(os.path.join(HOME, "README.md"), encoding="utf-8") as readme:
            blocks = re.findall(r"^```python\n(.*?)^```$", readme.read(), re.M | re.S)
        assert len(blocks) >= 4, f"the README shows {len(blocks)} pieces of Python"
        for block in blocks:
            said = subprocess.run([sys.executable, "-c", block], cwd=work, check=True, capture_output=True, text=True).stdout
            assert said.strip(), f"prints nothing:\n{block}"
        print(f"ok  README: {len(blocks)} pieces of Python")

        shown = BOOKS if "--pictures" in flags else work
        execute("morning", os.path.join(shown, "morning.png"), LICHANG_OUT=first)
        # Five texts read, one of them wrong; what is kept of that is gold.
        found = os.path.join(work, "corrections.jsonl")
        read = [
            ("READ = 0", "READ = 5"),
            ("    # {", '    {"id": sample.iloc[0].id, "target": sample.iloc[0].target, "label": "NONE", "note": "a trial"},\n    # {'),
            ("k, n, lo, hi = stance.precision(sample.head(READ), corrections)", "k, n, lo, hi = stance.precision(sample.head(READ), corrections)\nassert (k, n) == (4, 5)"),
        ]
        execute("morning", os.path.join(work, "days.png"), read, LICHANG_OUT=days, LICHANG_CORRECTIONS=found)
        subprocess.run([lichang, "eval", found], check=True, stdout=subprocess.DEVNULL)

        # Nobody decided, nobody mentioned: what there is still shows.
        quiet = os.path.join(work, "quiet.txt")
        with open(quiet, "w", encoding="utf-8") as out:
            out.write("今天天气不错\n明天有雨\n")
        execute("morning", os.path.join(work, "quiet.png"), LICHANG_OUT=run("nobody", quiet))
        execute("lexicon-compare", os.path.join(shown, "lexicon-compare.png"), LICHANG_OLD=old, LICHANG_NEW=new)
        execute("recipes", None, LICHANG_OUT=first)


if __name__ == "__main__":
    main(*sys.argv[1:])
