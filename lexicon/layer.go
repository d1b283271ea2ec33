package lexicon

import (
	"bytes"
	"cmp"
	"errors"
	"maps"
	"path"
	"runtime"
	"slices"
	"strings"
	"sync"
	"sync/atomic"
	"unicode/utf8"
)

// layer is what one folder says by itself, before it is merged with what it
// extends. References to classes are still names, since an extending lexicon
// may replace the class.
type layer struct {
	*collector
	src     source
	sources map[string][]byte // shown file → content, of all layers
	files   map[string]bool   // shown files of this one

	name, version string
	extends       []scalar

	classes       []*Class
	classAt       map[string]Position // where the file's classes stand
	terms         []*entryDef
	constructions []*constructionDef
	cues          []Cue
	targets       []Target
	targetNames   []namedBy // of targets, for clashes
	ownNames      []namedBy // all that stands for a target, by its id
	entities      []entityDef
	shields       []scalar
	words         []SegmentWord
	weights       []weightDef
	refused       []scalar
	bearings      bearingTable
}

// entryDef is a term as written: what is empty is the class's to say.
type entryDef struct {
	text, pos, class string
	classAt          Position
	strength         float64
	effects          []Effect
	ownEffects       bool
	neg              Negation
	content          Treatment
	noContent        bool
	when             Condition
	note             string
	at               Position
}

type constructionDef struct {
	parts []PatternPart
	entryDef
}

// namedBy is a name of a target or entity, which owner describes.
type namedBy struct {
	scalar
	owner string
}

type entityDef struct {
	Entity
	names []scalar
	at    Position
}

type weightDef struct {
	name  string
	value float64
	at    Position
}

// readLayer reads a lexicon's folder. The error is for a folder that cannot be
// read; whatever is wrong with its content goes to the collector.
func readLayer(c *collector, src source, sources map[string][]byte) (*layer, error) {
	l := &layer{collector: c, src: src, sources: sources, files: map[string]bool{}}
	files, err := src.files()
	if err != nil {
		return nil, err
	}
	// Files are read side by side and joined in their order: what is wrong and
	// what stands first does not depend on who was quicker.
	parts := make([]*layer, len(files))
	errs := make([]error, len(files))
	var next atomic.Int64
	var wg sync.WaitGroup
	for range min(len(files), runtime.GOMAXPROCS(0)) {
		wg.Go(func() {
			for i := int(next.Add(1)) - 1; i < len(files); i = int(next.Add(1)) - 1 {
				parts[i] = &layer{collector: &collector{bounds: c.bounds}, src: src, sources: map[string][]byte{}}
				errs[i] = parts[i].read(files[i])
			}
		})
	}
	wg.Wait()
	for i, part := range parts {
		if errs[i] != nil {
			return nil, errs[i]
		}
		l.join(part)
	}
	return l, nil
}

// join adds what one more file says.
func (l *layer) join(part *layer) {
	for _, p := range part.problems {
		l.add(p)
	}
	for level, count := range part.counts {
		l.counts[level] += max(0, count-maxProblems)
	}
	l.unreadable = l.unreadable || part.unreadable
	maps.Copy(l.sources, part.sources)
	for file := range part.sources {
		l.files[file] = true
	}
	l.name, l.version = cmp.Or(l.name, part.name), cmp.Or(l.version, part.version)
	l.extends = append(l.extends, part.extends...)
	l.classes = append(l.classes, part.classes...)
	l.terms = append(l.terms, part.terms...)
	l.constructions = append(l.constructions, part.constructions...)
	l.cues = append(l.cues, part.cues...)
	l.targets = append(l.targets, part.targets...)
	l.targetNames = append(l.targetNames, part.targetNames...)
	l.ownNames = append(l.ownNames, part.ownNames...)
	l.entities = append(l.entities, part.entities...)
	l.shields = append(l.shields, part.shields...)
	l.words = append(l.words, part.words...)
	l.weights = append(l.weights, part.weights...)
	l.refused = append(l.refused, part.refused...)
	if part.bearings.rows != nil {
		l.bearings = part.bearings
	}
}

const (
	metaFile = "lexicon.yaml"
	testsDir = "tests/"
)

