package stance

import (
	"cmp"
	"math"
	"slices"
)

// decide turns attitudes into evidence and folds the evidence of each target
// into its label: the only place where labels are made.
func (d *doc) decide() {
	j := &d.result
	if len(d.att) > 0 {
		j.Evidence = make([]Evidence, 0, len(d.att))
	}
	for i := range d.att {
		if e, ok := d.evidence(&d.att[i]); ok {
			j.Evidence = append(j.Evidence, e)
			if d.att[i].entity == d.own && d.own >= 0 && e.Target != d.opt.Target {
				e.Target = d.opt.Target // the lexicon's target under the name that the input gives it
				j.Evidence = append(j.Evidence, e)
			}
		}
	}
	for i := range d.traits {
		x := &d.traits[i]
		e := d.traitEvidence(x)
		j.Evidence = append(j.Evidence, e)
		if x.entity == d.own && d.own >= 0 && e.Target != d.opt.Target {
			e.Target = d.opt.Target
			j.Evidence = append(j.Evidence, e)
		}
	}
	for i := 1; i < len(j.Evidence); i++ {
		if a, b := &j.Evidence[i-1], &j.Evidence[i]; a.Start > b.Start || a.Start == b.Start && a.End > b.End {
			slices.SortStableFunc(j.Evidence, func(a, b Evidence) int {
				return cmp.Or(a.Start-b.Start, a.End-b.End)
			})
			break
		}
	}
	if len(j.Evidence) == 0 {
		j.Evidence = nil
	}
}

// evidence shows an attitude as it is stored; false for one toward a bystander
// or too weak to be seen in four decimals.
func (d *doc) evidence(a *attitude) (Evidence, bool) {
	f := &d.frames[a.frame]
	weight := round4(min(1, math.Abs(a.value)*a.confidence))
	if weight == 0 || (a.entity >= 0 && !d.judged(a.entity)) {
		return Evidence{}, false
	}
	e := Evidence{
		Start: f.start, End: f.end, Polarity: 1, Weight: weight, Confidence: round4(a.confidence),
		Holder: "author", Voice: d.voices[d.clauses[f.clause].voice].kind,
	}
	if a.value < 0 {
		e.Polarity = -1
	}
	if a.entity >= 0 {
		e.Target = d.targetID(a.entity)
	}
	if v := d.clauses[f.clause].voice; v > 0 && d.voices[v].name != "" {
		e.Holder = d.voices[v].name
	}
	if a.holder >= 0 && a.holder < len(d.e.entities) {
		e.Holder = d.e.entities[a.holder].id
	}
	e.Rules = unique(f.rules, a.rules, a.mention.rule)
	if d.aspect != "" && a.entity == d.own {
		if x := a.mention; x.end > x.start {
			e.Spans = []RoleSpan{{string(roleNames[topic]), x.start, x.end}}
		}
		return e, true
	}
	for r := range f.roles {
		if x := f.roles[r]; !x.empty() && x.end > x.start {
			if e.Spans == nil {
				e.Spans = make([]RoleSpan, 0, 2)
			}
			e.Spans = append(e.Spans, RoleSpan{string(roleNames[r]), x.start, x.end})
		}
	}
	return e, true
}

// traitEvidence shows what bearings say as it is stored.
func (d *doc) traitEvidence(x *trait) Evidence {
	v := &d.voices[d.voiceAt(x.start)]
	e := Evidence{
		Start: x.start, End: x.end, Polarity: 1, Weight: round4(math.Abs(x.value)), Confidence: 1,
		Holder: "author", Voice: v.kind, Rules: []string{ruleBearings},
	}
	if x.entity >= 0 {
		e.Target = d.targetID(x.entity)
	}
	if x.value < 0 {
		e.Polarity = -1
	}
	if v.speaker >= 0 && v.speaker < len(d.e.entities) {
		e.Holder = d.e.entities[v.speaker].id
	} else if v.name != "" {
		e.Holder = v.name
	}
	for _, u := range x.more {
		e.Spans = append(e.Spans, RoleSpan{"trait", int(u.start), int(u.end)})
	}
	return e
}

// unique joins two lists of rules and one more, if it is any, without what
// stands in them twice.
func unique(a, b []string, last string) []string {
	n := len(a) + len(b)
	if last != "" {
		n++
	}
	if n == 0 {
		return nil
	}
	out := make([]string, 0, n)
	for _, list := range [...][]string{a, b, {last}} {
		for _, s := range list {
			if s != "" && !slices.Contains(out, s) {
				out = append(out, s)
			}
		}
	}
	return out
}

