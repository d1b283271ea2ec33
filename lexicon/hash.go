package lexicon

import (
	"bufio"
	"crypto/sha256"
	"encoding/hex"
	"io"
	"slices"
	"strconv"
)

// canonicalVersion heads what is hashed. 1: the first form.
const canonicalVersion = "lichang-lexicon 1"

// setHashes computes the hashes of a merged lexicon.
func (lex *Lexicon) setHashes() {
	lex.Hash = hashOf(lex.writeCanonical)
	lex.SegmentHash = hashOf(func(w *canonical) {
		w.record(canonicalVersion)
		lex.writeSegmentWords(w)
	})
}

func hashOf(write func(*canonical)) string {
	h := sha256.New()
	w := &canonical{w: bufio.NewWriterSize(h, 1<<16)}
	write(w)
	w.w.Flush() // a hash never fails
	return "sha256:" + hex.EncodeToString(h.Sum(nil))
}

// canonical writes records. A record is a line of fields, each its length in
// bytes, a colon and the field itself, so that no two different lists of
// fields look alike.
type canonical struct {
	w   *bufio.Writer
	buf []byte // of the field's length
	num []byte // of a number
}

func (c *canonical) record(fields ...string) {
	for _, f := range fields {
		c.field(f)
	}
	c.w.WriteByte('\n')
}

func (c *canonical) field(f string) {
	c.buf = append(strconv.AppendInt(c.buf[:0], int64(len(f)), 10), ':')
	c.w.Write(c.buf)
	c.w.WriteString(f)
}

// number writes a field as formatNumber would write it.
func (c *canonical) number(v float64) {
	c.num = strconv.AppendFloat(c.num[:0], v, 'g', -1, 64)
	c.buf = append(strconv.AppendInt(c.buf[:0], int64(len(c.num)), 10), ':')
	c.w.Write(c.buf)
	c.w.Write(c.num)
}

// list writes a record of a name, a count and the elements.
func (c *canonical) list(name string, elements []string) {
	c.field(name)
	c.field(strconv.Itoa(len(elements)))
	c.record(elements...)
}

func (c *canonical) effects(name string, effects []Effect) {
	if len(effects) == 0 {
		return
	}
	c.field(name)
	c.field(strconv.Itoa(3 * len(effects)))
	for _, e := range effects {
		c.field(string(e.From))
		c.field(string(e.To))
		c.number(e.Value)
	}
	c.w.WriteByte('\n')
}

// writeCanonical writes the meaning of a merged lexicon: a record of the
// version, then classes, terms, cues, targets, entities, constructions, segment
// words and weights, each in the order the lexicon holds them, which depends on
// their content alone. Glosses, notes, positions, names and versions are left
// out.
func (lex *Lexicon) writeCanonical(c *canonical) {
	c.record(canonicalVersion)
	for _, k := range lex.Classes {
		c.record("class", k.Name, k.POS, formatNumber(k.Strength), string(k.Harms), string(k.Helps),
			string(k.Neg), string(k.Content), strconv.Itoa(k.Polarity))
		c.effects("effects", k.Effects)
		c.effects("rejected", k.Rejected)
		c.effects("stopped", k.Stopped)
		c.effects("negated", k.Negated)
	}
	for _, t := range lex.Terms {
		c.term("term", t)
	}
	for _, q := range lex.Cues {
		c.record("cue", string(q.Kind), q.Text, formatNumber(q.Value))
		if q.Of != "" {
			c.record("of", q.Of)
		}
	}
	for _, t := range lex.Targets {
		c.record("target", t.ID, t.Label, t.Group)
		c.list("names", t.Names)
		c.list("nouns", t.Nouns)
		for _, p := range t.Parts {
			c.record("part", p.Kind, formatNumber(p.Weight))
			c.list("names", p.Names)
			c.list("shields", p.Shields)
		}
		for _, d := range t.Descriptions {
			c.record("description", d.Text, formatNumber(d.Confidence))
		}
		c.list("pronouns", t.Pronouns)
		c.list("homonyms", t.Homonyms)
		for _, d := range t.Deeds {
			c.record("deed", d.Class, d.Against, formatNumber(d.Confidence))
		}
		c.record("first_person", formatNumber(t.FirstPerson))
	}
	for _, e := range lex.Entities {
		c.record("entity", e.ID, e.Group)
		c.list("names", e.Names)
	}
	for _, k := range lex.Constructions {
		// The pattern is the text of the term, and the parts follow from it.
		c.term("construction", k.Term)
	}
	for _, b := range lex.Bearings {
		c.field("bearing")
		c.field(b.Trait)
		for i := range b.Favor {
			c.number(b.Favor[i])
			c.number(b.Against[i])
		}
		c.record()
	}
	lex.writeSegmentWords(c)
	weights := make([]string, 0, len(lex.Weights))
	for name := range lex.Weights {
		weights = append(weights, name)
	}
	slices.Sort(weights)
	for _, name := range weights {
		c.record("weight", name, formatNumber(lex.Weights[name]))
	}
}

func (c *canonical) term(kind string, t *Term) {
	c.field(kind)
	c.field(t.Text)
	c.field(t.POS)
	c.field(t.Class.Name)
	c.number(t.Strength)
	c.record(string(t.Neg), string(t.Content))
	c.effects("effects", t.Effects)
	if len(t.When.Patient) > 0 {
		c.list("patient", t.When.Patient)
	}
	if len(t.When.Of)+len(t.When.Not) > 0 {
		c.list("of", t.When.Of)
		c.list("not", t.When.Not)
	}
}

func (lex *Lexicon) writeSegmentWords(c *canonical) {
	for _, w := range lex.SegmentWords {
		c.record("word", w.Text, strconv.Itoa(w.Freq), w.Tag)
	}
}

// WriteCanonical writes what Hash is computed from, for those who want to know
// why two hashes differ.
func (lex *Lexicon) WriteCanonical(w io.Writer) error {
	c := &canonical{w: bufio.NewWriter(w)}
	lex.writeCanonical(c)
	return c.w.Flush()
}
