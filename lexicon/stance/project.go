package stance

import (
	"slices"

	"lichang/lexicon"
)

// project makes attitudes of frames: the only place where polarity is made. A
// frame's effects depend on what its outer frames do to it (connotation
// frames, Rashkin et al. 2016; implicature, Deng and Wiebe 2014).
func (d *doc) project() {
	for i := range d.frames {
		d.projectFrame(i)
	}
	d.projectAspect()
}

// state is what the frames around one do to it.
type state struct {
	rejected, stopped, endorsed, pretended, blocked bool
	factor                                          float64
	by                                              int // the frame that rejects or endorses it
}

func (d *doc) stateOf(i int) state {
	f := &d.frames[i]
	s := state{factor: 1, by: -1, rejected: f.forbidden}
	for p, depth := f.parent, 0; p >= 0 && depth < 6; p, depth = d.frames[p].parent, depth+1 {
		q := &d.frames[p]
		if q.off {
			continue
		}
		t := q.term.Content
		switch {
		case t == lexicon.Block && !q.negated:
			s.blocked = true
		case t == lexicon.Reject && !q.negated, t == lexicon.Permit && q.negated, t == lexicon.Endorse && q.negated && q.term.Neg == lexicon.Flip:
			if s.rejected {
				s.rejected, s.endorsed = false, true
			} else if !s.endorsed {
				s.rejected = true
			}
			if s.by < 0 {
				s.by = p
			}
		case t == lexicon.Endorse && !q.negated:
			if !s.rejected {
				s.endorsed = true
			}
			if s.by < 0 {
				s.by = p
			}
		case t == lexicon.Stop && !q.negated:
			if q.parent >= 0 && d.frames[q.parent].term.Content == lexicon.Wish {
				s.rejected = true // 呼吁停止合作 is a protest
			} else {
				s.stopped = true
			}
		case t == lexicon.Wish && f.term.Class.Polarity > 0:
			s.factor *= d.e.weights.Wished
		case t == lexicon.Pretend:
			s.pretended = true
		}
	}
	return s
}

// effect is a lexicon.Effect on its way: the rules that changed it.
type effect struct {
	lexicon.Effect
	rule string
}

func (d *doc) projectFrame(i int) {
	f := &d.frames[i]
	if f.off {
		return
	}
	s := d.stateOf(i)
	if s.blocked && f.roles[topic].rule != "bind-self" {
		f.rules = append(f.rules, "nest-block")
		return
	}
	f.factor *= s.factor
	made := len(d.att)
	for _, e := range d.effectsOf(f, s) {
		d.aim(i, e)
	}
	if len(d.att) == made {
		d.sentimentOnly(i, s)
	}
}

// effectsOf returns what a frame does in its state.
func (d *doc) effectsOf(f *frame, s state) []effect {
	w := &d.e.weights
	c := f.term.Class
	var out []effect
	add := func(from, to lexicon.Role, v float64, rule string) {
		if v != 0 && to != "" {
			out = append(out, effect{lexicon.Effect{From: from, To: to, Value: v}, rule})
		}
	}
	list := f.term.Effects
	factor, rule := 1.0, ""
	switch {
	case s.rejected && len(c.Rejected) > 0 && !f.negated:
		list, rule = c.Rejected, "nest-reject"
		if s.by >= 0 && d.frames[s.by].isClass("upset") {
			for _, e := range list {
				v := e.Value
				if e.To != lexicon.Agent {
					v *= w.UpsetRelation
				}
				add(e.From, e.To, v, "nest-reject")
			}
			return out
		}
	case s.stopped && len(c.Stopped) > 0 && !f.negated:
		list, rule = c.Stopped, "nest-stop"
	case f.negated && len(c.Negated) > 0:
		list, rule = c.Negated, "op-negation"
	case f.negated:
		switch {
		case f.term.Neg == lexicon.Weaken:
			factor = -w.Weakened
		case f.term.Neg == lexicon.Cancel && !f.sense.denies:
			return nil
		default:
			factor = -1
		}
	}
	for _, e := range list {
		v := e.Value * factor
		if s.rejected && rule == "" {
			if e.From == lexicon.Author {
				if v > 0 {
					v *= -w.Opposed
				}
			} else {
				v *= -w.Opposed
			}
			add(e.From, e.To, v, "nest-reject")
			continue
		}
		if s.stopped && rule == "" && v > 0 {
			v *= -w.Opposed
			add(e.From, e.To, v, "nest-stop")
			continue
		}
		if s.pretended && v < 0 && e.From == lexicon.Author {
			continue // 所谓割韭菜: what is only claimed does not count against anybody
		}
		if (s.pretended || f.irony) && v > 0 && e.To == c.Helps && c.Helps != "" {
			continue // who is only said to be cared for is not judged
		}
		if f.obliged && e.To == lexicon.Agent && v > 0 {
			add(e.From, e.To, -v, "op-obliged")
			continue
		}
		if (s.pretended || f.irony) && v > 0 {
			r := "nest-pretend"
			if f.irony {
				r = "op-irony"
			}
			add(e.From, e.To, -v*w.Irony, r)
			continue
		}
		add(e.From, e.To, v, rule)
		if e.To == lexicon.Topic && !f.roles[standard].empty() {
			out = append(out, effect{lexicon.Effect{From: e.From, To: lexicon.Standard, Value: -v * w.Standard}, "bind-comparison"})
		}
	}
	if s.rejected && !f.negated {
		add(lexicon.Author, c.Harms, w.Victim, "implied-victim")
		add(lexicon.Author, c.Helps, -w.Helped, "implied-helped")
		if d.responsible(f, list) {
			add(lexicon.Author, lexicon.Agent, -w.Responsible, "implied-responsible")
		}
	}
	if s.endorsed && !f.negated && !f.isClass("reject", "criticize", "dislike", "upset", "leave") && d.responsible(f, list) {
		add(lexicon.Author, lexicon.Agent, w.Responsible, "implied-responsible")
	}
	return out
}

