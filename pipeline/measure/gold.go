// Package measure reads texts that people have labelled and measures how well
// others agree with them: F1, Favg, confusion, bootstrap intervals, and what a
// part of a method is worth. It knows no text's words and no segmenter: what
// was decided comes from the caller.
package measure

import (
	"lichang/lexicon/stance"
)

// Kind is what the labels of a gold set are about.
type Kind uint8

// The kinds of gold sets.
const (
	// Targets labels each text's stance toward each target of the lexicon.
	// macro-F1 is the mean of the three labels' F1.
	Targets Kind = iota
	// Own labels the stance toward a target that the row names; macro-F1 as for
	// Targets, beside Favg and accuracy.
	Own
	// Aspects labels whether the target that the row names is found good or bad:
	// POS is FAVOR, NEG is AGAINST, NEU is NONE. macro-F1 is the mean of the F1
	// of POS and NEG, so that NONE where there is an opinion is a miss.
	Aspects
	// Sentiment labels the whole text. The sign of the score is measured;
	// macro-F1 is the mean of the F1 of POS and NEG, and a score of 0 is wrong
	// for either.
	Sentiment
)

// String returns the kind's name, as the JSON has it.
func (k Kind) String() string {
	return [...]string{"targets", "own", "aspects", "sentiment"}[k]
}

// Labels returns the names of the labels, in the order of Classes.
func (k Kind) Labels() [3]string {
	if k == Aspects || k == Sentiment {
		return [3]string{stance.Positive, stance.Negative, stance.Neuter}
	}
	return [3]string{string(stance.Favor), string(stance.Against), string(stance.None)}
}

// LabelName returns the name that a label has in sets of this kind.
func (k Kind) LabelName(l stance.Label) string { return k.Labels()[l.Index()] }

// Set is one file of labelled texts.
type Set struct {
	Name  string // the file, as it was named
	Kind  Kind
	Cases []Case
	// Unlabelled counts rows of a table whose label is empty; they are no cases.
	Unlabelled int
	// Referenced says whether any case tells how it refers to its targets.
	Referenced bool
}

// Case is one labelled text.
type Case struct {
	Line  int    // 1-based, in the file
	ID    string // "" where the file has none
	Title string
	Text  string
	Body  bool // Text holds no title, whatever its line breaks
	// Target is the row's own target, "" where the set has none; About is whom
	// a text without subject is about.
	Target, About string
	Source        string
	Want          []Want
}

// Want is the label that a text should get toward a target.
type Want struct {
	Target   string // "" for the sentiment
	Label    stance.Label
	Explicit bool // the text names the target
}

// Decision is one label to be got right.
type Decision struct {
	Case   int // index in the set's cases
	Text   int // what is resampled: rows of the same text have the same number
	Target string
	Gold   stance.Label
	// Given is what was decided, Plain what the baseline decides.
	Given, Plain stance.Label
	Explicit     bool
}

// Decisions lists the decisions of a set in its order, the given ones empty,
// and how many different texts they are about.
func (s *Set) Decisions() (all []Decision, texts int) {
	number := map[string]int{}
	for i := range s.Cases {
		c := &s.Cases[i]
		text := texts
		if s.Kind != Targets {
			if n, ok := number[c.Text]; ok {
				text = n
			}
		}
		if text == texts {
			number[c.Text] = texts
			texts++
		}
		for _, w := range c.Want {
			all = append(all, Decision{Case: i, Text: text, Target: w.Target, Gold: w.Label, Explicit: w.Explicit})
		}
	}
	return all, texts
}
