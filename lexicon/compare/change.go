// Package compare tells in which entries two lexicons differ, and makes the
// lexicons that lie between them: the new one with some of its changes taken
// back. It compares what the lexicons mean after merging, whatever file an entry
// stands in; it knows no text that is judged.
package compare

import (
	"fmt"
	"slices"
	"strings"

	"lichang/lexicon"
)

// Kind is what sort of entry differs.
type Kind string

// The kinds, in the order in which changes are listed.
const (
	Columns      Kind = "columns" // the targets' order
	Target       Kind = "target"
	Entity       Kind = "entity"
	Name         Kind = "name"
	Noun         Kind = "noun"
	Part         Kind = "part"
	Description  Kind = "description"
	Pronoun      Kind = "pronoun"
	Homonym      Kind = "homonym"
	Term         Kind = "term"
	Construction Kind = "construction"
	Class        Kind = "class"
	Cue          Kind = "cue"
	Weight       Kind = "weight"
	Bearings     Kind = "bearings" // the whole table: its numbers were found together
	Word         Kind = "word"     // of segment.dict
)

// Kinds lists all kinds in order.
func Kinds() []Kind {
	return []Kind{Columns, Target, Entity, Name, Noun, Part, Description, Pronoun, Homonym, Term, Construction, Class, Cue, Weight, Bearings, Word}
}

// Op is what became of an entry.
type Op string

// The three things that can become of an entry.
const (
	Added   Op = "added"
	Removed Op = "removed"
	Changed Op = "changed"
)

// Field is one thing in which two versions of an entry differ; "" is none.
type Field struct {
	Name string `json:"name"`
	From string `json:"from"`
	To   string `json:"to"`
}

// Change is one entry that differs.
type Change struct {
	Kind Kind `json:"kind"`
	Op   Op   `json:"op"`
	// Text is what the entry is known by: a surface, a pattern, an id, the name
	// of a weight.
	Text string `json:"text"`
	// Of is the class of a term or construction, the kind of a cue, the id of
	// whom a name means, as the new lexicon has it, or else the old one; "" for
	// others.
	Of string `json:"of,omitempty"`
	// Fields are what differs where the entry is changed, and what it says where
	// it is added or removed.
	Fields []Field `json:"fields,omitempty"`
	// Old and New say where it stands as file:line, "" where it does not.
	Old string `json:"old,omitempty"`
	New string `json:"new,omitempty"`
	// Needs is the least that the version must rise by.
	Needs Level `json:"needs"`
	// Unit is the index of the unit that it is taken back with, -1 where it
	// cannot change what is judged.
	Unit int `json:"unit"`
}

// String names the entry, without what became of it: term 翻车 (trouble).
func (c *Change) String() string {
	s := string(c.Kind)
	if c.Text != "" {
		s += " " + c.Text
	}
	if c.Of != "" {
		s += " (" + c.Of + ")"
	}
	return s
}

// noteField is the one field that judging ignores.
const noteField = "note"

// FieldsText writes the fields of a changed entry, as strength 0.8 -> 0.6.
func (c *Change) FieldsText() string { return c.fieldsText(c.Fields) }

// JudgedText is FieldsText of those that judging does not ignore.
func (c *Change) JudgedText() string {
	return c.fieldsText(slices.DeleteFunc(slices.Clone(c.Fields), func(f Field) bool { return f.Name == noteField }))
}

func (c *Change) fieldsText(fields []Field) string {
	var parts []string
	for _, f := range fields {
		if c.Op == Changed {
			parts = append(parts, fmt.Sprintf("%s %s -> %s", f.Name, orNone(f.From), orNone(f.To)))
		} else {
			parts = append(parts, f.Name+" "+orNone(f.From+f.To))
		}
	}
	return strings.Join(parts, ", ")
}

func orNone(s string) string {
	if s == "" {
		return "none"
	}
	return s
}

// Unit is what can be taken back by itself: one change, or several that have no
// meaning without each other.
type Unit struct {
	Changes []int `json:"changes"` // indices of Diff.Changes, ascending
	// Surfaces are the texts one of which must stand in a text, or be the name
	// of whom it is about, for the unit to matter to it. They are lower case.
	Surfaces []string `json:"surfaces,omitempty"`
	// Everywhere says that it can matter to any text.
	Everywhere bool `json:"everywhere,omitempty"`
	// Words says that it changes how texts are cut.
	Words bool `json:"words,omitempty"`
}

// Version says which lexicon one side is.
type Version struct {
	Name    string `json:"name"`
	Version string `json:"version"`
	Hash    string `json:"hash"`
	// Opened is how it was named in the call, "" where nobody said.
	Opened string `json:"opened,omitempty"`
}

func versionOf(lex *lexicon.Lexicon) Version {
	return Version{Name: lex.Name, Version: lex.Version, Hash: lex.Hash}
}

// String writes name and version.
func (v Version) String() string { return v.Name + " " + v.Version }
