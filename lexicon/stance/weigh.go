package stance

import "math"

// told is what a text has said of somebody.
type told struct {
	entity int
	word   string
	good   bool
}

// weigh scales attitudes by the voice, the links and the mood of their clause,
// and counts the second telling of the same thing less.
func (d *doc) weigh() {
	clear(d.told)
	for i := range d.att {
		a := &d.att[i]
		f := &d.frames[a.frame]
		c := &d.clauses[f.clause]
		by := d.voiceWeight(c.voice)
		if by != 1 {
			a.rules = append(a.rules, "voice-"+d.voices[c.voice].kind)
		}
		by *= c.weight
		a.rules = append(a.rules, c.rules...)
		if a.entity >= 0 && !d.skip("weigh-repeated") {
			key := told{a.entity, f.term.Text, a.value > 0}
			if d.told[key] {
				by *= d.e.weights.Repeated
				a.rules = append(a.rules, "weigh-repeated")
			}
			if d.told == nil {
				d.told = map[told]bool{}
			}
			d.told[key] = true
		}
		a.value *= by
	}
}

// voiceWeight is the factor of a voice: what somebody is said to have said
// counts less than what is said.
func (d *doc) voiceWeight(v int) float64 {
	if v == 0 {
		return 1
	}
	w := d.e.weights.VoiceReported
	if d.voices[v].kind == "quoted" {
		w = d.e.weights.VoiceQuoted
	}
	if d.voices[v].rejected {
		w *= -d.e.weights.Opposed
	}
	for v = d.voices[v].parent; v > 0; v = d.voices[v].parent {
		if d.voices[v].speaker >= 0 {
			w *= d.e.weights.VoiceNested
		}
	}
	return w
}

// round4 keeps four decimals, so that a weight reads the same everywhere.
func round4(x float64) float64 { return math.Round(x*1e4) / 1e4 }
