// Package lexicontest holds, in Go tests, what another version of a lexicon may
// change: which labels, how much agreement with labelled texts, which terms. A
// failure shows the flips with what both versions go by, side by side, and the
// entries that caused them.
//
//	func TestNewWords(t *testing.T) {
//		v, err := lexicontest.Open("testdata/words-1.4.0", "words")
//		if err != nil {
//			t.Fatal(err)
//		}
//		v.NoFlips(t, documents, lexicontest.Expected{ID: "post-17", Target: "kol"})
//		v.NoDrop(t, "testdata/gold.jsonl", 0.01)
//		v.NoTermLost(t)
//		v.Judges(t, "绝对不能容忍任何诋毁车主的博主", lexicontest.Labels{"kol": "AGAINST", "fans": "FAVOR"})
//	}
package lexicontest

import (
	"context"
	"errors"
	"fmt"
	"os"
	"runtime"
	"slices"
	"strings"

	"lichang/lexicon"
	"lichang/lexicon/compare"
	"lichang/pipeline"
	"lichang/pipeline/flip"
	"lichang/pipeline/measure"
)

// TB is what the assertions need of a *testing.T or *testing.B.
type TB interface {
	Helper()
	Errorf(format string, args ...any)
}

// Versions are two versions of a lexicon, ready to judge. They may be used by
// several tests at once.
type Versions struct {
	Old, New *pipeline.Analyzer
	diff     *compare.Diff
}

// Open loads two versions: each a folder, the name of an embedded lexicon, a .zip
// or "REVISION:folder" of git. The dictionaries are kept in the user's cache.
func Open(old, new string) (*Versions, error) {
	oldLex, oldErr := lexicon.Open(old)
	newLex, newErr := lexicon.Open(new)
	if err := errors.Join(oldErr, newErr); err != nil {
		return nil, err
	}
	oldBy, newBy, err := pipeline.OpenBoth(oldLex, newLex, "")
	if err != nil {
		return nil, err
	}
	return Of(oldBy, newBy), nil
}

// Of compares what two analysers judge by.
func Of(old, new *pipeline.Analyzer) *Versions {
	return &Versions{Old: old, New: new, diff: compare.Of(old.Lexicon(), new.Lexicon())}
}

// Expected is a label that may change: of the document with that id, toward the
// target, to the label; "" stands for any target and any label.
type Expected struct {
	ID, Target, To string
}

func (e Expected) is(f *flip.Flip) bool {
	return e.ID == f.ID && (e.Target == "" || e.Target == f.Target) && (e.To == "" || e.To == f.New.Label)
}

// NoFlips fails where a label of the documents is another under the new version,
// and is none of those expected. Targets that only one version judges are left
// out.
func (v *Versions) NoFlips(t TB, docs []pipeline.Document, expected ...Expected) {
	t.Helper()
	c, err := v.comparison(max(1, len(docs)) * max(1, len(v.diff.Shared)+1))
	if err != nil {
		t.Errorf("lexicontest: %v", err)
		return
	}
	r, err := c.Documents(context.Background(), docs)
	if err != nil {
		t.Errorf("lexicontest: %v", err)
		return
	}
	flips := slices.DeleteFunc(r.List, func(f flip.Flip) bool {
		return slices.ContainsFunc(expected, func(e Expected) bool { return e.is(&f) })
	})
	if len(flips) > 0 {
		t.Errorf("%s:\n%s", count(len(flips), "label flips that is not expected", "labels flip that are not expected"), v.drawn(flips))
	}
}

// NoDrop fails where the macro-F1 over the labelled texts of a file (as `lichang
// eval` reads them) falls by more than margin, in [0, 1], from the old version to
// the new one. It shows the flips away from the label that people gave.
func (v *Versions) NoDrop(t TB, goldFile string, margin float64) {
	t.Helper()
	r, err := v.gold(goldFile)
	if err != nil {
		t.Errorf("lexicontest: %v", err)
		return
	}
	all := r.Gold.All
	if all.Old-all.New <= margin {
		return
	}
	wrong := slices.DeleteFunc(r.List, func(f flip.Flip) bool { return f.Verdict != flip.Wrong })
	t.Errorf("%s: macro-F1 falls from %.3f to %.3f, by more than %g (difference %+.3f, 95 %% %+.3f to %+.3f; p %.3g)\n%s",
		goldFile, all.Old, all.New, margin, all.Difference.Value, all.Difference.Low, all.Difference.High, all.P, v.drawn(wrong))
}

