package lexicon

import (
	"bytes"
	"cmp"
	"fmt"
	"slices"
	"strconv"
	"strings"
)

// Folder returns the files of a folder that holds the lexicon with all that it
// inherits, and extends nothing: what they load as is equal to it, hash and all,
// but for places and for what it extended. A term says only what differs from
// its class. Comments, refused terms and tests are no part of a loaded lexicon.
func (lex *Lexicon) Folder() (map[string][]byte, error) {
	files := map[string][]byte{
		metaFile:             lex.metaYAML(),
		"classes.yaml":       lex.classesYAML(),
		"cues.yaml":          lex.cuesYAML(),
		"constructions.yaml": lex.constructionsYAML(),
		"terms/all.tsv":      []byte(formatTable(lex.termsTable(), true)),
		"segment.dict":       lex.segmentDict(),
	}
	if len(lex.Bearings) > 0 {
		var b bytes.Buffer
		if err := WriteBearings(&b, lex.Targets, lex.Bearings); err != nil {
			return nil, err
		}
		files[bearingsFile] = b.Bytes()
	}
	for name, content := range files {
		if len(content) == 0 {
			delete(files, name)
		}
	}
	return files, nil
}

// yamlWriter writes mappings, a field a line.
type yamlWriter struct{ bytes.Buffer }

func (w *yamlWriter) field(lead, key, value string) {
	if value != "" {
		fmt.Fprintf(w, "%s%s: %s\n", lead, key, value)
	}
}

// flow writes fields that have a value in braces.
func flow(fields ...[2]string) string {
	var parts []string
	for _, f := range fields {
		if f[1] != "" {
			parts = append(parts, f[0]+": "+f[1])
		}
	}
	return "{" + strings.Join(parts, ", ") + "}"
}

// maybe writes a string, "" for none.
func maybe(s string) string {
	if s == "" {
		return ""
	}
	return yamlString(s)
}

// yamlList writes a list of strings, "" for none.
func yamlList(list []string) string {
	if len(list) == 0 {
		return ""
	}
	quoted := make([]string, len(list))
	for i, s := range list {
		quoted[i] = yamlString(s)
	}
	return "[" + strings.Join(quoted, ", ") + "]"
}

// unlike writes a number, "" where it is what an absent field means.
func unlike(v, absent float64) string {
	if v == absent {
		return ""
	}
	return decimalText(v)
}

// decimalText writes a number as decimal reads it, without an exponent.
func decimalText(v float64) string { return strconv.FormatFloat(v, 'f', -1, 64) }

func (lex *Lexicon) metaYAML() []byte {
	w := &yamlWriter{}
	w.field("", "name", yamlString(lex.Name))
	w.field("", "version", yamlString(lex.Version))
	if len(lex.Targets) > 0 {
		w.WriteString("targets:\n")
	}
	for i := range lex.Targets {
		w.target(&lex.Targets[i])
	}
	if len(lex.Entities) > 0 {
		w.WriteString("entities:\n")
	}
	for _, e := range lex.Entities {
		fmt.Fprintf(w, "  - %s\n", flow([2]string{"id", yamlString(e.ID)}, [2]string{"group", e.Group}, [2]string{"names", yamlList(e.Names)}))
	}
	w.WriteString("weights:\n")
	for _, weight := range WeightNames() {
		w.field("  ", weight.Name, decimalText(lex.Weights[weight.Name]))
	}
	return w.Bytes()
}

func (w *yamlWriter) target(t *Target) {
	const lead = "    "
	w.field("  - ", "id", t.ID)
	w.field(lead, "label", yamlString(t.Label))
	w.field(lead, "group", t.Group)
	w.field(lead, "names", yamlList(t.Names))
	w.field(lead, "nouns", yamlList(t.Nouns))
	var parts, descriptions, deeds []string
	for _, p := range t.Parts {
		parts = append(parts, flow([2]string{"kind", yamlString(p.Kind)}, [2]string{"names", yamlList(p.Names)},
			[2]string{"weight", unlike(p.Weight, 1)}, [2]string{"shields", yamlList(p.Shields)}))
	}
	for _, d := range t.Descriptions {
		descriptions = append(descriptions, flow([2]string{"text", yamlString(d.Text)}, [2]string{"confidence", decimalText(d.Confidence)}))
	}
	for _, d := range t.Deeds {
		deeds = append(deeds, flow([2]string{"class", yamlString(d.Class)}, [2]string{"against", yamlString(d.Against)},
			[2]string{"confidence", unlike(d.Confidence, 1)}))
	}
	w.items(lead, "parts", parts)
	w.items(lead, "descriptions", descriptions)
	w.field(lead, "pronouns", yamlList(t.Pronouns))
	w.field(lead, "homonyms", yamlList(t.Homonyms))
	w.items(lead, "deeds", deeds)
	w.field(lead, "first_person", unlike(t.FirstPerson, 0))
}