func (d *doc) targetID(entity int) string {
	if entity >= len(d.e.entities) {
		return d.opt.Target
	}
	return d.e.entities[entity].id
}

// judgement folds the evidence and adds what was mentioned.
func (d *doc) judgement() Judgement {
	j := d.result
	d.counts = append(d.counts[:0], make([]int, d.entityCount())...)
	counts := d.counts
	for i := range d.mentions {
		if x := d.mentions[i].entity; x < len(counts) {
			counts[x]++
		}
	}
	j.Targets = make([]TargetJudgement, 0, len(d.e.lex.Targets)+1)
	for i := range d.e.lex.Targets {
		j.Targets = append(j.Targets, d.e.Fold(d.e.entities[i].id, counts[i], j.Evidence))
	}
	if d.own >= 0 {
		t := d.e.Fold(d.opt.Target, counts[d.own]+d.ownFacets(), j.Evidence)
		j.Targets = append(j.Targets, t)
	}
	j.SentimentScore, j.SentimentLabel = d.e.FoldSentiment(j.Evidence)
	if d.opt.Trace {
		j.Trace = d.trace()
	}
	return j
}

// Fold computes a target's decision from the evidence alone: favor and against
// are each 1 - ∏(1 - weight) over the evidence of their polarity, the score is
// their difference, the label a threshold on it. Mentions only tell absent from
// neutral.
func (e *Engine) Fold(target string, mentions int, evidence []Evidence) TargetJudgement {
	t := TargetJudgement{ID: target, Label: None, Basis: Absent, Mentions: mentions}
	favor, against := 1.0, 1.0
	for i := range evidence {
		x := &evidence[i]
		if x.Target != target {
			continue
		}
		if x.Polarity > 0 {
			favor *= 1 - x.Weight
		} else {
			against *= 1 - x.Weight
		}
	}
	t.Favor, t.Against = round6(1-favor), round6(1-against)
	t.Score = round6(t.Favor - t.Against)
	w := &e.weights
	switch {
	case t.Score >= w.FavorThreshold:
		t.Label, t.Basis = Favor, Decided
	case t.Score <= -w.AgainstThreshold:
		t.Label, t.Basis = Against, Decided
	case min(t.Favor, t.Against) > 0 && max(t.Favor, t.Against) >= min(w.FavorThreshold, w.AgainstThreshold):
		t.Basis = Mixed
	case mentions > 0 || t.Favor+t.Against > 0:
		t.Basis = Neutral
	}
	return t
}

// FoldSentiment computes the sentiment of the whole text from the evidence
// alone. Where bearings speak of the whole text it is what they say, since they
// have heard the words (the mean, where a long text was judged in sections); else (P-N)/(P+N+1) over the strongest weight of each
// word, P and N being the sums of the positive and the negative ones.
func (e *Engine) FoldSentiment(evidence []Evidence) (score float64, label string) {
	var sum, sections float64
	for i := range evidence {
		if x := &evidence[i]; x.Target == "" && len(x.Rules) == 1 && x.Rules[0] == ruleBearings {
			sum += float64(x.Polarity) * x.Weight
			sections++
		}
	}
	if sections > 0 {
		return e.sentiment(round6(sum / sections))
	}
	var pos, neg float64
	for i := 0; i < len(evidence); {
		best := &evidence[i]
		k := i + 1
		for ; k < len(evidence) && evidence[k].Start == best.Start && evidence[k].End == best.End; k++ {
			if evidence[k].Weight > best.Weight {
				best = &evidence[k]
			}
		}
		if best.Polarity > 0 {
			pos += best.Weight
		} else {
			neg += best.Weight
		}
		i = k
	}
	return e.sentiment(round6((pos - neg) / (pos + neg + 1)))
}

func (e *Engine) sentiment(score float64) (_ float64, label string) {
	switch w := e.weights.SentimentThreshold; {
	case score >= w:
		return score, Positive
	case score <= -w:
		return score, Negative
	}
	return score, Neuter
}

// round6 keeps six decimals; adding zero turns a negative zero into zero.
func round6(x float64) float64 { return math.Round(x*1e6)/1e6 + 0 }
