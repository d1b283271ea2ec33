package measure

import (
	"bytes"
	"encoding/json"
	"fmt"
	"maps"
	"slices"
	"strings"
)

// Labelled returns the targets that the rows of a .jsonl label, sorted; nil where
// its first row labels none, so that it is no gold. Faults are left to Read.
func Labelled(content []byte) []string {
	seen := map[string]bool{}
	first := true
	for line := range bytes.Lines(bytes.TrimPrefix(content, []byte("\uFEFF"))) {
		if len(bytes.TrimSpace(line)) == 0 {
			continue
		}
		var row struct {
			Stance map[string]json.RawMessage `json:"stance"`
		}
		err := json.Unmarshal(line, &row)
		if first && (err != nil || row.Stance == nil) {
			return nil
		}
		first = false
		for id := range row.Stance {
			seen[id] = true
		}
	}
	return slices.Sorted(maps.Keys(seen))
}

// Only leaves the labels of some targets in a set about the lexicon's targets,
// in their order; texts that have none of them are left out.
func (s *Set) Only(targets []string) *Set {
	if s.Kind != Targets {
		return s
	}
	some := *s
	some.Cases = nil
	for _, c := range s.Cases {
		var want []Want
		for _, w := range c.Want {
			if slices.Contains(targets, w.Target) {
				want = append(want, w)
			}
		}
		if c.Want = want; len(want) > 0 {
			some.Cases = append(some.Cases, c)
		}
	}
	return &some
}

// LabelledTable says whether the header of a .tsv names a column of labels.
func LabelledTable(header []byte) bool {
	for cell := range bytes.SplitSeq(bytes.TrimRight(bytes.TrimPrefix(header, []byte("\uFEFF")), "\r\n"), []byte("\t")) {
		if name := string(cell); name == "stance" || name == "sentiment" {
			return true
		}
	}
	return false
}

// ReadShared reads labelled texts for two lexicons: of the labels those of the
// shared targets. Known are the targets of either; the texts may lack some of
// them. Labels of none that is shared are an error.
func ReadShared(name string, content []byte, known, shared []string) (*Set, error) {
	targets := known
	if ids := Labelled(content); ids != nil {
		targets = slices.DeleteFunc(slices.Clone(known), func(id string) bool { return !slices.Contains(ids, id) })
	}
	set, err := Read(name, content, targets)
	if err != nil {
		return nil, err
	}
	if set = set.Only(shared); len(set.Cases) == 0 {
		return nil, fmt.Errorf("%s: no label is of a target that both lexicons judge: %s", name, strings.Join(shared, ", "))
	}
	return set, nil
}
