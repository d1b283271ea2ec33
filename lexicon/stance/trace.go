package stance

import (
	"fmt"
	"slices"
	"strings"
)

// trace shows the work of the stages, for people to read.
func (d *doc) trace() *Trace {
	t := &Trace{}
	for i, v := range d.voices {
		name := v.kind
		if v.name != "" {
			name += " " + v.name
		}
		if i > 0 && v.parent > 0 {
			name += " (nested)"
		}
		t.Voices = append(t.Voices, TraceSpan{v.start, v.end, name, ""})
	}
	for i := range d.clauses {
		c := &d.clauses[i]
		detail := ""
		if c.weight != 1 {
			detail = fmt.Sprintf("×%.3g %s", c.weight, strings.Join(unique(c.rules, nil, ""), " "))
		}
		mood := "assert"
		if c.ask {
			mood = "ask"
		}
		t.Clauses = append(t.Clauses, TraceSpan{c.start, c.end, mood, detail})
	}
	for _, m := range d.mentions {
		name := "nobody"
		if m.entity < d.entityCount() {
			name = d.targetID(m.entity)
		}
		detail := fmt.Sprintf("%s %.2f", m.kind, m.confidence)
		if m.modifier {
			detail += " modifier"
		}
		if m.antecedent >= 0 {
			a := d.mentions[m.antecedent]
			detail += " = " + string(d.v.Runes[a.start:a.end])
		}
		t.Mentions = append(t.Mentions, TraceSpan{m.start, m.end, name, detail})
	}
	for _, x := range d.facets {
		if x.own {
			t.Mentions = append(t.Mentions, TraceSpan{x.start, x.end, d.opt.Target, "aspect"})
		}
	}
	slices.SortStableFunc(t.Mentions, func(a, b TraceSpan) int { return a.Start - b.Start })
	for i := range d.frames {
		f := &d.frames[i]
		x := TraceFrame{Start: f.start, End: f.end, Class: f.term.Class.Name, Rules: unique(f.rules, nil, "")}
		for r := range f.roles {
			if y := f.roles[r]; !y.empty() && y.end > y.start {
				x.Roles = append(x.Roles, RoleSpan{string(roleNames[r]), y.start, y.end})
			}
		}
		for k := range d.att {
			if d.att[k].frame == i {
				if e, ok := d.evidence(&d.att[k]); ok {
					x.Attitudes = append(x.Attitudes, e)
				}
			}
		}
		t.Frames = append(t.Frames, x)
	}
	return t
}
