package measure

import (
	"errors"
	"fmt"
	"path/filepath"
	"slices"
	"strings"
	"unicode/utf8"

	"lichang/lexicon"
)

// maxProblems is how many faults of a file are told at once.
const maxProblems = 20

// Read reads a gold set from the content of a file, whose name's ending says
// its shape. A .jsonl whose first line is a correction holds corrections; each
// must have its text. Targets are the ids that a label may be toward. The error lists
// the faults as file:line: message, the first twenty of them.
func Read(name string, content []byte, targets []string) (*Set, error) {
	r := &reader{set: &Set{Name: name}, targets: targets, seen: map[string]int{}, text: map[string]string{}}
	if err := CheckName(name); err != nil {
		return nil, err
	}
	switch {
	case ending(name) != jsonl:
		r.table(content)
	case areCorrections(content):
		if err := r.corrected(content); err != nil {
			return nil, err
		}
	default:
		r.lines(content, r.object)
	}
	if r.faults == 0 && len(r.set.Cases) == 0 {
		return nil, fmt.Errorf("%s: no labelled text", name)
	}
	if err := r.err(); err != nil {
		return nil, err
	}
	return r.set, nil
}

// err joins the faults that were found.
func (r *reader) err() error {
	if more := r.faults - len(r.errs); more > 0 {
		r.errs = append(r.errs, fmt.Errorf("%s: and %d more", r.set.Name, more))
	}
	return errors.Join(r.errs...)
}

// The endings of the shapes that gold has.
const (
	jsonl = ".jsonl"
	tsv   = ".tsv"
)

func ending(name string) string { return strings.ToLower(filepath.Ext(name)) }

// CheckName returns an error where a file's name does not end as gold does.
func CheckName(name string) error {
	if e := ending(name); e != jsonl && e != tsv {
		return fmt.Errorf("%s: the ending names no shape of gold: want %s or %s", name, jsonl, tsv)
	}
	return nil
}

// reader reads one file.
type reader struct {
	set     *Set
	targets []string
	line    int
	seen    map[string]int    // line by id
	text    map[string]string // by id, in a table
	errs    []error
	faults  int
}

func (r *reader) fault(format string, args ...any) {
	if r.faults++; r.faults <= maxProblems {
		r.errs = append(r.errs, fmt.Errorf("%s:%d: %w", r.set.Name, r.line, fmt.Errorf(format, args...)))
	}
}

// faultAt is fault for a place in the line: a byte offset.
func (r *reader) faultAt(line string, offset int64, format string, args ...any) {
	offset = max(0, min(offset, int64(len(line))))
	if r.faults++; r.faults <= maxProblems {
		r.errs = append(r.errs, fmt.Errorf("%s:%d:%d: %w", r.set.Name, r.line, utf8.RuneCountInString(line[:offset])+1, fmt.Errorf(format, args...)))
	}
}

// lines calls read with each line that is not blank.
func (r *reader) lines(content []byte, read func(line string)) {
	rest := strings.TrimPrefix(string(content), "\uFEFF")
	for rest != "" {
		var line string
		line, rest, _ = strings.Cut(rest, "\n")
		r.line++
		line = strings.TrimSuffix(line, "\r")
		switch {
		case strings.TrimSpace(line) == "":
		case !utf8.ValidString(line):
			r.fault("not UTF-8")
		default:
			read(line)
		}
	}
}

// unique says whether no text has had the id before, and remembers it.
func (r *reader) unique(id string) bool {
	if _, ok := r.seen[id]; ok {
		return false
	}
	r.seen[id] = r.line
	return true
}

// unknown tells of the names that are probably misspellings of known ones that
// are not there. Others are somebody's remarks and left alone.
func (r *reader) unknown(what string, names, known []string) {
	var missing []string
	for _, k := range known {
		// Any short name is near to one of two or three letters.
		if len(k) > 3 && !slices.Contains(names, k) {
			missing = append(missing, k)
		}
	}
	for _, n := range names {
		if slices.Contains(known, n) {
			continue
		}
		if meant := lexicon.Nearest(strings.ToLower(n), missing); meant != "" {
			r.fault("unknown %s %q: did you mean %q?", what, n, meant)
		}
	}
}

func quoted(names []string) string {
	return strings.Join(slices.Sorted(slices.Values(names)), ", ")
}
