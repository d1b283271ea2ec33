package lexicon

import "strings"

// Entry is one thing that a merged lexicon knows, for other programs to read.
// Fields that its kind has not are empty.
type Entry struct {
	// Kind is "term", "construction", "cue", or for a name of somebody "name",
	// "noun", "part", "description", "pronoun" or "homonym".
	Kind string `json:"kind"`
	Text string `json:"text"`
	// Of is the class of a term or construction, the kind of a cue, the id of
	// whom a name means.
	Of  string `json:"of"`
	POS string `json:"pos"`
	// Value is a strength, a cue's number, a weight or a confidence.
	Value    float64 `json:"value"`
	Effects  string  `json:"effects"` // as in a table
	Negation string  `json:"neg"`
	Content  string  `json:"content"`
	When     string  `json:"when"`
	Note     string  `json:"note"`
	File     string  `json:"file"`
	Line     int     `json:"line"` // from 1, 0 where it is not known
}

// Entries lists what the lexicon knows, with what it inherits, in the order in
// which the lexicon holds it.
func (lex *Lexicon) Entries() []Entry {
	var out []Entry
	ofTerm := func(kind string, t *Term, text string) {
		out = append(out, Entry{
			Kind: kind, Text: text, Of: t.Class.Name, POS: t.POS, Value: t.Strength, Effects: effectsText(t.Effects),
			Negation: string(t.Neg), Content: string(t.Content), When: t.When.String(), Note: t.Note, File: t.Pos.File, Line: t.Pos.Line,
		})
	}
	for _, t := range lex.Terms {
		ofTerm("term", t, t.Text)
	}
	for _, c := range lex.Constructions {
		ofTerm("construction", c.Term, c.Pattern)
	}
	for _, c := range lex.Cues {
		out = append(out, Entry{Kind: "cue", Text: c.Text, Of: string(c.Kind), Value: c.Value, File: c.Pos.File, Line: c.Pos.Line})
	}
	names := func(kind, of string, value float64, texts []string) {
		for _, text := range texts {
			out = append(out, Entry{Kind: kind, Text: text, Of: of, Value: value})
		}
	}
	for _, t := range lex.Targets {
		names("name", t.ID, 1, t.Names)
		names("noun", t.ID, 1, t.Nouns)
		for _, p := range t.Parts {
			names("part", t.ID, p.Weight, p.Names)
		}
		for _, d := range t.Descriptions {
			out = append(out, Entry{Kind: "description", Text: d.Text, Of: t.ID, Value: d.Confidence, File: d.Pos.File, Line: d.Pos.Line})
		}
		names("pronoun", t.ID, 1, t.Pronouns)
		names("homonym", t.ID, 0, t.Homonyms)
	}
	for _, e := range lex.Entities {
		names("name", e.ID, 1, e.Names)
	}
	return out
}

// effectsText writes effects as a table has them.
func effectsText(effects []Effect) string {
	var parts []string
	for _, e := range effects {
		value := decimalText(e.Value)
		if e.Value > 0 {
			value = "+" + value
		}
		parts = append(parts, string(e.From)+">"+string(e.To)+value)
	}
	return strings.Join(parts, ";")
}