// items writes a list, an element a line.
func (w *yamlWriter) items(lead, key string, items []string) {
	if len(items) > 0 {
		fmt.Fprintf(w, "%s%s:\n", lead, key)
	}
	for _, item := range items {
		fmt.Fprintf(w, "%s  - %s\n", lead, item)
	}
}

func (lex *Lexicon) classesYAML() []byte {
	w := &yamlWriter{}
	if len(lex.Classes) > 0 {
		w.WriteString("classes:\n")
	}
	const lead = "    "
	for _, c := range lex.Classes {
		w.field("  - ", "name", yamlString(c.Name))
		w.field(lead, "gloss", maybe(c.Gloss))
		w.field(lead, "pos", c.POS)
		w.field(lead, "strength", unlike(c.Strength, 1))
		w.field(lead, "effects", effectsYAML(c.Effects))
		w.field(lead, "rejected", effectsYAML(c.Rejected))
		w.field(lead, "stopped", effectsYAML(c.Stopped))
		w.field(lead, "negated", effectsYAML(c.Negated))
		w.field(lead, "harms", string(c.Harms))
		w.field(lead, "helps", string(c.Helps))
		w.field(lead, "neg", string(c.Neg))
		w.field(lead, "content", string(c.Content))
		w.field(lead, "polarity", unlike(float64(c.Polarity), 0))
	}
	return w.Bytes()
}

func effectsYAML(effects []Effect) string {
	if len(effects) == 0 {
		return ""
	}
	return "[" + strings.ReplaceAll(effectsText(effects), ";", ", ") + "]"
}

// cuesYAML writes the cues by kind, those of one value and of the same in one
// group.
func (lex *Lexicon) cuesYAML() []byte {
	w := &yamlWriter{}
	for from, to := 0, 0; from < len(lex.Cues); from = to {
		kind := lex.Cues[from].Kind
		type group struct {
			value float64
			of    string
		}
		var found []group
		words := map[group][]string{}
		for to = from; to < len(lex.Cues) && lex.Cues[to].Kind == kind; to++ {
			c := lex.Cues[to]
			g := group{c.Value, c.Of}
			if words[g] == nil {
				found = append(found, g)
			}
			words[g] = append(words[g], c.Text)
		}
		slices.SortFunc(found, func(a, b group) int { return cmp.Or(cmp.Compare(a.value, b.value), cmp.Compare(a.of, b.of)) })
		var groups []string
		for _, g := range found {
			of := ""
			if g.of != "" {
				of = yamlList(strings.Split(g.of, ","))
			}
			groups = append(groups, flow([2]string{"words", yamlList(words[g])}, [2]string{"of", of}, [2]string{"value", unlike(g.value, 0)}))
		}
		w.items("", string(kind), groups)
	}
	return w.Bytes()
}

func (lex *Lexicon) constructionsYAML() []byte {
	w := &yamlWriter{}
	for _, c := range lex.Constructions {
		d := own(c.Term)
		effects := d.effects
		if effects == none {
			effects = "[]"
		} else if effects != "" {
			effects = effectsYAML(c.Term.Effects)
		}
		fmt.Fprintf(w, "- %s\n", flow([2]string{"pattern", yamlString(c.Pattern)}, [2]string{"pos", d.pos}, [2]string{"class", yamlString(c.Term.Class.Name)},
			[2]string{"strength", d.strength}, [2]string{"effects", effects}, [2]string{"neg", d.neg}, [2]string{"content", d.content},
			[2]string{"note", maybe(c.Term.Note)}))
	}
	return w.Bytes()
}
