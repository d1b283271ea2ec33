package pipeline

import (
	"lichang/lexicon/stance"
	"lichang/lexicon/token"
)

// sectionRunes is the longest view that is judged in one piece. Nothing that
// anybody calls a snippet comes near it; a book on one line does, and stages
// that look back over a whole text would take the square of its length.
const sectionRunes = 1 << 15

// judge judges a view. One that is too long is judged section by section, as
// texts of their own: what is said of him in one does not refer to a name in
// another. The decisions are the fold of all sections' evidence.
func (a *Analyzer) judge(v *token.View, tokens []token.Token, opt stance.Options) stance.Judgement {
	return judgeBy(a.engine, v, tokens, opt)
}

// judgeBy is judge with any engine.
func judgeBy(engine *stance.Engine, v *token.View, tokens []token.Token, opt stance.Options) stance.Judgement {
	if len(v.Runes) <= sectionRunes {
		return engine.Judge(v, tokens, opt)
	}
	var whole stance.Judgement
	for len(tokens) > 0 {
		n := sectionEnd(v, tokens)
		start, end := int(tokens[0].Start), int(tokens[n-1].End)
		j := engine.Judge(section(v, start, end), shifted(tokens[:n], start), opt)
		tokens = tokens[n:]
		move(&j, start)
		if whole.Targets == nil {
			whole = j
			continue
		}
		for i := range j.Targets {
			whole.Targets[i].Mentions += j.Targets[i].Mentions
		}
		whole.Evidence = append(whole.Evidence, j.Evidence...)
		if j.Trace != nil {
			whole.Trace.Voices = append(whole.Trace.Voices, j.Trace.Voices...)
			whole.Trace.Clauses = append(whole.Trace.Clauses, j.Trace.Clauses...)
			whole.Trace.Mentions = append(whole.Trace.Mentions, j.Trace.Mentions...)
			whole.Trace.Frames = append(whole.Trace.Frames, j.Trace.Frames...)
		}
	}
	for i, t := range whole.Targets {
		whole.Targets[i] = engine.Fold(t.ID, t.Mentions, whole.Evidence)
	}
	whole.SentimentScore, whole.SentimentLabel = engine.FoldSentiment(whole.Evidence)
	return whole
}

// sectionEnd returns how many of the tokens make the next section: up to and
// with the last line break that fits, else the last end of a sentence, else
// the last comma, else as many as fit; at least one.
func sectionEnd(v *token.View, tokens []token.Token) int {
	limit := int(tokens[0].Start) + sectionRunes
	fit := 0
	best, rank := 0, 0
	for fit < len(tokens) && int(tokens[fit].End) <= limit {
		r := 0
		switch v.Runes[tokens[fit].Start] {
		case '\n':
			r = 3
		case '。', '！', '？', '!', '?', '；', '…':
			r = 2
		case '，', ',', ' ':
			r = 1
		}
		fit++
		if r > 0 && r >= rank {
			best, rank = fit, r
		}
	}
	switch {
	case fit == len(tokens):
		return fit
	case best > 0:
		return best
	}
	return max(fit, 1)
}

// section is the view's stretch [start, end) as a view of its own.
func section(v *token.View, start, end int) *token.View {
	s := &token.View{Runes: v.Runes[start:end:end], BodyAt: min(max(v.BodyAt-start, 0), end-start)}
	if v.From != nil {
		s.From, s.To = v.From[start:end:end], v.To[start:end:end]
	}
	return s
}

// shifted returns the tokens as those of a view that begins at start.
func shifted(tokens []token.Token, start int) []token.Token {
	out := make([]token.Token, len(tokens))
	for i, t := range tokens {
		t.Start -= int32(start)
		t.End -= int32(start)
		out[i] = t
	}
	return out
}

// move turns a section's offsets into those of the whole view.
func move(j *stance.Judgement, by int) {
	if by == 0 {
		return
	}
	moveEvidence(j.Evidence, by)
	if j.Trace == nil {
		return
	}
	for _, spans := range [...][]stance.TraceSpan{j.Trace.Voices, j.Trace.Clauses, j.Trace.Mentions} {
		for i := range spans {
			spans[i].Start += by
			spans[i].End += by
		}
	}
	for i := range j.Trace.Frames {
		f := &j.Trace.Frames[i]
		f.Start += by
		f.End += by
		moveSpans(f.Roles, by)
		moveEvidence(f.Attitudes, by)
	}
}

func moveEvidence(evidence []stance.Evidence, by int) {
	for i := range evidence {
		evidence[i].Start += by
		evidence[i].End += by
		moveSpans(evidence[i].Spans, by)
	}
}

func moveSpans(spans []stance.RoleSpan, by int) {
	for i := range spans {
		spans[i].Start += by
		spans[i].End += by
	}
}