// responsible says whether approval or disapproval of a frame meets its agent,
// and no effect of the frame itself does so already.
func (d *doc) responsible(f *frame, list []lexicon.Effect) bool {
	if f.sense.subject != agent {
		return false
	}
	return !slices.ContainsFunc(list, func(e lexicon.Effect) bool { return e.To == lexicon.Agent })
}

// aim turns an effect of frame i into an attitude, where its role is filled.
func (d *doc) aim(i int, e effect) {
	f := &d.frames[i]
	id, ok := roleOf(e.To)
	if !ok || f.roles[id].empty() {
		return
	}
	to := f.roles[id]
	if !d.judged(to.entity) {
		return // a bystander: the word counts for the sentiment alone
	}
	value := e.Value * f.term.Strength * f.factor
	holder := -1
	if from, ok := roleOf(e.From); ok {
		holder = f.roles[from].entity
	} else {
		holder = d.voices[d.clauses[f.clause].voice].speaker
	}
	var rules []string
	if e.rule != "" {
		rules = append(rules, e.rule)
	}
	if value > 0 && holder == to.entity {
		if value *= d.e.weights.SelfPraise; value == 0 {
			return
		}
		rules = append(rules, "self-praise")
	}
	if value < 0 && holder == to.entity && e.From == lexicon.Author {
		value *= d.e.weights.SelfBlame
		rules = append(rules, "self-blame")
	}
	if to.mention >= 0 {
		if p := d.mentions[to.mention].part; p != nil {
			if slices.Contains(p.Shields, f.term.Class.Name) {
				return
			}
			if p.Weight > 0 {
				value *= p.Weight
			}
		}
	}
	if holder == nobody {
		holder = -1
	}
	d.att = append(d.att, attitude{
		entity: to.entity, frame: i, holder: holder, value: value, confidence: to.confidence, mention: to, rules: rules,
	})
}

// polarityOf returns what a frame says of whatever it is said of, apart from its
// roles.
func (d *doc) polarityOf(i int, s state) float64 {
	f := &d.frames[i]
	v := float64(f.term.Class.Polarity) * f.term.Strength * f.factor
	if f.negated {
		switch f.term.Neg {
		case lexicon.Cancel:
			return 0
		case lexicon.Weaken:
			v *= -d.e.weights.Weakened
		default:
			v = -v
		}
	}
	if f.irony || s.pretended {
		v = -v * d.e.weights.Irony
	}
	return v
}

// sentimentOnly keeps the polarity of a frame that reaches nobody: it counts
// for the sentiment of the text alone.
func (d *doc) sentimentOnly(i int, s state) {
	v := d.polarityOf(i, s)
	if v == 0 {
		return
	}
	d.att = append(d.att, attitude{entity: -1, frame: i, holder: -1, value: v, confidence: 1})
	if d.about >= 0 && !d.skip("project-about") {
		d.aimAbout(i, v)
	}
}

// aimAbout: in a text that is said to be about somebody a word that reaches
// nobody is likely said of him.
func (d *doc) aimAbout(i int, value float64) {
	d.att = append(d.att, attitude{
		entity: d.about, frame: i, holder: -1, value: value, confidence: d.e.weights.AboutOpen, rules: []string{"project-about"},
	})
}