// NoTermLost fails where a term or construction of the old version is none of the
// new one's, but for those that are expected to go.
func (v *Versions) NoTermLost(t TB, expected ...string) {
	t.Helper()
	var lost []string
	for i := range v.diff.Changes {
		c := &v.diff.Changes[i]
		if c.Op == compare.Removed && (c.Kind == compare.Term || c.Kind == compare.Construction) && !slices.Contains(expected, c.Text) {
			lost = append(lost, fmt.Sprintf("  %s  (%s)", c, c.Old))
		}
	}
	if len(lost) > 0 {
		t.Errorf("%s:\n%s", count(len(lost), "entry is lost", "entries are lost"), strings.Join(lost, "\n"))
	}
}

// Labels are the labels that a text should get, by target.
type Labels map[string]string

// Judges fails where the new version gives the text another label toward one of
// the targets. It shows what both versions go by.
func (v *Versions) Judges(t TB, text string, want Labels) {
	t.Helper()
	v.JudgesDocument(t, pipeline.NewDocument("", text), want)
}

// JudgesDocument is Judges of a text with a title, or with what it is about.
func (v *Versions) JudgesDocument(t TB, doc pipeline.Document, want Labels) {
	t.Helper()
	if doc.Rejected() {
		t.Errorf("lexicontest: no text: %s", doc.Reason)
		return
	}
	var oldSides []sided
	newSides, err := sidesOf(v.New, doc)
	if err == nil {
		oldSides, err = sidesOf(v.Old, doc)
	}
	if err != nil {
		t.Errorf("lexicontest: %v", err)
		return
	}
	var wrong []flip.Flip
	for _, target := range sortedKeys(want) {
		i := slices.IndexFunc(newSides, func(s sided) bool { return s.target == target })
		if i < 0 {
			t.Errorf("lexicontest: %s judges no target %q; it has %s", v.diff.New, target, targetsOf(newSides))
			continue
		}
		if newSides[i].Label == want[target] {
			continue
		}
		f := flip.Flip{Title: doc.Title, Text: doc.Text, Target: target, New: newSides[i].Side, Gold: want[target]}
		if k := slices.IndexFunc(oldSides, func(s sided) bool { return s.target == target }); k >= 0 {
			f.Old = oldSides[k].Side
		}
		wrong = append(wrong, f)
	}
	if len(wrong) > 0 {
		t.Errorf("%s:\n%s", count(len(wrong), "label is not as wanted", "labels are not as wanted"), v.drawn(wrong))
	}
}

// comparison compares by all cores, and keeps all flips.
func (v *Versions) comparison(keep int) (*pipeline.Comparison, error) {
	return pipeline.NewComparison(pipeline.CompareConfig{Diff: v.diff, Old: v.Old, New: v.New, Workers: runtime.GOMAXPROCS(0), Keep: keep})
}

func (v *Versions) gold(name string) (*flip.Report, error) {
	content, err := os.ReadFile(name)
	if err != nil {
		return nil, err
	}
	set, err := measure.ReadShared(name, content, slices.Concat(v.diff.Shared, v.diff.OnlyOld, v.diff.OnlyNew), v.diff.Shared)
	if err != nil {
		return nil, err
	}
	c, err := v.comparison(len(set.Cases) * (len(v.diff.Shared) + 1))
	if err != nil {
		return nil, err
	}
	return c.Gold(context.Background(), []*measure.Set{set}, nil)
}

func count(n int, one, many string) string {
	if n == 1 {
		return "1 " + one
	}
	return fmt.Sprintf("%d %s", n, many)
}