// read reads one file, a path relative to the folder.
func (l *layer) read(file string) error {
	var parse func(file, content string)
	dir, base := path.Split(file)
	switch {
	case file == metaFile:
		parse = l.readMeta
	case file == "classes.yaml":
		parse = l.readClasses
	case file == "cues.yaml":
		parse = l.readCues
	case file == "constructions.yaml":
		parse = l.readConstructions
	case file == "segment.dict":
		parse = l.readSegmentWords
	case file == bearingsFile:
		parse = l.readBearings
	case file == "refused.tsv":
		parse = l.readRefused
	case dir == "terms/" && path.Ext(base) == ".tsv":
		parse = l.readTerms
	case strings.HasPrefix(dir, testsDir), ignored(file):
		return nil
	default:
		known := []string{metaFile, "classes.yaml", "cues.yaml", "constructions.yaml", "segment.dict", "refused.tsv", bearingsFile}
		l.errorf(Position{File: l.src.file(file)}, "unknown-file", "not a file of a lexicon%s", orList(guess(file, known), append(known, "terms/*.tsv", "tests/*.yaml")))
		return nil
	}
	shown := l.src.file(file)
	content, err := l.src.readFile(file, l.bounds)
	switch {
	case errors.Is(err, errOutside):
		l.errorf(Position{File: shown}, "outside", "%v", err)
		l.unreadable = true
		return nil
	case errors.Is(err, errTooMuch):
		l.unreadable = true
		return nil // told once for all files
	case err != nil:
		return err
	}
	l.sources[shown] = content
	if text, ok := l.decode(shown, content); ok {
		parse(shown, text)
	}
	return nil
}

// ignored says whether a file in a lexicon's folder is for people only.
func ignored(file string) bool {
	hidden := strings.HasPrefix(file, ".") || strings.Contains(file, "/.")
	return hidden || path.Base(file) == "LICENSE" || path.Ext(file) == ".md" || path.Ext(file) == ".txt"
}

// decode drops a byte order mark and carriage returns before line ends, and
// reports, for each line, the first byte that is not UTF-8 or character that no
// text file has.
func (c *collector) decode(file string, content []byte) (string, bool) {
	text := strings.ReplaceAll(string(bytes.TrimPrefix(content, []byte(bom))), "\r\n", "\n")
	if utf8.ValidString(text) && !strings.ContainsFunc(text, controls) {
		return text, true
	}
	n, ok := 0, true
	for line := range strings.Lines(text) {
		n++
		column := 0
		for i, r := range line {
			column++
			at := Position{File: file, Line: n, Column: column}
			if r == utf8.RuneError && !strings.HasPrefix(line[i:], "\uFFFD") {
				c.errorf(at, "utf-8", "byte 0x%02X is not UTF-8; save the file as UTF-8", line[i])
			} else if controls(r) {
				c.errorf(at, "control", "the control character %U", r)
			} else {
				continue
			}
			c.unreadable, ok = true, false
			break
		}
	}
	return text, ok
}

// controls says whether a character has no place in a text file.
func controls(r rune) bool { return r < ' ' && r != '\t' && r != '\n' || r == 0x7F }

// readRefused reads refused.tsv.
func (l *layer) readRefused(file, content string) {
	t := l.openTable(file, content, nil, []string{"term"})
	if t == nil {
		return
	}
	term := slices.Index(t.columns, "term")
	for r, ok := t.row(row{}); ok; r, ok = t.row(r) {
		if r.check(term + 1) {
			l.refused = append(l.refused, scalar{r.cell(term), r.at(term)})
		}
	}
}

// readSegmentWords reads segment.dict.
func (l *layer) readSegmentWords(file, content string) {
	n := 0
	seen := map[string]Position{}
	for line := range strings.SplitSeq(content, "\n") {
		n++
		if strings.HasPrefix(line, "#") || strings.Trim(line, " \t") == "" {
			continue
		}
		if !l.bounds.entry() {
			return
		}
		at := Position{File: file, Line: n, Column: 1}
		w, ok := l.segmentWord(at, line)
		if !ok {
			continue
		}
		if first, twice := seen[w.Text]; twice {
			l.errorf(at, "duplicate", "the word %q stands twice, first at %s", w.Text, first)
			continue
		}
		seen[w.Text] = at
		l.words = append(l.words, w)
	}
}

func sortedEffects(list []Effect) []Effect {
	slices.SortFunc(list, func(a, b Effect) int {
		return cmp.Or(cmp.Compare(a.From, b.From), cmp.Compare(a.To, b.To))
	})
	return list
}
